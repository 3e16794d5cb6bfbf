package winhttp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	add          = WINHTTP_ADDREQ_FLAG_ADD
	addIfNew     = WINHTTP_ADDREQ_FLAG_ADD_IF_NEW
	replace      = WINHTTP_ADDREQ_FLAG_REPLACE
	comma        = WINHTTP_ADDREQ_FLAG_COALESCE_WITH_COMMA
	semicolon    = WINHTTP_ADDREQ_FLAG_COALESCE_WITH_SEMICOLON
	requestQuery = WINHTTP_QUERY_FLAG_REQUEST_HEADERS
)

// occurrences are the values of a header of the request, in order.
func occurrences(q HINTERNET, name string) (all []string) {
	for index := uint32(0); ; {
		var text string
		if WinHttpQueryHeaders(q, WINHTTP_QUERY_CUSTOM|requestQuery, name, &text, &index) != nil {
			return all
		}
		all = append(all, text)
	}
}

// TestAddModifiers is the table of query.md 3: every modifier, with the header absent and there, with and without a value.
func TestAddModifiers(t *testing.T) {
	exists := ERROR_WINHTTP_HEADER_ALREADY_EXISTS
	for _, row := range []struct {
		name      string
		modifiers uint32
		value     string
		absent    Code
		alone     []string // when the header was absent
		present   Code
		after     []string // when there were "a" and "b"
	}{
		{"0", 0, "c", success, []string{"c"}, success, []string{"a", "b", "c"}},
		{"0, no value", 0, "", success, []string{""}, success, []string{"a", "b", ""}},
		{"ADD", add, "c", success, []string{"c"}, success, []string{"a", "b", "c"}},
		{"ADD, no value", add, "", success, []string{""}, success, []string{"a", "b", ""}},
		{"ADD_IF_NEW", addIfNew, "c", success, []string{"c"}, exists, []string{"a", "b"}},
		{"ADD_IF_NEW|ADD", addIfNew | add, "c", success, []string{"c"}, exists, []string{"a", "b"}},
		{"ADD_IF_NEW|REPLACE", addIfNew | replace, "c", success, []string{"c"}, exists, []string{"a", "b"}},
		{"COMMA", comma, "c", success, []string{"c"}, success, []string{"a, c", "b"}},
		{"COALESCE", WINHTTP_ADDREQ_FLAG_COALESCE, "c", success, []string{"c"}, success, []string{"a, c", "b"}},
		{"COMMA|ADD", comma | add, "c", success, []string{"c"}, success, []string{"a, c", "b"}},
		{"SEMICOLON", semicolon, "c", success, []string{"c"}, success, []string{"a; c", "b"}},
		{"SEMICOLON|ADD", semicolon | add, "c", success, []string{"c"}, success, []string{"a; c", "b"}},
		{"COMMA|SEMICOLON", comma | semicolon, "c", success, []string{"c"}, success, []string{"a, c", "b"}},
		{"REPLACE", replace, "c", absent, nil, success, []string{"c", "b"}},
		{"REPLACE, no value", replace, "", absent, nil, success, []string{"b"}},
		{"ADD|REPLACE", add | replace, "c", success, []string{"c"}, success, []string{"c", "b"}},
		{"ADD|REPLACE, no value", add | replace, "", absent, nil, success, []string{"b"}},
		{"REPLACE|COMMA", replace | comma, "c", absent, nil, success, []string{"c", "b"}},
		{"REPLACE|SEMICOLON", replace | semicolon, "c", absent, nil, success, []string{"c", "b"}},
		{"REPLACE, index 1", replace | 1, "c", absent, nil, success, []string{"a", "c"}},
		{"REPLACE, index 2", replace | 2, "c", absent, nil, absent, []string{"a", "b"}},
		{"ADD|REPLACE, index 2", add | replace | 2, "c", success, []string{"c"}, success, []string{"a", "b", "c"}},
	} {
		bubble(t, func(b *bed) {
			for _, ex := range []bool{false, true} {
				put := func(q HINTERNET) error {
					if ex {
						fields := []WINHTTP_EXTENDED_HEADER{{"x-NAME", row.value}}
						return WinHttpAddRequestHeadersEx(q, row.modifiers, 0, 0, fields)
					}
					return WinHttpAddRequestHeaders(q, "x-NAME: "+row.value, row.modifiers)
				}
				q := b.get()
				requireCode(b, row.absent, put(q), row.name)
				require.Equal(b, row.alone, occurrences(q, "X-Name"), row.name)
				q = b.get()
				require.NoError(b, WinHttpAddRequestHeaders(q, "X-Name: a\nX-Other: o\nX-Name: b", add))
				requireCode(b, row.present, put(q), row.name)
				require.Equal(b, row.after, occurrences(q, "X-Name"), row.name)
				require.Equal(b, []string{"o"}, occurrences(q, "X-Other"), row.name)
			}
		})
	}
}

