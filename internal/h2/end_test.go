package h2

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
)

// phases are what a stream can be doing. begin brings it there; call waits.
var phases = []struct {
	name  string
	begin func(p *peer) *Stream
	call  func(s *Stream) error
}{
	{"Head", func(p *peer) *Stream { return p.ready(true) }, func(s *Stream) error { _, err := s.Head(0); return err }},
	{"second Head", func(p *peer) *Stream {
		s := p.ready(true)
		p.head(1, false, ":status: 103")
		_, _ = s.Head(0)
		return s
	}, func(s *Stream) error { _, err := s.Head(0); return err }},
	{"Write", func(p *peer) *Stream {
		s := p.ready(false, initialWindow(1))
		_ = s.Write([]byte("x"), false, 0)
		p.body(1, 1)
		return s
	}, func(s *Stream) error { return s.Write([]byte("y"), true, 0) }},
	{"Wait", func(p *peer) *Stream { return p.inBody() }, func(s *Stream) error { return s.Wait(0) }},
	{"ReadBody", func(p *peer) *Stream { return p.inBody() },
		func(s *Stream) error { _, err := s.ReadBody(make([]byte, 9), 0); return err }},
}

func (p *peer) inBody() *Stream {
	s := p.ready(true)
	p.head(1, false, ":status: 200")
	_, _ = s.Head(0)
	return s
}

// inPhases runs a test for each of them, once with the call waiting and once before it.
func inPhases(t *testing.T, end func(p *peer, s *Stream), check func(t *testing.T, p *peer, err error)) {
	for _, tt := range phases {
		scene(t, tt.name+" waits", defaults, func(t *testing.T, p *peer) {
			s := tt.begin(p)
			done := async(func() error { return tt.call(s) })
			p.still(done)
			end(p, s)
			check(t, p, <-done)
		})
		scene(t, tt.name+" comes later", defaults, func(t *testing.T, p *peer) {
			s := tt.begin(p)
			end(p, s)
			synctest.Wait()
			check(t, p, tt.call(s))
			check(t, p, tt.call(s))
		})
	}
}

func TestReset(t *testing.T) {
	for _, code := range []Code{NoError, ProtocolError, RefusedStream, Cancel, HTTP11Required, 0xffffffff} {
		t.Run(fmt.Sprintf("code %d", code), func(t *testing.T) {
			inPhases(t, func(p *peer, s *Stream) {
				require.NoError(t, p.WriteRSTStream(1, http2.ErrCode(code)))
			}, func(t *testing.T, p *peer, err error) {
				numberOf(t, werr.ConnectionError, err)
				reset, ok := errors.AsType[*StreamError](err)
				require.True(t, ok)
				require.Equal(t, code, reset.Code)
				require.Equal(t, code == RefusedStream, Refused(err))
				require.True(t, p.c.Usable())
				p.quiet() // a reset is not answered
				require.Zero(t, p.c.taken)
			})
		})
	}
	scene(t, "is known to the stream", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		require.NoError(t, p.WriteRSTStream(1, http2.ErrCodeInternal))
		synctest.Wait()
		require.EqualValues(t, http2.ErrCodeInternal, s.Code())
	})
	scene(t, "what came before it is delivered", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.head(1, false, ":status: 200")
		p.data(1, false, "before")
		require.NoError(t, p.WriteRSTStream(1, http2.ErrCodeInternal))
		synctest.Wait()
		_, err := s.Head(0)
		require.NoError(t, err)
		got, err := s.rest()
		require.Equal(t, "before", got)
		numberOf(t, werr.ConnectionError, err)
		require.False(t, s.Ended())
	})
}

func TestLostConnection(t *testing.T) {
	ends := []struct {
		name string
		end  func(p *peer)
		kind error
	}{
		{"end", func(p *peer) { _ = p.nc.CloseWrite() }, io.EOF},
		{"reset", func(p *peer) { p.nc.Reset(true) }, syscall.ECONNRESET},
		{"end inside a frame's head", func(p *peer) { p.part("\x00\x00\x04\x00") }, io.ErrUnexpectedEOF},
		{"end inside a frame", func(p *peer) { p.part("\x00\x00\x04\x00\x00\x00\x00\x00\x01ab") }, io.ErrUnexpectedEOF},
		{"end inside a header", func(p *peer) { p.part("\x00\x00\x00\x01\x00\x00\x00\x00\x01") }, io.EOF},
	}
	for _, tt := range ends {
		t.Run(tt.name, func(t *testing.T) {
			inPhases(t, func(p *peer, _ *Stream) { tt.end(p) }, func(t *testing.T, p *peer, err error) {
				numberOf(t, werr.ConnectionError, err)
				require.ErrorIs(t, err, tt.kind)
				require.False(t, Refused(err))
				require.False(t, p.c.Usable())
				synctest.Wait()
				require.EqualValues(t, 1, p.closed.Load())
				_, err = p.c.Open(request(true), 0)
				numberOf(t, werr.ConnectionError, err)
			})
		})
	}
}

// part sends a part of a frame and ends.
func (p *peer) part(bytes string) {
	_, _ = io.WriteString(p.nc, bytes)
	_ = p.nc.CloseWrite()
}

