package h2

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestMain(m *testing.M) { wintest.Main(m) }

// peer is the server's side of a connection: it writes frames when a test says so, and logs every frame that comes.
type peer struct {
	*testing.T
	nc    net.Conn
	f     *http2.Framer
	enc   *hpack.Encoder
	block bytes.Buffer

	mu     sync.Mutex // guards the following
	log    []string
	closed int  // calls of Config.Closed
	freed  int  // and of Config.Freed
	deaf   bool // nothing more is read
}

// usual is what most tests open connections with.
var usual = Config{StreamWindow: 1000, WindowStep: 500, MaxHeaders: 4000}

// bubble runs a test with a connection on the virtual clock. Unless greet is false the server has said hello.
func bubble(t *testing.T, cfg Config, greet bool, run func(p *peer, c *Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := wintest.NewNetwork()
		l := n.Listen("10.0.0.1:443")
		client, err := n.Dial(context.Background(), "tcp", "10.0.0.1:443")
		require.NoError(t, err)
		server, err := l.Accept()
		require.NoError(t, err)
		p := &peer{T: t, nc: server, f: http2.NewFramer(server, nil)}
		p.enc = hpack.NewEncoder(&p.block)
		cfg.Kill = func() { _ = client.Close() }
		cfg.Freed = func() { p.count(&p.freed) }
		cfg.Closed = func() { p.count(&p.closed) }
		var reading sync.WaitGroup
		reading.Go(p.read)
		c := New(client, cfg)
		defer func() {
			_ = client.Close()
			_ = server.Close()
			_ = l.Close()
			reading.Wait()
			synctest.Wait()
			require.Equal(t, 1, p.closed, "Closed is called once")
		}()
		if greet {
			require.NoError(t, p.f.WriteSettings())
		}
		run(p, c)
	})
}

func (p *peer) count(n *int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*n++
}

// read logs what comes.
func (p *peer) read() {
	hello := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(p.nc, hello); err != nil || string(hello) != http2.ClientPreface {
		return
	}
	f := http2.NewFramer(nil, p.nc)
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		text := describe(frame)
		p.mu.Lock()
		p.log = append(p.log, text)
		deaf := p.deaf
		p.mu.Unlock()
		if deaf {
			return
		}
	}
}

func describe(frame http2.Frame) string {
	h := frame.Header()
	end := ""
	if (h.Type == http2.FrameHeaders || h.Type == http2.FrameData) && h.Flags.Has(http2.FlagDataEndStream) {
		end = " end"
	}
	switch f := frame.(type) {
	case *http2.MetaHeadersFrame:
		var fields []string
		for _, field := range f.Fields {
			fields = append(fields, field.Name+"="+field.Value)
		}
		return fmt.Sprintf("HEADERS %d%s %s", h.StreamID, end, strings.Join(fields, " "))
	case *http2.DataFrame:
		return fmt.Sprintf("DATA %d%s %d", h.StreamID, end, len(f.Data()))
	case *http2.SettingsFrame:
		if f.IsAck() {
			return "SETTINGS ack"
		}
		var list []string
		_ = f.ForeachSetting(func(s http2.Setting) error {
			list = append(list, fmt.Sprint(uint16(s.ID), "=", s.Val))
			return nil
		})
		return "SETTINGS " + strings.Join(list, " ")
	case *http2.WindowUpdateFrame:
		return fmt.Sprintf("WINDOW %d %d", h.StreamID, f.Increment)
	case *http2.RSTStreamFrame:
		return fmt.Sprintf("RESET %d %d", h.StreamID, f.ErrCode)
	case *http2.PingFrame:
		return fmt.Sprintf("PING %v %x", f.IsAck(), f.Data)
	case *http2.GoAwayFrame:
		return fmt.Sprintf("GOAWAY %d", f.ErrCode)
	}
	return h.Type.String()
}

// seen is what has come since the last call.
func (p *peer) seen() []string {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	log := p.log
	p.log = nil
	return log
}

// started is the log after the opening frames.
func (p *peer) started() []string {
	p.Helper()
	log := p.seen()
	require.GreaterOrEqual(p, len(log), 2)
	return slices.DeleteFunc(log[2:], func(s string) bool { return s == "SETTINGS ack" })
}

// head writes a header: names and values.
func (p *peer) head(id uint32, end bool, fields ...string) {
	p.Helper()
	require.NoError(p, p.f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.encoded(fields...), EndStream: end, EndHeaders: true}))
}

func (p *peer) encoded(fields ...string) []byte {
	p.block.Reset()
	for pair := range slices.Chunk(fields, 2) {
		_ = p.enc.WriteField(hpack.HeaderField{Name: pair[0], Value: pair[1]})
	}
	return bytes.Clone(p.block.Bytes())
}

func (p *peer) data(id uint32, end bool, text string) {
	p.Helper()
	require.NoError(p, p.f.WriteData(id, end, []byte(text)))
}

// raw writes a frame of any shape.
func (p *peer) raw(kind http2.FrameType, flags http2.Flags, id uint32, payload string) {
	_ = p.f.WriteRawFrame(kind, flags, id, []byte(payload))
}

// get opens a stream for a request without a body.
func (p *peer) get(c *Conn) *Stream {
	p.Helper()
	return p.open(c, "GET", true)
}

func (p *peer) open(c *Conn, method string, end bool, fields ...string) *Stream {
	p.Helper()
	require.True(p, c.Reserve())
	var b header.Block
	for pair := range slices.Chunk(fields, 2) {
		b.Append(header.Field{Name: pair[0], Value: pair[1]})
	}
	s, err := c.Open(&Request{Method: method, Authority: "example.com", Target: "/", Fields: &b, End: end}, time.Minute)
	require.NoError(p, err)
	return s
}

// body reads a stream to its end.
func body(s *Stream) (string, error) {
	var all []byte
	buffer := make([]byte, 100)
	for {
		n, err := s.ReadBody(buffer, time.Minute)
		if err != nil || n == 0 {
			return string(all), err
		}
		all = append(all, buffer[:n]...)
	}
}
