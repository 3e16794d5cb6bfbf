//go:build integration

package integration

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// The bodies are the numbers that nginx gives its connections.

func TestConnectionIsReused(t *testing.T) {
	publish(t, "small", "small")
	publish(t, "chunked", "plain")
	bothSchemes(t, func(s *site) {
		first := s.get("/connection").body
		for _, row := range []struct{ name, verb, path, body string }{
			{"after a head without a body", "HEAD", "/small", ""},
			{"after a fixed length", "GET", "/small", ""},
			{"after chunks", "GET", "/chunked", ""},
			{"after an error", "GET", "/missing", ""},
			{"after a body of our own", "POST", "/echo", "text"},
		} {
			_, err := s.try(row.verb, row.path, "", row.body)
			require.NoError(s, err)
			require.Equal(s, first, s.get("/connection").body, row.name)
		}
	})
}

// The rest of a body that nobody has read is drained for the next request.
func TestConnectionIsReusedAfterUnreadBody(t *testing.T) {
	publish(t, "unread", string(make([]byte, 500_000)))
	bothSchemes(t, func(s *site) {
		first := s.get("/connection").body
		s.leave("/unread")
		require.Equal(s, first, s.get("/connection").body)
	})
}

func TestServerLimitsReuse(t *testing.T) {
	for _, row := range []struct {
		name, path string
		same       []bool // whether a request comes on the connection of the one before
	}{
		{"keepalive_requests 3", "/connection/for-three", []bool{true, true, false, true, true, false}},
		{"keepalive_timeout 0", "/connection/for-one", []bool{false, false}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bothSchemes(t, func(s *site) {
				last := s.get(row.path).body
				for i, same := range row.same {
					next := s.get(row.path).body
					require.Equal(s, same, next == last, "request %d", i+2)
					last = next
				}
			})
		})
	}
}

func TestServerClosesIdleConnection(t *testing.T) {
	bothSchemes(t, func(s *site) {
		var raw *net.TCPConn
		s.network.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, network, address)
			if err == nil {
				raw = c.(*net.TCPConn)
			}
			return c, err
		}
		first := s.get("/connection/brief").body
		waitForInput(s, raw)
		require.NotEqual(s, first, s.get("/connection/brief").body)
	})
}

// waitForInput waits until a connection that nobody reads from has something to read, or has ended.
func waitForInput(s *site, c *net.TCPConn) {
	raw, err := c.SyscallConn()
	require.NoError(s, err)
	var peeked error
	require.NoError(s, raw.Read(func(fd uintptr) bool {
		_, _, peeked = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
		return !errors.Is(peeked, syscall.EAGAIN)
	}))
	require.NoError(s, peeked)
}
