package request

import (
	"strings"
	"time"

	"github.com/gowinhttp/winhttp/internal/cookie"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/option"
)

// WINHTTP_DISABLE_COOKIES, a bit of WINHTTP_OPTION_DISABLE_FEATURE.
const disableCookies = 1

// jar is that of the session; nil if the request keeps out of it.
func (r *Request) jar() *cookie.Jar {
	if option.DisableFeature.Get(r.Options.Snapshot())&disableCookies != 0 {
		return nil
	}
	return &r.Connection.Session.Cookies
}

// place is what cookies are looked up by.
func (a *aim) place() cookie.Place {
	path, _ := cutQuery(a.target)
	return cookie.Place{Secure: a.secure, Host: a.host, Path: path}
}

// keepCookies stores those of a response, also of one that leads elsewhere.
func (r *Request) keepCookies(h *header.Head) {
	const name = "Set-Cookie"
	field, ok := h.Fields.Get(name, 0)
	jar := r.jar()
	if !ok || jar == nil {
		return
	}
	place, now := r.aim.Load().place(), time.Now()
	for i := 1; ok; i++ {
		jar.Store(place, field, now)
		field, ok = h.Fields.Get(name, i)
	}
}

// addCookies puts those of the jar behind the application's. What the application has set stays as it is for the next leg:
// only the plan knows both together. (protocol.md 3.)
func (r *Request) addCookies(p *plan) {
	jar := r.jar()
	if jar == nil {
		return
	}
	const name = "Cookie"
	cookies := jar.Header(r.aim.Load().place(), time.Now())
	if cookies == "" {
		return
	}
	field, ok := p.headers.Get(name, 0)
	if !ok {
		p.headers.Generate(name, cookies)
		return
	}
	var all []string
	for i := 1; ok; i++ {
		if field != "" {
			all = append(all, field)
		}
		field, ok = p.headers.Get(name, i)
	}
	p.cookies = strings.Join(append(all, cookies), "; ")
}

// onTheWire is the header as it goes out.
func (p *plan) onTheWire() *header.Block {
	if p.cookies == "" {
		return &p.headers
	}
	b := p.headers.Clone(1)
	b.Remove("Cookie")
	b.Append(header.Field{Name: "Cookie", Value: p.cookies})
	return &b
}
