package crack

import (
	"fmt"
	"strings"
	"testing"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/stretchr/testify/require"
)

// Every character up to U+00FF by the list of url.md, "Escaping and decoding".
func TestEscapeSet(t *testing.T) {
	for char := rune(0); char <= 0xFF; char++ {
		want := fmt.Sprintf("%%%02X", char)
		if strings.ContainsRune("!$&'()*+,-./:;=?@_", char) || isAlphanumeric(char) {
			want = string(char)
		}
		wide, err := Escaped([]uint16{uint16(char)})
		require.NoError(t, err)
		require.Equal(t, want, decode(wide))
		narrow, err := Escaped([]byte(string(char)))
		require.NoError(t, err)
		require.Equal(t, want, string(narrow))
	}
}

func isAlphanumeric(c rune) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

func TestNotEscapable(t *testing.T) {
	for _, unit := range []uint16{0x100, 0x20AC, 0xD800, 0xFFFF} {
		_, err := Escaped([]uint16{unit})
		require.Equal(t, werr.InvalidParameter, err, "%#x", unit)
	}
	for _, text := range []string{"\u0100", "\U0001F600", "\xC3", "a\xFF"} {
		_, err := Escaped([]byte(text))
		require.Equal(t, werr.InvalidParameter, err, "%q", text)
	}
}

func TestDecoded(t *testing.T) {
	for in, want := range map[string]string{
		"":          "",
		"%41%5a%5A": "AZZ",
		"%":         "%",
		"%4":        "%4",
		"%4g%G4":    "%4g%G4",
		"%%41":      "%A",
		"%2541":     "%41",
		"%00":       "\x00",
		"%C3%A9":    "\u00C3\u00A9",
		"\u20AC%41": "\u20ACA",
		"%4\u0141":  "%4\u0141",
		"%@0%`0%/0": "%@0%`0%/0",
		"%:0%[0%{0": "%:0%[0%{0",
	} {
		require.Equal(t, want, decode(Decoded(encode[byte](in))), in)
		require.Equal(t, want, decode(Decoded(encode[uint16](in))), in)
	}
	require.Equal(t, []byte("\xFFA\xFF"), Decoded([]byte("\xFF%41\xFF")))
}
