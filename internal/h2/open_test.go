package h2

import (
	"encoding/hex"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
)

func TestOpening(t *testing.T) {
	scene(t, "nothing before the first stream", defaults, func(t *testing.T, p *peer) {
		p.quiet()
		require.True(t, p.c.Reserve())
		p.quiet()
		p.c.Release()
		p.quiet()
		require.Zero(t, p.nc.Received())
	})
	scene(t, "the bytes", defaults, func(t *testing.T, p *peer) {
		p.open(true)
		hello := make([]byte, 24+9+18+13)
		_, err := io.ReadFull(p.nc, hello)
		require.NoError(t, err)
		require.Equal(t, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", string(hello[:24]))
		require.Equal(t, "000012040000000000"+"000200000000"+"000400010000"+"000600010000", hex.EncodeToString(hello[24:51]))
		require.Equal(t, "000004080000000000"+"00ff0001", hex.EncodeToString(hello[51:]))
		p.expect("HEADERS 1 flags=5 len=13")
	})
	scene(t, "a server that speaks first", defaults, func(t *testing.T, p *peer) {
		require.NoError(t, p.WriteSettings())
		synctest.Wait()
		require.NotZero(t, p.client.Sent(), "bytes")
		p.greet()
		p.expect(settingsAck)
		p.expect(settingsAck) // greet has sent them too
		p.quiet()
	})
}

// ignored or answered: the stream still works after it.
func TestFramesWithoutEffect(t *testing.T) {
	tests := []struct {
		name   string
		send   func(p *peer)
		answer string
	}{
		{"settings", func(p *peer) { _ = p.WriteSettings(http2.Setting{ID: 99, Val: 7}) }, settingsAck},
		{"acknowledged settings", func(p *peer) { _ = p.WriteSettingsAck() }, ""},
		{"no pushes", func(p *peer) { _ = p.WriteSettings(http2.Setting{ID: http2.SettingEnablePush}) }, settingsAck},
		{"small frame size", frameSize(16<<10 - 1), settingsAck},
		{"no frame size", frameSize(0), settingsAck},
		{"large frame size", frameSize(1 << 24), settingsAck},
		{"ping", func(p *peer) { _ = p.WritePing(false, [8]byte{1}) }, "PING 0 flags=1 len=8"},
		{"answered ping", func(p *peer) { _ = p.WritePing(true, [8]byte{1}) }, ""},
		{"priority", func(p *peer) { p.raw(http2.FramePriority, 0, 1, "\x00\x00\x00\x00\x01") }, ""},
		{"priority of a stream that is not open", func(p *peer) { p.raw(http2.FramePriority, 0, 77, "\x00\x00\x00\x00\x01") }, ""},
		{"unknown frame", func(p *peer) { p.raw(0x42, 0xff, 1, "what?") }, ""},
		{"unknown frame of nothing", func(p *peer) { p.raw(0x42, 0xff, 0, "") }, ""},
		{"window of the connection", func(p *peer) { _ = p.WriteWindowUpdate(0, 1) }, ""},
		{"reserved bit", func(p *peer) { p.raw(http2.FrameWindowUpdate, 0, 1<<31, "\x80\x00\x00\x01") }, ""},
	}
	for _, tt := range tests {
		scene(t, tt.name, defaults, func(t *testing.T, p *peer) {
			s := p.ready(true)
			tt.send(p)
			if tt.answer != "" {
				p.expect(tt.answer)
			}
			p.quiet()
			p.head(1, true, ":status: 204")
			status, _ := s.answer(t)
			require.Equal(t, 204, status)
			require.Equal(t, maxFrameSize, p.c.frame)
		})
	}
}

func frameSize(n uint32) func(p *peer) {
	return func(p *peer) { _ = p.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: n}) }
}

func TestPingAnswer(t *testing.T) {
	scene(t, "carries the same bytes", defaults, func(t *testing.T, p *peer) {
		p.ready(true)
		require.NoError(t, p.WritePing(false, [8]byte{1, 2, 3, 4, 5, 6, 7, 8}))
		f := p.next().(*http2.PingFrame)
		require.True(t, f.IsAck())
		require.Equal(t, [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, f.Data)
	})
}

func TestReserve(t *testing.T) {
	limit := func(n uint32) http2.Setting { return http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: n} }
	scene(t, "presumed limit", defaults, func(t *testing.T, p *peer) {
		for range presumedLimit {
			require.True(t, p.c.Reserve())
		}
		require.False(t, p.c.Reserve())
		require.True(t, p.c.Usable())
		p.c.Release()
		require.EqualValues(t, 1, p.freed.Load())
		require.True(t, p.c.Reserve())
	})
	scene(t, "limit of the server", defaults, func(t *testing.T, p *peer) {
		s := p.ready(true, limit(2))
		synctest.Wait()
		require.NotZero(t, p.freed.Load(), "settings may have made room")
		require.True(t, p.c.Reserve())
		require.False(t, p.c.Reserve())
		freed := p.freed.Load()
		p.head(1, true, ":status: 200")
		_, _ = s.answer(t)
		synctest.Wait()
		require.Equal(t, freed+1, p.freed.Load())
		require.True(t, p.c.Reserve())
	})
	scene(t, "limit below what is open", defaults, func(t *testing.T, p *peer) {
		p.ready(true, limit(0))
		require.False(t, p.c.Reserve())
		require.True(t, p.c.Usable())
		require.NoError(t, p.WriteSettings(limit(1<<32-1)))
		synctest.Wait()
		require.True(t, p.c.Reserve())
	})
	scene(t, "numbers used up", defaults, func(t *testing.T, p *peer) {
		p.c.last = streamMask
		require.True(t, p.c.Reserve())
		_, err := p.c.Open(request(true), time.Second)
		require.True(t, Refused(err))
		require.False(t, p.c.Usable())
	})
}