func TestFail(t *testing.T) {
	t.Run("Fail", func(t *testing.T) {
		cause := werr.SecureFailure.Wrap(errors.New("because"))
		inPhases(t, func(_ *peer, s *Stream) { s.Fail(cause) }, func(t *testing.T, p *peer, err error) {
			require.Equal(t, cause, err)
		})
	})
	t.Run("Close", func(t *testing.T) {
		inPhases(t, func(_ *peer, s *Stream) { s.Close() }, func(t *testing.T, p *peer, err error) {
			numberOf(t, werr.OperationCancelled, err)
		})
	})
	scene(t, "the first error counts", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		s.Fail(werr.OperationCancelled)
		s.Fail(werr.Timeout)
		_, err := s.Head(0)
		numberOf(t, werr.OperationCancelled, err)
		p.expect("RST 1 CANCEL")
		p.quiet()
	})
	scene(t, "what has not been taken is gone", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.head(1, false, ":status: 200")
		p.data(1, true, "hello")
		_, err := s.Head(0)
		require.NoError(t, err)
		synctest.Wait()
		s.Fail(werr.OperationCancelled)
		_, err = s.ReadBody(make([]byte, 9), 0)
		numberOf(t, werr.OperationCancelled, err)
		require.False(t, s.Ended())
		p.quiet()
	})
	scene(t, "while the socket takes nothing", Config{StreamWindow: 1, MaxHeaders: 100}, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(maxWindow))
		require.NoError(t, p.WriteWindowUpdate(0, 1<<30))
		done := async(func() error { return s.Write(make([]byte, 1<<20), true, 0) })
		p.still(done)
		s.Fail(werr.OperationCancelled)
		numberOf(t, werr.OperationCancelled, <-done)
		require.Zero(t, p.c.taken)
	})
}

func TestClose(t *testing.T) {
	tests := []struct {
		name string
		run  func(t *testing.T, p *peer, s *Stream)
		end  bool // of the request
		want string
	}{
		{"before the head", func(*testing.T, *peer, *Stream) {}, true, "RST 1 CANCEL"},
		{"in the request body", func(*testing.T, *peer, *Stream) {}, false, "RST 1 CANCEL"},
		{"in the body", func(t *testing.T, p *peer, s *Stream) { p.head(1, false, ":status: 200"); _, _ = s.Head(0) }, true, "RST 1 CANCEL"},
		{"after the end", func(t *testing.T, p *peer, s *Stream) { p.head(1, true, ":status: 200"); s.answer(t) }, true, ""},
		{"after the end, the request goes on", func(t *testing.T, p *peer, s *Stream) {
			p.head(1, true, ":status: 200")
			s.answer(t)
		}, false, "RST 1 CANCEL"},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(tt.end)
			tt.run(t, p, s)
			synctest.Wait()
			freed := p.freed.Load()
			s.Close()
			s.Close()
			if tt.want != "" {
				p.expect(tt.want)
				require.Equal(t, freed+1, p.freed.Load())
			}
			p.quiet()
			require.Zero(t, p.c.taken)
		})
	}
	complete := func(p *peer) *Stream {
		s := p.inBody()
		s.Expect(2)
		p.data(1, false, "ab")
		got, err := s.rest()
		require.NoError(p.t, err)
		require.Equal(p.t, "ab", got)
		s.Close()
		return s
	}
	scene(t, "a complete body is left to end", defaults, func(t *testing.T, p *peer) {
		complete(p)
		time.Sleep(lingerPatience - 1)
		p.quiet()
		require.Equal(t, 1, p.c.taken)
		p.data(1, true, "")
		synctest.Wait()
		require.Zero(t, p.c.taken)
		time.Sleep(time.Minute)
		p.quiet()
	})
	scene(t, "a complete body may have trailers", defaults, func(t *testing.T, p *peer) {
		complete(p)
		p.head(1, true, "x: y")
		time.Sleep(time.Minute)
		p.quiet()
		require.Zero(t, p.c.taken)
	})
	scene(t, "a complete body that goes on is reset", defaults, func(t *testing.T, p *peer) {
		complete(p)
		p.data(1, false, "c")
		p.expect("RST 1 PROTOCOL_ERROR")
	})
	scene(t, "a complete body without an end is reset later", defaults, func(t *testing.T, p *peer) {
		s := complete(p)
		start := time.Now()
		s.Close()
		p.expect("RST 1 CANCEL")
		require.Equal(t, lingerPatience, time.Since(start))
		require.Zero(t, p.c.taken)
	})
	scene(t, "a complete body on a connection that ends", defaults, func(t *testing.T, p *peer) {
		complete(p)
		require.NoError(t, p.nc.Close())
		synctest.Wait()
		require.Empty(t, p.c.streams)
		time.Sleep(time.Minute)
	})
}

