package h2

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
)

func initialWindow(n uint32) http2.Setting {
	return http2.Setting{ID: http2.SettingInitialWindowSize, Val: n}
}

// body reads DATA frames of a stream until there are n bytes or the end.
func (p *peer) body(id uint32, n int) (got []byte, end bool, frames int) {
	for len(got) < n {
		f := p.next().(*http2.DataFrame)
		require.Equal(p.t, id, f.StreamID)
		got, end = append(got, f.Data()...), f.StreamEnded()
		if frames++; end {
			break
		}
	}
	return got, end, frames
}

func TestWrite(t *testing.T) {
	tests := []struct {
		name   string
		write  []string // "" with the last: an empty end
		want   string
		frames int
	}{
		{"one piece", []string{"hello"}, "hello", 1},
		{"three pieces", []string{"a", "b", "c"}, "abc", 3},
		{"an empty piece before the end", []string{"a", "", "b"}, "ab", 2},
		{"an empty end", []string{"a", ""}, "a", 2},
		{"nothing at all", []string{""}, "", 1},
		{"more than a frame", []string{string(make([]byte, maxFrameSize+1))}, string(make([]byte, maxFrameSize+1)), 2},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(false)
			for i, piece := range tt.write {
				require.NoError(t, s.Write([]byte(piece), i == len(tt.write)-1, time.Minute))
			}
			got, end, frames := p.body(1, len(tt.want)+1)
			require.Equal(t, tt.want, string(got))
			require.True(t, end)
			require.Equal(t, tt.frames, frames)
			p.quiet()
		})
	}
}

func TestSendWindow(t *testing.T) {
	const all = 1000
	tests := []struct {
		name   string
		first  uint32 // the initial window
		sent   int    // at once
		change func(p *peer)
		more   int // after the change
	}{
		{"enough", 1000, 1000, func(p *peer) {}, 0},
		{"of the stream", 400, 400, func(p *peer) { _ = p.WriteWindowUpdate(1, 100) }, 100},
		{"of the stream, to the end", 400, 400, func(p *peer) { _ = p.WriteWindowUpdate(1, 5000) }, 600},
		{"of another stream", 400, 400, func(p *peer) { _ = p.WriteWindowUpdate(3, 100) }, 0},
		{"of the connection only", 400, 400, func(p *peer) { _ = p.WriteWindowUpdate(0, 100) }, 0},
		{"initial window up", 400, 400, func(p *peer) { _ = p.WriteSettings(initialWindow(500)) }, 100},
		{"initial window down", 400, 400, func(p *peer) { _ = p.WriteSettings(initialWindow(100)) }, 0},
		{"down below nothing, then up", 400, 400, func(p *peer) {
			_ = p.WriteSettings(initialWindow(0))
			_ = p.WriteWindowUpdate(1, 399)
			p.expect(settingsAck)
			p.quiet()
			_ = p.WriteWindowUpdate(1, 2)
		}, 1},
		{"down and up again", 400, 400, func(p *peer) {
			_ = p.WriteSettings(initialWindow(0), initialWindow(400), initialWindow(401))
		}, 1},
		{"none at first", 0, 0, func(p *peer) { _ = p.WriteWindowUpdate(1, 7) }, 7},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(false, initialWindow(tt.first))
			p.open(false)
			p.next()
			body := bytes.Repeat([]byte("x"), all)
			done := async(func() error { return s.Write(body, true, 0) })
			got, _, _ := p.body(1, tt.sent)
			require.Len(t, got, tt.sent)
			p.quiet()
			tt.change(p)
			for more := tt.more; more > 0; {
				f := p.next()
				if d, ok := f.(*http2.DataFrame); ok {
					require.Equal(t, all-tt.sent-tt.more == 0, d.StreamEnded())
					more -= len(d.Data())
				} else {
					require.Equal(t, settingsAck, describe(f))
				}
			}
			synctest.Wait()
			require.Equal(t, tt.sent+tt.more == all, len(done) == 1, "Write has returned")
			s.Fail(werr.OperationCancelled)
			synctest.Wait()
			require.Len(t, done, 1)
		})
	}
}

func TestConnectionWindow(t *testing.T) {
	scene(t, "is shared", defaults, func(t *testing.T, p *peer) {
		p.SetMaxReadFrameSize(1 << 20)
		one := p.ready(false, initialWindow(1<<20))
		other := p.open(false)
		p.next()
		done := async(func() error { return one.Write(make([]byte, defaultWindow), true, 0) })
		got, _, _ := p.body(1, defaultWindow)
		require.Len(t, got, defaultWindow)
		require.NoError(t, <-done)
		done = async(func() error { return other.Write([]byte("hello"), true, 0) })
		p.still(done)
		p.quiet()
		require.NoError(t, p.WriteWindowUpdate(3, 100))
		p.still(done)
		require.NoError(t, p.WriteWindowUpdate(0, 3))
		got, _, _ = p.body(3, 3)
		require.Equal(t, "hel", string(got))
		p.still(done)
		require.NoError(t, p.WriteWindowUpdate(0, 3))
		got, end, _ := p.body(3, 2)
		require.Equal(t, "lo", string(got))
		require.True(t, end)
		require.NoError(t, <-done)
	})
}

