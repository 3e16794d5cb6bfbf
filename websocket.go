package winhttp

import (
	"math"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/request"
	"github.com/gowinhttp/winhttp/websocket"
)

// WinHttpWebSocketCompleteUpgrade makes a websocket of a request that was sent with WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET and
// has received status 101. The new handle belongs to the connection: the request may be closed at once. It has the callback,
// the mask and the timeouts of the request, and context as its value.
//
// When the request is sent again it may be called again without WinHttpReceiveResponse; the answer to the handshake is then
// waited for by the first operation on the new handle.
//
// Errors: ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, ERROR_WINHTTP_INCORRECT_HANDLE_STATE for a response that
// is no 101, or none, or one whose websocket has been made already; ERROR_INVALID_OPERATION while an operation is in flight.
// (Reference: WinHttpWebSocketCompleteUpgrade.)
func WinHttpWebSocketCompleteUpgrade(hRequest HINTERNET, context any) (HINTERNET, error) {
	const name = "WinHttpWebSocketCompleteUpgrade"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return 0, werr.In(name, err)
	}
	defer u.Release()
	upgraded, err := r.Upgrade()
	if err != nil {
		return 0, werr.In(name, err)
	}
	parent := u.Ref().Parent()
	var made *websocket.Socket
	h, err := open(handle.WebSocket, parent, hRequest, func(ref *handle.Ref) (object, error) {
		made = websocket.New(ref, r.Connection, &websocket.Params{
			Tunnel: upgraded.Tunnel, Policy: upgraded.Policy, SendBuffer: upgraded.SendBuffer,
			Callbacks: &r.Callbacks, Options: r.Options.Snapshot(), Context: context,
		})
		return made, nil
	})
	switch {
	case err == nil:
	case made == nil:
		upgraded.Tunnel.Close()
	default:
		made.Discard()
	}
	return h, werr.In(name, err)
}

// WinHttpWebSocketSend sends a message, or a part of one. bufferType is one of the MESSAGE types, which end a message, or of
// the FRAGMENT types, which do not; all parts of a message must be of the same kind. An empty buffer is allowed. buffer must
// stay as it is until the operation has completed. UTF-8 is not checked.
//
// Errors: ERROR_INVALID_PARAMETER for another type, ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE,
// ERROR_INVALID_OPERATION while another send is in flight, after WinHttpWebSocketShutdown or WinHttpWebSocketClose, and after
// the peer's close frame has been received; ERROR_WINHTTP_CONNECTION_ERROR, ERROR_WINHTTP_TIMEOUT,
// ERROR_WINHTTP_OPERATION_CANCELLED. (Reference: WinHttpWebSocketSend.)
func WinHttpWebSocketSend(hWebSocket HINTERNET, bufferType WINHTTP_WEB_SOCKET_BUFFER_TYPE, buffer []byte) error {
	const name = "WinHttpWebSocketSend"
	if bufferType >= WINHTTP_WEB_SOCKET_CLOSE_BUFFER_TYPE || uint64(len(buffer)) > math.MaxUint32 {
		return werr.In(name, werr.InvalidParameter)
	}
	s, u, err := use[*websocket.Socket](hWebSocket, handle.WebSocket)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, s.Send(bufferType, buffer))
}

