package wintest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	_ "crypto/md5" // for crypto.MD5
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// sign is x509.CreateCertificate, which signs with SHA-1 but refuses MD5 and RSA keys below 1024 bits: those
// signatures are made here.
func sign(template, parent *x509.Certificate, public, signer any) ([]byte, error) {
	key, isRSA := signer.(*rsa.PrivateKey)
	if !isRSA || key.N.BitLen() >= 1024 && template.SignatureAlgorithm != x509.MD5WithRSA {
		return x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	}
	old, ok := oldAlgorithms[template.SignatureAlgorithm]
	if !ok {
		return nil, fmt.Errorf("cannot sign with %v and %d bits", template.SignatureAlgorithm, key.N.BitLen())
	}
	der, err := signWithAny(*template, *parent, public)
	if err != nil {
		return nil, err
	}
	return old.resign(der, key)
}

// signWithAny makes a certificate whose signature is worthless but whose other contents are right.
func signWithAny(template, parent x509.Certificate, public any) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template.SignatureAlgorithm, parent.PublicKey = 0, nil
	return x509.CreateCertificate(rand.Reader, &template, &parent, public, key)
}

// oldAlgorithm is RSASSA-PKCS1-v1_5 with some hash (RFC 8017 section 8.2).
type oldAlgorithm struct {
	signature asn1.ObjectIdentifier
	digest    asn1.ObjectIdentifier
	hash      crypto.Hash
}

var (
	md5RSA    = oldAlgorithm{oid(1, 2, 840, 113549, 1, 1, 4), oid(1, 2, 840, 113549, 2, 5), crypto.MD5}
	sha1RSA   = oldAlgorithm{oid(1, 2, 840, 113549, 1, 1, 5), oid(1, 3, 14, 3, 2, 26), crypto.SHA1}
	sha256RSA = oldAlgorithm{oid(1, 2, 840, 113549, 1, 1, 11), oid(2, 16, 840, 1, 101, 3, 4, 2, 1), crypto.SHA256}
)

var oldAlgorithms = map[x509.SignatureAlgorithm]oldAlgorithm{
	x509.UnknownSignatureAlgorithm: sha256RSA,
	x509.MD5WithRSA:                md5RSA,
	x509.SHA1WithRSA:               sha1RSA,
	x509.SHA256WithRSA:             sha256RSA,
}

func oid(n ...int) asn1.ObjectIdentifier { return n }

// certificate and toBeSigned are the outer layers of RFC 5280 section 4.1.
type certificate struct {
	ToBeSigned toBeSigned
	Algorithm  pkix.AlgorithmIdentifier
	Signature  asn1.BitString
}

type toBeSigned struct {
	Version    int `asn1:"explicit,tag:0"`
	Serial     *big.Int
	Algorithm  pkix.AlgorithmIdentifier
	Issuer     asn1.RawValue
	Validity   asn1.RawValue
	Subject    asn1.RawValue
	PublicKey  asn1.RawValue
	Extensions []pkix.Extension `asn1:"explicit,tag:3"`
}

// resign replaces the signature of a certificate.
func (a oldAlgorithm) resign(der []byte, key *rsa.PrivateKey) ([]byte, error) {
	var c certificate
	if _, err := asn1.Unmarshal(der, &c); err != nil {
		return nil, err
	}
	c.Algorithm = pkix.AlgorithmIdentifier{Algorithm: a.signature, Parameters: asn1.NullRawValue}
	c.ToBeSigned.Algorithm = c.Algorithm
	text, err := asn1.Marshal(c.ToBeSigned)
	if err != nil {
		return nil, err
	}
	signature, err := a.sign(text, key)
	if err != nil {
		return nil, err
	}
	c.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	return asn1.Marshal(c)
}

func (a oldAlgorithm) sign(text []byte, key *rsa.PrivateKey) ([]byte, error) {
	h := a.hash.New()
	h.Write(text)
	info, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}{pkix.AlgorithmIdentifier{Algorithm: a.digest, Parameters: asn1.NullRawValue}, h.Sum(nil)})
	if err != nil {
		return nil, err
	}
	padding := key.Size() - len(info) - 3
	if padding < 8 {
		return nil, fmt.Errorf("a key of %d bits is too short", key.N.BitLen())
	}
	block := append([]byte{0, 1}, bytes.Repeat([]byte{0xFF}, padding)...)
	block = append(append(block, 0), info...)
	m := new(big.Int).Exp(new(big.Int).SetBytes(block), key.D, key.N)
	return m.FillBytes(make([]byte, key.Size())), nil
}
