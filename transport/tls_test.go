package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

var connected = []string{"resolving example.com", "resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}

// connectSecure connects to a server on port 443 that runs the steps.
func connectSecure(w *world, target Target, steps ...wintest.Step) (*Exchange, error) {
	w.serveAt("10.0.0.1:443", append(wintest.Script(steps), wintest.UntilGone(wintest.Hold())))
	x := w.exchange()
	w.t.Cleanup(x.Drop)
	return x, x.Connect(target, false)
}

// Certificate faults are reported once, OR-ed, before the error; each can be switched off alone (protocol.md 5.2, 5.3).
func TestTLSCertificates(t *testing.T) {
	root, stranger := wintest.NewCA("Root"), wintest.NewCA("Stranger")
	client := wintest.Usages(x509.ExtKeyUsageClientAuth)
	future := during(2040, 2050) // in a bubble it is 2000-01-01
	for _, row := range []struct {
		name   string
		leaf   *wintest.Cert
		ignore SecurityFlags
		want   SecureFailure
	}{
		{"good", root.Leaf("example.com"), 0, 0},
		{"good, by an intermediate CA", root.CA("Middle").Leaf("example.com"), 0, 0},
		{"unknown CA", stranger.Leaf("example.com"), 0, InvalidCA},
		{"unknown CA, ignored", stranger.Leaf("example.com"), IgnoreUnknownCA, 0},
		{"unknown CA, others ignored", stranger.Leaf("example.com"), IgnoreCertWrongUsage | IgnoreCertCNInvalid | IgnoreCertDateInvalid, InvalidCA},
		{"self-signed", wintest.SelfSigned("example.com"), 0, InvalidCA},
		{"self-signed, ignored", wintest.SelfSigned("example.com"), IgnoreUnknownCA, 0},
		{"expired", root.Leaf("example.com", wintest.Valid(year(1998), year(1999))), 0, CertDateInvalid},
		{"expired, ignored", root.Leaf("example.com", wintest.Valid(year(1998), year(1999))), IgnoreCertDateInvalid, 0},
		{"not yet valid", root.Leaf("example.com", future), 0, CertDateInvalid},
		{"other host", root.Leaf("example.org"), 0, CertCNInvalid},
		{"other host, ignored", root.Leaf("example.org"), IgnoreCertCNInvalid, 0},
		{"wrong usage", root.Leaf("example.com", client), 0, CertWrongUsage},
		{"wrong usage, ignored", root.Leaf("example.com", client), IgnoreCertWrongUsage, 0},
		{"issuer that is no CA", root.Leaf("example.net").Leaf("example.com"), 0, InvalidCert},
		{"weak signature", root.CA("Middle").Leaf("example.com", wintest.SignedWith(x509.ECDSAWithSHA1)), 0, InvalidCert},
		{"weak signature, ignored", root.CA("Middle").Leaf("example.com", wintest.SignedWith(x509.ECDSAWithSHA1)), IgnoreWeakSignature, 0},
		{"several", stranger.Leaf("example.org", future, client), 0, InvalidCA | CertCNInvalid | CertDateInvalid | CertWrongUsage},
		{"several, one ignored", stranger.Leaf("example.org", future), IgnoreCertCNInvalid, InvalidCA | CertDateInvalid},
		{"several, all ignored", stranger.Leaf("example.org", future, client), IgnoreUnknownCA | IgnoreCertWrongUsage | IgnoreCertCNInvalid | IgnoreCertDateInvalid, 0},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(root)
			target := secure
			target.Ignore = row.ignore
			x, err := connectSecure(w, target, wintest.UntilGone(wintest.TLS(row.leaf.Config())))
			if row.want == 0 {
				require.NoError(t, err)
				require.Equal(t, connected, w.log.take())
				require.True(t, row.leaf.Equal(x.Facts().TLS.PeerCertificates[0]))
				return
			}
			requireCode(t, werr.SecureFailure, err)
			require.ErrorContains(t, err, row.want.String())
			if row.want == InvalidCA {
				require.ErrorAs(t, err, new(x509.UnknownAuthorityError))
			}
			require.Equal(t, append(connected[:4:4], "insecure "+row.want.String()), w.log.take())
			require.Nil(t, x.Facts())
			require.False(t, x.Stale(err))
		})
	}
}