// WinHttpWebSocketReceive waits for data of one frame at most: a FRAGMENT type when more of the message follows, a MESSAGE
// type for its last part, the CLOSE type with 0 bytes when the peer has closed, after which WinHttpWebSocketQueryCloseStatus
// works. Pings are answered meanwhile. In an asynchronous session read and bufferType stay untouched; both may be nil.
//
// Errors: ERROR_INVALID_PARAMETER for an empty buffer, ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE,
// ERROR_INVALID_OPERATION while another receive is in flight, after the peer's close frame, and after WinHttpWebSocketClose;
// ERROR_WINHTTP_INVALID_SERVER_RESPONSE for frames that violate RFC 6455, which end the connection,
// ERROR_WINHTTP_CONNECTION_ERROR, ERROR_WINHTTP_TIMEOUT after WINHTTP_OPTION_RECEIVE_TIMEOUT of the request, after which
// receiving may go on, ERROR_WINHTTP_OPERATION_CANCELLED. (Reference: WinHttpWebSocketReceive.)
func WinHttpWebSocketReceive(hWebSocket HINTERNET, buffer []byte, read *uint32, bufferType *WINHTTP_WEB_SOCKET_BUFFER_TYPE) error {
	const name = "WinHttpWebSocketReceive"
	if len(buffer) == 0 {
		return werr.In(name, werr.InvalidParameter)
	}
	s, u, err := use[*websocket.Socket](hWebSocket, handle.WebSocket)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, s.Receive(buffer[:min(uint64(len(buffer)), math.MaxUint32)], read, bufferType))
}

// WinHttpWebSocketShutdown sends a close frame; receiving goes on. reason has at most 123 bytes, of UTF-8, and is copied.
// status is 1000 to 1003, 1007 to 1011 or 3000 to 4999, or 1005 for a frame without a status.
//
// Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, ERROR_INVALID_OPERATION the
// second time, after WinHttpWebSocketClose and while a send is in flight; otherwise as WinHttpWebSocketSend.
// (Reference: WinHttpWebSocketShutdown.)
func WinHttpWebSocketShutdown(hWebSocket HINTERNET, status uint16, reason []byte) error {
	return closing("WinHttpWebSocketShutdown", hWebSocket, status, reason, (*websocket.Socket).Shutdown)
}

// WinHttpWebSocketClose sends a close frame, unless WinHttpWebSocketShutdown has, and waits for the peer's. What comes before
// that is discarded, and a receive in flight ends with ERROR_WINHTTP_OPERATION_CANCELLED. The handle stays open.
//
// Errors: as WinHttpWebSocketShutdown, ERROR_WINHTTP_TIMEOUT after WINHTTP_OPTION_WEB_SOCKET_CLOSE_TIMEOUT,
// ERROR_WINHTTP_CONNECTION_ERROR. (Reference: WinHttpWebSocketClose.)
func WinHttpWebSocketClose(hWebSocket HINTERNET, status uint16, reason []byte) error {
	return closing("WinHttpWebSocketClose", hWebSocket, status, reason, (*websocket.Socket).Close)
}

func closing(name string, h HINTERNET, status uint16, reason []byte, f func(*websocket.Socket, uint16, []byte) error) error {
	if err := websocket.CheckClose(status, reason); err != nil {
		return werr.In(name, err)
	}
	s, u, err := use[*websocket.Socket](h, handle.WebSocket)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, f(s, status, reason))
}

// WinHttpWebSocketQueryCloseStatus stores what the peer's close frame said: status, the bytes of the reason in reason, and
// their number in reasonLength. A frame without a status is 1005, a lost connection 1006.
//
// Errors: ERROR_INVALID_PARAMETER for nil pointers, ERROR_INVALID_HANDLE, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE,
// ERROR_INVALID_OPERATION before a receive or close has come to the peer's close frame, with nothing stored,
// ERROR_INSUFFICIENT_BUFFER for a reason that does not fit in, with everything else stored.
// (Reference: WinHttpWebSocketQueryCloseStatus.)
func WinHttpWebSocketQueryCloseStatus(hWebSocket HINTERNET, status *uint16, reason []byte, reasonLength *uint32) error {
	const name = "WinHttpWebSocketQueryCloseStatus"
	if status == nil || reasonLength == nil {
		return werr.In(name, werr.InvalidParameter)
	}
	s, u, err := use[*websocket.Socket](hWebSocket, handle.WebSocket)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	code, text, err := s.CloseStatus()
	if err != nil {
		return werr.In(name, err)
	}
	*status, *reasonLength = code, uint32(len(text))
	if len(text) > len(reason) {
		return werr.In(name, werr.InsufficientBuffer)
	}
	copy(reason, text)
	return nil
}
