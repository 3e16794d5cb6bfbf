package option

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
)

const onNull handle.Type = 0

// options.md 1.1, and section 7 for the rows that name a test.
func TestCheckSet(t *testing.T) {
	tests := []struct {
		name   string
		number uint32
		kind   handle.Type
		want   error
	}{
		{"option 0 on a session", 0, handle.Session, werr.InvalidOption},
		{"option 0 on a connection: unknown before wrong kind", 0, handle.Connection, werr.InvalidOption},
		{"option 0 on a request", 0, handle.Request, werr.InvalidOption},
		{"gap in the numbers", 8, handle.Session, werr.InvalidOption},
		{"above the last", 213, handle.Session, werr.InvalidOption},
		{"not built", EncodeExtra.Number, handle.Session, werr.InvalidOption},
		{"not built, query only", IsProxyConnectResponse.Number, handle.Session, werr.InvalidOption},
		{"not built, wrong kind", EncodeExtra.Number, handle.Connection, werr.InvalidOption},
		{"undocumented", 39, handle.Request, werr.InvalidOption},
		{"query only", HandleType.Number, handle.Session, werr.OptionNotSettable},
		{"query only, wrong kind", URL.Number, handle.Session, werr.OptionNotSettable},
		{"DISABLE_FEATURE on a session", 63, handle.Session, werr.IncorrectHandleType},
		{"DISABLE_FEATURE on a connection", 63, handle.Connection, werr.IncorrectHandleType},
		{"DISABLE_FEATURE on a request", 63, handle.Request, nil},
		{"RESOLVE_TIMEOUT on a connection", 2, handle.Connection, werr.IncorrectHandleType},
		{"CONNECT_TIMEOUT on a connection", 3, handle.Connection, werr.IncorrectHandleType},
		{"SEND_TIMEOUT on a connection", 5, handle.Connection, werr.IncorrectHandleType},
		{"RECEIVE_TIMEOUT on a connection", 6, handle.Connection, werr.IncorrectHandleType},
		{"RECEIVE_RESPONSE_TIMEOUT on a connection", 7, handle.Connection, werr.IncorrectHandleType},
		{"CONTEXT_VALUE on a connection", 45, handle.Connection, nil},
		{"CONTEXT_VALUE on a websocket", 45, handle.WebSocket, nil},
		{"CONTEXT_VALUE on a resolver", 45, handle.Resolver, werr.IncorrectHandleType},
		{"CONNECT_RETRIES on a request", 4, handle.Request, nil},
		{"USER_AGENT on a request", 41, handle.Request, werr.IncorrectHandleType},
		{"WORKER_THREAD_COUNT on a session", 80, handle.Session, werr.IncorrectHandleType},
		{"OPTION_NETWORK on a session", 0xF0000001, handle.Session, nil},
		{"OPTION_NETWORK on a request", 0xF0000001, handle.Request, werr.IncorrectHandleType},
		{"NULL handle, option 0", 0, onNull, werr.InvalidHandle},
		{"NULL handle, option for handles", 3, onNull, werr.InvalidHandle},
		{"NULL handle, query only", URL.Number, onNull, werr.InvalidHandle},
		{"NULL handle, not built there", HTTPVersion.Number, onNull, werr.InvalidHandle},
		{"NULL handle, not built at all", EnableTracing.Number, onNull, werr.InvalidHandle},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := CheckSet(tt.number, tt.kind)
			requireCheck(t, tt.number, tt.want, r, err)
		})
	}
}

// options.md 1.2, and section 7 for the rows that name a test.
func TestCheckQuery(t *testing.T) {
	tests := []struct {
		name   string
		number uint32
		kind   handle.Type
		want   error
	}{
		{"option 0 on a session", 0, handle.Session, werr.InvalidParameter},
		{"option 0 on a connection", 0, handle.Connection, werr.InvalidParameter},
		{"option 0 on a request", 0, handle.Request, werr.InvalidParameter},
		{"DISABLE_FEATURE: set only", 63, handle.Request, werr.InvalidParameter},
		{"CODEPAGE: set only, wrong kind", 68, handle.Request, werr.InvalidParameter},
		{"ENABLE_FEATURE", 79, handle.Request, werr.InvalidParameter},
		{"DECOMPRESSION", 118, handle.Session, werr.InvalidParameter},
		{"WEB_SOCKET_KEEPALIVE_INTERVAL", 116, handle.WebSocket, werr.InvalidParameter},
		{"not built", EncodeExtra.Number, handle.Session, werr.InvalidParameter},
		{"undocumented", 202, handle.Request, werr.InvalidParameter},
		{"URL on a session", 34, handle.Session, werr.IncorrectHandleType},
		{"URL on a request", 34, handle.Request, nil},
		{"a timeout on a connection", 3, handle.Connection, nil},
		{"a timeout on a websocket", 3, handle.WebSocket, werr.IncorrectHandleType},
		{"CONNECT_RETRIES on a connection", 4, handle.Connection, werr.IncorrectHandleType},
		{"WORKER_THREAD_COUNT on a session", 80, handle.Session, nil},
		{"WORKER_THREAD_COUNT on a connection", 80, handle.Connection, nil},
		{"WORKER_THREAD_COUNT on a request", 80, handle.Request, nil},
		{"HANDLE_TYPE on a websocket", 9, handle.WebSocket, nil},
		{"CONTEXT_VALUE on a protocol", 45, handle.Protocol, werr.IncorrectHandleType},
		{"OPTION_NETWORK on a session", 0xF0000001, handle.Session, nil},
		{"NULL handle, option 0", 0, onNull, werr.InvalidHandle},
		{"NULL handle, option for handles", 34, onNull, werr.InvalidHandle},
		{"NULL handle, not built there", Proxy.Number, onNull, werr.InvalidHandle},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := CheckQuery(tt.number, tt.kind)
			requireCheck(t, tt.number, tt.want, r, err)
		})
	}
}

func requireCheck(t *testing.T, number uint32, want error, r *Row, err error) {
	t.Helper()
	if want != nil {
		require.Nil(t, r)
		require.Equal(t, want, err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, number, r.Number)
}

// Every row on every kind, in words of the row: what is not built answers as an older Windows.
func TestChecksFollowTheRow(t *testing.T) {
	for r := range All {
		for kind := handle.Session; kind <= handle.Protocol; kind++ {
			t.Run(fmt.Sprintf("%s on %v", r.Name, kind), func(t *testing.T) {
				_, err := CheckSet(r.Number, kind)
				require.Equal(t, r.Built != later && r.SetOn.Has(kind), err == nil)
				_, err = CheckQuery(r.Number, kind)
				require.Equal(t, r.Built != later && r.QueryOn.Has(kind), err == nil)
			})
		}
	}
}

// A row may be built for some of its kinds only.
func TestPartlyBuilt(t *testing.T) {
	r := &HTTPVersion.Row
	defer func(was Kinds) { r.Built = was }(r.Built)
	r.Built = session
	_, err := CheckSet(r.Number, handle.Request)
	require.Equal(t, werr.InvalidOption, err)
	_, err = CheckQuery(r.Number, handle.Request)
	require.Equal(t, werr.InvalidParameter, err)
	r.Built = built
	_, err = CheckSet(r.Number, onNull)
	require.NoError(t, err)
	_, err = CheckQuery(r.Number, onNull)
	require.NoError(t, err)
}

func TestKindsString(t *testing.T) {
	require.Equal(t, "-", never.String())
	require.Equal(t, "null,session,connection,request,websocket", (null | levels | webSocket).String())
	require.False(t, built.Has(200))
}
