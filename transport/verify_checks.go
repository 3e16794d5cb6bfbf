package transport

import (
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// checkDates finds certificates that are expired or not valid yet.
func checkDates(certs []*x509.Certificate, now time.Time) error {
	var found []error
	for _, c := range certs {
		if now.Before(c.NotBefore) || now.After(c.NotAfter) {
			detail := fmt.Sprintf("valid from %s to %s, not at %s",
				c.NotBefore.Format(time.RFC3339), c.NotAfter.Format(time.RFC3339), now.UTC().Format(time.RFC3339))
			found = append(found, x509.CertificateInvalidError{Cert: c, Reason: x509.Expired, Detail: detail})
		}
	}
	return errors.Join(found...)
}

// checkUsages finds certificates with extended key usages among which serverAuth is not (RFC 5280 section 4.2.1.12).
// Those of an issuer restrict what it issues.
func checkUsages(certs []*x509.Certificate) error {
	for _, c := range certs {
		restricted := len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) > 0
		if restricted && !slices.ContainsFunc(c.ExtKeyUsage, forServers) {
			return x509.CertificateInvalidError{Cert: c, Reason: x509.IncompatibleUsage}
		}
	}
	return nil
}

func forServers(u x509.ExtKeyUsage) bool {
	return u == x509.ExtKeyUsageServerAuth || u == x509.ExtKeyUsageAny
}

// checkName compares the host with the subject alternative names. A certificate without any is for its common name, as
// was usual before RFC 6125. An IPv6 zone is not part of the name.
func checkName(leaf *x509.Certificate, host string) error {
	if addr, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		host = addr.WithZone("").String()
	}
	if !hasAlternativeNames(leaf) {
		named := *leaf
		named.DNSNames = []string{leaf.Subject.CommonName}
		named.IPAddresses = []net.IP{net.ParseIP(leaf.Subject.CommonName)}
		if named.VerifyHostname(host) == nil {
			return nil
		}
	}
	return leaf.VerifyHostname(host)
}

func hasAlternativeNames(c *x509.Certificate) bool {
	for _, extension := range c.Extensions {
		if extension.Id.String() == "2.5.29.17" { // RFC 5280 section 4.2.1.6
			return true
		}
	}
	return false
}

// checkRules lets crypto/x509 check what is neither trust nor dates nor signatures: who is a CA, path lengths, name
// constraints, policies, critical extensions. It gets copies that do not expire, the last of them as root, and
// signed anew with keys of our own, since it would not look further after a signature that it calls weak.
func checkRules(certs []*x509.Certificate) error {
	copies := make([]*x509.Certificate, len(certs))
	for i, c := range certs {
		copies[i] = endless(c, c.NotBefore)
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	for i, issuer := range copies[1:] {
		if err := signAnew(copies[i], issuer); err != nil {
			return err
		}
		others.AddCert(issuer)
	}
	roots.AddCert(copies[len(copies)-1])
	_, err := copies[0].Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: others,
		CurrentTime:   endOfTime,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return ruleBroken(err, func(c *x509.Certificate) *x509.Certificate {
		if i := slices.Index(copies, c); i >= 0 {
			return certs[i]
		}
		return c
	})
}

// signAnew gives issuer a new key and c a signature by it.
func signAnew(c, issuer *x509.Certificate) error {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	issuer.PublicKey, issuer.PublicKeyAlgorithm = public, x509.Ed25519
	c.SignatureAlgorithm, c.Signature = x509.PureEd25519, ed25519.Sign(private, c.RawTBSCertificate)
	return nil
}

// ruleBroken names the certificates themselves instead of their copies. With all signatures good, an unknown authority
// is an issuer that is no CA or may not sign.
func ruleBroken(err error, original func(*x509.Certificate) *x509.Certificate) error {
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		return x509.CertificateInvalidError{Cert: original(unknown.Cert), Reason: x509.NotAuthorizedToSign}
	}
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) {
		invalid.Cert = original(invalid.Cert)
		return invalid
	}
	return err
}
