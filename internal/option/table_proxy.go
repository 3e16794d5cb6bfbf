package option

// ProxyInfo is the value of Proxy, field for field the root's WINHTTP_PROXY_INFO. Proxy lists are separated by
// semicolons or white space (options.md 4.11).
type ProxyInfo struct {
	AccessType         uint32
	Proxy, ProxyBypass string
}

// The access types of a ProxyInfo, and of WinHttpOpen. DefaultProxy is only ever set, never read back.
const (
	DefaultProxy   uint32 = 0
	NoProxy        uint32 = 1
	NamedProxy     uint32 = 3
	AutomaticProxy uint32 = 4
)

// Proxies.
var (
	// Proxy is the proxy of the session or of the request.
	Proxy = define(built&^null, 38, "PROXY", either, null|either, ProxyInfo{AccessType: NoProxy},
		inherited, checked(validProxy), shape("WINHTTP_PROXY_INFO", 24), shown("from WinHttpOpen"))
	// ReceiveProxyConnectResponse hands a failed CONNECT's response to the application.
	ReceiveProxyConnectResponse = define[bool](later, 103, "RECEIVE_PROXY_CONNECT_RESPONSE", either, never, false, inherited)
	// IsProxyConnectResponse tells whether the response is that of a CONNECT.
	IsProxyConnectResponse = object[bool](later, 104, "IS_PROXY_CONNECT_RESPONSE", never, either)
)

func validProxy(p ProxyInfo) bool {
	switch p.AccessType {
	case DefaultProxy, NoProxy, AutomaticProxy:
		return true
	}
	return p.AccessType == NamedProxy && p.Proxy != ""
}
