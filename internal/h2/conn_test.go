package h2

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
)

const getHead = ":method=GET :authority=example.com :scheme=https :path=/"

func TestOpening(t *testing.T) {
	bubble(t, usual, false, func(p *peer, c *Conn) {
		require.Empty(t, p.seen(), "nothing is written before the first stream")
		p.get(c)
		require.Equal(t, []string{"SETTINGS 2=0 4=1000 6=4000", "WINDOW 0 16711681", "HEADERS 1 end " + getHead}, p.seen())
		require.NoError(t, p.f.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1}, http2.Setting{ID: 99, Val: 1}))
		require.NoError(t, p.f.WritePing(false, [8]byte{1, 2}))
		require.NoError(t, p.f.WritePing(true, [8]byte{3}))
		p.raw(99, 0, 7, "unknown")
		p.raw(http2.FramePriority, 0, 1, "12345")
		require.Equal(t, []string{"SETTINGS ack", "PING true 0102000000000000"}, p.seen())
		require.True(t, c.Usable())
	})
}

// TestRequestFields is what goes out of a header, and how.
func TestRequestFields(t *testing.T) {
	bubble(t, usual, true, func(p *peer, c *Conn) {
		p.open(c, "POST", false, "X-Own", "V", "Connection", "x", "Keep-Alive", "1", "Proxy-Connection", "x", "Transfer-Encoding", "chunked",
			"Upgrade", "x", "Host", "other", "TE", "gzip", "TE", "Trailers", "X-Own", "W")
		require.Equal(t, []string{"HEADERS 1 :method=POST :authority=example.com :scheme=https :path=/ x-own=V te=trailers x-own=W"}, p.started())
		large := strings.Repeat("~", 40_000) // 13 bits each with Huffman's code, so not with it
		p.open(c, "GET", true, "a", large)
		require.Equal(t, []string{"HEADERS 3 end " + getHead + " a=" + large}, p.seen())
	})
}

// TestNumbers: streams go out in the order of their numbers, whoever opens them.
func TestNumbers(t *testing.T) {
	bubble(t, usual, true, func(p *peer, c *Conn) {
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() { p.get(c) })
		}
		all.Wait()
		log := p.started()
		require.Len(t, log, 50)
		for i, line := range log {
			require.True(t, strings.HasPrefix(line, "HEADERS "+itoa(2*i+1)+" "), line)
		}
	})
}

func TestLimit(t *testing.T) {
	bubble(t, usual, false, func(p *peer, c *Conn) {
		require.NoError(t, p.f.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 2}))
		p.seen()
		one := p.get(c)
		require.True(t, c.Reserve())
		require.False(t, c.Reserve())
		c.Release()
		require.True(t, c.Reserve())
		p.head(1, true, ":status", "200")
		p.seen()
		require.True(t, c.Reserve(), "a stream that has ended is free")
		_, err := one.Head(0)
		require.NoError(t, err)
		freed := p.freed
		require.NoError(t, p.f.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 3}))
		p.seen()
		require.Greater(t, p.freed, freed)
		require.True(t, c.Reserve())
	})
}

// TestEnds is how a connection ends, and what streams hear of it.
func TestEnds(t *testing.T) {
	for _, row := range []struct {
		name   string
		end    func(p *peer, c *Conn)
		err    werr.Code // of a stream that waits
		again  bool      // it can be sent again
		usable bool
	}{
		{"closed by the server", func(p *peer, _ *Conn) { _ = p.nc.Close() }, werr.ConnectionError, false, false},
		{"goaway, not looked at", func(p *peer, _ *Conn) { _ = p.f.WriteGoAway(0, http2.ErrCodeNo, nil) }, werr.ConnectionError, true, false},
		{"goaway, still served", func(p *peer, _ *Conn) {
			_ = p.f.WriteGoAway(1, http2.ErrCodeNo, nil)
			p.head(1, true, ":status", "200")
		}, 0, false, false},
		{"reset", func(p *peer, _ *Conn) { _ = p.f.WriteRSTStream(1, http2.ErrCodeInternal) }, werr.ConnectionError, false, true},
		{"refused", func(p *peer, _ *Conn) { _ = p.f.WriteRSTStream(1, http2.ErrCodeRefusedStream) }, werr.ConnectionError, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, usual, true, func(p *peer, c *Conn) {
				s := p.get(c)
				p.seen()
				time.AfterFunc(time.Second, func() { row.end(p, c) })
				_, err := s.Head(0)
				p.seen()
				if row.err == 0 {
					require.NoError(t, err)
				} else {
					require.Equal(t, row.err, werr.From(err))
				}
				require.Equal(t, row.again, Refused(err))
				require.Equal(t, row.usable, c.Usable())
				require.Equal(t, row.usable, c.Reserve())
			})
		})
	}
}

