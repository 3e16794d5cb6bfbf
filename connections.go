package winhttp

import (
	"github.com/gowinhttp/winhttp/connection"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/request"
	"github.com/gowinhttp/winhttp/transport"
)

// WinHttpQueryConnectionGroup counts the connections to the server of a connection or request handle, by the marks that
// WINHTTP_OPTION_CONNECTION_GUID has given them; with guid, only those with that mark. Of a connection handle it counts those with
// TLS, or with WINHTTP_QUERY_CONNECTION_GROUP_FLAG_INSECURE those without. A host without connections is not in the result.
//
// Errors: ERROR_INVALID_PARAMETER for a nil result or an unknown flag, ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE.
// (Reference: WinHttpQueryConnectionGroup.)
func WinHttpQueryConnectionGroup(hInternet HINTERNET, guid *GUID, flags uint64, result *WINHTTP_QUERY_CONNECTION_GROUP_RESULT) error {
	return werr.In("WinHttpQueryConnectionGroup", queryConnectionGroup(hInternet, guid, flags, result))
}

func queryConnectionGroup(h HINTERNET, guid *GUID, flags uint64, result *WINHTTP_QUERY_CONNECTION_GROUP_RESULT) error {
	if result == nil || flags&^WINHTTP_QUERY_CONNECTION_GROUP_FLAG_INSECURE != 0 {
		return werr.InvalidParameter
	}
	u, err := handles.Acquire(h)
	if err != nil {
		return err
	}
	defer u.Release()
	var host string
	var groups []transport.Group
	switch o := u.Object().(type) {
	case *connection.Connection:
		secure := flags&WINHTTP_QUERY_CONNECTION_GROUP_FLAG_INSECURE == 0
		host, groups = o.Host, o.Session.Ground().Groups(o.Host, o.Port(secure), secure, guid)
	case *request.Request:
		host, groups = o.Groups(guid)
	default:
		return werr.IncorrectHandleType
	}
	*result = WINHTTP_QUERY_CONNECTION_GROUP_RESULT{}
	if len(groups) == 0 {
		return nil
	}
	all := WINHTTP_HOST_CONNECTION_GROUP{Host: host}
	for _, g := range groups {
		all.ConnectionGroups = append(all.ConnectionGroups, WINHTTP_CONNECTION_GROUP{Connections: g.Connections, Group: g.Mark})
	}
	result.HostConnectionGroups = []WINHTTP_HOST_CONNECTION_GROUP{all}
	return nil
}

// WinHttpFreeQueryConnectionGroupResult empties a result, which may be nil. (Reference: WinHttpFreeQueryConnectionGroupResult.)
func WinHttpFreeQueryConnectionGroupResult(result *WINHTTP_QUERY_CONNECTION_GROUP_RESULT) {
	if result != nil {
		*result = WINHTTP_QUERY_CONNECTION_GROUP_RESULT{}
	}
}
