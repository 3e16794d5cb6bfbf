package winhttp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/handle"
)

// Values that no call stores, to see that outputs are untouched.
const (
	untouched     uint32 = 0xDEADBEEF
	untouchedText        = "untouched"
)

// call is one function of the API with arguments that are right, so that only the handle and its state matter.
type call struct {
	name string
	run  func(h HINTERNET) error

	kinds  []handle.Type // the handles it takes
	orphan bool          // it works although a parent is closed
}

var (
	anyHandle      = []handle.Type{handle.Session, handle.Connection, handle.Request}
	requestHandle  = []handle.Type{handle.Request}
	sessionRequest = []handle.Type{handle.Session, handle.Request}
)

// calls are all functions that take a handle. Each fails the test itself if a failure changes an output.
func calls(t *testing.T) []call {
	return append(handleCalls(t), requestCalls(t)...)
}

func handleCalls(t *testing.T) []call {
	created := func(open func(HINTERNET) (HINTERNET, error)) func(HINTERNET) error {
		return func(parent HINTERNET) error {
			h, err := open(parent)
			require.Equal(t, err == nil, h != 0)
			if err == nil {
				require.NoError(t, WinHttpCloseHandle(h))
			}
			return err
		}
	}
	return []call{
		{"Connect", created(func(h HINTERNET) (HINTERNET, error) { return WinHttpConnect(h, host, 0, 0) }),
			[]handle.Type{handle.Session}, false},
		{"OpenRequest", created(func(h HINTERNET) (HINTERNET, error) {
			return WinHttpOpenRequest(h, "", "", "", "", nil, 0)
		}), []handle.Type{handle.Connection}, false},
		{"SetTimeouts", func(h HINTERNET) error { return WinHttpSetTimeouts(h, 1, 2, 3, 4) }, sessionRequest, false},
		{"SetOption", func(h HINTERNET) error { return WinHttpSetOption(h, WINHTTP_OPTION_CONNECT_RETRIES, 5) },
			sessionRequest, false},
		{"SetOption of any handle", func(h HINTERNET) error {
			return WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, nil)
		}, anyHandle, false},
		{"QueryOption", queries(t, WINHTTP_OPTION_CONNECT_RETRIES), sessionRequest, true},
		{"QueryOption of any handle", queries(t, WINHTTP_OPTION_HANDLE_TYPE), anyHandle, true},
		{"SetStatusCallback", func(h HINTERNET) error {
			previous, err := WinHttpSetStatusCallback(h, nil, 0, 0)
			require.Nil(t, previous)
			return err
		}, anyHandle, true},
	}
}

func queries(t *testing.T, option uint32) func(HINTERNET) error {
	return func(h HINTERNET) error {
		v := untouched
		return intact(t, WinHttpQueryOption(h, option, &v), v)
	}
}

// intact returns err, and fails the test if there is one although the output has changed.
func intact(t *testing.T, err error, out uint32) error {
	t.Helper()
	require.Equal(t, err != nil, out == untouched, "the output is %#x", out)
	return err
}

// requestCalls are those that only a request takes.
func requestCalls(t *testing.T) []call {
	all := append(sendCalls(t), readCalls(t)...)
	for i := range all {
		all[i].kinds = requestHandle
	}
	return all
}

func sendCalls(t *testing.T) []call {
	return []call{
		{name: "AddRequestHeaders", run: func(h HINTERNET) error {
			return WinHttpAddRequestHeaders(h, "X-A: 1", WINHTTP_ADDREQ_FLAG_ADD|WINHTTP_ADDREQ_FLAG_REPLACE)
		}},
		{name: "AddRequestHeadersEx", run: func(h HINTERNET) error {
			fields := []WINHTTP_EXTENDED_HEADER{{"X-B", "2"}}
			return WinHttpAddRequestHeadersEx(h, WINHTTP_ADDREQ_FLAG_ADD|WINHTTP_ADDREQ_FLAG_REPLACE, 0, 0, fields)
		}},
		{name: "SendRequest", run: func(h HINTERNET) error { return WinHttpSendRequest(h, "", nil, 0, nil) }},
		{name: "WriteData", run: func(h HINTERNET) error {
			n := untouched
			return intact(t, WinHttpWriteData(h, []byte("x"), &n), n)
		}},
		{name: "WriteData of nothing", run: func(h HINTERNET) error {
			n := untouched
			return intact(t, WinHttpWriteData(h, nil, &n), n)
		}},
		{name: "ReceiveResponse", run: func(h HINTERNET) error { return WinHttpReceiveResponse(h, nil) }},
	}
}