// TestAddSequence is the worked sequence of functions.md 2.
func TestAddSequence(t *testing.T) {
	bubble(t, func(b *bed) {
		q := b.get()
		for _, row := range []struct {
			value     string
			modifiers uint32
			want      Code
			after     []string
		}{
			{"test1", add, success, []string{"test1"}},
			{"test2", add, success, []string{"test1", "test2"}},
			{"test3", replace, success, []string{"test3", "test2"}},
			{"test4", addIfNew, ERROR_WINHTTP_HEADER_ALREADY_EXISTS, []string{"test3", "test2"}},
			{"test4", comma, success, []string{"test3, test4", "test2"}},
			{"test5", comma, success, []string{"test3, test4, test5", "test2"}},
			{"test6", semicolon, success, []string{"test3, test4, test5; test6", "test2"}},
			{"test4", add | replace, success, []string{"test4", "test2"}},
			{"", replace, success, []string{"test2"}},
			{"", replace, success, nil},
			{"", replace, absent, nil},
		} {
			requireCode(b, row.want, WinHttpAddRequestHeaders(q, "warning:"+row.value, row.modifiers), row.value)
			require.Equal(b, row.after, occurrences(q, "Warning"))
		}
	})
}

// TestAddSyntax: lines and their separators (query.md 3).
func TestAddSyntax(t *testing.T) {
	long := strings.Repeat("x", 64<<10)
	for _, row := range []struct {
		text  string
		want  Code
		after string // of the request, without the request line
	}{
		{"a:b", success, "a: b"},
		{"a:b\r\n", success, "a: b"},
		{"a:b\nc:d", success, "a: b\nc: d"},
		{"a:b\rc:d", success, "a: b\nc: d"},
		{"a:b\n\rc:d", success, "a: b\nc: d"},
		{"\r\n\r\na:b\r\r\rc:d\r\n\r\n", success, "a: b\nc: d"},
		{"\r\n", success, ""},
		{"a:", success, "a: "},
		{"a:b:c", success, "a: b:c"},
		{"a: \t b \t c \t ", success, "a: b \t c"},
		{"field: value ", success, "field: value"},
		{"a:\x01\x7F", success, "a: \x01\x7F"},
		{"!#$%&'*+-.^_`|~09azAZ:x", success, "!#$%&'*+-.^_`|~09azAZ: x"},
		{":", invalid, ""},
		{":b", invalid, ""},
		{"cd", invalid, ""},
		{" ", invalid, ""},
		{" e :f", invalid, ""},
		{" e:f", invalid, ""},
		{"n :v", invalid, ""},
		{"n\t:v", invalid, ""},
		{"a b:c", invalid, ""},
		{"a\x00:c", invalid, ""},
		{"a:b\x00c", invalid, ""},
		{"\x7F:c", invalid, ""},
		{"\u00E9:c", invalid, ""},
		{"a:\u00E9", success, "a: \u00E9"},
		{"a:\u00FF", success, "a: \u00FF"},
		{"a:\u0100", invalid, ""},
		{"a:\xFF", invalid, ""},
		{"a:b\nbad\nc:d", invalid, "a: b"},
		{"a:b\nc:\u0100\nd:e", invalid, "a: b"},
		{"a:" + long, success, "a: " + long},
		{"a:" + long + "x", invalid, ""},
		{long + ":a", success, long + ": a"},
		{long + "x:a", invalid, ""},
	} {
		bubble(t, func(b *bed) {
			q := b.get()
			requireCode(b, row.want, WinHttpAddRequestHeaders(q, row.text, add), "%.20q", row.text)
			want := "GET / HTTP/1.1\n"
			if row.after != "" {
				want += row.after + "\n"
			}
			got := queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|requestQuery, "")
			require.Equal(b, want+"\n", strings.ReplaceAll(got, "\r\n", "\n"))
		})
	}
	for _, c := range []byte("()<>@,;:\\\"/[]?={} \t") {
		bubble(t, func(b *bed) {
			q := b.get()
			fields := []WINHTTP_EXTENDED_HEADER{{"a", "1"}, {"b" + string(c), "2"}, {"c", "3"}}
			requireCode(b, invalid, WinHttpAddRequestHeadersEx(q, add, 0, 0, fields), "%q", c)
			require.Equal(b, "GET / HTTP/1.1\r\na: 1\r\n\r\n", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|requestQuery, ""))
		})
	}
}