func TestTLSFacts(t *testing.T) {
	root := wintest.NewCA("Root")
	middle := root.CA("Middle")
	for _, row := range []struct {
		version, suite uint16
		bits           uint32
	}{
		{tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 128},
		{tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, 256},
		{tls.VersionTLS13, tls.TLS_AES_128_GCM_SHA256, 128},
	} {
		inWorld(t, tls.CipherSuiteName(row.suite), func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(root)
			config := middle.Leaf("example.com").Config()
			config.MaxVersion, config.CipherSuites = row.version, []uint16{row.suite}
			x, err := connectSecure(w, secure, wintest.TLS(config))
			require.NoError(t, err)
			state := x.Facts().TLS
			require.True(t, state.HandshakeComplete)
			require.Equal(t, row.version, state.Version)
			require.Len(t, state.PeerCertificates, 2)
			require.Equal(t, "Middle", state.PeerCertificates[1].Subject.CommonName)
			require.Empty(t, state.NegotiatedProtocol)
			if row.version == tls.VersionTLS12 { // in TLS 1.3 the suite follows from the processor
				require.Equal(t, row.suite, state.CipherSuite)
				require.Equal(t, row.bits, CipherBits(state.CipherSuite))
			}
		})
	}
}

func TestTLSCipherBits(t *testing.T) {
	for suite, bits := range map[uint16]uint32{
		tls.TLS_AES_128_GCM_SHA256:                      128,
		tls.TLS_AES_256_GCM_SHA384:                      256,
		tls.TLS_CHACHA20_POLY1305_SHA256:                256,
		tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA:         112,
		tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256:       128,
		tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA:          256,
		tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 256,
		tls.TLS_RSA_WITH_RC4_128_SHA:                    128,
	} {
		require.Equal(t, bits, CipherBits(suite), tls.CipherSuiteName(suite))
	}
}

// The name of the host goes out (SNI), an address does not; the certificate is compared with either (protocol.md 5.1).
func TestTLSServerName(t *testing.T) {
	root := wintest.NewCA("Root")
	for _, row := range []struct{ host, cert, sni string }{
		{"example.com", "example.com", "example.com"},
		{"EXAMPLE.com", "example.com", "example.com"},
		{"10.0.0.1", "10.0.0.1", ""},
		{"[2001:db8::1]", "2001:db8::1", ""},
	} {
		inWorld(t, row.host, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(root)
			sni := "none"
			config := root.Leaf(row.cert).Config()
			config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				sni = hello.ServerName
				require.Empty(t, hello.SupportedProtos)
				return nil, nil
			}
			address := "10.0.0.1:443"
			if row.host[0] == '[' {
				address = "[2001:db8::1]:443"
			}
			w.serveAt(address, wintest.Script{wintest.TLS(config), wintest.UntilGone(wintest.Hold())})
			x := w.exchange()
			defer x.Drop()
			require.NoError(t, x.Connect(Target{Host: row.host, Port: 443, Secure: true}, false))
			require.Equal(t, row.sni, sni)
		})
	}
}

