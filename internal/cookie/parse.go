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

// parse reads the value of a Set-Cookie field. ok is false for one without a name, or beyond the bounds.
func parse(field string, now time.Time) (c cookie, ok bool) {
	pair, attributes, _ := strings.Cut(field, ";")
	name, value, ok := strings.Cut(pair, "=")
	c = cookie{name: trim(name), value: trim(value)}
	if !ok || c.name == "" || len(field) > maxSize {
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

func trim(s string) string { return strings.Trim(s, " \t") }

// maxAge is the longest life of a cookie, so that no time overflows.
const maxAge = 400 * 24 * time.Hour

// after reads a Max-Age. What is not positive has passed.
func after(value string, now time.Time) (at time.Time, ok bool) {
	seconds, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil && !isNumber(value):
		return at, false
	case seconds <= 0:
		return now, true
	case seconds > int64(maxAge/time.Second):
		return now.Add(maxAge), true
	}
	return now.Add(time.Duration(seconds) * time.Second), true
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(strings.TrimPrefix(s, "-"), "0123456789") == "" && s != "-"
}

// date reads an Expires in any form that HTTP times have; ok is false for text that is none.
func date(value string) (at time.Time, ok bool) {
	st := header.ParseTime(value, header.SystemTime{})
	if st.Year < 1601 || st.Month == 0 || st.Day == 0 {
		return at, false
	}
	return st.Time(), true
}