func readCalls(t *testing.T) []call {
	return []call{
		{name: "QueryDataAvailable", run: func(h HINTERNET) error {
			n := untouched
			return intact(t, WinHttpQueryDataAvailable(h, &n), n)
		}},
		{name: "ReadData", run: func(h HINTERNET) error {
			n, buffer := untouched, []byte("?")
			err := intact(t, WinHttpReadData(h, buffer[:0], &n), n)
			require.Equal(t, "?", string(buffer))
			return err
		}},
		{name: "ReadDataEx", run: func(h HINTERNET) error {
			n := untouched
			return intact(t, WinHttpReadDataEx(h, nil, &n, 0, nil), n)
		}},
		{name: "QueryHeaders", run: headerQuery(t, WINHTTP_QUERY_STATUS_CODE)},
		{name: "QueryHeaders of the request", run: headerQuery(t, WINHTTP_QUERY_RAW_HEADERS_CRLF|WINHTTP_QUERY_FLAG_REQUEST_HEADERS)},
		{name: "QueryHeaders of the verb", run: headerQuery(t, WINHTTP_QUERY_REQUEST_METHOD)},
		{name: "QueryHeaders of trailers", run: headerQuery(t, WINHTTP_QUERY_RAW_HEADERS|WINHTTP_QUERY_FLAG_TRAILERS)},
		{name: "QueryHeadersEx", run: func(h HINTERNET) error {
			index := untouched
			sentinel := []WINHTTP_EXTENDED_HEADER{{untouchedText, ""}}
			fields := sentinel
			err := WinHttpQueryHeadersEx(h, WINHTTP_QUERY_EX_ALL_HEADERS, 0, 0, &index, nil, &fields)
			require.Equal(t, untouched, index)
			require.Equal(t, err != nil, fields[0] == sentinel[0])
			return err
		}},
	}
}

func headerQuery(t *testing.T, level uint32) func(HINTERNET) error {
	return func(h HINTERNET) error {
		text, index := untouchedText, untouched
		err := WinHttpQueryHeaders(h, level, "", &text, &index)
		require.Equal(t, err != nil, text == untouchedText)
		require.Equal(t, untouched, index)
		return err
	}
}

// TestHandleCodes walks every function over every wrong handle (functions.md 0.3).
func TestHandleCodes(t *testing.T) {
	bubble(t, func(b *bed) {
		q := b.get()
		closed := b.get()
		b.close(closed)
		session := b.open("")
		invented := []HINTERNET{1, 0xFFFF, 1 << 31, ^HINTERNET(0), q + 1<<20, q ^ 1<<31}
		for _, c := range calls(t) {
			requireCode(b, ERROR_INVALID_HANDLE, c.run(0), "%s(NULL)", c.name)
			requireCode(b, ERROR_INVALID_HANDLE, c.run(closed), "%s(closed)", c.name)
			for _, h := range invented {
				requireCode(b, ERROR_INVALID_HANDLE, c.run(h), "%s(%#x)", c.name, h)
			}
			for kind, h := range map[handle.Type]HINTERNET{handle.Session: session, handle.Connection: b.connect(host, 0)} {
				want := ERROR_WINHTTP_INCORRECT_HANDLE_TYPE
				if c.takes(kind) {
					want = ERROR_SUCCESS
				}
				requireCode(b, want, c.run(h), "%s(%v)", c.name, kind)
			}
		}
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpCloseHandle(0))
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpCloseHandle(closed))
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpCloseHandle(1))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpSetTimeouts(b.connect(host, 0), 0, 0, 0, 0))
		b.close(q)
	})
}

func (c call) takes(kind handle.Type) bool {
	for _, k := range c.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// TestClosedParent: only CloseHandle, QueryOption and SetStatusCallback work below a closed handle (callbacks.md section 4
// rule 9), in whatever state a request is.
func TestClosedParent(t *testing.T) {
	for _, row := range []struct {
		name string
		shut func(b *bed, c HINTERNET)
	}{
		{"connection", func(b *bed, c HINTERNET) { require.NoError(b, WinHttpCloseHandle(c)) }},
		{"session", func(b *bed, c HINTERNET) { b.close(b.session) }},
		{"both", func(b *bed, c HINTERNET) {
			require.NoError(b, WinHttpCloseHandle(c))
			b.close(b.session)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(answering(hello))
				c := b.connect(host, 0)
				q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
				b.exchange(q)
				row.shut(b, c)
				for _, call := range calls(t) {
					want := ERROR_INVALID_HANDLE
					if call.orphan {
						want = ERROR_SUCCESS
					}
					requireCode(b, want, call.run(q), call.name)
				}
				b.close(q)
				requireCode(b, ERROR_INVALID_HANDLE, WinHttpCloseHandle(q))
			})
		})
	}
}

