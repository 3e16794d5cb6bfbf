package crack

import (
	"slices"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Split finds the components of url, first of all the scheme, which must be http or https in any case. The authority
// ends at the next slash only, so that a query directly behind the host belongs to the host. Of flags only
// RejectUserPassword matters. Errors: InvalidParameter for nil, UnrecognizedScheme, and InvalidURL for missing slashes, a
// missing host, a port above 65535 and rejected user info. (url.md, "Grammar".)
func Split[U Unit](url []U, flags Flags) (Components[Span], error) {
	if url == nil {
		return Components[Span]{}, werr.InvalidParameter
	}
	colon := max(slices.Index(url, ':'), 0)
	c := Components[Span]{Scheme: span(0, colon), SchemeType: schemeOf(url[:colon], foldCase)}
	if c.SchemeType == 0 {
		return Components[Span]{}, werr.UnrecognizedScheme
	}
	start := colon + len("://")
	if len(url) <= start || url[colon+1] != '/' || url[colon+2] != '/' {
		return Components[Span]{}, werr.InvalidURL
	}
	slash := find(url, start, len(url), "/")
	if err := splitAuthority(&c, url, start, slash, flags); err != nil {
		return Components[Span]{}, err
	}
	extra := find(url, slash, len(url), "?#")
	c.Path, c.Extra = span(slash, extra), span(extra, len(url))
	return c, nil
}

// foldCase turns an upper-case ASCII letter into its lower-case twin.
const foldCase = 0x20

// schemeOf is HTTP or HTTPS if text, with the bits of fold set in every unit, names it, else 0.
func schemeOf[U Unit](text []U, fold U) Scheme {
	for _, s := range []Scheme{HTTP, HTTPS} {
		same := func(u U, c byte) bool { return u|fold == U(c) }
		if slices.EqualFunc(text, []byte(s.String()), same) {
			return s
		}
	}
	return 0
}

// splitAuthority finds user info, host and port in url[from:to]. The colon in front of a port is looked for behind the
// brackets of an IPv6 address (RFC 3986, 3.2.2).
func splitAuthority[U Unit](c *Components[Span], url []U, from, to int, flags Flags) error {
	if at := find(url, from, to, "@"); at < to {
		if flags&RejectUserPassword != 0 {
			return werr.InvalidURL
		}
		colon := find(url, from, at, ":")
		c.User = span(from, colon)
		if colon < at {
			c.Password = span(colon+1, at)
		}
		from = at + 1
	}
	name := from
	if bracket := find(url, from, to, "]"); bracket < to && url[from] == '[' {
		name = bracket
	}
	colon := find(url, name, to, ":")
	if c.Host = span(from, colon); c.Host.Len == 0 {
		return werr.InvalidURL
	}
	port, err := parsePort(url[min(colon+1, to):to], c.SchemeType.DefaultPort())
	c.Port = port
	return err
}

// find is the index of the first of chars in url[from:to], or to.
func find[U Unit](url []U, from, to int, chars string) int {
	for i := from; i < to; i++ {
		for _, c := range []byte(chars) {
			if url[i] == U(c) {
				return i
			}
		}
	}
	return to
}

// parsePort is the number that the digits at the start of text make, standard for an empty text.
func parsePort[U Unit](text []U, standard uint16) (uint16, error) {
	if len(text) == 0 {
		return standard, nil
	}
	port := 0
	for _, u := range text {
		if u < '0' || u > '9' {
			break
		}
		if port = port*10 + int(u-'0'); port > 65535 {
			return 0, werr.InvalidURL
		}
	}
	return uint16(port), nil
}
