package h2

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
)

// allocated is how many bytes f allocates, in all goroutines.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// frames is n frames on stream 1, and what begins with them.
func frames(first []byte, n int, kind frameType, payload string) []byte {
	frame := append(appendFrame(nil, kind, 0, 1, len(payload)), payload...)
	return append(bytes.Clone(first), bytes.Repeat(frame, n)...)
}

func TestEndlessHeaders(t *testing.T) {
	begin := append(appendFrame(nil, frameHeaders, 0, 1, 1), 0x88)
	field := strings.Repeat("\x00\x01a\x01b", 200) // new ones, 1000 bytes
	tests := []struct {
		name  string
		bytes []byte
	}{
		{"fields", frames(begin, 10_000, frameContinuation, field)},
		{"empty frames", frames(begin, 100_000, frameContinuation, "")},
		{"one byte at a time", frames(append(begin, frames(nil, 1, frameContinuation, "\x00\x01a\x7f\x80\xf0\x03")...),
			60_000, frameContinuation, "x")},
		{"table sizes", frames(appendFrame(nil, frameHeaders, 0, 1, 0), 10_000, frameContinuation, strings.Repeat("\x20", 1000))},
		{"references", frames(begin, 10_000, frameContinuation, strings.Repeat("\x90", 1000))},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			used := allocated(func() {
				done := async(func() error { _, err := p.nc.Write(tt.bytes); return err })
				_, err := s.Head(time.Minute)
				numberOf(t, werr.HeaderSizeOverflow, err)
				require.Error(t, <-done)
			})
			require.Less(t, used, uint64(20<<20))
			require.Less(t, p.client.Received(), int64(300<<10))
			f := p.next()
			if f.Header().Type == http2.FrameRSTStream {
				f = p.next()
			}
			require.Equal(t, "GOAWAY ENHANCE_YOUR_CALM", describe(f))
		})
	}
}

// TestHeaderBomb: a few bytes that stand for many. The connection survives, for its table is in order.
func TestHeaderBomb(t *testing.T) {
	long := "\x40\x01a\x7f\xa1\x1e" + strings.Repeat("x", 4000) // a new field
	tests := []struct {
		name string
		head string
		err  werr.Code
	}{
		{"references to a long field", "\x88" + long + strings.Repeat("\xbe", 12000), werr.HeaderSizeOverflow},
		{"references to short fields", "\x88" + strings.Repeat("\x90", 16000), werr.HeaderCountExceeded},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			other := p.open(true)
			p.next()
			used := allocated(func() {
				p.raw(http2.FrameHeaders, 4, 1, tt.head)
				_, err := s.Head(time.Minute)
				numberOf(t, tt.err, err)
			})
			require.Less(t, used, uint64(1<<20))
			p.expect("RST 1 CANCEL")
			p.raw(http2.FrameHeaders, 5, 3, "\x88")
			status, _ := other.answer(t)
			require.Equal(t, 200, status)
		})
	}
}

// TestFloods: a server that makes us answer, or do something, and does not read what we say.
func TestFloods(t *testing.T) {
	tests := []struct {
		name string
		send func(p *peer) error
	}{
		{"pings", func(p *peer) error { return p.WritePing(false, [8]byte{}) }},
		{"settings", func(p *peer) error { return p.WriteSettings(http2.Setting{ID: 99}) }},
		{"small pieces", func(p *peer) error { return p.WriteData(1, false, []byte("x")) }},
		{"padding", func(p *peer) error { return p.WriteDataPadded(1, false, nil, make([]byte, 9)) }},
	}
	small := Config{StreamWindow: 1000, WindowStep: 1, MaxHeaders: 1000, Write: 30 * time.Second}
	for _, tt := range tests {
		scene(t, tt.name, small, func(t *testing.T, p *peer) {
			s := p.ready(false)
			p.head(1, false, ":status: 200")
			_, err := s.Head(0)
			require.NoError(t, err)
			reader := async(func() error { _, err := s.rest(); return err })
			sent := 0
			for ; p.nc.Sent() == p.client.Received(); sent++ {
				require.Less(t, sent, 100_000, "it is not read for ever")
				require.NoError(t, tt.send(p))
				synctest.Wait()
			}
			p.c.mu.Lock()
			require.Less(t, len(p.c.out)+cap(p.c.spare), hugeOutput+64<<10)
			p.c.mu.Unlock()
			start := time.Now()
			s.Close()
			require.Zero(t, time.Since(start), "Close has waited")
			time.Sleep(small.Write)
			synctest.Wait()
			require.EqualValues(t, 1, p.closed.Load())
			require.Error(t, <-reader)
		})
	}
}

// TestFloodsWithoutAnswer: frames that cost the server more than us.
func TestFloodsWithoutAnswer(t *testing.T) {
	tests := []struct {
		name string
		send func(p *peer)
	}{
		{"resets", func(p *peer) { _ = p.WriteRSTStream(3, http2.ErrCodeCancel) }},
		{"empty data", func(p *peer) { p.data(1, false, "") }},
		{"heads of a stream that is over", func(p *peer) { p.raw(http2.FrameHeaders, 5, 3, "\x88") }},
		{"windows", func(p *peer) { _ = p.WriteWindowUpdate(1, 1) }},
		{"unknown frames", func(p *peer) { p.raw(0x42, 0, 1, "") }},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			p.open(true).Close()
			p.head(1, false, ":status: 200")
			_, err := s.Head(0)
			require.NoError(t, err)
			received := p.nc.Received()
			for range 10_000 {
				tt.send(p)
			}
			synctest.Wait()
			require.Equal(t, received, p.nc.Received())
			require.Less(t, len(p.c.out), 1000)
			require.Less(t, cap(s.data), 1000)
			p.data(1, true, "end")
			got, err := s.rest()
			require.NoError(t, err)
			require.Equal(t, "end", got)
		})
	}
}
