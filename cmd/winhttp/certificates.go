package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	. "github.com/gowinhttp/winhttp"
)

// trust makes the session trust the authorities of --cacert and no others.
func (g *getCommand) trust(hSession HINTERNET) error {
	if g.CACert == "" {
		return nil
	}
	pem, err := os.ReadFile(g.CACert)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return fmt.Errorf("%s: no certificate in PEM", g.CACert)
	}
	return WinHttpSetOption(hSession, OPTION_NETWORK, &Network{RootCAs: roots})
}

// identify gives the request the certificate of --cert.
func (g *getCommand) identify(hRequest HINTERNET) error {
	if g.Cert == "" {
		return nil
	}
	certificate, err := tls.LoadX509KeyPair(g.Cert, cmp.Or(g.Key, g.Cert))
	if err != nil {
		return err
	}
	return WinHttpSetOption(hRequest, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &certificate)
}
