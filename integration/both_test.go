//go:build integration

package integration

import (
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/gowinhttp/winhttp"
)

// both runs a test with nginx and with Apache. ports are the names of integration/servers.sh; all but HTTP speak TLS.
func both(t *testing.T, ports []string, test func(s *site)) {
	for _, server := range []string{"NGINX", "APACHE"} {
		for _, port := range ports {
			t.Run(server+" "+port, func(t *testing.T) { test(at(t, server+"_"+port)) })
		}
	}
}

// at opens a connection to a port.
func at(t *testing.T, port string) *site {
	flags := WINHTTP_FLAG_SECURE
	if strings.HasSuffix(port, "_HTTP") {
		flags = 0
	}
	return open(t, &Network{RootCAs: authority(t)}, "127.0.0.1", setting(t, port), flags)
}

var (
	everywhere = []string{"TLS12", "TLS13", "H2"}
	oneByOne   = []string{"TLS12", "TLS13"}
)

// sendWith sends a request after options have been set on it.
func (s *site) sendWith(verb, path string, options map[uint32]any) (*answer, HINTERNET, error) {
	s.Helper()
	request := s.request(verb, path)
	s.Cleanup(func() { _ = WinHttpCloseHandle(request) })
	for option, value := range options {
		require.NoError(s, WinHttpSetOption(request, option, value))
	}
	if err := WinHttpSendRequest(request, "", nil, 0, nil); err != nil {
		return nil, request, err
	}
	a, err := s.receive(request)
	return a, request, err
}

func TestVersionsOfTLS(t *testing.T) {
	for port, want := range map[string]uint32{"TLS12": WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2, "TLS13": WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3} {
		both(t, []string{port}, func(s *site) {
			a, request, err := s.sendWith("GET", "/answer", nil)
			require.NoError(s, err)
			require.Equal(s, "answer", a.body)
			var info WINHTTP_SECURITY_INFO
			require.NoError(s, WinHttpQueryOption(request, WINHTTP_OPTION_SECURITY_INFO, &info))
			require.Equal(s, want, info.ConnectionInfo.Protocol)
		})
	}
}

// TestResumedSession makes a second connection, with a handshake that is short.
func TestResumedSession(t *testing.T) {
	both(t, oneByOne, func(s *site) {
		for i := range 2 {
			_, request, err := s.sendWith("GET", "/answer", map[uint32]any{WINHTTP_OPTION_DISABLE_FEATURE: WINHTTP_DISABLE_KEEP_ALIVE})
			require.NoError(s, err)
			var stats WINHTTP_REQUEST_STATS
			require.NoError(s, WinHttpQueryOption(request, WINHTTP_OPTION_REQUEST_STATS, &stats))
			require.Equal(s, i == 1, stats.Flags&WINHTTP_REQUEST_STAT_FLAG_TLS_SESSION_RESUMPTION != 0)
		}
	})
}

func TestRedirects(t *testing.T) {
	methods := map[string]string{"301": "GET", "302": "GET", "303": "GET", "307": "POST", "308": "POST"}
	both(t, everywhere, func(s *site) {
		for status, method := range methods {
			a, err := s.try("POST", "/moved/"+status, "", "body")
			require.NoError(s, err)
			require.Equal(s, method, a.header.Get("X-Method"), status)
			a, err = s.try("PUT", "/moved/303", "", "body")
			require.NoError(s, err)
			require.Equal(s, "GET", a.header.Get("X-Method"))
		}
		_, err := s.try("GET", "/loop", "", "")
		require.ErrorIs(s, err, ERROR_WINHTTP_REDIRECT_FAILED)
	})
}

func TestCookiesComeBack(t *testing.T) {
	both(t, everywhere, func(s *site) {
		a, err := s.try("GET", "/cookie", "", "")
		require.NoError(s, err)
		require.Equal(s, 204, a.status)
		require.Equal(s, "first=1", s.get("/answer").header.Get("X-Cookie"))
		a, err = s.try("GET", "/answer", "Cookie: own=0", "")
		require.NoError(s, err)
		require.Equal(s, "own=0; first=1", a.header.Get("X-Cookie"))
	})
}