// A reservation from before the goaway cannot be used any more, and says that the request may go elsewhere.
func TestOpenAfterGoAway(t *testing.T) {
	bubble(t, usual, true, func(p *peer, c *Conn) {
		p.get(c)
		require.True(t, c.Reserve())
		require.NoError(t, p.f.WriteGoAway(1, http2.ErrCodeNo, nil))
		p.seen()
		_, err := c.Open(&Request{Method: "GET", Fields: new(block), End: true}, 0)
		require.True(t, Refused(err))
		p.head(1, true, ":status", "200")
		require.Equal(t, []string{"GOAWAY 0"}, p.seen(), "the last stream was the last")
	})
}

func TestRetireAndIdle(t *testing.T) {
	idle := usual
	idle.Idle = time.Minute
	bubble(t, idle, true, func(p *peer, c *Conn) {
		p.get(c)
		p.started()
		require.False(t, c.CloseIdle())
		c.Retire()
		require.False(t, c.Reserve())
		require.Empty(t, p.seen())
		p.head(1, true, ":status", "200")
		require.Equal(t, []string{"GOAWAY 0"}, p.seen())
	})
	bubble(t, idle, true, func(p *peer, c *Conn) {
		p.get(c)
		p.started()
		<-time.After(2 * time.Minute)
		require.Empty(t, p.seen(), "a stream is open")
		p.head(1, true, ":status", "200")
		<-time.After(50 * time.Second)
		require.Empty(t, p.seen())
		require.True(t, c.Reserve())
		<-time.After(50 * time.Second)
		c.Release()
		require.Empty(t, p.seen(), "the wait begins anew")
		<-time.After(61 * time.Second)
		require.Equal(t, []string{"GOAWAY 0"}, p.seen())
		require.False(t, c.Usable())
	})
}

func TestKeepAlive(t *testing.T) {
	alive := usual
	alive.KeepAlive = 10 * time.Second
	bubble(t, alive, true, func(p *peer, c *Conn) {
		s := p.get(c)
		p.started()
		<-time.After(9 * time.Second)
		require.NoError(t, p.f.WritePing(true, [8]byte{}))
		<-time.After(9 * time.Second)
		require.Empty(t, p.seen(), "the server has said something")
		<-time.After(2 * time.Second)
		require.Equal(t, []string{"PING false 0000000000000000"}, p.seen())
		require.NoError(t, p.f.WritePing(true, [8]byte{}))
		<-time.After(11 * time.Second)
		require.Equal(t, []string{"PING false 0000000000000000"}, p.seen())
		start := time.Now()
		_, err := s.Head(0)
		require.Equal(t, werr.ConnectionError, werr.From(err))
		require.Equal(t, pingPatience-time.Second, time.Since(start))
	})
}

