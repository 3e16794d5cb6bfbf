package winhttp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

const (
	success = ERROR_SUCCESS
	invalid = ERROR_INVALID_PARAMETER
	state   = ERROR_WINHTTP_INCORRECT_HANDLE_STATE
	absent  = ERROR_WINHTTP_HEADER_NOT_FOUND
)

// stages are the states of a request (functions.md 0.4), each with the way there and the answer of the server; without
// an answer nobody listens on the way.
var stages = []struct {
	name, response string
	reach          func(b *bed, q HINTERNET)
}{
	{"opened", hello, func(*bed, HINTERNET) {}},
	{"sent", hello, func(b *bed, q HINTERNET) { require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil)) }},
	{"body pending", hello, func(b *bed, q HINTERNET) { require.NoError(b, WinHttpSendRequest(q, "", nil, 1, nil)) }},
	{"answered", hello, func(b *bed, q HINTERNET) { b.exchange(q) }},
	{"done", hello, func(b *bed, q HINTERNET) {
		b.exchange(q)
		require.Equal(b, "hello", b.body(q))
	}},
	{"send failed", "", func(b *bed, q HINTERNET) {
		requireCode(b, ERROR_WINHTTP_CANNOT_CONNECT, WinHttpSendRequest(q, "", nil, 0, nil))
		always(b, b.net.Listen(address+":80"), hello)
	}},
	{"receive failed", "", func(b *bed, q HINTERNET) {
		l := b.net.Listen(address + ":80")
		wintest.Serve(b.T, l, answering("nonsense"))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		requireCode(b, ERROR_WINHTTP_INVALID_SERVER_RESPONSE, WinHttpReceiveResponse(q, nil))
		require.NoError(b, l.Close())
		always(b, b.net.Listen(address+":80"), hello)
	}},
	{"refused by a proxy setting", hello, func(b *bed, q HINTERNET) {
		b.exchange(q)
		named := WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NAMED_PROXY, Proxy: "p"}
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_PROXY, named))
		requireCode(b, ERROR_NOT_SUPPORTED, WinHttpSendRequest(q, "", nil, 0, nil))
		direct := WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NO_PROXY}
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_PROXY, direct))
	}},
}

// walk says what each operation gives in each of the stages, in their order.
var walk = map[string][]Code{
	"AddRequestHeaders":           {success, success, success, success, success, success, success, success},
	"AddRequestHeadersEx":         {success, success, success, success, success, success, success, success},
	"SendRequest":                 {success, state, state, success, success, success, success, success},
	"WriteData":                   {state, invalid, success, state, state, state, state, state},
	"WriteData of nothing":        {state, success, success, state, state, state, state, state},
	"ReceiveResponse":             {state, success, success, state, state, state, state, state},
	"QueryDataAvailable":          {state, state, state, success, success, state, state, state},
	"ReadData":                    {state, state, state, success, success, state, state, state},
	"ReadDataEx":                  {state, state, state, success, success, state, state, state},
	"QueryHeaders":                {state, state, state, success, success, state, state, state},
	"QueryHeadersEx":              {state, state, state, success, success, state, state, state},
	"QueryHeaders of trailers":    {state, state, state, state, absent, state, state, state},
	"QueryHeaders of the request": {success, success, success, success, success, success, success, success},
	"QueryHeaders of the verb":    {success, success, success, success, success, success, success, success},
	"CONNECTION_INFO":             {state, success, success, success, success, state, success, success},
	"SERVER_CERT_CONTEXT":         {state, state, state, state, state, state, state, state},
	"URL":                         {success, success, success, success, success, success, success, success},
	"SetTimeouts":                 {success, success, success, success, success, success, success, success},
	"SetOption":                   {success, success, success, success, success, success, success, success},
	"CloseHandle":                 {success, success, success, success, success, success, success, success},
}

