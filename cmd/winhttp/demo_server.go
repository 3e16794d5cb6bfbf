package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// demoServer is what the demo talks to.
type demoServer struct {
	address string // host:PORT
	http    http.Server
	running sync.WaitGroup
}

func startDemoServer() (*demoServer, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &demoServer{address: l.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", s.hello)
	mux.HandleFunc("POST /shout", s.shout)
	s.http.Handler = mux
	s.http.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, requestCount{}, new(int))
	}
	s.running.Go(func() { _ = s.http.Serve(l) })
	return s, nil
}

func (s *demoServer) close() {
	_ = s.http.Close()
	s.running.Wait()
}

// requestCount is the key of the number of requests that a connection has brought.
type requestCount struct{}

func (s *demoServer) hello(w http.ResponseWriter, r *http.Request) {
	n := r.Context().Value(requestCount{}).(*int)
	*n++
	h := w.Header()
	h.Set("Date", "Thu, 01 Jan 2026 12:00:00 GMT") // the same in every run
	h.Set("Last-Modified", "Mon, 28 Jul 2008 10:05:52 GMT")
	h["X-Color"] = []string{"red", "green"}
	fmt.Fprintf(w, "Hello! You are request %d on this connection.", *n)
}

func (s *demoServer) shout(w http.ResponseWriter, r *http.Request) {
	text, _ := io.ReadAll(r.Body)
	_, _ = w.Write(bytes.ToUpper(text))
}
