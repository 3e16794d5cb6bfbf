package conformance

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestServer asks for what a strict client can read.
func TestServer(t *testing.T) {
	server := start(t)
	for _, row := range []struct {
		request string // up to the version
		status  int
		body    string
	}{
		{"GET /hello", 200, hello},
		{"HEAD /hello", 200, ""},
		{"GET /chunked", 200, hello},
		{"GET /trailers", 200, hello},
		{"GET /empty", 204, ""},
		{"GET /big/25", 200, "0123456789012345678901234"},
		{"GET /status/404", 404, "status 404"},
		{"GET /status/304", 304, ""},
		{"GET /until-close", 200, hello},
		{"GET /headers", 200, hello},
		{"GET /redirect/302/2", 302, "moved"},
		{"GET /connection", 200, "12"},
		{"GET /unknown", 404, "no such path\n"},
	} {
		_, response := ask(t, server, row.request+" HTTP/1.1\r\n\r\n")
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err, row.request)
		require.Equal(t, row.status, response.StatusCode, row.request)
		require.Equal(t, row.body, string(body), row.request)
	}
}

func TestServerEchoes(t *testing.T) {
	server := start(t)
	port := ":" + strconv.Itoa(server.Port())
	for _, body := range []string{
		"Content-Length: 4\r\n\r\nbody",
		"Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
	} {
		text := "PUT /echo HTTP/1.1\r\nHost: here" + port + "\r\n" + body
		_, response := ask(t, server, text)
		echo, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(text, port, ":PORT"), string(echo))
	}
	_, response := ask(t, server, "GET /location/307?http://here:PORT/ HTTP/1.1\r\n\r\n")
	require.Equal(t, "http://here"+port+"/", response.Header.Get("Location"))
}

func TestServerHolds(t *testing.T) {
	server := start(t)
	_, held := ask(t, server, "GET /held HTTP/1.1\r\n\r\n")
	first := make([]byte, halfLength)
	_, err := io.ReadFull(held.Body, first)
	require.NoError(t, err)
	require.Equal(t, hello[:halfLength], string(first))

	ask(t, server, "GET /release HTTP/1.1\r\n\r\n")
	rest, err := io.ReadAll(held.Body)
	require.NoError(t, err)
	require.Equal(t, hello[halfLength:], string(rest))
}

func TestServerEchoesFrames(t *testing.T) {
	server := start(t)
	conn, response := ask(t, server, "GET /websocket HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	require.Equal(t, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", response.Header.Get("Sec-WebSocket-Accept"), "RFC 6455 1.3")
	for _, row := range []struct{ sent, received string }{
		{"\x81\x82\x01\x01\x01\x01ih", "\x81\x02hi"},
		{"\x81\x84\x00\x00\x00\x00ping", "\x89\x00"},
		{"\x81\x85\x00\x00\x00\x00close", "\x88\x05\x03\xe8bye"},
	} {
		_, err := io.WriteString(conn, row.sent)
		require.NoError(t, err)
		received := make([]byte, len(row.received))
		_, err = io.ReadFull(conn, received)
		require.NoError(t, err)
		require.Equal(t, row.received, string(received))
	}
}

func start(t *testing.T) *Server {
	server, err := Start()
	require.NoError(t, err)
	t.Cleanup(server.Close)
	return server
}

// ask sends a request on a connection of its own.
func ask(t *testing.T, server *Server, text string) (net.Conn, *http.Response) {
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(server.Port()))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	verb, _, _ := strings.Cut(text, " ")
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: verb})
	require.NoError(t, err)
	return conn, response
}
