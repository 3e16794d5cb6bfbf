package winhttp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestOpenRefuses: functions.md, WinHttpOpen.
func TestOpenRefuses(t *testing.T) {
	for _, row := range []struct {
		name         string
		agent        string
		accessType   uint32
		proxy, skips string
		flags        uint32
		want         Code
	}{
		{"access type 2", "", 2, "", "", 0, invalid},
		{"access type 5", "", 5, "", "", 0, invalid},
		{"access type -1", "", 0xFFFFFFFF, "", "", 0, invalid},
		{"named proxy without a name", "", WINHTTP_ACCESS_TYPE_NAMED_PROXY, "", "x", 0, invalid},
		{"agent with CR LF", "a\r\nX: y", 1, "", "", 0, invalid},
		{"agent with LF", "a\nX: y", 1, "", "", 0, invalid},
		{"agent with NUL", "a\x00", 1, "", "", 0, invalid},
		{"agent beyond Latin-1", "\u20AC", 1, "", "", 0, invalid},
		{"agent not UTF-8", "\xFF", 1, "", "", 0, invalid},
		{"agent too long", strings.Repeat("a", 64<<10+1), 1, "", "", 0, invalid},
		{"flag 1", "", 1, "", "", 1, invalid},
		{"flag 1 and ASYNC", "", 1, "", "", WINHTTP_FLAG_ASYNC | 1, invalid},
		{"all flags", "", 1, "", "", 0xFFFFFFFF, invalid},
		{"ASYNC with a bad agent", "\n", 1, "", "", WINHTTP_FLAG_ASYNC, invalid},
	} {
		h, err := WinHttpOpen(row.agent, row.accessType, row.proxy, row.skips, row.flags)
		requireCode(t, row.want, err, row.name)
		require.Zero(t, h, row.name)
	}
	require.Zero(t, handles.Len())
}

// TestConnectRefuses: what is no host never comes near a request (functions.md, WinHttpConnect).
func TestConnectRefuses(t *testing.T) {
	bubble(t, func(b *bed) {
		_, err := WinHttpConnect(b.session, "", 0, 0)
		requireCode(b, invalid, err)
		_, err = WinHttpConnect(b.session, host, 0, 1)
		requireCode(b, invalid, err)
		for _, name := range []string{
			" ", "a b", "a\tb", "a/b", "/a", "a\\b", "a?b", "a#b", "a@b", "a:80", "::1", "2001:db8::1", "[::1", "::1]", "[]", "[1.2.3.4]",
			"[::1]:80", "[::1]x", "[x]", "a%41", "a%b", "http://a", "a\r\nX: y", "a\nb", "a\x00", "a\x7F", "\u00E9.example",
			"\xFF", "<a>", "a\"b", "a|b", "{a}", "a^b", "a`b",
			"[fe80::1%]", "[fe80::1%\r\nX: y]", "[fe80::1%a b]", "[fe80::1%a]b]", "[fe80::1%\x00]", "[::1%\u00E9]",
		} {
			h, err := WinHttpConnect(b.session, name, 0, 0)
			requireCode(b, ERROR_WINHTTP_INVALID_URL, err, "%q", name)
			require.Zero(b, h)
		}
		for _, name := range []string{"a", "A-b.c_d~e", "1.2.3.4", "[::1]", "[2001:DB8::1]", "[::ffff:1.2.3.4]", "[fe80::1%eth0]", "xn--e1afmkfd"} {
			b.connect(name, 65535)
		}
	})
}

