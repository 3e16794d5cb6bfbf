package main

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// site is where the server's process listens: in plain, and with TLS and HTTP/2, once with session tickets and once without.
type site struct {
	plain, resuming, forgetting string
	certificate                 []byte // of the two with TLS, which clients are to trust
}

func (s *site) print(out io.Writer) {
	fmt.Fprintln(out, s.plain, s.resuming, s.forgetting, base64.StdEncoding.EncodeToString(s.certificate))
}

func readSite(in io.Reader) (*site, error) {
	s, text := new(site), ""
	if _, err := fmt.Fscanln(in, &s.plain, &s.resuming, &s.forgetting, &text); err != nil {
		return nil, err
	}
	var err error
	s.certificate, err = base64.StdEncoding.DecodeString(text)
	return s, err
}

func (s *site) roots() (*x509.CertPool, error) {
	c, err := x509.ParseCertificate(s.certificate)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return pool, nil
}

// serveTLS starts net/http's server twice.
func (s *site) serveTLS() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bench"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if s.certificate, err = x509.CreateCertificate(rand.Reader, template, template, key.Public(), key); err != nil {
		return err
	}
	own := tls.Certificate{Certificate: [][]byte{s.certificate}, PrivateKey: key}
	if s.resuming, err = listenTLS(own, false); err != nil {
		return err
	}
	s.forgetting, err = listenTLS(own, true)
	return err
}

func listenTLS(own tls.Certificate, withoutTickets bool) (address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{
		Handler:   http.HandlerFunc(answerSmall),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{own}, SessionTicketsDisabled: withoutTickets},
		ErrorLog:  log.New(io.Discard, "", 0),
	}
	go func() { log.Fatal(server.ServeTLS(l, "", "")) }()
	return l.Addr().String(), nil
}

func answerSmall(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(smallSize))
	_, _ = w.Write(piece[:smallSize])
}

const textSize = 20_000_000 // bytes, of the text that goes out compressed

// packedAnswer is a response with a text that compresses to about a fifth.
var packedAnswer = sync.OnceValue(func() []byte {
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	written, state := 0, uint32(1)
	for written < textSize {
		state = state*1664525 + 1013904223
		word := strconv.AppendUint(nil, uint64(state>>20), 36)
		word = append(word, " of the house "...)
		n, _ := z.Write(word[:min(len(word), textSize-written)])
		written += n
	}
	_ = z.Close()
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: " + strconv.Itoa(body.Len()) + "\r\n\r\n"
	return append([]byte(head), body.Bytes()...)
})
