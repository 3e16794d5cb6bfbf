package crack

import (
	"strconv"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Create is the text of the URL that c describes. A nil component is absent, an empty one is not: it keeps its
// punctuation. The text of the scheme may be anything and comes before SchemeType, which may be 0 for HTTP. Port 0 is
// not the default but zero. Errors: InvalidParameter for a password without user, another SchemeType, and a unit that
// cannot be escaped; InvalidURL for rejected user info. (url.md, "WinHttpCreateUrl".)
func Create[U Unit](c Components[[]U], flags Flags) ([]U, error) {
	if err := checkCreate(c, flags); err != nil {
		return nil, err
	}
	w := writer[U]{authority: flags&EscapeAuthority != 0, resource: flags&Escape != 0}
	if c.Scheme == nil {
		c.Scheme = appendASCII(c.Scheme, max(c.SchemeType, HTTP).String())
	}
	w.text = append(append(w.text, c.Scheme...), ':', '/', '/')
	w.userInfo(c)
	w.host(c, flags)
	w.add(c.Path, w.resource)
	w.add(c.Extra, w.resource)
	if w.err != nil {
		return nil, w.err
	}
	return w.text, nil
}

// CreateInto is WinHttpCreateUrl after the C strings have become slices: c is nil for a missing structure or one of the
// wrong size, buffer says whether the output pointer is set, length points to the size of the buffer in units. On
// success the result is what to copy to the buffer, its NUL included, and length becomes the length without it.
// InsufficientBuffer makes length the size that is needed; other errors leave it alone. InvalidParameter stands for a nil
// pointer, and for no buffer although length would be enough; the rest are errors of Create. (url.md, "WinHttpCreateUrl".)
func CreateInto[U Unit](c *Components[[]U], flags Flags, buffer bool, length *uint32) ([]U, error) {
	if c == nil || length == nil {
		return nil, werr.InvalidParameter
	}
	text, err := Create(*c, flags)
	if err != nil {
		return nil, err
	}
	text = append(text, 0)
	if uint64(len(text)) > uint64(*length) {
		*length = clip(len(text))
		return nil, werr.InsufficientBuffer
	}
	if !buffer {
		return nil, werr.InvalidParameter
	}
	*length = clip(len(text) - 1)
	return text, nil
}

func checkCreate[U Unit](c Components[[]U], flags Flags) error {
	switch {
	case c.Password != nil && c.User == nil:
		return werr.InvalidParameter
	case c.User != nil && flags&RejectUserPassword != 0:
		return werr.InvalidURL
	case c.Scheme == nil && (c.SchemeType < 0 || c.SchemeType > HTTPS):
		return werr.InvalidParameter
	}
	return nil
}

// writer collects the text of a URL.
type writer[U Unit] struct {
	authority, resource bool // what is escaped

	text []U
	err  error // the first text that cannot be escaped
}

func (w *writer[U]) userInfo(c Components[[]U]) {
	if c.User == nil {
		return
	}
	w.add(c.User, w.authority)
	if c.Password != nil {
		w.text = append(w.text, ':')
		w.add(c.Password, w.authority)
	}
	w.text = append(w.text, '@')
}

// host writes host and port, and the slash that the path may lack.
func (w *writer[U]) host(c Components[[]U], flags Flags) {
	if c.Host == nil {
		return
	}
	w.add(c.Host, w.authority)
	scheme := schemeOf(c.Scheme, 0)
	if scheme == 0 || c.Port != scheme.DefaultPort() || flags&IncludeDefaultPort != 0 {
		w.text = appendASCII(append(w.text, ':'), strconv.Itoa(int(c.Port)))
	}
	if c.Path != nil && (len(c.Path) == 0 || c.Path[0] != '/') {
		w.text = append(w.text, '/')
	}
}

func (w *writer[U]) add(text []U, escape bool) {
	if escape && w.err == nil {
		text, w.err = Escaped(text)
	}
	w.text = append(w.text, text...)
}

func appendASCII[U Unit](text []U, s string) []U {
	for _, c := range []byte(s) {
		text = append(text, U(c))
	}
	return text
}
