package transport

import (
	"crypto/rsa"
	"crypto/x509"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestVerifyWeakSignatures: a weak signature or key below the root is InvalidCert, unless ignored; either way it is
// checked, and the rest of the chain too.
func TestVerifyWeakSignatures(t *testing.T) {
	sha1, md5 := wintest.SignedWith(x509.SHA1WithRSA), wintest.SignedWith(x509.MD5WithRSA)
	curve, long := wintest.NewCA("Curve"), wintest.NewCA("Long", wintest.RSA(1024))
	roots := []*wintest.Cert{curve, long}
	ca := curve.CA("CA", wintest.RSA(1024))
	tiny := curve.CA("Tiny", wintest.RSA(512))
	for _, row := range []struct {
		name  string
		chain []*x509.Certificate
		want  SecureFailure // if weak signatures are ignored
	}{
		{"SHA-1 with RSA", ca.Leaf("example.com", sha1).Chain(), 0},
		{"SHA-1 with ECDSA", curve.CA("CA").Leaf("example.com", wintest.SignedWith(x509.ECDSAWithSHA1)).Chain(), 0},
		{"MD5", ca.Leaf("example.com", md5).Chain(), 0},
		{"short key of the server", ca.Leaf("example.com", wintest.RSA(768)).Chain(), 0},
		{"short key of an issuer", tiny.Leaf("example.com").Chain(), 0},
		{"short key of an issuer, MD5", tiny.Leaf("example.com", md5).Chain(), 0},
		{"short keys all the way", tiny.CA("CA 2", wintest.RSA(768)).CA("CA 3").Leaf("example.com").Chain(), 0},
		{"weak intermediate, root sent", raw(weakIntermediate(long)...), 0},
		{"below the root, root sent", raw(long.Leaf("example.com", md5), long), 0},
		{"below the root, root not sent", raw(long.Leaf("example.com", md5)), InvalidCA},
		{"unknown root", raw(weakIntermediate(wintest.NewCA("Long", wintest.RSA(1024)))...), InvalidCA},
		{"name outside the issuer's", curve.CA("CA", wintest.RSA(1024), wintest.Permit("example.org")).Leaf("example.com", sha1).Chain(), InvalidCert},
		{"issuer is no CA", curve.Leaf("example.com", wintest.RSA(1024)).Leaf("example.com", sha1).Chain(), InvalidCert},
		{"expired", ca.Leaf("example.com", sha1, during(2001, 2002)).Chain(), CertDateInvalid},
		{"wrong usage", ca.Leaf("example.com", sha1, wintest.Usages(x509.ExtKeyUsageClientAuth)).Chain(), CertWrongUsage},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := verifyCase{chain: row.chain, roots: roots}
			got, cause := c.run()
			require.Equal(t, row.want|InvalidCert, got, "%v: %v", got, cause)
			c.ignore = IgnoreWeakSignature
			got, cause = c.run()
			require.Equal(t, row.want, got, "ignored: %v: %v", got, cause)
		})
	}
}

// weakIntermediate is a server's certificate, an intermediate with an MD5 signature, and the root.
func weakIntermediate(root *wintest.Cert) []*wintest.Cert {
	ca := root.CA("CA", wintest.SignedWith(x509.MD5WithRSA))
	return []*wintest.Cert{ca.Leaf("example.com"), ca, root}
}

// TestVerifyStrongEnough: at the root, and in certificates that are no part of the chain, weakness does not matter.
func TestVerifyStrongEnough(t *testing.T) {
	md5 := wintest.SignedWith(x509.MD5WithRSA)
	root := wintest.NewCA("Root", wintest.RSA(1024), md5)
	self := wintest.SelfSigned("example.com", wintest.RSA(1024), md5)
	stranger := wintest.NewCA("Stranger", wintest.RSA(512))
	runVerifyCases(t, []verifyCase{
		{name: "root", chain: raw(root.Leaf("example.com"), root), roots: []*wintest.Cert{root}},
		{name: "untrusted root", chain: raw(root.Leaf("example.com"), root), want: InvalidCA},
		{name: "self-signed", chain: raw(self), want: InvalidCA},
		{name: "self-signed, trusted", chain: raw(self), roots: []*wintest.Cert{self}},
		{name: "stranger", chain: raw(root.Leaf("example.com"), stranger), roots: []*wintest.Cert{root}},
	})
}

