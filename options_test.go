package winhttp

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
)

// threeHandles are one handle of each kind.
func (b *bed) threeHandles() map[handle.Type]HINTERNET {
	c := b.connect(host, 0)
	q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
	return map[handle.Type]HINTERNET{handle.Session: b.session, handle.Connection: c, handle.Request: q}
}

// TestOptionWalk walks every option over every kind of handle (options.md 1.1 and 1.2). A value of a type that no option
// has is the last thing to be refused.
func TestOptionWalk(t *testing.T) {
	type nobody struct{}
	bubble(t, func(b *bed) {
		all := b.threeHandles()
		for row := range option.All {
			for kind, h := range all {
				want := setCode(row, kind)
				if row.Type == "any" && want == invalid {
					want = success
				}
				requireCode(b, want, WinHttpSetOption(h, row.Number, nobody{}), "set %v on %v", row, kind)
				requireCode(b, queryCode(row, kind), WinHttpQueryOption(h, row.Number, new(nobody)), "query %v on %v", row, kind)
				requireCode(b, queryCode(row, kind), WinHttpQueryOption(h, row.Number, nil), "query %v on %v", row, kind)
			}
			onNull := ERROR_INVALID_HANDLE
			if row == option.WorkerThreadCount {
				onNull = invalid // it may be set there, but not to this
			}
			requireCode(b, onNull, WinHttpSetOption(0, row.Number, nobody{}), "set %v on NULL", row)
			requireCode(b, ERROR_INVALID_HANDLE, WinHttpQueryOption(0, row.Number, new(any)), "query %v on NULL", row)
		}
	})
}

func setCode(row *option.Row, kind handle.Type) Code {
	switch {
	case row.Built == 0:
		return ERROR_WINHTTP_INVALID_OPTION
	case row.SetOn == 0:
		return ERROR_WINHTTP_OPTION_NOT_SETTABLE
	case !row.SetOn.Has(kind):
		return ERROR_WINHTTP_INCORRECT_HANDLE_TYPE
	}
	return invalid
}

func queryCode(row *option.Row, kind handle.Type) Code {
	switch {
	case row.Built == 0 || row.QueryOn == 0:
		return invalid
	case !row.QueryOn.Has(kind):
		return ERROR_WINHTTP_INCORRECT_HANDLE_TYPE
	case row == option.ServerCert || row == option.ConnectionInfo || row == option.SecurityKeyBitness,
		row == option.ClientCertIssuers || row == option.SecurityCertificate || row == option.ServerCBT,
		row == option.QUICStats || row == option.QUICStatsV2,
		row == option.ServerCertChain || row == option.TCPPriorityStatus,
		row == option.ConnectionStatsV0 || row == option.ConnectionStatsV1 || row == option.ConnectionStatsV2:
		return state
	}
	return invalid
}

// TestOptionNumbersNobodyHas: option 0 and the gaps (options.md 7).
func TestOptionNumbersNobodyHas(t *testing.T) {
	bubble(t, func(b *bed) {
		for kind, h := range b.threeHandles() {
			for _, number := range []uint32{0, 8, 0xFFFF, 0xF0000000, 0xF0000004, 0xFFFFFFFF} {
				requireCode(b, ERROR_WINHTTP_INVALID_OPTION, WinHttpSetOption(h, number, uint32(1)), "%d on %v", number, kind)
				requireCode(b, invalid, WinHttpQueryOption(h, number, new(uint32)), "%d on %v", number, kind)
			}
		}
	})
}

