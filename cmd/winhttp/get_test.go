package main

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gowinhttp/winhttp/internal/wintest"
	"github.com/stretchr/testify/require"
)

// serve starts a server that shows what it has been asked.
func serve(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %d %s\n%s", r.Method, r.RequestURI, r.ContentLength, r.Header["X-A"], data)
	})
	mux.HandleFunc("/chunked", func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, "chunk")
	})
	mux.HandleFunc("/empty", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/404", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "not here")
	})
	mux.HandleFunc("/304", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		w.WriteHeader(http.StatusNotModified)
	})
	mux.Handle("/moved", http.RedirectHandler("/a", http.StatusFound))
	mux.HandleFunc("/zipped", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, r.Header.Get("Accept-Encoding"))
		_ = z.Close()
	})
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get("Cookie")) })
	mux.HandleFunc("/never", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestGet(t *testing.T) { modes(t, testGet) }

func testGet(t *testing.T, execute execution) {
	url := serve(t)
	file := filepath.Join(t.TempDir(), "body")
	require.NoError(t, os.WriteFile(file, []byte("from a file"), 0o600))
	for _, row := range []struct {
		name, args, stdin string
		want              result
	}{
		{"get", "get $/a?b=c", "", result{exitOK, "GET /a?b=c 0 []\n", ""}},
		{"no fragment", "get $/a#b", "", result{exitOK, "GET /a 0 []\n", ""}},
		{"redirect", "get $/moved", "", result{exitOK, "GET /a 0 []\n", ""}},
		{"redirect as it is", "get --no-location $/moved", "", result{exitOK, "<a href=\"/a\">Found</a>.\n\n", ""}},
		{"cookies", "get --cookie a=b --cookie c=d $/cookie", "", result{exitOK, "a=b; c=d", ""}},
		{"redirect not followed", "get --max-redirects 0 -X HEAD $/moved", "", result{exitOK, "", ""}},
		{"compressed", "get --compressed $/zipped", "", result{exitOK, "gzip, deflate", ""}},
		{"verb", "get -X DELETE $/", "", result{exitOK, "DELETE / 0 []\n", ""}},
		{"HEAD has a length and no body", "get -X HEAD $/", "", result{exitOK, "", ""}},
		{"headers", "get -H X-A:1,2 -H x-a:3 $/", "", result{exitOK, "GET / 0 [1,2 3]\n", ""}},
		{"text", "get -d text $/", "", result{exitOK, "POST / 4 []\ntext", ""}},
		{"no text", "get --data= $/", "", result{exitOK, "POST / 0 []\n", ""}},
		{"text with another verb", "get -X PUT -d text $/", "", result{exitOK, "PUT / 4 []\ntext", ""}},
		{"file", "get -d @" + file + " $/", "", result{exitOK, "POST / 11 []\nfrom a file", ""}},
		{"standard input", "get -d @- $/", "typed", result{exitOK, "POST / 5 []\ntyped", ""}},
		{"empty standard input", "get -d @- $/", "", result{exitOK, "POST / 0 []\n", ""}},
		{"chunked", "get $/chunked", "", result{exitOK, "chunk", ""}},
		{"nothing", "get $/empty", "", result{exitOK, "", ""}},
		{"the length of something else", "get $/304", "", result{exitOK, "", ""}},
		{"bad status", "get $/404", "", result{exitStatus, "not here", "winhttp: HTTP 404 Not Found\n"}},
	} {
		args := strings.Fields(strings.ReplaceAll(row.args, "$", url))
		require.Equal(t, row.want, execute(row.stdin, args...), row.name)
	}
}

// TestGetHTTP2 asks a server that can do both.
func TestGetHTTP2(t *testing.T) { modes(t, testGetHTTP2) }

func testGetHTTP2(t *testing.T, execute execution) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	require.Equal(t, result{exitOK, "HTTP/2.0", ""}, execute("", "get", "--insecure", "--http2", s.URL+"/"))
	require.Equal(t, result{exitOK, "HTTP/1.1", ""}, execute("", "get", "--insecure", s.URL+"/"))
}

// TestGetStats has a line for each phase that has happened, and the sizes.
func TestGetStats(t *testing.T) { modes(t, testGetStats) }

func testGetStats(t *testing.T, execute execution) {
	got := execute("", "get", "--stats", "--compressed", serve(t)+"/zipped")
	require.Equal(t, exitOK, got.code)
	require.Equal(t, "gzip, deflate", got.out)
	require.Regexp(t, `^wait for a connection  \|[ =]{40}\| +\d+\.\d{3} ms
resolve                \|[ =]{40}\| +\d+\.\d{3} ms
connect                \|[ =]{40}\| +\d+\.\d{3} ms
send                   \|[ =]{40}\| +\d+\.\d{3} ms
wait for the server    \|[ =]{40}\| +\d+\.\d{3} ms
receive the head       \|[ =]{40}\| +\d+\.\d{3} ms
receive the body       \|[ =]{40}\| +\d+\.\d{3} ms
all {60,}\d+\.\d{3} ms
a new connection
bytes: request head \d+, response head \d+, body 13 \(\d+ on the wire\)
$`, got.err)
	require.Empty(t, execute("", "get", "--stats", "http://127.0.0.1:1/").out)
}

