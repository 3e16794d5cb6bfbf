package winhttp

import (
	"crypto/tls"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestSecureProtocols: the versions that a session allows, and what a server makes of them (protocol.md 5.1).
func TestSecureProtocols(t *testing.T) {
	const tls12, tls13 = WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2, WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3
	for _, row := range []struct {
		mask     uint32
		low, max uint16 // of the server
		works    bool
	}{
		{tls12 | tls13, tls.VersionTLS10, tls.VersionTLS13, true},
		{tls12, tls.VersionTLS10, tls.VersionTLS13, true},
		{tls13, tls.VersionTLS10, tls.VersionTLS12, false},
		{tls12, tls.VersionTLS13, tls.VersionTLS13, false},
		{WINHTTP_FLAG_SECURE_PROTOCOL_TLS1, tls.VersionTLS10, tls.VersionTLS10, true},
		{WINHTTP_FLAG_SECURE_PROTOCOL_SSL3, tls.VersionTLS10, tls.VersionTLS13, false},
		{0, tls.VersionTLS10, tls.VersionTLS13, false},
	} {
		bubble(t, func(b *bed) {
			cert := wintest.SelfSigned(host)
			b.network.RootCAs = wintest.Pool(cert)
			config := cert.Config()
			config.MinVersion, config.MaxVersion = row.low, row.max
			handshake := wintest.UntilGone(wintest.TLS(config), wintest.Request(0), wintest.Send(hello), wintest.Hold())
			wintest.Serve(b.T, b.net.Listen(address+":443"), wintest.Script{handshake})
			require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_SECURE_PROTOCOLS, row.mask))
			q := b.request("GET", "/", WINHTTP_FLAG_SECURE)
			var failures uint32
			_, err := WinHttpSetStatusCallback(q, func(_ HINTERNET, _ any, _ uint32, info any, _ uint32) {
				failures = info.(uint32)
			}, WINHTTP_CALLBACK_FLAG_SECURE_FAILURE, 0)
			require.NoError(b, err)
			err = WinHttpSendRequest(q, "", nil, 0, nil)
			if row.works {
				require.NoError(b, err, "%+v", row)
				return
			}
			requireCode(b, ERROR_WINHTTP_SECURE_FAILURE, err, "%+v", row)
			require.Equal(b, uint32(WINHTTP_CALLBACK_STATUS_FLAG_SECURITY_CHANNEL_ERROR), failures)
		})
	}
}

// TestSecureProtocolsOption: an unknown version is refused, and an old one in a session with secure defaults.
func TestSecureProtocolsOption(t *testing.T) {
	bubble(t, func(b *bed) {
		requireCode(b, invalid, WinHttpSetOption(b.session, WINHTTP_OPTION_SECURE_PROTOCOLS, uint32(0x8000)))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE,
			WinHttpSetOption(b.connect(host, 0), WINHTTP_OPTION_SECURE_PROTOCOLS, uint32(0x800)))
		s := b.keep(WinHttpOpen("", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", WINHTTP_FLAG_SECURE_DEFAULTS))
		requireCode(b, ERROR_ACCESS_DENIED, WinHttpSetOption(s, WINHTTP_OPTION_SECURE_PROTOCOLS, uint32(0xA00)))
		require.NoError(b, WinHttpSetOption(s, WINHTTP_OPTION_SECURE_PROTOCOLS, uint32(0x2800)))
	})
}
