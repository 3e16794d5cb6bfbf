package winhttp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// levelNames is the table of query.md 1 from 0 to 78; a name in brackets is a pseudo header, "-" is unassigned.
const levelNames = `Mime-Version Content-Type Content-Transfer-Encoding Content-ID Content-Description Content-Length
	Content-Language Allow Public Date Expires Last-Modified Message-ID URI Derived-From Cost Link Pragma [VERSION]
	[STATUS_CODE] [STATUS_TEXT] [RAW_HEADERS] [RAW_HEADERS_CRLF] Connection Accept Accept-Charset Accept-Encoding
	Accept-Language Authorization Content-Encoding Forwarded From If-Modified-Since Location Orig-URI Referer Retry-After
	Server Title User-Agent WWW-Authenticate Proxy-Authenticate Accept-Ranges Set-Cookie Cookie [REQUEST_METHOD] Refresh
	Content-Disposition Age Cache-Control Content-Base Content-Location Content-MD5 Content-Range ETag Host If-Match
	If-None-Match If-Range If-Unmodified-Since Max-Forwards Proxy-Authorization Range Transfer-Encoding Upgrade Vary Via
	Warning Expect Proxy-Connection Unless-Modified-Since - - - - Proxy-Support Authentication-Info PassportURLs
	PassportConfig`

// respond runs a test with a request that has received a response without a body.
func respond(t *testing.T, head string, test func(b *bed, q HINTERNET)) {
	t.Helper()
	bubble(t, func(b *bed) {
		b.serve(answering(head))
		q := b.get()
		b.exchange(q)
		test(b, q)
	})
}

// TestQueryLevels: every level finds its header and no other, of the response and of the request.
func TestQueryLevels(t *testing.T) {
	names := strings.Fields(levelNames)
	require.Len(t, names, 79)
	find := func(q HINTERNET, level uint32, want string, message string) {
		require.Equal(t, want, queryText(q, level, "Server"), message) // the name is ignored
	}
	for level, name := range names {
		if name[0] == '[' {
			continue
		}
		const missing = "<ERROR_WINHTTP_HEADER_NOT_FOUND>"
		respond(t, "HTTP/1.1 204 x\r\nOther: "+name+"\r\n\r\n", func(b *bed, q HINTERNET) {
			find(q, uint32(level), missing, name)
			requireCode(b, absent, WinHttpQueryHeaders(q, uint32(level), "", nil, nil), name)
		})
		if name == "-" {
			continue
		}
		value := "1"
		respond(t, "HTTP/1.1 204 x\r\n"+strings.ToUpper(name)+":"+value+"\r\n\r\n", func(b *bed, q HINTERNET) {
			find(q, uint32(level), value, name)
			require.Equal(b, value, queryText(q, WINHTTP_QUERY_CUSTOM, strings.ToLower(name)))
			require.NoError(b, WinHttpAddRequestHeaders(q, name+": mine", WINHTTP_ADDREQ_FLAG_ADD|WINHTTP_ADDREQ_FLAG_REPLACE))
			find(q, uint32(level)|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, "mine", name)
		})
	}
}

