// Package connection is what WinHttpConnect makes: the name and port that requests are sent to. It is no connection in the
// sense of TCP; nothing is resolved or opened for it.
package connection

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/session"
)

// Connection is the object behind a connection handle. All methods may be called from any goroutine.
type Connection struct {
	Session   *session.Session
	Host      string // as given: a name, or an address; IPv6 in brackets, perhaps with a zone
	Callbacks callback.Dispatcher

	port     uint16 // 0 = the scheme's
	name     string // Host without a zone, which means nothing to others (RFC 6874, section 4)
	withPort string // name with the port behind it
}

// The ports of the two schemes.
const (
	httpPort  = 80
	httpsPort = 443
)

// CheckHost refuses what cannot be the server name of WinHttpConnect: InvalidParameter for an empty one, InvalidURL for
// text that is no host, such as an IPv6 address without brackets, or a name that is not ASCII.
func CheckHost(host string) error {
	switch {
	case host == "":
		return werr.InvalidParameter
	case host[0] == '[':
		inner, ok := strings.CutSuffix(host[1:], "]")
		if a, err := netip.ParseAddr(inner); !ok || err != nil || !a.Is6() || strings.ContainsFunc(a.Zone(), notInName) {
			return werr.InvalidURL
		}
	case strings.ContainsFunc(host, notInName):
		return werr.InvalidURL
	}
	return nil
}

func notInName(r rune) bool {
	return r <= ' ' || r >= 0x7F || strings.ContainsRune(`:/\?#@[]%"<>^`+"`{|}", r)
}

// New makes the object of a connection handle under a session. host has been checked; port 0 means the port of the scheme
// that each request chooses.
func New(ref *handle.Ref, s *session.Session, host string, port uint16) *Connection {
	s.Settle()
	c := &Connection{Session: s, Host: host, port: port, name: host}
	if name, _, zoned := strings.Cut(host, "%"); zoned {
		c.name = name + "]"
	}
	c.withPort = c.name + ":" + strconv.Itoa(int(port))
	c.Callbacks.Init(ref.Number(), &s.Callbacks)
	return c
}

// Cancel does nothing: a connection has no operation of its own.
func (c *Connection) Cancel() {}

// Destroy tells the application that the connection is gone.
func (c *Connection) Destroy() { c.Callbacks.EmitClosing() }

// Dispatcher is the voice of the handle.
func (c *Connection) Dispatcher() *callback.Dispatcher { return &c.Callbacks }

// Port is the port of a request with or without TLS.
func (c *Connection) Port(secure bool) uint16 {
	if c.port != 0 {
		return c.port
	}
	return DefaultPort(secure)
}

// DefaultPort is the port of a scheme.
func DefaultPort(secure bool) uint16 {
	if secure {
		return httpsPort
	}
	return httpPort
}

// Authority is the host and, unless it is the scheme's default, the port: the value of a Host header.
func (c *Connection) Authority(secure bool) string {
	if c.port == 0 || secure && c.port == httpsPort || !secure && c.port == httpPort {
		return c.name
	}
	return c.withPort
}

// SetOption is never reached: a connection owns no option but its context.
func (c *Connection) SetOption(*option.Row, any) error { return werr.IncorrectHandleType }

// QueryOption answers with what the session has at this moment (options.md 3.4).
func (c *Connection) QueryOption(row *option.Row) (any, error) { return c.Session.QueryOption(row) }
