package cookie

import (
	"strconv"
	"strings"
	"time"

	"github.com/gowinhttp/winhttp/internal/header"
)

// cookie is one cookie. Name, domain and path identify it; names are case-sensitive.
type cookie struct {
	name, value  string
	domain, path string
	hostOnly     bool // not for hosts below domain
	secure       bool
	expires      time.Time // zero: when the session ends
}

func (c *cookie) same(other *cookie) bool {
	return c.name == other.name && c.domain == other.domain && c.path == other.path
}

func (c *cookie) expired(now time.Time) bool { return !c.expires.IsZero() && !now.Before(c.expires) }

func (c *cookie) size() int { return len(c.name) + len(c.value) + len(c.domain) + len(c.path) }

// detach gives c text of its own: what was parsed is part of a whole response head, which a jar must not keep alive.
func (c *cookie) detach() {
	c.name, c.value = strings.Clone(c.name), strings.Clone(c.value)
	c.domain, c.path = strings.Clone(c.domain), strings.Clone(c.path)
}

// parse reads the value of a Set-Cookie field. ok is false for one without a name, beyond the bounds, or with a
// control character, which a request must not repeat.
func parse(field string, now time.Time) (c cookie, ok bool) {
	pair, attributes, _ := strings.Cut(field, ";")
	name, value, ok := strings.Cut(pair, "=")
	c = cookie{name: trim(name), value: trim(value)}
	if !ok || c.name == "" || len(field) > maxSize || strings.ContainsFunc(field, isControl) {
		return c, false
	}
	aged := false
	for attribute := range strings.SplitSeq(attributes, ";") {
		name, value, _ := strings.Cut(attribute, "=")
		value = trim(value)
		switch strings.ToLower(trim(name)) {
		case "domain":
			c.domain = canonical(strings.TrimPrefix(value, "."))
		case "path":
			c.path = ""
			if strings.HasPrefix(value, "/") {
				c.path = value
			}
		case "secure":
			c.secure = true
		case "max-age":
			if at, ok := after(value, now); ok {
				c.expires, aged = at, true
			}
		case "expires":
			if at, ok := date(value); ok && !aged {
				c.expires = at
			}
		}
	}
	return c, true
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }

func trim(s string) string { return strings.Trim(s, " \t") }

// maxAge is the longest life of a cookie, so that no time overflows.
const maxAge = 400 * 24 * time.Hour

// after reads a Max-Age. What is not positive has passed; ok is false for text that is no number.
func after(value string, now time.Time) (at time.Time, ok bool) {
	if !isNumber(value) {
		return at, false
	}
	switch seconds, _ := strconv.ParseInt(value, 10, 64); { // out of range: the nearest number
	case seconds <= 0:
		return now, true
	case seconds > int64(maxAge/time.Second):
		return now.Add(maxAge), true
	default:
		return now.Add(time.Duration(seconds) * time.Second), true
	}
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(strings.TrimPrefix(s, "-"), "0123456789") == "" && s != "-"
}

// century makes ParseTime read two digits of a year as RFC 6265 section 5.1.1 does: 70 to 99 as 1970 to 1999, the others as
// 2000 to 2069. Its milliseconds are left only in a date that lacks a part.
var century = header.SystemTime{Year: 2019, Month: 12, Day: 31, Milliseconds: 1}

// date reads an Expires in any form that HTTP times have, also without the weekday; ok is false for text that is none.
func date(value string) (at time.Time, ok bool) {
	for _, weekday := range []string{"", "Sun, "} {
		if st := header.ParseTime(weekday+value, century); st.Milliseconds == 0 {
			return st.Time(), valid(st)
		}
	}
	return at, false
}

func valid(st header.SystemTime) bool {
	return st.Year >= 1601 && 1 <= st.Day && st.Day <= 31 && st.Hour < 24 && st.Minute < 60 && st.Second < 60
}
