package crack

import (
	"strings"
	"unicode/utf8"

	werr "github.com/gowinhttp/winhttp/errors"
)

const (
	hexDigits  = "0123456789ABCDEF"
	unsafeText = " \"#%<>[\\]^`{|}~"
)

// Escaped writes control characters, everything above 126 and the 15 unsafe characters as % and two upper-case
// hexadecimal digits. UTF-8 is taken as code points. A character above U+00FF, or broken UTF-8, is InvalidParameter.
// The set differs from the one for request targets, which keeps % and ~. (url.md, "Escaping and decoding".)
func Escaped[U Unit](text []U) ([]U, error) {
	out := make([]U, 0, len(text))
	for len(text) > 0 {
		char, size := next(text)
		text = text[size:]
		switch {
		case char > 0xFF:
			return nil, werr.InvalidParameter
		case char < ' ' || char > '~' || strings.ContainsRune(unsafeText, char):
			out = append(out, '%', U(hexDigits[char>>4]), U(hexDigits[char&15]))
		default:
			out = append(out, U(char))
		}
	}
	return out, nil
}

// next is the first character of text, which is not empty, and the number of its units.
func next[U Unit](text []U) (rune, int) {
	if bytes, ok := any(text).([]byte); ok {
		return utf8.DecodeRune(bytes)
	}
	return rune(text[0]), 1
}

// Decoded replaces every % with two hexadecimal digits by the one character U+0000 to U+00FF of that number. The
// result is never longer than text; any other % stays.
func Decoded[U Unit](text []U) []U {
	out := make([]U, 0, len(text))
	for len(text) > 0 {
		if char, ok := unhex(text); ok {
			out = appendChar(out, char)
			text = text[3:]
			continue
		}
		out = append(out, text[0])
		text = text[1:]
	}
	return out
}

// unhex reads the escape that text may begin with.
func unhex[U Unit](text []U) (char rune, ok bool) {
	if len(text) < 3 || text[0] != '%' {
		return 0, false
	}
	high, low := digit(text[1]), digit(text[2])
	return high<<4 | low, high >= 0 && low >= 0
}

// digit is the value of a hexadecimal digit, or -1.
func digit[U Unit](u U) rune {
	switch {
	case '0' <= u && u <= '9':
		return rune(u - '0')
	case 'a' <= u|0x20 && u|0x20 <= 'f':
		return rune(u|0x20-'a') + 10
	}
	return -1
}

func appendChar[U Unit](out []U, char rune) []U {
	if bytes, ok := any(out).([]byte); ok {
		return any(utf8.AppendRune(bytes, char)).([]U)
	}
	return append(out, U(char))
}
