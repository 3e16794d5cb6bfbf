package header_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

func TestEndOfHead(t *testing.T) {
	for _, c := range []struct {
		text string
		end  int
	}{
		{"", 0},
		{"A: b", 0},
		{"A: b\r\n", 0},
		{"A: b\r\n\r", 0},
		{"A: b\r\n\r\n", 8},
		{"A: b\n\nbody", 6},
		{"A: b\r\n\nbody", 7},
		{"A: b\n\r\n\n", 7},
		{"\r\n\r\n", 2},
		{"\n", 1},
		{"A\r\n \r\n\r\n", 8},
		{"A\n\r\r\nB\n\n", 8},
	} {
		require.Equal(t, c.end, header.EndOfHead([]byte(c.text), 0), "%q", c.text)
		from, end := 0, 0
		for n := 1; n <= len(c.text) && end == 0; n++ { // one byte more each time
			end = header.EndOfHead([]byte(c.text[:n]), from)
			from = n
		}
		require.Equal(t, c.end, end, "%q byte by byte", c.text)
	}
}

// The rows of query.md section 6 and protocol.md 6.5 about the status line.
func TestStatusLine(t *testing.T) {
	for _, c := range []struct {
		name, line, version, reason string
		minor, status               int
	}{
		{"plain", "HTTP/1.1 200 OK", "HTTP/1.1", "OK", 1, 200},
		{"several blanks", "HTTP/1.1  200  OK", "HTTP/1.1", "OK", 1, 200},
		{"TAB", "HTTP/1.1\t200\tOK", "HTTP/1.1", "OK", 1, 200},
		{"no reason", "HTTP/1.1 200", "HTTP/1.1", "", 1, 200},
		{"no reason, blank", "HTTP/1.1 200 ", "HTTP/1.1", "", 1, 200},
		{"reason with blanks", "HTTP/1.1 404  Not  Found \t", "HTTP/1.1", "Not  Found", 1, 404},
		{"8-bit reason", "HTTP/1.1 200 \xe9", "HTTP/1.1", "\xe9", 1, 200},
		{"1.0", "HTTP/1.0 100 Continue", "HTTP/1.0", "Continue", 0, 100},
		{"1.2", "HTTP/1.2 999 x", "HTTP/1.2", "x", 2, 999},
		{"1.7", "HTTP/1.7 200 x", "HTTP/1.7", "x", 7, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := header.ParseHead([]byte(c.line + "\r\n\r\n"))
			require.NoError(t, err)
			require.Equal(t, c.line, h.StatusLine)
			require.Equal(t, c.version, h.Version)
			require.Equal(t, c.reason, h.Reason)
			require.Equal(t, c.minor, h.Minor)
			require.Equal(t, c.status, h.Status)
			require.Zero(t, h.Fields.Len())
		})
	}
	for _, line := range []string{
		"", "<html>", "HTTP", "HTTP/1.1", "HTTP/1.1 ", "HTTP/0.9 200 OK", "HTTP/2.0 200 OK", "HTTP/3.0 200 OK",
		"HTTP/1.12 200 OK", "HTTP/1. 200 OK", "HTTP 1.1 200 OK", "http/1.1 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK",
		"HTTP/1.1 99 OK", "HTTP/1.1 1000 OK", "HTTP/1.1 099 OK", "HTTP/1.1 abc OK", "HTTP/1.1 20x OK", "HTTP/1.1 200OK",
		"HTTP/1.1 -20 OK", "HTTP/1.1 OK", " HTTP/1.1 200 OK", "HTTP/1.1200 OK", "HTTP/1.1 200\rOK", "HTTP/1.1 200 O\x00K",
	} {
		_, err := header.ParseHead([]byte(line + "\r\n\r\n"))
		require.ErrorIs(t, err, werr.InvalidServerResponse, "%q", line)
	}
}

