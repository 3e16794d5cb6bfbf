//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package transport

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// socket is the last connection that a Network on real sockets has opened.
type socket struct {
	*Network
	t      *testing.T
	last   *net.TCPConn
	target Target
}

// overLoopback is a Network on which example.com is a server on the loopback interface.
func overLoopback(t *testing.T, secure bool, scripts ...wintest.Script) (*socket, *wintest.Server) {
	l := wintest.Loopback(t)
	server := wintest.Serve(t, l, scripts...)
	s := &socket{t: t, target: Target{Host: "example.com", Port: port(l.Addr()), Secure: secure}}
	s.Network = &Network{
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, network, address)
			if err == nil {
				s.last = c.(*net.TCPConn)
			}
			return c, err
		},
		LookupNetIP: func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
	}
	t.Cleanup(s.CloseIdleConnections)
	return s, server
}

func (s *socket) fetch() (reused bool) {
	x := s.NewExchange(new(recorder), defaults)
	defer x.Abandon()
	require.NoError(s.t, x.start(s.target, message("GET", "")))
	body, err := x.rest(100)
	require.NoError(s.t, err)
	require.Equal(s.t, "ok", body)
	x.Finish()
	return x.Reused()
}

// awaitNoise waits until the socket holds data, an end or an error, and leaves it there.
func (s *socket) awaitNoise() {
	raw, err := s.last.SyscallConn()
	require.NoError(s.t, err)
	var one [1]byte
	require.NoError(s.t, raw.Read(func(fd uintptr) bool {
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK)
		return err != syscall.EAGAIN
	}))
}

// The look at a real socket sees what the server has done meanwhile, without TLS and with it.
func TestQuietOnSockets(t *testing.T) {
	root := wintest.NewCA("Root")
	for _, layer := range []struct {
		name  string
		begin wintest.Script
	}{
		{"plain", nil},
		{"TLS", wintest.Script{wintest.TLS(root.Leaf("example.com").Config())}},
	} {
		for _, row := range noise {
			t.Run(layer.name+", "+row.name, func(t *testing.T) {
				pooled := make(chan struct{})
				scripts := row.scripts(pooled, layer.begin...)
				s, server := overLoopback(t, layer.begin != nil, scripts...)
				s.RootCAs = wintest.Pool(root)
				require.False(t, s.fetch())
				close(pooled)
				if !row.quiet {
					s.awaitNoise()
				}
				require.Equal(t, row.quiet, s.fetch())
				require.Equal(t, len(scripts), server.Connections())
			})
		}
	}
}

func TestQuietHiddenInTLSOnSockets(t *testing.T) {
	for _, row := range hidden {
		t.Run(row.name, func(t *testing.T) {
			s, _ := overLoopback(t, true, row.scripts()...)
			s.RootCAs = wintest.Pool(hiddenRoot)
			require.False(t, s.fetch())
			require.False(t, s.fetch())
		})
	}
}
