package wintest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
)

// backlog is how many connections wait for Accept before further ones are refused.
const backlog = 128

// firstPort is the first port that is given to dialing ends (RFC 6335 section 6, dynamic ports).
const firstPort = 49152

// Network is a network in memory: listeners by address and a table of host names. Its Dial and LookupNetIP have the
// signatures that transport.Network wants. Nobody listens and no name is known at first.
type Network struct {
	mu sync.Mutex // guards the following

	listeners map[netip.AddrPort]*Listener
	holes     map[netip.AddrPort]bool
	hosts     map[string]host
	dialed    int
}

type host struct {
	addrs []netip.Addr
	hangs bool
}

// NewNetwork makes an empty network.
func NewNetwork() *Network {
	return &Network{
		listeners: make(map[netip.AddrPort]*Listener),
		holes:     make(map[netip.AddrPort]bool),
		hosts:     make(map[string]host),
	}
}

// AddHost lets a name resolve to these IP addresses, in this order. It panics if one is malformed.
func (n *Network) AddHost(name string, addrs ...string) {
	var h host
	for _, a := range addrs {
		h.addrs = append(h.addrs, netip.MustParseAddr(a))
	}
	n.setHost(name, h)
}

// HangHost lets look-ups of a name hang until their context ends.
func (n *Network) HangHost(name string) { n.setHost(name, host{hangs: true}) }

func (n *Network) setHost(name string, h host) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.hosts[strings.ToLower(name)] = h
}

// BlackHole lets connection attempts to an address such as "10.0.0.9:80" hang until their context ends.
func (n *Network) BlackHole(address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.holes[netip.MustParseAddrPort(address)] = true
}

// Listen starts to listen on an address such as "10.0.0.1:80" or "[2001:db8::1]:443". It panics if the address is
// malformed or taken.
func (n *Network) Listen(address string) *Listener {
	l := &Listener{
		network: n,
		addr:    netip.MustParseAddrPort(address),
		backlog: make(chan *Conn, backlog),
		closed:  make(chan struct{}),
		buffer:  defaultBuffer,
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[l.addr] != nil {
		panic("wintest: address already in use: " + address)
	}
	n.listeners[l.addr] = l
	return l
}

// Dial connects to a listener, which need not have called Accept yet. The network is "tcp", "tcp4" or "tcp6", the
// address an IP and a port. Without a listener the result is the *net.OpError of a refused connection.
func (n *Network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !fits(network, "tcp", to.Addr()) {
		return nil, dialError(network, to, &net.AddrError{Err: "not an address of this network", Addr: address})
	}
	if ctx.Err() == nil && n.isHole(to) {
		<-ctx.Done()
	}
	if ctx.Err() != nil {
		return nil, dialError(network, to, ctx.Err())
	}
	if c := n.connect(to); c != nil {
		return c, nil
	}
	return nil, dialError(network, to, os.NewSyscallError("connect", syscall.ECONNREFUSED))
}

func (n *Network) isHole(to netip.AddrPort) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.holes[to]
}

// connect returns nil if nobody listens or the backlog is full.
func (n *Network) connect(to netip.AddrPort) net.Conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.listeners[to]
	if l == nil {
		return nil
	}
	from := netip.AddrPortFrom(ownAddr(to.Addr()), uint16(firstPort+n.dialed%(1<<16-firstPort)))
	n.dialed++
	client, server := connect(net.TCPAddrFromAddrPort(from), net.TCPAddrFromAddrPort(to), l.buffer)
	select {
	case l.backlog <- server:
		return client
	default:
		return nil
	}
}

// ownAddr is the address of the dialing end (RFC 5737, RFC 3849: addresses for documentation).
func ownAddr(to netip.Addr) netip.Addr {
	if to.Is4() {
		return netip.AddrFrom4([4]byte{192, 0, 2, 1})
	}
	return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 15: 1})
}

func dialError(network string, to netip.AddrPort, err error) error {
	return &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(to), Err: err}
}

// LookupNetIP resolves a name of the table, in any case of letters, or an IP literal. The network is "ip", "ip4" or
// "ip6". An unknown name, or one without an address of that kind, is a *net.DNSError with IsNotFound.
func (n *Network) LookupNetIP(ctx context.Context, network, name string) ([]netip.Addr, error) {
	h := n.host(name)
	if h.hangs && ctx.Err() == nil {
		<-ctx.Done()
	}
	if err := ctx.Err(); err != nil {
		timeout := errors.Is(err, context.DeadlineExceeded)
		return nil, &net.DNSError{UnwrapErr: err, Err: err.Error(), Name: name, IsTimeout: timeout}
	}
	var found []netip.Addr
	for _, a := range h.addrs {
		if fits(network, "ip", a) {
			found = append(found, a)
		}
	}
	if len(found) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return found, nil
}

func (n *Network) host(name string) host {
	if a, err := netip.ParseAddr(name); err == nil {
		return host{addrs: []netip.Addr{a}}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.hosts[strings.ToLower(name)]
}

// fits tells whether an address belongs to a network such as "tcp", "tcp4" or "tcp6".
func fits(network, kind string, a netip.Addr) bool {
	return network == kind || network == kind+"4" && a.Is4() || network == kind+"6" && a.Is6()
}

// Listener is a net.Listener of a Network.
type Listener struct {
	network *Network
	addr    netip.AddrPort
	backlog chan *Conn
	closed  chan struct{}

	buffer int // guarded by network.mu
}

// SetReadBuffer sets the buffer of the ends that this listener will accept; see Conn.SetReadBuffer.
func (l *Listener) SetReadBuffer(bytes int) {
	l.network.mu.Lock()
	defer l.network.mu.Unlock()
	l.buffer = bytes
}

// Accept waits for the next connection; its type is *Conn.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.backlog:
		return c, nil
	case <-l.closed:
		return nil, l.errClosed("accept")
	}
}

// Close frees the address. Connections that nobody has accepted are reset.
func (l *Listener) Close() error {
	l.network.mu.Lock()
	defer l.network.mu.Unlock()
	if l.network.listeners[l.addr] != l {
		return l.errClosed("close")
	}
	delete(l.network.listeners, l.addr)
	close(l.closed)
	for len(l.backlog) > 0 {
		select {
		case c := <-l.backlog:
			c.Reset(false)
		default:
		}
	}
	return nil
}

func (l *Listener) errClosed(op string) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: l.Addr(), Err: net.ErrClosed}
}

// Addr is the address as a *net.TCPAddr.
func (l *Listener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.addr) }
