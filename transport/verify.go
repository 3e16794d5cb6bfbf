package transport

import (
	"cmp"
	"crypto/x509"
	"errors"
	"math/bits"
	"slices"
	"time"
)

var errNoCertificate = errors.New("the server has sent no certificate")

// verify judges the certificates that a server has sent, its own first. roots are the trusted ones, nil means the
// system's; host is a name or an IP address, with or without brackets. Every check is made whatever the others say, and
// all faults are reported together; those that ignore switches off are left out. No failures means that the server is
// accepted. cause joins an error for each failure, those of crypto/x509 where it has one.
//
// What each check covers (RFC 5280 section 6.1, RFC 6125 section 6.4):
//
//   - InvalidCA: signatures lead from the server's certificate to a root.
//   - CertDateInvalid: every certificate of that chain is in its validity period. Trust does not depend on it: where the
//     dates are wrong, it is judged at a moment at which they were right.
//   - CertWrongUsage: no certificate of the chain rules out authenticating servers.
//   - CertCNInvalid: the certificate is for host. The common name counts only if there are no alternative names.
//   - InvalidCert: the issuers are CAs and may sign, path lengths and name constraints are kept, critical extensions
//     are known; and, unless IgnoreWeakSignature, no MD5, SHA-1 or RSA key below 1024 bits occurs below the root.
//
// Where no root is found, the chain is what the server has sent, as far as the signatures lead.
func verify(chain []*x509.Certificate, roots *x509.CertPool, host string, now time.Time, ignore SecurityFlags) (failures SecureFailure, cause error) {
	_, failures, cause = examine(chain, roots, host, now, ignore)
	return failures, cause
}

// examine is verify that also tells which way to a root it has judged, the server's certificate first.
func examine(chain []*x509.Certificate, roots *x509.CertPool, host string, now time.Time, ignore SecurityFlags) (path []*x509.Certificate, failures SecureFailure, cause error) {
	if len(chain) == 0 {
		return nil, SecurityChannelError, errNoCertificate
	}
	s := newCertSearch(chain, roots, now)
	var findings []certFinding
	for _, p := range s.paths() {
		findings = append(findings, s.judge(p, ignore.ignored()))
	}
	best := slices.MinFunc(findings, func(a, b certFinding) int { return cmp.Compare(a.faults(), b.faults()) })
	best.add(CertCNInvalid, checkName(chain[0], host))
	failures, cause = best.result()
	return best.certs, failures, cause
}

// judge makes all checks but the one of the name, which is the same for all paths.
func (s *certSearch) judge(p certPath, ignored SecureFailure) certFinding {
	f := certFinding{ignored: ignored, certs: p.certs}
	f.add(InvalidCA, p.distrust)
	f.add(InvalidCert, p.broken)
	f.add(CertDateInvalid, p.outdated)
	f.add(CertWrongUsage, p.misused)
	f.add(weakSignature, checkStrength(p.belowRoot()))
	if p.accepted {
		return f
	}
	f.add(CertDateInvalid, checkDates(p.certs, s.now))
	f.add(CertWrongUsage, checkUsages(p.certs))
	f.add(InvalidCert, checkRules(p.certs))
	if p.rooted && !f.explains(p) {
		f.add(InvalidCA, unknownAuthority(p.certs[0], s.refusal))
	}
	return f
}

// explains tells whether a fault was found that made crypto/x509 refuse the chain as it is. Only a broken rule or a weak
// signature is a reason to go by an issuer's trust.
func (f *certFinding) explains(p certPath) bool {
	if p.climbed {
		return f.noted&(InvalidCert|weakSignature) != 0
	}
	return f.noted != 0
}

// certFinding collects faults.
type certFinding struct {
	certs    []*x509.Certificate
	ignored  SecureFailure
	noted    SecureFailure // ignored ones too
	failures SecureFailure
	causes   []error
}

func (f *certFinding) add(fault SecureFailure, cause error) {
	if cause == nil {
		return
	}
	f.noted |= fault
	if fault&f.ignored == 0 {
		f.failures |= fault
		f.causes = append(f.causes, cause)
	}
}

func (f *certFinding) faults() int { return bits.OnesCount32(uint32(f.failures)) }

func (f *certFinding) result() (SecureFailure, error) {
	failures := f.failures
	if failures&weakSignature != 0 {
		failures = failures&^weakSignature | InvalidCert
	}
	return failures, errors.Join(f.causes...)
}