// TestConnectionFaults is what ends the connection with a code, and everything on it.
func TestConnectionFaults(t *testing.T) {
	const protocol, flow, size, compression, calm = 1, 3, 6, 9, 11
	for _, row := range []struct {
		name string
		send func(p *peer)
		code int
	}{
		{"frame too large", func(p *peer) { p.raw(99, 0, 0, strings.Repeat("x", 16385)) }, size},
		{"data on stream 0", func(p *peer) { p.raw(http2.FrameData, 0, 0, "x") }, protocol},
		{"data on a stream of the server", func(p *peer) { p.raw(http2.FrameData, 0, 2, "x") }, protocol},
		{"data on a stream that was never opened", func(p *peer) { p.raw(http2.FrameData, 0, 5, "x") }, protocol},
		{"padding longer than the frame", func(p *peer) { p.raw(http2.FrameData, http2.FlagDataPadded, 1, "\x05x") }, protocol},
		{"padding without a length", func(p *peer) { p.raw(http2.FrameData, http2.FlagDataPadded, 1, "") }, protocol},
		{"priority cut short", func(p *peer) { p.raw(http2.FrameHeaders, http2.FlagHeadersPriority, 1, "123") }, size},
		{"headers on stream 0", func(p *peer) { p.raw(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 0, "") }, protocol},
		{"malformed headers", func(p *peer) {
			p.raw(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
		}, compression},
		{"headers cut short", func(p *peer) { p.raw(http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1, "\x40\x0a") }, compression},
		{"headers interrupted", func(p *peer) {
			p.raw(http2.FrameHeaders, 0, 1, "\x88")
			p.raw(http2.FramePing, 0, 0, "12345678")
		}, protocol},
		{"continuation of another stream", func(p *peer) {
			p.raw(http2.FrameHeaders, 0, 1, "\x88")
			p.raw(http2.FrameContinuation, http2.FlagContinuationEndHeaders, 3, "")
		}, protocol},
		{"continuation of nothing", func(p *peer) { p.raw(http2.FrameContinuation, 0, 1, "") }, protocol},
		{"continuations without end", func(p *peer) {
			p.raw(http2.FrameHeaders, 0, 1, "")
			for range 100 {
				p.raw(http2.FrameContinuation, 0, 1, "")
			}
		}, calm},
		{"a header without end", func(p *peer) {
			p.raw(http2.FrameHeaders, 0, 1, "\x88")
			for range 10 {
				p.raw(http2.FrameContinuation, 0, 1, strings.Repeat("\x88", 10_000))
			}
		}, calm},
		{"reset of the wrong size", func(p *peer) { p.raw(http2.FrameRSTStream, 0, 1, "123") }, size},
		{"settings of the wrong size", func(p *peer) { p.raw(http2.FrameSettings, 0, 0, "12345") }, size},
		{"settings of a stream", func(p *peer) { p.raw(http2.FrameSettings, 0, 1, "") }, size},
		{"acknowledgement with settings", func(p *peer) { p.raw(http2.FrameSettings, http2.FlagSettingsAck, 0, "123456") }, size},
		{"push allowed", func(p *peer) { p.raw(http2.FrameSettings, 0, 0, "\x00\x02\x00\x00\x00\x01") }, protocol},
		{"initial window too large", func(p *peer) { p.raw(http2.FrameSettings, 0, 0, "\x00\x04\x80\x00\x00\x00") }, flow},
		{"push", func(p *peer) { p.raw(http2.FramePushPromise, 0, 1, "\x00\x00\x00\x02") }, protocol},
		{"ping of the wrong size", func(p *peer) { p.raw(http2.FramePing, 0, 0, "1234567") }, size},
		{"ping of a stream", func(p *peer) { p.raw(http2.FramePing, 0, 1, "12345678") }, size},
		{"goaway cut short", func(p *peer) { p.raw(http2.FrameGoAway, 0, 0, "1234567") }, size},
		{"window update of the wrong size", func(p *peer) { p.raw(http2.FrameWindowUpdate, 0, 0, "123") }, size},
		{"window update of nothing", func(p *peer) { p.raw(http2.FrameWindowUpdate, 0, 0, "\x00\x00\x00\x00") }, flow},
		{"window too large", func(p *peer) { p.raw(http2.FrameWindowUpdate, 0, 0, "\x7f\xff\xff\xff") }, flow},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, usual, true, func(p *peer, c *Conn) {
				s := p.get(c)
				p.started()
				row.send(p)
				_, err := s.Head(time.Minute)
				require.Error(t, err)
				require.NotEqual(t, werr.Timeout, werr.From(err))
				require.Contains(t, p.seen(), "GOAWAY "+itoa(row.code))
				require.False(t, c.Usable())
			})
		})
	}
	bubble(t, usual, false, func(p *peer, c *Conn) {
		p.get(c)
		p.seen()
		p.raw(http2.FramePing, 0, 0, "12345678")
		require.Equal(t, []string{"GOAWAY 1"}, p.seen(), "the first frame has to be settings")
	})
}

// A server that speaks something else is found out by its first bytes.
func TestNotHTTP2(t *testing.T) {
	bubble(t, usual, false, func(p *peer, c *Conn) {
		s := p.get(c)
		_, err := p.nc.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		require.NoError(t, err)
		_, err = s.Head(time.Minute)
		require.Equal(t, werr.ConnectionError, werr.From(err))
	})
}
