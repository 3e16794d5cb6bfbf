package winhttp

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

const (
	binMessage  = WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE
	binFragment = WINHTTP_WEB_SOCKET_BINARY_FRAGMENT_BUFFER_TYPE
	txtMessage  = WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE
	txtFragment = WINHTTP_WEB_SOCKET_UTF8_FRAGMENT_BUFFER_TYPE
	closeBuffer = WINHTTP_WEB_SOCKET_CLOSE_BUFFER_TYPE
)

// TestWebSocketUpgrade is protocol.md 8.1, and its table of queries.
func TestWebSocketUpgrade(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(upgrades(b, "", (*wsPeer).echo))
		q := b.upgradeRequest()
		var text string
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpQueryHeaders(q, WINHTTP_QUERY_CUSTOM, "Upgrade", &text, nil))
		requireCode(b, ERROR_WINHTTP_HEADER_NOT_FOUND,
			WinHttpQueryHeaders(q, WINHTTP_QUERY_CUSTOM|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, "Sec-WebSocket-Key", &text, nil))
		_, err := WinHttpWebSocketCompleteUpgrade(q, nil)
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, err)
		require.NoError(b, WinHttpSendRequest(q, "Sec-WebSocket-Protocol: chat", nil, 0, nil))
		_, err = WinHttpWebSocketCompleteUpgrade(q, nil)
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, err)
		require.NotEmpty(b, queryText(q, WINHTTP_QUERY_CUSTOM|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, "Sec-WebSocket-Key"))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Equal(b, "101", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
		require.Equal(b, "websocket", queryText(q, WINHTTP_QUERY_UPGRADE, ""))
		require.Equal(b, "Upgrade", queryText(q, WINHTTP_QUERY_CONNECTION, ""))
		w := b.keep(WinHttpWebSocketCompleteUpgrade(q, "socket"))
		_, err = WinHttpWebSocketCompleteUpgrade(q, nil)
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, err)
		n := uint32(7)
		require.NoError(b, WinHttpQueryDataAvailable(q, &n))
		require.Zero(b, n)
		require.Equal(b, "101", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpQueryHeaders(w, WINHTTP_QUERY_STATUS_CODE, "", &text, nil))
		var kind uint32
		require.NoError(b, WinHttpQueryOption(w, WINHTTP_OPTION_HANDLE_TYPE, &kind))
		require.Equal(b, uint32(5), kind)
		var context any
		require.NoError(b, WinHttpQueryOption(w, WINHTTP_OPTION_CONTEXT_VALUE, &context))
		require.Equal(b, "socket", context)
		b.close(q)
		require.NoError(b, WinHttpWebSocketSend(w, txtMessage, []byte("hello")))
		got, typ, err := wsReceive(w, 10)
		require.NoError(b, err)
		require.Equal(b, "hello", got)
		require.Equal(b, txtMessage, typ)
		head, _, _ := strings.Cut(s.Received(0), "\r\n\r\n")
		for _, line := range []string{"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: chat"} {
			require.Contains(b, head+"\r\n", "\r\n"+line+"\r\n")
		}
	})
}

// TestWebSocketUpgradeHandles: who may call CompleteUpgrade.
func TestWebSocketUpgradeHandles(t *testing.T) {
	bubble(t, func(b *bed) {
		q := b.get()
		for h, want := range map[HINTERNET]Code{
			0: ERROR_INVALID_HANDLE, b.session: ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, b.connect(host, 0): ERROR_WINHTTP_INCORRECT_HANDLE_TYPE,
			q: ERROR_WINHTTP_INCORRECT_HANDLE_STATE,
		} {
			_, err := WinHttpWebSocketCompleteUpgrade(h, nil)
			requireCode(b, want, err)
		}
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpWebSocketSend(q, binMessage, nil))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpWebSocketReceive(q, make([]byte, 1), nil, nil))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpWebSocketShutdown(q, 1000, nil))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpWebSocketClose(q, 1000, nil))
		b.close(q)
		_, err := WinHttpWebSocketCompleteUpgrade(q, nil)
		requireCode(b, ERROR_INVALID_HANDLE, err)
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpWebSocketSend(q, binMessage, nil))
	})
}

