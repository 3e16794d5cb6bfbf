package request

import (
	"strings"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/option"
)

// The values of WINHTTP_OPTION_REDIRECT_POLICY that make a difference, and WINHTTP_DISABLE_REDIRECTS, a bit of
// WINHTTP_OPTION_DISABLE_FEATURE.
const (
	redirectNever    = 0
	redirectAlways   = 2
	disableRedirects = 2
)

// redirect is where a response leads, nil if the application gets it as it is. hops is how many have been followed for the
// same call. Errors: HeaderNotFound without a Location, UnrecognizedScheme, InvalidURL, RedirectFailed beyond the limit.
// (protocol.md 2.1 to 2.3.)
func (r *Request) redirect(h *header.Head, hops uint32) (*aim, error) {
	s := r.Options.Snapshot()
	policy := option.RedirectPolicy.Get(s)
	if !redirects(h.Status) || policy == redirectNever || option.DisableFeature.Get(s)&disableRedirects != 0 {
		return nil, nil
	}
	location, ok := h.Fields.Get("Location", 0)
	if !ok {
		return nil, werr.HeaderNotFound
	}
	from := r.aim.Load()
	to, err := from.follow(location, r.escape)
	switch {
	case err != nil:
		return nil, err
	case to.named && option.RejectUserPwdInURL.Get(s):
		return nil, werr.InvalidURL
	}
	if from.secure && !to.secure && policy != redirectAlways {
		return nil, nil
	}
	if hops >= option.MaxRedirects.Get(s) {
		return nil, werr.RedirectFailed
	}
	to.verb = verbAfter(h.Status, from.verb)
	return to, nil
}

func redirects(status int) bool {
	switch status {
	case 300, 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// verbAfter is the table of protocol.md 2.2: a POST becomes a GET, with 303 everything but a HEAD does, 307 and 308 change
// nothing.
func verbAfter(status int, verb string) string {
	switch {
	case status == 303 && !strings.EqualFold(verb, "HEAD"), status < 303 && strings.EqualFold(verb, "POST"):
		return "GET"
	}
	return verb
}

// announce reports REDIRECT. Inside it the application may change the headers of the request, and read the body of the response;
// what it has begun to read is waited for.
func (r *Request) announce(to *aim) error {
	r.aside.Enter(answered)
	r.redirecting.Store(true)
	defer func() {
		r.redirecting.Store(false)
		r.aside.Leave(opened)
	}()
	return emit(r, callback.Redirect, to.url())
}

// turn aims the request at where a redirect leads and makes the plan of the next leg. A body that WinHttpWriteData has
// brought cannot be repeated: ResendRequest, and the application may send again, to the new aim.
func (r *Request) turn(to *aim) (*plan, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	from := r.aim.Load()
	body := r.sent.body
	switch {
	case to.verb != from.verb:
		body = nil
		for _, name := range [...]string{"Content-Length", "Transfer-Encoding", "Content-Type", "Content-Encoding", "Expect"} {
			r.headers.Remove(name)
		}
	case r.sent.rest != 0:
		r.aim.Store(to)
		return nil, werr.ResendRequest
	}
	if to.authority != from.authority {
		r.headers.Remove("Host")
	}
	r.aim.Store(to)
	p, err := r.prepareLocked("", body, uint32(len(body)))
	if err != nil {
		return nil, err
	}
	r.headers = p.headers
	return p, nil
}
