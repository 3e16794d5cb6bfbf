package transport

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Connect gives the exchange a connection to the target: one from the pool that is alive, or a new one. With fresh it is
// always a new one. When the server has as many connections as Policy.MaxConns allows, Connect waits its turn. All unread
// rests together are waited for no longer than one.
//
// Where HTTP/2 may be spoken, the connection can be one that others use too. Exchanges do not open several at a time before
// it is known what the server speaks.
func (x *Exchange) Connect(t Target, fresh bool) error {
	x.Mark(AcquireStart)
	x.shaken = false
	if err := x.acquire(t, fresh); err != nil {
		return err
	}
	x.Mark(AcquireEnd)
	return nil
}

func (x *Exchange) acquire(t Target, fresh bool) error {
	if x.http1 {
		if t.HTTP2.Required {
			return werr.HTTPProtocolMismatch
		}
		t.HTTP2 = HTTP2{}
	}
	if !t.HTTP2.Enabled {
		return x.connectAlone(t, fresh)
	}
	done, first, err := x.shared(t.key())
	if done || err != nil {
		return err
	}
	if first {
		defer func() { x.network.pool.settle(t.key(), x.conn != nil) }()
	}
	return x.connectAlone(t, fresh)
}

func (x *Exchange) connectAlone(t Target, fresh bool) error {
	var end time.Time
	for {
		if err := x.alive(); err != nil {
			return err
		}
		c, err := x.claim(t.key(), fresh)
		switch {
		case err != nil:
			return err
		case c == nil:
			x.Mark(AcquireWaitEnd)
			return x.open(t)
		case end.IsZero(): // not before: the turn may have taken long
			end = time.Now().Add(x.patience())
		}
		if ok, err := x.reuse(c, end); ok || err != nil {
			return err
		}
	}
}

// reuse takes a connection from the pool over if it is fit to carry the exchange.
func (x *Exchange) reuse(c *conn, end time.Time) (ok bool, err error) {
	if err := x.own(c); err != nil {
		return false, err
	}
	if c.drain(x.Policy.MaxDrain, end) && c.quiet() {
		x.reused, x.facts = true, c.facts
		c.served++
		x.index.Store(c.served)
		return true, nil
	}
	if c := x.release(); c != nil {
		c.dismiss(x.Policy.MaxDrain)
	}
	return false, nil
}

// open makes a new connection, to which the pool has given the right.
func (x *Exchange) open(t Target) error {
	c, addr, err := x.establish(t)
	if err != nil {
		return err
	}
	if err := x.own(c); err != nil {
		return err
	}
	x.reporter.ConnectedToServer(addr)
	if t.Secure {
		if err := x.handshake(c); err != nil {
			x.Drop()
			return err
		}
	}
	x.facts = c.facts
	switch {
	case t.Secure && c.facts.TLS.NegotiatedProtocol == "h2":
		return x.multiplex(t)
	case t.HTTP2.Required:
		x.Drop()
		return werr.HTTPProtocolMismatch
	}
	return nil
}

// establish gives the right back if there is no connection in the end, also when a callback panics.
func (x *Exchange) establish(t Target) (c *conn, addr netip.Addr, err error) {
	pool := &x.network.pool
	defer func() {
		if c == nil {
			pool.gone(t.key().server())
		}
	}()
	raw, addr, err := x.reach(t)
	if err != nil {
		return nil, addr, err
	}
	return newConn(t.key(), raw, pool), addr, nil
}

// reach resolves and connects.
func (x *Exchange) reach(t Target) (net.Conn, netip.Addr, error) {
	addrs, err := x.resolve(t)
	if err != nil {
		return nil, netip.Addr{}, err
	}
	return x.tryAddresses(addrs, t.Port)
}

func (x *Exchange) patience() time.Duration {
	if x.Policy.Receive > 0 {
		return min(patience, x.Policy.Receive)
	}
	return patience
}

// resolve finds the addresses of the target's host. A literal address is reported like a name.
func (x *Exchange) resolve(t Target) ([]netip.Addr, error) {
	t = t.lookUp()
	host := t.bareHost()
	x.reporter.ResolvingName(host)
	x.Mark(ResolveStart)
	addrs, err := x.lookup(t, host)
	if err != nil {
		return nil, err
	}
	x.Mark(ResolveEnd)
	x.reporter.NameResolved(addrs[0].Unmap())
	return addrs[:min(len(addrs), max(1, x.Policy.MaxAddresses))], nil
}

