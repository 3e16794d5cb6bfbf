package winhttp

import (
	"context"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestTCPKeepalive looks at the socket.
func TestTCPKeepalive(t *testing.T) {
	for _, row := range []struct {
		name             string
		value            any
		on, idle, period int
	}{
		{"off", nil, 0, 7200, 75},
		{"on", Tcp_keepalive{1, 20_000, 3000}, 1, 20, 3},
		{"switched off", Tcp_keepalive{0, 20_000, 3000}, 0, 7200, 75},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := wintest.Loopback(t)
			wintest.Serve(t, l, answering(hello))
			var socket *net.TCPConn
			b := &bed{T: t, network: &Network{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := (&net.Dialer{KeepAlive: -1}).DialContext(ctx, network, address)
				socket, _ = c.(*net.TCPConn)
				return c, err
			}}}
			defer b.network.CloseIdleConnections()
			b.session = b.open("")
			defer b.close(b.session)
			if row.value != nil {
				b.set(b.session, WINHTTP_OPTION_TCP_KEEPALIVE, row.value)
			}
			c := b.connect("127.0.0.1", INTERNET_PORT(l.Addr().(*net.TCPAddr).Port))
			defer b.close(c)
			q := b.keep(WinHttpOpenRequest(c, "GET", "/", "", "", nil, 0))
			defer b.close(q)
			require.Equal(t, "hello", b.whole(q, ""))
			raw, err := socket.SyscallConn()
			require.NoError(t, err)
			var got [3]int
			require.NoError(t, raw.Control(func(fd uintptr) {
				got[0], _ = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_KEEPALIVE)
				got[1], _ = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE)
				got[2], _ = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL)
			}))
			require.Equal(t, [3]int{row.on, row.idle, row.period}, got)
		})
	}
}
