package main

import (
	"context"
	"io"
	"net/http"
)

// netHTTP is the standard library: http.Client on a pool of connections, or one http.ClientConn for each caller.
type netHTTP struct {
	url   string
	fetch func(*http.Request) (*http.Response, error)
}

func newHTTPClient(s *site) (client, error) {
	c := &http.Client{Transport: newTransport()}
	return netHTTP{"http://" + s.plain, c.Do}, nil
}

// newTransport keeps a connection for each caller and does not ask for compression; the other clients do neither.
func newTransport() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: manyCallers, DisableCompression: true}
}

func (h netHTTP) caller() (caller, error) { return h, nil }

type clientConn struct{ address string }

func newClientConn(s *site) (client, error) { return clientConn{s.plain}, nil }

func (c clientConn) caller() (caller, error) {
	cc, err := newTransport().NewClientConn(context.Background(), "http", c.address)
	if err != nil {
		return nil, err
	}
	return netHTTP{"http://" + c.address, cc.RoundTrip}, nil
}

func (h netHTTP) get(path string, buffer []byte) (int, error) {
	request, err := http.NewRequest("GET", h.url+path, nil)
	if err != nil {
		return 0, err
	}
	return h.do(request, buffer)
}

func (h netHTTP) put(path string, buffer []byte) (int, error) {
	request, err := http.NewRequest("PUT", h.url+path, &source{left: largeSize})
	if err != nil {
		return 0, err
	}
	request.ContentLength = largeSize
	return h.do(request, buffer)
}

func (h netHTTP) do(request *http.Request, buffer []byte) (int, error) {
	response, err := h.fetch(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if err := checkStatus(response.StatusCode); err != nil {
		return 0, err
	}
	return readAll(response.Body, buffer)
}

func readAll(r io.Reader, buffer []byte) (length int, err error) {
	for {
		n, err := r.Read(buffer)
		length += n
		if err == io.EOF {
			return length, nil
		}
		if err != nil {
			return length, err
		}
	}
}

// source is a request body made of pieces. It writes them itself where the client lets it, which saves a copy.
type source struct{ left int }

func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n := copy(p, piece[:min(s.left, pieceSize)])
	s.left -= n
	return n, nil
}

func (s *source) WriteTo(w io.Writer) (written int64, err error) {
	for s.left > 0 && err == nil {
		var n int
		n, err = w.Write(piece[:min(s.left, pieceSize)])
		written += int64(n)
		s.left -= n
	}
	return written, err
}
