package transport

import (
	"bytes"
	"crypto"
	_ "crypto/md5" // for crypto.MD5
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
)

// minRSABits is the length below which an RSA key is weak.
const minRSABits = 1024

var weakAlgorithms = []x509.SignatureAlgorithm{
	x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1,
}

// checkStrength finds certificates with a weak signature or a weak key.
func checkStrength(certs []*x509.Certificate) error {
	for _, c := range certs {
		if slices.Contains(weakAlgorithms, c.SignatureAlgorithm) {
			return x509.InsecureAlgorithmError(c.SignatureAlgorithm)
		}
		if key, ok := c.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < minRSABits {
			return fmt.Errorf("RSA key of %d bits in the certificate of %q", key.N.BitLen(), c.Subject)
		}
	}
	return nil
}

// signedBy tells whether issuer is named as the issuer of c and has signed it, with strong or weak means. It does not
// ask whether issuer may.
func signedBy(c, issuer *x509.Certificate) bool {
	if !bytes.Equal(c.RawIssuer, issuer.RawSubject) {
		return false
	}
	key, ok := issuer.PublicKey.(*rsa.PublicKey)
	if ok && (key.N.BitLen() < minRSABits || c.SignatureAlgorithm == x509.MD5WithRSA) {
		return oldSignature(c, key)
	}
	return issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// rsaDigests are the hashes of RSASSA-PKCS1-v1_5 (RFC 8017 appendix B.1).
var rsaDigests = map[x509.SignatureAlgorithm]struct {
	hash crypto.Hash
	id   asn1.ObjectIdentifier
}{
	x509.MD5WithRSA:    {crypto.MD5, asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}},
	x509.SHA1WithRSA:   {crypto.SHA1, asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}},
	x509.SHA256WithRSA: {crypto.SHA256, asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}},
	x509.SHA384WithRSA: {crypto.SHA384, asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}},
	x509.SHA512WithRSA: {crypto.SHA512, asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}},
}

// oldSignature checks a signature that crypto/rsa and crypto/x509 refuse to look at (RFC 8017 section 8.2.2).
func oldSignature(c *x509.Certificate, key *rsa.PublicKey) bool {
	digest, ok := rsaDigests[c.SignatureAlgorithm]
	if !ok || len(c.Signature) != key.Size() {
		return false
	}
	h := digest.hash.New()
	h.Write(c.RawTBSCertificate)
	want := encodeDigest(digest.id, h.Sum(nil), key.Size())
	s := new(big.Int).SetBytes(c.Signature)
	if want == nil || s.Cmp(key.N) >= 0 {
		return false
	}
	got := s.Exp(s, big.NewInt(int64(key.E)), key.N).FillBytes(make([]byte, key.Size()))
	return bytes.Equal(got, want)
}

// encodeDigest pads a digest to size bytes (RFC 8017 section 9.2); nil if there is no room.
func encodeDigest(id asn1.ObjectIdentifier, digest []byte, size int) []byte {
	info, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}{pkix.AlgorithmIdentifier{Algorithm: id, Parameters: asn1.NullRawValue}, digest})
	padding := size - len(info) - 3
	if err != nil || padding < 8 {
		return nil
	}
	return slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xFF}, padding), []byte{0}, info)
}
