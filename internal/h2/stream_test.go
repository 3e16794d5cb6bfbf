package h2

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

type block = header.Block

func itoa(n int) string { return strconv.Itoa(n) }

// TestResponse has interim heads, fields in their order, a body in pieces, and trailers.
func TestResponse(t *testing.T) {
	bubble(t, usual, true, func(p *peer, c *Conn) {
		s := p.get(c)
		p.head(1, false, ":status", "103", "link", "a")
		p.head(1, false, ":status", "200", "b", "2", "a", "1", "b", " 3 ")
		p.data(1, false, "he")
		p.data(1, false, "")
		require.NoError(t, p.f.WriteDataPadded(1, false, []byte("llo"), make([]byte, 10)))
		p.head(1, true, "x-end", "now")
		h, err := s.Head(0)
		require.NoError(t, err)
		require.Equal(t, 103, h.Status)
		h, err = s.Head(0)
		require.NoError(t, err)
		require.Equal(t, "HTTP/2.0 200", h.StatusLine)
		require.Equal(t, []header.Field{{Name: "b", Value: "2"}, {Name: "a", Value: "1"}, {Name: "b", Value: "3"}}, h.Fields.Fields())
		p.seen()
		require.Equal(t, 5, s.Buffered())
		text, err := body(s)
		require.NoError(t, err)
		require.Equal(t, "hello", text)
		require.True(t, s.Ended())
		trailers := s.Trailers()
		require.Equal(t, []header.Field{{Name: "x-end", Value: "now"}}, trailers.Fields())
	})
}

// TestStreamFaults is what ends a stream with a reset, and leaves the others alone.
func TestStreamFaults(t *testing.T) {
	status := func(code string, more ...string) func(p *peer) {
		return func(p *peer) { p.head(1, false, append([]string{":status", code}, more...)...) }
	}
	for _, row := range []struct {
		name string
		send func(p *peer)
		err  werr.Code
	}{
		{"no status", func(p *peer) { p.head(1, false, "a", "b") }, werr.InvalidServerResponse},
		{"two statuses", status("200", ":status", "200"), werr.InvalidServerResponse},
		{"status behind a field", func(p *peer) { p.head(1, false, "a", "b", ":status", "200") }, werr.InvalidServerResponse},
		{"pseudo field of a request", status("200", ":path", "/"), werr.InvalidServerResponse},
		{"status of two digits", status("99"), werr.InvalidServerResponse},
		{"status of four digits", status("1000"), werr.InvalidServerResponse},
		{"status with a sign", status("+20"), werr.InvalidServerResponse},
		{"status 101", status("101"), werr.InvalidServerResponse},
		{"interim head at the end", func(p *peer) { p.head(1, true, ":status", "100") }, werr.InvalidServerResponse},
		{"interim heads without end", func(p *peer) {
			for range 100 {
				p.head(1, false, ":status", "102")
			}
		}, werr.InvalidServerResponse},
		{"capital letters", status("200", "Name", "x"), werr.InvalidServerResponse},
		{"blank in a name", status("200", "a b", "x"), werr.InvalidServerResponse},
		{"empty name", status("200", "", "x"), werr.InvalidServerResponse},
		{"line end in a value", status("200", "a", "x\r\ny"), werr.InvalidServerResponse},
		{"NUL in a value", status("200", "a", "x\x00"), werr.InvalidServerResponse},
		{"two lengths", status("200", "content-length", "1", "content-length", "2"), werr.InvalidServerResponse},
		{"data before the head", func(p *peer) { p.data(1, false, "x") }, werr.InvalidServerResponse},
		{"large header", status("200", "a", strings.Repeat("x", 2500), "b", strings.Repeat("x", 2500)), werr.HeaderSizeOverflow},
		{"many fields", status("200", strings.Fields(strings.Repeat("a b ", 1025))...), werr.HeaderCountExceeded},
		{"bomb", func(p *peer) { // a large field, and a byte for each time that it is repeated
			p.head(1, false, ":status", "200", "a", strings.Repeat("x", 2000), "a", strings.Repeat("x", 2000), "a", strings.Repeat("x", 2000))
		}, werr.HeaderSizeOverflow},
		{"window update of nothing", func(p *peer) { p.raw(http2.FrameWindowUpdate, 0, 1, "\x00\x00\x00\x00") }, werr.InvalidServerResponse},
		{"window too large", func(p *peer) { p.raw(http2.FrameWindowUpdate, 0, 1, "\x7f\xff\xff\xff") }, werr.InvalidServerResponse},
	} {
		t.Run(row.name, func(t *testing.T) {
			cfg := usual
			if row.name == "many fields" {
				cfg.MaxHeaders = 1 << 20
			}
			bubble(t, cfg, true, func(p *peer, c *Conn) {
				s, other := p.get(c), p.get(c)
				p.started()
				row.send(p)
				synctest.Wait()
				var err error
				for err == nil {
					_, err = s.Head(time.Minute)
				}
				require.Equal(t, row.err, werr.From(err))
				require.Equal(t, []string{"RESET 1 1"}, p.seen())
				p.head(3, true, ":status", "204")
				_, err = other.Head(time.Minute)
				require.NoError(t, err)
			})
		})
	}
}

