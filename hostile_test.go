package winhttp

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// allocated is how many bytes f allocates, on all goroutines.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

const megabyte = 1 << 20

// endless writes the same text again and again, until the client has had enough.
func endless(begin, text string) wintest.Script {
	piece := strings.Repeat(text, max(1, 32<<10/len(text)))
	return wintest.Script{wintest.UntilGone(wintest.Request(0), wintest.Send(begin), wintest.Repeat(3200, wintest.Send(piece))), wintest.Hold()}
}

// TestHostileHeads are heads of 100 MB: each costs the client a bounded amount of memory, and ends with its code.
func TestHostileHeads(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for _, row := range []struct{ name, begin, text, want string }{
		{"a line without end", ok + "A: ", "x", "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW"},
		{"a name without end", ok, "x", "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW"},
		{"fields without end", ok, "A: b\r\n", "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW"},
		{"a folded field without end", ok + "A: b\r\n", " c\r\n", "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW"},
		{"a status line without end", "HTTP/1.1 200 ", "x", "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW"},
		{"interim heads without end", "", "HTTP/1.1 102 Processing\r\n\r\n", "ERROR_WINHTTP_INVALID_SERVER_RESPONSE"},
		{"no HTTP", "", "SSH-2.0 ", "ERROR_WINHTTP_INVALID_SERVER_RESPONSE"},
		{"2000 fields", ok + strings.Repeat("A: b\r\n", 2000) + "\r\n", "x", "ERROR_WINHTTP_HEADER_COUNT_EXCEEDED"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(endless(row.begin, row.text))
				q := b.get()
				var got string
				used := allocated(func() { got = b.whole(q, "") })
				require.Equal(b, "receive "+row.want, got)
				require.Less(b, used, uint64(4*megabyte))
			})
		})
	}
}

// TestHostileBodies are bodies that are read to the end, or as far as they go, through a small buffer.
func TestHostileBodies(t *testing.T) {
	chunked := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, row := range []struct{ name, begin, text, want string }{
		{"a chunk size without end", chunked, "0", "ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW"},
		{"a chunk extension without end", chunked + "5;", "x", "ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW"},
		{"a chunk size beyond 63 bits", chunked + "fffffffffffffffff\r\n", "x", "ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW"},
		{"trailers without end", chunked + "0\r\n", "A: b\r\n", "ERROR_WINHTTP_HEADER_SIZE_OVERFLOW"},
		{"no line end behind a chunk", chunked + "5\r\nhello", "x", "ERROR_WINHTTP_INVALID_SERVER_RESPONSE"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(endless(row.begin, row.text))
				q := b.get()
				var got string
				used := allocated(func() { got = b.whole(q, "") })
				require.Regexp(b, " read "+row.want+"$", " "+got)
				require.Less(b, used, uint64(4*megabyte))
			})
		})
	}
}

func deflated(text string) string {
	var b bytes.Buffer
	z, _ := flate.NewWriter(&b, flate.BestCompression)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// TestBombs are 64 MB out of 64 KB. Reading the first bytes costs no more than reading little, and reading them all no more than
// they are.
func TestBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 64*megabyte)
	for coding, body := range map[string]string{"gzip": gzipped(zeros), "deflate": deflated(zeros)} {
		t.Run(coding, func(t *testing.T) {
			require.Less(t, len(body), 100_000)
			bubble(t, func(b *bed) {
				b.serve(willing(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", coding, len(body), body)))
				q := b.get()
				b.set(q, WINHTTP_OPTION_DECOMPRESSION, WINHTTP_DECOMPRESSION_FLAG_ALL)
				var n uint32
				used := allocated(func() {
					b.exchange(q)
					require.NoError(b, WinHttpReadData(q, make([]byte, 100), &n))
				})
				require.Equal(b, uint32(100), n)
				require.Less(b, used, uint64(2*megabyte))
				total := int(n)
				buffer := make([]byte, 4096)
				used = allocated(func() {
					for n > 0 {
						require.NoError(b, WinHttpReadData(q, buffer, &n))
						total += int(n)
					}
				})
				require.Equal(b, len(zeros), total)
				require.Less(b, used, uint64(64*megabyte))
			})
		})
	}
}

// TestSlowDrip: in the head a drip ends with the time for the whole head, in the body it may go on.
func TestSlowDrip(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.UntilGone(wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nA: "), wintest.Drip(strings.Repeat("x", 1000), 10*time.Second)), wintest.Hold()})
		q := b.get()
		start := time.Now()
		require.Equal(b, "receive ERROR_WINHTTP_TIMEOUT", b.whole(q, ""))
		require.InDelta(b, 90, time.Since(start).Seconds(), 10, "WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT")
	})
	bubble(t, func(b *bed) {
		body := strings.Repeat("x", 1000)
		b.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"), wintest.Drip(body, 20*time.Second), wintest.Hold()})
		q := b.get()
		start := time.Now()
		require.Equal(b, body, b.whole(q, ""))
		require.Equal(b, 20_000*time.Second, time.Since(start))
	})
}

