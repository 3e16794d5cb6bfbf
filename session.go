package winhttp

import (
	"github.com/gowinhttp/winhttp/connection"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/request"
	"github.com/gowinhttp/winhttp/session"
)

// WinHttpCheckPlatform says whether the library runs here: nil, always.
func WinHttpCheckPlatform() error { return nil }

// WinHttpOpen opens a session. agent is the User-Agent of its requests; with "" they have none. accessType is one of
// WINHTTP_ACCESS_TYPE_; proxy and proxyBypass count with NAMED_PROXY only. DEFAULT_PROXY means direct here, as no machine
// setting is read.
//
// With WINHTTP_FLAG_ASYNC, sending, writing, receiving, querying and reading complete through the status callback: see
// WINHTTP_STATUS_CALLBACK. WINHTTP_FLAG_SECURE_DEFAULTS contains that flag, and makes WINHTTP_OPTION_SECURE_PROTOCOLS refuse
// versions before TLS 1.2 with ERROR_ACCESS_DENIED.
//
// Errors: ERROR_INVALID_PARAMETER for an unknown access type or flag, NAMED_PROXY without a proxy, or an agent that cannot
// stand in a header. (Reference: WinHttpOpen.)
func WinHttpOpen(agent string, accessType uint32, proxy, proxyBypass string, flags uint32) (HINTERNET, error) {
	h, err := openSession(agent, accessType, proxy, proxyBypass, flags)
	return h, werr.In("WinHttpOpen", err)
}

func openSession(agent string, accessType uint32, proxy, proxyBypass string, flags uint32) (HINTERNET, error) {
	if flags&^WINHTTP_FLAG_SECURE_DEFAULTS != 0 {
		return 0, werr.InvalidParameter
	}
	p := session.Params{
		Agent: agent,
		Proxy: option.ProxyInfo{AccessType: accessType, Proxy: proxy, ProxyBypass: proxyBypass},
		Async: flags&WINHTTP_FLAG_ASYNC != 0, SecureDefaults: flags&WINHTTP_FLAG_SECURE_DEFAULTS == WINHTTP_FLAG_SECURE_DEFAULTS,
	}
	if err := p.Check(); err != nil {
		return 0, err
	}
	return open(handle.Session, nil, 0, func(ref *handle.Ref) (object, error) { return session.New(ref, &p), nil })
}

// WinHttpConnect names the server that requests go to; it does not connect. serverName is an ASCII host name or an IP
// address, IPv6 in brackets. Port INTERNET_DEFAULT_PORT is 443 for requests with WINHTTP_FLAG_SECURE and 80 for others.
//
// Errors: ERROR_INVALID_PARAMETER for an empty name or reserved not 0, ERROR_WINHTTP_INVALID_URL for text that is no host,
// ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE. (Reference: WinHttpConnect.)
func WinHttpConnect(hSession HINTERNET, serverName string, serverPort INTERNET_PORT, reserved uint32) (HINTERNET, error) {
	h, err := openConnection(hSession, serverName, serverPort, reserved)
	return h, werr.In("WinHttpConnect", err)
}

func openConnection(hSession HINTERNET, serverName string, serverPort INTERNET_PORT, reserved uint32) (HINTERNET, error) {
	if serverName == "" || reserved != 0 {
		return 0, werr.InvalidParameter
	}
	s, u, err := use[*session.Session](hSession, handle.Session)
	if err != nil {
		return 0, err
	}
	defer u.Release()
	if err := connection.CheckHost(serverName); err != nil {
		return 0, err
	}
	return open(handle.Connection, u.Ref(), hSession, func(ref *handle.Ref) (object, error) {
		return connection.New(ref, s, serverName, serverPort), nil
	})
}

// WinHttpOpenRequest makes a request. verb "" is GET, version "" is WINHTTP_OPTION_HTTP_VERSION, a missing slash in front
// of objectName is added. objectName is UTF-8 and is escaped as flags say (WINHTTP_FLAG_ESCAPE_). acceptTypes become one
// Accept header, no types none; referrer becomes a Referer header, "" none. With WINHTTP_FLAG_AUTOMATIC_CHUNKING a body without
// an announced length goes out in chunks, the last of them from WinHttpReceiveResponse.
//
// Errors: ERROR_INVALID_PARAMETER for an unknown flag, or text that would break the request line or a header;
// ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE. (Reference: WinHttpOpenRequest.)
func WinHttpOpenRequest(hConnect HINTERNET, verb, objectName, version, referrer string, acceptTypes []string, flags uint32) (HINTERNET, error) {
	h, err := openRequest(hConnect, &request.Params{
		Verb: verb, Object: objectName, Version: version, Referrer: referrer, AcceptTypes: acceptTypes, Flags: flags,
	})
	return h, werr.In("WinHttpOpenRequest", err)
}

func openRequest(hConnect HINTERNET, p *request.Params) (HINTERNET, error) {
	c, u, err := use[*connection.Connection](hConnect, handle.Connection)
	if err != nil {
		return 0, err
	}
	defer u.Release()
	if err := p.Check(); err != nil {
		return 0, err
	}
	return open(handle.Request, u.Ref(), 0, func(ref *handle.Ref) (object, error) { return request.New(ref, c, p) })
}
