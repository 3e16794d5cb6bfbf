package winhttp

import (
	"crypto/tls"
	"net/netip"
	"strconv"
	"time"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/transport"
)

//go:generate go run ./internal/gen

// INTERNET_PORT is a TCP port; INTERNET_DEFAULT_PORT stands for the one of the scheme.
type INTERNET_PORT = uint16

// INTERNET_SCHEME is the scheme of a URL or of a proxy. Zero is none.
type INTERNET_SCHEME int32

// GUID is a 128-bit identifier in the layout of Windows: the first three fields are numbers, not byte strings.
type GUID = transport.GUID

// WINHTTP_MATCH_CONNECTION_GUID is the value of WINHTTP_OPTION_MATCH_CONNECTION_GUID: the mark of the connection that a request
// wants, and WINHTTP_MATCH_CONNECTION_GUID_FLAG_REQUIRE_MARKED_CONNECTION if no other will do.
type WINHTTP_MATCH_CONNECTION_GUID = transport.MatchGUID

// WINHTTP_FAILED_CONNECTION_RETRIES is the value of WINHTTP_OPTION_FAILED_CONNECTION_RETRIES: how often a request is sent again by
// itself, and when: WINHTTP_CONNECTION_RETRY_CONDITION_... bits.
type WINHTTP_FAILED_CONNECTION_RETRIES struct{ MaxRetries, AllowedRetryConditions uint32 }

// WINHTTP_RESOLVER_CACHE_CONFIG is the value of WINHTTP_OPTION_RESOLVER_CACHE_CONFIG: the number of names that are remembered, for how
// many minutes, seconds, a WINHTTP_SECURE_DNS_SETTING, how long an answer may take in 100 ns, and
// WINHTTP_RESOLVER_CACHE_CONFIG_FLAG_... bits. The time to live of an answer is unknown here, and the flags about it have no
// effect.
type WINHTTP_RESOLVER_CACHE_CONFIG struct {
	MaxResolverCacheEntries, MaxCacheEntryAge, MinCacheEntryTtl uint32
	SecureDnsSetting                                            WINHTTP_SECURE_DNS_SETTING
	ConnResolutionWaitTime, Flags                               uint64
}

// Tcp_keepalive is the value of WINHTTP_OPTION_TCP_KEEPALIVE: 1 for on, the silence before the first probe and the time between
// two, in milliseconds. Systems may round them up to seconds.
type Tcp_keepalive struct{ Onoff, Keepalivetime, Keepaliveinterval uint32 }

// PRIORITY_STATUS is the value of WINHTTP_OPTION_TCP_PRIORITY_STATUS: what WINHTTP_OPTION_TCP_PRIORITY_HINT has asked for.
type PRIORITY_STATUS struct{ Sender, Receiver uint32 }

// WINHTTP_QUERY_CONNECTION_GROUP_RESULT is what WinHttpQueryConnectionGroup counts: connections by host and mark.
type WINHTTP_QUERY_CONNECTION_GROUP_RESULT struct {
	HostConnectionGroups []WINHTTP_HOST_CONNECTION_GROUP
}

// WINHTTP_HOST_CONNECTION_GROUP are the connections to a host.
type WINHTTP_HOST_CONNECTION_GROUP struct {
	Host             string
	ConnectionGroups []WINHTTP_CONNECTION_GROUP
}

// WINHTTP_CONNECTION_GROUP is a number of connections that bear the same mark; the zero GUID is none.
type WINHTTP_CONNECTION_GROUP struct {
	Connections uint32
	Group       GUID
}

// SYSTEMTIME is a moment in UTC. Month counts from 1, DayOfWeek from 0 for Sunday. The fields are what a text said and
// need not be a possible date.
type SYSTEMTIME struct {
	Year, Month, DayOfWeek, Day, Hour, Minute, Second, Milliseconds uint16
}

// Time is the moment in UTC. DayOfWeek is not looked at, and fields out of range carry over as in time.Date.
func (st SYSTEMTIME) Time() time.Time {
	return header.SystemTime(st).Time()
}

// URL_COMPONENTS is a URL in parts. HostName keeps the brackets of an IPv6 address, UrlPath its first slash, and
// ExtraInfo its question mark or number sign. An empty part and a missing one are the same (reference: URL_COMPONENTS).
type URL_COMPONENTS struct {
	Scheme                                 string
	SchemeType                             INTERNET_SCHEME
	HostName                               string
	Port                                   INTERNET_PORT
	UserName, Password, UrlPath, ExtraInfo string
}

// WINHTTP_EXTENDED_HEADER is one header, as WinHttpAddRequestHeadersEx takes and WinHttpQueryHeadersEx gives it.
type WINHTTP_EXTENDED_HEADER struct{ Name, Value string }

// WINHTTP_HEADER_NAME is the header that WinHttpQueryHeadersEx looks for.
type WINHTTP_HEADER_NAME struct{ Name string }

// WINHTTP_PROXY_INFO is a proxy setting. The strings count only with WINHTTP_ACCESS_TYPE_NAMED_PROXY: lists whose items
// are separated by semicolons or blanks (reference: WINHTTP_PROXY_INFO).
type WINHTTP_PROXY_INFO struct {
	AccessType         uint32
	Proxy, ProxyBypass string
}

