package main

import (
	"context"
	"io"
	"net"
	"strconv"

	coder "github.com/coder/websocket"
	gorilla "github.com/gorilla/websocket"

	. "github.com/gowinhttp/winhttp"
)

// webSocketBaseline is what the others are compared with.
const webSocketBaseline = "gorilla/websocket"

// dialer makes callers with a websocket of their own each, which they open when they are first used.
type dialer func() (caller, error)

func (d dialer) caller() (caller, error) { return &lazy{dial: d}, nil }

type lazy struct {
	dial dialer
	caller
}

func (l *lazy) open() (err error) {
	if l.caller == nil {
		l.caller, err = l.dial()
	}
	return err
}

func (l *lazy) get(path string, buffer []byte) (int, error) {
	if err := l.open(); err != nil {
		return 0, err
	}
	return l.caller.get(path, buffer)
}

func (l *lazy) put(path string, buffer []byte) (int, error) {
	if err := l.open(); err != nil {
		return 0, err
	}
	return l.caller.put(path, buffer)
}

// Ours.

func newWebSocket(s *site) (client, error) {
	return dialer(func() (caller, error) { return dialWebSocket(s.plain) }), nil
}

type webSocket struct{ h HINTERNET }

func dialWebSocket(address string) (caller, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	session, err := WinHttpOpen("bench", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0)
	if err != nil {
		return nil, err
	}
	connection, err := WinHttpConnect(session, host, INTERNET_PORT(port), 0)
	if err != nil {
		return nil, err
	}
	request, err := WinHttpOpenRequest(connection, "GET", webSocketPath, "", "", nil, 0)
	if err != nil {
		return nil, err
	}
	defer WinHttpCloseHandle(request)
	if err := WinHttpSetOption(request, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil); err != nil {
		return nil, err
	}
	if err := WinHttpSendRequest(request, "", nil, 0, nil); err != nil {
		return nil, err
	}
	if err := WinHttpReceiveResponse(request, nil); err != nil {
		return nil, err
	}
	h, err := WinHttpWebSocketCompleteUpgrade(request, nil)
	return webSocket{h}, err
}

func (w webSocket) get(path string, buffer []byte) (int, error) {
	kind, data := WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE, piece[:smallSize]
	if path == largePath {
		kind, data = WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE, []byte{wantLarge}
	}
	if err := WinHttpWebSocketSend(w.h, kind, data); err != nil {
		return 0, err
	}
	return w.message(buffer)
}

func (w webSocket) message(buffer []byte) (length int, err error) {
	for {
		var (
			n    uint32
			kind WINHTTP_WEB_SOCKET_BUFFER_TYPE
		)
		if err := WinHttpWebSocketReceive(w.h, buffer, &n, &kind); err != nil {
			return 0, err
		}
		if length += int(n); kind == WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE {
			return length, nil
		}
	}
}

func (w webSocket) put(_ string, buffer []byte) (int, error) {
	for left := largeSize; left > 0; {
		n := min(left, pieceSize)
		kind := WINHTTP_WEB_SOCKET_BINARY_FRAGMENT_BUFFER_TYPE
		if left -= n; left == 0 {
			kind = WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE
		}
		if err := WinHttpWebSocketSend(w.h, kind, piece[:n]); err != nil {
			return 0, err
		}
	}
	return w.message(buffer)
}

// gorilla/websocket, with buffers as large as WinHTTP's.

func newGorilla(s *site) (client, error) {
	return dialer(func() (caller, error) {
		d := gorilla.Dialer{ReadBufferSize: 32 << 10, WriteBufferSize: 32 << 10}
		c, _, err := d.Dial("ws://"+s.plain+webSocketPath, nil)
		return gorillaSocket{c}, err
	}), nil
}

type gorillaSocket struct{ c *gorilla.Conn }

func (g gorillaSocket) get(path string, buffer []byte) (int, error) {
	kind, data := gorilla.BinaryMessage, piece[:smallSize]
	if path == largePath {
		kind, data = gorilla.TextMessage, []byte{wantLarge}
	}
	if err := g.c.WriteMessage(kind, data); err != nil {
		return 0, err
	}
	return g.message(buffer)
}

func (g gorillaSocket) message(buffer []byte) (int, error) {
	_, r, err := g.c.NextReader()
	if err != nil {
		return 0, err
	}
	return readAll(r, buffer)
}

func (g gorillaSocket) put(_ string, buffer []byte) (int, error) {
	w, err := g.c.NextWriter(gorilla.BinaryMessage)
	if err != nil {
		return 0, err
	}
	if err := writePieces(w); err != nil {
		return 0, err
	}
	return g.message(buffer)
}

// writePieces writes largeSize bytes and closes w.
func writePieces(w io.WriteCloser) error {
	for left := largeSize; left > 0; left -= pieceSize {
		if _, err := w.Write(piece[:min(left, pieceSize)]); err != nil {
			return err
		}
	}
	return w.Close()
}

// coder/websocket.

func newCoder(s *site) (client, error) {
	return dialer(func() (caller, error) {
		c, _, err := coder.Dial(context.Background(), "ws://"+s.plain+webSocketPath, nil)
		if err == nil {
			c.SetReadLimit(-1)
		}
		return coderSocket{c}, err
	}), nil
}

type coderSocket struct{ c *coder.Conn }

func (g coderSocket) get(path string, buffer []byte) (int, error) {
	kind, data := coder.MessageBinary, piece[:smallSize]
	if path == largePath {
		kind, data = coder.MessageText, []byte{wantLarge}
	}
	if err := g.c.Write(context.Background(), kind, data); err != nil {
		return 0, err
	}
	return g.message(buffer)
}

func (g coderSocket) message(buffer []byte) (int, error) {
	_, r, err := g.c.Reader(context.Background())
	if err != nil {
		return 0, err
	}
	return readAll(r, buffer)
}

func (g coderSocket) put(_ string, buffer []byte) (int, error) {
	w, err := g.c.Writer(context.Background(), coder.MessageBinary)
	if err != nil {
		return 0, err
	}
	if err := writePieces(w); err != nil {
		return 0, err
	}
	return g.message(buffer)
}
