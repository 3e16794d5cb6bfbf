package transport

import (
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

func year(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }

// during is the validity period from the beginning of one year to the beginning of another.
func during(from, to int) wintest.Option { return wintest.Valid(year(from), year(to)) }

// verifyCase is a chain and what verify should say about it.
type verifyCase struct {
	name   string
	chain  []*x509.Certificate
	roots  []*wintest.Cert
	host   string // empty: example.com
	now    int    // year; 0: 2026
	ignore SecurityFlags
	want   SecureFailure
}

func (c verifyCase) run() (SecureFailure, error) {
	host, now := c.host, c.now
	if host == "" {
		host = "example.com"
	}
	if now == 0 {
		now = 2026
	}
	return verify(c.chain, wintest.Pool(c.roots...), host, year(now), c.ignore)
}

func runVerifyCases(t *testing.T, cases []verifyCase) {
	for _, row := range cases {
		t.Run(row.name, func(t *testing.T) {
			got, cause := row.run()
			require.Equal(t, row.want, got, "%v is not %v: %v", got, row.want, cause)
			require.Equal(t, row.want == 0, cause == nil)
		})
	}
}

// raw is a list of certificates as sent.
func raw(certs ...*wintest.Cert) []*x509.Certificate {
	var chain []*x509.Certificate
	for _, c := range certs {
		chain = append(chain, c.Certificate)
	}
	return chain
}

// faults can be combined freely: each changes one thing about an otherwise good chain.
var faults = []struct {
	failure SecureFailure
	flag    SecurityFlags // 0: nothing ignores it
	leaf    wintest.Option
	scene   func(*verifyCase)
}{
	{CertDateInvalid, IgnoreCertDateInvalid, during(2001, 2002), nil},
	{CertWrongUsage, IgnoreCertWrongUsage, wintest.Usages(x509.ExtKeyUsageClientAuth), nil},
	{weakSignature, IgnoreWeakSignature, wintest.SignedWith(x509.SHA1WithRSA), nil},
	{InvalidCert, 0, wintest.CriticalExtension(), nil},
	{CertCNInvalid, IgnoreCertCNInvalid, nil, func(c *verifyCase) { c.host = "example.org" }},
	{InvalidCA, IgnoreUnknownCA, nil, func(c *verifyCase) { c.roots = nil }},
}

// TestVerifyCombinations makes every combination of faults and judges it under every combination of flags (protocol.md
// 5.2 and 5.3): each flag hides its own fault and no other.
func TestVerifyCombinations(t *testing.T) {
	root := wintest.NewCA("Root")
	ca := root.CA("CA", wintest.RSA(1024))
	for combination := range 1 << len(faults) {
		row := verifyCase{roots: []*wintest.Cert{root}}
		var options []wintest.Option
		var failures SecureFailure
		for i, fault := range faults {
			if combination>>i&1 == 0 {
				continue
			}
			failures |= fault.failure
			if fault.leaf != nil {
				options = append(options, fault.leaf)
			} else {
				fault.scene(&row)
			}
		}
		row.chain = ca.Leaf("example.com", options...).Chain()
		for flags := range 1 << len(ignorable) {
			row.ignore, row.want = 0, failures
			for i, pair := range ignorable {
				if flags>>i&1 != 0 {
					row.ignore |= pair.flag
					row.want &^= pair.fault
				}
			}
			if row.want&weakSignature != 0 {
				row.want = row.want&^weakSignature | InvalidCert
			}
			got, cause := row.run()
			require.Equal(t, row.want, got, "%v, ignoring %v, gives %v: %v", failures, row.ignore, got, cause)
			require.Equal(t, got == 0, cause == nil)
		}
	}
}

func TestVerifyFlagsMatchTheirFaults(t *testing.T) {
	for _, fault := range faults {
		require.Equal(t, fault.flag.ignored(), fault.failure&fault.flag.ignored())
		require.Equal(t, fault.flag != 0, fault.flag.ignored() != 0)
	}
}

func TestVerifyTrust(t *testing.T) {
	root, other := wintest.NewCA("Root"), wintest.NewCA("Other")
	ca := root.CA("CA")
	leaf := ca.Leaf("example.com")
	twin := other.CA("CA", func(t *wintest.Template) { t.Key = ca.Key }) // the same authority, certified by another root
	fake := wintest.NewCA("Root")                                        // a root's name with another key
	self := wintest.SelfSigned("example.com")
	roots := []*wintest.Cert{root}
	runVerifyCases(t, []verifyCase{
		{name: "good chain", chain: raw(leaf, ca), roots: roots},
		{name: "root sent too", chain: raw(leaf, ca, root), roots: roots},
		{name: "wrong order, strangers, repetitions", chain: raw(leaf, root, other, ca, leaf, ca), roots: roots},
		{name: "leaf below root", chain: raw(root.Leaf("example.com")), roots: roots},
		{name: "untrusted root", chain: raw(leaf, ca, root), roots: []*wintest.Cert{other}, want: InvalidCA},
		{name: "untrusted root and strangers", chain: raw(leaf, other, ca), roots: []*wintest.Cert{fake}, want: InvalidCA},
		{name: "untrusted root, ignored", chain: raw(leaf, ca, root), ignore: IgnoreUnknownCA},
		{name: "no roots", chain: raw(leaf, ca), want: InvalidCA},
		{name: "missing intermediate", chain: raw(leaf), roots: roots, want: InvalidCA},
		{name: "missing intermediate, ignored", chain: raw(leaf), roots: roots, ignore: IgnoreUnknownCA},
		{name: "self-signed", chain: raw(self), roots: roots, want: InvalidCA},
		{name: "self-signed, sent twice", chain: raw(self, self), roots: roots, want: InvalidCA},
		{name: "self-signed, ignored", chain: raw(self), roots: roots, ignore: IgnoreUnknownCA},
		{name: "self-signed, trusted", chain: raw(self), roots: []*wintest.Cert{self}},
		{name: "root with the same name", chain: raw(leaf, ca), roots: []*wintest.Cert{fake}, want: InvalidCA},
		{name: "issuer with the same name", chain: raw(leaf, fake.CA("CA")), roots: []*wintest.Cert{fake}, want: InvalidCA},
		{name: "second way up is trusted", chain: raw(leaf, ca, twin), roots: []*wintest.Cert{other}},
		{name: "other flags do not help", chain: raw(self), roots: roots, ignore: ^IgnoreUnknownCA, want: InvalidCA},
	})
}

func TestVerifyDates(t *testing.T) {
	root, other := wintest.NewCA("Root"), wintest.NewCA("Other")
	roots := []*wintest.Cert{root}
	ca := root.CA("CA")
	oldRoot, youngRoot := wintest.NewCA("Root", during(2000, 2010)), wintest.NewCA("Root", during(2050, 2060))
	oldCA := root.CA("CA", during(2000, 2010))
	twin := root.CA("CA", func(t *wintest.Template) { t.Key = oldCA.Key })
	expired := ca.Leaf("example.com", during(2001, 2002))
	runVerifyCases(t, []verifyCase{
		{name: "expired", chain: expired.Chain(), roots: roots, want: CertDateInvalid},
		{name: "expired, ignored", chain: expired.Chain(), roots: roots, ignore: IgnoreCertDateInvalid},
		{name: "expired, other flags", chain: expired.Chain(), roots: roots, ignore: ^IgnoreCertDateInvalid, want: CertDateInvalid},
		{name: "first moment", chain: expired.Chain(), roots: roots, now: 2001},
		{name: "last moment", chain: expired.Chain(), roots: roots, now: 2002},
		{name: "not yet valid", chain: expired.Chain(), roots: roots, now: 2000, want: CertDateInvalid},
		{name: "expired and untrusted", chain: expired.Chain(), roots: []*wintest.Cert{other}, want: CertDateInvalid | InvalidCA},
		{name: "expired, untrusted ignored", chain: expired.Chain(), ignore: IgnoreUnknownCA, want: CertDateInvalid},
		{name: "untrusted, expired ignored", chain: expired.Chain(), ignore: IgnoreCertDateInvalid, want: InvalidCA},
		{name: "expired intermediate", chain: oldCA.Leaf("example.com").Chain(), roots: roots, want: CertDateInvalid},
		{name: "expired intermediate, untrusted", chain: oldCA.Leaf("example.com").Chain(), want: CertDateInvalid | InvalidCA},
		{name: "expired intermediate, valid one sent", chain: append(oldCA.Leaf("example.com").Chain(), twin.Certificate), roots: roots},
		{name: "the better of two ways", chain: append(oldCA.Leaf("example.com", wintest.CriticalExtension()).Chain(), twin.Certificate), roots: roots, want: InvalidCert},
		{name: "expired stranger", chain: append(ca.Leaf("example.com").Chain(), oldRoot.Certificate), roots: roots},
		{name: "leaf began after its issuer's end", chain: oldCA.Leaf("example.com", during(2020, 2030)).Chain(), roots: roots, want: CertDateInvalid},
		{name: "the same, ignored", chain: oldCA.Leaf("example.com", during(2020, 2030)).Chain(), roots: roots, ignore: IgnoreCertDateInvalid},
		{name: "leaf ended before its issuer began", chain: root.CA("CA", during(2010, 2030)).Leaf("example.com", during(2000, 2005)).Chain(), roots: roots, want: CertDateInvalid},
		{name: "expired root", chain: oldRoot.CA("CA").Leaf("example.com", during(2005, 2030)).Chain(), roots: []*wintest.Cert{oldRoot}, want: CertDateInvalid},
		{name: "expired root, ignored", chain: oldRoot.CA("CA").Leaf("example.com", during(2005, 2030)).Chain(), roots: []*wintest.Cert{oldRoot}, ignore: IgnoreCertDateInvalid},
		{name: "expired root, sent", chain: raw(oldRoot.Leaf("example.com", during(2005, 2030)), oldRoot), roots: []*wintest.Cert{oldRoot}, want: CertDateInvalid},
		{name: "root not yet valid", chain: youngRoot.Leaf("example.com", during(2005, 2055)).Chain(), roots: []*wintest.Cert{youngRoot}, want: CertDateInvalid},
	})
}

// TestVerifyCauses: errors.As finds the error of crypto/x509 for each fault, about the certificates that were sent.
func TestVerifyCauses(t *testing.T) {
	root := wintest.NewCA("Root")
	leaf := root.CA("CA", wintest.NotCA()).Leaf("example.com", during(2001, 2002), wintest.Usages(x509.ExtKeyUsageClientAuth))
	chain := leaf.Chain()
	failures, cause := verifyCase{chain: chain, host: "example.org"}.run()
	require.Equal(t, InvalidCert|InvalidCA|CertCNInvalid|CertDateInvalid|CertWrongUsage, failures)

	var unknown x509.UnknownAuthorityError
	require.ErrorAs(t, cause, &unknown)
	require.Contains(t, chain, unknown.Cert)
	var name x509.HostnameError
	require.ErrorAs(t, cause, &name)
	require.Same(t, chain[0], name.Certificate)
	reasons := invalidReasons(t, cause, chain)
	require.ElementsMatch(t, []x509.InvalidReason{x509.Expired, x509.IncompatibleUsage, x509.NotAuthorizedToSign}, reasons)

	_, cause = verifyCase{chain: chain, host: "example.org", ignore: IgnoreUnknownCA | IgnoreCertCNInvalid}.run()
	require.False(t, errors.As(cause, &unknown))
	require.False(t, errors.As(cause, &name))

	failures, cause = verify(nil, nil, "example.com", year(2026), 0)
	require.Equal(t, SecurityChannelError, failures)
	require.ErrorIs(t, cause, errNoCertificate)
}

// invalidReasons collects the reasons of all x509.CertificateInvalidError in a tree of joined errors.
func invalidReasons(t *testing.T, err error, chain []*x509.Certificate) []x509.InvalidReason {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []x509.InvalidReason
		for _, e := range joined.Unwrap() {
			all = append(all, invalidReasons(t, e, chain)...)
		}
		return all
	}
	invalid, ok := err.(x509.CertificateInvalidError)
	if !ok {
		return nil
	}
	require.Contains(t, chain, invalid.Cert)
	return []x509.InvalidReason{invalid.Reason}
}

func TestVerifyBitNames(t *testing.T) {
	require.Equal(t, "0", SecureFailure(0).String())
	require.Equal(t, "InvalidCA|CertDateInvalid", (InvalidCA | CertDateInvalid).String())
	require.Equal(t, "CertRevFailed|InvalidCert|CertRevoked|InvalidCA|CertCNInvalid|CertDateInvalid|CertWrongUsage|"+
		"SecurityChannelError|0x7fffff80", SecureFailure(0xFFFFFFFF).String())
	require.Equal(t, "0", SecurityFlags(0).String())
	require.Equal(t, "IgnoreUnknownCA|0x4", (IgnoreUnknownCA | 4).String())
	require.Equal(t, "IgnoreUnknownCA|IgnoreCertWrongUsage|IgnoreCertCNInvalid|IgnoreCertDateInvalid|IgnoreWeakSignature",
		SecurityFlags(0x13300).String())
}
