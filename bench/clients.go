package main

import "fmt"

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

type namedClient struct {
	name string
	make func(address string) (client, error)
}

// baseline is the client that the others are compared with.
const baseline = "http.Client"

var allClients = []namedClient{
	{"winhttp", newWinHTTP},
	{baseline, newHTTPClient},
	{"http.ClientConn", newClientConn},
	{"fasthttp", newFastHTTP},
}

func checkStatus(status int) error {
	if status != 200 {
		return fmt.Errorf("status %d", status)
	}
	return nil
}
