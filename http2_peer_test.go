package winhttp

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// peer2 is a server that speaks HTTP/2 frame by frame. Its methods panic with what goes wrong, which ends the script.
type peer2 struct {
	p       *wintest.Peer
	f       *http2.Framer
	encoder *hpack.Encoder
	block   bytes.Buffer
}

// seen is a request as it has arrived: a line for each field.
type seen struct {
	id   uint32
	text string
	end  bool
}

// field finds a field, - if there is none.
func (s *seen) field(name string) string {
	for line := range strings.Lines(s.text) {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(value)
		}
	}
	return "-"
}

// frames is a script for one connection that agrees on HTTP/2 and then does what run says, until the client goes away.
func (b *bed) frames(settings []http2.Setting, run func(p *peer2)) wintest.Script {
	config := b.certificate().Config()
	config.NextProtos = []string{"h2"}
	return wintest.Script{wintest.TLS(config), wintest.UntilGone(func(p *wintest.Peer) (err error) {
		s := &peer2{p: p}
		s.f = http2.NewFramer(p.Conn, p.Reader)
		s.f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
		s.encoder = hpack.NewEncoder(&s.block)
		defer func() {
			if e := recover(); e != nil {
				err = fmt.Errorf("%v", e)
			}
		}()
		s.greet(settings)
		run(s)
		return nil
	}), wintest.Hold()}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (s *peer2) greet(settings []http2.Setting) {
	hello := make([]byte, len(http2.ClientPreface))
	_, err := io.ReadFull(s.p.Reader, hello)
	must(err)
	must(s.f.WriteSettings(settings...))
}

// next is the next frame that is not about windows or settings.
func (s *peer2) next() http2.Frame {
	for {
		f, err := s.f.ReadFrame()
		must(err)
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				must(s.f.WriteSettingsAck())
			}
		case *http2.WindowUpdateFrame:
		default:
			return f
		}
	}
}

// request reads a request up to the end of its header.
func (s *peer2) request() *seen {
	f := s.next().(*http2.MetaHeadersFrame)
	var lines []string
	for _, field := range f.Fields {
		lines = append(lines, field.Name+": "+field.Value+"\n")
	}
	return &seen{f.StreamID, strings.Join(lines, ""), f.StreamEnded()}
}

// rest reads the body of a request.
func (s *peer2) rest() string {
	var body []byte
	for {
		f := s.next().(*http2.DataFrame)
		body = append(body, f.Data()...)
		if f.StreamEnded() {
			return string(body)
		}
		if n := uint32(len(f.Data())); n > 0 {
			must(s.f.WriteWindowUpdate(0, n))
			must(s.f.WriteWindowUpdate(f.StreamID, n))
		}
	}
}

// head writes a header: names and values.
func (s *peer2) head(id uint32, end bool, fields ...string) {
	s.block.Reset()
	for pair := range slices.Chunk(fields, 2) {
		must(s.encoder.WriteField(hpack.HeaderField{Name: pair[0], Value: pair[1]}))
	}
	must(s.f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: s.block.Bytes(), EndStream: end, EndHeaders: true}))
}

func (s *peer2) data(id uint32, end bool, text string) { must(s.f.WriteData(id, end, []byte(text))) }

func (s *peer2) hello(id uint32) {
	s.head(id, false, ":status", "200")
	s.data(id, true, "hello")
}

func (s *peer2) reset(id uint32, code http2.ErrCode) { must(s.f.WriteRSTStream(id, code)) }

// certificate is that of the known host, whose issuer the network trusts.
func (b *bed) certificate() *wintest.Cert {
	if b.cert == nil {
		ca := wintest.NewCA("ca")
		b.network.RootCAs = wintest.Pool(ca)
		b.cert = ca.Leaf(host)
	}
	return b.cert
}

// serve2 runs scripts on port 443 of the known host, with HTTP/2 allowed.
func (b *bed) serve2(scripts ...wintest.Script) *wintest.Server {
	b.certificate()
	b.allow2(b.session)
	return wintest.Serve(b.T, b.net.Listen(address+":443"), scripts...)
}

func (b *bed) allow2(h HINTERNET) {
	b.Helper()
	require.NoError(b, WinHttpSetOption(h, WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL, WINHTTP_PROTOCOL_FLAG_HTTP2))
}

// used is WINHTTP_OPTION_HTTP_PROTOCOL_USED.
func (b *bed) used(q HINTERNET) (n uint32) {
	b.Helper()
	require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_HTTP_PROTOCOL_USED, &n))
	return n
}

// over1 is a script that agrees on HTTP/1.1, or on nothing.
func (b *bed) over1(protocols []string, steps ...wintest.Step) wintest.Script {
	config := b.certificate().Config()
	config.NextProtos = protocols
	return append(wintest.Script{wintest.TLS(config)}, steps...)
}
