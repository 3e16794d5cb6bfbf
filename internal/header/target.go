package header

import "strings"

// EscapeFlags are the WINHTTP_FLAG_ bits of WinHttpOpenRequest that choose how a target is escaped; others have no effect.
type EscapeFlags uint32

const (
	EscapePercent      EscapeFlags = 0x00000004
	EscapeDisable      EscapeFlags = 0x00000040
	EscapeDisableQuery EscapeFlags = 0x00000080
)

// EscapeTarget is the object name, UTF-8, as it goes out in the request line: with a leading slash, and escaped byte by
// byte; the query begins at the first question mark (the tables of query.md section 5). A target that needs no change is
// returned as it is.
func EscapeTarget(object string, flags EscapeFlags) string {
	path, query := split(object)
	forPath, forQuery := modes(flags)
	escapes, drops := forPath.count(path)
	e, d := forQuery.count(query)
	escapes, drops = escapes+e, drops+d
	slash := ""
	if !strings.HasPrefix(object, "/") {
		slash = "/"
	}
	if escapes == 0 && drops == 0 {
		return slash + object
	}
	target := make([]byte, 0, len(slash)+len(object)+2*escapes-drops)
	target = append(target, slash...)
	target = forPath.append(target, path)
	return string(forQuery.append(target, query))
}

func split(object string) (path, query string) {
	if i := strings.IndexByte(object, '?'); i >= 0 {
		return object[:i], object[i:]
	}
	return object, ""
}

// escapeMode is the bit of escapeSets that says which bytes are escaped.
type escapeMode uint8

const (
	byDefault escapeMode = 1 << iota
	withPercent
	disabled
)

func modes(flags EscapeFlags) (path, query escapeMode) {
	switch {
	case flags&EscapeDisable != 0:
		path = disabled
	case flags&EscapePercent != 0:
		path = withPercent
	default:
		path = byDefault
	}
	if flags&EscapeDisableQuery != 0 {
		return path, disabled
	}
	return path, path
}

var escapeSets = func() (sets [256]escapeMode) {
	for c := range sets {
		switch {
		case c == ' ' || c >= 0x80:
			sets[c] = byDefault | withPercent | disabled
		case c < 0x20 || c == 0x7F || strings.IndexByte("\"#<>[\\]^`{|}", byte(c)) >= 0:
			sets[c] = byDefault | withPercent
		case c == '%':
			sets[c] = withPercent
		}
	}
	return sets
}()

func (m escapeMode) escapes(c byte) bool { return escapeSets[c]&m != 0 }

// drops: with escaping disabled CR and LF vanish, so that they cannot end the request line.
func (m escapeMode) drops(c byte) bool { return m == disabled && (c == '\r' || c == '\n') }

func (m escapeMode) count(s string) (escapes, drops int) {
	for i := range len(s) {
		if m.escapes(s[i]) {
			escapes++
		} else if m.drops(s[i]) {
			drops++
		}
	}
	return escapes, drops
}

func (m escapeMode) append(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case m.escapes(c):
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		case !m.drops(c):
			dst = append(dst, c)
		}
	}
	return dst
}
