package transport

import (
	"crypto/x509"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestVerifyUsage(t *testing.T) {
	root := wintest.NewCA("Root")
	roots := []*wintest.Cert{root}
	ca, clients := root.CA("CA"), root.CA("CA", wintest.Usages(x509.ExtKeyUsageClientAuth))
	leaf := func(issuer *wintest.Cert, usages ...x509.ExtKeyUsage) []*x509.Certificate {
		return issuer.Leaf("example.com", wintest.Usages(usages...)).Chain()
	}
	twin := root.CA("CA", func(t *wintest.Template) { t.Key = clients.Key })
	oddRoot := wintest.NewCA("Root", wintest.Usages(x509.ExtKeyUsageCodeSigning))
	runVerifyCases(t, []verifyCase{
		{name: "no restriction", chain: leaf(ca), roots: roots},
		{name: "servers", chain: leaf(ca, x509.ExtKeyUsageServerAuth), roots: roots},
		{name: "any", chain: leaf(ca, x509.ExtKeyUsageCodeSigning, x509.ExtKeyUsageAny), roots: roots},
		{name: "clients", chain: leaf(ca, x509.ExtKeyUsageClientAuth), roots: roots, want: CertWrongUsage},
		{name: "clients, ignored", chain: leaf(ca, x509.ExtKeyUsageClientAuth), roots: roots, ignore: IgnoreCertWrongUsage},
		{name: "clients, untrusted", chain: leaf(ca, x509.ExtKeyUsageClientAuth), want: CertWrongUsage | InvalidCA},
		{name: "restricted issuer", chain: leaf(clients, x509.ExtKeyUsageServerAuth), roots: roots, want: CertWrongUsage},
		{name: "restricted issuer, ignored", chain: leaf(clients), roots: roots, ignore: IgnoreCertWrongUsage},
		{name: "restricted issuer, free one sent", chain: append(leaf(clients), twin.Certificate), roots: roots},
		{name: "restricted root", chain: leaf(oddRoot), roots: []*wintest.Cert{oddRoot}, want: CertWrongUsage},
	})
}

func TestVerifyName(t *testing.T) {
	names := func(common string, alternatives ...string) *x509.Certificate {
		return wintest.SelfSigned(common, wintest.Names(alternatives...)).Certificate
	}
	for _, row := range []struct {
		cert *x509.Certificate
		host string
		ok   bool
	}{
		{names("x", "example.com"), "example.com", true},
		{names("x", "example.com"), "EXAMPLE.com", true},
		{names("x", "example.com"), "example.com.", true},
		{names("x", "example.com"), "www.example.com", false},
		{names("x", "example.com"), "", false},
		{names("x", "a.example", "b.example"), "b.example", true},
		{names("x", "*.example.com"), "www.example.com", true},
		{names("x", "*.example.com"), "example.com", false},
		{names("x", "*.example.com"), "a.b.example.com", false},
		{names("x", "www.*.com"), "www.example.com", false},
		{names("x", "10.0.0.1", "2001:db8::1"), "10.0.0.1", true},
		{names("x", "10.0.0.1", "2001:db8::1"), "10.0.0.2", false},
		{names("x", "10.0.0.1", "2001:db8::1"), "2001:DB8:0::1", true},
		{names("x", "10.0.0.1", "2001:db8::1"), "[2001:db8::1]", true},
		{names("x", "fe80::1"), "fe80::1%eth0", true},
		{names("x", "fe80::1"), "[fe80::1%1]", true},
		{names("x", "*.0.0.1"), "10.0.0.1", false},

		// The common name counts only without alternative names.
		{names("example.com", "example.org"), "example.com", false},
		{names("example.com", "10.0.0.1"), "example.com", false},
		{names("example.com"), "example.com", true},
		{names("Example.COM"), "example.com", true},
		{names("example.com"), "example.org", false},
		{names("*.example.com"), "www.example.com", true},
		{names("*.example.com"), "a.b.example.com", false},
		{names("10.0.0.1"), "10.0.0.1", true},
		{names("10.0.0.1"), "10.0.0.2", false},
		{names("2001:db8::1"), "[2001:db8::1]", true},
		{names(""), "example.com", false},
		{names(""), "10.0.0.1", false},
	} {
		err := checkName(row.cert, row.host)
		require.Equal(t, row.ok, err == nil, "%s, %v: %s: %v", row.cert.Subject, row.cert.DNSNames, row.host, err)
		if !row.ok {
			var mismatch x509.HostnameError
			require.ErrorAs(t, err, &mismatch)
			require.Same(t, row.cert, mismatch.Certificate)
		}
	}
}

// TestVerifyRules has a row for each rule of RFC 5280 that makes a certificate invalid, and nothing switches off.
func TestVerifyRules(t *testing.T) {
	root := wintest.NewCA("Root")
	narrow := wintest.NewCA("Root", wintest.Permit("example.org"))
	short := wintest.NewCA("Root", wintest.PathLen(0))
	noSign := func(t *wintest.Template) { t.KeyUsage = x509.KeyUsageDigitalSignature }
	for _, row := range []struct {
		name string
		root *wintest.Cert
		leaf *wintest.Cert
	}{
		{"issuer is no CA", root, root.Leaf("example.com").Leaf("example.com")},
		{"issuer is no CA, below one", root, root.CA("CA").Leaf("example.net").Leaf("example.com")},
		{"intermediate is no CA", root, root.CA("CA", wintest.NotCA()).CA("CA 2").Leaf("example.com")},
		{"issuer may not sign", root, root.CA("CA", noSign).Leaf("example.com")},
		{"path too long", root, root.CA("CA", wintest.PathLen(0)).CA("CA 2").Leaf("example.com")},
		{"path too long for the root", short, short.CA("CA").Leaf("example.com")},
		{"name outside the issuer's", root, root.CA("CA", wintest.Permit("example.org")).Leaf("example.com")},
		{"name outside the root's", narrow, narrow.CA("CA").Leaf("example.com")},
		{"name outside the root's, direct", narrow, narrow.Leaf("example.com")},
		{"critical extension", root, root.CA("CA").Leaf("example.com", wintest.CriticalExtension())},
		{"critical extension, direct", root, root.Leaf("example.com", wintest.CriticalExtension())},
		{"critical extension of the issuer", root, root.CA("CA", wintest.CriticalExtension()).Leaf("example.com")},
	} {
		t.Run(row.name, func(t *testing.T) {
			sent := verifyCase{chain: row.leaf.Chain(), roots: []*wintest.Cert{row.root}}
			got, cause := sent.run()
			require.Equal(t, InvalidCert, got, "%v: %v", got, cause)
			sent.ignore = ^SecurityFlags(0)
			got, cause = sent.run()
			require.Equal(t, InvalidCert, got, "%v: %v", got, cause)

			withRoot := verifyCase{chain: append(row.leaf.Chain(), row.root.Certificate), ignore: sent.ignore}
			got, cause = withRoot.run()
			require.Equal(t, InvalidCert, got, "untrusted: %v: %v", got, cause)
			withRoot.ignore = 0
			got, cause = withRoot.run()
			require.Equal(t, InvalidCert|InvalidCA, got, "untrusted: %v: %v", got, cause)
		})
	}
}

// TestVerifyHeedsConstraintsOfRoots: a pool may tie the trust in a root to the certificates below it, such as to the day
// on which the server's was issued. No flag but IgnoreUnknownCA loosens that.
func TestVerifyHeedsConstraintsOfRoots(t *testing.T) {
	root := wintest.NewCA("Root")
	ca := root.CA("CA", wintest.RSA(1024))
	roots := x509.NewCertPool()
	roots.AddCertWithConstraint(root.Certificate, func(chain []*x509.Certificate) error {
		if chain[0].NotBefore.After(year(2010)) {
			return errors.New("distrusted after 2010")
		}
		return nil
	})
	named := x509.NewCertPool()
	named.AddCertWithConstraint(root.Certificate, func(chain []*x509.Certificate) error {
		if chain[0].IsCA {
			return nil
		}
		return chain[0].VerifyHostname("example.com")
	})
	got, cause := verify(ca.Leaf("example.org").Chain(), named, "example.org", year(2026), ^IgnoreUnknownCA)
	require.Equal(t, InvalidCA, got, "%v: %v", got, cause)

	weak := wintest.SignedWith(x509.SHA1WithRSA)
	for _, row := range []struct {
		leaf *wintest.Cert
		want SecureFailure
	}{
		{ca.Leaf("example.com", during(2009, 2030)), 0},
		{ca.Leaf("example.com", during(2009, 2012)), 0},
		{ca.Leaf("example.com", during(2009, 2030), weak), 0},
		{ca.Leaf("example.com", during(2011, 2030)), InvalidCA},
		{ca.Leaf("example.com", during(2011, 2012)), InvalidCA},
		{ca.Leaf("example.com", during(2011, 2030), weak), InvalidCA},
	} {
		got, cause := verify(row.leaf.Chain(), roots, "example.com", year(2026), ^IgnoreUnknownCA)
		require.Equal(t, row.want, got, "%v: %v", got, cause)
		got, cause = verify(row.leaf.Chain(), roots, "example.com", year(2026), ^SecurityFlags(0))
		require.Zero(t, got, "%v: %v", got, cause)
	}
}
