package winhttp

import (
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/request"
	"github.com/gowinhttp/winhttp/session"
	"github.com/gowinhttp/winhttp/transport"
)

// WinHttpSetOption sets an option. docs/options.md lists the options with their types: DWORD is uint32 (an int that fits
// is taken too), BOOL bool, a string string, a structure its value, and nil stands for no value. A Go-only option,
// OPTION_NETWORK, takes a *Network on a session that has no connection handle yet. Another, OPTION_ASYNC, can only be
// queried: a bool, whether the session was opened with WINHTTP_FLAG_ASYNC, on every kind of handle. OPTION_BUSY_POLL, a
// uint32 on a session, lets synchronous calls poll the socket for so many microseconds (at most 1000) when the server has
// been that fast before; the C library uses it.
//
// Errors, in this order: ERROR_INVALID_HANDLE, ERROR_WINHTTP_INVALID_OPTION for an option that is unknown or not built,
// ERROR_WINHTTP_OPTION_NOT_SETTABLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, ERROR_INVALID_PARAMETER for a value of another
// type or out of range, ERROR_WINHTTP_INCORRECT_HANDLE_STATE. (Reference: WinHttpSetOption, Option Flags.)
func WinHttpSetOption(hInternet HINTERNET, option uint32, value any) error {
	return werr.In("WinHttpSetOption", setOption(hInternet, option, value))
}

// WinHttpQueryOption stores the value of an option through value, a pointer to the type that docs/options.md gives, or a
// *any. It works on every kind of handle, also when a parent is closed.
//
// Errors, in this order: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER for an option that is unknown, not built or never
// queried, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, ERROR_WINHTTP_INCORRECT_HANDLE_STATE for a value that does not exist yet,
// ERROR_INVALID_PARAMETER for nil or another type of destination. (Reference: WinHttpQueryOption, Option Flags.)
func WinHttpQueryOption(hInternet HINTERNET, option uint32, value any) error {
	return werr.In("WinHttpQueryOption", queryOption(hInternet, option, value))
}

// WinHttpSetTimeouts sets four timeouts of a session or request, in milliseconds; 0 and -1 are no limit.
//
// Errors: ERROR_INVALID_PARAMETER for a value below -1, before the handle is looked at; ERROR_INVALID_HANDLE,
// ERROR_WINHTTP_INCORRECT_HANDLE_TYPE for a connection. (Reference: WinHttpSetTimeouts.)
func WinHttpSetTimeouts(hInternet HINTERNET, resolve, connect, send, receive int32) error {
	return werr.In("WinHttpSetTimeouts", setTimeouts(hInternet, resolve, connect, send, receive))
}

func setOption(h HINTERNET, number uint32, value any) error {
	if h == 0 {
		return setProcessOption(number, value)
	}
	u, err := handles.Acquire(h)
	if err != nil {
		return err
	}
	defer u.Release()
	row, err := option.CheckSet(number, u.Ref().Type())
	if err != nil {
		return err
	}
	value, err = row.Accept(fromRoot(value))
	if err != nil {
		return err
	}
	o := u.Object().(object)
	switch row {
	case option.Callback:
		return setCallback(o, value)
	case option.ContextValue:
		o.Dispatcher().SetContext(value)
		return nil
	}
	return o.SetOption(row, value)
}

// isSet marks WINHTTP_OPTION_WORKER_THREAD_COUNT as set, to whatever number.
const isSet = 1 << 32

// setProcessOption sets an option of the NULL handle. There is one so far, and it can be set once.
func setProcessOption(number uint32, value any) error {
	row, err := option.CheckSet(number, 0)
	if err != nil {
		return err
	}
	value, err = row.Accept(value)
	if err == nil && !workerThreads.CompareAndSwap(0, isSet|uint64(value.(uint32))) {
		err = werr.IncorrectHandleState
	}
	return err
}

