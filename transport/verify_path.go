package transport

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

const (
	// maxCerts is how many of the certificates that a server sends are looked at.
	maxCerts = 32
	// maxAnchors is for how many of them a way to a root is looked for, one above the other.
	maxAnchors = 6
)

var errTooLong = errors.New("the chain of certificates is too long")

// certPath is a way from the server's certificate upward.
type certPath struct {
	certs    []*x509.Certificate // the server's first
	rooted   bool                // the last of certs is a trusted root
	accepted bool                // by crypto/x509, just as it is
	climbed  bool                // the root is known to stand above an issuer, not above the server's certificate

	// What the search has found on the way; nil is good.
	distrust error // no trusted root stands above certs
	broken   error // a rule of crypto/x509 that the way to the root breaks
	outdated error // the root is trusted, but not now
	misused  error // the root is trusted, but not to authenticate servers
}

// belowRoot are the certificates whose signature and key count.
func (p certPath) belowRoot() []*x509.Certificate {
	last := len(p.certs) - 1
	if p.rooted || bytes.Equal(p.certs[last].RawIssuer, p.certs[last].RawSubject) {
		return p.certs[:last]
	}
	return p.certs
}

// certSearch looks for paths. crypto/x509 decides what is trusted. Only if it refuses the chain as it is, it is asked about
// copies of the certificates which do not expire and have no unknown extensions, and then about issuers. The verifiers
// of macOS and Windows, which answer when there are no roots of ours, see the original bytes instead; for them
// the question is repeated for moments at which the dates may have been right. What they refuse for a reason that
// crypto/x509 does not tell counts as lack of trust.
type certSearch struct {
	sent  []*x509.Certificate // at most maxCerts
	loose []*x509.Certificate // copies of sent
	roots *x509.CertPool
	now   time.Time

	seen    []bool // parallel to sent: already part of a path
	anchors int    // questions left
	refusal error  // of the chain as it is
}

func newCertSearch(chain []*x509.Certificate, roots *x509.CertPool, now time.Time) *certSearch {
	sent := chain[:min(len(chain), maxCerts)]
	s := &certSearch{sent: sent, roots: roots, now: now, seen: make([]bool, len(sent)), anchors: maxAnchors}
	for _, c := range sent {
		c = endless(c, sent[0].NotBefore)
		c.UnhandledCriticalExtensions = nil
		s.loose = append(s.loose, c)
	}
	return s
}

// endOfTime is the last moment of a certificate (RFC 5280 section 4.1.2.5).
var endOfTime = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

// endless is a copy with other dates. Its signature is still good, since that is over the bytes. The search begins the
// validity of all copies with that of the server's certificate, because a pool may tie the trust in a root to it.
func endless(c *x509.Certificate, from time.Time) *x509.Certificate {
	free := *c
	free.NotBefore, free.NotAfter = from, endOfTime
	return &free
}

// paths are all that lead to a root; if there is none, the one that the certificates form by themselves.
func (s *certSearch) paths() []certPath {
	chains, err := s.ask(s.sent, 0, s.now, x509.ExtKeyUsageServerAuth)
	if err != nil {
		s.refusal = err
		return s.climb(0, nil)
	}
	var paths []certPath
	for _, chain := range chains {
		paths = append(paths, certPath{certs: chain, rooted: true, accepted: true})
	}
	return paths
}

func (s *certSearch) ask(certs []*x509.Certificate, i int, at time.Time, usage x509.ExtKeyUsage) ([][]*x509.Certificate, error) {
	others := x509.NewCertPool()
	for _, c := range certs[1:] {
		others.AddCert(c)
	}
	return certs[i].Verify(x509.VerifyOptions{
		Roots:         s.roots,
		Intermediates: others,
		CurrentTime:   at,
		KeyUsages:     []x509.ExtKeyUsage{usage},
	})
}

