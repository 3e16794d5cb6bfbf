package option

import (
	"crypto/tls"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
)

type foreignStruct struct{ A int }

type acceptTest struct {
	name  string
	row   *Row
	value any
	want  any // nil: refused
}

// api.md 6
func TestAcceptTypes(t *testing.T) {
	requireAccept(t, []acceptTest{
		{"DWORD uint32", &ConnectTimeout.Row, uint32(5000), uint32(5000)},
		{"DWORD int", &ConnectTimeout.Row, 5000, uint32(5000)},
		{"DWORD int 0", &ConnectTimeout.Row, 0, uint32(0)},
		{"DWORD negative int", &ConnectTimeout.Row, -1, nil},
		{"DWORD int64", &ConnectTimeout.Row, int64(1), nil},
		{"DWORD bool", &ConnectTimeout.Row, true, nil},
		{"DWORD string", &ConnectTimeout.Row, "1", nil},
		{"DWORD nil", &ConnectTimeout.Row, nil, nil},
		{"timeout 0xBEEFDEAD", &ResolveTimeout.Row, uint32(0xBEEFDEAD), uint32(0xBEEFDEAD)},
		{"BOOL", &RejectUserPwdInURL.Row, true, true},
		{"BOOL int", &RejectUserPwdInURL.Row, 1, nil},
		{"string", &UserAgent.Row, "agent", "agent"},
		{"string nil", &UserAgent.Row, nil, nil},
		{"string bytes", &UserAgent.Row, []byte("agent"), nil},
		{"context", ContextValue, "mine", "mine"},
		{"no value", UpgradeToWebSocket, nil, None{}},
		{"no value given one", UpgradeToWebSocket, true, nil},
		{"NO_CLIENT_CERT_CONTEXT", &ClientCert.Row, nil, (*tls.Certificate)(nil)},
		{"CLIENT_CERT_CONTEXT by value", &ClientCert.Row, tls.Certificate{}, nil},
		{"foreign", Network, &foreignStruct{1}, &foreignStruct{1}},
		{"foreign nil", Network, nil, nil},
		{"callback nil", Callback, nil, nil},
	})
	got, err := Callback.Accept(func() {})
	require.NoError(t, err)
	require.NotNil(t, got)
	got, err = ContextValue.Accept(nil)
	require.NoError(t, err, "nil is the null context")
	require.Nil(t, got)
}