// TestBodyFaults come after the head.
func TestBodyFaults(t *testing.T) {
	for _, row := range []struct {
		name   string
		expect int64 // negative: until the end of the stream
		send   func(p *peer)
		text   string // what is read before the error
		err    werr.Code
	}{
		{"exact", 5, func(p *peer) { p.data(1, true, "hello") }, "hello", 0},
		{"exact, the end later", 5, func(p *peer) { p.data(1, false, "hello") }, "hello", 0},
		{"short", 9, func(p *peer) { p.data(1, true, "hello") }, "hello", werr.InvalidServerResponse},
		{"long", 3, func(p *peer) { p.data(1, true, "hello") }, "", werr.InvalidServerResponse},
		{"unknown length", -1, func(p *peer) { p.data(1, true, "hello") }, "hello", 0},
		{"a second head", -1, func(p *peer) { p.head(1, true, ":status", "200") }, "", werr.InvalidServerResponse},
		{"trailers before the end", -1, func(p *peer) { p.head(1, false, "a", "b") }, "", werr.InvalidServerResponse},
		{"more than the window", -1, func(p *peer) { p.data(1, false, strings.Repeat("x", 1001)) }, "", werr.InvalidServerResponse},
		{"padding beyond the window", -1, func(p *peer) {
			for range 5 {
				_ = p.f.WriteDataPadded(1, false, nil, make([]byte, 200))
			}
		}, "", werr.InvalidServerResponse},
		{"reset", -1, func(p *peer) {
			p.data(1, false, "hel")
			_ = p.f.WriteRSTStream(1, http2.ErrCodeCancel)
		}, "hel", werr.ConnectionError},
		{"lost", -1, func(p *peer) {
			p.data(1, false, "hel")
			_ = p.nc.Close()
		}, "hel", werr.ConnectionError},
		{"lost behind the end", -1, func(p *peer) {
			p.data(1, true, "hello")
			_ = p.nc.Close()
		}, "hello", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, usual, true, func(p *peer, c *Conn) {
				s := p.get(c)
				p.head(1, false, ":status", "200")
				_, err := s.Head(0)
				require.NoError(t, err)
				if row.expect >= 0 {
					s.Expect(row.expect)
				}
				row.send(p)
				p.seen()
				text, err := body(s)
				require.Equal(t, row.text, text)
				if row.err == 0 {
					require.NoError(t, err)
				} else {
					require.Equal(t, row.err, werr.From(err))
				}
			})
		})
	}
}

// TestReceiveWindow: the server may send more when enough has been taken, and one reader who does not read stops nobody else.
func TestReceiveWindow(t *testing.T) {
	bubble(t, usual, true, func(p *peer, c *Conn) {
		s, other := p.get(c), p.get(c)
		p.started()
		p.head(1, false, ":status", "200")
		p.data(1, false, strings.Repeat("x", 1000))
		require.Empty(t, p.seen())
		buffer := make([]byte, 1000)
		require.Equal(t, 499, s.Take(buffer[:499]))
		require.Empty(t, p.seen())
		require.Equal(t, 1, s.Take(buffer[:1]))
		require.Equal(t, []string{"WINDOW 1 500"}, p.seen())
		require.Equal(t, 500, s.Take(buffer))
		require.Equal(t, []string{"WINDOW 1 500"}, p.seen())
		p.head(3, false, ":status", "200")
		p.data(3, true, "hello")
		text, err := body(other)
		require.NoError(t, err)
		require.Equal(t, "hello", text)
	})
	wide := usual
	wide.StreamWindow, wide.WindowStep = 1<<30, 1<<29
	bubble(t, wide, true, func(p *peer, c *Conn) {
		s := p.get(c)
		p.started()
		p.head(1, false, ":status", "200")
		for range 513 { // 16 KiB each
			p.data(1, false, strings.Repeat("x", 16<<10))
		}
		require.Equal(t, []string{"WINDOW 0 8388608"}, p.seen(), "half of the connection's window")
		require.Equal(t, 513*16<<10, s.Buffered())
	})
}