// TestWebSocketRefused: answers that are no upgrade, and bad ones.
func TestWebSocketRefused(t *testing.T) {
	ok := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	for _, row := range []struct {
		name, answer string
		received     Code
	}{
		{"another status", hello, ERROR_SUCCESS},
		{"without a key", ok + "\r\n", ERROR_WINHTTP_INVALID_SERVER_RESPONSE},
		{"with another key", ok + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", ERROR_WINHTTP_INVALID_SERVER_RESPONSE},
		{"cut off", ok, ERROR_WINHTTP_INVALID_SERVER_RESPONSE},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(wintest.Script{wintest.Request(0), wintest.Send(row.answer)})
				q := b.upgradeRequest()
				require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
				err := WinHttpReceiveResponse(q, nil)
				require.Equal(b, row.received, GetLastError(err))
				_, err = WinHttpWebSocketCompleteUpgrade(q, nil)
				requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, err)
			})
		})
	}
}

// TestWebSocketAgain is callbacks.md 5, row 36: a second socket of one request, without WinHttpReceiveResponse.
func TestWebSocketAgain(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(upgrades(b, "", (*wsPeer).echo), upgrades(b, "", (*wsPeer).echo))
		q := b.upgradeRequest()
		b.exchange(q)
		one := b.keep(WinHttpWebSocketCompleteUpgrade(q, nil))
		key := queryText(q, WINHTTP_QUERY_CUSTOM|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, "Sec-WebSocket-Key")
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		two := b.keep(WinHttpWebSocketCompleteUpgrade(q, nil))
		require.NotEqual(b, one, two)
		require.NotEqual(b, key, queryText(q, WINHTTP_QUERY_CUSTOM|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, "Sec-WebSocket-Key"))
		for i, w := range []HINTERNET{two, one} {
			text := fmt.Sprint("number ", i)
			require.NoError(b, WinHttpWebSocketSend(w, txtMessage, []byte(text)))
			got, _, err := wsReceive(w, 100)
			require.NoError(b, err)
			require.Equal(b, text, got)
		}
		require.Equal(b, 2, s.Connections())
		b.close(b.parent(q))
		var context any
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_CONTEXT_VALUE, &context))
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpWebSocketSend(one, txtMessage, nil))
		b.close(one)
		b.close(two)
	})
}

func (b *bed) parent(h HINTERNET) (parent HINTERNET) {
	require.NoError(b, WinHttpQueryOption(h, WINHTTP_OPTION_PARENT_HANDLE, &parent))
	return parent
}

// TestWebSocketAgainRefused: the answer that the first operation of such a socket waits for is no upgrade.
func TestWebSocketAgainRefused(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(upgrades(b, "", (*wsPeer).gone), wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Hold()})
		q := b.upgradeRequest()
		b.exchange(q)
		b.keep(WinHttpWebSocketCompleteUpgrade(q, nil))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		w := b.keep(WinHttpWebSocketCompleteUpgrade(q, nil))
		_, _, err := wsReceive(w, 10)
		requireCode(b, ERROR_WINHTTP_INVALID_SERVER_RESPONSE, err)
	})
}

// TestWebSocketSendBuffer is options.md 4.9 and callbacks.md 5, row 47.
func TestWebSocketSendBuffer(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(upgrades(b, "", (*wsPeer).gone))
		q := b.upgradeRequest()
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, uint32(15)))
		requireCode(b, ERROR_NOT_ENOUGH_MEMORY, WinHttpSendRequest(q, "", nil, 0, nil))
		require.Zero(b, s.Connections())
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, uint32(16)))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, uint32(15)))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		w := b.keep(WinHttpWebSocketCompleteUpgrade(q, nil))
		for _, number := range []uint32{WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, WINHTTP_OPTION_WEB_SOCKET_RECEIVE_BUFFER_SIZE} {
			var n uint32
			requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpSetOption(w, number, uint32(100)))
			requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpQueryOption(w, number, &n))
			require.NoError(b, WinHttpQueryOption(b.session, number, &n))
			require.Equal(b, uint32(32768), n)
		}
	})
}

