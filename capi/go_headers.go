//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	"cmp"
	"unsafe"

	winhttp "github.com/gowinhttp/winhttp"
)

//export winhttpAddRequestHeaders
func winhttpAddRequestHeaders(request, headers C.uintptr_t, length, modifiers C.uint32_t) C.uint32_t {
	if headers == 0 || length == 0 {
		return C.uint32_t(winhttp.ERROR_INVALID_PARAMETER) // before the handle is looked at
	}
	lines := decode(units(headers, uint32(length)))
	if lines == "" {
		lines = "\n" // in Go "" is NULL
	}
	return code(winhttp.WinHttpAddRequestHeaders(winhttp.HINTERNET(request), lines, uint32(modifiers)))
}

// extendedHeader is WINHTTP_EXTENDED_HEADER: two pointers to wide or narrow text.
type extendedHeader struct{ name, value C.uintptr_t }

//export winhttpAddRequestHeadersEx
func winhttpAddRequestHeadersEx(request C.uintptr_t, modifiers C.uint32_t, flags, extra C.uint64_t, count C.uint32_t, headers C.uintptr_t) C.uint32_t {
	read := narrow
	if uint64(flags)&winhttp.WINHTTP_EXTENDED_HEADER_FLAG_UNICODE != 0 {
		read = text
	}
	var all []winhttp.WINHTTP_EXTENDED_HEADER
	for _, h := range slice[extendedHeader](headers, uint32(count)) {
		if h.name == 0 {
			return badArgument(request)
		}
		all = append(all, winhttp.WINHTTP_EXTENDED_HEADER{Name: read(h.name), Value: read(h.value)})
	}
	return code(winhttp.WinHttpAddRequestHeadersEx(winhttp.HINTERNET(request), uint32(modifiers), uint64(flags), uint64(extra), all))
}

//export winhttpQueryHeaders
func winhttpQueryHeaders(request C.uintptr_t, infoLevel C.uint32_t, name, buffer, length, index C.uintptr_t) C.uint32_t {
	if length == 0 {
		return badArgument(request)
	}
	var at0 uint32
	if index != 0 {
		at0 = *at[uint32](index)
	}
	value, nul, err := queryHeader(winhttp.HINTERNET(request), uint32(infoLevel), customName(name, uint32(infoLevel)), &at0)
	if err != nil {
		return code(err)
	}
	result := deliver(buffer, at[uint32](length), value, nul)
	if result == C.uint32_t(winhttp.ERROR_SUCCESS) && index != 0 {
		*at[uint32](index) = at0
	}
	return result
}

// customName is the name of the header, which no other level looks at. In Go "" is NULL; no header has the name " ".
func customName(name C.uintptr_t, infoLevel uint32) string {
	if infoLevel&0xFFFF != winhttp.WINHTTP_QUERY_CUSTOM || name == 0 {
		return ""
	}
	return cmp.Or(text(name), " ")
}

// queryHeader is the value of a header in the memory form that the flags of infoLevel ask for. nul is how many bytes at its
// end are the NUL of a text.
func queryHeader(request winhttp.HINTERNET, infoLevel uint32, name string, index *uint32) (value []byte, nul int, err error) {
	switch {
	case infoLevel&winhttp.WINHTTP_QUERY_FLAG_NUMBER != 0:
		var n uint32
		err = winhttp.WinHttpQueryHeaders(request, infoLevel, name, &n, index)
		return bytesOf(&n), 0, err
	case infoLevel&winhttp.WINHTTP_QUERY_FLAG_NUMBER64 != 0:
		var n uint64
		err = winhttp.WinHttpQueryHeaders(request, infoLevel, name, &n, index)
		return bytesOf(&n), 0, err
	case infoLevel&winhttp.WINHTTP_QUERY_FLAG_SYSTEMTIME != 0:
		var st winhttp.SYSTEMTIME
		err = winhttp.WinHttpQueryHeaders(request, infoLevel, name, &st, index)
		return bytesOf(&st), 0, err
	case infoLevel&winhttp.WINHTTP_QUERY_FLAG_WIRE_ENCODING != 0:
		var wire []byte
		err = winhttp.WinHttpQueryHeaders(request, infoLevel, name, &wire, index)
		return append(wire, 0), 1, err
	}
	var s string
	err = winhttp.WinHttpQueryHeaders(request, infoLevel, name, &s, index)
	return bytesOfUnits(encode(s)), 2, err
}

//export winhttpQueryHeadersEx
func winhttpQueryHeadersEx(request C.uintptr_t, infoLevel C.uint32_t, flags C.uint64_t, codePage C.uint32_t, index, name, buffer, length, headers, count C.uintptr_t) C.uint32_t {
	if length == 0 || headers == 0 || count == 0 {
		return badArgument(request)
	}
	wire := uint32(infoLevel)&winhttp.WINHTTP_QUERY_FLAG_WIRE_ENCODING != 0
	var at0 uint32
	if index != 0 {
		at0 = *at[uint32](index)
	}
	var all []winhttp.WINHTTP_EXTENDED_HEADER
	err := winhttp.WinHttpQueryHeadersEx(winhttp.HINTERNET(request), uint32(infoLevel), uint64(flags), uint32(codePage), &at0,
		headerName(name, wire), &all)
	if err != nil {
		return code(err)
	}
	result := deliver(buffer, at[uint32](length), pack(all, buffer, wire), 0)
	if result != C.uint32_t(winhttp.ERROR_SUCCESS) {
		return result
	}
	*at[C.uintptr_t](headers) = buffer
	*at[uint32](count) = uint32(len(all))
	if index != 0 {
		*at[uint32](index) = at0
	}
	return result
}

// headerName is the text of a WINHTTP_HEADER_NAME, narrow or wide as the values will be.
func headerName(p C.uintptr_t, wire bool) *winhttp.WINHTTP_HEADER_NAME {
	if p == 0 {
		return nil
	}
	read := text
	if wire {
		read = narrow
	}
	return &winhttp.WINHTTP_HEADER_NAME{Name: cmp.Or(read(*at[C.uintptr_t](p)), " ")} // as customName
}

// pack lays headers out as they will stand in memory at place: the array, then the strings that it points to.
func pack(headers []winhttp.WINHTTP_EXTENDED_HEADER, place C.uintptr_t, wire bool) []byte {
	array := make([]extendedHeader, len(headers))
	size := uintptr(len(array)) * unsafe.Sizeof(extendedHeader{})
	var strings []byte
	add := func(s string) C.uintptr_t {
		p := place + C.uintptr_t(size) + C.uintptr_t(len(strings))
		if wire {
			strings = append(append(strings, s...), 0)
		} else {
			strings = append(strings, bytesOfUnits(encode(s))...)
		}
		return p
	}
	for i, h := range headers {
		array[i] = extendedHeader{add(h.Name), add(h.Value)}
	}
	return append(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(array))), size), strings...)
}

// narrow is the string of bytes at p up to its NUL, empty for NULL; the bytes are Latin-1, as on the wire.
func narrow(p C.uintptr_t) string {
	var latin1 []rune
	for ; p != 0; p++ {
		c := *at[byte](p)
		if c == 0 {
			break
		}
		latin1 = append(latin1, rune(c))
	}
	return string(latin1)
}
