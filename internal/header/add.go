package header

import (
	"strings"

	werr "github.com/gowinhttp/winhttp/errors"
)

// maxText is the longest name or value an application may add, in bytes on the wire.
const maxText = 64 << 10

// AddText adds the lines of a header text, UTF-8, in order. Any run of CR and LF separates lines, empty lines do not
// count, the last line needs no end (WinHttpAddRequestHeaders; query.md section 3). The first bad line ends the call with
// InvalidParameter, or with the error of Modify; the lines before it stay.
func (b *Block) AddText(text string, m Modifiers) error {
	for line := range strings.FieldsFuncSeq(text, isLineEnd) {
		f, err := parseLine(line)
		if err != nil {
			return err
		}
		if err := b.Modify(f.Name, f.Value, m); err != nil {
			return err
		}
	}
	return nil
}

// CheckText returns the InvalidParameter that AddText would end with, and changes nothing.
func CheckText(text string) error {
	for line := range strings.FieldsFuncSeq(text, isLineEnd) {
		if _, err := parseLine(line); err != nil {
			return err
		}
	}
	return nil
}

// Add adds one header whose name and value, UTF-8, are already apart (WinHttpAddRequestHeadersEx). InvalidParameter if
// the name is no token, if the value holds CR, LF, NUL or a code point above 0xFF, or if either is above 64 KiB; else the
// error of Modify.
func (b *Block) Add(name, value string, m Modifiers) error {
	f, err := parseField(name, value)
	if err != nil {
		return err
	}
	return b.Modify(f.Name, f.Value, m)
}

func isLineEnd(r rune) bool { return r == '\r' || r == '\n' }

func parseLine(line string) (Field, error) {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return Field{}, werr.InvalidParameter
	}
	return parseField(name, value)
}

func parseField(name, value string) (Field, error) {
	value, err := ToWire(trim(value))
	if err != nil {
		return Field{}, err
	}
	if !isToken(name) || len(name) > maxText || len(value) > maxText || strings.ContainsAny(value, "\r\n\x00") {
		return Field{}, werr.InvalidParameter
	}
	return Field{Name: name, Value: value}, nil
}
