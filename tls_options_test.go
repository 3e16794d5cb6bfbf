package winhttp

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"slices"
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

// TestClientCertificate is protocol.md 5.5: what a server that asks for a certificate gets, and what the application hears.
func TestClientCertificate(t *testing.T) {
	mine := wintest.SelfSigned("client").Config().Certificates[0]
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		serve := func(b *bed, auth tls.ClientAuthType, connections int) {
			cert := wintest.SelfSigned(host)
			b.network.RootCAs = wintest.Pool(cert)
			config := cert.Config()
			config.MaxVersion, config.ClientAuth, config.ClientCAs = version, auth, wintest.Pool(cert)
			l := b.net.Listen(address + ":443")
			leg := wintest.UntilGone(wintest.TLS(config), wintest.Request(0), wintest.Send(hello), wintest.Hold())
			wintest.Serve(b.T, l, slices.Repeat([]wintest.Script{{leg}}, connections)...)
		}
		bubble(t, func(b *bed) { // asked for, and then given
			serve(b, tls.RequireAnyClientCert, 2)
			q := b.request("GET", "/", WINHTTP_FLAG_SECURE)
			var issuers [][]byte
			requireCode(b, state, WinHttpQueryOption(q, WINHTTP_OPTION_CLIENT_CERT_ISSUER_LIST, &issuers))
			require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
			requireCode(b, ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, WinHttpReceiveResponse(q, nil))
			require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_CLIENT_CERT_ISSUER_LIST, &issuers))
			require.Len(b, issuers, 1)
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &mine))
			b.exchange(q)
			require.Equal(b, "hello", b.body(q))
		})
		bubble(t, func(b *bed) { // none, which this server accepts
			serve(b, tls.RequestClientCert, 2)
			q := b.request("GET", "/", WINHTTP_FLAG_SECURE)
			require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
			requireCode(b, ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, WinHttpReceiveResponse(q, nil))
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, WINHTTP_NO_CLIENT_CERT_CONTEXT))
			b.exchange(q)
			require.Equal(b, "hello", b.body(q))
		})
		bubble(t, func(b *bed) { // with a body to write, the send fails
			serve(b, tls.RequireAnyClientCert, 1)
			q := b.request("POST", "/", WINHTTP_FLAG_SECURE)
			requireCode(b, ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, WinHttpSendRequest(q, "", nil, 4, nil))
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, nil))
		})
	}
	bubble(t, func(b *bed) {
		q := b.get()
		requireCode(b, state, WinHttpSetOption(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, nil))
		q = b.request("GET", "/", WINHTTP_FLAG_SECURE)
		requireCode(b, ERROR_WINHTTP_CLIENT_CERT_NO_PRIVATE_KEY,
			WinHttpSetOption(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &tls.Certificate{Certificate: mine.Certificate}))
	})
}

// TestCertificateSummary: what the options say of the server's certificate (protocol.md 5.4).
func TestCertificateSummary(t *testing.T) {
	bubble(t, func(b *bed) {
		cert := wintest.SelfSigned(host)
		b.network.RootCAs = wintest.Pool(cert)
		wintest.Serve(b.T, b.net.Listen(address+":443"), wintest.Script{wintest.TLS(cert.Config()), wintest.Request(0), wintest.Send(hello), wintest.Hold()})
		q := b.request("GET", "/", WINHTTP_FLAG_SECURE)
		var info WINHTTP_CERTIFICATE_INFO
		var token []byte
		requireCode(b, state, WinHttpQueryOption(q, WINHTTP_OPTION_SECURITY_CERTIFICATE_STRUCT, &info))
		requireCode(b, state, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CBT, &token))
		b.exchange(q)
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_SECURITY_CERTIFICATE_STRUCT, &info))
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CBT, &token))
		var c *x509.Certificate
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &c))
		require.Equal(b, c.NotAfter, info.Expiry)
		require.Equal(b, c.NotBefore, info.Start)
		require.Equal(b, c.Subject.CommonName, info.SubjectInfo)
		require.GreaterOrEqual(b, info.KeySize, uint32(128))
		hash := sha256.Sum256(c.Raw)
		require.Equal(b, "tls-server-end-point:"+string(hash[:]), string(token))
	})
}