// plain are the options that read back what was set, with good and bad values.
var plain = []struct {
	option uint32
	kinds  []handle.Type
	good   []any
	bad    []any
}{
	{WINHTTP_OPTION_RESOLVE_TIMEOUT, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_CONNECT_TIMEOUT, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_SEND_TIMEOUT, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_RECEIVE_TIMEOUT, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_CONNECT_RETRIES, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_MAX_HTTP_STATUS_CONTINUE, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_MAX_RESPONSE_HEADER_SIZE, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_MAX_RESPONSE_DRAIN_SIZE, sessionRequest, dwords, notDwords},
	{WINHTTP_OPTION_READ_BUFFER_SIZE, requestHandle, dwords, notDwords},
	{WINHTTP_OPTION_WRITE_BUFFER_SIZE, requestHandle, dwords, notDwords},
	{WINHTTP_OPTION_REQUEST_PRIORITY, requestHandle, dwords, notDwords},
	{WINHTTP_OPTION_SECURITY_FLAGS, requestHandle, []any{uint32(0x200), uint32(0x3100), uint32(0), uint32(0x13300)},
		append([]any{uint32(1), uint32(0x20000000), uint32(0x10000000), uint32(0x80), uint32(0xFFFFFFFF)}, notDwords...)},
	{WINHTTP_OPTION_USER_AGENT, []handle.Type{handle.Session}, []any{"", "x/1", "\u00E9"},
		[]any{nil, 1, []byte("x"), "a\r\nb", "a\nb", "a\x00", "\u20AC", "\xFF"}},
	{WINHTTP_OPTION_HTTP_VERSION, sessionRequest, []any{HTTP_VERSION_INFO{1, 0}, HTTP_VERSION_INFO{1, 1}},
		[]any{nil, HTTP_VERSION_INFO{}, HTTP_VERSION_INFO{2, 0}, HTTP_VERSION_INFO{1, 2}, &HTTP_VERSION_INFO{1, 1}, "1.1"}},
	{WINHTTP_OPTION_PROXY, sessionRequest,
		[]any{
			WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NO_PROXY},
			WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY},
			WINHTTP_PROXY_INFO{WINHTTP_ACCESS_TYPE_NAMED_PROXY, "a:1;b", "<local>"},
		},
		[]any{nil, WINHTTP_PROXY_INFO{AccessType: 2}, WINHTTP_PROXY_INFO{AccessType: 5}, &WINHTTP_PROXY_INFO{AccessType: 1},
			WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NAMED_PROXY}, "p"}},
}

var (
	dwords    = []any{uint32(0), uint32(1), uint32(0xBEEFDEAD), uint32(0xFFFFFFFF)}
	notDwords = []any{nil, true, "1", int32(1), int64(1), uint64(1), uint16(1), 1.0, []byte{1, 0, 0, 0}, new(uint32), -1, math.MinInt}
)

// TestOptionValues: what is set reads back, through both kinds of destination; what is refused changes nothing.
func TestOptionValues(t *testing.T) {
	for _, row := range plain {
		bubble(t, func(b *bed) {
			all := b.threeHandles()
			for _, kind := range row.kinds {
				h := all[kind]
				for _, value := range row.good {
					require.NoError(b, WinHttpSetOption(h, row.option, value), "%d", row.option)
					var got any
					require.NoError(b, WinHttpQueryOption(h, row.option, &got))
					require.Equal(b, value, got, "%d", row.option)
					for _, bad := range row.bad {
						requireCode(b, invalid, WinHttpSetOption(h, row.option, bad), "%d: %T %[2]v", row.option, bad)
					}
					require.NoError(b, WinHttpQueryOption(h, row.option, &got))
					require.Equal(b, value, got, "%d", row.option)
				}
			}
		})
	}
}

