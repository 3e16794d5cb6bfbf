package header_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

func TestAddText(t *testing.T) {
	long := strings.Repeat("v", 64<<10)
	for _, c := range []struct {
		name, text string
		want       []string
		err        error
	}{
		{"nothing", "", []string{}, nil},
		{"only line ends", "\r\n\n\r", []string{}, nil},
		{"LF", "a: 1\nb: 2", []string{"a: 1", "b: 2"}, nil},
		{"CR", "a: 1\rb: 2\r", []string{"a: 1", "b: 2"}, nil},
		{"CRLF, empty lines", "\r\na: 1\r\n\r\nb: 2\r\n\r\n", []string{"a: 1", "b: 2"}, nil},
		{"LFCR and repeated", "a: 1\n\rb: 2\r\r\rc: 3\n\n", []string{"a: 1", "b: 2", "c: 3"}, nil},
		{"a:", "a:", []string{"a: "}, nil},
		{"field: value and blank", "field: value ", []string{"field: value"}, nil},
		{"blanks skipped, interior kept", "f: \t a  b:c\t", []string{"f: a  b:c"}, nil},
		{"Latin-1 value", "f: \u00e9", []string{"f: \xe9"}, nil},
		{"colon alone", ":", []string{}, werr.InvalidParameter},
		{":b", ":b", []string{}, werr.InvalidParameter},
		{"cd", "cd", []string{}, werr.InvalidParameter},
		{" e :f", " e :f", []string{}, werr.InvalidParameter},
		{"n :v", "n :v", []string{}, werr.InvalidParameter},
		{"blank line", " ", []string{}, werr.InvalidParameter},
		{"blank in name", "a b: c", []string{}, werr.InvalidParameter},
		{"8-bit name", "\u00e9: c", []string{}, werr.InvalidParameter},
		{"value above 0xFF", "a: \u0100", []string{}, werr.InvalidParameter},
		{"NUL", "a: b\x00c", []string{}, werr.InvalidParameter},
		{"value of 64 KiB", "a:" + long, []string{"a: " + long}, nil},
		{"value above 64 KiB", "a:" + long + "v", []string{}, werr.InvalidParameter},
		{"name above 64 KiB", long + "v: a", []string{}, werr.InvalidParameter},
		{"earlier lines stay, later ones are not read", "a: 1\nb\nc: 3", []string{"a: 1"}, werr.InvalidParameter},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b header.Block
			require.ErrorIs(t, b.AddText(c.text, header.Add), c.err)
			require.Equal(t, c.want, lines(&b))
			require.ErrorIs(t, header.CheckText(c.text), c.err)
		})
	}
}

func TestNameBytes(t *testing.T) {
	for c := range 0x80 {
		var b header.Block
		name := "x" + string(rune(c)) + "y"
		bad := c <= ' ' || c == 0x7F || strings.ContainsRune("()<>@,;:\\\"/[]?={}", rune(c))
		require.Equal(t, bad, b.Add(name, "v", header.Add) != nil, "%q", name)
	}
}

func TestAddTextStopsAtModifier(t *testing.T) {
	b := blockOf(t, "a: 1")
	require.ErrorIs(t, b.AddText("b: 2\na: 3\nc: 4", header.AddIfNew), werr.HeaderAlreadyExists)
	require.Equal(t, []string{"a: 1", "b: 2"}, lines(b))
}

func TestAdd(t *testing.T) {
	for _, c := range []struct{ name, value string }{
		{"", "v"}, {"a:", "v"}, {"a ", "v"}, {"a", "b\rc"}, {"a", "b\nc"}, {"a", "b\x00"}, {"a", "\u0100"},
		{"a", strings.Repeat("v", 64<<10+1)},
	} {
		var b header.Block
		require.ErrorIs(t, b.Add(c.name, c.value, header.Add), werr.InvalidParameter)
		require.Zero(t, b.Len())
	}
	var b header.Block
	require.NoError(t, b.Add("a", " \u00fc ", header.Add))
	require.NoError(t, b.Add("a", "", header.Add))
	require.ErrorIs(t, b.Add("b", "v", header.Replace), werr.HeaderNotFound)
	require.Equal(t, []string{"a: \xfc", "a: "}, lines(&b))
}
