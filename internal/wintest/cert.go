package wintest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"time"
)

// Cert is a certificate together with its private key and its issuer. The functions that make one panic if they fail.
type Cert struct {
	*x509.Certificate
	Key    crypto.Signer
	Issuer *Cert // nil if self-signed
}

// Template is a certificate before it is signed. Key is its own key, ECDSA P-256 unless an Option changes it; a
// SignatureAlgorithm of 0 is chosen after the issuer's key.
type Template struct {
	x509.Certificate
	Key crypto.Signer
}

// Option changes a Template. Where none of those below fits, a test writes its own.
type Option func(*Template)

// Names replaces the subject alternative names: IP addresses and, for the rest, DNS names. The common name stays, and
// with no names at all only it is left.
func Names(names ...string) Option {
	return func(t *Template) {
		t.DNSNames, t.IPAddresses = nil, nil
		for _, name := range names {
			if ip := net.ParseIP(name); ip != nil {
				t.IPAddresses = append(t.IPAddresses, ip)
			} else {
				t.DNSNames = append(t.DNSNames, name)
			}
		}
	}
}

// Valid sets the validity period. The default is the years 1999 to 2099, around the clock of a bubble and the real one.
func Valid(from, to time.Time) Option {
	return func(t *Template) { t.NotBefore, t.NotAfter = from, to }
}

// Usages sets the extended key usages; with none, the certificate has no such extension. The default is
// serverAuth and clientAuth for a leaf and no extension for a CA.
func Usages(usages ...x509.ExtKeyUsage) Option {
	return func(t *Template) { t.ExtKeyUsage = usages }
}

// NotCA makes a certificate that must not issue others.
func NotCA() Option {
	return func(t *Template) { t.IsCA = false }
}

// PathLen limits how many intermediate certificates may follow below a CA.
func PathLen(n int) Option {
	return func(t *Template) { t.MaxPathLen, t.MaxPathLenZero = n, n == 0 }
}

// Permit limits a CA to names in these domains (RFC 5280 section 4.2.1.10).
func Permit(domains ...string) Option {
	return func(t *Template) { t.PermittedDNSDomainsCritical, t.PermittedDNSDomains = true, domains }
}

// CriticalExtension adds a critical extension that nobody knows.
func CriticalExtension() Option {
	return func(t *Template) {
		unknown := pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: asn1.NullBytes}
		t.ExtraExtensions = append(t.ExtraExtensions, unknown)
	}
}

// RSA gives the certificate an RSA key, which may be shorter than crypto/rsa allows.
func RSA(bits int) Option {
	return func(t *Template) { t.Key = newRSA(bits) }
}

// SignedWith sets the algorithm with which the issuer signs, MD5WithRSA and those with SHA-1 included.
func SignedWith(algorithm x509.SignatureAlgorithm) Option {
	return func(t *Template) { t.SignatureAlgorithm = algorithm }
}

// NewCA makes a self-signed root.
func NewCA(name string, options ...Option) *Cert { return issue(nil, caTemplate(name), options) }

// SelfSigned makes a self-signed server certificate for a DNS name or an IP address.
func SelfSigned(name string, options ...Option) *Cert { return issue(nil, leafTemplate(name), options) }

// CA makes an intermediate certificate authority below c.
func (c *Cert) CA(name string, options ...Option) *Cert { return issue(c, caTemplate(name), options) }

// Leaf makes a certificate for a DNS name or an IP address, which is also its common name. c need not be a CA.
func (c *Cert) Leaf(name string, options ...Option) *Cert {
	return issue(c, leafTemplate(name), options)
}

// Chain is what a server sends: c first, each followed by its issuer, without the root.
func (c *Cert) Chain() []*x509.Certificate {
	chain := []*x509.Certificate{c.Certificate}
	for c = c.Issuer; c != nil && c.Issuer != nil; c = c.Issuer {
		chain = append(chain, c.Certificate)
	}
	return chain
}

// Config is a server's or client's configuration that presents c and its Chain.
func (c *Cert) Config() *tls.Config {
	own := tls.Certificate{PrivateKey: c.Key, Leaf: c.Certificate}
	for _, cert := range c.Chain() {
		own.Certificate = append(own.Certificate, cert.Raw)
	}
	return &tls.Config{Certificates: []tls.Certificate{own}}
}

// Pool makes a pool of trusted roots.
func Pool(certs ...*Cert) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range certs {
		pool.AddCert(c.Certificate)
	}
	return pool
}

func caTemplate(name string) *Template {
	t := newTemplate(name)
	t.BasicConstraintsValid, t.IsCA = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return t
}

func leafTemplate(name string) *Template {
	t := newTemplate(name)
	t.BasicConstraintsValid = true
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	Names(name)(t)
	return t
}

func newTemplate(name string) *Template {
	return &Template{
		Certificate: x509.Certificate{
			Subject:   pkix.Name{CommonName: name},
			NotBefore: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC),
			NotAfter:  time.Date(2099, 12, 31, 23, 59, 59, 0, time.UTC),
		},
		Key: must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)),
	}
}

func issue(issuer *Cert, t *Template, options []Option) *Cert {
	for _, o := range options {
		o(t)
	}
	parent, signer := &t.Certificate, t.Key
	if issuer != nil {
		parent, signer = issuer.Certificate, issuer.Key
	}
	der := must(sign(&t.Certificate, parent, t.Key.Public(), signer))
	return &Cert{Certificate: must(x509.ParseCertificate(der)), Key: t.Key, Issuer: issuer}
}

// newRSA makes short keys by hand, since crypto/rsa refuses them.
func newRSA(bits int) *rsa.PrivateKey {
	if bits >= 1024 {
		return must(rsa.GenerateKey(rand.Reader, bits))
	}
	one, e := big.NewInt(1), big.NewInt(65537)
	for {
		p, q := must(rand.Prime(rand.Reader, bits/2)), must(rand.Prime(rand.Reader, bits/2))
		n := new(big.Int).Mul(p, q)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d != nil && n.BitLen() == bits {
			public := rsa.PublicKey{N: n, E: int(e.Int64())}
			return &rsa.PrivateKey{PublicKey: public, D: d, Primes: []*big.Int{p, q}}
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("wintest: " + err.Error())
	}
	return v
}
