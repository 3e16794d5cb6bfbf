package main

import (
	"fmt"
	"slices"
	"strings"
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
	make func(*site) (client, error)
	does []string // the beginnings of the names of the works that it does
}

// The works in plain HTTP/1.1 that every client does.
var plain = []string{"small GET", "download", "upload"}

func (c *namedClient) can(w *work) bool {
	return slices.ContainsFunc(c.does, func(beginning string) bool { return strings.HasPrefix(w.name, beginning) })
}

// baseline is the client that the others are compared with. The two of this library are compared with each other too.
const (
	baseline     = "http.Client"
	synchronous  = "winhttp"
	asynchronous = "winhttp async"
)

var allClients = []namedClient{
	{synchronous, newWinHTTP(false), plain},
	{asynchronous, newAsyncWinHTTP(false), plain},
	{"winhttp, query + read", newWinHTTP(true), plain[1:2]},
	{"winhttp async, query + read", newAsyncWinHTTP(true), plain[1:2]},
	{baseline, newHTTPClient, plain},
	{"http.ClientConn", newClientConn, plain},
	{"fasthttp", newFastHTTP, plain},
	{"C, libwinhttp", newProgram("winhttp", ownLibrary), []string{"small GET, 1 "}},
	{"C, libcurl", newProgram("curl", curl), []string{"small GET, 1 "}},

	{synchronous, newHTTP2WinHTTP, []string{"HTTP/2"}},
	{baseline, newHTTP2Client, []string{"HTTP/2"}},
	{synchronous, newTLSWinHTTP(resumes), []string{"TLS GET, resumed"}},
	{baseline, newTLSClient(resumes), []string{"TLS GET, resumed"}},
	{synchronous, newTLSWinHTTP(forgets), []string{"TLS GET, full"}},
	{baseline, newTLSClient(forgets), []string{"TLS GET, full"}},
	{synchronous, newGzipWinHTTP, []string{"gzip"}},
	{baseline, newGzipClient, []string{"gzip"}},

	{synchronous, newWebSocket, []string{"WebSocket"}},
	{webSocketBaseline, newGorilla, []string{"WebSocket"}},
	{"coder/websocket", newCoder, []string{"WebSocket"}},
}

func checkStatus(status int) error {
	if status != 200 {
		return fmt.Errorf("status %d", status)
	}
	return nil
}
