package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestMain(m *testing.M) { wintest.Main(m) }

// serve starts a server whose answer to /N is N bytes.
func serve(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, body(n))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func body(n int) string { return strings.Repeat("x", n) }

func line(status, n int, url string) string {
	return fmt.Sprintf("%d %d %x %s\n", status, n, sha256.Sum256([]byte(body(n))), url)
}

func TestManyDownloadsAtOnce(t *testing.T) {
	server := serve(t)
	var urls []string
	var want strings.Builder
	total := 0
	for i := range 100 {
		n := i * i * 10
		total += n
		urls = append(urls, fmt.Sprintf("%s/%d", server, n))
		want.WriteString(line(200, n, urls[i]))
	}
	var out, progress bytes.Buffer
	failed, err := run(urls, &out, &progress)
	require.NoError(t, err)
	require.Zero(t, failed)
	require.Equal(t, want.String(), out.String())
	require.Equal(t, 1, strings.Count(progress.String(), "\n"))
	require.Contains(t, progress.String(), fmt.Sprintf("\r100 of 100 over, %d bytes\n", total))
}

func TestFailuresStandAlone(t *testing.T) {
	server := serve(t)
	short := wintest.Serve(t, wintest.Loopback(t), wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf!")})
	rows := []struct{ url, want string }{
		{server + "/none", line(404, 0, server+"/none")},
		{"http://127.0.0.1:1/", fmt.Sprintf("ERROR_WINHTTP_CANNOT_CONNECT (%d)", ERROR_WINHTTP_CANNOT_CONNECT)},
		{"ftp://127.0.0.1/", "WinHttpCrackUrl: ERROR_WINHTTP_UNRECOGNIZED_SCHEME"},
		{"http://" + short.Addr() + "/", "the connection ended after 5 of 10 bytes"},
		{server + "/5", line(200, 5, server+"/5")},
	}
	var urls []string
	for _, row := range rows {
		urls = append(urls, row.url)
	}
	var out bytes.Buffer
	failed, err := run(urls, &out, io.Discard)
	require.NoError(t, err)
	require.Equal(t, 3, failed)
	lines := strings.SplitAfter(out.String(), "\n")
	for i, row := range rows {
		require.Contains(t, lines[i], row.want)
	}
}