func TestWriteTimeout(t *testing.T) {
	const timeout = 10 * time.Second
	scene(t, "no window", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(5))
		start := time.Now()
		numberOf(t, werr.Timeout, s.Write([]byte("hello!"), true, timeout))
		require.Equal(t, timeout, time.Since(start))
		got, end, _ := p.body(1, 5)
		require.Equal(t, "hello", string(got))
		require.False(t, end)
		s.Close()
		p.expect("RST 1 CANCEL")
	})
	scene(t, "windows of others do not prolong it", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(0))
		done := async(func() error { return s.Write([]byte("x"), true, timeout) })
		start := time.Now()
		for range 4 {
			time.Sleep(3 * time.Second)
			require.NoError(t, p.WriteWindowUpdate(0, 1))
		}
		numberOf(t, werr.Timeout, <-done)
		require.Less(t, time.Since(start), 13*time.Second)
	})
	scene(t, "for each piece", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(0))
		done := async(func() error { return s.Write([]byte("1234"), true, timeout) })
		for range 4 {
			time.Sleep(timeout - time.Second)
			require.NoError(t, p.WriteWindowUpdate(1, 1))
			p.body(1, 1)
		}
		require.NoError(t, <-done)
	})
	scene(t, "none", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(0))
		done := async(func() error { return s.Write([]byte("x"), true, 0) })
		time.Sleep(1000 * time.Hour)
		p.still(done)
		require.NoError(t, p.WriteWindowUpdate(1, 1))
		require.NoError(t, <-done)
	})
	scene(t, "a server that does not read", Config{StreamWindow: 1 << 16, WindowStep: 1, MaxHeaders: 1 << 16}, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(maxWindow))
		require.NoError(t, p.WriteWindowUpdate(0, 1<<30))
		start := time.Now()
		numberOf(t, werr.Timeout, s.Write(make([]byte, 10<<20), true, timeout))
		require.Equal(t, timeout, time.Since(start))
		require.LessOrEqual(t, len(p.c.out), fullOutput+pieceSize+frameHeadSize)
		require.True(t, p.c.Reserve())
		_, err := p.c.Open(request(true), timeout)
		numberOf(t, werr.Timeout, err)
		require.Equal(t, 2*timeout, time.Since(start))
		s.Close()
		synctest.Wait()
		require.Zero(t, p.c.taken)
	})
	scene(t, "a server that does not read at all is given up", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(maxWindow))
		require.NoError(t, p.WriteWindowUpdate(0, 1<<30))
		numberOf(t, werr.Timeout, s.Write(make([]byte, 10<<20), true, 0))
		synctest.Wait()
		require.False(t, p.c.Usable())
		require.EqualValues(t, 1, p.closed.Load())
	})
}

// TestWriteLarge sends 10 MB through windows of 64 KB.
func TestWriteLarge(t *testing.T) {
	scene(t, "10 MB", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false)
		body := make([]byte, 10<<20)
		_, _ = rand.NewChaCha8([32]byte{}).Read(body)
		done := async(func() error { return s.Write(body, true, time.Second) })
		var got []byte
		for end := false; !end; {
			f := p.next().(*http2.DataFrame)
			require.LessOrEqual(t, len(f.Data()), maxFrameSize)
			got, end = append(got, f.Data()...), f.StreamEnded()
			if n := uint32(len(f.Data())); n > 0 {
				require.NoError(t, p.WriteWindowUpdate(0, n))
				require.NoError(t, p.WriteWindowUpdate(1, n))
			}
		}
		require.NoError(t, <-done)
		require.True(t, bytes.Equal(body, got))
		p.head(1, true, ":status: 200")
		status, _ := s.answer(t)
		require.Equal(t, 200, status)
		require.Zero(t, p.c.taken)
	})
}

func TestUnwantedBody(t *testing.T) {
	scene(t, "the response is whole", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(3))
		done := async(func() error { return s.Write([]byte("hello"), false, 0) })
		p.body(1, 3)
		p.head(1, false, ":status: 413")
		p.data(1, true, "no")
		p.still(done)
		require.NoError(t, p.WriteRSTStream(1, http2.ErrCodeNo))
		require.NoError(t, <-done)
		require.NoError(t, s.Write([]byte("more"), true, time.Second))
		status, body := s.answer(t)
		require.Equal(t, 413, status)
		require.Equal(t, "no", body)
		require.Equal(t, NoError, s.Code())
		p.quiet()
		require.Zero(t, p.c.taken)
	})
	scene(t, "the response is not whole", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false)
		p.head(1, false, ":status: 413")
		require.NoError(t, p.WriteRSTStream(1, http2.ErrCodeNo))
		_, err := s.Head(time.Second)
		require.NoError(t, err)
		_, err = s.rest()
		numberOf(t, werr.ConnectionError, err)
		numberOf(t, werr.ConnectionError, s.Write([]byte("x"), true, time.Second))
		p.quiet()
	})
	scene(t, "for another reason", defaults, func(t *testing.T, p *peer) {
		s := p.ready(false)
		p.head(1, true, ":status: 413")
		require.NoError(t, p.WriteRSTStream(1, http2.ErrCodeEnhanceYourCalm))
		synctest.Wait()
		numberOf(t, werr.ConnectionError, s.Write([]byte("x"), true, time.Second))
		status, _ := s.answer(t)
		require.Equal(t, 413, status)
		require.Equal(t, EnhanceYourCalm, s.Code())
	})
}
