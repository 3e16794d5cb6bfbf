package interop

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	coder "github.com/coder/websocket"
	gorilla "github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	. "github.com/gowinhttp/winhttp"
)

// The servers echo every message, with its type. The text "fragments" is answered in three frames, "bye" with a close frame of
// status 4001 and the reason "so long", "drop" with the end of the connection.

func gorillaEcho(w http.ResponseWriter, r *http.Request) {
	upgrader := gorilla.Upgrader{}
	c, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer c.Close()
	for {
		kind, data, err := c.ReadMessage()
		if err != nil {
			return
		}
		switch string(data) {
		case "fragments":
			out, _ := c.NextWriter(kind)
			for range 3 {
				_, _ = out.Write(bytes.Repeat([]byte("f"), 4096)) // its buffer, so that each becomes a frame
			}
			err = out.Close()
		case "bye":
			err = c.WriteMessage(gorilla.CloseMessage, gorilla.FormatCloseMessage(4001, "so long"))
		case "drop":
			return
		case "ping":
			err = c.WriteMessage(gorilla.PingMessage, []byte("p"))
			answered := false
			c.SetPongHandler(func(text string) error {
				answered = text == "p"
				return c.WriteMessage(gorilla.TextMessage, []byte(strconv.FormatBool(answered)))
			})
		default:
			err = c.WriteMessage(kind, data)
		}
		if err != nil {
			return
		}
	}
}

func coderEcho(w http.ResponseWriter, r *http.Request) {
	c, err := coder.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	c.SetReadLimit(-1)
	ctx := context.Background()
	for {
		kind, data, err := c.Read(ctx)
		if err != nil {
			return
		}
		switch string(data) {
		case "fragments":
			out, _ := c.Writer(ctx, kind)
			for range 3 {
				_, _ = out.Write(bytes.Repeat([]byte("f"), 4096))
			}
			err = out.Close()
		case "bye":
			err = c.Close(4001, "so long")
		case "drop":
			return
		case "ping":
			read := c.CloseRead(ctx) // answers are read meanwhile
			err = c.Ping(read)
			if err == nil {
				err = c.Write(ctx, coder.MessageText, []byte("true"))
			}
		default:
			err = c.Write(ctx, kind, data)
		}
		if err != nil {
			return
		}
	}
}

// peers are the servers that there are: a name and an address.
func peers(t *testing.T) map[string]string {
	all := map[string]string{}
	for name, handler := range map[string]http.HandlerFunc{"gorilla": gorillaEcho, "coder": coderEcho} {
		s := httptest.NewServer(handler)
		t.Cleanup(s.CloseClientConnections)
		t.Cleanup(s.Close)
		u, _ := url.Parse(s.URL)
		all[name] = u.Host
	}
	if folder := os.Getenv("NODE_WS"); folder != "" {
		all["node"] = nodeServer(t, folder)
	}
	return all
}

// nodeServer runs server.js with the package ws, which is installed in folder.
func nodeServer(t *testing.T, folder string) string {
	script, err := os.ReadFile("server.js")
	require.NoError(t, err)
	c := exec.Command("node", "-e", string(script))
	c.Dir, c.Stderr = folder, os.Stderr
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	port := make([]byte, 16)
	n, err := out.Read(port)
	require.NoError(t, err)
	return "127.0.0.1:" + strings.TrimSpace(string(port[:n]))
}

