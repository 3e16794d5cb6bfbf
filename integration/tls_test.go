//go:build integration

package integration

import (
	"context"
	"crypto/x509"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/gowinhttp/winhttp"
)

// here resolves every name to loopback.
func here(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
}

func TestCertificates(t *testing.T) {
	trusting, ignorant := &Network{RootCAs: authority(t), LookupNetIP: here}, &Network{LookupNetIP: here}
	for _, row := range []struct {
		name    string
		network *Network
		host    string
		ignore  uint32 // SECURITY_FLAG_IGNORE_ bits
		failure uint32 // WINHTTP_CALLBACK_STATUS_FLAG_ bits; 0 is success
	}{
		{"trusted name", trusting, "localhost", 0, 0},
		{"trusted address", trusting, "127.0.0.1", 0, 0},
		{"wrong name", trusting, "other.test", 0, WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID},
		{"wrong name, ignored", trusting, "other.test", SECURITY_FLAG_IGNORE_CERT_CN_INVALID, 0},
		{"unknown authority", ignorant, "localhost", 0, WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA},
		{"unknown authority, ignored", ignorant, "localhost", SECURITY_FLAG_IGNORE_UNKNOWN_CA, 0},
		{"unknown authority, the name ignored", ignorant, "localhost", SECURITY_FLAG_IGNORE_CERT_CN_INVALID, WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA},
		{"wrong name, the authority ignored", ignorant, "other.test", SECURITY_FLAG_IGNORE_UNKNOWN_CA, WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID},
		{"both", ignorant, "other.test", 0, WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA | WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID},
		{"both, ignored", ignorant, "other.test", SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_CERT_CN_INVALID, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := open(t, row.network, row.host, setting(t, "HTTPS_ADDRESS"), WINHTTP_FLAG_SECURE)
			request := s.request("GET", "/connection")
			defer WinHttpCloseHandle(request)
			require.NoError(t, WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, row.ignore))
			err := WinHttpSendRequest(request, "", nil, 0, nil)
			require.Equal(t, row.failure, s.failure)
			if row.failure != 0 {
				require.ErrorIs(t, err, ERROR_WINHTTP_SECURE_FAILURE)
				return
			}
			require.NoError(t, err)
			_, err = s.receive(request)
			require.NoError(t, err)
		})
	}
}

func TestServerCertificateCanBeQueried(t *testing.T) {
	s := open(t, &Network{RootCAs: authority(t)}, "127.0.0.1", setting(t, "HTTPS_ADDRESS"), WINHTTP_FLAG_SECURE)
	request := s.request("GET", "/connection")
	defer WinHttpCloseHandle(request)
	require.NoError(t, WinHttpSendRequest(request, "", nil, 0, nil))
	var certificate *x509.Certificate
	require.NoError(t, WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &certificate))
	require.Equal(t, []string{"localhost"}, certificate.DNSNames)
}

// Whoever speaks HTTP to a TLS port gets nginx's answer, and TLS to an HTTP port ends before there is a certificate.
func TestWrongScheme(t *testing.T) {
	plain := open(t, new(Network), "127.0.0.1", setting(t, "HTTPS_ADDRESS"), 0)
	a, err := plain.try("GET", "/connection", "", "")
	require.NoError(t, err)
	require.Equal(t, 400, a.status)

	secure := open(t, new(Network), "127.0.0.1", setting(t, "HTTP_ADDRESS"), WINHTTP_FLAG_SECURE)
	_, err = secure.try("GET", "/connection", "", "")
	require.ErrorIs(t, err, ERROR_WINHTTP_SECURE_FAILURE)
	require.Equal(t, WINHTTP_CALLBACK_STATUS_FLAG_SECURITY_CHANNEL_ERROR, secure.failure)
}
