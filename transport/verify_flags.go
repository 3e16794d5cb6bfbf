package transport

import (
	"strconv"
	"strings"
)

// SecurityFlags switch off checks of the server's certificate, one each (WINHTTP_OPTION_SECURITY_FLAGS).
type SecurityFlags uint32

// The values are those of the SECURITY_FLAG_IGNORE_* constants.
const (
	IgnoreUnknownCA       SecurityFlags = 0x100
	IgnoreCertWrongUsage  SecurityFlags = 0x200
	IgnoreCertCNInvalid   SecurityFlags = 0x1000
	IgnoreCertDateInvalid SecurityFlags = 0x2000
	IgnoreWeakSignature   SecurityFlags = 0x10000
)

// String names the bits, as in "IgnoreUnknownCA|0x4"; no bits are "0".
func (f SecurityFlags) String() string { return bitNames(uint32(f), securityFlagNames) }

// ignored are the faults that the flags keep from being reported.
func (f SecurityFlags) ignored() SecureFailure {
	var faults SecureFailure
	for _, row := range ignorable {
		if f&row.flag != 0 {
			faults |= row.fault
		}
	}
	return faults
}

var ignorable = []struct {
	flag  SecurityFlags
	fault SecureFailure
}{
	{IgnoreUnknownCA, InvalidCA},
	{IgnoreCertWrongUsage, CertWrongUsage},
	{IgnoreCertCNInvalid, CertCNInvalid},
	{IgnoreCertDateInvalid, CertDateInvalid},
	{IgnoreWeakSignature, weakSignature},
}

// weakSignature stands for InvalidCert while a certificate is judged, since nothing switches off the other reasons for
// InvalidCert.
const weakSignature SecureFailure = 1 << 30

// SecureFailure says what is wrong with a TLS connection; several bits may be set. It is the payload of the
// SECURE_FAILURE notification.
type SecureFailure uint32

// The values are those of the WINHTTP_CALLBACK_STATUS_FLAG_* constants.
const (
	CertRevFailed        SecureFailure = 0x1        // the revocation state could not be found out
	InvalidCert          SecureFailure = 0x2        // a certificate breaks the rules of certificate chains, or its signature is weak
	CertRevoked          SecureFailure = 0x4        // a certificate is revoked
	InvalidCA            SecureFailure = 0x8        // no chain leads to a trusted root
	CertCNInvalid        SecureFailure = 0x10       // the certificate is for other host names
	CertDateInvalid      SecureFailure = 0x20       // a certificate is expired or not valid yet
	CertWrongUsage       SecureFailure = 0x40       // a certificate is not for authenticating servers
	SecurityChannelError SecureFailure = 0x80000000 // the TLS handshake failed for another reason
)

// String names the bits, as in "InvalidCA|CertDateInvalid"; no bits are "0".
func (f SecureFailure) String() string { return bitNames(uint32(f), secureFailureNames) }

type bitName struct {
	bit  uint32
	name string
}

var securityFlagNames = []bitName{
	{uint32(IgnoreUnknownCA), "IgnoreUnknownCA"},
	{uint32(IgnoreCertWrongUsage), "IgnoreCertWrongUsage"},
	{uint32(IgnoreCertCNInvalid), "IgnoreCertCNInvalid"},
	{uint32(IgnoreCertDateInvalid), "IgnoreCertDateInvalid"},
	{uint32(IgnoreWeakSignature), "IgnoreWeakSignature"},
}

var secureFailureNames = []bitName{
	{uint32(CertRevFailed), "CertRevFailed"},
	{uint32(InvalidCert), "InvalidCert"},
	{uint32(CertRevoked), "CertRevoked"},
	{uint32(InvalidCA), "InvalidCA"},
	{uint32(CertCNInvalid), "CertCNInvalid"},
	{uint32(CertDateInvalid), "CertDateInvalid"},
	{uint32(CertWrongUsage), "CertWrongUsage"},
	{uint32(SecurityChannelError), "SecurityChannelError"},
}

// bitNames joins the names of the bits; what has no name follows as a number.
func bitNames(bits uint32, names []bitName) string {
	var text []string
	for _, row := range names {
		if bits&row.bit != 0 {
			text = append(text, row.name)
			bits &^= row.bit
		}
	}
	if bits != 0 {
		text = append(text, "0x"+strconv.FormatUint(uint64(bits), 16))
	}
	if len(text) == 0 {
		return "0"
	}
	return strings.Join(text, "|")
}
