package winhttp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestWireVerbs: the request line and the length of the body (query.md 4 and 5).
func TestWireVerbs(t *testing.T) {
	wire(t, "verbs", []sample{
		{name: "nothing given"},
		{name: "GET", verb: "GET", object: "/a/b?c=d"},
		{name: "object without a slash", verb: "GET", object: "big"},
		{name: "HEAD", verb: "HEAD"},
		{name: "OPTIONS", verb: "OPTIONS"},
		{name: "TRACE", verb: "TRACE"},
		{name: "CONNECT", verb: "CONNECT"},
		{name: "POST without a body", verb: "POST"},
		{name: "POST with a body", verb: "POST", send: sends("", "body", 4)},
		{name: "POST with a body and total 0", verb: "POST", send: sends("", "body", 0)},
		{name: "POST in parts", verb: "POST", send: steps(sends("", "bo", 4), writes("d"), writes(""), writes("y"))},
		{name: "GET with a body", verb: "GET", send: sends("", "body", 4)},
		{name: "PUT 0", verb: "PUT"},
		{name: "DELETE", verb: "DELETE"},
		{name: "MOVE", verb: "MOVE"},
		{name: "the case of letters stays", verb: "pOsT"},
		{name: "get in lower case has no length", verb: "get"},
		{name: "any token", verb: "X-!#$%&'*+.^_`|~1"},
		{name: "HTTP/1.0", version: "HTTP/1.0"},
		{name: "HTTP_VERSION 1.0", prepare: sets(WINHTTP_OPTION_HTTP_VERSION, HTTP_VERSION_INFO{1, 0})},
		{name: "the argument comes before HTTP_VERSION", version: "HTTP/1.1",
			prepare: sets(WINHTTP_OPTION_HTTP_VERSION, HTTP_VERSION_INFO{1, 0})},
	})
}

// TestWireHeaders: generated headers, and those of the application (query.md 3 and 4).
func TestWireHeaders(t *testing.T) {
	wire(t, "headers", []sample{
		{name: "AddRequestHeaders", prepare: adds("X-One: 1\r\nX-Two:2\n\n\rX-Empty:\r\n")},
		{name: "SendRequest", send: sends("X-One: 1\r\nX-Empty:\r\nX-Two:2", "", 0)},
		{name: "SendRequest over AddRequestHeaders", prepare: adds("A: 1\nB: 2\nA: 3"), send: sends("a: 9\nC: 8", "", 0)},
		{name: "SendRequest over generated headers", flags: WINHTTP_FLAG_REFRESH,
			send: sends("Host: other\nUser-Agent: mine\nConnection: x\nPragma: y\nCache-Control: z", "", 0)},
		{name: "SendRequest takes headers away", prepare: adds("A: 1\nA: 2"), send: sends("A:\nUser-Agent:\nConnection:", "", 0)},
		{name: "AddRequestHeaders before generated headers", flags: WINHTTP_FLAG_REFRESH,
			prepare: adds("host: other\nuser-agent: mine\nconnection: x\npragma: y\ncache-control: z")},
		{name: "AddRequestHeadersEx", prepare: func(q HINTERNET) error {
			fields := []WINHTTP_EXTENDED_HEADER{{"X-A", "1"}, {"X-B", " 2:\t3 "}}
			return WinHttpAddRequestHeadersEx(q, 0, WINHTTP_EXTENDED_HEADER_FLAG_UNICODE, 0, fields)
		}},
		{name: "accept types", accept: []string{"text/html", "*/*;q=0.8"}},
		{name: "one accept type", accept: []string{"text/plain"}},
		{name: "no accept types", accept: []string{}},
		{name: "referrer", referrer: "http://other/page?q"},
		{name: "refresh", flags: WINHTTP_FLAG_REFRESH},
		{name: "refresh with HTTP/1.0", flags: WINHTTP_FLAG_BYPASS_PROXY_CACHE, version: "HTTP/1.0"},
		{name: "no agent", agent: "none"},
		{name: "agent", agent: "Größe/2 (x)"},
		{name: "no agent, but a header", agent: "none", prepare: adds("User-Agent: mine")},
		{name: "Latin-1", prepare: adds("X: \u00E9\u00FF"), referrer: "/\u00E4"},
		{name: "blanks around a value", prepare: adds("X: \t a  b \t ")},
		{name: "keep-alive disabled", prepare: sets(WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE)},
		{name: "other features disabled", prepare: sets(WINHTTP_OPTION_DISABLE_FEATURE,
			WINHTTP_DISABLE_COOKIES|WINHTTP_DISABLE_REDIRECTS|WINHTTP_DISABLE_AUTHENTICATION)},
		{name: "keep-alive disabled, but a header", prepare: steps(adds("Connection: Keep-Alive"),
			sets(WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE))},
		{name: "order", prepare: adds(wellKnown), accept: []string{"1"}, referrer: "1", flags: WINHTTP_FLAG_REFRESH},
	})
}