// TestSendWindow: a body goes out as the two windows allow.
func TestSendWindow(t *testing.T) {
	bubble(t, usual, false, func(p *peer, c *Conn) {
		require.NoError(t, p.f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 10}))
		synctest.Wait()
		s := p.open(c, "POST", false)
		sent := make(chan error, 1)
		go func() { sent <- s.Write(make([]byte, 100), true, time.Minute) }()
		require.Equal(t, "DATA 1 10", p.started()[1])
		require.NoError(t, p.f.WriteWindowUpdate(1, 5))
		require.Equal(t, []string{"DATA 1 5"}, p.seen())
		require.NoError(t, p.f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 3}))
		require.NoError(t, p.f.WriteWindowUpdate(1, 7))
		require.Equal(t, []string{"SETTINGS ack"}, p.seen(), "the window was 7 below zero")
		require.NoError(t, p.f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 23}))
		require.Equal(t, []string{"SETTINGS ack", "DATA 1 20"}, p.seen())
		require.NoError(t, p.f.WriteWindowUpdate(1, 65))
		require.Equal(t, []string{"DATA 1 end 65"}, p.seen())
		require.NoError(t, <-sent)
		require.NoError(t, s.Write(nil, false, 0))
		require.Empty(t, p.seen())
	})
	bubble(t, usual, true, func(p *peer, c *Conn) { // the window of the connection is 65535
		s := p.open(c, "POST", false)
		p.started()
		require.NoError(t, p.f.WriteWindowUpdate(1, 1_000_000))
		p.seen()
		start := time.Now()
		require.Equal(t, werr.Timeout, werr.From(s.Write(make([]byte, 70_000), true, time.Second)))
		require.Equal(t, time.Second, time.Since(start))
		require.Equal(t, []string{"DATA 1 16384", "DATA 1 16384", "DATA 1 16384", "DATA 1 16383"}, p.seen())
	})
	bubble(t, usual, true, func(p *peer, c *Conn) {
		s := p.open(c, "POST", false)
		require.NoError(t, s.Write([]byte("abc"), false, 0))
		require.NoError(t, s.Write(nil, true, 0))
		require.Equal(t, []string{"DATA 1 3", "DATA 1 end 0"}, p.started()[1:])
	})
}

// TestUnwanted is a server that has answered, and wants no more of the body.
func TestUnwanted(t *testing.T) {
	bubble(t, usual, true, func(p *peer, c *Conn) {
		s := p.open(c, "POST", false)
		p.started()
		done := make(chan error, 1)
		go func() { done <- s.Write(make([]byte, 100_000), true, 0) }()
		p.seen()
		p.head(1, false, ":status", "200")
		p.data(1, true, "hello")
		require.NoError(t, p.f.WriteRSTStream(1, http2.ErrCodeNo))
		require.NoError(t, <-done)
		text, err := body(s)
		require.NoError(t, err)
		require.Equal(t, "hello", text)
		require.NoError(t, s.Write(make([]byte, 100), true, 0))
		s.Close()
		require.Empty(t, p.seen())
	})
}

// TestFail ends whatever waits on a stream, and no other.
func TestFail(t *testing.T) {
	for name, wait := range map[string]func(s *Stream) error{
		"head":  func(s *Stream) error { _, err := s.Head(0); return err },
		"write": func(s *Stream) error { return s.Write(make([]byte, 100_000), true, 0) },
		"body":  func(s *Stream) error { return s.Wait(0) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, usual, true, func(p *peer, c *Conn) {
				s, other := p.open(c, "POST", false), p.get(c)
				time.AfterFunc(time.Second, func() { s.Fail(werr.OperationCancelled) })
				require.Equal(t, werr.OperationCancelled, werr.From(wait(s)))
				log := p.started()
				require.Equal(t, "RESET 1 8", log[len(log)-1])
				p.raw(http2.FrameData, 0, 1, "late")
				p.head(3, true, ":status", "204")
				_, err := other.Head(0)
				require.NoError(t, err)
			})
		})
	}
}

// TestClose resets what is not over. A body that is whole is given a moment to end by itself.
func TestClose(t *testing.T) {
	for _, row := range []struct {
		name string
		send func(p *peer, s *Stream)
		want []string // at once
		late []string // after a second
	}{
		{"nothing has come", func(*peer, *Stream) {}, []string{"RESET 1 8"}, nil},
		{"in the body", func(p *peer, _ *Stream) { p.data(1, false, "hel") }, []string{"RESET 1 8"}, nil},
		{"ended", func(p *peer, _ *Stream) { p.data(1, true, "") }, nil, nil},
		{"whole, not ended", func(p *peer, s *Stream) {
			p.data(1, false, "hello")
			p.seen()
			s.Take(make([]byte, 5))
		}, nil, []string{"RESET 1 8"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, usual, true, func(p *peer, c *Conn) {
				s := p.get(c)
				p.started()
				p.head(1, false, ":status", "200")
				p.seen()
				if row.name == "whole, not ended" {
					s.Expect(5)
				}
				row.send(p, s)
				p.seen()
				s.Close()
				require.Equal(t, row.want, p.seen())
				<-time.After(2 * time.Second)
				require.Equal(t, row.late, p.seen())
				s.Close()
				require.Empty(t, p.seen())
				require.True(t, c.CloseIdle(), "the stream is gone")
			})
		})
	}
}
