// Package transport is the wire: it resolves, connects, shakes hands, keeps connections and speaks HTTP/1.0 and 1.1 on
// them, on the goroutine of whoever calls. It knows nothing of handles, options and callbacks; what happens on the way it
// reports through the small [Reporter].
//
// An [Exchange] is one request with its response. It owns its connection from Connect to the moment the response has
// been read or the exchange is abandoned or cancelled; then the connection is in the pool of its [Network], or closed.
package transport

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
)

// Network is what sessions stand on, and the connections they share. A nil function means the system's, nil roots mean the
// system's too. The fields must not be changed once the Network is in use.
type Network struct {
	// Dial opens a connection to an address of the form "IP:port". network is "tcp". It must heed ctx.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// LookupNetIP resolves a host name; network is "ip". It must heed ctx.
	LookupNetIP func(ctx context.Context, network, host string) ([]netip.Addr, error)
	// RootCAs are the authorities that server certificates may come from.
	RootCAs *x509.CertPool

	pool     pool
	sessions sessions
	resolved resolved
	verdicts verdicts
}

// Private is a Network on the same ground with connections of its own.
func (n *Network) Private() *Network {
	return &Network{Dial: n.Dial, LookupNetIP: n.LookupNetIP, RootCAs: n.RootCAs}
}

// Default is the Network of every session that has no other: connections are pooled by the process, as on Windows.
var Default = new(Network)

// CloseIdleConnections closes the connections that no exchange is using.
func (n *Network) CloseIdleConnections() { n.pool.closeAll() }

func (n *Network) dial(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
	if n.Dial != nil {
		return n.Dial(ctx, "tcp", addr.String())
	}
	d := net.Dialer{KeepAlive: -1} // WINHTTP_OPTION_TCP_KEEPALIVE is off by default
	return d.DialContext(ctx, "tcp", addr.String())
}

func (n *Network) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if n.LookupNetIP != nil {
		return n.LookupNetIP(ctx, "ip", host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}
