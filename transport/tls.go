package transport

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
)

// handshake puts TLS on a new connection and verifies the server. A failure is reported with its reasons before it is
// returned as SecureFailure; an end of the connection is a ConnectionError and no failure of TLS (errors.tsv).
func (x *Exchange) handshake(c *conn) error {
	watched := &watched{Conn: c.raw, m: &x.Measures}
	defer watched.over()
	watched.m.Mark(HandshakeLegs)
	tc := tls.Client(watched, x.tlsConfig(c.target, c.raw, c.facts))
	if err := c.raw.SetDeadline(deadline(x.Policy.Receive)); err != nil {
		return err
	}
	if err := tc.Handshake(); err != nil {
		_, refused := errors.AsType[*certificateError](err)
		_, asked := errors.AsType[*clientCertNeeded](err)
		x.shaken = !refused && !asked
		return x.insecure(err)
	}
	if err := c.raw.SetDeadline(time.Time{}); err != nil {
		return err
	}
	state := tc.ConnectionState()
	c.nc, c.facts.TLS = tc, &state
	return nil
}

// HandshakeFailed says whether the last connection has failed in its TLS handshake, for another reason than a certificate.
func (x *Exchange) HandshakeFailed() bool { return x.shaken }

func (x *Exchange) tlsConfig(t Target, raw net.Conn, facts *Facts) *tls.Config {
	host := t.bareHost()
	return &tls.Config{
		ServerName: host,
		NextProtos: t.alpn(),

		ClientSessionCache: x.network.sessions.of(t),
		MinVersion:         t.MinTLS,
		MaxVersion:         t.MaxTLS,
		GetClientCertificate: func(ask *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if t.Client != nil {
				return t.Client, nil
			}
			return nil, &clientCertNeeded{ask.AcceptableCAs}
		},
		Renegotiation:      renegotiation(t),
		InsecureSkipVerify: true, // VerifyConnection does it, each check on its own
		VerifyConnection: func(s tls.ConnectionState) error {
			chain, flags, cause := examine(s.PeerCertificates, x.network.RootCAs, host, time.Now(), t.Ignore)
			if flags == 0 && t.Revocation.Check {
				flags, cause = x.revoked(chain, s.OCSPResponse, t.Revocation)
				if err := raw.SetDeadline(deadline(x.Policy.Receive)); err != nil { // asking may have taken long
					return err
				}
			}
			if flags != 0 {
				return &certificateError{flags, cause}
			}
			facts.Chain = chain
			return nil
		},
	}
}

// renegotiation lets a server ask for a certificate of the client when it has seen the request (RFC 5246, section 7.4.1.1),
// but not where HTTP/2 forbids it (RFC 9113, section 9.2.1).
func renegotiation(t Target) tls.RenegotiationSupport {
	if t.HTTP2.Enabled {
		return tls.RenegotiateNever
	}
	return tls.RenegotiateFreelyAsClient
}

// clientCertNeeded is a server that asks for a certificate of the client while nobody has said which.
type clientCertNeeded struct{ issuers [][]byte }

func (e *clientCertNeeded) Error() string { return "the server asks for a client certificate" }

// certificateError is a certificate that was refused.
type certificateError struct {
	flags SecureFailure
	cause error
}

func (e *certificateError) Error() string {
	if e.cause == nil {
		return e.flags.String()
	}
	return e.flags.String() + ": " + e.cause.Error()
}

func (e *certificateError) Unwrap() error { return e.cause }

// insecure turns the error of a handshake into what the application gets.
func (x *Exchange) insecure(err error) error {
	flags := SecurityChannelError
	if err := x.asked(err); err == werr.ClientAuthCertNeeded {
		return err
	}
	if refused := (*certificateError)(nil); errors.As(err, &refused) {
		flags = refused.flags
	} else if code := werr.From(err); code == werr.Timeout || code == werr.ConnectionError {
		return err
	} else if code == werr.CannotConnect { // the way to the server is gone
		return werr.ConnectionError.Wrap(err)
	}
	if err := x.alive(); err != nil {
		return err
	}
	x.reporter.SecureFailure(flags)
	return werr.SecureFailure.Wrap(err)
}

// asked is ClientAuthCertNeeded where err means that the server asks for a certificate of the client, else err.
func (x *Exchange) asked(err error) error {
	if asked, ok := errors.AsType[*clientCertNeeded](err); ok {
		x.issuers = asked.issuers
		return werr.ClientAuthCertNeeded
	}
	return err
}

// CipherBits is the key length in bits of the cipher in a suite: 112 for triple DES, 256 where the name says so, else 128.
func CipherBits(suite uint16) uint32 {
	name := tls.CipherSuiteName(suite)
	switch {
	case strings.Contains(name, "3DES"):
		return 112
	case strings.Contains(name, "_256_"), strings.Contains(name, "CHACHA20"):
		return 256
	}
	return 128
}
