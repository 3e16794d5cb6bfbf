package transport

import (
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
	"time"
)

// Target is where a connection leads and everything else that must match before it serves another request.
type Target struct {
	Host   string // a name, or an IP address; IPv6 in brackets
	Port   uint16
	Secure bool
	Ignore SecurityFlags // the certificate checks that are switched off

	// The versions of TLS that may be negotiated, by their numbers in crypto/tls. A zero is the default of that package; a
	// minimum above the maximum leaves none.
	MinTLS, MaxTLS uint16

	// Client is what a server that asks for a certificate of the client gets: nil makes the handshake fail with
	// ClientAuthCertNeeded, NoCertificate says that there is none.
	Client *tls.Certificate

	HTTP2 HTTP2

	// Upgrade says that the connection will leave HTTP/1.1 for another protocol.
	Upgrade bool

	Revocation Revocation

	// LookUp is the name whose addresses are used instead of those of Host; empty: Host itself. TLS and HTTP know nothing of it.
	LookUp string
}

// NoCertificate stands for the statement that the client has no certificate.
var NoCertificate = new(tls.Certificate)

// key is the target as the pool compares it.
func (t Target) key() Target {
	t.Host, t.LookUp = strings.ToLower(t.Host), strings.ToLower(t.LookUp)
	return t
}

// lookUp is the target as it is resolved.
func (t Target) lookUp() Target {
	if t.LookUp != "" {
		t.Host = t.LookUp
	}
	return t
}

// bareHost is the host without brackets.
func (t Target) bareHost() string {
	return strings.TrimSuffix(strings.TrimPrefix(t.Host, "["), "]")
}

// literal is the host if it is an IP address.
func (t Target) literal() (netip.Addr, bool) {
	a, err := netip.ParseAddr(t.bareHost())
	return a, err == nil
}

// Policy is how long and how much an exchange may take. Zero times mean no limit.
type Policy struct {
	Resolve  time.Duration // one name resolution
	Connect  time.Duration // one address
	Send     time.Duration // one socket write
	Receive  time.Duration // one socket read; and the whole TLS handshake
	Response time.Duration // the whole response head; looked at when data arrives

	BusyPoll time.Duration // how long a read polls for a server that is near before it gives up its thread; 0 = not at all

	MaxConns     int   // connections to one server, idle ones included; 0 = no limit
	MaxConnsOld  int   // the same for a server that speaks HTTP/1.0
	MaxAddresses int   // addresses tried for one connection
	MaxHead      int64 // bytes of a response head, and of trailers
	MaxInterim   int   // 1xx responses skipped before the final one
	MaxDrain     int64 // bytes of an unread body that are read to save the connection

	FastFallback bool                // of two families of addresses, the first of IPv6 gets a short try before the first of IPv4
	KeepAlive    net.KeepAliveConfig // of TCP, for new connections; the zero value is none
	Resolver     ResolverPolicy
	Mark         GUID // that the connection gets, unless it is zero
	Match        MatchGUID

	// With HTTP/2:
	MoreConns          bool // another connection is opened when one has no stream to spare
	StreamEnd          bool // a body ends with its stream, whatever Content-Length says
	NoTransferEncoding bool // a response with a Transfer-Encoding is an error
}

// Reporter hears of what happens inside a call of an Exchange, on the goroutine that makes the call. It may cancel the
// exchange.
type Reporter interface {
	ResolvingName(host string)
	NameResolved(addr netip.Addr)
	ConnectingToServer(addr netip.Addr)
	ConnectedToServer(addr netip.Addr)
	SecureFailure(flags SecureFailure)
	IntermediateResponse(status int)
	ClosingConnection()
	ConnectionClosed()
}
