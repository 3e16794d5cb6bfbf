//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	winhttp "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
)

// Options are checked in the order of options.md 1: the lengths that only C has come after what makes an option wrong for a
// handle, and before what makes its value wrong.

//export winhttpSetOption
func winhttpSetOption(h C.uintptr_t, number C.uint32_t, buffer C.uintptr_t, length C.uint32_t) C.uint32_t {
	return code(setOption(winhttp.HINTERNET(h), uint32(number), buffer, uint32(length)))
}

func setOption(h winhttp.HINTERNET, number uint32, buffer C.uintptr_t, length uint32) error {
	kind, err := kindOf(h)
	if err == nil && h != 0 {
		err = usable(h)
	}
	if err != nil {
		return err
	}
	row, err := option.CheckSet(goOnlyIsUnknown(number), kind)
	if err != winhttp.ERROR_INVALID_HANDLE && buffer == 0 && length != 0 {
		err = winhttp.ERROR_INVALID_PARAMETER
	}
	if err != nil {
		return err
	}
	if row.Size > 0 && !fits(row, buffer, length) {
		return row.WrongSize
	}
	return winhttp.WinHttpSetOption(h, number, shapes[row.Type].read(buffer, length))
}

// fits says whether a value has the size of the option. Two options take more, and one of them nothing.
func fits(row *option.Row, buffer C.uintptr_t, length uint32) bool {
	switch row.Number {
	case winhttp.WINHTTP_OPTION_SECURITY_FLAGS:
		return buffer != 0 && int(length) >= row.Size
	case winhttp.WINHTTP_OPTION_CLIENT_CERT_CONTEXT:
		return buffer == 0 || int(length) >= row.Size
	}
	return buffer != 0 && int(length) == row.Size
}

//export winhttpQueryOption
func winhttpQueryOption(h C.uintptr_t, number C.uint32_t, buffer, length C.uintptr_t) C.uint32_t {
	return code(queryOption(winhttp.HINTERNET(h), uint32(number), buffer, at[uint32](length)))
}

func queryOption(h winhttp.HINTERNET, number uint32, buffer C.uintptr_t, length *uint32) error {
	kind, err := kindOf(h)
	if err != nil {
		return err
	}
	row, err := option.CheckQuery(goOnlyIsUnknown(number), kind)
	if err != winhttp.ERROR_INVALID_HANDLE && length == nil {
		err = winhttp.ERROR_INVALID_PARAMETER
	}
	if err != nil {
		return err
	}
	var value any
	if err := winhttp.WinHttpQueryOption(h, number, &value); err != nil {
		return err
	}
	switch v := value.(type) { // those of no fixed size
	case string:
		return failure(deliver(buffer, length, bytesOfUnits(encode(v)), 2))
	case []byte:
		return failure(deliver(buffer, length, bindings(v), 0))
	}
	if buffer == 0 || int(*length) < row.Size {
		*length = uint32(row.Size)
		return winhttp.ERROR_INSUFFICIENT_BUFFER
	}
	*length = uint32(row.Size)
	return shapes[row.Type].write(buffer, value)
}

// failure is a code as an error, nil for success.
func failure(code C.uint32_t) error {
	if code == C.uint32_t(winhttp.ERROR_SUCCESS) {
		return nil
	}
	return winhttp.Code(code)
}

// usable fails for a handle whose parent has been closed. Setting option 0, which there is not, fails in another way for others.
func usable(h winhttp.HINTERNET) error {
	if err := winhttp.WinHttpSetOption(h, 0, nil); winhttp.GetLastError(err) == winhttp.ERROR_INVALID_HANDLE {
		return err
	}
	return nil
}

// kindOf is the kind of a handle that is open, 0 for the NULL handle.
func kindOf(h winhttp.HINTERNET) (handle.Type, error) {
	if h == 0 {
		return 0, nil
	}
	var kind uint32
	err := winhttp.WinHttpQueryOption(h, winhttp.WINHTTP_OPTION_HANDLE_TYPE, &kind)
	return handle.Type(kind), err
}

// goOnlyIsUnknown replaces the number of an option that C programs do not have by one that nobody has.
func goOnlyIsUnknown(number uint32) uint32 {
	if number >= winhttp.OPTION_NETWORK {
		return 0
	}
	return number
}
