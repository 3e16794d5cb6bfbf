package transport

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
)

// A row of dialRows is a host and what connecting to it does: addresses 10.0.0.1 and 2001:db8::1 accept, 10.0.1.x refuse,
// 10.0.2.x do not answer (protocol.md 4.4; callbacks.md 3.0, 3.9, 3.10; errors.tsv).
type dialRow struct {
	name   string
	addrs  []string // nil: the name is unknown
	host   string   // if it is not example.com
	max    int      // addresses tried; 0: the default, 5
	events []string // after "resolving"
	err    werr.Code
	after  time.Duration
}

var dialRows = []dialRow{
	{name: "one address", addrs: []string{"10.0.0.1"}, events: []string{"resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}},
	{name: "IPv6", addrs: []string{"2001:db8::1"}, events: []string{"resolved 2001:db8::1", "connecting 2001:db8::1", "connected 2001:db8::1"}},
	{name: "IPv4 in IPv6", addrs: []string{"::ffff:10.0.0.1"}, events: []string{"resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}},
	{name: "IPv4 literal", host: "10.0.0.1", events: []string{"resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}},
	{name: "IPv6 literal", host: "[2001:db8::1]", events: []string{"resolved 2001:db8::1", "connecting 2001:db8::1", "connected 2001:db8::1"}},
	{name: "first of two", addrs: []string{"10.0.0.1", "2001:db8::1"}, events: []string{"resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}},
	{name: "second of two", addrs: []string{"10.0.1.1", "2001:db8::1"}, events: []string{"resolved 10.0.1.1", "connecting 10.0.1.1", "connecting 2001:db8::1", "connected 2001:db8::1"}},
	{name: "second after a time-out", addrs: []string{"10.0.2.1", "10.0.0.1"}, after: time.Minute,
		events: []string{"resolved 10.0.2.1", "connecting 10.0.2.1", "connecting 10.0.0.1", "connected 10.0.0.1"}},
	{name: "refused", addrs: []string{"10.0.1.1"}, events: []string{"resolved 10.0.1.1", "connecting 10.0.1.1"}, err: werr.CannotConnect},
	{name: "literal refused", host: "10.0.1.1", events: []string{"resolved 10.0.1.1", "connecting 10.0.1.1"}, err: werr.CannotConnect},
	{name: "all refused, each tried once, in order", addrs: []string{"10.0.1.2", "10.0.1.1", "10.0.1.2"},
		events: []string{"resolved 10.0.1.2", "connecting 10.0.1.2", "connecting 10.0.1.1", "connecting 10.0.1.2"}, err: werr.CannotConnect},
	{name: "time-out", addrs: []string{"10.0.2.1"}, events: []string{"resolved 10.0.2.1", "connecting 10.0.2.1"}, err: werr.Timeout, after: time.Minute},
	{name: "all time out", addrs: []string{"10.0.2.1", "10.0.2.2"}, events: []string{"resolved 10.0.2.1", "connecting 10.0.2.1", "connecting 10.0.2.2"},
		err: werr.Timeout, after: 2 * time.Minute},
	{name: "time-out, then refused", addrs: []string{"10.0.2.1", "10.0.1.1"}, events: []string{"resolved 10.0.2.1", "connecting 10.0.2.1", "connecting 10.0.1.1"},
		err: werr.CannotConnect, after: time.Minute},
	{name: "refused, then time-out", addrs: []string{"10.0.1.1", "10.0.2.1"}, events: []string{"resolved 10.0.1.1", "connecting 10.0.1.1", "connecting 10.0.2.1"},
		err: werr.CannotConnect, after: time.Minute},
	{name: "five addresses by default", addrs: []string{"10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.4", "10.0.1.5", "10.0.0.1"}, err: werr.CannotConnect,
		events: []string{"resolved 10.0.1.1", "connecting 10.0.1.1", "connecting 10.0.1.2", "connecting 10.0.1.3", "connecting 10.0.1.4", "connecting 10.0.1.5"}},
	{name: "two addresses", addrs: []string{"10.0.1.1", "10.0.1.2", "10.0.0.1"}, max: 2, err: werr.CannotConnect,
		events: []string{"resolved 10.0.1.1", "connecting 10.0.1.1", "connecting 10.0.1.2"}},
	{name: "at least one address", addrs: []string{"10.0.0.1"}, max: -1, events: []string{"resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}},
	{name: "unknown name", err: werr.NameNotResolved},
}

func TestDialRows(t *testing.T) {
	for _, row := range dialRows {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.mem.AddHost("example.com", row.addrs...)
			w.mem.BlackHole("10.0.2.1:80")
			w.mem.BlackHole("10.0.2.2:80")
			w.mem.Listen("10.0.0.1:80")
			w.mem.Listen("[2001:db8::1]:80")
			if row.max != 0 {
				w.policy.MaxAddresses = max(row.max, 0)
			}
			target := plain
			if row.host != "" {
				target.Host = row.host
			}
			x := w.exchange()
			start := time.Now()
			err := x.Connect(target, false)
			requireCode(t, row.err, err)
			require.Equal(t, row.after, time.Since(start))
			require.Equal(t, append([]string{"resolving " + target.bareHost()}, row.events...), w.log.take())
			require.Equal(t, row.err == 0, x.Facts() != nil)
			require.False(t, x.Stale(err))
			x.Drop()
			require.Nil(t, x.Facts())
		})
	}
}

func TestDialFacts(t *testing.T) {
	inWorld(t, "addresses of both ends", func(t *testing.T, w *world) {
		w.mem.Listen("10.0.0.1:80")
		x := w.exchange()
		require.NoError(t, x.Connect(plain, false))
		require.Equal(t, &Facts{
			Local:  netip.MustParseAddrPort("192.0.2.1:49152"),
			Remote: netip.MustParseAddrPort("10.0.0.1:80"),
			Since:  time.Now(),
		}, x.Facts())
		x.Drop()
	})
}

func TestDialTimeouts(t *testing.T) {
	for _, row := range []struct {
		name             string
		resolve, connect time.Duration
		host             string
		err              werr.Code
		after            time.Duration
	}{
		{"resolve", 7 * time.Second, time.Minute, "slow.example", werr.Timeout, 7 * time.Second},
		{"connect", time.Second, 9 * time.Second, "example.com", werr.Timeout, 9 * time.Second},
		{"connect, no limit but Cancel", 0, 0, "example.com", werr.OperationCancelled, time.Hour},
		{"resolve, no limit but Cancel", 0, 0, "slow.example", werr.OperationCancelled, time.Hour},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.mem.HangHost("slow.example")
			w.mem.BlackHole("10.0.0.1:80")
			w.policy.Resolve, w.policy.Connect = row.resolve, row.connect
			x := w.exchange()
			time.AfterFunc(time.Hour, x.Cancel)
			start := time.Now()
			err := x.Connect(Target{Host: row.host, Port: 80}, false)
			require.Equal(t, row.after, time.Since(start))
			requireCode(t, row.err, err)
		})
	}
}

// Whatever a resolver says, there is a name or there is none.
func TestDialResolverFailures(t *testing.T) {
	broken := errors.New("broken")
	for _, row := range []struct {
		name  string
		addrs []netip.Addr
		err   error
		want  werr.Code
	}{
		{"no address", nil, nil, werr.NameNotResolved},
		{"other error", nil, broken, werr.NameNotResolved},
		{"time-out of its own", nil, context.DeadlineExceeded, werr.Timeout},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := &Network{LookupNetIP: func(context.Context, string, string) ([]netip.Addr, error) { return row.addrs, row.err }}
			log := new(recorder)
			err := n.NewExchange(log, defaults).Connect(plain, false)
			requireCode(t, row.want, err)
			if row.err != nil {
				require.ErrorIs(t, err, row.err)
			}
			require.Equal(t, []string{"resolving example.com"}, log.take())
		})
	}
}

// The cause of a failed connection is kept.
func TestDialKeepsTheCause(t *testing.T) {
	inWorld(t, "refused", func(t *testing.T, w *world) {
		err := w.exchange().Connect(plain, false)
		requireCode(t, werr.CannotConnect, err)
		require.ErrorContains(t, err, "connection refused")
	})
	inWorld(t, "time-out", func(t *testing.T, w *world) {
		w.mem.BlackHole("10.0.0.1:80")
		err := w.exchange().Connect(plain, false)
		requireCode(t, werr.Timeout, err)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// Each exchange resolves and connects anew when the pool has nothing; after a failure it can be tried again.
func TestDialAgain(t *testing.T) {
	inWorld(t, "refused, then served", func(t *testing.T, w *world) {
		x := w.exchange()
		requireCode(t, werr.CannotConnect, x.Connect(plain, false))
		w.serve(respond(ok))
		require.NoError(t, x.start(plain, message("GET", "")))
		x.Abandon()
	})
}
