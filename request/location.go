package request

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/gowinhttp/winhttp/connection"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// follow resolves the Location of a redirect, as it came, against the aim of the request (RFC 3986, 5.2). A fragment is
// dropped, user information too, and what cannot stand in a request line is escaped. Errors: UnrecognizedScheme for anything
// but http and https, InvalidURL.
func (a *aim) follow(location string, flags header.EscapeFlags) (*aim, error) {
	ref, _, _ := strings.Cut(strings.Trim(location, " \t"), "#")
	to := *a
	to.named = false
	scheme, rest, ok := cutScheme(ref)
	switch {
	case !ok:
		rest = ref
	case !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https"):
		return nil, werr.UnrecognizedScheme
	case !strings.HasPrefix(rest, "//"):
		return nil, werr.InvalidURL
	default:
		to.secure = len(scheme) == len("https")
	}
	object := rest
	if authority, ok := strings.CutPrefix(rest, "//"); ok {
		end := strings.IndexAny(authority+"/", "/?")
		if err := to.server(authority[:end]); err != nil {
			return nil, err
		}
		object = authority[end:]
	} else {
		object = a.resolve(rest)
	}
	path, query := cutQuery(object)
	if path = removeDots(path); path == "" {
		path = "/"
	}
	to.object = path + query
	to.target = header.EscapeTarget(to.object, flags&^header.EscapePercent)
	return &to, nil
}

// cutScheme splits "scheme:rest"; ok is false for a reference without a scheme.
func cutScheme(ref string) (scheme, rest string, ok bool) {
	i := strings.IndexAny(ref, ":/?")
	if i <= 0 || ref[i] != ':' {
		return "", ref, false
	}
	return ref[:i], ref[i+1:], true
}

// server reads "user@host:port".
func (a *aim) server(authority string) error {
	at := strings.LastIndexByte(authority, '@')
	host := authority[at+1:]
	a.named = at >= 0
	port := connection.DefaultPort(a.secure)
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		if digits := host[i+1:]; digits != "" {
			n, err := strconv.ParseUint(digits, 10, 16)
			if err != nil || n == 0 {
				return werr.InvalidURL.Wrap(err)
			}
			port = uint16(n)
		}
		host = host[:i]
	}
	if connection.CheckHost(host) != nil {
		return werr.InvalidURL
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		host = addr.String()
	}
	a.at(a.secure, host, port)
	return nil
}

// resolve is a reference without a scheme and a server as path and query, before the dots are removed (RFC 3986, 5.2.3).
func (a *aim) resolve(ref string) string {
	path, query := cutQuery(a.target)
	switch {
	case ref == "":
		return path + query
	case ref[0] == '?':
		return path + ref
	case ref[0] == '/':
		return ref
	}
	return path[:strings.LastIndexByte(path, '/')+1] + ref
}

// cutQuery splits before the question mark.
func cutQuery(object string) (path, query string) {
	if i := strings.IndexByte(object, '?'); i >= 0 {
		return object[:i], object[i:]
	}
	return object, ""
}

// removeDots takes the segments "." and ".." out of an absolute path (RFC 3986, 5.2.4).
func removeDots(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	segments := strings.Split(path, "/")[1:]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		case ".":
		default:
			kept = append(kept, s)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return "/" + strings.Join(kept, "/")
}
