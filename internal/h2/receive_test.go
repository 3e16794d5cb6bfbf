package h2

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
)

// windows is a connection with small ones.
var windows = Config{StreamWindow: 1000, WindowStep: 300, MaxHeaders: 64 << 10}

func (s *Stream) take(t *testing.T, n int) {
	t.Helper()
	synctest.Wait()
	require.Equal(t, n, s.Take(make([]byte, n)))
}

func TestWindowUpdate(t *testing.T) {
	body := strings.Repeat("x", 1000)
	begin := func(t *testing.T, p *peer) *Stream {
		s := p.ready(true)
		p.head(1, false, ":status: 200")
		_, err := s.Head(time.Second)
		require.NoError(t, err)
		return s
	}
	scene(t, "not before the step", windows, func(t *testing.T, p *peer) {
		s := begin(t, p)
		p.data(1, false, body)
		p.quiet()
		s.take(t, 299)
		p.quiet()
		s.take(t, 1)
		p.expect("WINDOW 1 +300")
		s.take(t, 100)
		p.quiet()
		s.take(t, 600)
		p.expect("WINDOW 1 +700")
		p.data(1, true, body)
		s.take(t, 1000)
		p.quiet() // the body has ended
		require.True(t, s.Ended())
	})
	scene(t, "without a step", Config{StreamWindow: 1000, MaxHeaders: 100}, func(t *testing.T, p *peer) {
		s := begin(t, p)
		p.data(1, false, body)
		s.take(t, 1)
		p.expect("WINDOW 1 +1")
		require.Zero(t, s.Take(nil))
		p.quiet()
	})
	scene(t, "padding counts", windows, func(t *testing.T, p *peer) {
		s := begin(t, p)
		require.NoError(t, p.WriteDataPadded(1, false, []byte("x"), make([]byte, 199)))
		p.quiet()
		s.take(t, 1)
		p.quiet()
		require.NoError(t, p.WriteDataPadded(1, false, nil, make([]byte, 98)))
		p.expect("WINDOW 1 +300")
	})
	scene(t, "nothing but padding does not use the window up", windows, func(t *testing.T, p *peer) {
		begin(t, p)
		for range 10 {
			require.NoError(t, p.WriteDataPadded(1, false, nil, make([]byte, 249)))
			require.NoError(t, p.WriteDataPadded(1, false, nil, make([]byte, 49)))
			p.expect("WINDOW 1 +300")
		}
	})
	scene(t, "the whole window", windows, func(t *testing.T, p *peer) {
		s := begin(t, p)
		p.data(1, false, body)
		synctest.Wait()
		require.Equal(t, 1000, s.Buffered())
		require.Nil(t, s.err)
		p.data(1, false, "x")
		p.expect("RST 1 FLOW_CONTROL_ERROR")
		got, err := s.rest()
		numberOf(t, werr.InvalidServerResponse, err)
		require.Equal(t, body, got, "what was right before")
	})
	scene(t, "more than was given back", windows, func(t *testing.T, p *peer) {
		s := begin(t, p)
		p.data(1, false, body)
		s.take(t, 400)
		p.expect("WINDOW 1 +400")
		p.data(1, false, body[:400])
		p.data(1, false, "")
		p.quiet()
		p.raw(http2.FrameData, http2.Flags(flagPadded), 1, "\x00") // one byte, the length of the padding
		p.expect("RST 1 FLOW_CONTROL_ERROR")
	})
}

func TestConnectionWindowIsGivenBack(t *testing.T) {
	piece := string(make([]byte, maxFrameSize))
	scene(t, "whatever is read", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.head(1, true, ":status: 200")
		_, _ = s.answer(t)
		for range connWindow / 2 / maxFrameSize { // on a stream that is over
			p.quiet()
			p.data(1, false, piece)
		}
		f := p.next().(*http2.WindowUpdateFrame)
		require.Zero(t, f.StreamID)
		require.EqualValues(t, connWindow/2, f.Increment)
		p.quiet()
	})
}

func TestUnreadStream(t *testing.T) {
	scene(t, "holds one window and stops nobody", defaults, func(t *testing.T, p *peer) {
		slow := p.ready(true)
		fast := p.open(true)
		p.next()
		p.head(1, false, ":status: 200")
		p.head(3, false, ":status: 200")
		piece := strings.Repeat("x", maxFrameSize)
		for range 4 {
			p.data(1, false, piece)
		}
		_, err := fast.Head(time.Second)
		require.NoError(t, err)
		for i := range 100 {
			p.data(3, false, piece)
			fast.take(t, maxFrameSize)
			if i%2 == 1 {
				p.expect("WINDOW 3 +32768")
			}
		}
		require.Equal(t, 64<<10, slow.Buffered())
		require.LessOrEqual(t, cap(slow.data), 128<<10)
		p.data(1, false, "x")
		p.expect("RST 1 FLOW_CONTROL_ERROR")
		p.data(3, true, "")
		got, err := fast.rest()
		require.NoError(t, err)
		require.Empty(t, got)
	})
	scene(t, "read in small steps it stays small", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		p.head(1, false, ":status: 200")
		p.data(1, false, strings.Repeat("x", 1000))
		for range 10000 {
			p.data(1, false, strings.Repeat("y", 100))
			s.take(t, 100)
			if s.consumed == 0 {
				p.expect("WINDOW 1 +32800")
			}
		}
		require.Equal(t, 1000, s.Buffered())
		require.LessOrEqual(t, cap(s.data), 8<<10)
	})
}

func TestReadTimeouts(t *testing.T) {
	const timeout = 10 * time.Second
	waits := []struct {
		name string
		head bool
		wait func(s *Stream) error
	}{
		{"Head", false, func(s *Stream) error { _, err := s.Head(timeout); return err }},
		{"Wait", true, func(s *Stream) error { return s.Wait(timeout) }},
		{"ReadBody", true, func(s *Stream) error { _, err := s.ReadBody(make([]byte, 1), timeout); return err }},
	}
	for _, tt := range waits {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			if tt.head {
				p.head(1, false, ":status: 200")
				_, err := s.Head(0)
				require.NoError(t, err)
			}
			start := time.Now()
			numberOf(t, werr.Timeout, tt.wait(s))
			require.Equal(t, timeout, time.Since(start))

			done := async(func() error { return tt.wait(s) }) // is not prolonged by this and that
			for range 4 {
				time.Sleep(3 * time.Second)
				require.NoError(t, p.WriteWindowUpdate(0, 1))
				require.NoError(t, p.WriteWindowUpdate(1, 1))
			}
			numberOf(t, werr.Timeout, <-done)
			if tt.head {
				p.data(1, true, "x")
			} else {
				p.head(1, true, ":status: 200")
			}
			require.NoError(t, tt.wait(s), "after a timeout")
		})
	}
	scene(t, "nothing to read into", defaults, func(t *testing.T, p *peer) {
		n, err := p.ready(true).ReadBody(nil, 0)
		require.NoError(t, err)
		require.Zero(t, n)
	})
}
