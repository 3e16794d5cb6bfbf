//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	winhttp "github.com/gowinhttp/winhttp"
)

//export winhttpWebSocketCompleteUpgrade
func winhttpWebSocketCompleteUpgrade(request, context C.uintptr_t, handle *C.uintptr_t) C.uint32_t {
	h, err := winhttp.WinHttpWebSocketCompleteUpgrade(winhttp.HINTERNET(request), contextToGo(context))
	*handle = C.uintptr_t(h)
	return code(err)
}

const badParameter = C.uint32_t(winhttp.ERROR_INVALID_PARAMETER)

//export winhttpWebSocketSend
func winhttpWebSocketSend(socket C.uintptr_t, kind C.uint32_t, place C.uintptr_t, length C.uint32_t) C.uint32_t {
	if length > 0 && isNowhere(place, uint32(length)) {
		return badParameter
	}
	return code(winhttp.WinHttpWebSocketSend(winhttp.HINTERNET(socket), winhttp.WINHTTP_WEB_SOCKET_BUFFER_TYPE(kind),
		slice[byte](place, uint32(length))))
}

//export winhttpWebSocketReceive
func winhttpWebSocketReceive(socket, place C.uintptr_t, length C.uint32_t, read, kind C.uintptr_t) C.uint32_t {
	if isNowhere(place, uint32(length)) {
		return badParameter
	}
	return code(winhttp.WinHttpWebSocketReceive(winhttp.HINTERNET(socket), buffer(place, uint32(length)), at[uint32](read),
		at[winhttp.WINHTTP_WEB_SOCKET_BUFFER_TYPE](kind)))
}

//export winhttpWebSocketShutdown
func winhttpWebSocketShutdown(socket C.uintptr_t, status C.uint16_t, reason C.uintptr_t, length C.uint32_t) C.uint32_t {
	return closing(winhttp.WinHttpWebSocketShutdown, socket, status, reason, length)
}

//export winhttpWebSocketClose
func winhttpWebSocketClose(socket C.uintptr_t, status C.uint16_t, reason C.uintptr_t, length C.uint32_t) C.uint32_t {
	return closing(winhttp.WinHttpWebSocketClose, socket, status, reason, length)
}

func closing(f func(winhttp.HINTERNET, uint16, []byte) error, socket C.uintptr_t, status C.uint16_t, reason C.uintptr_t, length C.uint32_t) C.uint32_t {
	if length > C.uint32_t(winhttp.WINHTTP_WEB_SOCKET_MAX_CLOSE_REASON_LENGTH) || length > 0 && isNowhere(reason, uint32(length)) {
		return badParameter
	}
	return code(f(winhttp.HINTERNET(socket), uint16(status), slice[byte](reason, uint32(length))))
}

//export winhttpWebSocketQueryCloseStatus
func winhttpWebSocketQueryCloseStatus(socket, status, reason C.uintptr_t, length C.uint32_t, consumed C.uintptr_t) C.uint32_t {
	if length > 0 && isNowhere(reason, uint32(length)) {
		return badParameter
	}
	return code(winhttp.WinHttpWebSocketQueryCloseStatus(winhttp.HINTERNET(socket), at[uint16](status),
		slice[byte](reason, uint32(length)), at[uint32](consumed)))
}