func TestCompressed(t *testing.T) {
	text := strings.Repeat("All the world's a stage, and all the men and women merely players. ", 2000)
	publish(t, "stage", text)
	both(t, everywhere, func(s *site) {
		a, _, err := s.sendWith("GET", "/stage", map[uint32]any{WINHTTP_OPTION_DECOMPRESSION: WINHTTP_DECOMPRESSION_FLAG_ALL})
		require.NoError(s, err)
		require.Equal(s, text, a.body)
		require.Empty(s, a.header.Get("Content-Encoding"))
		a, err = s.try("GET", "/stage", "Accept-Encoding: gzip", "")
		require.NoError(s, err)
		require.Equal(s, "gzip", a.header.Get("Content-Encoding"))
		require.Less(s, len(a.body), len(text)/10)
		require.Equal(s, text, s.get("/stage").body)
	})
}

func TestExpectAndHeads(t *testing.T) {
	both(t, everywhere, func(s *site) {
		a, err := s.try("POST", "/answer", "Expect: 100-continue", strings.Repeat("x", 100_000))
		require.NoError(s, err)
		require.Equal(s, "POST", a.header.Get("X-Method"))
		a, err = s.try("HEAD", "/answer", "", "")
		require.NoError(s, err)
		require.Equal(s, "HEAD", a.header.Get("X-Method"))
		require.Empty(s, a.body)
		require.Equal(s, "answer", s.get("/answer").body)
	})
}

// TestDownload takes 50 MB, which no server compresses well.
func TestDownload(t *testing.T) {
	var b strings.Builder
	for state := uint32(1); b.Len() < 50_000_000; state = state*1664525 + 1013904223 {
		b.WriteByte(byte(state >> 24))
	}
	publish(t, "large", b.String())
	both(t, everywhere, func(s *site) { require.True(s, b.String() == s.get("/large").body) })
}

// TestUploadInPieces sends 20 MB by WinHttpWriteData.
func TestUploadInPieces(t *testing.T) {
	both(t, everywhere, func(s *site) {
		request := s.request("POST", "/answer")
		defer WinHttpCloseHandle(request)
		piece := make([]byte, 100_000)
		require.NoError(s, WinHttpSendRequest(request, "", nil, 20_000_000, nil))
		for range 200 {
			require.NoError(s, WinHttpWriteData(request, piece, nil))
		}
		a, err := s.receive(request)
		require.NoError(s, err)
		require.Equal(s, "POST", a.header.Get("X-Method"))
	})
}

// TestApacheLimitsReuse: three more requests on a connection, then it takes another one.
func TestApacheLimitsReuse(t *testing.T) {
	s := at(t, "APACHE_TLS13")
	var indexes []uint32
	for range 5 {
		_, request, err := s.sendWith("GET", "/answer", nil)
		require.NoError(t, err)
		var stats WINHTTP_REQUEST_STATS
		require.NoError(t, WinHttpQueryOption(request, WINHTTP_OPTION_REQUEST_STATS, &stats))
		indexes = append(indexes, stats.Index)
	}
	require.Equal(t, []uint32{0, 1, 2, 3, 0}, indexes)
}

// client is the certificate that the servers know.
func client(t *testing.T) *tls.Certificate {
	c, err := tls.LoadX509KeyPair(file(t, "client.pem"), file(t, "client.key"))
	require.NoError(t, err)
	return &c
}

// TestClientCertificate is protocol.md 5.5: the server insists, and then gets one, or the statement that there is none.
func TestClientCertificate(t *testing.T) {
	both(t, []string{"CLIENT", "ASKING"}, func(s *site) {
		request := s.request("GET", "/answer")
		defer WinHttpCloseHandle(request)
		require.NoError(s, WinHttpSendRequest(request, "", nil, 0, nil))
		require.ErrorIs(s, WinHttpReceiveResponse(request, nil), ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED)
		var issuers [][]byte
		require.NoError(s, WinHttpQueryOption(request, WINHTTP_OPTION_CLIENT_CERT_ISSUER_LIST, &issuers))
		require.Len(s, issuers, 1)
		require.NoError(s, WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, client(s.T)))
		require.NoError(s, WinHttpSendRequest(request, "", nil, 0, nil))
		a, err := s.receive(request)
		require.NoError(s, err)
		require.Equal(s, "answer", a.body)
		require.Contains(s, a.header.Get("X-Client"), "winhttp integration tests")
	})
}

