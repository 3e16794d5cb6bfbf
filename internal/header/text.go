package header

import (
	"strings"
	"unicode/utf8"

	werr "github.com/gowinhttp/winhttp/errors"
)

// ToWire turns UTF-8 text into the bytes of the wire, one byte for each code point (Latin-1). A code point above 0xFF
// and malformed UTF-8 are InvalidParameter (query.md section 3).
func ToWire(text string) (string, error) {
	if isASCII(text) {
		return text, nil
	}
	wire := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xFF {
			return "", werr.InvalidParameter
		}
		wire = append(wire, byte(r))
	}
	return string(wire), nil
}

// FromWire turns the bytes of the wire into UTF-8 text, one code point for each byte (Latin-1).
func FromWire(wire string) string {
	if isASCII(wire) {
		return wire
	}
	text := make([]byte, 0, 2*len(wire))
	for i := range len(wire) {
		text = utf8.AppendRune(text, rune(wire[i]))
	}
	return string(text)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// equalFold compares header names and tokens, ASCII letters in either case. strings.EqualFold folds Unicode too.
func equalFold(a, b string) bool { return len(a) == len(b) && equalFoldBytes(a, b) }

func equalFoldBytes(a, b string) bool {
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func isLetter(c byte) bool { return 'a' <= lower(c) && lower(c) <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func trimLeft(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	return s
}

func trimRight(s string) string {
	for s != "" && isBlank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func trim(s string) string { return trimLeft(trimRight(s)) }

// isToken reports whether s may be a field name (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return false
		}
	}
	return s != ""
}

var tokenBytes = func() (is [256]bool) {
	for c := byte('!'); c < 0x7F; c++ {
		is[c] = !strings.ContainsRune("()<>@,;:\\\"/[]?={}", rune(c))
	}
	return is
}()