// TestAddEx: names and values come apart, and cannot break out (query.md 2 and 3).
func TestAddEx(t *testing.T) {
	bubble(t, func(b *bed) {
		q := b.get()
		one := []WINHTTP_EXTENDED_HEADER{{"X", "y"}}
		requireCode(b, invalid, WinHttpAddRequestHeadersEx(q, 0, 0, 0, nil))
		requireCode(b, invalid, WinHttpAddRequestHeadersEx(q, 0, 2, 0, one))
		requireCode(b, invalid, WinHttpAddRequestHeadersEx(q, 0, 0, 1, one))
		for _, bad := range []WINHTTP_EXTENDED_HEADER{
			{"", "v"}, {"X:", "v"}, {"X", "a\r\nY: b"}, {"X", "a\nb"}, {"X", "a\rb"}, {"X", "a\x00"}, {"X\r\nY", "v"}, {"X", "\u20AC"},
		} {
			requireCode(b, invalid, WinHttpAddRequestHeadersEx(q, 0, 0, 0, []WINHTTP_EXTENDED_HEADER{bad}), "%q", bad)
		}
		require.Equal(b, "GET / HTTP/1.1\r\n\r\n", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|requestQuery, ""))
		require.NoError(b, WinHttpAddRequestHeadersEx(q, 0, WINHTTP_EXTENDED_HEADER_FLAG_UNICODE, 0, one))
		require.Equal(b, []string{"y"}, occurrences(q, "x"))
	})
}

