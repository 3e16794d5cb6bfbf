package h2

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

func lines(b *header.Block) (list []string) {
	for _, f := range b.Fields() {
		list = append(list, f.Name+": "+f.Value)
	}
	return list
}

func TestResponse(t *testing.T) {
	tests := []struct {
		name     string
		send     func(p *peer)
		statuses []int
		fields   []string // of the last head
		body     string
		trailers []string
	}{
		{"head only", func(p *peer) { p.head(1, true, ":status: 204") }, []int{204}, nil, "", nil},
		{"order and duplicates", func(p *peer) { p.head(1, true, ":status: 200", "b: 1", "a: 2", "b: 3", "a: 2") },
			[]int{200}, []string{"b: 1", "a: 2", "b: 3", "a: 2"}, "", nil},
		{"blanks around a value", func(p *peer) { p.head(1, true, ":status: 200", "a:   x\t") }, []int{200}, []string{"a: x"}, "", nil},
		{"interim heads", func(p *peer) {
			p.head(1, false, ":status: 100")
			p.head(1, false, ":status: 103", "link: x")
			p.head(1, true, ":status: 404")
		}, []int{100, 103, 404}, nil, "", nil},
		{"body in pieces", func(p *peer) {
			p.head(1, false, ":status: 200")
			p.data(1, false, "one ")
			p.data(1, false, "")
			p.data(1, true, "two")
		}, []int{200}, nil, "one two", nil},
		{"empty last piece", func(p *peer) {
			p.head(1, false, ":status: 200")
			p.data(1, false, "one")
			p.data(1, true, "")
		}, []int{200}, nil, "one", nil},
		{"trailers", func(p *peer) {
			p.head(1, false, ":status: 200", "trailer: x")
			p.data(1, false, "one")
			p.head(1, true, "x: 1", "y: 2", "x: 3")
		}, []int{200}, []string{"trailer: x"}, "one", []string{"x: 1", "y: 2", "x: 3"}},
		{"trailers without a body", func(p *peer) {
			p.head(1, false, ":status: 200")
			p.head(1, true, "x: 1")
		}, []int{200}, nil, "", []string{"x: 1"}},
		{"padding", func(p *peer) {
			_ = p.WriteHeaders(http2.HeadersFrameParam{
				StreamID: 1, BlockFragment: p.encoded(":status: 200"), EndHeaders: true, PadLength: 9,
				Priority: http2.PriorityParam{StreamDep: 3, Weight: 4},
			})
			_ = p.WriteDataPadded(1, true, []byte("one"), make([]byte, 200))
		}, []int{200}, nil, "one", nil},
		{"nothing but padding", func(p *peer) {
			p.head(1, false, ":status: 200")
			_ = p.WriteDataPadded(1, true, nil, make([]byte, 255))
		}, []int{200}, nil, "", nil},
		{"header in three frames", func(p *peer) {
			b := p.encoded(":status: 200", "x: 12345")
			_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: b[:1], EndStream: true})
			_ = p.WriteContinuation(1, false, b[1:5])
			_ = p.WriteContinuation(1, true, b[5:])
		}, []int{200}, []string{"x: 12345"}, "", nil},
		{"highest status", func(p *peer) { p.head(1, true, ":status: 999") }, []int{999}, nil, "", nil},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			tt.send(p)
			for i, status := range tt.statuses {
				h, err := s.Head(time.Minute)
				require.NoError(t, err)
				require.Equal(t, status, h.Status)
				require.Equal(t, Version, h.Version)
				if i == len(tt.statuses)-1 {
					require.Equal(t, tt.fields, lines(&h.Fields))
				}
			}
			body, err := s.rest()
			require.NoError(t, err)
			require.Equal(t, tt.body, body)
			require.True(t, s.Ended())
			trailers := s.Trailers()
			require.Equal(t, tt.trailers, lines(&trailers))
			require.Equal(t, NoError, s.Code())
			s.Close()
			p.quiet()
			require.Empty(t, p.c.streams)
			require.Zero(t, p.c.taken)
		})
	}
}

func TestHeadSize(t *testing.T) {
	scene(t, "as on the wire", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true)
		b := p.encoded(":status: 200", "x: 12345")
		require.NoError(t, p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: b[:3], PadLength: 7}))
		require.NoError(t, p.WriteContinuation(1, true, b[3:]))
		_, err := s.Head(time.Minute)
		require.NoError(t, err)
		require.Equal(t, len(b), s.HeadSize())
	})
}

