package wintest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { Main(m) }

// ends are the two ways in which a context may end after 21 seconds.
var ends = []struct {
	name    string
	context func(context.Context) (context.Context, context.CancelFunc)
	err     error
	timeout bool
}{
	{"deadline", func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, 21*time.Second)
	}, context.DeadlineExceeded, true},
	{"cancel", func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		time.AfterFunc(21*time.Second, cancel)
		return ctx, cancel
	}, context.Canceled, false},
}

func TestDialRefused(t *testing.T) {
	n := NewNetwork()
	l := n.Listen("10.0.0.1:80")
	for _, row := range []struct {
		network, address string
		refused          bool
	}{
		{"tcp", "10.0.0.2:80", true},
		{"tcp", "10.0.0.1:81", true},
		{"tcp6", "10.0.0.1:80", false},
		{"udp", "10.0.0.1:80", false},
		{"tcp", "example.com:80", false},
	} {
		_, err := n.Dial(t.Context(), row.network, row.address)
		var op *net.OpError
		require.ErrorAs(t, err, &op)
		require.Equal(t, "dial", op.Op)
		require.Equal(t, row.refused, errors.Is(err, syscall.ECONNREFUSED), row.address)
	}
	require.NoError(t, l.Close())
	require.Error(t, l.Close())
	_, err := n.Dial(t.Context(), "tcp", "10.0.0.1:80")
	require.EqualError(t, err, "dial tcp 10.0.0.1:80: connect: connection refused")
	n.Listen("10.0.0.1:80")
}

func TestDialFullBacklog(t *testing.T) {
	n := NewNetwork()
	l := n.Listen("[2001:db8::2]:80")
	var first net.Conn
	for range backlog {
		c, err := n.Dial(t.Context(), "tcp6", "[2001:db8::2]:80")
		require.NoError(t, err)
		first = c
	}
	_, err := n.Dial(t.Context(), "tcp", "[2001:db8::2]:80")
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.NoError(t, l.Close())
	_, err = first.Read(make([]byte, 1))
	require.ErrorIs(t, err, syscall.ECONNRESET)
	_, err = l.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}

func TestDialBlackHole(t *testing.T) {
	for _, end := range ends {
		synctest.Test(t, func(t *testing.T) {
			n := NewNetwork()
			n.BlackHole("10.0.0.9:80")
			ctx, cancel := end.context(t.Context())
			defer cancel()
			for range 2 {
				_, err := n.Dial(ctx, "tcp", "10.0.0.9:80")
				var op *net.OpError
				require.ErrorAs(t, err, &op)
				require.ErrorIs(t, err, end.err, end.name)
				require.Equal(t, end.timeout, op.Timeout(), end.name)
				require.Equal(t, 21*time.Second, time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
			}
		})
	}
}

func TestListenTwicePanics(t *testing.T) {
	n := NewNetwork()
	n.Listen("10.0.0.1:80")
	require.Panics(t, func() { n.Listen("10.0.0.1:80") })
	require.Panics(t, func() { n.Listen("example.com:80") })
}

func TestLookup(t *testing.T) {
	n := NewNetwork()
	n.AddHost("Example.com", "2001:db8::1", "10.0.0.1", "10.0.0.2")
	for _, row := range []struct {
		network, name string
		want          []string
	}{
		{"ip", "example.COM", []string{"2001:db8::1", "10.0.0.1", "10.0.0.2"}},
		{"ip4", "example.com", []string{"10.0.0.1", "10.0.0.2"}},
		{"ip6", "example.com", []string{"2001:db8::1"}},
		{"ip", "10.9.8.7", []string{"10.9.8.7"}},
		{"ip6", "10.9.8.7", nil},
		{"ip", "example.org", nil},
	} {
		addrs, err := n.LookupNetIP(t.Context(), row.network, row.name)
		var got []string
		for _, a := range addrs {
			got = append(got, a.String())
		}
		require.Equal(t, row.want, got, row.name)
		var dns *net.DNSError
		require.Equal(t, row.want == nil, errors.As(err, &dns) && dns.IsNotFound)
	}
}

func TestLookupHangs(t *testing.T) {
	for _, end := range ends {
		synctest.Test(t, func(t *testing.T) {
			n := NewNetwork()
			n.HangHost("slow.example")
			ctx, cancel := end.context(t.Context())
			defer cancel()
			start := time.Now()
			_, err := n.LookupNetIP(ctx, "ip", "slow.example")
			var dns *net.DNSError
			require.ErrorAs(t, err, &dns)
			require.ErrorIs(t, err, end.err)
			require.Equal(t, end.timeout, dns.Timeout())
			require.False(t, dns.IsNotFound)
			require.Equal(t, 21*time.Second, time.Since(start))
		})
	}
}

// The signatures are those of the fields of transport.Network.
var (
	_ func(context.Context, string, string) (net.Conn, error)     = (*Network)(nil).Dial
	_ func(context.Context, string, string) ([]netip.Addr, error) = (*Network)(nil).LookupNetIP
)