// TestOrphanOfOtherType: ownership comes before type (functions.md 0.3).
func TestOrphanOfOtherType(t *testing.T) {
	bubble(t, func(b *bed) {
		c := b.connect(host, 0)
		b.close(b.session)
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpReceiveResponse(c, nil))
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpSetTimeouts(c, 0, 0, 0, 0))
		_, err := WinHttpOpenRequest(c, "", "", "", "", nil, 0)
		requireCode(b, ERROR_INVALID_HANDLE, err)
	})
}

// TestArgumentsOrHandleFirst has a row for every argument that may be wrong together with a NULL handle.
func TestArgumentsOrHandleFirst(t *testing.T) {
	second := func(_ HINTERNET, err error) error { return err }
	for _, row := range []struct {
		name string
		err  error
		want Code
	}{
		{"Connect without a name", second(WinHttpConnect(0, "", 0, 0)), ERROR_INVALID_PARAMETER},
		{"Connect, reserved", second(WinHttpConnect(0, host, 0, 1)), ERROR_INVALID_PARAMETER},
		{"Connect, no host", second(WinHttpConnect(0, "a/b", 0, 0)), ERROR_INVALID_HANDLE},
		{"OpenRequest, unknown flag", second(WinHttpOpenRequest(0, "", "", "", "", nil, 1)), ERROR_INVALID_HANDLE},
		{"AddRequestHeaders without text", WinHttpAddRequestHeaders(0, "", 0), ERROR_INVALID_PARAMETER},
		{"AddRequestHeaders, malformed", WinHttpAddRequestHeaders(0, ":", 0), ERROR_INVALID_HANDLE},
		{"AddRequestHeadersEx without headers", WinHttpAddRequestHeadersEx(0, 0, 9, 9, nil), ERROR_INVALID_HANDLE},
		{"SendRequest, malformed", WinHttpSendRequest(0, ":", nil, 0, nil), ERROR_INVALID_HANDLE},
		{"ReceiveResponse, reserved", WinHttpReceiveResponse(0, 1), ERROR_INVALID_HANDLE},
		{"ReadDataEx, unknown flag", WinHttpReadDataEx(0, nil, nil, 2, nil), ERROR_INVALID_HANDLE},
		{"QueryHeaders, unknown level", WinHttpQueryHeaders(0, 79, "", nil, nil), ERROR_INVALID_HANDLE},
		{"QueryHeadersEx, nothing", WinHttpQueryHeadersEx(0, 0, 1, 0, nil, nil, nil), ERROR_INVALID_HANDLE},
		{"SetOption, unknown", WinHttpSetOption(0, 0, nil), ERROR_INVALID_HANDLE},
		{"QueryOption, unknown", WinHttpQueryOption(0, 0, nil), ERROR_INVALID_HANDLE},
		{"SetTimeouts below -1", WinHttpSetTimeouts(0, 0, 0, 0, -2), ERROR_INVALID_PARAMETER},
		{"SetStatusCallback, reserved", func() error {
			_, err := WinHttpSetStatusCallback(0, nil, 0, 1)
			return err
		}(), ERROR_INVALID_HANDLE},
	} {
		requireCode(t, row.want, row.err, row.name)
	}
}

// TestCloseOrders: closing a parent first leaves every descendant closable, in any order (callbacks.md 3.5).
func TestCloseOrders(t *testing.T) {
	for _, order := range []string{"SCQ", "SQC", "CSQ", "CQS", "QSC", "QCS"} {
		bubble(t, func(b *bed) {
			var closing []string
			names := map[HINTERNET]string{}
			record := func(h HINTERNET, _ any, status uint32, info any, _ uint32) {
				require.Equal(b, h, info)
				require.Equal(b, uint32(callback.HandleClosing), status)
				closing = append(closing, names[h])
			}
			_, err := WinHttpSetStatusCallback(b.session, record, uint32(callback.HandleClosing), 0)
			require.NoError(b, err)
			require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, 1))
			c := b.connect(host, 0)
			q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
			names[b.session], names[c], names[q] = "S", "C", "Q"
			for _, name := range order {
				b.close(map[rune]HINTERNET{'S': b.session, 'C': c, 'Q': q}[name])
			}
			require.Equal(b, []string{"Q", "C", "S"}, closing, order)
		})
	}
}

// TestNumbersAreNotReused: a stale handle never reaches a newer object.
func TestNumbersAreNotReused(t *testing.T) {
	bubble(t, func(b *bed) {
		seen := map[HINTERNET]bool{}
		c := b.connect(host, 0)
		for range 100 {
			q, err := WinHttpOpenRequest(c, "", "", "", "", nil, 0)
			require.NoError(b, err)
			require.False(b, seen[q])
			seen[q] = true
			require.NoError(b, WinHttpCloseHandle(q))
		}
		for q := range seen {
			requireCode(b, ERROR_INVALID_HANDLE, WinHttpSendRequest(q, "", nil, 0, nil))
		}
	})
}
