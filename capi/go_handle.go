//go:build cgo

package main

// #include "bridge.h"
import "C"

import winhttp "github.com/gowinhttp/winhttp"

//export winhttpCheckPlatform
func winhttpCheckPlatform() C.uint32_t { return code(winhttp.WinHttpCheckPlatform()) }

// busyPoll is in microseconds, about what it costs to park the goroutine of a C thread and to wake it again.
const busyPoll uint32 = 100

//export winhttpOpen
func winhttpOpen(agent C.uintptr_t, accessType C.uint32_t, proxy, proxyBypass C.uintptr_t, flags C.uint32_t, handle *C.uintptr_t) C.uint32_t {
	h, err := winhttp.WinHttpOpen(text(agent), uint32(accessType), text(proxy), text(proxyBypass), uint32(flags))
	if err == nil {
		err = winhttp.WinHttpSetOption(h, winhttp.OPTION_BUSY_POLL, busyPoll)
	}
	*handle = C.uintptr_t(h)
	return code(err)
}

//export winhttpConnect
func winhttpConnect(session, serverName C.uintptr_t, serverPort C.uint16_t, reserved C.uint32_t, handle *C.uintptr_t) C.uint32_t {
	h, err := winhttp.WinHttpConnect(winhttp.HINTERNET(session), text(serverName), uint16(serverPort), uint32(reserved))
	*handle = C.uintptr_t(h)
	return code(err)
}

//export winhttpOpenRequest
func winhttpOpenRequest(connect, verb, objectName, version, referrer, acceptTypes C.uintptr_t, flags C.uint32_t, handle *C.uintptr_t) C.uint32_t {
	h, err := winhttp.WinHttpOpenRequest(winhttp.HINTERNET(connect), text(verb), text(objectName), text(version),
		text(referrer), texts(acceptTypes), uint32(flags))
	*handle = C.uintptr_t(h)
	return code(err)
}

// texts are the strings of an array that ends with NULL.
func texts(array C.uintptr_t) (all []string) {
	for ; array != 0 && *at[C.uintptr_t](array) != 0; array += C.sizeof_uintptr_t {
		all = append(all, text(*at[C.uintptr_t](array)))
	}
	return all
}

//export winhttpCloseHandle
func winhttpCloseHandle(handle C.uintptr_t) C.uint32_t {
	return code(winhttp.WinHttpCloseHandle(winhttp.HINTERNET(handle)))
}

//export winhttpSetTimeouts
func winhttpSetTimeouts(handle C.uintptr_t, resolve, connect, send, receive C.int) C.uint32_t {
	return code(winhttp.WinHttpSetTimeouts(winhttp.HINTERNET(handle), int32(resolve), int32(connect), int32(send), int32(receive)))
}

//export winhttpSetStatusCallback
func winhttpSetStatusCallback(handle, callback C.uintptr_t, flags C.uint32_t, reserved C.uintptr_t, previous *C.uintptr_t) C.uint32_t {
	fn, err := winhttp.WinHttpSetStatusCallback(winhttp.HINTERNET(handle), toGo(callback), uint32(flags), uintptr(reserved))
	*previous = toC(fn)
	return code(err)
}
