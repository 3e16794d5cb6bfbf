package winhttp

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
)

func (x *scene) wsSend(w HINTERNET, kind WINHTTP_WEB_SOCKET_BUFFER_TYPE, text string) error {
	return x.call("WebSocketSend", w, func() error { return WinHttpWebSocketSend(w, kind, []byte(text)) })
}

// wsReceive checks that the out parameters stay as they are (callbacks.md 5, row 45).
func (x *scene) wsReceive(w HINTERNET, size int) error {
	const untouched = 0xdeadbeef
	n, kind := uint32(untouched), WINHTTP_WEB_SOCKET_BUFFER_TYPE(untouched)
	err := x.call("WebSocketReceive", w, func() error { return WinHttpWebSocketReceive(w, make([]byte, size), &n, &kind) })
	require.Equal(x, []uint32{untouched, untouched}, []uint32{n, uint32(kind)})
	return err
}

func (x *scene) wsShutdown(w HINTERNET, reason string) error {
	return x.call("WebSocketShutdown", w, func() error { return WinHttpWebSocketShutdown(w, 1000, []byte(reason)) })
}

func (x *scene) wsClose(w HINTERNET) error {
	return x.call("WebSocketClose", w, func() error { return WinHttpWebSocketClose(w, 1000, nil) })
}

func (x *scene) wsStatus(w HINTERNET) {
	_ = x.do("WebSocketQueryCloseStatus", w, func() (string, error) {
		var (
			status uint16
			n      uint32
			reason [123]byte
		)
		err := WinHttpWebSocketQueryCloseStatus(w, &status, reason[:], &n)
		return fmt.Sprintf("%d %q", status, reason[:n]), err
	})
}

// wsOpen runs the handshake of an asynchronous scene and closes the request.
func (x *scene) wsOpen() (w HINTERNET) {
	q := x.get()
	require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
	require.NoError(x, x.send(q, "", "", 0))
	require.NoError(x, x.receive(q))
	_ = x.do("WebSocketCompleteUpgrade", q, func() (string, error) {
		var err error
		w, err = WinHttpWebSocketCompleteUpgrade(q, "socket")
		require.NoError(x, err)
		return x.name(w), nil
	})
	x.keep(w, nil)
	x.closeHandle(q)
	return w
}

// wsQuiet is wsOpen without a line.
func (x *scene) wsQuiet() (w HINTERNET) {
	q := x.keep(WinHttpOpenRequest(x.keep(WinHttpConnect(x.session, host, 0, 0)), "GET", "/", "", "", nil, 0))
	x.watch(q, 0)
	require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
	require.NoError(x, WinHttpSendRequest(q, "", nil, 0, nil))
	synctest.Wait()
	require.NoError(x, WinHttpReceiveResponse(q, nil))
	w = x.keep(WinHttpWebSocketCompleteUpgrade(q, "socket"))
	x.close(q)
	x.watch(w, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
	return w
}

// TestAsyncTraceWebSocket is callbacks.md 3.14 and 3.15, and rows 35 to 46 of section 5.
func TestAsyncTraceWebSocket(t *testing.T) {
	echo := (*wsPeer).echo
	bye := serverFrame(fin|opClose, closePayload(1000, "bye"))
	asyncTraces(t, "websocket", []play{
		{"messages", func(x *scene) {
			x.serve(upgrades(x, "", echo))
			w := x.wsOpen()
			require.NoError(x, x.wsSend(w, txtMessage, "hello"))
			require.NoError(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsSend(w, binMessage, ""))
			require.NoError(x, x.wsClose(w))
			x.wsStatus(w)
		}},
		{"fragments", func(x *scene) { // row 38
			x.serve(upgrades(x, "", echo))
			w, big := x.wsQuiet(), strings.Repeat("x", 8192)
			require.NoError(x, x.wsSend(w, binFragment, big))
			require.Error(x, x.wsSend(w, txtFragment, "a"))
			require.Error(x, x.wsSend(w, txtMessage, "a"))
			require.NoError(x, x.wsSend(w, binFragment, big))
			require.NoError(x, x.wsSend(w, binMessage, ""))
			require.NoError(x, x.wsSend(w, binMessage, "next"))
			for range 4 {
				require.NoError(x, x.wsReceive(w, 8192))
			}
		}},
		{"a buffer of half the message", func(x *scene) { // row 46
			x.serve(upgrades(x, serverFrame(fin|opBinary, strings.Repeat("x", 256)), echo))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 128))
			require.NoError(x, x.wsReceive(w, 128))
		}},
		{"shutdown, then close", func(x *scene) { // rows 39 and 48
			x.serve(upgrades(x, serverFrame(fin|opText, "read")+serverFrame(fin|opText, "not read"), echo))
			w := x.wsQuiet()
			require.NoError(x, x.wsShutdown(w, "done"))
			require.Error(x, x.wsSend(w, txtMessage, "late"))
			require.Error(x, x.wsShutdown(w, "again"))
			require.NoError(x, x.wsReceive(w, 100))
			x.wsStatus(w) // row 40
			require.NoError(x, x.wsClose(w))
			x.wsStatus(w)
			require.Error(x, x.wsClose(w))
		}},
		{"close while a receive is pending", func(x *scene) { // row 41
			x.serve(upgrades(x, "", echo))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsClose(w))
			x.wsStatus(w)
			require.Error(x, x.wsReceive(w, 100))
		}},
		{"close, then the handle, while a receive is pending", func(x *scene) { // row 42
			x.serve(upgrades(x, "", (*wsPeer).gone))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsClose(w))
			x.wsStatus(w)
			x.closeHandle(w)
		}},
		{"the handle while a receive is pending", func(x *scene) { // row 43
			x.serve(upgrades(x, "", (*wsPeer).gone))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
			x.closeHandle(w)
		}},
		{"shutdown while a receive is pending", func(x *scene) { // row 44
			x.serve(upgrades(x, "", echo))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
			require.Error(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsShutdown(w, ""))
			require.Error(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsClose(w))
		}},
		{"closed by the peer", func(x *scene) {
			x.serve(upgrades(x, bye, (*wsPeer).gone))
			w := x.wsQuiet()
			x.wsStatus(w)
			require.NoError(x, x.wsReceive(w, 100))
			x.wsStatus(w)
			require.Error(x, x.wsReceive(w, 100))
			require.Error(x, x.wsSend(w, txtMessage, "late"))
			require.NoError(x, x.wsClose(w))
		}},
		{"lost", func(x *scene) {
			x.serve(upgrades(x, serverFrame(opText, "half"), nil))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
			require.NoError(x, x.wsReceive(w, 100))
			x.wsStatus(w)
			require.NoError(x, x.wsSend(w, txtMessage, "late"))
		}},
		{"malformed", func(x *scene) {
			x.serve(upgrades(x, serverFrame(0xC2, "x"), (*wsPeer).gone))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
		}},
		{"close never answered", func(x *scene) {
			x.serve(upgrades(x, "", (*wsPeer).gone))
			w := x.wsQuiet()
			require.NoError(x, WinHttpSetOption(w, WINHTTP_OPTION_WEB_SOCKET_CLOSE_TIMEOUT, uint32(3000)))
			require.NoError(x, x.wsClose(w))
			x.pass(3 * time.Second)
		}},
		{"the connection handle closed", func(x *scene) { // section 4, rule 9
			x.serve(upgrades(x, "", (*wsPeer).gone))
			w := x.wsQuiet()
			require.NoError(x, x.wsReceive(w, 100))
			x.closeHandle(x.opened[2])
			require.Error(x, x.wsSend(w, txtMessage, "late"))
			x.closeHandle(w)
		}},
		{"send buffer too small", func(x *scene) { // row 47
			x.serve(upgrades(x, "", (*wsPeer).gone))
			q := x.get()
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, uint32(15)))
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, uint32(16)))
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
		}},
	})
}