// dial opens a websocket in a synchronous session; what it opens is closed when the test ends.
func dial(t *testing.T, address string) HINTERNET {
	keep := func(h HINTERNET, err error) HINTERNET {
		require.NoError(t, err)
		t.Cleanup(func() { _ = WinHttpCloseHandle(h) })
		return h
	}
	host, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	number, err := strconv.Atoi(port)
	require.NoError(t, err)
	s := keep(WinHttpOpen("interop", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0))
	c := keep(WinHttpConnect(s, host, INTERNET_PORT(number), 0))
	q := keep(WinHttpOpenRequest(c, "GET", "/", "", "", nil, 0))
	require.NoError(t, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
	require.NoError(t, WinHttpSendRequest(q, "", nil, 0, nil))
	require.NoError(t, WinHttpReceiveResponse(q, nil))
	return keep(WinHttpWebSocketCompleteUpgrade(q, nil))
}

const (
	text   = WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE
	binary = WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE
)

// message receives one message.
func message(w HINTERNET) (data []byte, kind WINHTTP_WEB_SOCKET_BUFFER_TYPE, err error) {
	p := make([]byte, 1<<16)
	for {
		var n uint32
		if err = WinHttpWebSocketReceive(w, p, &n, &kind); err != nil {
			return data, kind, err
		}
		data = append(data, p[:n]...)
		if kind == text || kind == binary || kind == WINHTTP_WEB_SOCKET_CLOSE_BUFFER_TYPE {
			return data, kind, nil
		}
	}
}

func TestWebSocket(t *testing.T) {
	for name, address := range peers(t) {
		t.Run(name, func(t *testing.T) {
			t.Run("messages", func(t *testing.T) {
				w := dial(t, address)
				for _, size := range []int{0, 1, 125, 126, 127, 65535, 65536, 1 << 20} {
					for _, kind := range []WINHTTP_WEB_SOCKET_BUFFER_TYPE{text, binary} {
						data := bytes.Repeat([]byte("x"), size)
						require.NoError(t, WinHttpWebSocketSend(w, kind, data))
						got, gotKind, err := message(w)
						require.NoError(t, err)
						require.Equal(t, kind, gotKind)
						require.True(t, bytes.Equal(data, got))
					}
				}
			})
			t.Run("fragments", func(t *testing.T) {
				w := dial(t, address)
				for _, part := range []string{"in ", "three "} {
					require.NoError(t, WinHttpWebSocketSend(w, text+1, []byte(part)))
				}
				require.NoError(t, WinHttpWebSocketSend(w, text, []byte("parts")))
				got, _, err := message(w)
				require.NoError(t, err)
				require.Equal(t, "in three parts", string(got))
				require.NoError(t, WinHttpWebSocketSend(w, text, []byte("fragments")))
				got, _, err = message(w)
				require.NoError(t, err)
				require.Equal(t, strings.Repeat("f", 3*4096), string(got))
			})
			t.Run("100 MB", func(t *testing.T) {
				w := dial(t, address)
				data := bytes.Repeat([]byte("0123456789"), 10<<20)
				require.NoError(t, WinHttpWebSocketSend(w, binary, data))
				got, _, err := message(w)
				require.NoError(t, err)
				require.True(t, bytes.Equal(data, got))
			})
			t.Run("closed by the server", func(t *testing.T) {
				w := dial(t, address)
				require.NoError(t, WinHttpWebSocketSend(w, text, []byte("bye")))
				_, kind, err := message(w)
				require.NoError(t, err)
				require.Equal(t, WINHTTP_WEB_SOCKET_CLOSE_BUFFER_TYPE, kind)
				requireClosed(t, w, 4001, "so long")
				require.NoError(t, WinHttpWebSocketClose(w, 1000, nil))
			})
			t.Run("closed by us", func(t *testing.T) {
				for _, status := range []uint16{1000, 1001, 3000, 4999} {
					w := dial(t, address)
					require.NoError(t, WinHttpWebSocketClose(w, status, []byte("enough")))
				}
			})
			t.Run("dropped", func(t *testing.T) {
				w := dial(t, address)
				require.NoError(t, WinHttpWebSocketSend(w, text, []byte("drop")))
				_, _, err := message(w)
				require.ErrorIs(t, err, ERROR_WINHTTP_CONNECTION_ERROR)
			})
			t.Run("ping", func(t *testing.T) {
				w := dial(t, address)
				require.NoError(t, WinHttpWebSocketSend(w, text, []byte("ping")))
				got, _, err := message(w)
				require.NoError(t, err)
				require.Equal(t, "true", string(got))
			})
		})
	}
}

func requireClosed(t *testing.T, w HINTERNET, want uint16, reason string) {
	var (
		status uint16
		n      uint32
	)
	p := make([]byte, 123)
	require.NoError(t, WinHttpWebSocketQueryCloseStatus(w, &status, p, &n))
	require.Equal(t, want, status)
	require.Equal(t, reason, string(p[:n]))
}