// What goes wrong besides certificates: TLS itself is a channel error, an end of the connection is none (errors.tsv).
func TestTLSHandshakeFailures(t *testing.T) {
	root := wintest.NewCA("Root")
	config := func(change func(*tls.Config)) wintest.Step {
		c := root.Leaf("example.com").Config()
		change(c)
		return wintest.UntilGone(wintest.TLS(c))
	}
	const bad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	hello := wintest.Expect("\x16\x03\x01")
	for _, row := range []struct {
		name  string
		steps wintest.Script
		err   werr.Code
		after time.Duration
	}{
		{"no common version", wintest.Script{config(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 })}, werr.SecureFailure, 0},
		{"no common cipher", wintest.Script{config(func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_RC4_128_SHA}
		})}, werr.SecureFailure, 0},
		{"server refuses with an alert", wintest.Script{hello, wintest.Send("\x15\x03\x03\x00\x02\x02\x28")}, werr.SecureFailure, 0},
		{"plain HTTP server", wintest.Script{hello, wintest.Send(bad), wintest.Close()}, werr.SecureFailure, 0},
		{"plain HTTP server that stays", wintest.Script{hello, wintest.Send(bad)}, werr.SecureFailure, 0},
		{"server that speaks first", wintest.Script{wintest.Send("220 mail.example.com ESMTP\r\n")}, werr.SecureFailure, 0},
		{"records that are none", wintest.Script{hello, wintest.Send("\x16\x03\x03\x00\x04\xff\x00\x00\x00")}, werr.SecureFailure, 0},
		{"closed at once", wintest.Script{wintest.Close()}, werr.ConnectionError, 0},
		{"closed after the hello", wintest.Script{hello, wintest.Close()}, werr.ConnectionError, 0},
		{"half closed", wintest.Script{hello, wintest.CloseWrite()}, werr.ConnectionError, 0},
		{"closed inside a record", wintest.Script{hello, wintest.Send("\x16\x03\x03\x00\x50\x02"), wintest.Close()}, werr.ConnectionError, 0},
		{"closed inside a record header", wintest.Script{hello, wintest.Send("\x16\x03"), wintest.Close()}, werr.ConnectionError, 0},
		{"reset at once", wintest.Script{wintest.Reset(false)}, werr.ConnectionError, 0},
		{"reset inside a record", wintest.Script{hello, wintest.Send("\x16\x03\x03\x00\x50\x02"), wintest.Reset(true)}, werr.ConnectionError, 0},
		{"silence", wintest.Script{wintest.Sleep(time.Hour)}, werr.Timeout, 30 * time.Second},
		{"slow drip", wintest.Script{hello, wintest.UntilGone(wintest.Send("\x16\x03\x03\x40\x00"), wintest.Drip(string(make([]byte, 100)), 10*time.Second))},
			werr.Timeout, 30 * time.Second},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(root)
			start := time.Now()
			x, err := connectSecure(w, secure, row.steps...)
			requireCode(t, row.err, err)
			require.Equal(t, row.after, time.Since(start))
			events := connected
			if row.err == werr.SecureFailure {
				events = append(connected[:4:4], "insecure SecurityChannelError")
			}
			require.Equal(t, events, w.log.take())
			require.Nil(t, x.Facts())
			require.False(t, x.Stale(err))
		})
	}
}

// The limits of the handshake end with it.
func TestTLSNoDeadlineRemains(t *testing.T) {
	root := wintest.NewCA("Root")
	inWorld(t, "a long pause after the handshake", func(t *testing.T, w *world) {
		w.RootCAs = wintest.Pool(root)
		x, err := connectSecure(w, secure, append(wintest.Script{wintest.TLS(root.Leaf("example.com").Config())}, answer(ok)...)...)
		require.NoError(t, err)
		pass(time.Minute)
		require.NoError(t, x.Send(message("GET", "")))
		require.NoError(t, x.ReadHead())
		body, err := x.rest(10)
		require.NoError(t, err)
		require.Equal(t, "ok", body)
		x.Finish()
	})
}

// Inside TLS responses end as without it.
func TestTLSBodies(t *testing.T) {
	root := wintest.NewCA("Root")
	for _, row := range append(bodyRows, cutRecords...) {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(root)
			row.runOver(t, w, secure, wintest.Send(row.response), wintest.TLS(root.Leaf("example.com").Config()))
		})
	}
}

// cutRecords are ends without good-bye, between two records or inside one: they are like any other end of the stream.
var cutRecords = []bodyRow{
	{name: "to EOF, cut", response: toEOF + "hello", then: wintest.Cut(), body: "hello"},
	{name: "to EOF, cut inside a record", response: toEOF + "hello", then: cutRecord, body: "hello"},
	{name: "fixed, cut inside a record", response: fixed10 + "hello", then: cutRecord, body: "hello"},
	{name: "chunked, cut inside a record", response: chunked + "5\r\nhello\r\n", then: cutRecord, body: "hello", err: werr.ConnectionError},
	{name: "head cut inside a record", response: fixed10[:20], then: cutRecord, err: werr.InvalidServerResponse},
}

func cutRecord(p *wintest.Peer) error {
	_, err := p.Raw.Write([]byte("\x17\x03\x03\x00\x50 less than that"))
	return errors.Join(err, p.Raw.Close())
}
