package main

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/require"
)

// wsServer hands each websocket to talk.
func wsServer(t *testing.T, talk func(c net.Conn, in *bufio.Reader)) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		c, in, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "+
			base64.StdEncoding.EncodeToString(sum[:])+"\r\n\r\n")
		talk(c, in.Reader)
	}))
	t.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http")
}

func echoFrames(c net.Conn, in *bufio.Reader) {
	for {
		h, err := ws.ReadHeader(in)
		if err != nil {
			return
		}
		payload := make([]byte, h.Length) // of our own
		if _, err := io.ReadFull(in, payload); err != nil {
			return
		}
		ws.Cipher(payload, h.Mask, 0)
		if ws.WriteFrame(c, ws.NewFrame(h.OpCode, h.Fin, payload)) != nil || h.OpCode == ws.OpClose {
			return
		}
	}
}

func TestWebSocketCommand(t *testing.T) {
	url := wsServer(t, echoFrames)
	for _, arguments := range [][]string{{"ws", url}, {"ws", "--binary", "--ping=15", url}} {
		var out, errs bytes.Buffer
		require.Equal(t, exitOK, run(arguments, strings.NewReader("hello\nworld\n"), &out, &errs), errs.String())
		require.Equal(t, "hello\nworld\n", out.String())
		require.Equal(t, "closed: 1000 \"\"\n", errs.String())
	}
}

func TestWebSocketCommandClosedByTheServer(t *testing.T) {
	url := wsServer(t, func(c net.Conn, in *bufio.Reader) {
		_ = ws.WriteFrame(c, ws.NewCloseFrame(ws.NewCloseFrameBody(4000, "enough")))
		_, _ = in.ReadByte() // until the client closes
	})
	in, end := io.Pipe()
	defer end.Close()
	var out, errs bytes.Buffer
	require.Equal(t, exitOK, run([]string{"ws", url}, in, &out, &errs), errs.String())
	require.Equal(t, "closed: 4000 \"enough\"\n", errs.String())
}

func TestWebSocketCommandFails(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	for _, row := range []struct {
		arguments []string
		code      int
		text      string
	}{
		{[]string{"ws", s.URL}, exitStatus, "HTTP 404 Not Found"},
		{[]string{"ws", "ftp://a"}, exitFailure, "12006"},
		{[]string{"ws", "--ping=14", wsServer(t, echoFrames)}, exitFailure, "87"},
		{[]string{"ws"}, exitUsage, "url"},
	} {
		var out, errs bytes.Buffer
		require.Equal(t, row.code, run(row.arguments, strings.NewReader(""), &out, &errs), errs.String())
		require.Contains(t, errs.String(), row.text)
	}
}