// TestQueryHeadersEx: query.md 2.
func TestQueryHeadersEx(t *testing.T) {
	const all = WINHTTP_QUERY_EX_ALL_HEADERS
	custom := func(name string) *WINHTTP_HEADER_NAME { return &WINHTTP_HEADER_NAME{name} }
	zero, one, three := uint32(0), uint32(1), uint32(3)
	via := []WINHTTP_EXTENDED_HEADER{{"Via", "a"}, {"via", "\u00E9"}, {"VIA", ""}}
	respond(t, "HTTP/1.1 204 x\r\nVia: a\r\nServer: s\r\nvia: \xE9\r\nVIA:\r\n\r\n", func(b *bed, q HINTERNET) {
		require.NoError(b, WinHttpAddRequestHeaders(q, "Mine: x", 0))
		for _, row := range []struct {
			name   string
			level  uint32
			index  *uint32
			header *WINHTTP_HEADER_NAME
			want   Code
			fields []WINHTTP_EXTENDED_HEADER
			next   uint32
		}{
			{"all", all, nil, nil, success, []WINHTTP_EXTENDED_HEADER{via[0], {"Server", "s"}, via[1], via[2]}, 0},
			{"all, name ignored", all, &zero, custom("Via"), success, []WINHTTP_EXTENDED_HEADER{via[0], {"Server", "s"}, via[1], via[2]}, 0},
			{"level", WINHTTP_QUERY_VIA, &zero, nil, success, via, 3},
			{"from the second on", WINHTTP_QUERY_VIA, &one, custom("Server"), success, via[1:], 3},
			{"past the last", WINHTTP_QUERY_VIA, &three, nil, absent, nil, 3},
			{"custom", WINHTTP_QUERY_CUSTOM, &zero, custom("vIA"), success, via, 3},
			{"custom without a name", WINHTTP_QUERY_CUSTOM, nil, nil, invalid, nil, 0},
			{"custom with an empty name", WINHTTP_QUERY_CUSTOM, nil, custom(""), invalid, nil, 0},
			{"absent", WINHTTP_QUERY_AGE, &zero, nil, absent, nil, 0},
			{"of the request", WINHTTP_QUERY_CUSTOM | requestQuery, nil, custom("mine"), success, []WINHTTP_EXTENDED_HEADER{{"Mine", "x"}}, 0},
			{"bytes of the wire", WINHTTP_QUERY_VIA | WINHTTP_QUERY_FLAG_WIRE_ENCODING, nil, nil, success,
				[]WINHTTP_EXTENDED_HEADER{via[0], {"via", "\xE9"}, via[2]}, 0},
			{"VERSION", WINHTTP_QUERY_VERSION, nil, nil, invalid, nil, 0},
			{"STATUS_CODE", WINHTTP_QUERY_STATUS_CODE, nil, nil, invalid, nil, 0},
			{"STATUS_TEXT", WINHTTP_QUERY_STATUS_TEXT, nil, nil, invalid, nil, 0},
			{"RAW_HEADERS_CRLF", WINHTTP_QUERY_RAW_HEADERS_CRLF, nil, nil, invalid, nil, 0},
			{"REQUEST_METHOD", WINHTTP_QUERY_REQUEST_METHOD, nil, nil, invalid, nil, 0},
			{"NUMBER", WINHTTP_QUERY_VIA | WINHTTP_QUERY_FLAG_NUMBER, nil, nil, invalid, nil, 0},
			{"NUMBER64", WINHTTP_QUERY_VIA | WINHTTP_QUERY_FLAG_NUMBER64, nil, nil, invalid, nil, 0},
			{"SYSTEMTIME", WINHTTP_QUERY_VIA | WINHTTP_QUERY_FLAG_SYSTEMTIME, nil, nil, invalid, nil, 0},
			{"unknown level", 79, nil, nil, invalid, nil, 0},
			{"no trailers", WINHTTP_QUERY_VIA | WINHTTP_QUERY_FLAG_TRAILERS, nil, nil, absent, nil, 0},
		} {
			var index *uint32
			if row.index != nil {
				n := *row.index
				index = &n
			}
			var fields []WINHTTP_EXTENDED_HEADER
			requireCode(b, row.want, WinHttpQueryHeadersEx(q, row.level, 0, 12345, index, row.header, &fields), row.name)
			require.Equal(b, row.fields, fields, row.name)
			if index != nil {
				require.Equal(b, row.next, *index, row.name)
			}
		}
		requireCode(b, invalid, WinHttpQueryHeadersEx(q, all, 1, 0, nil, nil, new([]WINHTTP_EXTENDED_HEADER)))
		requireCode(b, invalid, WinHttpQueryHeadersEx(q, all, 0, 0, nil, nil, nil))
	})
}