// TestGetCertificates has a server that wants to know its client.
func TestGetCertificates(t *testing.T) { modes(t, testGetCertificates) }

func testGetCertificates(t *testing.T, execute execution) {
	ca := wintest.NewCA("ca")
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.PeerCertificates[0].Subject.CommonName)
	}))
	s.TLS = ca.Leaf("127.0.0.1").Config()
	s.TLS.ClientAuth, s.TLS.ClientCAs = tls.RequireAndVerifyClientCert, wintest.Pool(ca)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	roots, cert, key := pemFile(t, "ca", "CERTIFICATE", ca.Raw), "", ""
	client := ca.Leaf("client")
	cert = pemFile(t, "cert", "CERTIFICATE", client.Raw)
	der, err := x509.MarshalPKCS8PrivateKey(client.Key)
	require.NoError(t, err)
	key = pemFile(t, "key", "PRIVATE KEY", der)
	require.Equal(t, result{exitOK, "client", ""}, execute("", "get", "--cacert", roots, "--cert", cert, "--key", key, s.URL))
	require.Contains(t, execute("", "get", "--cacert", roots, s.URL).err, "ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED")
	require.Contains(t, execute("", "get", "--cacert", key, s.URL).err, "no certificate in PEM")
	require.Contains(t, execute("", "get", "--cacert", "/no/such/file", s.URL).err, "no such file")
	require.Contains(t, execute("", "get", "--cacert", roots, "--cert", cert, s.URL).err, "private key")
	require.Contains(t, execute("", "get", "--cert", cert, "--key", key, s.URL).err, "ERROR_WINHTTP_SECURE_FAILURE")
}

func pemFile(t *testing.T, name, kind string, der []byte) string {
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	return path
}

// A body that needs many calls of WinHttpWriteData and WinHttpReadDataEx comes back as it was.
func TestGetLargeBody(t *testing.T) { modes(t, testGetLargeBody) }

func testGetLargeBody(t *testing.T, execute execution) {
	data := strings.Repeat("0123456789abcdef", 1<<16+1)
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	require.NoError(t, os.WriteFile(in, []byte(data), 0o600))
	require.Equal(t, result{}, execute("", "get", "-d", "@"+in, "-o", out, serve(t)+"/"))
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("POST / %d []\n%s", len(data), data), string(got))
}

func TestGetFailures(t *testing.T) { modes(t, testGetFailures) }

func testGetFailures(t *testing.T, execute execution) {
	url := serve(t)
	for _, row := range []struct{ name, args, want string }{
		{"refused", "get http://127.0.0.1:1/", `^winhttp: WinHttpSendRequest: ERROR_WINHTTP_CANNOT_CONNECT \(12029\): [^\n:]+\n  cause: dial tcp 127.0.0.1:1: .*refused[^\n]*\n$`},
		{"timeout", "get --timeout 50 $/never", `^winhttp: WinHttpReceiveResponse: ERROR_WINHTTP_TIMEOUT \(12002\): [^\n]+\n  cause: .*i/o timeout\n$`},
		{"bad timeout", "get --timeout=-2 $/", `^winhttp: WinHttpSetTimeouts: ERROR_INVALID_PARAMETER \(87\): [^\n]+\n$`},
		{"bad header", "get -H novalue $/", `^winhttp: WinHttpAddRequestHeaders: ERROR_INVALID_PARAMETER \(87\): [^\n]+\n$`},
		{"bad verb", "get -X \x01 $/", `^winhttp: WinHttpOpenRequest: ERROR_INVALID_PARAMETER \(87\): [^\n]+\n$`},
		{"bad host", "get http://a?b", `^winhttp: WinHttpConnect: ERROR_WINHTTP_INVALID_URL \(12005\): [^\n]+\n$`},
		{"no scheme", "get example.com", `^winhttp: WinHttpCrackUrl: ERROR_WINHTTP_UNRECOGNIZED_SCHEME \(12006\): [^\n]+\n$`},
		{"a password would get lost", "get http://user:pw@h/", `^winhttp: WinHttpCrackUrl: ERROR_WINHTTP_INVALID_URL \(12005\): [^\n]+\n$`},
		{"no such file", "get -d @/no/such/file $/", `^winhttp: open /no/such/file: `},
		{"no such folder", "get -o /no/such/file $/", `^winhttp: open /no/such/file\.\w{8}\.part: `},
	} {
		got := execute("", strings.Fields(strings.ReplaceAll(row.args, "$", url))...)
		require.Equal(t, exitFailure, got.code, row.name)
		require.Empty(t, got.out, row.name)
		require.Regexp(t, row.want, got.err, row.name)
	}
}

func serveTLS(t *testing.T, cert *wintest.Cert) string {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "secret")
	}))
	s.TLS = cert.Config()
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.URL
}