// TestVerifyForgedWeakSignatures: ignoring that a signature is weak is not ignoring that it is wrong.
func TestVerifyForgedWeakSignatures(t *testing.T) {
	root := wintest.NewCA("Root")
	for _, bits := range []int{512, 1024} {
		ca := root.CA("CA", wintest.RSA(bits))
		imposter := wintest.NewCA("CA", wintest.RSA(bits))
		for _, algorithm := range []x509.SignatureAlgorithm{x509.MD5WithRSA, x509.SHA1WithRSA, x509.SHA256WithRSA} {
			forged := imposter.Leaf("example.com", wintest.SignedWith(algorithm))
			got, _ := verifyCase{chain: raw(forged, ca), roots: []*wintest.Cert{root}, ignore: IgnoreWeakSignature}.run()
			require.Equal(t, InvalidCA, got, "%d %v", bits, algorithm)

			good := ca.Leaf("example.com", wintest.SignedWith(algorithm))
			require.True(t, signedBy(good.Certificate, ca.Certificate))
			for name, signature := range map[string][]byte{
				"empty":     {},
				"zero":      make([]byte, bits/8),
				"too long":  append([]byte{0}, good.Signature...),
				"too large": ca.PublicKey.(*rsa.PublicKey).N.FillBytes(make([]byte, bits/8)),
			} {
				bad := *good.Certificate
				bad.Signature = signature
				require.False(t, signedBy(&bad, ca.Certificate), "%d %v %s", bits, algorithm, name)
			}
		}
	}
}

func TestVerifyShortKeyWithLongDigest(t *testing.T) {
	ca := wintest.NewCA("CA", wintest.RSA(512))
	leaf := *ca.Leaf("example.com").Certificate
	for _, algorithm := range []x509.SignatureAlgorithm{x509.SHA512WithRSA, x509.SHA256WithRSAPSS, x509.ECDSAWithSHA256} {
		leaf.SignatureAlgorithm = algorithm
		require.False(t, signedBy(&leaf, ca.Certificate), algorithm)
	}
}

// TestVerifyIsBounded: chains made to be expensive cost a bounded number of steps, of which allocations are a measure.
func TestVerifyIsBounded(t *testing.T) {
	root := wintest.NewCA("Root")
	deep := root
	for i := range 40 {
		deep = deep.CA("CA " + strconv.Itoa(i))
	}
	var twins []*wintest.Cert // one name, many keys, each signed by the one before
	twin := wintest.NewCA("CA")
	for range 40 {
		twin = twin.CA("CA")
		twins = append([]*wintest.Cert{twin}, twins...)
	}
	critical := twin.Leaf("example.com", wintest.CriticalExtension(), wintest.Names("example.com"))
	weak := wintest.SignedWith(x509.ECDSAWithSHA1)
	descending := wintest.NewCA("CA")
	chain := []*x509.Certificate{}
	for range 20 {
		descending = descending.CA("CA", weak, during(2001, 2002))
		chain = append(raw(descending), chain...)
	}
	many := make([]*x509.Certificate, 100_000)
	for i := range many {
		many[i] = twin.Certificate
	}
	for _, row := range []struct {
		name string
		verifyCase
	}{
		{"deep", verifyCase{chain: deep.Leaf("example.com").Chain(), want: InvalidCA}},
		{"one name", verifyCase{chain: append(raw(critical), raw(twins...)...), want: InvalidCA | InvalidCert}},
		{"weak and expired", verifyCase{chain: append(raw(descending.Leaf("example.com", weak)), chain...), want: InvalidCA | InvalidCert | CertDateInvalid}},
		{"many", verifyCase{chain: append(twin.Leaf("example.com").Chain()[:1], many...), want: InvalidCA}},
	} {
		row.roots = []*wintest.Cert{root}
		allocs := testing.AllocsPerRun(1, func() {
			got, cause := row.run()
			require.Equal(t, row.want, got, "%s: %v: %v", row.name, got, cause)
		})
		t.Logf("%s: %v", row.name, allocs)
		require.Less(t, allocs, 20_000.0, row.name)
	}
}

// FuzzVerify: whatever parses as certificates is judged without a panic, and is never trusted.
func FuzzVerify(f *testing.F) {
	root := wintest.NewCA("Root")
	for _, c := range []*wintest.Cert{
		root.CA("CA").Leaf("example.com"),
		root.CA("CA", wintest.RSA(512), wintest.Permit("example.com")).Leaf("10.0.0.1", wintest.SignedWith(x509.MD5WithRSA)),
		wintest.SelfSigned("example.com", wintest.CriticalExtension(), wintest.Names()),
	} {
		var der []byte
		for _, sent := range c.Chain() {
			der = append(der, sent.Raw...)
		}
		f.Add(der, "example.com")
	}
	f.Fuzz(func(t *testing.T, der []byte, host string) {
		chain, err := x509.ParseCertificates(der)
		if err != nil || len(chain) == 0 {
			return
		}
		failures, cause := verify(chain, x509.NewCertPool(), host, year(2026), 0)
		require.NotZero(t, failures&InvalidCA)
		require.Error(t, cause)
		require.NotEmpty(t, cause.Error())
		failures, _ = verify(chain, x509.NewCertPool(), host, year(2026), ^SecurityFlags(0))
		require.Zero(t, failures&^InvalidCert)
	})
}
