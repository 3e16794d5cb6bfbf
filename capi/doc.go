// Command capi is the C library: built with -buildmode=c-shared it is libwinhttp.so, libwinhttp.dylib or winhttp.dll, with
// the functions of WinHTTP under their own names for programs in C and C++ (make lib, make lib-windows).
//
// It has two halves. The functions that programs call are C (api_*.c): they cast, call the Go half, and set the last error
// of the thread once Go has returned, since what Go sets is lost. The Go half (go_*.go) turns C arguments into those of the
// Go package, calls it, and stores the results by the rules for buffers that only C has. Nothing of WinHTTP's behaviour is
// decided here.
//
// Go names of this package are the C names in lower case: winhttpSendRequest is the Go half of WinHttpSendRequest.
package main