// TestSmuggling are responses of which two readers could think differently (RFC 9112, section 11.2). What is accepted is
// protocol.md 6.4 and 6.5, and a connection of which that is true serves nobody else.
func TestSmuggling(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	const bad = "receive ERROR_WINHTTP_INVALID_SERVER_RESPONSE"
	for _, row := range []struct {
		name, response, want string
		reused               bool
	}{
		{"both lengths", ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", true},
		{"equal lengths", ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "hello", true},
		{"equal lengths in a list", ok + "Content-Length: 5, 5\r\n\r\nhello", "hello", true},
		{"different lengths", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", bad, false},
		{"negative length", ok + "Content-Length: -5\r\n\r\nhello", bad, false},
		{"length with a sign", ok + "Content-Length: +5\r\n\r\nhello", bad, false},
		{"length in hexadecimal", ok + "Content-Length: 0x5\r\n\r\nhello", bad, false},
		{"length beyond 63 bits", ok + "Content-Length: 9223372036854775808\r\n\r\nhello", bad, false},
		{"more than the length", ok + "Content-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\n", "hello", false},
		{"folded coding", ok + "Transfer-Encoding:\r\n chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", true},
		{"folded field", ok + "A: b\r\n c\r\nContent-Length: 5\r\n\r\nhello", "hello", true},
		{"fold without a field", ok + " a: b\r\nContent-Length: 5\r\n\r\nhello", bad, false},
		{"blank before the colon", ok + "Content-Length : 5\r\n\r\nhello", "hello", true},
		{"no colon", ok + "Content-Length 5\r\n\r\nhello", bad, false},
		{"no name", ok + ": 5\r\nContent-Length: 5\r\n\r\nhello", bad, false},
		{"NUL in a value", ok + "A: b\x00c\r\nContent-Length: 5\r\n\r\nhello", bad, false},
		{"CR in a value", ok + "A: b\rX: c\r\nContent-Length: 5\r\n\r\nhello", bad, false},
		{"bare LF", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello", true},
		{"chunked twice", ok + "Transfer-Encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", true},
		{"a chunk size with a sign", ok + "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n", " read ERROR_WINHTTP_INVALID_SERVER_RESPONSE", false},
		{"a body behind 204", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello", "", false},
		{"a body behind 304", "HTTP/1.1 304 No\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				scripts := []wintest.Script{willing(row.response, hello)}
				if !row.reused {
					scripts = append(scripts, willing(hello))
				}
				b.serve(scripts...)
				require.Equal(b, row.want, b.whole(b.get(), ""))
				require.Equal(b, "hello", b.whole(b.get(), ""))
			})
		})
	}
}

// TestInjection is what the application passes, which must not become more than what it is.
func TestInjection(t *testing.T) {
	bubble(t, func(b *bed) {
		c := b.connect(host, 0)
		for _, bad := range []string{"a\r\nb: c", "a\nb", "a\rb", "a\x00b"} {
			_, err := WinHttpOpenRequest(c, "GET "+bad, "/", "", "", nil, 0)
			requireCode(b, ERROR_INVALID_PARAMETER, err, "verb %q", bad)
			_, err = WinHttpOpenRequest(c, "GET", "/", "HTTP/1.1"+bad, "", nil, 0)
			requireCode(b, ERROR_INVALID_PARAMETER, err, "version %q", bad)
			_, err = WinHttpOpenRequest(c, "GET", "/", "", "http://"+bad, nil, 0)
			requireCode(b, ERROR_INVALID_PARAMETER, err, "referrer %q", bad)
			_, err = WinHttpOpenRequest(c, "GET", "/", "", "", []string{"text/plain", bad}, 0)
			requireCode(b, ERROR_INVALID_PARAMETER, err, "accept type %q", bad)
			_, err = WinHttpOpen(bad, WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0)
			requireCode(b, ERROR_INVALID_PARAMETER, err, "agent %q", bad)
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(b.session, WINHTTP_OPTION_USER_AGENT, bad), "agent %q", bad)
			_, err = WinHttpConnect(b.session, host+bad, 0, 0)
			require.Error(b, err, "host %q", bad)
			q := b.get()
			fields := []WINHTTP_EXTENDED_HEADER{{Name: "X", Value: bad}}
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpAddRequestHeadersEx(q, WINHTTP_ADDREQ_FLAG_ADD, WINHTTP_EXTENDED_HEADER_FLAG_UNICODE, 0, fields), "value %q", bad)
		}
		s := b.serve(willing(hello, hello))
		for _, flags := range []uint32{0, WINHTTP_FLAG_ESCAPE_DISABLE} {
			q := b.request("GET", "/a\r\nEvil: yes\r\n\r\nb", flags)
			require.Equal(b, "hello", b.whole(q, ""))
		}
		for _, request := range s.Requests() {
			require.NotContains(b, request, "\r\nEvil")
			require.Equal(b, 1, strings.Count(request, "\r\n\r\n"))
		}
	})
}