// TestWebSocketKeepAliveOption is the table of protocol.md 8.5.
func TestWebSocketKeepAliveOption(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(upgrades(b, "", (*wsPeer).gone))
		w := b.websocket()
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpSetOption(b.get(), WINHTTP_OPTION_WEB_SOCKET_KEEPALIVE_INTERVAL, uint32(20000)))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(w, WINHTTP_OPTION_WEB_SOCKET_KEEPALIVE_INTERVAL, uint32(14999)))
		require.NoError(b, WinHttpSetOption(w, WINHTTP_OPTION_WEB_SOCKET_KEEPALIVE_INTERVAL, uint32(15000)))
		var n uint32
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpQueryOption(w, WINHTTP_OPTION_WEB_SOCKET_KEEPALIVE_INTERVAL, &n))
	})
}

// TestWebSocketKeepAlive: a pong for every interval of silence.
func TestWebSocketKeepAlive(t *testing.T) {
	bubble(t, func(b *bed) {
		var at []time.Duration
		start := time.Now()
		b.serve(upgrades(b, "", func(p *wsPeer) {
			for {
				first, _, err := p.next()
				if err != nil {
					return
				}
				if first == fin|opPong {
					at = append(at, time.Since(start))
				}
			}
		}))
		w := b.websocket()
		require.NoError(b, WinHttpSetOption(w, WINHTTP_OPTION_WEB_SOCKET_KEEPALIVE_INTERVAL, uint32(15000)))
		<-time.After(10 * time.Second)
		require.NoError(b, WinHttpWebSocketSend(w, binMessage, nil))
		<-time.After(31 * time.Second)
		b.close(w)
		synctest.Wait()
		require.Equal(b, []time.Duration{25 * time.Second, 40 * time.Second}, at)
	})
}

// TestWebSocketBadInput: the tables of protocol.md 8.3, 8.4 and 8.6 for arguments.
func TestWebSocketBadInput(t *testing.T) {
	long := make([]byte, 124)
	bubble(t, func(b *bed) {
		b.serve(upgrades(b, "", (*wsPeer).echo))
		w := b.websocket()
		for _, kind := range []WINHTTP_WEB_SOCKET_BUFFER_TYPE{4, 5, 0xFFFFFFFF} {
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketSend(w, kind, nil))
		}
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketReceive(w, nil, nil, nil))
		for _, status := range []uint16{0, 999, 1004, 1006, 1012, 1015, 1016, 2999, 5000, 65535} {
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketShutdown(w, status, nil), status)
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketClose(w, status, nil), status)
		}
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketClose(w, 1005, []byte("x")))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketClose(w, 1000, long))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketShutdown(w, 1000, long))
		status, n := uint16(7), uint32(8)
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketQueryCloseStatus(w, nil, nil, &n))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketQueryCloseStatus(w, &status, nil, nil))
		requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketQueryCloseStatus(w, &status, nil, &n))
		require.Equal(b, uint16(7), status)
		require.Equal(b, uint32(8), n)
		require.NoError(b, WinHttpWebSocketSend(w, binFragment, []byte("a")))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketSend(w, txtFragment, nil))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWebSocketSend(w, txtMessage, nil))
		require.NoError(b, WinHttpWebSocketSend(w, binMessage, nil))
		require.NoError(b, WinHttpWebSocketSend(w, txtMessage, nil))
		require.NoError(b, WinHttpWebSocketShutdown(w, 1000, long[:123]))
		requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketShutdown(w, 1000, nil))
		requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketSend(w, txtMessage, nil))
		require.NoError(b, WinHttpWebSocketClose(w, 1001, []byte("another")))
		requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketClose(w, 1000, nil))
		requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketReceive(w, long, nil, nil))
		requireCode(b, ERROR_INSUFFICIENT_BUFFER, WinHttpWebSocketQueryCloseStatus(w, &status, long[:122], &n))
		require.Equal(b, uint16(1000), status)
		require.Equal(b, uint32(123), n)
		require.NoError(b, WinHttpWebSocketQueryCloseStatus(w, &status, long, &n))
	})
}