// TestAsyncWebSocketBackPressure: what does not fit into the send buffer completes on a worker, and a second send meanwhile
// is refused, as is Close.
func TestAsyncWebSocketBackPressure(t *testing.T) {
	asyncScene(t, func(x *scene) {
		read := make(chan bool)
		x.serve(upgrades(x, "", func(p *wsPeer) {
			<-read
			p.gone()
		}))
		w := x.wsQuiet()
		require.NoError(x, x.wsSend(w, binMessage, strings.Repeat("x", 1<<20)))
		require.Empty(x, x.lines("WRITE_COMPLETE"))
		requireCode(x, ERROR_INVALID_OPERATION, x.wsSend(w, binMessage, "x"))
		requireCode(x, ERROR_INVALID_OPERATION, x.wsShutdown(w, ""))
		requireCode(x, ERROR_INVALID_OPERATION, x.wsClose(w))
		close(read)
		synctest.Wait()
		require.Len(x, x.lines("WRITE_COMPLETE {1048576 BINARY_MESSAGE} (8), socket [worker 1]"), 1)
	})
}

// TestAsyncWebSocketNested: sends inside completions, never deeper than there is room for.
func TestAsyncWebSocketNested(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(upgrades(x, "", (*wsPeer).gone))
		w := x.wsQuiet()
		left := 20
		x.on = func(h HINTERNET, s callback.Status) {
			if s == callback.WriteComplete {
				x.mu.Lock()
				left--
				more := left > 0
				x.mu.Unlock()
				if more {
					require.NoError(x, x.wsSend(w, txtMessage, "x"))
				}
			}
		}
		require.NoError(x, x.wsSend(w, txtMessage, "x"))
		synctest.Wait()
		require.Len(x, x.lines("WRITE_COMPLETE"), 20)
	})
}

// TestAsyncWebSocketCloseWritesOut: what Send has taken goes out although the handle is closed at once.
func TestAsyncWebSocketCloseWritesOut(t *testing.T) {
	asyncScene(t, func(x *scene) {
		text := strings.Repeat("x", 8192)
		got := make(chan string, 1)
		x.serve(upgrades(x, "", func(p *wsPeer) {
			<-time.After(time.Second)
			_, payload, _ := p.next()
			got <- payload
		}))
		w := x.wsQuiet()
		require.NoError(x, x.wsSend(w, txtMessage, text))
		x.closeHandle(w)
		require.Equal(x, text, <-got)
	})
}