// options.md 1.1 step 8, sections 4 and 7
func TestAcceptValues(t *testing.T) {
	requireAccept(t, []acceptTest{
		{"SECURITY_FLAGS 0", &SecurityFlags.Row, 0, uint32(0)},
		{"SECURITY_FLAGS 0x200", &SecurityFlags.Row, 0x200, uint32(0x200)},
		{"SECURITY_FLAGS 0x3100", &SecurityFlags.Row, 0x3100, uint32(0x3100)},
		{"SECURITY_FLAGS all", &SecurityFlags.Row, 0x13300, uint32(0x13300)},
		{"SECURITY_FLAGS SECURE", &SecurityFlags.Row, 1, nil},
		{"SECURITY_FLAGS STRENGTH_STRONG", &SecurityFlags.Row, 0x20000000, nil},
		{"SECURITY_FLAGS ignore revocation", &SecurityFlags.Row, 0x80, nil},
		{"PROXY 0", &Proxy.Row, ProxyInfo{}, ProxyInfo{}},
		{"PROXY 1", &Proxy.Row, ProxyInfo{AccessType: 1}, ProxyInfo{AccessType: 1}},
		{"PROXY 2", &Proxy.Row, ProxyInfo{AccessType: 2}, nil},
		{"PROXY 3 named", &Proxy.Row, ProxyInfo{3, "p:80", "<local>"}, ProxyInfo{3, "p:80", "<local>"}},
		{"PROXY 3 without a proxy", &Proxy.Row, ProxyInfo{AccessType: 3}, nil},
		{"PROXY 4", &Proxy.Row, ProxyInfo{AccessType: 4}, ProxyInfo{AccessType: 4}},
		{"PROXY 5", &Proxy.Row, ProxyInfo{AccessType: 5, Proxy: "p"}, nil},
		{"HTTP_VERSION 1.0", &HTTPVersion.Row, VersionInfo{1, 0}, VersionInfo{1, 0}},
		{"HTTP_VERSION 1.1", &HTTPVersion.Row, VersionInfo{1, 1}, VersionInfo{1, 1}},
		{"HTTP_VERSION 1.2", &HTTPVersion.Row, VersionInfo{1, 2}, nil},
		{"HTTP_VERSION 2.0", &HTTPVersion.Row, VersionInfo{2, 0}, nil},
		{"HTTP_VERSION 0.9", &HTTPVersion.Row, VersionInfo{0, 9}, nil},
		{"DISABLE_FEATURE 0", &DisableFeature.Row, 0, uint32(0)},
		{"DISABLE_FEATURE 0xFFFFFFFF", &DisableFeature.Row, uint32(math.MaxUint32), uint32(math.MaxUint32)},
		{"ENABLE_FEATURE 1", &EnableFeature.Row, 1, uint32(1)},
		{"ENABLE_FEATURE 0xDEADBEEF", &EnableFeature.Row, uint32(0xDEADBEEF), nil},
		{"REDIRECT_POLICY 2", &RedirectPolicy.Row, 2, uint32(2)},
		{"REDIRECT_POLICY 3", &RedirectPolicy.Row, 3, nil},
		{"AUTOLOGON_POLICY 3", &AutologonPolicy.Row, 3, uint32(3)},
		{"AUTOLOGON_POLICY 4", &AutologonPolicy.Row, 4, nil},
		{"SECURE_PROTOCOLS ALL", &SecureProtocols.Row, 0xA8, uint32(0xA8)},
		{"SECURE_PROTOCOLS unknown", &SecureProtocols.Row, 0x8000, nil},
		{"SPN 2", &SPN.Row, 2, nil},
		{"DECOMPRESSION 3", &Decompression.Row, 3, uint32(3)},
		{"DECOMPRESSION 4", &Decompression.Row, 4, nil},
		{"ENABLE_HTTP_PROTOCOL 3", &EnableHTTPProtocol.Row, 3, uint32(3)},
		{"ENABLE_HTTP_PROTOCOL 4", &EnableHTTPProtocol.Row, 4, nil},
		{"HTTP2_KEEPALIVE 5000", &HTTP2Keepalive.Row, 5000, uint32(5000)},
		{"HTTP2_KEEPALIVE 4999", &HTTP2Keepalive.Row, 4999, nil},
		{"KEEPALIVE_INTERVAL 20000", &WebSocketKeepaliveInterval.Row, 20000, uint32(20000)},
		{"KEEPALIVE_INTERVAL 10000", &WebSocketKeepaliveInterval.Row, 10000, nil},
		{"WEB_SOCKET_SEND_BUFFER_SIZE 15", &WebSocketSendBufferSize.Row, 15, uint32(15)},
		{"DISABLE_PROXY_AUTH_SCHEMES 0x11F", &DisableProxyAuthSchemes.Row, 0x11F, uint32(0x11F)},
		{"DISABLE_PROXY_AUTH_SCHEMES 0x20", &DisableProxyAuthSchemes.Row, 0x20, nil},
		{"REQUEST_ANNOTATION", &RequestAnnotation.Row, "note", "note"},
		{"REQUEST_ANNOTATION 64001", &RequestAnnotation.Row, strings.Repeat("ä", 64001), nil},
	})
}

func requireAccept(t *testing.T, tests []acceptTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.row.Accept(tt.value)
			if tt.want == nil {
				require.Equal(t, werr.InvalidParameter, err)
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestAcceptLargeInt(t *testing.T) {
	tooLarge := uint64(math.MaxUint32) + 1
	if math.MaxInt == math.MaxInt32 {
		tooLarge = math.MaxUint32 // -1 as an int
	}
	_, err := ConnectTimeout.Accept(int(tooLarge))
	require.Equal(t, werr.InvalidParameter, err)
}

func TestStore(t *testing.T) {
	timeout := &ConnectTimeout.Row
	var number uint32
	require.NoError(t, timeout.Store(&number, uint32(7)))
	require.Equal(t, uint32(7), number)

	var anything any
	require.NoError(t, timeout.Store(&anything, uint32(8)))
	require.Equal(t, uint32(8), anything)

	var info foreignStruct // what the root makes of a value, or another package's type
	require.NoError(t, ConnectionInfo.Store(&info, foreignStruct{3}))
	require.Equal(t, foreignStruct{3}, info)

	require.NoError(t, ContextValue.Store(&anything, nil))
	require.Nil(t, anything)
	require.NoError(t, ContextValue.Store(&anything, "mine"))
	require.Equal(t, "mine", anything)
}

func TestStoreRefuses(t *testing.T) {
	text := "mine"
	tests := []struct {
		name        string
		row         *Row
		destination any
		value       any
	}{
		{"nil", &ConnectTimeout.Row, nil, uint32(1)},
		{"nil *uint32", &ConnectTimeout.Row, (*uint32)(nil), uint32(1)},
		{"nil *any", &ConnectTimeout.Row, (*any)(nil), uint32(1)},
		{"not a pointer", &ConnectTimeout.Row, uint32(0), uint32(1)},
		{"another type", &ConnectTimeout.Row, new(int), uint32(1)},
		{"context in a *string", ContextValue, &text, "other"},
		{"nil value in a typed pointer", Callback, &text, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, werr.InvalidParameter, tt.row.Store(tt.destination, tt.value))
		})
	}
	require.Equal(t, "mine", text)
}
