//go:build integration

package integration

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/gowinhttp/winhttp"
)

func TestAnswers(t *testing.T) {
	digits := strings.Repeat("0123456789", 1000)
	publish(t, "digits", digits)
	publish(t, "chunked", strings.Repeat("plain ", 200_000))
	for _, row := range []struct {
		name                      string
		verb, path, headers, body string
		status                    int
		want                      string // the body; of errors it is not looked at
		header, value             string // one that must be there
	}{
		{"GET", "GET", "/digits", "", "", 200, digits, "Content-Length", "10000"},
		{"HEAD", "HEAD", "/digits", "", "", 200, "", "Content-Length", "10000"},
		{"range", "GET", "/digits", "Range: bytes=105-109", "", 206, "56789", "Content-Range", "bytes 105-109/10000"},
		{"range beyond the end", "GET", "/digits", "Range: bytes=10000-", "", 416, "", "Content-Range", "bytes */10000"},
		{"chunked", "GET", "/chunked", "", "", 200, strings.Repeat("chunked ", 200_000), "Transfer-Encoding", "chunked"},
		{"large headers", "GET", "/headers/large", "", "", 200, "large", "X-4", strings.Repeat("x", 10<<10)},
		{"missing", "GET", "/missing", "", "", 404, "", "Content-Type", "text/html"},
		{"POST", "POST", "/echo", "Content-Type: text/plain", "some text", 200, "", "X-Body", "some text"},
		{"POST too large", "POST", "/echo", "", strings.Repeat("x", 200<<10), 413, "", "Content-Type", "text/html"},
		{"not allowed", "DELETE", "/digits", "", "", 405, "", "Content-Type", "text/html"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bothSchemes(t, func(s *site) {
				a, err := s.try(row.verb, row.path, row.headers, row.body)
				require.NoError(s, err)
				require.Equal(s, row.status, a.status)
				require.Equal(s, row.value, a.header.Get(row.header))
				if row.want != "" || row.verb == "HEAD" {
					require.Equal(s, row.want, a.body)
				}
			})
		})
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	bothSchemes(t, func(s *site) {
		_, err := s.try("GET", "/headers/huge", "", "")
		require.ErrorIs(s, err, ERROR_WINHTTP_HEADER_SIZE_OVERFLOW)
		require.NotEmpty(s, s.get("/connection").body, "the next request has nothing to do with it")
	})
}

// What WinHttpWriteData has sent in pieces is what nginx stores and gives back.
func TestUpload(t *testing.T) {
	content := make([]byte, 5_000_000)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	bothSchemes(t, func(s *site) {
		request := s.request("PUT", "/stored/upload")
		defer WinHttpCloseHandle(request)
		require.NoError(s, WinHttpSendRequest(request, "", content[:1000], uint32(len(content)), nil))
		for piece := range bytes.SplitAfterSeq(content[1000:], []byte{0, 0}) { // of many lengths
			var written uint32
			require.NoError(s, WinHttpWriteData(request, piece, &written))
			require.EqualValues(s, len(piece), written)
		}
		a, err := s.receive(request)
		require.NoError(s, err)
		require.Contains(s, []int{201, 204}, a.status) // created, or replaced
		require.Equal(s, sha256.Sum256(content), sha256.Sum256([]byte(s.get("/stored/upload").body)))
	})
}
