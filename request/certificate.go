package request

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"strings"

	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// certificateInfo is a summary of the server's certificate and the strength of the cipher. (Reference: WINHTTP_CERTIFICATE_INFO.)
func certificateInfo(s *tls.ConnectionState) option.CertificateInfo {
	c := s.PeerCertificates[0]
	return option.CertificateInfo{
		Expiry: c.NotAfter, Start: c.NotBefore, SubjectInfo: nameLines(c.RawSubject), IssuerInfo: nameLines(c.RawIssuer),
		KeySize: transport.CipherBits(s.CipherSuite),
	}
}

// nameLines are the values of a distinguished name, as they stand in the certificate, one on a line.
func nameLines(der []byte) string {
	var name pkix.RDNSequence
	if _, err := asn1.Unmarshal(der, &name); err != nil {
		return ""
	}
	var values []string
	for _, set := range name {
		for _, attribute := range set {
			values = append(values, fmt.Sprint(attribute.Value))
		}
	}
	return strings.Join(values, "\r\n")
}

// channelBinding ties what is said over the connection to the server's certificate (RFC 5929, section 4).
func channelBinding(c *x509.Certificate) []byte {
	hash := crypto.SHA256 // instead of MD5 and SHA-1 too
	switch c.SignatureAlgorithm {
	case x509.SHA384WithRSA, x509.ECDSAWithSHA384, x509.SHA384WithRSAPSS:
		hash = crypto.SHA384
	case x509.SHA512WithRSA, x509.ECDSAWithSHA512, x509.SHA512WithRSAPSS:
		hash = crypto.SHA512
	}
	h := hash.New()
	h.Write(c.Raw)
	return h.Sum([]byte("tls-server-end-point:"))
}