// TestQueryCodes: levels and modifiers that do not exist, and values of the wrong type (query.md 1).
func TestQueryCodes(t *testing.T) {
	const (
		ofRequest = WINHTTP_QUERY_FLAG_REQUEST_HEADERS
		number    = WINHTTP_QUERY_FLAG_NUMBER
	)
	respond(t, "HTTP/1.1 204 x\r\nServer: s\r\n\r\n", func(b *bed, q HINTERNET) {
		for _, row := range []struct {
			name   string
			level  uint32
			header string
			want   Code
		}{
			{"79", 79, "", invalid},
			{"65534", 65534, "", invalid},
			{"CUSTOM without a name", WINHTTP_QUERY_CUSTOM, "", invalid},
			{"CUSTOM", WINHTTP_QUERY_CUSTOM, "sErVeR", success},
			{"CUSTOM, absent", WINHTTP_QUERY_CUSTOM, "Serve", absent},
			{"CUSTOM, no token", WINHTTP_QUERY_CUSTOM, "Server:", absent},
			{"modifier 0x10000", 0x10000 | WINHTTP_QUERY_SERVER, "", invalid},
			{"modifier 0x04000000", 0x04000000 | WINHTTP_QUERY_SERVER, "", invalid},
			{"modifier 0x10000000", 0x10000000 | WINHTTP_QUERY_SERVER, "", invalid},
			{"trailers of the request", WINHTTP_QUERY_FLAG_TRAILERS | ofRequest | WINHTTP_QUERY_SERVER, "", invalid},
			{"STATUS_CODE of the request", WINHTTP_QUERY_STATUS_CODE | ofRequest, "", absent},
			{"STATUS_TEXT of the request", WINHTTP_QUERY_STATUS_TEXT | ofRequest, "", absent},
			{"an absent number", WINHTTP_QUERY_CONTENT_LENGTH | number, "", absent},
		} {
			text, index := untouchedText, uint32(0)
			err := WinHttpQueryHeaders(q, row.level, row.header, &text, &index)
			requireCode(b, row.want, err, row.name)
			require.Equal(b, err != nil, text == untouchedText, row.name)
			require.Equal(b, err == nil, index == 1, row.name)
		}
		for name, wrong := range map[string]any{
			"nil": nil, "string": "", "nil pointer": (*string)(nil), "number": new(uint32), "bytes": new([]byte), "any": new(any),
		} {
			index := uint32(0)
			requireCode(b, invalid, WinHttpQueryHeaders(q, WINHTTP_QUERY_SERVER, "", wrong, &index), name)
			require.Zero(b, index, name)
		}
		var text string
		requireCode(b, invalid, WinHttpQueryHeaders(q, WINHTTP_QUERY_SERVER|number, "", &text, nil))
		requireCode(b, invalid, WinHttpQueryHeaders(q, WINHTTP_QUERY_SERVER|WINHTTP_QUERY_FLAG_WIRE_ENCODING, "", &text, nil))
		requireCode(b, invalid, WinHttpQueryHeaders(q, WINHTTP_QUERY_SERVER|WINHTTP_QUERY_FLAG_SYSTEMTIME, "", (*time.Time)(nil), nil))
		require.Empty(b, text)
	})
}

// TestQueryNumbers: query.md 1, "Strings and buffers".
func TestQueryNumbers(t *testing.T) {
	for _, row := range []struct {
		text string
		n32  uint32
		n64  uint64
	}{
		{"", 0, 0}, {"0", 0, 0}, {"17", 17, 17}, {" \t 17 ", 17, 17}, {"17x", 17, 17}, {"x17", 0, 0}, {"-1", 0, 0},
		{"+1", 0, 0}, {"0x10", 0, 0}, {"007", 7, 7}, {"4294967295", 4294967295, 4294967295},
		{"4294967296", 4294967295, 4294967296}, {"18446744073709551615", 4294967295, 18446744073709551615},
		{"18446744073709551616", 4294967295, 18446744073709551615}, {"1.5", 1, 1}, {"1,2", 1, 1},
	} {
		respond(t, "HTTP/1.1 204 x\r\nAge: "+row.text+"\r\n\r\n", func(b *bed, q HINTERNET) {
			n32, n64 := untouched, uint64(untouched)
			const number, number64 = WINHTTP_QUERY_FLAG_NUMBER, WINHTTP_QUERY_FLAG_NUMBER64
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_AGE|number, "", &n32, nil))
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_AGE|number64, "", &n64, nil))
			require.Equal(b, row.n32, n32, row.text)
			require.Equal(b, row.n64, n64, row.text)
			n32 = untouched // NUMBER wins
			all := number | number64 | WINHTTP_QUERY_FLAG_SYSTEMTIME | WINHTTP_QUERY_FLAG_WIRE_ENCODING
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_AGE|all, "", &n32, nil))
			require.Equal(b, row.n32, n32, row.text)
		})
	}
}