// The rows of the same tables about header lines.
func TestHeaderLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // nil: refused
	}{
		{"plain", "A: b\r\nC: d\r\n", []string{"A: b", "C: d"}},
		{"LF", "A: b\nC: d\n", []string{"A: b", "C: d"}},
		{"blanks before the colon", "A \t: b\r\n", []string{"A: b"}},
		{"blanks around the value", "A: \t b c\t \r\n", []string{"A: b c"}},
		{"no blank", "A:b:c\r\n", []string{"A: b:c"}},
		{"empty value", "A:\r\nB: \r\n", []string{"A: ", "B: "}},
		{"8-bit value", "A: \xe9\x80\r\n", []string{"A: \xe9\x80"}},
		{"control in the value", "A: \x01\x7f\r\n", []string{"A: \x01\x7f"}},
		{"folded with SP", "A: b\r\n  c\r\nD: e\r\n", []string{"A: b c", "D: e"}},
		{"folded with TAB", "A: b \n\t c \nD: e\n", []string{"A: b c", "D: e"}},
		{"folded often", "A: b\r\n c\r\n d: e\r\n", []string{"A: b c d: e"}},
		{"folded empty", "A:\r\n \r\n b\r\n\t\r\n", []string{"A: b"}},
		{"folded first line", " A: b\r\n", nil},
		{"CR alone", "A: b\rC: d\r\n", nil},
		{"CR CR LF", "A: b\r\r\n", nil},
		{"CR alone when folded", "A: b\r\n c\rd\r\n", nil},
		{"NUL in the value", "A: b\x00\r\n", nil},
		{"NUL when folded", "A: b\r\n c\x00\r\n", nil},
		{"blank inside the name", "some -test: x\r\n", nil},
		{"empty name", ": x\r\n", nil},
		{"empty name, blanks, first", "  : \r\n", nil},
		{"empty name, blanks, later", "A: b\r\n  : \r\n", nil},
		{"control in the name", "A\x01: x\r\n", nil},
		{"TAB in the name", "A\tB: x\r\n", nil},
		{"8-bit name", "\xe9: x\r\n", nil},
		{"no colon", "A: b\r\nnocolon\r\n", nil},
		{"separator in the name", "A(b): x\r\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := header.ParseHead([]byte("HTTP/1.1 200 OK\r\n" + c.text + "\r\nbody\r\r"))
			trailers, trailersErr := header.ParseTrailers([]byte(c.text + "\r\n"))
			if c.want == nil {
				require.ErrorIs(t, err, werr.InvalidServerResponse)
				require.ErrorIs(t, trailersErr, werr.InvalidServerResponse)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, lines(&h.Fields))
			require.NoError(t, trailersErr)
			require.Equal(t, c.want, lines(&trailers))
		})
	}
}

func TestHeadWithoutEnd(t *testing.T) {
	for _, text := range []string{"", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c"} {
		_, err := header.ParseHead([]byte(text))
		require.ErrorIs(t, err, werr.InvalidServerResponse, "%q", text)
	}
	none, err := header.ParseTrailers([]byte("\r\n"))
	require.NoError(t, err)
	require.Zero(t, none.Len())
}

func TestHeaderCount(t *testing.T) {
	head := func(n int) []byte {
		return []byte("HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", n) + "\r\n")
	}
	h, err := header.ParseHead(head(1024))
	require.NoError(t, err)
	require.Equal(t, 1024, h.Fields.Len())
	_, err = header.ParseHead(head(1025))
	require.ErrorIs(t, err, werr.HeaderCountExceeded)

	folded := []byte("HTTP/1.1 200 OK\r\nA: b\r\n" + strings.Repeat(" c\r\n", 20_000) + "\r\n")
	h, err = header.ParseHead(folded)
	require.NoError(t, err)
	require.Equal(t, 1, h.Fields.Len(), "a continuation is no field")
}

func TestHeadKeepsNothingOfItsInput(t *testing.T) {
	raw := []byte("HTTP/1.1 200 OK\r\nA: b\r\n\r\n")
	h, err := header.ParseHead(raw)
	require.NoError(t, err)
	clear(raw)
	require.Equal(t, "HTTP/1.1 200 OK", h.StatusLine)
	require.Equal(t, []string{"A: b"}, lines(&h.Fields))
}

func TestSetStatus(t *testing.T) {
	passport, err := header.ParseHead([]byte("HTTP/1.1  302  Found\r\n\r\n"))
	require.NoError(t, err)
	passport.SetStatus(401)
	require.Equal(t, 401, passport.Status)
	require.Equal(t, "HTTP/1.1 401 Found", passport.StatusLine)
	require.Equal(t, "Found", passport.Reason)

	http2 := &header.Head{Version: "HTTP/2.0"}
	http2.SetStatus(200)
	require.Equal(t, "HTTP/2.0 200", http2.StatusLine)
}

const typicalHead = "HTTP/1.1 200 OK\r\nDate: Mon, 28 Jul 2008 10:05:52 GMT\r\nServer: example/1.0\r\n" +
	"Content-Type: text/html; charset=utf-8\r\nContent-Length: 12345\r\nLast-Modified: Mon, 28 Jul 2008 10:05:52 GMT\r\n" +
	"Connection: keep-alive\r\nVary: Accept-Encoding\r\nETag: \"686897696a7c876b7e\"\r\nCache-Control: max-age=3600\r\n" +
	"Set-Cookie: id=abc; Path=/; HttpOnly\r\nX-Frame-Options: DENY\r\nAccept-Ranges: bytes\r\n\r\n"

func TestParseHeadAllocations(t *testing.T) {
	raw := []byte(typicalHead)
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		if h, err := header.ParseHead(raw); err != nil || !h.KeepAlive() {
			t.Error("not parsed")
		}
	}), 3.0)
	require.Zero(t, testing.AllocsPerRun(100, func() { header.EndOfHead(raw, 0) }))
}

func BenchmarkParseHead(b *testing.B) {
	for _, fields := range []int{1, 4, 12} {
		raw := []byte(strings.Join(strings.SplitAfter(typicalHead, "\r\n")[:1+fields], "") + "\r\n")
		b.Run(fmt.Sprintf("fields=%d", fields), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := header.ParseHead(raw[:header.EndOfHead(raw, 0)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