func queryOption(h HINTERNET, number uint32, value any) error {
	if h == 0 {
		return werr.InvalidHandle
	}
	u, err := handles.AcquireOrphan(h)
	if err != nil {
		return err
	}
	defer u.Release()
	row, err := option.CheckQuery(number, u.Ref().Type())
	if err != nil {
		return err
	}
	v, err := answer(u.Ref(), row)
	if err != nil {
		return err
	}
	return row.Store(value, toRoot(v))
}

// answer is the value of an option: the root's own, the dispatcher's, or the object's.
func answer(ref *handle.Ref, row *option.Row) (any, error) {
	o := ref.Object().(object)
	switch row {
	case option.Callback:
		return o.Dispatcher().Callback(), nil
	case option.ContextValue:
		return o.Dispatcher().Context(), nil
	case option.HandleType:
		return uint32(ref.Type()), nil
	case option.WorkerThreadCount:
		return uint32(workerThreads.Load()), nil
	case option.ParentHandle:
		if ref.Parent() == nil {
			return nil, werr.InvalidParameter
		}
		return ref.Parent().Number(), nil
	}
	return o.QueryOption(row)
}

func setCallback(o object, value any) error {
	switch fn := value.(type) {
	case WINHTTP_STATUS_CALLBACK:
		o.Dispatcher().SetCallback(fn)
	case func(HINTERNET, any, uint32, any, uint32):
		o.Dispatcher().SetCallback(fn)
	default:
		return werr.InvalidParameter
	}
	return nil
}

// fromRoot and toRoot convert the structures that the lower packages know under another name.

func fromRoot(value any) any {
	switch v := value.(type) {
	case WINHTTP_PROXY_INFO:
		return option.ProxyInfo(v)
	case HTTP_VERSION_INFO:
		return option.VersionInfo(v)
	case WINHTTP_HTTP2_RECEIVE_WINDOW:
		return option.ReceiveWindow(v)
	case Tcp_keepalive:
		return option.Keepalive(v)
	case WINHTTP_FAILED_CONNECTION_RETRIES:
		return option.Retries(v)
	case WINHTTP_RESOLVER_CACHE_CONFIG:
		return option.ResolverCache{
			MaxResolverCacheEntries: v.MaxResolverCacheEntries, MaxCacheEntryAge: v.MaxCacheEntryAge,
			MinCacheEntryTtl: v.MinCacheEntryTtl, SecureDnsSetting: uint32(v.SecureDnsSetting),
			ConnResolutionWaitTime: v.ConnResolutionWaitTime, Flags: v.Flags,
		}
	}
	return value
}

func toRoot(value any) any {
	switch v := value.(type) {
	case option.ProxyInfo:
		return WINHTTP_PROXY_INFO(v)
	case option.VersionInfo:
		return HTTP_VERSION_INFO(v)
	case option.CertificateInfo:
		return WINHTTP_CERTIFICATE_INFO(v)
	case option.Priority:
		return PRIORITY_STATUS(v)
	case option.RequestTimesValue:
		return WINHTTP_REQUEST_TIMES(v)
	case option.RequestStatsValue:
		return WINHTTP_REQUEST_STATS(v)
	case *transport.Facts:
		return WINHTTP_CONNECTION_INFO{LocalAddress: v.Local, RemoteAddress: v.Remote}
	}
	return value
}

func setTimeouts(h HINTERNET, resolve, connect, send, receive int32) error {
	if err := option.CheckTimeouts(resolve, connect, send, receive); err != nil {
		return err
	}
	u, err := handles.Acquire(h)
	if err != nil {
		return err
	}
	defer u.Release()
	var options *option.Holder
	switch o := u.Object().(type) {
	case *session.Session:
		options = &o.Options
	case *request.Request:
		options = &o.Options
	default:
		return werr.IncorrectHandleType
	}
	options.Change(func(s *option.Set) *option.Set {
		return option.WithTimeouts(s, resolve, connect, send, receive)
	})
	return nil
}
