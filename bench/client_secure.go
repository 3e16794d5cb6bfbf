package main

import (
	"crypto/tls"
	"net/http"

	. "github.com/gowinhttp/winhttp"
)

// Clients for the works with TLS, HTTP/2 and gzip. Each verifies the server's certificate.

func resumes(s *site) string { return s.resuming }
func forgets(s *site) string { return s.forgetting }

func newHTTP2WinHTTP(s *site) (client, error) {
	w, err := openSecure(s, s.resuming)
	w.options = map[uint32]uint32{WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL: WINHTTP_PROTOCOL_FLAG_HTTP2}
	return w, err
}

func newHTTP2Client(s *site) (client, error) {
	t, err := secureTransport(s)
	if err != nil {
		return nil, err
	}
	t.ForceAttemptHTTP2 = true
	return netHTTP{"https://" + s.resuming, (&http.Client{Transport: t}).Do}, nil
}

// newTLSWinHTTP makes a connection for each request.
func newTLSWinHTTP(address func(*site) string) func(*site) (client, error) {
	return func(s *site) (client, error) {
		w, err := openSecure(s, address(s))
		w.options = map[uint32]uint32{WINHTTP_OPTION_DISABLE_FEATURE: WINHTTP_DISABLE_KEEP_ALIVE}
		return w, err
	}
}

func newTLSClient(address func(*site) string) func(*site) (client, error) {
	return func(s *site) (client, error) {
		t, err := secureTransport(s)
		if err != nil {
			return nil, err
		}
		t.DisableKeepAlives = true
		return netHTTP{"https://" + address(s), (&http.Client{Transport: t}).Do}, nil
	}
}

func newGzipWinHTTP(s *site) (client, error) {
	w, err := openWinHTTP(s.plain, 0, false)
	w.options = map[uint32]uint32{WINHTTP_OPTION_DECOMPRESSION: WINHTTP_DECOMPRESSION_FLAG_GZIP}
	return w, err
}

func newGzipClient(s *site) (client, error) {
	return netHTTP{"http://" + s.plain, (&http.Client{Transport: &http.Transport{}}).Do}, nil
}

func openSecure(s *site, address string) (w winHTTP, err error) {
	roots, err := s.roots()
	if err != nil {
		return w, err
	}
	if w, err = openWinHTTPOn(&Network{RootCAs: roots}, address, 0, false); err != nil {
		return w, err
	}
	w.flags = WINHTTP_FLAG_SECURE
	return w, nil
}

func secureTransport(s *site) (*http.Transport, error) {
	roots, err := s.roots()
	if err != nil {
		return nil, err
	}
	t := newTransport()
	t.TLSClientConfig = &tls.Config{RootCAs: roots, ClientSessionCache: tls.NewLRUClientSessionCache(0)}
	return t, nil
}
