package header_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// The rows of protocol.md 6.4 that the head decides.
func TestBody(t *testing.T) {
	for _, c := range []struct {
		name, method, head string
		framing            header.Framing
		length             int64
	}{
		{"HEAD", "HEAD", "HTTP/1.1 200 OK\nContent-Length: 100\n\n", header.NoBody, 0},
		{"head is another method", "head", "HTTP/1.1 200 OK\nContent-Length: 100\n\n", header.Fixed, 100},
		{"204", "GET", "HTTP/1.1 204 x\nContent-Length: 5\n\n", header.NoBody, 0},
		{"304", "GET", "HTTP/1.1 304 x\nTransfer-Encoding: chunked\n\n", header.NoBody, 0},
		{"101", "GET", "HTTP/1.1 101 x\nContent-Length: 4\n\n", header.NoBody, 0},
		{"100", "GET", "HTTP/1.1 100 x\n\n", header.NoBody, 0},
		{"CONNECT", "CONNECT", "HTTP/1.1 200 x\nContent-Length: 4\n\n", header.NoBody, 0},
		{"CONNECT refused", "CONNECT", "HTTP/1.1 407 x\nContent-Length: 4\n\n", header.Fixed, 4},
		{"length", "GET", "HTTP/1.1 200 x\nContent-Length: 007\n\n", header.Fixed, 7},
		{"length 0", "GET", "HTTP/1.1 200 x\nContent-Length: 0\n\n", header.Fixed, 0},
		{"highest length", "GET", "HTTP/1.1 200 x\nContent-Length: 9223372036854775807\n\n", header.Fixed, 1<<63 - 1},
		{"equal lengths", "GET", "HTTP/1.1 200 x\nContent-Length: 5\ncontent-length: 05\n\n", header.Fixed, 5},
		{"equal lengths in one field", "GET", "HTTP/1.1 200 x\nContent-Length: 5 , 5\n\n", header.Fixed, 5},
		{"chunked", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: Chunked\n\n", header.Chunked, 0},
		{"chunked and length", "GET", "HTTP/1.1 200 x\nContent-Length: 5\nTransfer-Encoding: chunked\n\n", header.Chunked, 0},
		{"chunked last", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: gzip, chunked\n\n", header.Chunked, 0},
		{"chunked last, two fields", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: gzip\nTransfer-Encoding: chunked,\n\n", header.Chunked, 0},
		{"chunked with parameter", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: chunked ; a=b\n\n", header.Chunked, 0},
		{"chunked not last", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: chunked, gzip\nContent-Length: 5\n\n", header.UntilClose, 0},
		{"unknown coding", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: x\n\n", header.UntilClose, 0},
		{"identity", "GET", "HTTP/1.1 200 x\nTransfer-Encoding: identity\nContent-Length: 5\n\n", header.Fixed, 5},
		{"neither", "GET", "HTTP/1.1 200 x\n\n", header.UntilClose, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := header.ParseHead([]byte(c.head))
			require.NoError(t, err)
			framing, length := h.Body(c.method)
			require.Equal(t, c.framing, framing, framing)
			require.Equal(t, c.length, length)
		})
	}
}

func TestContentLengthRefused(t *testing.T) {
	for _, value := range []string{
		"", "x", "-1", "+1", "0x5", "5 5", "1.0", "5;", "5,", ",5", "5, 6", "1_0", "9223372036854775808", "5\r\nContent-Length: 6",
	} {
		_, err := header.ParseHead([]byte("HTTP/1.1 200 OK\r\nContent-Length: " + value + "\r\n\r\n"))
		require.ErrorIs(t, err, werr.InvalidServerResponse, "%q", value)
	}
}

// The rows of protocol.md 4.2 that the response decides.
func TestKeepAlive(t *testing.T) {
	for _, c := range []struct {
		name, head string
		keep       bool
	}{
		{"1.1", "HTTP/1.1 200 OK\n\n", true},
		{"1.7", "HTTP/1.7 200 OK\n\n", true},
		{"1.1 close", "HTTP/1.1 200 OK\nConnection: Close\n\n", false},
		{"1.1 close in a list", "HTTP/1.1 200 OK\nConnection: keep-alive, x ,close\n\n", false},
		{"1.1 close in a second field", "HTTP/1.1 200 OK\nConnection: x\nConnection: close\n\n", false},
		{"1.1 other token", "HTTP/1.1 200 OK\nConnection: closed\n\n", true},
		{"1.1 Proxy-Connection", "HTTP/1.1 200 OK\nProxy-Connection: close\n\n", false},
		{"1.0", "HTTP/1.0 200 OK\n\n", false},
		{"1.0 keep-alive", "HTTP/1.0 200 OK\nConnection: Keep-Alive\n\n", true},
		{"1.0 Proxy-Connection", "HTTP/1.0 200 OK\nProxy-Connection: keep-alive\n\n", true},
		{"1.0 both", "HTTP/1.0 200 OK\nProxy-Connection: keep-alive\nConnection: close\n\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := header.ParseHead([]byte(c.head))
			require.NoError(t, err)
			require.Equal(t, c.keep, h.KeepAlive())
		})
	}
}

func TestFramingString(t *testing.T) {
	require.Equal(t, "no body", header.NoBody.String())
	require.Equal(t, "until close", header.UntilClose.String())
	require.Equal(t, "9", header.Framing(9).String())
}
