package main

import (
	"fmt"
	"time"
)

// client is one HTTP client, shared by all callers.
type client interface {
	// caller makes what one goroutine uses.
	caller() (caller, error)
}

// caller sends one request after another. Both methods read the response into buffer, piece by piece, to its end, and
// fail unless its status is 200.
type caller interface {
	// get fetches a path and returns the length of the body.
	get(path string, buffer []byte) (int, error)
	// put uploads largeSize bytes in pieces.
	put(path string, buffer []byte) (int, error)
}

// chained is a caller that, once told, makes n requests for each call. Each is started where the one before has ended, as a
// program driven by callbacks does. A call returns the mean length of their bodies.
type chained interface {
	caller
	chain(n int)
}

// elsewhere is a caller whose work another process does.
type elsewhere interface {
	used() time.Duration // the processor time of that process
}

type namedClient struct {
	name string
	make func(address string) (client, error)
	does string // the beginning of the names of the works that it does
}

// baseline is the client that the others are compared with. The two of this library are compared with each other too.
const (
	baseline     = "http.Client"
	synchronous  = "winhttp"
	asynchronous = "winhttp async"
)

var allClients = []namedClient{
	{synchronous, newWinHTTP(false), ""},
	{asynchronous, newAsyncWinHTTP(false), ""},
	{"winhttp, query + read", newWinHTTP(true), "download"},
	{"winhttp async, query + read", newAsyncWinHTTP(true), "download"},
	{baseline, newHTTPClient, ""},
	{"http.ClientConn", newClientConn, ""},
	{"fasthttp", newFastHTTP, ""},
	{"C, libwinhttp", newProgram("winhttp", ownLibrary), "small GET, 1 "},
	{"C, libcurl", newProgram("curl", curl), "small GET, 1 "},
}

func checkStatus(status int) error {
	if status != 200 {
		return fmt.Errorf("status %d", status)
	}
	return nil
}
