//go:build cgo

package main

// #include "bridge.h"
import "C"

import winhttp "github.com/gowinhttp/winhttp"

//export winhttpTimeFromSystemTime
func winhttpTimeFromSystemTime(time, buffer C.uintptr_t) C.uint32_t {
	if buffer == 0 {
		return C.uint32_t(winhttp.ERROR_INVALID_PARAMETER)
	}
	var s string
	if err := winhttp.WinHttpTimeFromSystemTime(at[winhttp.SYSTEMTIME](time), &s); err != nil {
		return code(err)
	}
	u := encode(s)
	copy(slice[uint16](buffer, uint32(len(u))), u)
	return C.uint32_t(winhttp.ERROR_SUCCESS)
}

//export winhttpTimeToSystemTime
func winhttpTimeToSystemTime(s, time C.uintptr_t) C.uint32_t {
	if s == 0 {
		return C.uint32_t(winhttp.ERROR_INVALID_PARAMETER)
	}
	return code(winhttp.WinHttpTimeToSystemTime(text(s), at[winhttp.SYSTEMTIME](time)))
}
