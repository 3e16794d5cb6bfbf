// Package cookie is the cookie jar of a session (protocol.md section 3; RFC 6265).
package cookie

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// Bounds against servers that store without end: the bytes of a cookie, cookies of a domain, cookies in all. A cookie beyond
// the first is refused; one too many makes the oldest go.
const (
	maxSize   = 4096
	maxDomain = 50
	maxAll    = 3000
)

// Jar holds cookies in memory. The zero Jar is empty. Its methods may be called from any goroutine.
type Jar struct {
	mu sync.Mutex
	// mu guards the following.
	cookies []cookie // the one set last comes last
}

// Place is where a request goes: what decides which cookies it carries.
type Place struct {
	Secure bool
	Host   string // a name or an address, IPv6 in brackets
	Path   string // of the URL, without the query
}

// Store takes the cookie of a Set-Cookie field, or refuses it silently, as servers expect.
func (j *Jar) Store(from Place, field string, now time.Time) {
	c, ok := parse(field, now)
	if !ok || !c.belongs(from) || c.size() > maxSize {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.removeLocked(func(old *cookie) bool { return old.same(&c) || old.expired(now) })
	if !c.expired(now) {
		c.detach()
		j.cookies = append(j.cookies, c)
		j.boundLocked(c.domain)
	}
}

// Header is the value of a Cookie field for a request, the cookie set last first; empty for none.
func (j *Jar) Header(to Place, now time.Time) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.cookies) == 0 {
		return ""
	}
	j.removeLocked(func(c *cookie) bool { return c.expired(now) })
	to.Host, to.Path = canonical(to.Host), rooted(to.Path)
	var b strings.Builder
	for i := len(j.cookies) - 1; i >= 0; i-- {
		if c := &j.cookies[i]; c.matches(to) {
			if b.Len() > 0 {
				b.WriteString("; ")
			}
			b.WriteString(c.name)
			b.WriteByte('=')
			b.WriteString(c.value)
		}
	}
	return b.String()
}

func (j *Jar) removeLocked(gone func(*cookie) bool) {
	kept := j.cookies[:0]
	for i := range j.cookies {
		if !gone(&j.cookies[i]) {
			kept = append(kept, j.cookies[i])
		}
	}
	clear(j.cookies[len(kept):])
	j.cookies = kept
}

// boundLocked drops the oldest cookie of a domain, or of all, if there is one too many.
func (j *Jar) boundLocked(domain string) {
	count, oldest := 0, -1
	for i := range j.cookies {
		if j.cookies[i].domain == domain {
			if count++; oldest < 0 {
				oldest = i
			}
		}
	}
	switch {
	case count > maxDomain:
		j.cookies = slices.Delete(j.cookies, oldest, oldest+1)
	case len(j.cookies) > maxAll:
		j.cookies = slices.Delete(j.cookies, 0, 1)
	}
}

// canonical is a host as cookies compare it.
func canonical(host string) string { return strings.TrimSuffix(strings.ToLower(host), ".") }

// rooted is a path as cookies compare it: the root stands for what is none, such as the * of OPTIONS.
func rooted(path string) string {
	if strings.HasPrefix(path, "/") {
		return path
	}
	return "/"
}

// directory is what a cookie without a path gets (RFC 6265, section 5.1.4).
func directory(path string) string {
	path = rooted(path)
	return path[:max(1, strings.LastIndexByte(path, '/'))]
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// belongs says whether the server at p may set the cookie, and fills in what its field left to the place.
func (c *cookie) belongs(p Place) bool {
	host := canonical(p.Host)
	if c.path == "" {
		c.path = directory(p.Path)
	}
	switch {
	case c.domain == "" || c.domain == host:
		c.hostOnly = c.domain == "" || isAddress(host) || isPublic(host)
		c.domain = host
		return true
	case isAddress(host) || isPublic(c.domain):
		return false
	}
	return strings.HasSuffix(host, "."+c.domain)
}

// isPublic says whether anybody can register names below domain: a cookie for it would be a cookie for strangers.
func isPublic(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// matches says whether a request carries the cookie. Host and path of p are in the form in which cookies compare them.
func (c *cookie) matches(p Place) bool {
	switch {
	case c.secure && !p.Secure:
		return false
	case c.domain != p.Host && (c.hostOnly || !strings.HasSuffix(p.Host, "."+c.domain)):
		return false
	}
	rest, ok := strings.CutPrefix(p.Path, c.path)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(c.path, "/"))
}
