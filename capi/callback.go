//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	"fmt"
	"sync"
	"unsafe"

	winhttp "github.com/gowinhttp/winhttp"
)

// callbacks has one Go function for each function pointer that a program has registered, for ever. Go functions do not
// compare, so the way back from a previous callback is the address of its closure.
var callbacks struct {
	sync.Mutex
	byPointer map[C.uintptr_t]winhttp.WINHTTP_STATUS_CALLBACK
	byClosure map[uintptr]C.uintptr_t
}

// toGo is the Go function that calls the C function at pointer; nil for NULL.
func toGo(pointer C.uintptr_t) winhttp.WINHTTP_STATUS_CALLBACK {
	if pointer == 0 {
		return nil
	}
	callbacks.Lock()
	defer callbacks.Unlock()
	if fn, ok := callbacks.byPointer[pointer]; ok {
		return fn
	}
	if callbacks.byPointer == nil {
		callbacks.byPointer = map[C.uintptr_t]winhttp.WINHTTP_STATUS_CALLBACK{}
		callbacks.byClosure = map[uintptr]C.uintptr_t{}
	}
	fn := func(h winhttp.HINTERNET, context any, status uint32, info any, length uint32) {
		notify(pointer, h, context, status, info, length)
	}
	callbacks.byPointer[pointer] = fn
	callbacks.byClosure[closure(fn)] = pointer
	return fn
}

// toC is the way back.
func toC(fn winhttp.WINHTTP_STATUS_CALLBACK) C.uintptr_t {
	if fn == nil {
		return 0
	}
	callbacks.Lock()
	defer callbacks.Unlock()
	return callbacks.byClosure[closure(fn)]
}

func closure(fn winhttp.WINHTTP_STATUS_CALLBACK) uintptr { return *(*uintptr)(unsafe.Pointer(&fn)) }

// A context is a DWORD_PTR to the program, and 0 is none.

func contextToGo(context C.uintptr_t) any {
	if context == 0 {
		return nil
	}
	return context
}

func contextToC(context any) C.uintptr_t {
	c, _ := context.(C.uintptr_t)
	return c
}

// notify calls a C callback with the payload as C has it.
func notify(pointer C.uintptr_t, h winhttp.HINTERNET, context any, status uint32, info any, length uint32) {
	var (
		handle = C.uintptr_t(h)
		ctx    = contextToC(context)
		state  = C.uint32_t(status)
		size   = C.uint32_t(length)
	)
	switch v := info.(type) {
	case nil:
		C.winhttp_notify(pointer, handle, ctx, state, nil, size)
	case uint32:
		C.winhttp_notify_number(pointer, handle, ctx, state, C.uint64_t(v), size)
	case winhttp.HINTERNET:
		C.winhttp_notify_number(pointer, handle, ctx, state, C.uint64_t(v), size)
	case []byte: // memory of the application
		C.winhttp_notify(pointer, handle, ctx, state, unsafe.Pointer(unsafe.SliceData(v)), size)
	case string:
		C.winhttp_notify(pointer, handle, ctx, state, unsafe.Pointer(&encode(v)[0]), size)
	case *winhttp.WINHTTP_ASYNC_RESULT:
		C.winhttp_notify_result(pointer, handle, ctx, state, C.uintptr_t(v.Result), C.uint32_t(v.Error), 0, size)
	case *winhttp.WINHTTP_WEB_SOCKET_STATUS:
		payload := *v // which lies in an object that has pointers
		C.winhttp_notify(pointer, handle, ctx, state, unsafe.Pointer(&payload), size)
	case *winhttp.WINHTTP_WEB_SOCKET_ASYNC_RESULT:
		C.winhttp_notify_result(pointer, handle, ctx, state, C.uintptr_t(v.AsyncResult.Result), C.uint32_t(v.AsyncResult.Error),
			C.uint32_t(v.Operation), size)
	default:
		panic(fmt.Sprintf("no form in C for %T", info))
	}
}