// TestQueryPseudo: the start line, and what is not in it (query.md 1 and 6).
func TestQueryPseudo(t *testing.T) {
	for _, row := range []struct{ line, version, code, text string }{
		{"HTTP/1.1 200 OK", "HTTP/1.1", "200", "OK"},
		{"HTTP/1.0 404 Not  Found at all", "HTTP/1.0", "404", "Not  Found at all"},
		{"HTTP/1.1 999 ", "HTTP/1.1", "999", ""},
		{"HTTP/1.7 200", "HTTP/1.7", "200", ""},
		{"HTTP/1.1  200  OK", "HTTP/1.1", "200", "OK"},
		{"HTTP/1.1 200 \xE9", "HTTP/1.1", "200", "\u00E9"},
	} {
		respond(t, row.line+"\r\nContent-Length: 0\r\n\r\n", func(b *bed, q HINTERNET) {
			require.Equal(b, row.version, queryText(q, WINHTTP_QUERY_VERSION, ""))
			require.Equal(b, row.code, queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
			require.Equal(b, row.text, queryText(q, WINHTTP_QUERY_STATUS_TEXT, ""))
			require.Equal(b, "HTTP/1.1", queryText(q, WINHTTP_QUERY_VERSION|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, ""))
			require.Equal(b, "GET", queryText(q, WINHTTP_QUERY_REQUEST_METHOD, ""))
			require.Equal(b, "GET", queryText(q, WINHTTP_QUERY_REQUEST_METHOD|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, ""))
			var status, index uint32 = 0, 5
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, &index))
			require.Equal(b, row.code, fmt.Sprint(status))
			require.Equal(b, uint32(5), index, "a pseudo header has no index")
		})
	}
}

// TestQueryIndex: query.md 1, "Index and repeated headers".
func TestQueryIndex(t *testing.T) {
	respond(t, "HTTP/1.1 204 x\r\nVia: a\r\nX: 1\r\nvia: b, c\r\nVIA:\r\n\r\n", func(b *bed, q HINTERNET) {
		var index uint32
		for i, want := range []string{"a", "b, c", ""} {
			var text string
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_VIA, "", &text, &index))
			require.Equal(b, want, text)
			require.Equal(b, uint32(i+1), index)
			one := uint32(i)
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_CUSTOM, "vIa", &text, &one))
			require.Equal(b, want, text)
		}
		text := untouchedText
		for _, past := range []uint32{3, 4, 1 << 31, 0xFFFFFFFF} {
			index = past
			requireCode(b, absent, WinHttpQueryHeaders(q, WINHTTP_QUERY_VIA, "", &text, &index))
			require.Equal(b, past, index)
			require.Equal(b, untouchedText, text)
		}
		require.Equal(b, "a", queryText(q, WINHTTP_QUERY_VIA, ""))
	})
}

// TestQueryRaw: query.md 1, "Raw forms".
func TestQueryRaw(t *testing.T) {
	const ofRequest = WINHTTP_QUERY_FLAG_REQUEST_HEADERS
	respond(t, "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", func(b *bed, q HINTERNET) { // the example
		crlf, nul := queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF, ""), queryText(q, WINHTTP_QUERY_RAW_HEADERS, "")
		require.Equal(t, "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", crlf)
		require.Len(t, crlf, 60/2)
		require.Equal(t, "HTTP/1.1 200 OK\x00Server: x\x00", nul)
		require.Len(t, nul, 52/2)
		var wire []byte
		require.NoError(t, WinHttpQueryHeaders(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|WINHTTP_QUERY_FLAG_WIRE_ENCODING, "", &wire, nil))
		require.Equal(t, crlf, string(wire))
	})
	const odd = "HTTP/1.1   204  Odd  one \r\nA  :   b \r\nB:\r\nC:1\nD: \xE9\r\n folded\r\n\r\n"
	respond(t, "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"+odd, func(b *bed, q HINTERNET) {
		index := uint32(7)
		var text string
		require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_RAW_HEADERS_CRLF, "", &text, &index))
		require.Equal(b, "HTTP/1.1   204  Odd  one \r\nA: b\r\nB: \r\nC: 1\r\nD: \u00E9 folded\r\n\r\n", text)
		require.Equal(b, uint32(7), index)
	})
	bubble(t, func(b *bed) {
		b.serve(answering(hello))
		q := b.request("POST", "a b", 0)
		require.Equal(b, "POST /a b HTTP/1.1\r\n\r\n", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|ofRequest, ""))
		require.Equal(b, "POST /a b HTTP/1.1\x00", queryText(q, WINHTTP_QUERY_RAW_HEADERS|ofRequest, ""))
		require.NoError(b, WinHttpAddRequestHeaders(q, "X:  y", 0))
		require.Equal(b, "POST /a b HTTP/1.1\r\nX: y\r\n\r\n", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|ofRequest, ""))
		require.Equal(b, "<ERROR_WINHTTP_HEADER_NOT_FOUND>", queryText(q, WINHTTP_QUERY_HOST|ofRequest, ""))
		require.NoError(b, WinHttpSendRequest(q, "Y: z", nil, 0, nil))
		require.Equal(b, "example.com", queryText(q, WINHTTP_QUERY_HOST|ofRequest, ""))
		require.Equal(b, "POST /a b HTTP/1.1\r\nX: y\r\nUser-Agent: agent/1.0\r\nHost: example.com\r\n"+
			"Connection: Keep-Alive\r\nY: z\r\nContent-Length: 0\r\n\r\n", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|ofRequest, ""))
	})
}