// piece is one receive.
type piece struct {
	text string
	kind WINHTTP_WEB_SOCKET_BUFFER_TYPE
	code Code
}

// pieces receives until the end, with a buffer of that size.
func pieces(w HINTERNET, size int) (got []piece) {
	for len(got) < 1000 {
		text, kind, err := wsReceive(w, size)
		got = append(got, piece{text, kind, GetLastError(err)})
		if err != nil || kind == closeBuffer {
			break
		}
	}
	return got
}

// TestWebSocketPieces is the table of results of protocol.md 8.4.
func TestWebSocketPieces(t *testing.T) {
	a := strings.Repeat("a", 128)
	bye := serverFrame(fin|opClose, closePayload(1000, ""))
	end := piece{kind: closeBuffer}
	for _, row := range []struct {
		name  string
		sent  string
		size  int
		wants []piece
	}{
		{"a message", serverFrame(fin|opBinary, "one"), 10, []piece{{text: "one"}}},
		{"exactly", serverFrame(fin|opBinary, "one"), 3, []piece{{text: "one"}}},
		{"in two", serverFrame(fin|opBinary, a+a), 128, []piece{{text: a, kind: binFragment}, {text: a}}},
		{"fragments", serverFrame(opText, "12345678") + serverFrame(0, "12345678") + serverFrame(fin, "x"), 100,
			[]piece{{text: "12345678", kind: txtFragment}, {text: "12345678", kind: txtFragment}, {text: "x", kind: txtMessage}}},
		{"empty", serverFrame(fin|opText, ""), 10, []piece{{kind: txtMessage}}},
		{"an empty end", serverFrame(opText, "a") + serverFrame(fin, ""), 10, []piece{{text: "a", kind: txtFragment}, {kind: txtMessage}}},
		{"empty parts", serverFrame(opText, "") + serverFrame(0, "") + serverFrame(fin, "b"), 10, []piece{{text: "b", kind: txtMessage}}},
		{"a character in two", serverFrame(opText, "\xC3") + serverFrame(fin, "\xA9"), 10,
			[]piece{{text: "\xC3", kind: txtFragment}, {text: "\xA9", kind: txtMessage}}},
		{"pings between", serverFrame(opText, "a") + serverFrame(fin|opPing, "!") + serverFrame(fin|opPong, "?") + serverFrame(fin, "b"), 10,
			[]piece{{text: "a", kind: txtFragment}, {text: "b", kind: txtMessage}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(upgrades(b, row.sent+bye, (*wsPeer).gone))
				w := b.websocket()
				require.Equal(b, append(row.wants, end), pieces(w, row.size))
				requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketReceive(w, make([]byte, 1), nil, nil))
				requireCode(b, ERROR_INVALID_OPERATION, WinHttpWebSocketSend(w, txtMessage, nil))
				require.NoError(b, WinHttpWebSocketClose(w, 1000, nil))
			})
		})
	}
}

// TestWebSocketPong: the payload of a ping comes back (protocol.md 8.5).
func TestWebSocketPong(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(upgrades(b, "", func(p *wsPeer) {
			p.send(fin|opPing, "are you there?")
			p.want(fin|opPong, "are you there?")
			p.send(fin|opText, "good")
			p.gone()
		}))
		text, _, err := wsReceive(b.websocket(), 10)
		require.NoError(b, err)
		require.Equal(b, "good", text)
	})
}