func TestExpect(t *testing.T) {
	const wrong = werr.InvalidServerResponse
	tests := []struct {
		name   string
		length int64
		before func(p *peer) // sent before the length is known
		after  func(p *peer)
		body   string
		err    werr.Code
		reset  string
	}{
		{"exact", 5, nil, func(p *peer) { p.data(1, true, "12345") }, "12345", 0, ""},
		{"exact, early", 5, func(p *peer) { p.data(1, true, "12345") }, nil, "12345", 0, ""},
		{"without an end", 5, nil, func(p *peer) { p.data(1, false, "12345") }, "12345", 0, ""},
		{"with trailers", 5, nil, func(p *peer) { p.data(1, false, "12345"); p.head(1, true, "x: y") }, "12345", 0, ""},
		{"shorter", 5, nil, func(p *peer) { p.data(1, false, "123"); p.data(1, true, "4") }, "1234", wrong, "RST 1 PROTOCOL_ERROR"},
		{"shorter, early", 5, func(p *peer) { p.data(1, true, "1234") }, nil, "1234", wrong, ""},
		{"shorter, by trailers", 5, nil, func(p *peer) { p.data(1, false, "123"); p.head(1, true, "x: y") }, "123", wrong, "RST 1 PROTOCOL_ERROR"},
		{"longer", 5, nil, func(p *peer) { p.data(1, false, "123"); p.data(1, true, "456") }, "123", wrong, "RST 1 PROTOCOL_ERROR"},
		{"longer, early", 2, func(p *peer) { p.data(1, true, "123") }, nil, "12", wrong, ""},
		{"no body", 0, nil, func(p *peer) { p.data(1, true, "") }, "", 0, ""},
		{"no body, early", 0, func(p *peer) { p.data(1, true, "") }, nil, "", 0, ""},
		{"a body where none may be", 0, func(p *peer) { p.data(1, true, "x") }, nil, "", wrong, ""},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			p.head(1, false, ":status: 200")
			if tt.before != nil {
				tt.before(p)
			}
			synctest.Wait()
			_, err := s.Head(time.Minute)
			require.NoError(t, err)
			s.Expect(tt.length)
			if tt.after != nil {
				tt.after(p)
			}
			synctest.Wait()
			body, err := s.rest()
			numberOf(t, tt.err, err)
			require.Equal(t, tt.body, body)
			require.Equal(t, tt.err == 0, s.Ended() && err == nil)
			if tt.reset != "" {
				p.expect(tt.reset)
			}
			p.quiet()
		})
	}
}

