package winhttp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHTTP3Options is protocol.md 5.7: the options are known, and HTTP/3 is never spoken.
func TestHTTP3Options(t *testing.T) {
	bubble(t, func(b *bed) {
		q := b.get()
		for _, option := range []uint32{WINHTTP_OPTION_HTTP3_KEEPALIVE, WINHTTP_OPTION_HTTP3_HANDSHAKE_TIMEOUT, WINHTTP_OPTION_HTTP3_INITIAL_RTT} {
			b.set(b.session, option, uint32(5000))
			b.set(q, option, uint32(5000))
		}
		var code uint64
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_HTTP3_STREAM_ERROR_CODE, &code))
		require.Zero(b, code)
		var stats any
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpQueryOption(q, WINHTTP_OPTION_QUIC_STATS, &stats))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpQueryOption(q, WINHTTP_OPTION_QUIC_STATS_V2, &stats))
	})
}
