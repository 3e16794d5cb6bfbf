package option

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
)

func TestRowsAreTheSpecification(t *testing.T) {
	var rest []*Row
	for r := range All {
		rest = append(rest, r)
	}
	for line := range strings.Lines(strings.TrimSpace(specified)) {
		f := strings.Fields(line)
		require.NotEmpty(t, rest, line)
		r := rest[0]
		rest = rest[1:]
		got := fmt.Sprintf("%s %d %v %v", r.Name, r.Size, r.SetOn, r.QueryOn)
		require.Equal(t, strings.Join(f[1:5], " "), got)
		number, err := strconv.ParseUint(f[0], 0, 32)
		require.NoError(t, err)
		require.Equal(t, uint32(number), r.Number, r)
		if f[5] != "-" {
			require.Equal(t, f[5] == "yes", r.Inherited, r)
		}
	}
	require.Empty(t, rest)
}

func TestEveryRowHasOneOwner(t *testing.T) {
	require.Equal(t, []string{"none", "stored", "object", "facade", "refused", "unknown"},
		[]string{Owner(0).String(), Stored.String(), Object.String(), Facade.String(), Refused.String(), Owner(5).String()})
	numbers, names := map[uint32]bool{}, map[string]bool{}
	holders := session | request | webSocket // the kinds of object that own a Set
	for r := range All {
		t.Run(r.String(), func(t *testing.T) {
			require.False(t, numbers[r.Number] || names[r.Name], "twice")
			numbers[r.Number], names[r.Name] = true, true
			require.Contains(t, []Owner{Stored, Object, Facade, Refused}, r.Owner)
			if r.Owner == Refused {
				require.Equal(t, later, r.Built)
				return
			}
			require.NotEqual(t, never, r.SetOn|r.QueryOn)
			if r.Owner == Stored {
				require.NotZero(t, r.SetOn&holders)
			}
			if r.SetOn == never {
				require.False(t, r.Inherited || r.takesNil || r.check != nil)
			}
			require.NotContains(t, r.Type, "option.")
		})
	}
}

func TestWrongSizes(t *testing.T) {
	var got []string
	for r := range All {
		if r.WrongSize != werr.InsufficientBuffer {
			require.Equal(t, werr.InvalidParameter, r.WrongSize)
			got = append(got, r.Name)
		}
	}
	require.Equal(t, []string{"CLIENT_CERT_CONTEXT", "ENABLE_FEATURE", "MAX_HTTP_AUTOMATIC_REDIRECTS",
		"WEB_SOCKET_CLOSE_TIMEOUT", "WEB_SOCKET_KEEPALIVE_INTERVAL", "ENABLE_HTTP_PROTOCOL"}, got)
}

func TestSizeOfPlainTypes(t *testing.T) {
	for r := range All {
		switch r.typ.Kind() {
		case reflect.Uint32, reflect.Bool:
			require.Equal(t, 4, r.Size, r)
		case reflect.String:
			require.Equal(t, 0, r.Size, r)
		}
	}
}

func TestDefaults(t *testing.T) {
	tests := []struct {
		row  *Row
		want any
	}{
		{&ResolveTimeout.Row, uint32(0)},
		{&ConnectTimeout.Row, uint32(60000)},
		{&ConnectRetries.Row, uint32(5)},
		{&SendTimeout.Row, uint32(30000)},
		{&ReceiveTimeout.Row, uint32(30000)},
		{&ReceiveResponseTimeout.Row, uint32(90000)},
		{&SecurityFlags.Row, uint32(0)},
		{&Proxy.Row, ProxyInfo{AccessType: 1}},
		{&UserAgent.Row, ""},
		{ContextValue, nil},
		{&ClientCert.Row, ClientCert.unset},
		{&HTTPVersion.Row, VersionInfo{1, 1}},
		{&CodePage.Row, uint32(65001)},
		{&MaxConnsPerServer.Row, uint32(0xFFFFFFFF)},
		{&MaxConnsPer10Server.Row, uint32(0xFFFFFFFF)},
		{WorkerThreadCount, uint32(0)},
		{&SecureProtocols.Row, uint32(0x2800)},
		{&RedirectPolicy.Row, uint32(1)},
		{&MaxRedirects.Row, uint32(10)},
		{&MaxStatusContinue.Row, uint32(10)},
		{&MaxResponseHeaderSize.Row, uint32(65536)},
		{&MaxResponseDrainSize.Row, uint32(1048576)},
		{&RejectUserPwdInURL.Row, false},
		{&WebSocketCloseTimeout.Row, uint32(10000)},
		{&WebSocketKeepaliveInterval.Row, uint32(30000)},
		{&WebSocketReceiveBufferSize.Row, uint32(32768)},
		{&WebSocketSendBufferSize.Row, uint32(32768)},
		{&HTTP2PlusTransferEncoding.Row, true},
	}
	for _, tt := range tests {
		t.Run(tt.row.Name, func(t *testing.T) { require.Equal(t, tt.want, tt.row.Query(nil)) })
	}
}

// The lists shrink and grow as options are built.
func TestWhatIsBuilt(t *testing.T) {
	states := map[string]string{}
	for r := range All {
		states[r.State()] += fmt.Sprintf("%d %s\n", r.Number, r.Name)
	}
	require.Equal(t, "38 PROXY\n59 HTTP_VERSION\n", states["built, not for null"])
	require.Equal(t, notBuilt, states["not built yet"])
	require.Equal(t, 27, strings.Count(states["unknown by design"], "\n"))
}

const notBuilt = `24 EXTENDED_ERROR
68 CODEPAGE
77 AUTOLOGON_POLICY
81 PASSPORT_COBRANDING_TEXT
82 PASSPORT_COBRANDING_URL
83 CONFIGURE_PASSPORT_AUTH
85 ENABLETRACING
86 PASSPORT_SIGN_OUT
87 PASSPORT_RETURN_URL
96 SPN
97 GLOBAL_PROXY_CREDS
98 GLOBAL_SERVER_CREDS
101 USE_GLOBAL_SERVER_CREDENTIALS
103 RECEIVE_PROXY_CONNECT_RESPONSE
104 IS_PROXY_CONNECT_RESPONSE
106 SERVER_SPN_USED
107 PROXY_SPN_USED
110 UNSAFE_HEADER_PARSING
138 ENCODE_EXTRA
184 FEATURE_SUPPORTED
193 DISABLE_PROXY_AUTH_SCHEMES
209 FAST_FORWARDING_RESPONSE_STATUS
4096 USERNAME
4097 PASSWORD
4098 PROXY_USERNAME
4099 PROXY_PASSWORD
`
