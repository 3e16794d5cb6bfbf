package h2

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestMain(m *testing.M) { wintest.Main(m) }

var defaults = Config{StreamWindow: 64 << 10, WindowStep: 32 << 10, MaxHeaders: 64 << 10, Write: 30 * time.Second}

// peer is a server that does what the test says, frame by frame, and the connection to it.
type peer struct {
	*http2.Framer
	t             testing.TB
	c             *Conn
	client        *wintest.Conn // under c
	nc            *wintest.Conn // the server's end
	enc           *hpack.Encoder
	block         bytes.Buffer
	freed, closed atomic.Int32
}

// scene runs a test in a bubble of its own. In the end the connection must be gone.
func scene(t *testing.T, name string, cfg Config, test func(t *testing.T, p *peer)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, newPeer(t, cfg)) })
	})
}

func newPeer(t *testing.T, cfg Config) *peer {
	p := &peer{t: t}
	client, server := pair(t)
	p.client, p.nc = client.(*wintest.Conn), server.(*wintest.Conn)
	cfg.Kill = func() { _ = client.Close() }
	cfg.Freed = func() { p.freed.Add(1) }
	cfg.Closed = func() { p.closed.Add(1) }
	p.c = New(client, cfg)
	p.Framer = http2.NewFramer(p.nc, p.nc)
	p.AllowIllegalReads, p.AllowIllegalWrites = true, true
	p.newEncoder()
	t.Cleanup(func() {
		_ = p.nc.Close()
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load(), "calls of Closed")
		require.Empty(t, p.c.streams)
		require.False(t, p.c.Reserve())
	})
	return p
}

func (p *peer) newEncoder() { p.enc = hpack.NewEncoder(&p.block) }

// pair is a connection in memory.
func pair(t testing.TB) (client, server net.Conn) {
	mem := wintest.NewNetwork()
	l := mem.Listen("10.0.0.1:443")
	client, err := mem.Dial(t.Context(), "tcp", "10.0.0.1:443")
	require.NoError(t, err)
	server, err = l.Accept()
	require.NoError(t, err)
	return client, server
}

func block(lines ...string) *header.Block {
	b := new(header.Block)
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		b.Append(header.Field{Name: name, Value: value})
	}
	return b
}

func request(end bool, lines ...string) *Request {
	return &Request{Method: "GET", Authority: "example.com", Target: "/", Fields: block(lines...), End: end}
}

// open starts a stream. The server has not read its frame yet.
func (p *peer) open(end bool) *Stream {
	require.True(p.t, p.c.Reserve())
	s, err := p.c.Open(request(end), time.Minute)
	require.NoError(p.t, err)
	return s
}

// greet reads how the client begins and sends settings.
func (p *peer) greet(settings ...http2.Setting) {
	hello := make([]byte, len(preface))
	_, err := io.ReadFull(p.nc, hello)
	require.NoError(p.t, err)
	require.Equal(p.t, preface, string(hello))
	p.expect("SETTINGS 0 flags=0 len=18")
	p.expect("WINDOW_UPDATE 0 flags=0 len=4")
	require.NoError(p.t, p.WriteSettings(settings...))
}

const settingsAck = "SETTINGS 0 flags=1 len=0"

// ready opens stream 1 and reads everything that there is up to then.
func (p *peer) ready(end bool, settings ...http2.Setting) *Stream {
	s := p.open(end)
	p.greet(settings...)
	require.Equal(p.t, http2.FrameHeaders, p.next().Header().Type)
	p.expect(settingsAck)
	return s
}

// next reads a frame, which is valid until the one after it.
func (p *peer) next() http2.Frame {
	require.NoError(p.t, p.nc.SetReadDeadline(time.Now().Add(1000*time.Hour)))
	f, err := p.ReadFrame()
	require.NoError(p.t, err)
	return f
}

// expect reads a frame that must be like the text.
func (p *peer) expect(text string) {
	p.t.Helper()
	require.Equal(p.t, text, describe(p.next()))
}

func describe(f http2.Frame) string {
	h := f.Header()
	text := fmt.Sprintf("%v %d flags=%d len=%d", h.Type, h.StreamID, h.Flags, h.Length)
	switch f := f.(type) {
	case *http2.RSTStreamFrame:
		text = fmt.Sprintf("RST %d %v", h.StreamID, f.ErrCode)
	case *http2.GoAwayFrame:
		text = fmt.Sprintf("GOAWAY %v", f.ErrCode)
	case *http2.WindowUpdateFrame:
		if h.StreamID > 0 {
			text = fmt.Sprintf("WINDOW %d +%d", h.StreamID, f.Increment)
		}
	}
	return text
}

// quiet says that the client has sent nothing that was not read.
func (p *peer) quiet() {
	p.t.Helper()
	synctest.Wait()
	require.Equal(p.t, p.client.Sent(), p.nc.Received(), "bytes that the client has sent")
}

// encoded is a header of lines such as ":status: 200".
func (p *peer) encoded(lines ...string) []byte {
	p.block.Reset()
	for _, line := range lines {
		at := strings.Index(line[1:], ": ") + 1
		require.NoError(p.t, p.enc.WriteField(hpack.HeaderField{Name: line[:at], Value: line[at+2:]}))
	}
	return bytes.Clone(p.block.Bytes())
}

// head sends a header.
func (p *peer) head(id uint32, end bool, lines ...string) {
	require.NoError(p.t, p.WriteHeaders(http2.HeadersFrameParam{
		StreamID: id, BlockFragment: p.encoded(lines...), EndStream: end, EndHeaders: true,
	}))
}

func (p *peer) data(id uint32, end bool, text string) {
	require.NoError(p.t, p.WriteData(id, end, []byte(text)))
}

func (p *peer) raw(kind http2.FrameType, flags http2.Flags, id uint32, payload string) {
	require.NoError(p.t, p.WriteRawFrame(kind, flags, id, []byte(payload)))
}

// answered gets a whole response with a body.
func (s *Stream) answer(t *testing.T) (status int, body string) {
	h, err := s.Head(time.Minute)
	require.NoError(t, err)
	body, err = s.rest()
	require.NoError(t, err)
	return h.Status, body
}

func (s *Stream) rest() (string, error) {
	var body strings.Builder
	for buf := make([]byte, 1000); ; {
		n, err := s.ReadBody(buf, time.Minute)
		if n == 0 {
			return body.String(), err
		}
		body.Write(buf[:n])
	}
}

// async runs f and delivers its error.
func async(f func() error) <-chan error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	return done
}

func numberOf(t *testing.T, want werr.Code, err error) {
	t.Helper()
	require.Equal(t, want, werr.From(err), "%v", err)
}

func (p *peer) still(done <-chan error) {
	p.t.Helper()
	synctest.Wait()
	require.Empty(p.t, done, "ended too early")
}
