package wintest

import (
	"crypto/rsa"
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCertsAreGood(t *testing.T) {
	root := NewCA("Root")
	leaf := root.CA("Intermediate").Leaf("example.com")
	require.Len(t, leaf.Chain(), 2)
	for _, at := range []time.Time{time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Now()} {
		for name, c := range map[string]*Cert{"example.com": leaf, "10.0.0.1": SelfSigned("10.0.0.1"), "::1": root.Leaf("::1")} {
			pool := x509.NewCertPool()
			for _, above := range c.Chain()[1:] {
				pool.AddCert(above)
			}
			roots := Pool(root, c)
			if c == leaf {
				roots = Pool(root)
			}
			_, err := c.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, Intermediates: pool, CurrentTime: at})
			require.NoError(t, err, name)
		}
	}
}

func TestCertOptions(t *testing.T) {
	from, to := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC), time.Date(2002, 2, 3, 4, 5, 6, 0, time.UTC)
	c := NewCA("Root", NotCA()).Leaf("a.example", Names("b.example", "10.0.0.2"), Valid(from, to),
		Usages(x509.ExtKeyUsageCodeSigning), CriticalExtension())
	require.Equal(t, "a.example", c.Subject.CommonName)
	require.Equal(t, []string{"b.example"}, c.DNSNames)
	require.Equal(t, "10.0.0.2", c.IPAddresses[0].String())
	require.Equal(t, []time.Time{from, to}, []time.Time{c.NotBefore, c.NotAfter})
	require.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}, c.ExtKeyUsage)
	require.Len(t, c.UnhandledCriticalExtensions, 1)
	require.False(t, c.Issuer.IsCA)
	for _, extension := range c.Issuer.Leaf("a.example", Names()).Extensions {
		require.NotEqual(t, "2.5.29.17", extension.Id.String())
	}

	ca := NewCA("Root", PathLen(0), Permit("example.com"))
	require.True(t, ca.MaxPathLenZero)
	require.Equal(t, []string{"example.com"}, ca.PermittedDNSDomains)
}

// TestOldSignatures: what crypto/x509 does not sign is signed here, and the signatures are genuine.
func TestOldSignatures(t *testing.T) {
	long := NewCA("Long", RSA(1024))
	for _, row := range []struct {
		issuer    *Cert
		algorithm x509.SignatureAlgorithm
		want      x509.SignatureAlgorithm
	}{
		{long, x509.SHA1WithRSA, x509.SHA1WithRSA},
		{long, x509.MD5WithRSA, x509.MD5WithRSA},
		{NewCA("Short", RSA(512)), 0, x509.SHA256WithRSA},
		{NewCA("Short", RSA(768)), x509.SHA1WithRSA, x509.SHA1WithRSA},
		{NewCA("Curve"), x509.ECDSAWithSHA1, x509.ECDSAWithSHA1},
	} {
		leaf := row.issuer.Leaf("example.com", SignedWith(row.algorithm))
		require.Equal(t, row.want, leaf.SignatureAlgorithm)
		require.Equal(t, []string{"example.com"}, leaf.DNSNames)
		if row.want != x509.MD5WithRSA && row.issuer.Subject.CommonName != "Short" {
			require.NoError(t, row.issuer.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature))
		}
	}
	require.Panics(t, func() { NewCA("Short", RSA(512)).Leaf("example.com", SignedWith(x509.SHA512WithRSA)) })
}

// TestOldSignaturesAgreeWithTheLibrary compares our signature with the one of crypto/rsa, which is deterministic.
func TestOldSignaturesAgreeWithTheLibrary(t *testing.T) {
	key := newRSA(1024)
	got, err := sha1RSA.sign([]byte("text"), key)
	require.NoError(t, err)
	h := sha1RSA.hash.New()
	h.Write([]byte("text"))
	require.NoError(t, rsa.VerifyPKCS1v15(&key.PublicKey, sha1RSA.hash, h.Sum(nil), got))
	require.Equal(t, 512, newRSA(512).N.BitLen())
}