// wellKnown are headers in an order that is not that of the wire.
const wellKnown = `X-First: 1
Warning: 1
User-Agent: 1
Cookie: 1
TE: 1
Content-Type: 1
X-Second: 2
Accept-Language: 1
Accept: 2
Upgrade: 1
Range: 1
Transfer-Encoding: chunked
If-Match: 1
Host: 1
Content-Encoding: 1
Date: 1
Expect: 1
Via: 1
cookie: 2
Allow: 1
Proxy-Authorization: 1
Origin: 1
Authorization: 1
Trailer: 1`

// TestWireHosts: the Host header has the port that is not the scheme's (query.md 4).
func TestWireHosts(t *testing.T) {
	const secure = WINHTTP_FLAG_SECURE
	wire(t, "hosts", []sample{
		{name: "http", host: "Example.COM"},
		{name: "http, 80", port: 80},
		{name: "http, 443", port: 443},
		{name: "http, 8080", port: 8080},
		{name: "https", flags: secure},
		{name: "https, 443", flags: secure, port: 443},
		{name: "https, 80", flags: secure, port: 80},
		{name: "https, 65535", flags: secure, port: 65535},
		{name: "IPv4", host: "10.1.2.3", port: 81},
		{name: "IPv6", host: "[2001:db8::1]"},
		{name: "IPv6 with a port", host: "[2001:DB8::1]", port: 8080},
		{name: "IPv6, https", host: "[::1]", flags: secure},
		{name: "IPv6 with a zone", host: "[fe80::1%eth0]"},
	})
}

// TestWireTargets has the examples of query.md 5, and of functions.md for WinHttpOpenRequest.
func TestWireTargets(t *testing.T) {
	const (
		example = "/a b%20\"~'{}\t#x?q=<1> \u00E9%\r\n^"
		kept    = "/!$&'()*+,-./:;=@_~%41?!$&'()*+,-./:;=?@_~%"
		escaped = "/\x01\x1F\x7F\"#<>[\\]^`{|}?\x01\x1F\x7F\"#<>[\\]^`{|}"
	)
	var samples []sample
	for _, mode := range []struct {
		name  string
		flags uint32
	}{
		{"default", 0},
		{"NULL_CODEPAGE", WINHTTP_FLAG_NULL_CODEPAGE},
		{"PERCENT", WINHTTP_FLAG_ESCAPE_PERCENT},
		{"DISABLE", WINHTTP_FLAG_ESCAPE_DISABLE},
		{"DISABLE_QUERY", WINHTTP_FLAG_ESCAPE_DISABLE_QUERY},
		{"PERCENT+DISABLE_QUERY", WINHTTP_FLAG_ESCAPE_PERCENT | WINHTTP_FLAG_ESCAPE_DISABLE_QUERY},
		{"PERCENT+DISABLE", WINHTTP_FLAG_ESCAPE_PERCENT | WINHTTP_FLAG_ESCAPE_DISABLE},
		{"DISABLE+DISABLE_QUERY", WINHTTP_FLAG_ESCAPE_DISABLE | WINHTTP_FLAG_ESCAPE_DISABLE_QUERY},
	} {
		samples = append(samples,
			sample{name: mode.name + ", example", object: example, flags: mode.flags},
			sample{name: mode.name + ", kept", object: kept, flags: mode.flags},
			sample{name: mode.name + ", escaped", object: escaped, flags: mode.flags},
			sample{name: mode.name + ", U+0080 7F ~", object: "\u0080\x7F~", flags: mode.flags},
			sample{name: mode.name + ", U+541B", object: "\u541B?\u541B", flags: mode.flags})
	}
	samples = append(samples,
		sample{name: "functions.md", object: "\r\n\x1F\x7F< %one?\u0080"},
		sample{name: "only a query", object: "?a=b"},
		sample{name: "fragment", object: "/a#b?c#d"},
		sample{name: "absolute", object: "http://other/x"},
		sample{name: "not UTF-8", object: "/\xFF\xC3"})
	var lines strings.Builder
	for _, s := range samples {
		line, _, _ := strings.Cut(visible(onTheWire(t, &s)), "\n")
		fmt.Fprintf(&lines, "# %s\n%s\n", s.name, line)
	}
	wintest.Golden(t, "wire/targets.txt", lines.String())
}

