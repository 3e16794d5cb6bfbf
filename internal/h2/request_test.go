package h2

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// readHead reads a request's header, of however many frames.
func (p *peer) readHead(dec *hpack.Decoder) (id uint32, end bool, frames int, lines []string) {
	dec.SetEmitFunc(func(f hpack.HeaderField) { lines = append(lines, f.Name+": "+f.Value) })
	write := func(b []byte) {
		_, err := dec.Write(b)
		require.NoError(p.t, err)
	}
	f := p.next().(*http2.HeadersFrame)
	id, end, frames = f.StreamID, f.StreamEnded(), 1
	write(f.HeaderBlockFragment())
	for done := f.HeadersEnded(); !done; frames++ {
		f := p.next().(*http2.ContinuationFrame)
		require.Equal(p.t, id, f.StreamID)
		write(f.HeaderBlockFragment())
		done = f.HeadersEnded()
	}
	require.NoError(p.t, dec.Close())
	return id, end, frames, lines
}

func newDecoder() *hpack.Decoder { return hpack.NewDecoder(4096, func(hpack.HeaderField) {}) }

func TestRequestHeader(t *testing.T) {
	pseudo := []string{":method: GET", ":authority: example.com", ":scheme: https", ":path: /"}
	tests := []struct {
		name         string
		fields, want []string
	}{
		{"no fields", nil, nil},
		{"order, duplicates and case of values", []string{"B: Bb", "a: 1", "b: 2", "A: 1"}, []string{"b: Bb", "a: 1", "b: 2", "a: 1"}},
		{"fields of the connection", []string{
			"Connection: close, Hop", "hop: 1", "Keep-Alive: 3", "Proxy-Connection: x", "Transfer-Encoding: chunked", "Upgrade: h2c", "Host: other", "X: y",
		}, []string{"x: y"}},
		{"trailers are announced", []string{"TE: Trailers"}, []string{"te: trailers"}},
		{"other codings are not", []string{"TE: gzip", "TE: trailers, gzip"}, nil},
		{"empty value", []string{"X: "}, []string{"x: "}},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			require.True(t, p.c.Reserve())
			_, err := p.c.Open(request(true, tt.fields...), 0)
			require.NoError(t, err)
			p.greet()
			id, end, frames, lines := p.readHead(newDecoder())
			require.EqualValues(t, 1, id)
			require.True(t, end)
			require.Equal(t, 1, frames)
			require.Equal(t, append(pseudo[:len(pseudo):len(pseudo)], tt.want...), lines)
		})
	}
}

func TestRequestContinuation(t *testing.T) {
	value := strings.Repeat("\x01", 100) // does not compress
	var lines []string
	for i := range 400 {
		lines = append(lines, fmt.Sprintf("x-%d: %s", i, value))
	}
	tests := []struct {
		name     string
		settings []http2.Setting
		frames   int
	}{
		{"of the least frame size", nil, 3},
		{"of a larger one", []http2.Setting{{ID: http2.SettingMaxFrameSize, Val: 32 << 10}}, 2},
		{"of the largest", []http2.Setting{{ID: http2.SettingMaxFrameSize, Val: 1<<24 - 1}}, 1},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			p.SetMaxReadFrameSize(1<<24 - 1)
			dec := newDecoder()
			p.open(false)
			p.greet(tt.settings...)
			p.readHead(dec)
			p.expect(settingsAck)
			require.True(t, p.c.Reserve())
			_, err := p.c.Open(request(true, lines...), 0)
			require.NoError(t, err)
			id, end, frames, got := p.readHead(dec)
			require.EqualValues(t, 3, id)
			require.True(t, end)
			require.Equal(t, tt.frames, frames)
			require.Equal(t, lines, got[4:])
		})
	}
}

func TestStreamNumbersAscend(t *testing.T) {
	scene(t, "from many goroutines", defaults, func(t *testing.T, p *peer) {
		var group sync.WaitGroup
		for range presumedLimit {
			group.Go(func() {
				if p.c.Reserve() {
					_, _ = p.c.Open(request(true, "x: "+strings.Repeat("y", 300)), time.Minute)
				}
			})
		}
		p.greet()
		dec := newDecoder()
		for i := range presumedLimit {
			f := p.next()
			if f.Header().Type == http2.FrameSettings {
				f = p.next()
			}
			require.EqualValues(t, 2*i+1, f.Header().StreamID)
			_, err := dec.Write(f.(*http2.HeadersFrame).HeaderBlockFragment())
			require.NoError(t, err, "the table of the header compression is shared")
		}
		group.Wait()
	})
}

func TestTableSize(t *testing.T) {
	size := func(n uint32) http2.Setting { return http2.Setting{ID: http2.SettingHeaderTableSize, Val: n} }
	tests := []struct {
		name     string
		settings []http2.Setting
		update   string // how the next header begins
		same     bool   // the one after it is as long
	}{
		{"unchanged", nil, "", false},
		{"larger is not used", []http2.Setting{size(1 << 20)}, "", false},
		{"none", []http2.Setting{size(0)}, "\x20", true},
		{"none, then some", []http2.Setting{size(0), size(4096)}, "\x20", true},
		{"smaller", []http2.Setting{size(100)}, "\x3f\x45", false},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			p.ready(true, tt.settings...)
			var sizes []uint32
			for range 2 {
				require.True(t, p.c.Reserve())
				_, err := p.c.Open(request(true, "X-Some: thing"), 0)
				require.NoError(t, err)
				f := p.next().(*http2.HeadersFrame)
				if sizes = append(sizes, f.Length); len(sizes) == 1 {
					require.Equal(t, tt.update, string(f.HeaderBlockFragment()[:len(tt.update)]))
				}
			}
			require.Equal(t, tt.same, int(sizes[1]) == int(sizes[0])-len(tt.update), "%v", sizes)
		})
	}
}
