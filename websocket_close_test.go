package winhttp

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWebSocketClose is protocol.md 8.6 in a synchronous session.
func TestWebSocketClose(t *testing.T) {
	closed := func(b *bed, w HINTERNET) (status uint16, reason string) {
		var n uint32
		p := make([]byte, 123)
		require.NoError(b, WinHttpWebSocketQueryCloseStatus(w, &status, p, &n))
		return status, string(p[:n])
	}
	t.Run("by the client", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, serverFrame(fin|opText, "nobody reads this"), func(p *wsPeer) {
				p.want(fin|opClose, closePayload(1001, "leaving"))
				p.send(fin|opClose, closePayload(1001, "so be it"))
				p.gone()
			}))
			w := b.websocket()
			require.NoError(b, WinHttpWebSocketClose(w, 1001, []byte("leaving")))
			status, reason := closed(b, w)
			require.Equal(b, uint16(1001), status)
			require.Equal(b, "so be it", reason)
		})
	})
	t.Run("by the server", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, serverFrame(fin|opClose, ""), func(p *wsPeer) {
				p.want(fin|opClose, "")
				p.gone()
			}))
			w := b.websocket()
			_, kind, err := wsReceive(w, 1)
			require.NoError(b, err)
			require.Equal(b, closeBuffer, kind)
			status, _ := closed(b, w)
			require.Equal(b, uint16(1005), status)
			require.NoError(b, WinHttpWebSocketClose(w, 1005, nil))
		})
	})
	t.Run("never answered", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, "", (*wsPeer).gone))
			w := b.websocket()
			start := time.Now()
			requireCode(b, ERROR_WINHTTP_TIMEOUT, WinHttpWebSocketClose(w, 1000, nil))
			require.Equal(b, 10*time.Second, time.Since(start))
		})
	})
	t.Run("lost", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, "", func(p *wsPeer) { _, _, _ = p.next() }))
			w := b.websocket()
			requireCode(b, ERROR_WINHTTP_CONNECTION_ERROR, WinHttpWebSocketClose(w, 1000, nil))
			status, _ := closed(b, w)
			require.Equal(b, uint16(1006), status)
		})
	})
	t.Run("during a receive", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, "", (*wsPeer).echo))
			w := b.websocket()
			received := make(chan error)
			go func() {
				_, _, err := wsReceive(w, 1)
				received <- err
			}()
			synctest.Wait()
			requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketReceive(w, make([]byte, 1), nil, nil))
			require.NoError(b, WinHttpWebSocketClose(w, 1000, nil))
			requireCode(b, ERROR_WINHTTP_OPERATION_CANCELLED, <-received)
		})
	})
	t.Run("CloseHandle during a receive", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, "", (*wsPeer).gone))
			w := b.websocket()
			received := make(chan error)
			go func() {
				_, _, err := wsReceive(w, 1)
				received <- err
			}()
			synctest.Wait()
			b.close(w)
			requireCode(b, ERROR_WINHTTP_OPERATION_CANCELLED, <-received)
		})
	})
}