// TestOpenRequestRefuses: nothing breaks the request line or a header.
func TestOpenRequestRefuses(t *testing.T) {
	bubble(t, func(b *bed) {
		c := b.connect(host, 0)
		for _, s := range []sample{
			{name: "verb with a blank", verb: "GET /x"},
			{name: "verb with a tab", verb: "GET\t"},
			{name: "verb with CR LF", verb: "GET\r\n"},
			{name: "verb with LF", verb: "A\nB"},
			{name: "verb with NUL", verb: "GET\x00"},
			{name: "verb with DEL", verb: "GET\x7F"},
			{name: "verb beyond ASCII", verb: "G\u00C9T"},
			{name: "verb not UTF-8", verb: "\xFF"},
			{name: "version with a blank", version: "HTTP/1.1 x"},
			{name: "version with CR LF", version: "HTTP/1.1\r\nX: y"},
			{name: "version with LF", version: "HTTP/1.1\nX: y"},
			{name: "version with NUL", version: "HTTP/1.1\x00"},
			{name: "version beyond ASCII", version: "HTTP/\u00B9"},
			{name: "object with NUL", object: "/a\x00b"},
			{name: "object with NUL, not escaped", object: "/a\x00b", flags: WINHTTP_FLAG_ESCAPE_DISABLE},
			{name: "referrer with CR LF", referrer: "a\r\nX: y"},
			{name: "referrer with LF", referrer: "a\nX: y"},
			{name: "referrer with NUL", referrer: "a\x00"},
			{name: "referrer beyond Latin-1", referrer: "\u20AC"},
			{name: "accept type with CR LF", accept: []string{"a", "b\r\nX: y"}},
			{name: "accept type with NUL", accept: []string{"\x00"}},
			{name: "flag 1", flags: 1},
			{name: "all flags", flags: 0xFFFFFFFF},
		} {
			open := handles.Len()
			h, err := WinHttpOpenRequest(c, s.verb, s.object, s.version, s.referrer, s.accept, s.flags)
			requireCode(b, invalid, err, s.name)
			require.Zero(b, h, s.name)
			require.Equal(b, open, handles.Len(), s.name)
		}
	})
}

// TestSendRefuses: header text that is malformed; the request stays as it was.
func TestSendRefuses(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(answering(hello))
		q := b.get()
		require.NoError(b, WinHttpAddRequestHeaders(q, "X: y", 0))
		before := queryText(q, WINHTTP_QUERY_RAW_HEADERS|requestQuery, "")
		for _, text := range []string{"a", ":b", "a b:c", "a:\u20AC", "a:b\x00", "ok: 1\nbad", " a:b", "\xFF:a"} {
			requireCode(b, invalid, WinHttpSendRequest(q, text, nil, 0, "context"), "%q", text)
			require.Equal(b, before, queryText(q, WINHTTP_QUERY_RAW_HEADERS|requestQuery, ""))
		}
		require.NoError(b, WinHttpSendRequest(q, "\r\n", []byte{}, 0, nil))
	})
}

// TestNilOutputs: count pointers may be nil, and so may buffers.
func TestNilOutputs(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.Request(1), wintest.Send(hello), wintest.Hold()})
		q := b.request("POST", "/", 0)
		require.NoError(b, WinHttpSendRequest(q, "", WINHTTP_NO_REQUEST_DATA, 1, nil))
		require.NoError(b, WinHttpWriteData(q, nil, nil))
		require.NoError(b, WinHttpWriteData(q, []byte("x"), nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.NoError(b, WinHttpQueryDataAvailable(q, nil))
		require.NoError(b, WinHttpReadData(q, nil, nil))
		require.NoError(b, WinHttpReadDataEx(q, nil, nil, 0, nil))
		n := untouched
		require.NoError(b, WinHttpReadData(q, nil, &n))
		require.Zero(b, n)
		buffer := []byte("......")
		require.NoError(b, WinHttpReadData(q, buffer, nil))
		require.Equal(b, "hello.", string(buffer))
		for _, name := range []string{"", "Server"} {
			requireCode(b, invalid, WinHttpQueryHeaders(q, WINHTTP_QUERY_STATUS_CODE, name, nil, WINHTTP_NO_HEADER_INDEX))
		}
		requireCode(b, invalid, WinHttpQueryOption(q, WINHTTP_OPTION_URL, nil))
		requireCode(b, invalid, WinHttpSetOption(q, WINHTTP_OPTION_CONNECT_TIMEOUT, nil))
	})
}

