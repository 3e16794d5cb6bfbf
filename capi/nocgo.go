//go:build !cgo

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "capi is a C library: it needs a C compiler, CGO_ENABLED=1 and -buildmode=c-shared (make lib)")
	os.Exit(1)
}
