package request

import (
	"crypto/tls"
	"testing"

	"github.com/stretchr/testify/require"
)

// protocol.md 5.1.
func TestTLSVersions(t *testing.T) {
	for _, row := range []struct {
		mask      uint32
		low, high uint16 // zeros: none
	}{
		{0x2800, tls.VersionTLS12, tls.VersionTLS13},
		{0x0800, tls.VersionTLS12, tls.VersionTLS12},
		{0x0AA0, tls.VersionTLS10, tls.VersionTLS12},
		{0x2AA8, tls.VersionTLS10, tls.VersionTLS13},
		{0x2200, tls.VersionTLS13, tls.VersionTLS13},
		{0x0880, tls.VersionTLS12, tls.VersionTLS12},
		{0x0080, tls.VersionTLS10, tls.VersionTLS10},
		{0x0028, 0, 0},
		{0, 0, 0},
	} {
		low, high := tlsVersions(row.mask)
		if row.low == 0 {
			require.Greater(t, low, high, "%#x", row.mask)
			continue
		}
		require.Equal(t, [2]uint16{row.low, row.high}, [2]uint16{low, high}, "%#x", row.mask)
	}
}
