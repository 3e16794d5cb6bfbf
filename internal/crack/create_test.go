package crack

import (
	"testing"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/stretchr/testify/require"
)

// null stands for an absent component in the tables below.
const null = "NULL"

// present is the text of each component, nil for null.
func present[U Unit](c Components[string]) Components[[]U] {
	text := func(s string) []U {
		if s == null {
			return nil
		}
		return encode[U](s)
	}
	return Components[[]U]{
		text(c.Scheme), text(c.User), text(c.Password), text(c.Host), text(c.Path), text(c.Extra), c.SchemeType, c.Port,
	}
}

type createCase struct {
	name   string
	in     Components[string]
	flags  Flags
	text   string
	length uint32 // 0 where it depends on the encoding
	err    error
}

var creates = []createCase{
	// The rows of url.md, "Cases: create", under their numbers; 21 to 25 follow below.
	{"1", Components[string]{"http", "bob", "pw", "api.test", "/p", "?q", 0, 80}, 0, "http://bob:pw@api.test/p?q", 26, nil},
	{"2", Components[string]{"http", null, null, "api.test", "/p", "?q", 0, 80}, 0, "http://api.test/p?q", 19, nil},
	{"3", Components[string]{"http", "bob", null, "api.test", "/p", "?q", 0, 80}, 0, "http://bob@api.test/p?q", 23, nil},
	{"4", Components[string]{"http", "bob", "", "api.test", "/p", "?q", 0, 80}, 0, "http://bob:@api.test/p?q", 24, nil},
	{"5", Components[string]{"http", "", "", "api.test", "/p", "?q", 0, 80}, 0, "http://:@api.test/p?q", 21, nil},
	{"6", Components[string]{"http", "", "pw", "api.test", "/p", "?q", 0, 80}, 0, "http://:pw@api.test/p?q", 23, nil},
	{"7", Components[string]{"http", null, "pw", "api.test", "/p", "?q", 0, 80}, 0, "", 0, werr.InvalidParameter},
	{"8", Components[string]{null, "bob", "pw", "api.test", "/p", "?q", 1, 80}, 0, "http://bob:pw@api.test/p?q", 26, nil},
	{"9", Components[string]{null, "bob", "pw", "api.test", "/p", "?q", 0, 80}, 0, "http://bob:pw@api.test/p?q", 26, nil},
	{"10", Components[string]{null, null, null, "api.test", "/p", "?q", 0, 0}, 0, "http://api.test:0/p?q", 21, nil},
	{"11", Components[string]{"ftp", null, null, "api.test", "/p", "?q", 1, 80}, 0, "ftp://api.test:80/p?q", 21, nil},
	{"12", Components[string]{"http", null, null, "api.test", "/p", "?q", 0, 81}, 0, "http://api.test:81/p?q", 22, nil},
	{"13", Components[string]{"https", null, null, "api.test", "/p", "?q", 0, 443}, 0, "https://api.test/p?q", 20, nil},
	{"14", Components[string]{"https", null, null, "api.test", "/p", "?q", 0, 80}, 0, "https://api.test:80/p?q", 23, nil},
	{"15", Components[string]{"http", null, null, "api.test", "p", null, 0, 80}, 0, "http://api.test/p", 17, nil},
	{"16", Components[string]{null, null, null, null, null, " \x1F\x7F", 0, 0}, Escape, "http://%20%1F%7F", 16, nil},
	{"17", Components[string]{null, null, null, null, " \x1F\x7F", null, 0, 0}, Escape, "http://%20%1F%7F", 16, nil},
	{"18", Components[string]{"http", null, null, "api.test", "/a%b~'", null, 0, 80}, Escape, "http://api.test/a%25b%7E'", 25, nil},
	{"19", Components[string]{"http", null, null, "api.test", "/\uFB00", null, 0, 80}, Escape, "", 0, werr.InvalidParameter},
	{"20", Components[string]{"http", null, null, "api.test", "/\uFB00", null, 0, 80}, 0, "http://api.test/\uFB00", 0, nil},
	{"26", Components[string]{"http", "bob", "pw", "api.test", "/p", "?q", 0, 80}, RejectUserPassword, "", 0, werr.InvalidURL},
	{"27", Components[string]{"http", null, null, "api.test", "/p", "?q", 0, 80}, IncludeDefaultPort, "http://api.test:80/p?q", 22, nil},

	// What the text of url.md says and its table does not show.
	{"password is checked first", Components[string]{null, null, "pw", null, null, null, 9, 0}, RejectUserPassword, "", 0, werr.InvalidParameter},
	{"empty user rejected", Components[string]{null, "", null, null, null, null, 0, 0}, RejectUserPassword, "", 0, werr.InvalidURL},
	{"nothing to reject", Components[string]{null, null, null, "h", null, null, 0, 80}, RejectUserPassword, "http://h", 8, nil},
	{"nothing set", Components[string]{null, null, null, null, null, null, 0, 0}, 0, "http://", 7, nil},
	{"number 2", Components[string]{null, null, null, "h", null, null, 2, 443}, 0, "https://h", 9, nil},
	{"number 3", Components[string]{null, null, null, "h", null, null, 3, 21}, 0, "", 0, werr.InvalidParameter},
	{"number below 0", Components[string]{null, null, null, "h", null, null, -1, 80}, 0, "", 0, werr.InvalidParameter},
	{"text wins over any number", Components[string]{"http", null, null, "h", null, null, 9, 80}, 0, "http://h", 8, nil},
	{"scheme in capitals", Components[string]{"HTTP", null, null, "h", null, null, 0, 80}, 0, "HTTP://h:80", 11, nil},
	{"empty scheme", Components[string]{"", null, null, "h", null, null, 1, 80}, 0, "://h:80", 7, nil},
	{"other scheme, port 0", Components[string]{"ftp", null, null, "h", null, null, 0, 0}, 0, "ftp://h:0", 9, nil},
	{"user without host", Components[string]{null, "u", "p", null, "x", null, 0, 9}, 0, "http://u:p@x", 12, nil},
	{"empty host", Components[string]{null, null, null, "", "p", null, 0, 81}, 0, "http://:81/p", 12, nil},
	{"empty path", Components[string]{null, null, null, "h", "", null, 0, 80}, 0, "http://h/", 9, nil},
	{"no path", Components[string]{null, null, null, "h", null, "q", 0, 80}, 0, "http://hq", 9, nil},
	{"inner NUL", Components[string]{null, null, null, "a\x00b", "/", null, 0, 80}, 0, "http://a\x00b/", 11, nil},
	{"authority verbatim", Components[string]{"a b", "u ", "p ", "h ", "/", null, 0, 1}, Escape, "a b://u :p @h :1/", 17, nil},
	{"authority escaped", Components[string]{"a b", "u ", "p%", "h ", "/ ", null, 0, 1}, EscapeAuthority, "a b://u%20:p%25@h%20:1/ ", 24, nil},
	{"authority not escapable", Components[string]{null, "\u0100", null, "h", "/", null, 0, 1}, EscapeAuthority, "", 0, werr.InvalidParameter},
	{"scheme not escapable", Components[string]{"\u0100", null, null, null, null, null, 0, 1}, Escape | EscapeAuthority, "\u0100://", 0, nil},
	{"unknown flags", Components[string]{null, null, null, "h", "/ ", null, 0, 80}, 0x2E001000, "http://h/ ", 10, nil},
}

