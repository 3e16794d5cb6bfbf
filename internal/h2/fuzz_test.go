package h2

import (
	"bytes"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
)

// FuzzConn: whatever a server sends, in whatever pieces, nothing panics, every call and every goroutine ends, and nothing that
// is kept grows beyond its bound. The newPeer scene looks for what is left in the end.
func FuzzConn(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed, uint16(3), true)
		f.Add(seed, uint16(1<<15), true)
	}
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), uint16(9), false)
	f.Fuzz(func(t *testing.T, bytes []byte, piece uint16, settings bool) {
		synctest.Test(t, func(t *testing.T) { playBytes(t, bytes, int(piece)+1, settings) })
	})
}

// playBytes lets three streams meet a server that sends these bytes and ends.
func playBytes(t *testing.T, bytes []byte, piece int, settings bool) {
	cfg := Config{
		StreamWindow: 1000, WindowStep: 100, MaxHeaders: 2000,
		Write: time.Second, Idle: time.Minute, KeepAlive: 20 * time.Second,
	}
	p := newPeer(t, cfg)
	var calls []<-chan error
	for i := range 3 {
		calls = append(calls, async(func() error { return p.converse(i) }))
	}
	synctest.Wait()
	output := async(func() error { _, err := io.Copy(io.Discard, p.nc); return err })
	if settings {
		require.NoError(t, p.WriteSettings())
	}
	for len(bytes) > 0 {
		n := min(piece, len(bytes))
		if _, err := p.nc.Write(bytes[:n]); err != nil {
			break
		}
		bytes = bytes[n:]
	}
	synctest.Wait()
	p.c.mu.Lock()
	for _, s := range p.c.streams {
		require.LessOrEqual(t, len(s.data)-s.read, int(cfg.StreamWindow))
		require.LessOrEqual(t, len(s.heads), maxInterim+1)
	}
	p.c.mu.Unlock()
	_ = p.nc.CloseWrite()
	for _, done := range append(calls, output) {
		<-done
	}
}

// converse is a whole exchange, as far as it goes.
func (p *peer) converse(i int) error {
	if !p.c.Reserve() {
		return nil
	}
	s, err := p.c.Open(request(i == 0, "x: y"), time.Second)
	if err != nil {
		return err
	}
	defer s.Close()
	if i > 0 {
		if err := s.Write(make([]byte, 100_000), true, time.Second); err != nil {
			return err
		}
	}
	for {
		h, err := s.Head(time.Second)
		if err != nil {
			return err
		}
		if h.Status >= 200 {
			break
		}
	}
	if i == 2 {
		s.Expect(5)
	}
	_, err = s.rest()
	return err
}

// seeds are conversations of servers, good ones and bad ones.
func seeds(t testing.TB) (list [][]byte) {
	scripts := []func(p *peer){
		func(p *peer) { p.head(1, true, ":status: 200") },
		func(p *peer) {
			p.head(1, false, ":status: 103", "link: x")
			p.head(1, false, ":status: 200", "content-length: 5", "a: b", "a: c")
			p.head(3, false, ":status: 200", "a: b")
			p.data(1, true, "hello")
			p.data(3, false, "hel")
			p.data(3, false, "lo")
			p.head(3, true, "x: y")
		},
		func(p *peer) {
			_ = p.WriteWindowUpdate(0, 1<<20)
			_ = p.WriteWindowUpdate(3, 1<<20)
			_ = p.WriteWindowUpdate(5, 1<<20)
			p.head(5, false, ":status: 200")
			p.data(5, true, "12345")
			_ = p.WriteRSTStream(3, http2.ErrCodeRefusedStream)
		},
		func(p *peer) {
			_ = p.WriteSettings(initialWindow(0), http2.Setting{ID: http2.SettingHeaderTableSize}, initialWindow(1<<30),
				http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1}, http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1 << 20})
			_ = p.WritePing(false, [8]byte{})
			_ = p.WriteGoAway(3, http2.ErrCodeNo, []byte("bye"))
			p.head(3, true, ":status: 204")
		},
		func(p *peer) {
			b := p.encoded(":status: 200", "x: 12345")
			_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: b[:3], PadLength: 5})
			_ = p.WriteContinuation(1, false, nil)
			_ = p.WriteContinuation(1, true, b[3:])
			_ = p.WriteDataPadded(1, false, []byte("x"), make([]byte, 200))
			p.data(1, false, string(make([]byte, 900)))
		},
		func(p *peer) {
			p.head(1, true, ":status: 413")
			_ = p.WriteRSTStream(1, http2.ErrCodeNo)
			p.head(3, true, ":status: 413")
			_ = p.WriteRSTStream(3, http2.ErrCodeNo)
			_ = p.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true})
		},
	}
	for _, script := range scripts {
		var out bytes.Buffer
		p := &peer{t: t, Framer: http2.NewFramer(&out, nil)}
		p.AllowIllegalWrites = true
		p.newEncoder()
		script(p)
		list = append(list, out.Bytes())
	}
	return list
}