// TestQueryRawTarget: the target before escaping, as far as the text of the wire can hold it.
func TestQueryRawTarget(t *testing.T) {
	for object, want := range map[string]string{
		"\u00E9 x?\u00FF": "GET /\u00E9 x?\u00FF HTTP/1.1\x00",
		"/a%41\"<":        "GET /a%41\"< HTTP/1.1\x00",
		"/\u541B x":       "GET /%E5%90%9B%20x HTTP/1.1\x00",
		"/\xFF":           "GET /%FF HTTP/1.1\x00",
	} {
		bubble(t, func(b *bed) {
			require.Equal(b, want, queryText(b.request("", object, 0), WINHTTP_QUERY_RAW_HEADERS|requestQuery, ""))
		})
	}
}

// TestQueryTrailers: only after the end of the body (query.md 1).
func TestQueryTrailers(t *testing.T) {
	const trailers = WINHTTP_QUERY_FLAG_TRAILERS
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: head\r\n\r\n5\r\nhello\r\n0\r\nX: tail\r\nSum:9\r\n\r\n"
	respond(t, chunked, func(b *bed, q HINTERNET) {
		require.Equal(b, "<ERROR_WINHTTP_INCORRECT_HANDLE_STATE>", queryText(q, WINHTTP_QUERY_CUSTOM|trailers, "X"))
		require.Equal(b, "hello", b.body(q))
		require.Equal(b, "tail", queryText(q, WINHTTP_QUERY_CUSTOM|trailers, "X"))
		require.Equal(b, "head", queryText(q, WINHTTP_QUERY_CUSTOM, "X"))
		require.Equal(b, "<ERROR_WINHTTP_HEADER_NOT_FOUND>", queryText(q, WINHTTP_QUERY_CUSTOM, "Sum"))
		require.Equal(b, "<ERROR_WINHTTP_HEADER_NOT_FOUND>", queryText(q, WINHTTP_QUERY_STATUS_CODE|trailers, ""))
		require.Equal(b, "X: tail\r\nSum: 9\r\n\r\n", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF|trailers, ""))
		require.Equal(b, "X: tail\x00Sum: 9\x00", queryText(q, WINHTTP_QUERY_RAW_HEADERS|trailers, ""))
		var n uint32
		require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_CUSTOM|trailers|WINHTTP_QUERY_FLAG_NUMBER, "Sum", &n, nil))
		require.Equal(b, uint32(9), n)
		require.Equal(b, "chunked", queryText(q, WINHTTP_QUERY_TRANSFER_ENCODING, ""))
		require.Equal(b, "<ERROR_WINHTTP_HEADER_NOT_FOUND>", queryText(q, WINHTTP_QUERY_CONTENT_LENGTH, ""))
		var fields []WINHTTP_EXTENDED_HEADER
		require.NoError(b, WinHttpQueryHeadersEx(q, WINHTTP_QUERY_EX_ALL_HEADERS|trailers, 0, 0, nil, nil, &fields))
		require.Equal(b, []WINHTTP_EXTENDED_HEADER{{"X", "tail"}, {"Sum", "9"}}, fields)
	})
}

// TestQueryAfterResend: a new send forgets the response, and only the last one is visible.
func TestQueryAfterResend(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 401 No\r\nContent-Length: 1\r\n\r\nx"),
			wintest.Request(1), wintest.Send("HTTP/1.1 204 Yes\r\n\r\n"), wintest.Hold()})
		q := b.get()
		b.exchange(q)
		require.Equal(b, "401", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 1, nil))
		require.Equal(b, "<ERROR_WINHTTP_INCORRECT_HANDLE_STATE>", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
		require.NoError(b, WinHttpWriteData(q, []byte("y"), nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Equal(b, "204", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
		require.Equal(b, "<ERROR_WINHTTP_HEADER_NOT_FOUND>", queryText(q, WINHTTP_QUERY_CONTENT_LENGTH, ""))
	})
}
