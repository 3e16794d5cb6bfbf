package winhttp

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEnumNames(t *testing.T) {
	for want, e := range map[string]fmt.Stringer{
		"INTERNET_SCHEME(0)":  INTERNET_SCHEME(0),
		"INTERNET_SCHEME(-1)": INTERNET_SCHEME(-1),
		"INTERNET_SCHEME(5)":  INTERNET_SCHEME(5),

		"INTERNET_SCHEME_HTTPS":                  INTERNET_SCHEME_HTTPS,
		"INTERNET_SCHEME_SOCKS":                  INTERNET_SCHEME_SOCKS,
		"WinHttpProxySettingsTypeWsa":            WINHTTP_PROXY_SETTINGS_TYPE(2),
		"WinHttpSendRequestStart":                WINHTTP_REQUEST_TIME_ENTRY(17),
		"WinHttpRequestTimeMax":                  WINHTTP_REQUEST_TIME_ENTRY(64),
		"WINHTTP_REQUEST_TIME_ENTRY(37)":         WINHTTP_REQUEST_TIME_ENTRY(37),
		"WinHttpResponseBodySize":                WINHTTP_REQUEST_STAT_ENTRY(10),
		"WinHttpSecureDnsSettingForcePlaintext":  WINHTTP_SECURE_DNS_SETTING(1),
		"WINHTTP_SECURE_DNS_SETTING(4294967295)": WINHTTP_SECURE_DNS_SETTING(0xFFFFFFFF),

		"BINARY_MESSAGE":  WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE,
		"BINARY_FRAGMENT": WINHTTP_WEB_SOCKET_BINARY_FRAGMENT_BUFFER_TYPE,
		"UTF8_MESSAGE":    WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE,
		"UTF8_FRAGMENT":   WINHTTP_WEB_SOCKET_UTF8_FRAGMENT_BUFFER_TYPE,
		"SEND":            WINHTTP_WEB_SOCKET_SEND_OPERATION,
		"CLOSE":           WINHTTP_WEB_SOCKET_CLOSE_OPERATION,
		"SHUTDOWN":        WINHTTP_WEB_SOCKET_SHUTDOWN_OPERATION,
		"RECEIVE":         WINHTTP_PROTOCOL_RECEIVE_OPERATION,
	} {
		require.Equal(t, want, e.String())
	}
}

func TestSystemTime(t *testing.T) {
	for _, c := range []struct {
		name string
		st   SYSTEMTIME
		want time.Time
	}{
		{"functions.md 7", SYSTEMTIME{2008, 7, 1, 28, 10, 5, 52, 0}, time.Date(2008, 7, 28, 10, 5, 52, 0, time.UTC)},
		{"weekday not looked at", SYSTEMTIME{2008, 7, 6, 28, 10, 5, 52, 0}, time.Date(2008, 7, 28, 10, 5, 52, 0, time.UTC)},
		{"milliseconds", SYSTEMTIME{2000, 1, 6, 1, 0, 0, 0, 999}, time.Date(2000, 1, 1, 0, 0, 0, 999e6, time.UTC)},
		{"day out of range", SYSTEMTIME{2001, 2, 0, 29, 0, 0, 0, 0}, time.Date(2001, 3, 1, 0, 0, 0, 0, time.UTC)},
	} {
		require.Equal(t, c.want, c.st.Time(), c.name)
	}
}
