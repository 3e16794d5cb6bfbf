//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	winhttp "github.com/gowinhttp/winhttp"
)

//export winhttpSendRequest
func winhttpSendRequest(request, headers C.uintptr_t, length C.uint32_t, optional C.uintptr_t, optionalLength, totalLength C.uint32_t, context C.uintptr_t) C.uint32_t {
	if optionalLength > 0 && isNowhere(optional, uint32(optionalLength)) {
		return badArgument(request)
	}
	return code(winhttp.WinHttpSendRequest(winhttp.HINTERNET(request), sentHeaders(headers, uint32(length)),
		slice[byte](optional, uint32(optionalLength)), uint32(totalLength), contextToGo(context)))
}

// sentHeaders is the header text of a send: a length of 0 means that it ends with a NUL. (functions.md, SendRequest.)
func sentHeaders(headers C.uintptr_t, length uint32) string {
	if length == 0 {
		length = nulTerminated
	}
	return decode(units(headers, length))
}

//export winhttpWriteData
func winhttpWriteData(request, place C.uintptr_t, length C.uint32_t, written C.uintptr_t) C.uint32_t {
	if length > 0 && isNowhere(place, uint32(length)) {
		return badArgument(request)
	}
	return code(winhttp.WinHttpWriteData(winhttp.HINTERNET(request), buffer(place, uint32(length)), at[uint32](written)))
}

//export winhttpReceiveResponse
func winhttpReceiveResponse(request, reserved C.uintptr_t) C.uint32_t {
	var r any
	if reserved != 0 {
		r = reserved
	}
	return code(winhttp.WinHttpReceiveResponse(winhttp.HINTERNET(request), r))
}

//export winhttpQueryDataAvailable
func winhttpQueryDataAvailable(request, available C.uintptr_t) C.uint32_t {
	async := asynchronous(request)
	return accepted(winhttp.WinHttpQueryDataAvailable(winhttp.HINTERNET(request), at[uint32](available)), async)
}

//export winhttpReadData
func winhttpReadData(request, place C.uintptr_t, length C.uint32_t, read C.uintptr_t) C.uint32_t {
	if length > 0 && isNowhere(place, uint32(length)) {
		return badArgument(request)
	}
	async := asynchronous(request)
	return accepted(winhttp.WinHttpReadData(winhttp.HINTERNET(request), buffer(place, uint32(length)), at[uint32](read)), async)
}

//export winhttpReadDataEx
func winhttpReadDataEx(request, place C.uintptr_t, length C.uint32_t, read C.uintptr_t, flags C.uint64_t, propertyLength C.uint32_t, property C.uintptr_t) C.uint32_t {
	if length > 0 && isNowhere(place, uint32(length)) || propertyLength != 0 || property != 0 {
		return badArgument(request)
	}
	async := asynchronous(request)
	return accepted(winhttp.WinHttpReadDataEx(winhttp.HINTERNET(request), buffer(place, uint32(length)), at[uint32](read), uint64(flags), nil), async)
}

// asynchronous says whether a handle belongs to an asynchronous session. It must be asked before the call in question,
// which may close the handle.
func asynchronous(h C.uintptr_t) (async bool) {
	_ = winhttp.WinHttpQueryOption(winhttp.HINTERNET(h), winhttp.OPTION_ASYNC, &async)
	return async
}

// accepted is the code of a call that may go on after it has returned; the C half knows whether it did.
func accepted(err error, async bool) C.uint32_t {
	if err == nil && async {
		return C.uint32_t(winhttp.ERROR_IO_PENDING)
	}
	return code(err)
}

// badArgument is what a call on a request gets for an argument that only C can get wrong: the handle is judged first.
func badArgument(request C.uintptr_t) C.uint32_t {
	var verb string
	err := winhttp.WinHttpQueryHeaders(winhttp.HINTERNET(request), winhttp.WINHTTP_QUERY_REQUEST_METHOD, "", &verb, nil)
	if err != nil {
		return code(err)
	}
	return C.uint32_t(winhttp.ERROR_INVALID_PARAMETER)
}