func (x *Exchange) lookup(t Target, host string) ([]netip.Addr, error) {
	if a, ok := t.literal(); ok {
		return []netip.Addr{a}, x.alive()
	}
	ctx, done, err := x.interruptible()
	if err != nil {
		return nil, err
	}
	defer done()
	ctx, cancel := limited(ctx, shorter(x.Policy.Resolve, x.Policy.Resolver.Wait))
	defer cancel()
	addrs, err := x.network.cachedLookup(ctx, host, &x.Policy.Resolver)
	switch {
	case err == nil && len(addrs) > 0:
		return addrs, nil
	case x.alive() != nil:
		return nil, werr.OperationCancelled
	case werr.From(err) == werr.Timeout:
		return nil, err
	}
	return nil, werr.NameNotResolved.Wrap(err)
}

// attempt is one address and how long it may take; 0 is no limit.
type attempt struct {
	addr  netip.Addr
	limit time.Duration
}

const shortTry = 300 * time.Millisecond

// attempts are the addresses in order, each once. With fast fallback, where there are both families, the first of IPv6 gets a
// short try, then come the first of IPv4, the first of IPv6 again, and the rest (options.md 4.8).
func (x *Exchange) attempts(addrs []netip.Addr) []attempt {
	var list []attempt
	first := map[bool]netip.Addr{} // by whether it is of IPv6
	for _, a := range addrs {
		a = a.Unmap()
		list = append(list, attempt{a, x.Policy.Connect})
		if _, known := first[a.Is6()]; !known {
			first[a.Is6()] = a
		}
	}
	if !x.Policy.FastFallback || len(first) < 2 {
		return list
	}
	four, six := first[false], first[true]
	list = slices.DeleteFunc(list, func(t attempt) bool { return t.addr == four || t.addr == six })
	quick := []attempt{{six, shorter(shortTry, x.Policy.Connect)}, {four, x.Policy.Connect}, {six, x.Policy.Connect}}
	return append(quick, list...)
}

// shorter is the smaller of two limits, of which 0 is none.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// tryAddresses tries one address after the other.
func (x *Exchange) tryAddresses(addrs []netip.Addr, port uint16) (net.Conn, netip.Addr, error) {
	ctx, done, err := x.interruptible()
	if err != nil {
		return nil, netip.Addr{}, err
	}
	defer done()
	x.Mark(ConnectStart)
	code := werr.Timeout // if every address timed out
	for _, try := range x.attempts(addrs) {
		a := try.addr
		x.reporter.ConnectingToServer(a)
		var raw net.Conn
		if raw, err = x.dial(ctx, netip.AddrPortFrom(a, port), try.limit); err == nil {
			x.Mark(ConnectEnd)
			return raw, a, nil
		}
		x.Add(ConnectFailures, 1)
		if x.alive() != nil {
			return nil, a, werr.OperationCancelled
		}
		if werr.From(err) != werr.Timeout {
			code = werr.CannotConnect
		}
	}
	return nil, netip.Addr{}, code.Wrap(err)
}

func (x *Exchange) dial(ctx context.Context, addr netip.AddrPort, limit time.Duration) (net.Conn, error) {
	ctx, cancel := limited(ctx, limit)
	defer cancel()
	c, err := x.network.dial(ctx, addr)
	if err != nil || !x.Policy.KeepAlive.Enable {
		return c, err
	}
	if tcp, ok := c.(*net.TCPConn); ok { // a connection that cannot be kept alive is one all the same
		_ = tcp.SetKeepAliveConfig(x.Policy.KeepAlive)
	}
	return c, nil
}

func limited(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, timeout)
}

func newConn(t Target, raw net.Conn, p *pool) *conn {
	c := &conn{target: t, pool: p, raw: raw, nc: raw}
	c.facts = &Facts{Local: addrPort(raw.LocalAddr()), Remote: addrPort(raw.RemoteAddr()), Since: time.Now()}
	if sc, ok := raw.(syscall.Conn); ok {
		c.facts.socket, _ = sc.SyscallConn()
	}
	c.probe.init(raw)
	c.body.ended = true
	return c
}

func addrPort(a net.Addr) netip.AddrPort {
	if tcp, ok := a.(*net.TCPAddr); ok {
		ap := tcp.AddrPort()
		return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	}
	return netip.AddrPort{}
}