// TestWireLengths is the table of protocol.md 6.1, and the rules of query.md 4 for Content-Length.
func TestWireLengths(t *testing.T) {
	wire(t, "lengths", []sample{
		{name: "own header and total 0", verb: "POST", send: sends("Content-Length: 4", "body", 0)},
		{name: "own header and the same total", verb: "POST", send: sends("Content-Length: 4", "body", 4)},
		{name: "own header, rest written", verb: "POST", send: steps(sends("Content-Length: 4", "bo", 0), writes("dy"))},
		{name: "own header with a GET", send: sends("content-length: 0", "", 0)},
		{name: "own header above 4 GiB", verb: "PUT", send: steps(sends("Content-Length: 4294967300", "", 0), writes("x"))},
		{name: "own header set before", verb: "PUT", prepare: adds("Content-Length: 1"), send: sends("", "x", 1)},
		{name: "Transfer-Encoding", verb: "POST",
			send: steps(sends("Transfer-Encoding: chunked", "", 0), writes("1\r\nx\r\n"), writes("0\r\n\r\n"))},
		{name: "Transfer-Encoding set before", verb: "POST", prepare: adds("Transfer-Encoding: chunked"),
			send: steps(sends("", "", 0), writes("0\r\n\r\n"))},
		{name: "Transfer-Encoding with optional data", verb: "POST", send: sends("Transfer-Encoding: chunked", "post", 4)},
		{name: "Transfer-Encoding with a GET", send: sends("Transfer-Encoding: chunked", "", 0)},
	})
	for _, row := range []struct {
		name, headers, optional string
		total                   uint32
	}{
		{"own header and another total", "Content-Length: 4", "body", 5},
		{"own header and a smaller total", "Content-Length: 4", "bo", 2},
		{"own header below the optional data", "Content-Length: 3", "body", 0},
		{"own header empty", "Content-Length:", "", 0},
		{"own header no number", "Content-Length: x", "", 0},
		{"own header negative", "Content-Length: -1", "", 0},
		{"own header signed", "Content-Length: +1", "", 0},
		{"own header above 63 bits", "Content-Length: 9223372036854775808", "", 0},
		{"own headers that differ", "Content-Length: 4\nX: y", "body", 3},
		{"total below the optional data", "", "body", 3},
		{"both headers", "Content-Length: 4\nTransfer-Encoding: chunked", "body", 0},
	} {
		bubble(t, func(b *bed) {
			q := b.request("POST", "/", 0)
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSendRequest(q, row.headers, []byte(row.optional), row.total, nil), row.name)
			require.NotContains(b, queryText(q, WINHTTP_QUERY_RAW_HEADERS|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, ""), "Content", row.name)
		})
	}
}

// TestWireAgain: a request that is sent again makes its generated headers anew and keeps those of the application.
func TestWireAgain(t *testing.T) {
	again := func(first, second func(HINTERNET) error) func(HINTERNET) error { return steps(first, receives, second) }
	wire(t, "again", []sample{
		{name: "other lengths", verb: "POST", send: again(sends("", "body", 4), sends("", "x", 1))},
		{name: "no body the second time", verb: "POST", send: again(sends("", "body", 4), sends("", "", 0))},
		{name: "no length the second time", verb: "GET", send: again(sends("", "body", 4), sends("", "", 0))},
		{name: "headers of the first call stay", send: again(sends("X: 1\nUser-Agent: mine", "", 0), sends("", "", 0))},
		{name: "headers of the first call replaced", send: again(sends("X: 1", "", 0), sends("X: 2\nY: 3", "", 0))},
		{name: "generated headers replaced in between",
			send: again(sends("", "", 0), steps(adds("Connection: mine\nUser-Agent: mine"), sends("", "", 0)))},
		{name: "another version", send: again(sends("", "", 0),
			steps(sets(WINHTTP_OPTION_HTTP_VERSION, HTTP_VERSION_INFO{1, 0}), sends("", "", 0)))},
		{name: "refresh, and another version", flags: WINHTTP_FLAG_REFRESH, send: again(sends("", "", 0),
			steps(sets(WINHTTP_OPTION_HTTP_VERSION, HTTP_VERSION_INFO{1, 0}), sends("", "", 0)))},
		{name: "keep-alive disabled in between", send: again(sends("", "", 0),
			steps(sets(WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE), sends("", "", 0)))},
	})
}