// TestLifeWalk walks every state of a request with every operation (functions.md 0.4; callbacks.md 5, cases 24, 28, 29).
func TestLifeWalk(t *testing.T) {
	walked := map[string]bool{}
	for at, stage := range stages {
		t.Run(stage.name, func(t *testing.T) {
			for _, c := range walkCalls(t) {
				if want, ok := walk[c.name]; ok {
					walked[c.name] = true
					bubble(t, func(b *bed) {
						if stage.response != "" {
							always(b, b.net.Listen(address+":80"), stage.response)
						}
						q := b.request("PUT", "/", 0)
						stage.reach(b, q)
						err := c.run(q)
						requireCode(b, want[at], err, c.name)
					})
				}
			}
		})
	}
	require.Len(t, walked, len(walk))
}

func walkCalls(t *testing.T) []call {
	return append(calls(t),
		call{name: "CONNECTION_INFO", run: func(h HINTERNET) error {
			var v WINHTTP_CONNECTION_INFO
			err := WinHttpQueryOption(h, WINHTTP_OPTION_CONNECTION_INFO, &v)
			require.Equal(t, err != nil, v == WINHTTP_CONNECTION_INFO{})
			return err
		}},
		call{name: "SERVER_CERT_CONTEXT", run: func(h HINTERNET) error {
			var v any = untouched
			err := WinHttpQueryOption(h, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &v)
			require.Equal(t, untouched, v)
			return err
		}},
		call{name: "URL", run: func(h HINTERNET) error {
			var v string
			err := WinHttpQueryOption(h, WINHTTP_OPTION_URL, &v)
			require.Equal(t, "http://example.com/", v)
			return err
		}},
		call{name: "CloseHandle", run: WinHttpCloseHandle},
	)
}

// TestWrongCallsChangeNothing: after a wrong call the request goes on as if it had not been made.
func TestWrongCallsChangeNothing(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.Request(5), wintest.Send(hello), wintest.Hold()})
		q := b.request("POST", "/", 0)
		requireCode(b, state, WinHttpReceiveResponse(q, nil))
		requireCode(b, state, WinHttpWriteData(q, []byte("x"), nil))
		requireCode(b, invalid, WinHttpSendRequest(q, "no colon", nil, 0, nil))
		requireCode(b, invalid, WinHttpSendRequest(q, "", []byte("12"), 1, nil))
		require.NoError(b, WinHttpSendRequest(q, "", []byte("12"), 5, nil))
		requireCode(b, state, WinHttpSendRequest(q, "", nil, 5, nil))
		requireCode(b, invalid, WinHttpWriteData(q, []byte("3456"), nil))
		var n uint32
		require.NoError(b, WinHttpWriteData(q, []byte("345"), &n))
		require.Equal(b, uint32(3), n)
		n = untouched
		requireCode(b, invalid, WinHttpWriteData(q, []byte("6"), &n))
		require.Equal(b, untouched, n)
		requireCode(b, state, WinHttpReadData(q, nil, nil))
		requireCode(b, invalid, WinHttpReceiveResponse(q, 0))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		requireCode(b, state, WinHttpReceiveResponse(q, nil))
		requireCode(b, state, WinHttpWriteData(q, nil, nil))
		requireCode(b, invalid, WinHttpReadDataEx(q, nil, nil, 2, nil))
		requireCode(b, invalid, WinHttpReadDataEx(q, nil, nil, 0, []byte{}))
		require.Equal(b, "hello", b.body(q))
	})
}

// TestEndOfBodyRepeats: callbacks.md 3.13, 5 case 30.
func TestEndOfBodyRepeats(t *testing.T) {
	for _, row := range []struct{ verb, response string }{
		{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"},
		{"GET", "HTTP/1.1 204 No Content\r\nContent-Length: 100\r\n\r\n"},
		{"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n"},
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
		{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
	} {
		bubble(t, func(b *bed) {
			b.serve(answering(row.response))
			q := b.request(row.verb, "/", 0)
			b.exchange(q)
			for range 3 {
				n := untouched
				require.NoError(b, WinHttpQueryDataAvailable(q, &n))
				require.Zero(b, n)
				n = untouched
				require.NoError(b, WinHttpReadData(q, make([]byte, 10), &n))
				require.Zero(b, n)
				n = untouched
				require.NoError(b, WinHttpReadDataEx(q, make([]byte, 10), &n, WINHTTP_READ_DATA_EX_FLAG_FILL_BUFFER, nil))
				require.Zero(b, n)
			}
		})
	}
}