// what is wrong with one stream ends that one, and no other.
func TestStreamFaults(t *testing.T) {
	const wrong = werr.InvalidServerResponse
	heads := func(list ...string) func(p *peer) { return func(p *peer) { p.head(1, false, list...) } }
	ok := func(then func(p *peer)) func(p *peer) {
		return func(p *peer) { p.head(1, false, ":status: 200"); then(p) }
	}
	tests := []struct {
		name string
		send func(p *peer)
		err  werr.Code
		code string
	}{
		{"data before the head", func(p *peer) { p.data(1, false, "x") }, wrong, "PROTOCOL_ERROR"},
		{"data between heads", func(p *peer) { p.head(1, false, ":status: 100"); p.data(1, false, "x") }, wrong, "PROTOCOL_ERROR"},
		{"no status", heads("x: y"), wrong, "PROTOCOL_ERROR"},
		{"nothing in the head", func(p *peer) { p.raw(http2.FrameHeaders, 4, 1, "") }, wrong, "PROTOCOL_ERROR"},
		{"two statuses", heads(":status: 200", ":status: 200"), wrong, "PROTOCOL_ERROR"},
		{"late status", heads("x: y", ":status: 200"), wrong, "PROTOCOL_ERROR"},
		{"pseudo field of a request", heads(":status: 200", ":path: /"), wrong, "PROTOCOL_ERROR"},
		{"pseudo field without a name", heads(":: 200"), wrong, "PROTOCOL_ERROR"},
		{"switching protocols", heads(":status: 101"), wrong, "PROTOCOL_ERROR"},
		{"status 99", heads(":status: 99"), wrong, "PROTOCOL_ERROR"},
		{"status 099", heads(":status: 099"), wrong, "PROTOCOL_ERROR"},
		{"status 1000", heads(":status: 1000"), wrong, "PROTOCOL_ERROR"},
		{"status +99", heads(":status: +99"), wrong, "PROTOCOL_ERROR"},
		{"status of letters", heads(":status: 2xx"), wrong, "PROTOCOL_ERROR"},
		{"empty status", heads(":status: "), wrong, "PROTOCOL_ERROR"},
		{"upper case", heads(":status: 200", "X: y"), wrong, "PROTOCOL_ERROR"},
		{"blank in a name", heads(":status: 200", "a b: y"), wrong, "PROTOCOL_ERROR"},
		{"CR in a value", heads(":status: 200", "x: a\rb"), wrong, "PROTOCOL_ERROR"},
		{"LF in a value", heads(":status: 200", "x: a\nb"), wrong, "PROTOCOL_ERROR"},
		{"NUL in a value", heads(":status: 200", "x: a\x00b"), wrong, "PROTOCOL_ERROR"},
		{"LF at the end of a value", heads(":status: 200", "x: a\n"), wrong, "PROTOCOL_ERROR"},
		{"two lengths", heads(":status: 200", "content-length: 1", "content-length: 2"), wrong, "PROTOCOL_ERROR"},
		{"interim head at the end", func(p *peer) { p.head(1, true, ":status: 103") }, wrong, "PROTOCOL_ERROR"},
		{"second head", ok(heads(":status: 200")), wrong, "PROTOCOL_ERROR"},
		{"second head at the end", ok(func(p *peer) { p.head(1, true, ":status: 200") }), wrong, "PROTOCOL_ERROR"},
		{"trailers before the end", ok(heads("x: y")), wrong, "PROTOCOL_ERROR"},
		{"trailers with a wrong name", ok(func(p *peer) { p.head(1, true, "X: y") }), wrong, "PROTOCOL_ERROR"},
		{"data after the end", ok(func(p *peer) { p.data(1, true, ""); p.data(1, false, "x") }), wrong, "STREAM_CLOSED"},
		{"head after the end", ok(func(p *peer) { p.data(1, true, ""); p.head(1, true, "x: y") }), wrong, "STREAM_CLOSED"},
		{"window update of nothing", func(p *peer) { _ = p.WriteWindowUpdate(1, 0) }, wrong, "PROTOCOL_ERROR"},
		{"window that overflows", func(p *peer) { _ = p.WriteWindowUpdate(1, maxWindow) }, wrong, "FLOW_CONTROL_ERROR"},
		{"more than the window", ok(func(p *peer) {
			for range 5 {
				p.data(1, false, fmt.Sprintf("%016000d", 0))
			}
		}), wrong, "FLOW_CONTROL_ERROR"},
		{"header too large", func(p *peer) {
			for i := range 3 {
				b := p.encoded(fmt.Sprintf(":status: 20%d", i), fmt.Sprintf("x%d: %030000d", i, i))
				if i > 0 {
					b = p.encoded(fmt.Sprintf("x%d: %030000d", i, i))
				}
				p.sendPart(1, b, i == 0, i == 2)
			}
		}, werr.HeaderSizeOverflow, "CANCEL"},
		{"too many fields", func(p *peer) {
			list := make([]string, header.MaxFields+2)
			for i := range list {
				list[i] = "a: b"
			}
			list[0] = ":status: 200"
			p.head(1, false, list...)
		}, werr.HeaderCountExceeded, "CANCEL"},
		{"too many interim heads", func(p *peer) {
			for range maxInterim + 1 {
				p.head(1, false, ":status: 103")
			}
		}, wrong, "PROTOCOL_ERROR"},
		{"too large interim heads", func(p *peer) {
			for range maxInterim {
				p.head(1, false, ":status: 103", fmt.Sprintf("x: %02000d", 0))
			}
		}, werr.HeaderSizeOverflow, "CANCEL"},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(false)
			other := p.open(true)
			p.next()
			tt.send(p)
			synctest.Wait()
			numberOf(t, tt.err, s.lastError())
			p.expect("RST 1 " + tt.code)
			p.quiet()
			numberOf(t, tt.err, s.Write([]byte("x"), true, time.Minute))
			p.quiet()
			p.head(1, true, ":status: 200") // of a stream that is over
			p.data(1, true, "x")
			p.head(3, true, ":status: 200", "still: alive")
			status, _ := other.answer(t)
			require.Equal(t, 200, status)
			require.Zero(t, p.c.taken)
		})
	}
}

// sendPart sends a part of a header in frames of the usual size.
func (p *peer) sendPart(id uint32, b []byte, first, last bool) {
	for len(b) > 0 {
		n := min(len(b), maxFrameSize)
		end := last && n == len(b)
		if first {
			_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: b[:n], EndHeaders: end})
		} else {
			_ = p.WriteContinuation(id, end, b[:n])
		}
		b, first = b[n:], false
	}
}

// lastError reads a response to its error.
func (s *Stream) lastError() error {
	for {
		h, err := s.Head(time.Minute)
		if err != nil {
			return err
		}
		if h.Status >= 200 {
			break
		}
	}
	_, err := s.rest()
	if err == nil {
		_, err = s.Head(time.Second)
	}
	return err
}