// TestReadSizes: a read fills its buffer unless the body ends; ReadDataEx takes what there is (callbacks.md 3.13).
func TestReadSizes(t *testing.T) {
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	pieces := wintest.Script{wintest.Request(0), wintest.Send(chunked), wintest.Send("46\r\n" + strings.Repeat("a", 70) + "\r\n"),
		wintest.Sleep(1), wintest.Send("5\r\nbbbbb\r\n"), wintest.Sleep(1), wintest.Send("0\r\n\r\n"), wintest.Hold()}
	read := func(b *bed, q HINTERNET, size int, flags uint64) string {
		buffer, n := make([]byte, size), untouched
		require.NoError(b, WinHttpReadDataEx(q, buffer, &n, flags, nil))
		return string(buffer[:n])
	}
	available := func(b *bed, q HINTERNET) uint32 {
		n := untouched
		require.NoError(b, WinHttpQueryDataAvailable(q, &n))
		return n
	}
	bubble(t, func(b *bed) { // functions.md, QueryDataAvailable: 70, then 5
		b.serve(pieces)
		q := b.get()
		b.exchange(q)
		require.Equal(b, uint32(70), available(b, q))
		require.Equal(b, uint32(70), available(b, q))
		require.Len(b, read(b, q, 70, 0), 70)
		require.Equal(b, uint32(5), available(b, q))
		require.Equal(b, "bb", read(b, q, 2, 0))
		require.Equal(b, uint32(3), available(b, q))
		require.Equal(b, "bbb", read(b, q, 100, 0))
		require.Zero(b, available(b, q))
	})
	bubble(t, func(b *bed) {
		b.serve(pieces)
		q := b.get()
		b.exchange(q)
		require.Equal(b, strings.Repeat("a", 70)+"bbbbb", read(b, q, 100, WINHTTP_READ_DATA_EX_FLAG_FILL_BUFFER))
	})
	bubble(t, func(b *bed) {
		b.serve(pieces)
		q := b.get()
		b.exchange(q)
		require.Equal(b, strings.Repeat("a", 70), read(b, q, 100, 0))
		require.Equal(b, "bbbbb", read(b, q, 100, 0))
		require.Equal(b, "", read(b, q, 100, 0))
	})
}

// TestAvailableIsBounded: programs rely on at most 8192 bytes (functions.md, QueryDataAvailable).
func TestAvailableIsBounded(t *testing.T) {
	bubble(t, func(b *bed) {
		text := strings.Repeat("x", 50000)
		b.serve(answering("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + text))
		q := b.get()
		b.exchange(q)
		total := uint32(0)
		for {
			var n, read uint32
			require.NoError(b, WinHttpQueryDataAvailable(q, &n))
			require.LessOrEqual(b, n, uint32(8192))
			require.NoError(b, WinHttpReadData(q, make([]byte, n), &read))
			require.Equal(b, n, read)
			if total += read; n == 0 {
				break
			}
		}
		require.Equal(b, uint32(50000), total)
	})
}

// TestLimits: the options that bound what a server may do.
func TestLimits(t *testing.T) {
	fails := func(want Code, option, value uint32, response string) {
		bubble(t, func(b *bed) {
			b.serve(answering(response))
			q := b.get()
			require.NoError(b, WinHttpSetOption(q, option, value))
			require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
			requireCode(b, want, WinHttpReceiveResponse(q, nil))
		})
	}
	const header, interim = WINHTTP_OPTION_MAX_RESPONSE_HEADER_SIZE, WINHTTP_OPTION_MAX_HTTP_STATUS_CONTINUE
	fails(success, header, uint32(len(hello)-5), hello)
	fails(ERROR_WINHTTP_HEADER_SIZE_OVERFLOW, header, uint32(len(hello)-6), hello)
	fails(ERROR_WINHTTP_HEADER_SIZE_OVERFLOW, header, 10, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1000))
	fails(ERROR_WINHTTP_HEADER_SIZE_OVERFLOW, header, 64<<10, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 64<<10))
	fails(ERROR_WINHTTP_HEADER_COUNT_EXCEEDED, header, 64<<10, "HTTP/1.1 200 OK\r\n"+strings.Repeat("a:\r\n", 1025)+"\r\n")
	fails(ERROR_WINHTTP_INVALID_SERVER_RESPONSE, interim, 0, "HTTP/1.1 100 x\r\n\r\n"+hello)
	fails(success, interim, 1, "HTTP/1.1 100 x\r\n\r\n"+hello)
	fails(ERROR_WINHTTP_INVALID_SERVER_RESPONSE, interim, 1, "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 101 x\r\n\r\n"+hello)
	for drain, connections := range map[uint32]int{4: 2, 5: 1} {
		bubble(t, func(b *bed) {
			scripts := []wintest.Script{answering(hello, hello)}
			if connections == 2 {
				scripts = []wintest.Script{{wintest.Request(0), wintest.Send(hello), wintest.UntilGone(wintest.End())}, answering(hello)}
			}
			s := b.serve(scripts...)
			q := b.get()
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_MAX_RESPONSE_DRAIN_SIZE, drain))
			b.exchange(q)
			b.exchange(q)
			require.Equal(b, connections, s.Connections())
		})
	}
}