// TestOptionDestinations: an *any, or a pointer to the very type.
func TestOptionDestinations(t *testing.T) {
	bubble(t, func(b *bed) {
		var n uint32
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONNECT_TIMEOUT, 4711)) // an int
		require.NoError(b, WinHttpQueryOption(b.session, WINHTTP_OPTION_CONNECT_TIMEOUT, &n))
		require.Equal(b, uint32(4711), n)
		var i int
		for _, wrong := range []any{nil, 1, n, &i, new(int32), new(uint64), new(string), (*uint32)(nil), (*any)(nil), new(*uint32)} {
			requireCode(b, invalid, WinHttpQueryOption(b.session, WINHTTP_OPTION_CONNECT_TIMEOUT, wrong), "%T", wrong)
		}
		var agent string
		require.NoError(b, WinHttpQueryOption(b.session, WINHTTP_OPTION_USER_AGENT, &agent))
		require.Equal(b, "agent/1.0", agent)
		var proxy WINHTTP_PROXY_INFO
		require.NoError(b, WinHttpQueryOption(b.session, WINHTTP_OPTION_PROXY, &proxy))
		require.Equal(b, WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NO_PROXY}, proxy)
		var version HTTP_VERSION_INFO
		require.NoError(b, WinHttpQueryOption(b.session, WINHTTP_OPTION_HTTP_VERSION, &version))
		require.Equal(b, HTTP_VERSION_INFO{1, 1}, version)
		requireCode(b, invalid, WinHttpQueryOption(b.session, WINHTTP_OPTION_HTTP_VERSION, &n))
		requireCode(b, invalid, WinHttpQueryOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, &agent))
	})
}

// TestHandleOptions: HANDLE_TYPE, PARENT_HANDLE, WORKER_THREAD_COUNT, URL.
func TestHandleOptions(t *testing.T) {
	bubble(t, func(b *bed) {
		all := b.threeHandles()
		for kind, h := range all {
			n := untouched
			require.NoError(b, WinHttpQueryOption(h, WINHTTP_OPTION_HANDLE_TYPE, &n))
			require.Equal(b, uint32(kind), n)
			require.NoError(b, WinHttpQueryOption(h, WINHTTP_OPTION_WORKER_THREAD_COUNT, &n))
			require.Zero(b, n)
		}
		var parent HINTERNET
		require.NoError(b, WinHttpQueryOption(all[handle.Request], WINHTTP_OPTION_PARENT_HANDLE, &parent))
		require.Equal(b, all[handle.Connection], parent)
		require.NoError(b, WinHttpQueryOption(all[handle.Connection], WINHTTP_OPTION_PARENT_HANDLE, &parent))
		require.Equal(b, b.session, parent)
		requireCode(b, invalid, WinHttpQueryOption(b.session, WINHTTP_OPTION_PARENT_HANDLE, &parent))
		require.Equal(b, b.session, parent)
	})
}

// TestURLOption: options.md 7.
func TestURLOption(t *testing.T) {
	for _, row := range []struct {
		host   string
		port   INTERNET_PORT
		object string
		flags  uint32
		want   string
	}{
		{"localhost", 7532, "path", 0, "http://localhost:7532/path"},
		{"localhost", 0, "", 0, "http://localhost/"},
		{"localhost", 80, "/a?b", 0, "http://localhost/a?b"},
		{"localhost", 443, "/", 0, "http://localhost:443/"},
		{"localhost", 0, "/", WINHTTP_FLAG_SECURE, "https://localhost/"},
		{"localhost", 443, "/", WINHTTP_FLAG_SECURE, "https://localhost/"},
		{"[::1]", 81, "/", 0, "http://[::1]:81/"},
	} {
		bubble(t, func(b *bed) {
			q := b.keep(WinHttpOpenRequest(b.connect(row.host, row.port), "POST", row.object, "", "", nil, row.flags))
			var url string
			require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_URL, &url))
			require.Equal(b, row.want, url)
		})
	}
}

// TestDisableFeature: bits add up, all are taken, none is shown (options.md 4.3 and 7).
func TestDisableFeature(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(answering(hello))
		q := b.get()
		for _, bits := range []uint32{0, WINHTTP_DISABLE_KEEP_ALIVE, WINHTTP_DISABLE_COOKIES, 0} {
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DISABLE_FEATURE, bits))
		}
		requireCode(b, invalid, WinHttpQueryOption(q, WINHTTP_OPTION_DISABLE_FEATURE, new(uint32)))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		require.Equal(b, "Close", queryText(q, WINHTTP_QUERY_CONNECTION|requestQuery, ""))
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DISABLE_FEATURE, uint32(0xFFFFFFFF)))
	})
}