func TestNoClientCertificate(t *testing.T) {
	without := map[uint32]any{WINHTTP_OPTION_CLIENT_CERT_CONTEXT: WINHTTP_NO_CLIENT_CERT_CONTEXT}
	both(t, []string{"ASKING"}, func(s *site) {
		a, _, err := s.sendWith("GET", "/answer", without)
		require.NoError(s, err)
		require.Equal(s, "answer", a.body)
	})
	a, _, err := at(t, "NGINX_CLIENT").sendWith("GET", "/answer", without)
	require.NoError(t, err)
	require.Equal(t, http.StatusBadRequest, a.status)
	_, _, err = at(t, "APACHE_CLIENT").sendWith("GET", "/answer", without)
	require.ErrorIs(t, err, ERROR_WINHTTP_SECURE_FAILURE)
}

// TestRenegotiation is a server that asks for the certificate when it has seen the request.
func TestRenegotiation(t *testing.T) {
	s := at(t, "APACHE_TLS12")
	require.Equal(t, "answer", s.get("/answer").body)
	request := s.request("GET", "/renegotiate")
	defer WinHttpCloseHandle(request)
	require.NoError(t, WinHttpSendRequest(request, "", nil, 0, nil))
	require.ErrorIs(t, WinHttpReceiveResponse(request, nil), ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED)
	require.NoError(t, WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, client(t)))
	require.NoError(t, WinHttpSendRequest(request, "", nil, 0, nil))
	a, err := s.receive(request)
	require.NoError(t, err)
	require.Equal(t, "answer", a.body)
	require.Contains(t, a.header.Get("X-Client"), "winhttp integration tests")
}

// TestRevocation asks the responder, or takes what the server staples.
func TestRevocation(t *testing.T) {
	for _, row := range []struct {
		port    string
		failure uint32
	}{
		{"NGINX_GOOD", 0},
		{"NGINX_STAPLED", 0},
		{"NGINX_REVOKED", WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED},
		{"NGINX_SILENT", WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED},
	} {
		t.Run(row.port, func(t *testing.T) {
			s := at(t, row.port)
			a, _, err := s.sendWith("GET", "/answer", map[uint32]any{WINHTTP_OPTION_ENABLE_FEATURE: WINHTTP_ENABLE_SSL_REVOCATION})
			require.Equal(t, row.failure, s.failure)
			if row.failure != 0 {
				require.ErrorIs(t, err, ERROR_WINHTTP_SECURE_FAILURE)
				a, _, err = s.sendWith("GET", "/answer", nil)
			}
			require.NoError(t, err)
			require.Equal(t, "answer", a.body)
		})
	}
}

// TestHTTP2 has many requests on one connection.
func TestHTTP2(t *testing.T) {
	both(t, []string{"H2"}, func(s *site) {
		done := make(chan error)
		const many = 50
		for range many {
			go func() {
				a, request, err := s.sendWith("GET", "/answer", map[uint32]any{
					WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL: WINHTTP_PROTOCOL_FLAG_HTTP2, WINHTTP_OPTION_HTTP_PROTOCOL_REQUIRED: true,
				})
				if err == nil && (a.body != "answer" || !strings.HasPrefix(a.header.Get("X-Protocol"), "HTTP/2")) {
					err = io.ErrUnexpectedEOF
				}
				var used uint32
				if err == nil {
					err = WinHttpQueryOption(request, WINHTTP_OPTION_HTTP_PROTOCOL_USED, &used)
				}
				done <- err
			}()
		}
		for range many {
			require.NoError(s, <-done)
		}
		var groups WINHTTP_QUERY_CONNECTION_GROUP_RESULT
		require.NoError(s, WinHttpQueryConnectionGroup(s.connection, nil, 0, &groups))
		require.Equal(s, uint32(1), groups.HostConnectionGroups[0].ConnectionGroups[0].Connections)
	})
	both(t, []string{"TLS13"}, func(s *site) {
		_, _, err := s.sendWith("GET", "/answer", map[uint32]any{
			WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL: WINHTTP_PROTOCOL_FLAG_HTTP2, WINHTTP_OPTION_HTTP_PROTOCOL_REQUIRED: true,
		})
		require.ErrorIs(s, err, ERROR_WINHTTP_HTTP_PROTOCOL_MISMATCH)
		a, _, err := s.sendWith("GET", "/answer", map[uint32]any{WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL: WINHTTP_PROTOCOL_FLAG_HTTP2})
		require.NoError(s, err)
		require.Equal(s, "HTTP/1.1", a.header.Get("X-Protocol"))
	})
}
