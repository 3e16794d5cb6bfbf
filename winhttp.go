// Package winhttp is the WinHTTP API in pure Go, name for name, for every platform that Go runs on.
//
// A C program ports line by line: the functions, constants and structures have their C names, BOOL and the last error
// become an error, a returned HINTERNET comes with one, and lengths disappear. Out parameters stay pointers, contexts,
// option values and status payloads are any. [WINHTTP_STATUS_CALLBACK], [WinHttpSetOption] and [WinHttpQueryHeaders] say
// which types travel in an any.
//
// Every error is an [*Error]; errors.Is(err, ERROR_WINHTTP_TIMEOUT) works, errors.As finds the cause, a timeout also is
// os.ErrDeadlineExceeded and a cancelled operation context.Canceled.
//
// All functions may be called from any goroutine and from inside callbacks. One request runs one operation at a time.
package winhttp

import (
	"sync/atomic"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// HINTERNET is an open handle; 0 is none. Its number is never given to another object.
type HINTERNET = handle.HINTERNET

// Code is an error number.
type Code = werr.Code

// Error is what every function returns when it fails: the number, the function, the cause.
type Error = werr.Error

// WINHTTP_STATUS_CALLBACK is told what happens on a handle. It is called on the goroutine that does the work; in a
// synchronous session that is the caller's, inside the call. info needs no copy, and depends on status:
//
//	RESOLVING_NAME, NAME_RESOLVED, CONNECTING_TO_SERVER, CONNECTED_TO_SERVER   string, a name or an IP address
//	REQUEST_SENT, RESPONSE_RECEIVED                                            uint32, bytes
//	INTERMEDIATE_RESPONSE                                                      uint32, the status code
//	SECURE_FAILURE                                                             uint32, WINHTTP_CALLBACK_STATUS_FLAG_ bits
//	HANDLE_CREATED, HANDLE_CLOSING                                             HINTERNET, the new or the closed handle
//	SENDING_REQUEST, RECEIVING_RESPONSE, CLOSING_CONNECTION, CONNECTION_CLOSED nil
//
// and, in an asynchronous session only, how an operation has ended:
//
//	SENDREQUEST_COMPLETE, HEADERS_AVAILABLE                                    nil
//	DATA_AVAILABLE                                                             uint32, bytes that can be read, 0 at the end
//	READ_COMPLETE                                                              []byte, the filled part of the caller's buffer
//	WRITE_COMPLETE                                                             uint32, bytes
//	REQUEST_ERROR                                                              *WINHTTP_ASYNC_RESULT
//	READ_COMPLETE, WRITE_COMPLETE of a websocket                               *WINHTTP_WEB_SOCKET_STATUS
//	REQUEST_ERROR of a websocket                                               *WINHTTP_WEB_SOCKET_ASYNC_RESULT
//	SHUTDOWN_COMPLETE, CLOSE_COMPLETE                                          nil
//
// infoLength is the length that C gives.
type WINHTTP_STATUS_CALLBACK = callback.Func

// WINHTTP_ASYNC_RESULT says which asynchronous call failed, and why.
type WINHTTP_ASYNC_RESULT = callback.AsyncResult

// WINHTTP_WEB_SOCKET_ASYNC_RESULT says which asynchronous call on a websocket failed, and why.
type WINHTTP_WEB_SOCKET_ASYNC_RESULT = callback.WebSocketAsyncResult

// WINHTTP_WEB_SOCKET_STATUS says what a websocket has sent or received.
type WINHTTP_WEB_SOCKET_STATUS = callback.WebSocketStatus

// Network is what a session stands on: how it dials and resolves, whom it trusts, and its pool of connections. It is the
// value of OPTION_NETWORK.
type Network = transport.Network

// GetLastError is the number of an error that a function of this package returned: ERROR_SUCCESS for nil.
func GetLastError(err error) Code { return werr.From(err) }

// The state of this package: the open handles, and what WINHTTP_OPTION_WORKER_THREAD_COUNT was set to. The number has no
// effect: an operation that must wait has a goroutine of its own, and Go decides on how many threads they run.
var (
	handles       handle.Table
	workerThreads atomic.Uint64
)

// object is what all objects behind handles can do.
type object interface {
	handle.Object
	Dispatcher() *callback.Dispatcher
	SetOption(row *option.Row, value any) error
	QueryOption(row *option.Row) (any, error)
}

// use looks up a handle of one kind for a call. The caller must Release the use.
func use[T object](h HINTERNET, kind handle.Type) (T, handle.Use, error) {
	var none T
	u, err := handles.Acquire(h)
	if err != nil {
		return none, u, err
	}
	if u.Ref().Type() != kind {
		u.Release()
		return none, handle.Use{}, werr.IncorrectHandleType
	}
	return u.Object().(T), u, nil
}

// open makes a handle: build gets the reference it will have and returns its object. The application hears of it before
// open returns; first is the handle it gets as the first argument, 0 for the new one.
func open(kind handle.Type, parent *handle.Ref, first HINTERNET, build func(*handle.Ref) (object, error)) (HINTERNET, error) {
	ref, err := handles.Reserve(kind, parent)
	if err != nil {
		return 0, err
	}
	o, err := build(ref)
	if err != nil {
		handles.Abandon(ref)
		return 0, err
	}
	if err := handles.Open(ref, o); err != nil {
		return 0, err
	}
	defer ref.Release()
	if first == 0 {
		first = ref.Number()
	}
	announced := false
	defer func() {
		if !announced { // a callback has panicked: nobody will know the number
			_ = handles.Close(ref.Number())
		}
	}()
	o.Dispatcher().EmitCreated(first)
	announced = true
	return ref.Number(), nil
}

// WinHttpCloseHandle closes a handle of any kind and never waits. Operations in flight on it, and on the handles below it,
// end with ERROR_WINHTTP_OPERATION_CANCELLED. The last notification is HANDLE_CLOSING, inside this call or later.
// Handles below it must be closed too; until then they only answer WinHttpQueryOption and WinHttpSetStatusCallback.
//
// Errors: ERROR_INVALID_HANDLE for a handle that is unknown or closed. (Reference: WinHttpCloseHandle.)
func WinHttpCloseHandle(hInternet HINTERNET) error {
	return werr.In("WinHttpCloseHandle", handles.Close(hInternet))
}

// WinHttpSetStatusCallback replaces the callback of a handle together with its mask, and returns the previous callback.
// nil removes it. Handles opened below inherit both; those already open keep what they have. flags are
// WINHTTP_CALLBACK_FLAG_ bits; reserved must be 0. It works on every kind of handle, also when a parent is closed.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER for reserved. (Reference: WinHttpSetStatusCallback.)
func WinHttpSetStatusCallback(hInternet HINTERNET, cb WINHTTP_STATUS_CALLBACK, flags uint32, reserved uintptr) (previous WINHTTP_STATUS_CALLBACK, err error) {
	const name = "WinHttpSetStatusCallback"
	u, err := handles.AcquireOrphan(hInternet)
	if err != nil {
		return nil, werr.In(name, err)
	}
	defer u.Release()
	if reserved != 0 {
		return nil, werr.In(name, werr.InvalidParameter)
	}
	return u.Object().(object).Dispatcher().Register(cb, flags), nil
}