// TestWebSocketReceiveTimeout: the receive timeout of the request counts, and nothing is lost by it.
func TestWebSocketReceiveTimeout(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(upgrades(b, "", func(p *wsPeer) {
			whole := serverFrame(fin|opText, "late")
			p.raw(whole[:1])
			<-time.After(40 * time.Second)
			p.raw(whole[1:])
			p.gone()
		}))
		w := b.websocket()
		_, _, err := wsReceive(w, 10)
		requireCode(b, ERROR_WINHTTP_TIMEOUT, err)
		text, kind, err := wsReceive(w, 10)
		require.NoError(b, err)
		require.Equal(b, "late", text)
		require.Equal(b, txtMessage, kind)
	})
}

// TestWebSocketLarge: frames that do not fit into any buffer, both ways, in both modes.
func TestWebSocketLarge(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 1<<16) + "!"
	bubble(t, func(b *bed) {
		b.serve(upgrades(b, "", (*wsPeer).echo))
		w := b.websocket()
		done := make(chan error)
		go func() { done <- WinHttpWebSocketSend(w, binMessage, []byte(big)) }()
		var got strings.Builder
		for {
			text, kind, err := wsReceive(w, 50_000)
			require.NoError(b, err)
			got.WriteString(text)
			if kind == binMessage {
				break
			}
		}
		require.NoError(b, <-done)
		require.True(b, got.String() == big)
	})
}

// TestWebSocketTLS: the handshake offers HTTP/1.1 only, whatever WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL allows (protocol.md 8.1).
func TestWebSocketTLS(t *testing.T) {
	bubble(t, func(b *bed) {
		var protocol string
		config := b.certificate().Config()
		config.NextProtos = []string{"h2", "http/1.1"}
		script := append(wintest.Script{wintest.TLS(config)}, upgrades(b, "", func(p *wsPeer) {
			protocol = p.Conn.(*tls.Conn).ConnectionState().NegotiatedProtocol
			p.echo()
		})...)
		wintest.Serve(b, b.net.Listen(address+":443"), script)
		b.allow2(b.session)
		q := b.secure("GET", "/")
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
		b.exchange(q)
		w := b.keep(WinHttpWebSocketCompleteUpgrade(q, nil))
		big := strings.Repeat("over TLS ", 10_000)
		done := make(chan error)
		go func() { done <- WinHttpWebSocketSend(w, txtMessage, []byte(big)) }()
		got, code := "", ERROR_SUCCESS
		for len(got) < len(big) && code == ERROR_SUCCESS {
			text, _, err := wsReceive(w, 4096)
			got, code = got+text, GetLastError(err)
		}
		require.NoError(b, <-done)
		require.True(b, got == big)
		require.Equal(b, "http/1.1", protocol)

		// A close that interrupts a receive does not harm TLS.
		received := make(chan error)
		go func() {
			_, _, err := wsReceive(w, 1)
			received <- err
		}()
		synctest.Wait()
		require.NoError(b, WinHttpWebSocketClose(w, 1000, nil))
		requireCode(b, ERROR_WINHTTP_OPERATION_CANCELLED, <-received)
	})
}

// TestWebSocketRedirect: a redirect is followed, with a handshake there; without one the response is an ordinary one.
func TestWebSocketRedirect(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 307 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"), wintest.Hold()},
			upgrades(b, "", (*wsPeer).echo))
		w := b.websocket()
		require.NoError(b, WinHttpWebSocketSend(w, txtMessage, []byte("there")))
		text, _, err := wsReceive(w, 10)
		require.NoError(b, err)
		require.Equal(b, "there", text)
	})
}

// TestWebSocketAbandoned: a connection that was upgraded and of which no websocket was made serves nothing else.
func TestWebSocketAbandoned(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(upgrades(b, serverFrame(fin|opText, "nobody reads this"), (*wsPeer).gone), answering(hello))
		q := b.upgradeRequest()
		b.exchange(q)
		b.close(q)
		b.exchange(b.get())
		require.Equal(b, 2, s.Connections())
	})
}
