//go:build cgo

package main

// #cgo CFLAGS: -Wall
// #cgo windows LDFLAGS: -static -lcrypt32 -lws2_32
import "C"

// A shared library has no main that runs, but must have one.
func main() {}