func TestGoAway(t *testing.T) {
	scene(t, "streams above the last are refused", defaults, func(t *testing.T, p *peer) {
		one := p.ready(true)
		three, five := p.open(true), p.open(true)
		require.True(t, p.c.Reserve())
		require.NoError(t, p.WriteGoAway(3, http2.ErrCodeNo, []byte("going")))
		_, err := five.Head(0)
		numberOf(t, werr.ConnectionError, err)
		require.True(t, Refused(err))
		require.False(t, p.c.Usable())
		require.False(t, p.c.Reserve())
		_, err = p.c.Open(request(true), 0) // with the reservation from before
		require.True(t, Refused(err))
		require.NoError(t, p.WriteGoAway(1, http2.ErrCodeNo, nil))
		_, err = three.Head(0)
		require.True(t, Refused(err))
		p.next()
		p.next()
		p.quiet()
		p.head(1, true, ":status: 200")
		status, _ := one.answer(t)
		require.Equal(t, 200, status)
		p.expect("GOAWAY NO_ERROR")
		_, err = p.ReadFrame()
		require.Equal(t, io.EOF, err)
	})
	scene(t, "without a stream", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.head(1, true, ":status: 200")
		s.answer(t)
		for range 100 {
			_ = p.WriteGoAway(1, http2.ErrCodeNo, nil) // may come too late
		}
		p.expect("GOAWAY NO_ERROR")
		_, err := p.ReadFrame()
		require.Equal(t, io.EOF, err)
	})
}

func TestRetire(t *testing.T) {
	scene(t, "with a stream", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.c.Retire()
		require.False(t, p.c.Reserve())
		require.False(t, p.c.CloseIdle())
		p.quiet()
		p.head(1, true, ":status: 200")
		status, _ := s.answer(t)
		require.Equal(t, 200, status)
		p.expect("GOAWAY NO_ERROR")
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
	scene(t, "without a stream", defaults, func(t *testing.T, p *peer) {
		p.c.Retire()
		p.c.Retire()
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
	scene(t, "with a reservation", defaults, func(t *testing.T, p *peer) {
		require.True(t, p.c.Reserve())
		p.c.Retire()
		synctest.Wait()
		require.Zero(t, p.closed.Load())
		p.c.Release()
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
	scene(t, "CloseIdle", defaults, func(t *testing.T, p *peer) {
		require.True(t, p.c.CloseIdle())
		require.False(t, p.c.Usable())
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
	scene(t, "a server that does not read", Config{StreamWindow: 1, MaxHeaders: 100}, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(maxWindow))
		require.NoError(t, p.WriteWindowUpdate(0, 1<<30))
		numberOf(t, werr.Timeout, s.Write(make([]byte, 1<<20), true, time.Second))
		s.Close()
		start := time.Now()
		p.c.Retire()
		time.Sleep(quitPatience - 1)
		synctest.Wait()
		require.Zero(t, p.closed.Load())
		time.Sleep(1 * time.Nanosecond)
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
		require.Equal(t, quitPatience, time.Since(start))
	})
}

func TestIdle(t *testing.T) {
	idle := defaults
	idle.Idle = time.Minute
	scene(t, "closes in time", idle, func(t *testing.T, p *peer) {
		s := p.ready(true)
		time.Sleep(time.Hour)
		p.head(1, true, ":status: 200")
		s.answer(t)
		synctest.Wait()
		time.Sleep(time.Minute - 1)
		p.quiet()
		require.True(t, p.c.Reserve())
		time.Sleep(time.Hour)
		p.quiet()
		p.c.Release()
		start := time.Now()
		p.expect("GOAWAY NO_ERROR")
		require.Equal(t, time.Minute, time.Since(start))
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
	scene(t, "never", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.head(1, true, ":status: 200")
		s.answer(t)
		time.Sleep(10000 * time.Hour)
		p.quiet()
		require.True(t, p.c.Usable())
	})
}

func TestKeepAlive(t *testing.T) {
	alive := defaults
	alive.KeepAlive = 20 * time.Second
	const ping = "PING 0 flags=0 len=8"
	scene(t, "asks after a silence", alive, func(t *testing.T, p *peer) {
		p.ready(true)
		for range 3 {
			synctest.Wait()
			start := time.Now()
			p.expect(ping)
			require.Equal(t, alive.KeepAlive, time.Since(start))
			require.NoError(t, p.WritePing(true, [8]byte{}))
		}
	})
	scene(t, "not while the server speaks", alive, func(t *testing.T, p *peer) {
		p.ready(true)
		for range 10 {
			time.Sleep(alive.KeepAlive - 1)
			require.NoError(t, p.WriteWindowUpdate(0, 1))
			p.quiet()
		}
	})
	scene(t, "any frame is an answer", alive, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.expect(ping)
		time.Sleep(pingPatience - 1)
		p.head(1, false, ":status: 200")
		_, err := s.Head(0)
		require.NoError(t, err)
		p.expect(ping)
	})
	scene(t, "a dead server is given up", alive, func(t *testing.T, p *peer) {
		s := p.ready(true)
		start := time.Now()
		_, err := s.Head(0)
		numberOf(t, werr.ConnectionError, err)
		require.ErrorIs(t, err, errSilent)
		require.Equal(t, alive.KeepAlive+pingPatience, time.Since(start))
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
}
