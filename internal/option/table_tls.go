package option

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// CertificateInfo is the value of SecurityCertificate, field for field the root's WINHTTP_CERTIFICATE_INFO.
type CertificateInfo struct {
	Expiry, Start                                     time.Time
	SubjectInfo, IssuerInfo                           string
	ProtocolName, SignatureAlgName, EncryptionAlgName string
	KeySize                                           uint32
}

const (
	// settableSecurityFlags are the bits of SECURITY_FLAGS that an application may set (options.md 4.1).
	settableSecurityFlags = 0x100 | 0x200 | 0x1000 | 0x2000 | 0x10000
	// secureProtocols are the bits from SSL 2 to TLS 1.3, and defaultProtocols TLS 1.2 and 1.3 (options.md 4.2).
	secureProtocols  = 0x08 | 0x20 | 0x80 | 0x200 | 0x800 | 0x2000
	defaultProtocols = 0x800 | 0x2000
)

// TLS and certificates (options.md 4.1, 4.2, 6).
var (
	// SecurityFlags are the certificate errors to ignore; the request adds the bits of the connection to a query.
	SecurityFlags = define[uint32](built, 31, "SECURITY_FLAGS", request, request, 0, within(settableSecurityFlags), ofObject)
	// SecurityCertificate is a summary of the server's certificate.
	SecurityCertificate = object[Foreign](built, 32, "SECURITY_CERTIFICATE_STRUCT", never, request,
		shape("WINHTTP_CERTIFICATE_INFO", 64))
	// SecurityKeyBitness is the strength of the negotiated cipher in bits.
	SecurityKeyBitness = object[uint32](built, 36, "SECURITY_KEY_BITNESS", never, request)
	// ClientCert is the client's certificate; nil states that there is none. Only on a request opened for TLS.
	ClientCert = define[*tls.Certificate](built, 47, "CLIENT_CERT_CONTEXT", request, never, nil,
		takesNil, size87, ofObject, shape("*tls.Certificate", 40))
	// ServerCert is the server's certificate; IncorrectHandleState while there is no TLS connection.
	ServerCert = object[*x509.Certificate](built, 78, "SERVER_CERT_CONTEXT", never, request)
	// EnableFeature turns on revocation checks (1, request) and process identity in TLS (2, session), which outside Windows is the
	// only one there is; bits add up.
	EnableFeature = define[uint32](built, 79, "ENABLE_FEATURE", either, never, 0, within(3), size87, accumulates, ofObject)
	// SecureProtocols are the TLS versions that new connections may negotiate.
	SecureProtocols = define[uint32](built, 84, "SECURE_PROTOCOLS", session, never, defaultProtocols,
		inherited, within(secureProtocols), ofObject, shown("0x2800"))
	// ClientCertIssuers are the DER names of the issuers that the server accepts, after ClientAuthCertNeeded.
	ClientCertIssuers = object[[][]byte](built, 94, "CLIENT_CERT_ISSUER_LIST", never, request)
	// ServerCBT is the channel binding token of the connection (RFC 5929, tls-server-end-point).
	ServerCBT = object[[]byte](built, 108, "SERVER_CBT", never, request, shape("[]byte", 0))
	// DisableSecureProtocolFallback forbids another handshake with an older version, which is never tried here.
	DisableSecureProtocolFallback = define[bool](built, 144, "DISABLE_SECURE_PROTOCOL_FALLBACK", session, never, false,
		inherited)
	// ServerCertChain is the verified chain, leaf first.
	ServerCertChain = object[[]*x509.Certificate](built, 147, "SERVER_CERT_CHAIN_CONTEXT", never, request)
	// ServerCertChainBuildFlags keeps the building of the chain off the network (options.md 4.8). Missing certificates are never
	// fetched, so that is about revocation alone.
	ServerCertChainBuildFlags = define[uint32](built, 148, "SERVER_CERT_CHAIN_BUILD_FLAGS", either, never, 0, inherited)
	// SecurityInfo describes protocol and cipher; all zero without TLS.
	SecurityInfo = object[Foreign](built, 151, "SECURITY_INFO", never, request, shape("WINHTTP_SECURITY_INFO", 708))
	// TLSFalseStart turns on RFC 7918: a hint, not taken, as crypto/tls has no such thing.
	TLSFalseStart = define[bool](built, 154, "TLS_FALSE_START", session, never, false, inherited)
	// IgnoreCertRevocationOffline accepts a certificate whose revocation list cannot be had.
	IgnoreCertRevocationOffline = define[bool](built, 155, "IGNORE_CERT_REVOCATION_OFFLINE", request, never, false)
	// TLSProtocolInsecureFallback allows another handshake with TLS 1.0, which is never tried here.
	TLSProtocolInsecureFallback = define[bool](built, 158, "TLS_PROTOCOL_INSECURE_FALLBACK", session, never, false, inherited)
	// DisableCertChainBuilding withholds the chain from ServerCertChain. It is needed to verify the server, and built for that.
	DisableCertChainBuilding = define[bool](built, 171, "DISABLE_CERT_CHAIN_BUILDING", session, never, false, inherited)
	// RevertImpersonationServerCert builds the chain under the identity of the process, which is what happens anyway.
	RevertImpersonationServerCert = define[bool](built, 194, "REVERT_IMPERSONATION_SERVER_CERT", session, never, false,
		inherited)
	// UseSessionSchCred uses one TLS credential for every endpoint of the session, as all do here that have no certificate.
	UseSessionSchCred = define[bool](built, 196, "USE_SESSION_SCH_CRED", session, never, false, inherited)
)