func TestGetTLS(t *testing.T) { modes(t, testGetTLS) }

func testGetTLS(t *testing.T, execute execution) {
	for _, row := range []struct {
		name    string
		cert    *wintest.Cert
		reasons string
	}{
		{"self-signed", wintest.SelfSigned("127.0.0.1"), "INVALID_CA"},
		{"for another host", wintest.SelfSigned("example.com"), "INVALID_CA|CERT_CN_INVALID"},
	} {
		url := serveTLS(t, row.cert)
		got := execute("", "get", url)
		require.Equal(t, exitFailure, got.code, row.name)
		require.Empty(t, got.out, row.name)
		lines := strings.Split(got.err, "\n")
		require.Len(t, lines, 4, got.err)
		require.Regexp(t, `^winhttp: WinHttpSendRequest: ERROR_WINHTTP_SECURE_FAILURE \(12175\): `, lines[0], row.name)
		require.Regexp(t, `^  cause: .*x509: `, lines[1], row.name)
		require.Equal(t, "  reasons: "+row.reasons, lines[2], row.name)

		require.Equal(t, result{exitOK, "secret", ""}, execute("", "get", "--insecure", url), row.name)
		require.Equal(t, result{exitOK, "secret", ""}, execute("", "get", "--insecure", "--tls-max", "1.2", url), row.name)
	}
}

// callbacks.md 3.1 and 3.2: the timelines of a synchronous and an asynchronous GET. 3.7: of a POST. 3.10 and 3.11: of a GET
// that does not connect, and of one that does not trust the server.
func TestTrace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "body")
	require.NoError(t, os.WriteFile(file, make([]byte, pieceSize+1), 0o600))
	refused, tls := "http://127.0.0.1:1/", serveTLS(t, wintest.SelfSigned("example.com"))
	for _, row := range []struct{ golden, args string }{
		{"trace-get.txt", serve(t)},
		{"trace-get-async.txt", "--async " + serve(t)},
		{"trace-post-async.txt", "--async -d @" + file + " " + serve(t) + "/empty"},
		{"trace-refused.txt", refused},
		{"trace-refused-async.txt", "--async " + refused},
		{"trace-tls.txt", tls},
		{"trace-tls-async.txt", "--async " + tls},
	} {
		got := execute("", append([]string{"get", "--trace"}, strings.Fields(row.args)...)...)
		events, _, _ := strings.Cut(got.err, "winhttp: ")
		wintest.Golden(t, row.golden, masked(events))
	}
}

func TestTraceOffsets(t *testing.T) { modes(t, testTraceOffsets) }

func testTraceOffsets(t *testing.T, execute execution) {
	got := execute("", "get", "--trace", "-d", "@-", serve(t))
	last := 0.0
	for line := range strings.Lines(got.err) {
		var offset float64
		var name, status string
		_, err := fmt.Sscan(line, &offset, &name, &status)
		require.NoError(t, err, line)
		require.GreaterOrEqual(t, offset, last)
		last = offset
	}
	require.Positive(t, last)
}

func TestBadStatusText(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", "HTTP 500"}, {"Internal Server Error", "HTTP 500 Internal Server Error"}, {"\x1b[2J", `HTTP 500 \x1b[2J`},
	} {
		require.EqualError(t, &badStatus{500, row.text}, row.want)
	}
}

func TestFailureNames(t *testing.T) {
	for _, row := range []struct {
		flags uint32
		want  string
	}{
		{0, "0x0"}, {0x8, "INVALID_CA"}, {0x80000021, "CERT_REV_FAILED|CERT_DATE_INVALID|SECURITY_CHANNEL_ERROR"}, {0x142, "INVALID_CERT|CERT_WRONG_USAGE|0x100"},
	} {
		require.Equal(t, row.want, failureNames(row.flags))
	}
}

func TestProgressBar(t *testing.T) {
	url := serve(t)
	for _, row := range []struct {
		name     string
		args     string
		terminal bool
		want     string
	}{
		{"known size", "get -o $f $/", true, `f 100% .*\n$`},
		{"asynchronous", "get --async -o $f $/", true, `f 100% .*\n$`},
		{"unknown size", "get -o $f $/chunked", true, `f \( 5 B, .*\n$`},
		{"no size", "get -o $f $/empty", true, `^$`},
		{"no terminal", "get -o $f $/", false, `^$`},
		{"no file", "get $/", true, `^$`},
		{"trace", "get --trace -o $f $/empty", true, `^[^%]*HANDLE_CLOSING +session\n$`},
	} {
		var out, stderr bytes.Buffer
		c := &console{in: strings.NewReader(""), out: &out, err: &stderr, terminal: row.terminal}
		args := strings.NewReplacer("$f", filepath.Join(t.TempDir(), "f"), "$", url).Replace(row.args)
		require.Zero(t, c.run(strings.Fields(args)), row.name)
		require.Regexp(t, row.want, stderr.String(), row.name)
	}
}
