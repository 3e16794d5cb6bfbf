//go:build integration

package integration

import (
	"bufio"
	"crypto/x509"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestMain(m *testing.M) { wintest.Main(m) }

// setting is what integration/run has set up.
func setting(t *testing.T, name string) string {
	value := os.Getenv(name)
	require.NotEmpty(t, value, "%s: start these tests with integration/run", name)
	return value
}

// file is a path in the directory that nginx runs in; www is its root.
func file(t *testing.T, elements ...string) string {
	return filepath.Join(setting(t, "INTEGRATION_DIR"), filepath.Join(elements...))
}

// publish makes nginx serve a file.
func publish(t *testing.T, name, content string) {
	require.NoError(t, os.WriteFile(file(t, "www", name), []byte(content), 0o666))
}

// schemes are the two ways to nginx. Most tests run on both.
var schemes = []struct {
	name, address string // of the environment variable
	flags         uint32
}{
	{"http", "HTTP_ADDRESS", 0},
	{"https", "HTTPS_ADDRESS", WINHTTP_FLAG_SECURE},
}

// bothSchemes runs a test once with HTTP and once with TLS, on a network that trusts the server's authority.
func bothSchemes(t *testing.T, test func(*site)) {
	for _, scheme := range schemes {
		t.Run(scheme.name, func(t *testing.T) {
			network := &Network{RootCAs: authority(t)}
			test(open(t, network, "127.0.0.1", setting(t, scheme.address), scheme.flags))
		})
	}
}

// authority is the one that has signed nginx's certificate.
func authority(t *testing.T) *x509.CertPool {
	pem, err := os.ReadFile(file(t, "ca.pem"))
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(pem))
	return pool
}

// site is a connection handle to nginx.
type site struct {
	*testing.T
	network    *Network
	connection HINTERNET
	flags      uint32 // of its requests
	failure    uint32 // what the last SECURE_FAILURE said
}

// open opens a session and a connection on a network. The port is that of address.
func open(t *testing.T, network *Network, host, address string, flags uint32) *site {
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	number, err := strconv.ParseUint(port, 10, 16)
	require.NoError(t, err)
	s := &site{T: t, network: network, flags: flags}
	session, err := WinHttpOpen("integration", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0)
	s.keep(session, err)
	require.NoError(t, WinHttpSetOption(session, OPTION_NETWORK, network))
	_, err = WinHttpSetStatusCallback(session, s.hear, WINHTTP_CALLBACK_FLAG_SECURE_FAILURE, 0)
	require.NoError(t, err)
	s.connection, err = WinHttpConnect(session, host, INTERNET_PORT(number), 0)
	s.keep(s.connection, err)
	t.Cleanup(network.CloseIdleConnections)
	return s
}

func (s *site) hear(_ HINTERNET, _ any, _ uint32, info any, _ uint32) { s.failure = info.(uint32) }

func (s *site) keep(h HINTERNET, err error) {
	s.Helper()
	require.NoError(s, err)
	s.Cleanup(func() { require.NoError(s, WinHttpCloseHandle(h)) })
}

// answer is a response that has been read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// get sends a GET that must succeed.
func (s *site) get(path string) *answer {
	s.Helper()
	a, err := s.try("GET", path, "", "")
	require.NoError(s, err)
	require.Equal(s, 200, a.status)
	return a
}

// try sends a request with additional headers and a body.
func (s *site) try(verb, path, headers, body string) (*answer, error) {
	s.Helper()
	request := s.request(verb, path)
	defer WinHttpCloseHandle(request)
	if err := WinHttpSendRequest(request, headers, []byte(body), uint32(len(body)), nil); err != nil {
		return nil, err
	}
	return s.receive(request)
}

func (s *site) request(verb, path string) HINTERNET {
	s.Helper()
	request, err := WinHttpOpenRequest(s.connection, verb, path, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, s.flags)
	require.NoError(s, err)
	return request
}

// leave sends a GET and closes the request without reading the body.
func (s *site) leave(path string) {
	s.Helper()
	request := s.request("GET", path)
	require.NoError(s, WinHttpSendRequest(request, "", nil, 0, nil))
	require.NoError(s, WinHttpReceiveResponse(request, nil))
	require.NoError(s, WinHttpCloseHandle(request))
}

func (s *site) receive(request HINTERNET) (*answer, error) {
	s.Helper()
	if err := WinHttpReceiveResponse(request, nil); err != nil {
		return nil, err
	}
	a := &answer{header: s.headers(request)}
	var status uint32
	require.NoError(s, WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, nil))
	a.status = int(status)
	var body strings.Builder
	for buffer := make([]byte, 10_000); ; {
		var n uint32
		if err := WinHttpReadData(request, buffer, &n); err != nil {
			return nil, err
		}
		if n == 0 {
			a.body = body.String()
			return a, nil
		}
		body.Write(buffer[:n])
	}
}

func (s *site) headers(request HINTERNET) http.Header {
	var raw string
	require.NoError(s, WinHttpQueryHeaders(request, WINHTTP_QUERY_RAW_HEADERS_CRLF, "", &raw, nil))
	_, fields, _ := strings.Cut(raw, "\r\n")
	parsed, err := textproto.NewReader(bufio.NewReader(strings.NewReader(fields))).ReadMIMEHeader()
	require.NoError(s, err)
	return http.Header(parsed)
}