func TestCreate(t *testing.T) {
	for _, c := range creates {
		t.Run(c.name, func(t *testing.T) {
			both(t, func(t *testing.T) { runCreate[byte](t, c) }, func(t *testing.T) { runCreate[uint16](t, c) })
		})
	}
}

func runCreate[U Unit](t *testing.T, c createCase) {
	in := present[U](c.in)
	text, err := Create(in, c.flags)
	require.Equal(t, c.err, err)
	require.Equal(t, c.text, decode(text))

	length := uint32(1000)
	text, err = CreateInto(&in, c.flags, true, &length)
	require.Equal(t, c.err, err)
	if c.err != nil {
		require.EqualValues(t, 1000, length, "untouched")
		return
	}
	require.Equal(t, c.text+"\x00", decode(text))
	require.EqualValues(t, len(text)-1, length)
	if c.length != 0 {
		require.Equal(t, c.length, length)
	}
}

func TestCreateInto(t *testing.T) {
	two := present[uint16](Components[string]{"http", null, null, "api.test", "/p", "?q", 0, 80})
	wrong := present[uint16](Components[string]{"http", null, "pw", "api.test", "/p", "?q", 0, 80})
	tests := []struct {
		name     string
		in       *Components[[]uint16]
		buffer   bool
		size     uint32
		length   uint32
		expected error
	}{
		{"21", &two, false, 0, 20, werr.InsufficientBuffer},
		{"22", &two, true, 2, 20, werr.InsufficientBuffer},
		{"23", &two, false, 256, 256, werr.InvalidParameter},
		{"24", nil, true, 256, 256, werr.InvalidParameter},
		{"no room for the NUL", &two, true, 19, 20, werr.InsufficientBuffer},
		{"just enough", &two, true, 20, 19, nil},
		{"largest size", &two, true, 0xFFFFFFFF, 19, nil},
		{"content before size", &wrong, false, 0, 0, werr.InvalidParameter},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			length := c.size
			text, err := CreateInto(c.in, 0, c.buffer, &length)
			require.Equal(t, c.expected, err)
			require.Equal(t, c.length, length)
			if err == nil {
				require.Equal(t, "http://api.test/p?q\x00", decode(text))
			}
		})
	}
	t.Run("25", func(t *testing.T) {
		_, err := CreateInto(&two, 0, true, nil)
		require.Equal(t, werr.InvalidParameter, err)
	})
}
