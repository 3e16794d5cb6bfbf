package winhttp

import (
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/request"
)

// WinHttpSendRequest connects and sends the request: its headers, then optional. headers are lines of text that override
// the ones set so far; "" is none. totalLength is the length of the whole body; what is more than optional comes through
// WinHttpWriteData. A body of 4 GiB and more has its length in a Content-Length header and totalLength
// WINHTTP_IGNORE_REQUEST_TOTAL_LENGTH. With a Transfer-Encoding header the application writes the framing itself. context
// replaces the handle's value unless it is nil. A request may be sent again when the response has been received.
//
// If nothing is left to write, the head of the response is read too; what goes wrong there, WinHttpReceiveResponse reports.
//
// Errors: ERROR_INVALID_PARAMETER for bad headers or lengths that contradict each other, ERROR_WINHTTP_NAME_NOT_RESOLVED,
// ERROR_WINHTTP_CANNOT_CONNECT, ERROR_WINHTTP_TIMEOUT, ERROR_WINHTTP_CONNECTION_ERROR, ERROR_WINHTTP_SECURE_FAILURE after a
// SECURE_FAILURE notification, ERROR_WINHTTP_OPERATION_CANCELLED, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, and
// ERROR_NOT_SUPPORTED when the session or request asks for a proxy, which is not built yet.
// (Reference: WinHttpSendRequest.)
func WinHttpSendRequest(hRequest HINTERNET, headers string, optional []byte, totalLength uint32, context any) error {
	const name = "WinHttpSendRequest"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, r.Send(headers, optional, totalLength, context))
}

// WinHttpWriteData adds buffer to the body. written may be nil.
//
// Errors: ERROR_INVALID_PARAMETER for more than was announced, which leaves the request as it is,
// ERROR_WINHTTP_CONNECTION_ERROR, ERROR_WINHTTP_TIMEOUT, ERROR_WINHTTP_OPERATION_CANCELLED,
// ERROR_WINHTTP_INCORRECT_HANDLE_STATE. (Reference: WinHttpWriteData.)
func WinHttpWriteData(hRequest HINTERNET, buffer []byte, written *uint32) error {
	const name = "WinHttpWriteData"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, r.Write(buffer, written))
}

// WinHttpReceiveResponse waits for the response headers. A status such as 404 is no error. Redirects are followed on the way,
// as WINHTTP_OPTION_REDIRECT_POLICY says, each after a REDIRECT notification, in which the headers of the request may be
// changed. A POST becomes a GET, except by 307 and 308, and any other verb by 303. reserved must be nil.
//
// Errors: what WinHttpSendRequest fails with, ERROR_WINHTTP_REDIRECT_FAILED for too many redirects,
// ERROR_WINHTTP_RESEND_REQUEST if a body of WinHttpWriteData would have to be sent again, ERROR_WINHTTP_TIMEOUT, ERROR_WINHTTP_CONNECTION_ERROR, ERROR_WINHTTP_INVALID_SERVER_RESPONSE,
// ERROR_WINHTTP_HEADER_SIZE_OVERFLOW, ERROR_WINHTTP_HEADER_COUNT_EXCEEDED, ERROR_WINHTTP_OPERATION_CANCELLED,
// ERROR_WINHTTP_INCORRECT_HANDLE_STATE, ERROR_INVALID_PARAMETER. (Reference: WinHttpReceiveResponse.)
func WinHttpReceiveResponse(hRequest HINTERNET, reserved any) error {
	const name = "WinHttpReceiveResponse"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	if reserved != nil {
		return werr.In(name, werr.InvalidParameter)
	}
	return werr.In(name, r.Receive())
}

// WinHttpQueryDataAvailable waits until at least one byte of the body can be read, and counts the bytes that can be read
// without waiting. 0 is the end of the body. available may be nil.
//
// Errors: ERROR_WINHTTP_TIMEOUT, ERROR_WINHTTP_CONNECTION_ERROR, ERROR_WINHTTP_INVALID_SERVER_RESPONSE and
// ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW for broken chunks, ERROR_WINHTTP_OPERATION_CANCELLED,
// ERROR_WINHTTP_INCORRECT_HANDLE_STATE. available is untouched then. (Reference: WinHttpQueryDataAvailable.)
func WinHttpQueryDataAvailable(hRequest HINTERNET, available *uint32) error {
	const name = "WinHttpQueryDataAvailable"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, r.Available(available))
}

// WinHttpReadData fills buffer with the body, less only at its end; 0 bytes are the end. A body that is shorter than its
// Content-Length ends without an error. read may be nil. After a timeout the next call
// begins with the bytes that had arrived.
//
// Errors: as WinHttpQueryDataAvailable. (Reference: WinHttpReadData.)
func WinHttpReadData(hRequest HINTERNET, buffer []byte, read *uint32) error {
	const name = "WinHttpReadData"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, r.Read(buffer, read, true))
}

// WinHttpReadDataEx is WinHttpReadData that returns as soon as it has any bytes, unless flags are
// WINHTTP_READ_DATA_EX_FLAG_FILL_BUFFER. property must be nil.
//
// Errors: as WinHttpReadData; ERROR_INVALID_PARAMETER for an unknown flag or a property. (Reference: WinHttpReadDataEx.)
func WinHttpReadDataEx(hRequest HINTERNET, buffer []byte, read *uint32, flags uint64, property []byte) error {
	const name = "WinHttpReadDataEx"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	if flags&^WINHTTP_READ_DATA_EX_FLAG_FILL_BUFFER != 0 || property != nil {
		return werr.In(name, werr.InvalidParameter)
	}
	return werr.In(name, r.Read(buffer, read, flags != 0))
}
