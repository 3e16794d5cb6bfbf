package winhttp

import (
	"context"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sink is a server that counts what it gets, and answers when it has got everything.
type sink struct {
	net.Conn // for what is not used here
	want     int64

	mu   sync.Mutex // guards the following
	got  int64
	all  chan struct{}
	said bool
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got += int64(len(p))
	if s.got >= s.want && s.got-int64(len(p)) < s.want {
		close(s.all)
	}
	return len(p), nil
}

func (s *sink) Read(p []byte) (int, error) {
	<-s.all
	if s.said {
		return 0, io.EOF
	}
	s.said = true
	return copy(p, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), nil
}

func (s *sink) Close() error                     { return nil }
func (s *sink) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (s *sink) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (s *sink) SetDeadline(time.Time) error      { return nil }
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }

// TestUploadOver4GB is protocol.md 6.1: a Content-Length of the application's with total length 0 is the only way above 4 GiB.
func TestUploadOver4GB(t *testing.T) {
	const size = 5 << 30
	const piece = 64 << 20
	bubble(t, func(b *bed) {
		server := &sink{want: size, all: make(chan struct{})} // the head comes on top
		b.network.Dial = func(context.Context, string, string) (net.Conn, error) { return server, nil }
		q := b.request("PUT", "/", 0)
		require.NoError(b, WinHttpSendRequest(q, "Content-Length: "+strconv.Itoa(size), nil, WINHTTP_IGNORE_REQUEST_TOTAL_LENGTH, nil))
		buffer := make([]byte, piece)
		for range size / piece {
			var n uint32
			require.NoError(b, WinHttpWriteData(q, buffer, &n))
			require.Equal(b, uint32(piece), n)
		}
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWriteData(q, buffer[:1], nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Greater(b, server.got, int64(size))
		require.Less(b, server.got, int64(size)+1000)
	})
}