// climb continues below with certificate i. Where crypto/x509 finds no way to a root from there, because it rejects the
// signature or something else about i, the way goes on to whoever has signed i.
func (s *certSearch) climb(i int, below []*x509.Certificate) []certPath {
	s.seen[i] = true
	certs := append(slices.Clip(below), s.sent[i])
	anchored, err := s.anchor(i, certs)
	if err == nil {
		return anchored
	}
	var untrusted []certPath
	for k, issuer := range s.sent {
		if s.seen[k] || hasAuthority(certs, issuer) || !signedBy(s.sent[i], issuer) {
			continue
		}
		found := s.climb(k, certs)
		if found[0].distrust == nil {
			return found
		}
		if untrusted == nil {
			untrusted = found
		}
	}
	switch {
	case afterTrust(err):
		return []certPath{{certs: certs, broken: err}}
	case untrusted != nil:
		return untrusted
	}
	return []certPath{{certs: certs, distrust: unknownAuthority(s.sent[i], err)}}
}

// hasAuthority tells whether one of certs has the subject and the key of c. No path visits an authority twice.
func hasAuthority(certs []*x509.Certificate, c *x509.Certificate) bool {
	return slices.ContainsFunc(certs, func(other *x509.Certificate) bool {
		return bytes.Equal(other.RawSubject, c.RawSubject) &&
			bytes.Equal(other.RawSubjectPublicKeyInfo, c.RawSubjectPublicKeyInfo)
	})
}

// anchor asks for ways from certificate i, the last of certs, to a root: now, else when the server's certificate began
// or ends to be valid.
func (s *certSearch) anchor(i int, certs []*x509.Certificate) ([]certPath, error) {
	if s.anchors == 0 {
		return nil, errTooLong
	}
	s.anchors--
	var failed error
	for _, at := range []time.Time{s.now, s.sent[0].NotBefore, s.sent[0].NotAfter} {
		p := certPath{certs: certs, rooted: true, climbed: i > 0}
		if !at.Equal(s.now) {
			p.outdated = x509.CertificateInvalidError{Cert: certs[0], Reason: x509.Expired, Detail: "as a part of its chain"}
		}
		chains, err := s.ask(s.loose, i, at, x509.ExtKeyUsageServerAuth)
		if isInvalidCert(err, x509.IncompatibleUsage, x509.NoValidChains) {
			p.misused = x509.CertificateInvalidError{Cert: certs[0], Reason: x509.IncompatibleUsage}
			chains, err = s.ask(s.loose, i, at, x509.ExtKeyUsageAny)
		}
		if err == nil {
			return s.extend(p, chains), nil
		}
		if failed = err; !isInvalidCert(err, x509.Expired) && checkDates(s.sent, s.now) == nil {
			break
		}
	}
	return nil, failed
}

// extend continues a path with the chains that begin at its end.
func (s *certSearch) extend(p certPath, chains [][]*x509.Certificate) []certPath {
	var paths []certPath
	certs := p.certs
	for _, chain := range chains {
		p.certs = slices.Clone(certs)
		for _, c := range chain[1:] {
			p.certs = append(p.certs, s.original(c))
		}
		paths = append(paths, p)
	}
	return paths
}

func (s *certSearch) original(c *x509.Certificate) *x509.Certificate {
	if i := slices.Index(s.loose, c); i >= 0 {
		return s.sent[i]
	}
	return c
}

// afterTrust tells whether crypto/x509 had found a root when it gave up.
func afterTrust(err error) bool {
	return isInvalidCert(err, x509.CANotAuthorizedForThisName, x509.NoValidChains)
}

func isInvalidCert(err error, reasons ...x509.InvalidReason) bool {
	var invalid x509.CertificateInvalidError
	return errors.As(err, &invalid) && slices.Contains(reasons, invalid.Reason)
}

// unknownAuthority keeps what err says, but shows the application no copy of a certificate.
func unknownAuthority(top *x509.Certificate, err error) error {
	unknown := x509.UnknownAuthorityError{Cert: top}
	if errors.As(err, new(x509.UnknownAuthorityError)) {
		return unknown
	}
	return errors.Join(unknown, err)
}
