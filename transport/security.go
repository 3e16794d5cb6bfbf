package transport

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"strings"
)

// SecurityInfo describes the TLS of a connection, as the root's WINHTTP_SECURITY_INFO; all zero without TLS.
type SecurityInfo struct {
	ConnectionInfo SecurityConnection
	CipherInfo     SecurityCipher
}

// SecurityConnection is the root's SecPkgContext_ConnectionInfo: Protocol is a bit of WINHTTP_OPTION_SECURE_PROTOCOLS, the
// algorithms are ALG_ID numbers of Windows (0 = it has none), strengths are in bits.
type SecurityConnection struct {
	Protocol, Cipher, CipherStrength, Hash, HashStrength, Exch, ExchStrength uint32
}

// SecurityCipher is the root's SecPkgContext_CipherInfo: CipherSuite is the number at IANA, lengths are in bits but for
// CipherBlockLen, which is in bytes.
type SecurityCipher struct {
	Version, Protocol, CipherSuite, BaseCipherSuite uint32
	CipherSuiteName, Cipher                         string
	CipherLen, CipherBlockLen                       uint32
	Hash                                            string
	HashLen                                         uint32
	Exchange                                        string
	MinExchangeLen, MaxExchangeLen                  uint32
	Certificate                                     string
	KeyType                                         uint32
}

// algorithm is one that occurs in cipher suites.
type algorithm struct {
	part string // of the name of a suite
	name string
	id   uint32 // ALG_ID
	bits uint32
	unit uint32 // bytes of a block of the cipher
}

var (
	ciphers = []algorithm{
		{"AES_128", "AES", 0x660E, 128, 16}, {"AES_256", "AES", 0x6610, 256, 16}, {"CHACHA20", "CHACHA20_POLY1305", 0, 256, 0},
		{"3DES", "3DES", 0x6603, 168, 8}, {"RC4", "RC4", 0x6801, 128, 0},
	}
	hashes = []algorithm{
		{"_SHA256", "SHA256", 0x800C, 256, 0}, {"_SHA384", "SHA384", 0x800D, 384, 0}, {"_SHA", "SHA1", 0x8004, 160, 0},
	}
	exchanges = []algorithm{{"ECDHE_", "ECDH", 0xAE06, 0, 0}, {"TLS_RSA_", "RSA", 0xA400, 0, 0}}
	anyCurve  = algorithm{"", "ECDH", 0xAE06, 0, 0} // what TLS 1.3 does, whatever the suite
	curves    = map[tls.CurveID]uint32{tls.CurveP256: 256, tls.CurveP384: 384, tls.CurveP521: 521, tls.X25519: 255}
	protocols = map[uint16]uint32{tls.VersionTLS10: 0x80, tls.VersionTLS11: 0x200, tls.VersionTLS12: 0x800, tls.VersionTLS13: 0x2000}
)

// in finds the first algorithm whose part occurs in the name of a suite.
func in(suite string, all []algorithm, other algorithm) algorithm {
	for _, a := range all {
		if strings.Contains(suite, a.part) {
			return a
		}
	}
	return other
}

// Security is what is known of the TLS of a connection; s may be nil.
func Security(s *tls.ConnectionState) (info SecurityInfo) {
	if s == nil {
		return info
	}
	suite := tls.CipherSuiteName(s.CipherSuite)
	cipher, hash := in(suite, ciphers, algorithm{}), in(suite, hashes, algorithm{})
	exchange := in(suite, exchanges, anyCurve)
	certificate, strength := keyOf(s.PeerCertificates)
	if exchange.id == anyCurve.id {
		strength = curves[s.CurveID]
		if s.CurveID == tls.X25519MLKEM768 {
			strength = curves[tls.X25519]
		}
	}
	protocol := protocols[s.Version]
	info.ConnectionInfo = SecurityConnection{
		Protocol: protocol, Cipher: cipher.id, CipherStrength: CipherBits(s.CipherSuite),
		Hash: hash.id, HashStrength: hash.bits, Exch: exchange.id, ExchStrength: strength,
	}
	info.CipherInfo = SecurityCipher{
		Version: 1, Protocol: protocol, CipherSuite: uint32(s.CipherSuite), BaseCipherSuite: uint32(s.CipherSuite),
		CipherSuiteName: suite, Cipher: cipher.name, CipherLen: cipher.bits, CipherBlockLen: cipher.unit,
		Hash: hash.name, HashLen: hash.bits, Exchange: exchange.name, MinExchangeLen: strength, MaxExchangeLen: strength,
		Certificate: certificate,
	}
	return info
}

// keyOf is the kind of the server's key, and its length in bits where it is one of RSA.
func keyOf(chain []*x509.Certificate) (kind string, bits uint32) {
	if len(chain) == 0 {
		return "", 0
	}
	switch key := chain[0].PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", uint32(key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA", 0
	case ed25519.PublicKey:
		return "ED25519", 0
	}
	return "", 0
}
