package h2

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	werr "github.com/gowinhttp/winhttp/errors"
)

// TestConnectionFaults: what is wrong with the connection ends all streams, and the server is told why.
func TestConnectionFaults(t *testing.T) {
	settings := func(id http2.SettingID, v uint32) func(p *peer) {
		return func(p *peer) { _ = p.WriteSettings(http2.Setting{ID: id, Val: v}) }
	}
	raw := func(kind http2.FrameType, flags http2.Flags, id uint32, payload string) func(p *peer) {
		return func(p *peer) { p.raw(kind, flags, id, payload) }
	}
	const (
		data, headers, priority, reset = http2.FrameData, http2.FrameHeaders, http2.FramePriority, http2.FrameRSTStream
		sets, push, ping, away         = http2.FrameSettings, http2.FramePushPromise, http2.FramePing, http2.FrameGoAway
		window, continuation           = http2.FrameWindowUpdate, http2.FrameContinuation
		ok                             = "\x88" // :status: 200
	)
	tests := []struct {
		name string
		send func(p *peer)
		code string
	}{
		{"data on the connection", raw(data, 0, 0, "x"), "PROTOCOL_ERROR"},
		{"data on a stream that is not open", raw(data, 0, 5, "x"), "PROTOCOL_ERROR"},
		{"data on a stream of the server's", raw(data, 0, 2, "x"), "PROTOCOL_ERROR"},
		{"data with too much padding", raw(data, 8, 1, "\x01"), "PROTOCOL_ERROR"},
		{"data with far too much padding", raw(data, 8, 1, "\xffxyz"), "PROTOCOL_ERROR"},
		{"data without the length of padding", raw(data, 8, 1, ""), "FRAME_SIZE_ERROR"},
		{"data too large", raw(data, 0, 1, strings.Repeat("x", maxFrameSize+1)), "FRAME_SIZE_ERROR"},
		{"unknown frame too large", raw(0x42, 0, 1, strings.Repeat("x", maxFrameSize+1)), "FRAME_SIZE_ERROR"},
		{"headers on the connection", raw(headers, 4, 0, ok), "PROTOCOL_ERROR"},
		{"headers on a stream that is not open", raw(headers, 4, 5, ok), "PROTOCOL_ERROR"},
		{"headers on a stream of the server's", raw(headers, 4, 2, ok), "PROTOCOL_ERROR"},
		{"headers with too much padding", raw(headers, 4+8, 1, "\x02"+ok), "PROTOCOL_ERROR"},
		{"headers without the length of padding", raw(headers, 4+8, 1, ""), "FRAME_SIZE_ERROR"},
		{"headers too short for a priority", raw(headers, 4+0x20, 1, "\x00\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"headers with an index that is not there", raw(headers, 4, 1, "\xff\x00"), "COMPRESSION_ERROR"},
		{"headers with index 0", raw(headers, 4, 1, "\x80"), "COMPRESSION_ERROR"},
		{"headers that are cut", raw(headers, 4, 1, "\x00\x05ab"), "COMPRESSION_ERROR"},
		{"headers with a wrong Huffman code", raw(headers, 4, 1, "\x00\x01a\x84\xff\xff\xff\xff"), "COMPRESSION_ERROR"},
		{"headers with a table too large", raw(headers, 4, 1, "\x3f\xe2\x1f"), "COMPRESSION_ERROR"},
		{"headers with a late table size", raw(headers, 4, 1, ok+"\x40\x01a\x01b"+"\x20"), "COMPRESSION_ERROR"},
		{"headers with an endless number", raw(headers, 4, 1, "\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "COMPRESSION_ERROR"},
		{"wrong headers on a stream that is over", func(p *peer) {
			p.head(3, true, ":status: 200")
			p.raw(headers, 4, 3, "\x80")
		}, "COMPRESSION_ERROR"},
		{"headers interrupted by data", func(p *peer) { p.raw(headers, 0, 1, ok); p.raw(data, 0, 1, "x") }, "PROTOCOL_ERROR"},
		{"headers interrupted by settings", func(p *peer) { p.raw(headers, 0, 1, ok); p.raw(sets, 0, 0, "") }, "PROTOCOL_ERROR"},
		{"headers interrupted by an unknown frame", func(p *peer) { p.raw(headers, 0, 1, ok); p.raw(0x42, 0, 1, "") }, "PROTOCOL_ERROR"},
		{"headers continued on another stream", func(p *peer) { p.raw(headers, 0, 1, ok); p.raw(continuation, 4, 3, "") }, "PROTOCOL_ERROR"},
		{"headers continued in a frame too large", func(p *peer) {
			p.raw(headers, 0, 1, ok)
			p.raw(continuation, 4, 1, strings.Repeat("x", maxFrameSize+1))
		}, "FRAME_SIZE_ERROR"},
		{"continuation of nothing", raw(continuation, 4, 1, ok), "PROTOCOL_ERROR"},
		{"continuation after the end", func(p *peer) { p.raw(headers, 4, 1, ok); p.raw(continuation, 4, 1, ok) }, "PROTOCOL_ERROR"},
		{"priority of the connection", raw(priority, 0, 0, "\x00\x00\x00\x00\x00"), "PROTOCOL_ERROR"},
		{"priority of 4 bytes", raw(priority, 0, 1, "\x00\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"reset of the connection", raw(reset, 0, 0, "\x00\x00\x00\x00"), "PROTOCOL_ERROR"},
		{"reset of a stream that is not open", raw(reset, 0, 5, "\x00\x00\x00\x00"), "PROTOCOL_ERROR"},
		{"reset of a stream of the server's", raw(reset, 0, 2, "\x00\x00\x00\x00"), "PROTOCOL_ERROR"},
		{"reset of 3 bytes", raw(reset, 0, 1, "\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"reset of 5 bytes", raw(reset, 0, 1, "\x00\x00\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"settings of a stream", raw(sets, 0, 1, ""), "PROTOCOL_ERROR"},
		{"settings of 5 bytes", raw(sets, 0, 0, "\x00\x00\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"acknowledged settings of 6 bytes", raw(sets, 1, 0, "\x00\x01\x00\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"settings with pushes", settings(http2.SettingEnablePush, 1), "PROTOCOL_ERROR"},
		{"settings with a push of 2", settings(http2.SettingEnablePush, 2), "PROTOCOL_ERROR"},
		{"settings with a window too large", settings(http2.SettingInitialWindowSize, 1<<31), "FLOW_CONTROL_ERROR"},
		{"settings that make a window too large", func(p *peer) {
			_ = p.WriteWindowUpdate(1, 1<<30)
			_ = p.WriteSettings(initialWindow(maxWindow))
		}, "FLOW_CONTROL_ERROR"},
		{"push", raw(push, 4, 1, "\x00\x00\x00\x02"+ok), "PROTOCOL_ERROR"},
		{"push on the connection", raw(push, 4, 0, "\x00\x00\x00\x02"+ok), "PROTOCOL_ERROR"},
		{"ping of a stream", raw(ping, 0, 1, "12345678"), "PROTOCOL_ERROR"},
		{"ping of 7 bytes", raw(ping, 0, 0, "1234567"), "FRAME_SIZE_ERROR"},
		{"answered ping of 9 bytes", raw(ping, 1, 0, "123456789"), "FRAME_SIZE_ERROR"},
		{"goaway of a stream", raw(away, 0, 1, "12345678"), "PROTOCOL_ERROR"},
		{"goaway of 7 bytes", raw(away, 0, 0, "1234567"), "FRAME_SIZE_ERROR"},
		{"window update of 3 bytes", raw(window, 0, 0, "\x00\x00\x00"), "FRAME_SIZE_ERROR"},
		{"window update of 5 bytes", raw(window, 0, 1, "\x00\x00\x00\x00\x01"), "FRAME_SIZE_ERROR"},
		{"window update of nothing", raw(window, 0, 0, "\x00\x00\x00\x00"), "PROTOCOL_ERROR"},
		{"window that overflows", raw(window, 0, 0, "\x7f\xff\xff\xff"), "FLOW_CONTROL_ERROR"},
		{"window of a stream that is not open", raw(window, 0, 5, "\x00\x00\x00\x01"), "PROTOCOL_ERROR"},
		{"string longer than all headers", func(p *peer) {
			p.raw(headers, 0, 1, ok+"\x00\x01a\x7f\x82\xff\x03") // of 64 KB + 1
		}, "ENHANCE_YOUR_CALM"},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(false)
			other := p.open(true)
			p.next()
			done := async(func() error { return other.Wait(0) })
			p.still(done)
			tt.send(p)
			f := p.next()
			for f.Header().Type == http2.FrameSettings || f.Header().Type == http2.FrameRSTStream {
				f = p.next()
			}
			require.Equal(t, "GOAWAY "+tt.code, describe(f))
			synctest.Wait()
			require.EqualValues(t, 1, p.closed.Load(), "not held up by a server that keeps the connection")
			require.Error(t, s.lastError())
			if err := <-done; !other.Ended() {
				numberOf(t, werr.ConnectionError, err)
			}
		})
	}
}

func TestFirstFrame(t *testing.T) {
	tests := []struct {
		name string
		send func(p *peer)
	}{
		{"ping", func(p *peer) { _ = p.WritePing(false, [8]byte{}) }},
		{"acknowledged settings", func(p *peer) { _ = p.WriteSettingsAck() }},
		{"window update", func(p *peer) { _ = p.WriteWindowUpdate(0, 1) }},
		{"goaway", func(p *peer) { _ = p.WriteGoAway(0, http2.ErrCodeNo, nil) }},
		{"response", func(p *peer) { p.head(1, true, ":status: 200") }},
		{"unknown", func(p *peer) { p.raw(0x42, 0, 0, "") }},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.open(true)
			tt.send(p)
			_, err := s.Head(time.Minute)
			numberOf(t, werr.ConnectionError, err)
			_, err = io.CopyN(io.Discard, p.nc, int64(len(preface)))
			require.NoError(t, err)
			for range 3 { // settings, window, headers
				p.next()
			}
			p.expect("GOAWAY PROTOCOL_ERROR")
		})
	}
	scene(t, "HTTP/1.1", defaults, func(t *testing.T, p *peer) {
		s := p.open(true)
		_, err := p.nc.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		require.NoError(t, err)
		_, err = s.Head(time.Minute)
		numberOf(t, werr.ConnectionError, err)
	})
}

func TestFaultWhileTheServerDoesNotRead(t *testing.T) {
	scene(t, "the streams end at once, the connection soon", Config{StreamWindow: 1, MaxHeaders: 100}, func(t *testing.T, p *peer) {
		s := p.ready(false, initialWindow(maxWindow))
		require.NoError(t, p.WriteWindowUpdate(0, 1<<30))
		done := async(func() error { return s.Write(make([]byte, 1<<20), true, 0) })
		p.still(done)
		start := time.Now()
		p.raw(http2.FramePing, 0, 1, "12345678")
		numberOf(t, werr.ConnectionError, <-done)
		require.Zero(t, time.Since(start))
		time.Sleep(quitPatience)
		synctest.Wait()
		require.EqualValues(t, 1, p.closed.Load())
	})
}
