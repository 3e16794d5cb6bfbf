package transport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Revocation says whether certificates of a server are looked up, and what if nothing can be found out. The zero value looks
// nothing up.
type Revocation struct {
	Check         bool
	IgnoreOffline bool // a certificate of which nothing can be found out is accepted
	CacheOnly     bool // nothing is fetched: what the server staples and what is remembered has to do
}

const (
	revocationPatience = 15 * time.Second // for everything that is fetched for one connection
	clockSkew          = 5 * time.Minute
	maxSources         = 3 // responders of a certificate that are asked, and lists that are fetched
	maxVerdicts        = 1024
)

var (
	errRevoked = errors.New("the certificate is revoked")
	errNoNews  = errors.New("nothing is known about the revocation of the certificate")
)

// verdict is what is known of a certificate until a moment.
type verdict struct {
	known, revoked bool
	until          time.Time // zero: only now
}

// revoked judges every certificate of a chain that has an issuer in it; the root has none. staple is the answer about the first
// one that the server has sent along. (RFC 5280, section 6.3; RFC 6960; RFC 6066, section 8.)
func (x *Exchange) revoked(chain []*x509.Certificate, staple []byte, r Revocation) (failures SecureFailure, cause error) {
	ctx, done, err := x.interruptible()
	if err != nil {
		return CertRevFailed, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, shorter(revocationPatience, x.Policy.Receive))
	defer cancel()
	var causes []error
	for i := range len(chain) - 1 {
		v := x.judgeRevocation(ctx, chain[i], chain[i+1], staple, r)
		staple = nil
		switch {
		case v.revoked:
			failures |= CertRevoked
			causes = append(causes, fmt.Errorf("%w: %s", errRevoked, chain[i].Subject))
		case !v.known && !r.IgnoreOffline:
			failures |= CertRevFailed
			causes = append(causes, fmt.Errorf("%w: %s", errNoNews, chain[i].Subject))
		}
	}
	return failures, errors.Join(causes...)
}

// judgeRevocation asks who may know, the nearest first.
func (x *Exchange) judgeRevocation(ctx context.Context, cert, issuer *x509.Certificate, staple []byte, r Revocation) verdict {
	remembered := &x.network.verdicts
	key := verdictKey{sha256.Sum256(issuer.RawSubjectPublicKeyInfo), cert.SerialNumber.String()}
	if v := judgeOCSP(staple, cert, issuer); v.known {
		return v
	}
	if v := remembered.find(key); v.known || r.CacheOnly {
		return v
	}
	v := x.askResponders(ctx, cert, issuer)
	if !v.known {
		v = x.fetchLists(ctx, cert, issuer)
	}
	remembered.keep(key, v)
	return v
}

func (x *Exchange) askResponders(ctx context.Context, cert, issuer *x509.Certificate) (v verdict) {
	question, err := ocsp.CreateRequest(cert, issuer, nil)
	if err != nil {
		return v
	}
	for _, url := range cert.OCSPServer[:min(len(cert.OCSPServer), maxSources)] {
		answer, err := x.fetch(ctx, &download{url: url, kind: "application/ocsp-request", body: question, max: maxOCSP})
		if err != nil {
			continue
		}
		if v = judgeOCSP(answer, cert, issuer); v.known {
			return v
		}
	}
	return v
}

func (x *Exchange) fetchLists(ctx context.Context, cert, issuer *x509.Certificate) (v verdict) {
	points := cert.CRLDistributionPoints
	for _, url := range points[:min(len(points), maxSources)] {
		list, err := x.fetch(ctx, &download{url: url, max: maxCRL})
		if err != nil {
			continue
		}
		if v = judgeCRL(list, cert, issuer); v.known {
			return v
		}
	}
	return v
}

// judgeOCSP is what an answer says now, if it is to be believed: signed by the issuer, or by whom it has named for that.
func judgeOCSP(answer []byte, cert, issuer *x509.Certificate) (v verdict) {
	if len(answer) == 0 {
		return v
	}
	r, err := ocsp.ParseResponseForCert(answer, cert, nil) // the signature is good if a certificate came along
	if err != nil || r.Status == ocsp.Unknown || !current(r.ThisUpdate, r.NextUpdate) || !maySign(r, issuer) {
		return v
	}
	return verdict{known: true, revoked: r.Status == ocsp.Revoked, until: r.NextUpdate}
}

// maySign says whether an answer comes from the issuer, or from somebody whom it has named for answering (RFC 6960, 4.2.2.2).
func maySign(r *ocsp.Response, issuer *x509.Certificate) bool {
	by, now := r.Certificate, time.Now()
	switch {
	case by == nil:
		return r.CheckSignatureFrom(issuer) == nil
	case bytes.Equal(by.RawSubjectPublicKeyInfo, issuer.RawSubjectPublicKeyInfo):
		return true
	}
	return issuer.CheckSignature(by.SignatureAlgorithm, by.RawTBSCertificate, by.Signature) == nil &&
		slices.Contains(by.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) && !now.Before(by.NotBefore) && !now.After(by.NotAfter)
}

// judgeCRL is what a list of the issuer's says now.
func judgeCRL(der []byte, cert, issuer *x509.Certificate) (v verdict) {
	const removed = 8 // from the list (RFC 5280, section 5.3.1)
	list, err := x509.ParseRevocationList(der)
	if err != nil || list.CheckSignatureFrom(issuer) != nil || !current(list.ThisUpdate, list.NextUpdate) {
		return v
	}
	v = verdict{known: true, until: list.NextUpdate}
	for i := range list.RevokedCertificateEntries {
		e := &list.RevokedCertificateEntries[i]
		if e.SerialNumber.Cmp(cert.SerialNumber) == 0 && e.ReasonCode != removed {
			v.revoked = true
		}
	}
	return v
}

// current says whether news are neither from the future nor out of date. Those without an end are good for now.
func current(this, next time.Time) bool {
	now := time.Now()
	return !this.After(now.Add(clockSkew)) && (next.IsZero() || next.After(now.Add(-clockSkew)))
}

// verdicts are those that a Network remembers, until they are out of date. The zero value is empty.
type verdicts struct {
	mu sync.Mutex
	// mu guards the following.
	known map[verdictKey]verdict
}

// verdictKey names a certificate by its issuer's key and its number.
type verdictKey struct {
	issuer [sha256.Size]byte
	serial string
}

func (l *verdicts) find(k verdictKey) verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	if v := l.known[k]; v.known && time.Now().Before(v.until) {
		return v
	}
	return verdict{}
}

func (l *verdicts) keep(k verdictKey, v verdict) {
	if !v.known || v.until.IsZero() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || len(l.known) >= maxVerdicts {
		l.known = map[verdictKey]verdict{}
	}
	l.known[k] = v
}