// HTTP_VERSION_INFO is a version of HTTP/1, the value of WINHTTP_OPTION_HTTP_VERSION.
type HTTP_VERSION_INFO struct{ MajorVersion, MinorVersion uint32 }

// WINHTTP_HTTP2_RECEIVE_WINDOW is the value of WINHTTP_OPTION_HTTP2_RECEIVE_WINDOW, in bytes: how much the server may send
// ahead of what is read of one response (1 to 2^31-1), and after how much it may send more (0 = half of that).
type WINHTTP_HTTP2_RECEIVE_WINDOW struct{ StreamWindow, StreamWindowUpdateDelta uint32 }

// WINHTTP_CONNECTION_INFO holds the ends of the connection that carried the last exchange of a request, the value of
// WINHTTP_OPTION_CONNECTION_INFO.
type WINHTTP_CONNECTION_INFO struct{ LocalAddress, RemoteAddress netip.AddrPort }

// WINHTTP_CERTIFICATE_INFO is a summary of the server's certificate, the value of WINHTTP_OPTION_SECURITY_CERTIFICATE_STRUCT.
// The names are the values of the distinguished names, one on a line; the other three texts are empty, as on Windows. KeySize
// is the strength of the cipher in bits.
type WINHTTP_CERTIFICATE_INFO struct {
	Expiry, Start                                     time.Time
	SubjectInfo, IssuerInfo                           string
	ProtocolName, SignatureAlgName, EncryptionAlgName string
	KeySize                                           uint32
}

// WINHTTP_REQUEST_TIMES are the moments of the last leg of a request, the value of WINHTTP_OPTION_REQUEST_TIMES: in 100 ns since
// the process has started, by WINHTTP_REQUEST_TIME_ENTRY; 0 has not happened. WinHttpReceiveResponseBodyDecompressionDelta is a
// duration. The moments of header compression and of proxies do not happen.
type WINHTTP_REQUEST_TIMES struct {
	Count uint32
	Times [64]uint64
}

// WINHTTP_REQUEST_STATS are the figures of the last leg of a request, the value of WINHTTP_OPTION_REQUEST_STATS: flags
// WINHTTP_REQUEST_STAT_FLAG_..., how many requests the connection has carried before, and counters and sizes in bytes by
// WINHTTP_REQUEST_STAT_ENTRY. With HTTP/1 both sizes of a header are the same.
type WINHTTP_REQUEST_STATS struct {
	Flags        uint64
	Index, Count uint32
	Stats        [32]uint64
}

// WINHTTP_SECURITY_INFO describes the TLS of the connection, the value of WINHTTP_OPTION_SECURITY_INFO; all zero without TLS.
// Protocols are WINHTTP_FLAG_SECURE_PROTOCOL_... bits, algorithms ALG_ID numbers, strengths and lengths bits.
type WINHTTP_SECURITY_INFO = transport.SecurityInfo

// SecPkgContext_ConnectionInfo and SecPkgContext_CipherInfo are the parts of WINHTTP_SECURITY_INFO.
type (
	SecPkgContext_ConnectionInfo = transport.SecurityConnection
	SecPkgContext_CipherInfo     = transport.SecurityCipher
)

// What TCP knows of the connection, the values of WINHTTP_OPTION_CONNECTION_STATS_V0 to _V2. Outside Linux it is only how long
// it has lived.
type (
	TCP_INFO_v0 = transport.TCPInfoV0
	TCP_INFO_v1 = transport.TCPInfoV1
	TCP_INFO_v2 = transport.TCPInfoV2
)

// Types of enumerators. String gives the C name, or the type and the number where there is none.
type (
	WINHTTP_PROXY_SETTINGS_TYPE int32
	WINHTTP_REQUEST_TIME_ENTRY  uint32 // an index into the times of WINHTTP_OPTION_REQUEST_TIMES
	WINHTTP_REQUEST_STAT_ENTRY  uint32 // an index into the numbers of WINHTTP_OPTION_REQUEST_STATS
	WINHTTP_SECURE_DNS_SETTING  uint32
)

// Types of enumerators in the payloads of callbacks. String gives the distinctive part of the C name.
type (
	WINHTTP_WEB_SOCKET_BUFFER_TYPE = callback.BufferType
	WINHTTP_WEB_SOCKET_OPERATION   = callback.WebSocketOperation
	WINHTTP_PROTOCOL_OPERATION     = callback.ProtocolOperation
)

// Nothing: NULL in C, nil here. Variables only because Go has no nil constants; do not assign to them.
var (
	WINHTTP_DEFAULT_ACCEPT_TYPES   []string         // of WinHttpOpenRequest
	WINHTTP_NO_REQUEST_DATA        []byte           // of WinHttpSendRequest
	WINHTTP_NO_HEADER_INDEX        *uint32          // of WinHttpQueryHeaders
	WINHTTP_NO_CLIENT_CERT_CONTEXT *tls.Certificate // of WINHTTP_OPTION_CLIENT_CERT_CONTEXT
)

// enumName is names[n], or "kind(n)" where the table has nothing.
func enumName(kind string, names []string, n int64) string {
	if n >= 0 && n < int64(len(names)) && names[n] != "" {
		return names[n]
	}
	return kind + "(" + strconv.FormatInt(n, 10) + ")"
}
