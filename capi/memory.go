//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	"unicode/utf16"
	"unsafe"

	winhttp "github.com/gowinhttp/winhttp"
)

// Memory of the application. A pointer that the application gave stays a number until somebody follows it; 0 is NULL.

// at is the pointer that p is.
func at[T any](p C.uintptr_t) *T {
	u := uintptr(p)
	return *(**T)(unsafe.Pointer(&u))
}

// slice is memory of n elements at p; nil if there are none.
func slice[T any](p C.uintptr_t, n uint32) []T {
	if p == 0 || n == 0 {
		return nil
	}
	return unsafe.Slice(at[T](p), n)
}

// buffer is memory of n bytes. Unlike slice it keeps the place of an empty one, which a completion gives back.
func buffer(p C.uintptr_t, n uint32) []byte {
	if isNowhere(p, n) {
		return nil
	}
	return unsafe.Slice(at[byte](p), n)
}

// isNowhere says whether n bytes cannot be at p: it is NULL, or a number with which a Go pointer would end the process.
func isNowhere(p C.uintptr_t, n uint32) bool { return p < 1<<12 || p+C.uintptr_t(n) < p }

// bytesOf is the memory of a value without pointers.
func bytesOf[T any](v *T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
}

// bytesOfUnits is the memory of u.
func bytesOfUnits(u []uint16) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(u))), 2*len(u))
}

// deliver stores value, which ends in nul bytes that do not count, in a buffer of *length bytes, and its size in *length: the
// number of bytes that are needed if they do not fit or there is no buffer. (functions.md 0.6.)
func deliver(buffer C.uintptr_t, length *uint32, value []byte, nul int) C.uint32_t {
	if buffer == 0 || uint64(*length) < uint64(len(value)) {
		*length = uint32(len(value))
		return C.uint32_t(winhttp.ERROR_INSUFFICIENT_BUFFER)
	}
	copy(slice[byte](buffer, uint32(len(value))), value)
	*length = uint32(len(value) - nul)
	return C.uint32_t(winhttp.ERROR_SUCCESS)
}

// nulTerminated, as a length, says that a text ends with a NUL.
const nulTerminated = 0xFFFFFFFF

// units are the UTF-16 units at p: n of them, or those before the NUL.
func units(p C.uintptr_t, n uint32) []uint16 {
	if n != nulTerminated {
		return slice[uint16](p, n)
	}
	if p == 0 {
		return nil
	}
	first := at[uint16](p)
	end := unsafe.Pointer(first)
	for *(*uint16)(end) != 0 {
		end = unsafe.Add(end, 2)
	}
	return unsafe.Slice(first, (uintptr(end)-uintptr(unsafe.Pointer(first)))/2)
}

// text is the string at p up to its NUL, empty for NULL. What is no UTF-16 becomes U+FFFD.
func text(p C.uintptr_t) string { return decode(units(p, nulTerminated)) }

// decode is u as UTF-8.
func decode(u []uint16) string {
	ascii := make([]byte, len(u))
	for i, c := range u {
		if c >= 0x80 {
			return string(utf16.Decode(u))
		}
		ascii[i] = byte(c)
	}
	return unsafe.String(unsafe.SliceData(ascii), len(ascii))
}

// encode is s as UTF-16, with a NUL.
func encode(s string) []uint16 {
	u := make([]uint16, 0, len(s)+1)
	for _, r := range s {
		u = utf16.AppendRune(u, r)
	}
	return append(u, 0)
}

// before is u up to its first NUL.
func before(u []uint16) []uint16 {
	for i, c := range u {
		if c == 0 {
			return u[:i]
		}
	}
	return u
}

// code is the number of an error, as the C half wants it.
func code(err error) C.uint32_t { return C.uint32_t(winhttp.GetLastError(err)) }

// flag is b as a BOOL.
func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
