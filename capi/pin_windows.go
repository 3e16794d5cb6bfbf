//go:build cgo

package main

// #include "bridge.h"
import "C"

// The Go runtime runs this on a thread of its own, when the loader has let go of the library.
func init() { C.winhttp_pin() }
