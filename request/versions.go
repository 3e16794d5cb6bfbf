package request

import "crypto/tls"

// The bits of WINHTTP_OPTION_SECURE_PROTOCOLS that this library can negotiate, in order. The older ones stand for versions of SSL.
var tlsBits = [...]struct {
	bit     uint32
	version uint16
}{
	{0x0080, tls.VersionTLS10},
	{0x0200, tls.VersionTLS11},
	{0x0800, tls.VersionTLS12},
	{0x2000, tls.VersionTLS13},
}

// tlsVersions is the range of versions in a mask: the highest run of bits without a gap. Without a bit that can be used the
// minimum is above the maximum. (protocol.md 5.1.)
func tlsVersions(mask uint32) (low, high uint16) {
	low, high = tls.VersionTLS13, tls.VersionTLS12
	for i := len(tlsBits) - 1; i >= 0; i-- {
		switch b := tlsBits[i]; {
		case mask&b.bit == 0 && low <= high:
			return low, high
		case mask&b.bit == 0:
		case low > high:
			low, high = b.version, b.version
		default:
			low = b.version
		}
	}
	return low, high
}
