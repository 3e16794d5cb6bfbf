package request

import (
	"strconv"

	"github.com/gowinhttp/winhttp/connection"
)

// aim is what a request asks for, and of whom: what WinHttpConnect and WinHttpOpenRequest have said, or where redirects have
// led. Nobody writes to one that is in use.
type aim struct {
	verb      string
	secure    bool
	host      string // a name, or an address; IPv6 in brackets
	port      uint16
	authority string // the value of a Host header
	object    string // path and query before escaping, as bytes of the wire; escaped if they go beyond Latin-1
	target    string // the same as it goes out
	named     bool   // the URL that led here had user information
}

// url is the absolute URL, without the port that the scheme implies.
func (a *aim) url() string { return a.scheme() + "://" + a.authority + a.target }

func (a *aim) scheme() string {
	if a.secure {
		return "https"
	}
	return "http"
}

// at points a to another server.
func (a *aim) at(secure bool, host string, port uint16) {
	a.secure, a.host, a.port, a.authority = secure, host, port, host
	if port != connection.DefaultPort(secure) {
		a.authority = host + ":" + strconv.Itoa(int(port))
	}
}
