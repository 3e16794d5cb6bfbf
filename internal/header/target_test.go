package header_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/header"
)

const (
	percent      = header.EscapePercent
	disable      = header.EscapeDisable
	disableQuery = header.EscapeDisableQuery
)

// The example and the further rows of query.md section 5 and of OpenRequest in functions.md.
func TestEscapeTarget(t *testing.T) {
	const example = "/a b%20\"~'{}\t#x?q=<1> \u00e9%\r\n^"
	for _, c := range []struct {
		name, object string
		flags        header.EscapeFlags
		want         string
	}{
		{"example, 0", example, 0, "/a%20b%20%22~'%7B%7D%09%23x?q=%3C1%3E%20%C3%A9%%0D%0A%5E"},
		{"example, NULL_CODEPAGE, REFRESH, SECURE", example, 0x00800108, "/a%20b%20%22~'%7B%7D%09%23x?q=%3C1%3E%20%C3%A9%%0D%0A%5E"},
		{"example, PERCENT", example, percent, "/a%20b%2520%22~'%7B%7D%09%23x?q=%3C1%3E%20%C3%A9%25%0D%0A%5E"},
		{"example, DISABLE", example, disable, "/a%20b%20\"~'{}\t#x?q=<1>%20%C3%A9%^"},
		{"example, DISABLE_QUERY", example, disableQuery, "/a%20b%20%22~'%7B%7D%09%23x?q=<1>%20%C3%A9%^"},
		{"example, PERCENT + DISABLE_QUERY", example, percent | disableQuery, "/a%20b%2520%22~'%7B%7D%09%23x?q=<1>%20%C3%A9%^"},
		{"DISABLE beats PERCENT", "/%<", disable | percent, "/%<"},
		{"DISABLE + DISABLE_QUERY", "/<?<", disable | disableQuery, "/<?<"},
		{"C1 and DEL", "/\u0080\u007f~", 0, "/%C2%80%7F~"},
		{"C1 and DEL, DISABLE", "/\u0080\u007f~", disable, "/%C2%80\u007f~"},
		{"U+541B", "/\u541b", 0, "/%E5%90%9B"},
		{"U+541B, DISABLE", "/\u541b", disable, "/%E5%90%9B"},
		{"U+541B, PERCENT", "/\u541b", percent, "/%E5%90%9B"},
		{"functions.md", "/\r\n\x1f\x7f< %one?", 0, "/%0D%0A%1F%7F%3C%20%one?"},
		{"%41 stays", "/%41", 0, "/%41"},
		{"second question mark", "/a?b?#", disableQuery, "/a?b?#"},
		{"empty", "", 0, "/"},
		{"no slash", "big", 0, "/big"},
		{"no slash, escaped", "a b", 0, "/a%20b"},
		{"query alone", "?a b", 0, "/?a%20b"},
		{"CR and LF alone", "\r\n", disable, "/"},
		{"fragment", "/a#b", 0, "/a%23b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, header.EscapeTarget(c.object, c.flags))
		})
	}
}

func TestEscapeEveryByte(t *testing.T) {
	for c := range 256 {
		b := string([]byte{byte(c)})
		escaped := fmt.Sprintf("%%%02X", c)
		byDefault, disabled := b, b
		if c <= ' ' || c >= 0x7F || strings.Contains("\"#<>[\\]^`{|}", b) {
			byDefault = escaped
		}
		if c == ' ' || c >= 0x80 {
			disabled = escaped
		}
		if c == '\r' || c == '\n' {
			disabled = ""
		}
		withPercent := byDefault
		if c == '%' {
			withPercent = escaped
		}
		require.Equal(t, "/"+byDefault+"?"+byDefault, header.EscapeTarget("/"+b+"?"+b, 0))
		require.Equal(t, "/"+withPercent+"?"+withPercent, header.EscapeTarget("/"+b+"?"+b, percent))
		require.Equal(t, "/"+disabled+"?"+disabled, header.EscapeTarget("/"+b+"?"+b, disable))
	}
}

func TestEscapeAllocations(t *testing.T) {
	sink := ""
	for _, c := range []struct {
		object string
		most   float64
	}{{"/plain/path?with=query", 0}, {"", 0}, {"/a b?c d" + strings.Repeat("\u00e9", 50), 2}} {
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() { sink = header.EscapeTarget(c.object, 0) }), c.most)
	}
	require.NotEmpty(t, sink)
}
