package winhttp

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestRedirectMethods is the table of protocol.md 2.2, every status with every method.
func TestRedirectMethods(t *testing.T) {
	methods := []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CUSTOM"}
	for _, row := range []struct {
		statuses []int
		becomes  string // a method for each of the above; - is not followed
	}{
		{[]int{300, 301, 302}, "GET HEAD GET PUT DELETE OPTIONS PATCH CUSTOM"},
		{[]int{303}, "GET HEAD GET GET GET GET GET GET"},
		{[]int{307, 308}, "GET HEAD POST PUT DELETE OPTIONS PATCH CUSTOM"},
		{[]int{200, 201, 305, 306, 400}, "- - - - - - - -"},
	} {
		for _, status := range row.statuses {
			for i, want := range strings.Fields(row.becomes) {
				t.Run(fmt.Sprint(status, " ", methods[i]), func(t *testing.T) {
					bubble(t, func(b *bed) {
						answer := fmt.Sprintf("HTTP/1.1 %d Here\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", status)
						s := b.serve(willing(answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
						b.exchange(b.request(methods[i], "/", 0))
						if want == "-" {
							require.Len(b, s.Requests(), 1)
							return
						}
						require.True(b, strings.HasPrefix(s.Requests()[1], want+" /there HTTP/1.1\r\n"), s.Requests()[1])
					})
				})
			}
		}
	}
}

// TestRedirectLimit is protocol.md 2.1: with a limit of two the third redirect fails, and the URL is the second target.
func TestRedirectLimit(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(willing(redirect("302 Found", "/1"), redirect("302 Found", "/2"), redirect("302 Found", "/3")))
		q := b.get()
		b.set(q, WINHTTP_OPTION_MAX_HTTP_AUTOMATIC_REDIRECTS, uint32(2))
		require.Equal(b, "receive ERROR_WINHTTP_REDIRECT_FAILED", b.whole(q, ""))
		var url string
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_URL, &url))
		require.Equal(b, "http://example.com/2", url)
	})
}

// Fragments are neither sent nor reported nor taken along (protocol.md 2.3); the facts are those of the last leg (2.4).
func TestRedirectLeavesFragmentsBehind(t *testing.T) {
	bubble(t, func(b *bed) {
		b.addOther()
		b.serve(willing(redirect("302 Found", "http://other.test/there?q#part")))
		s := wintest.Serve(b.T, b.net.Listen("10.0.0.2:80"), willing(hello))
		q := b.get()
		require.Equal(b, "hello", b.whole(q, ""))
		require.True(b, strings.HasPrefix(s.Requests()[0], "GET /there?q HTTP/1.1\r\n"))
		var url string
		var info WINHTTP_CONNECTION_INFO
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_URL, &url))
		require.Equal(b, "http://other.test/there?q", url)
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_CONNECTION_INFO, &info))
		require.Equal(b, "10.0.0.2:80", info.RemoteAddress.String())
	})
}

// TestMaxConnsZero is protocol.md 4.3: 0 means two connections.
func TestMaxConnsZero(t *testing.T) {
	bubble(t, func(b *bed) {
		slow := wintest.Script{wintest.UntilGone(wintest.Repeat(2, wintest.Request(0), wintest.Sleep(time.Second), wintest.Send(hello)), wintest.Hold())}
		s := b.serve(slow, slow)
		b.set(b.session, WINHTTP_OPTION_MAX_CONNS_PER_SERVER, uint32(0))
		queue := []HINTERNET{b.get(), b.get(), b.get()}
		start := time.Now()
		together(len(queue), func(i int) { require.Equal(b, "hello", b.whole(queue[i], "")) })
		require.Equal(b, 2, s.Connections())
		require.Equal(b, 2*time.Second, time.Since(start).Truncate(time.Second))
	})
}

// TestExpiredClientCertificate is protocol.md 5.5: sending succeeds, and the answer to it is a failure of TLS.
func TestExpiredClientCertificate(t *testing.T) {
	bubble(t, func(b *bed) {
		ca := wintest.NewCA("clients")
		config := b.certificate().Config()
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, wintest.Pool(ca)
		wintest.Serve(b.T, b.net.Listen(address+":443"), wintest.Script{wintest.UntilGone(wintest.TLS(config)), wintest.Hold()})
		q := b.secure("GET", "/")
		old := ca.Leaf("client", wintest.Valid(time.Date(1998, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)))
		b.set(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &old.Config().Certificates[0])
		require.Equal(b, "receive ERROR_WINHTTP_SECURE_FAILURE", b.whole(q, ""))
	})
}

// TestWrongScheme is protocol.md 5.3: plain HTTP on a port for TLS gets whatever the server says.
func TestWrongScheme(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(willing("HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nhello"))
		q := b.get()
		require.Equal(b, "hello", b.whole(q, ""))
		require.Equal(b, "400", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
	})
}

// TestBodiless is protocol.md 6.4: no body whatever the header says, which stays readable.
func TestBodiless(t *testing.T) {
	for _, row := range []struct{ name, verb, response, length string }{
		{"HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "5"},
		{"HEAD, chunked", "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "<ERROR_WINHTTP_HEADER_NOT_FOUND>"},
		{"204", "GET", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "5"},
		{"204 without a length", "GET", "HTTP/1.1 204 No\r\n\r\n", "<ERROR_WINHTTP_HEADER_NOT_FOUND>"},
		{"304", "GET", "HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n", "5"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				s := b.serve(willing(row.response, hello))
				q := b.request(row.verb, "/", 0)
				b.exchange(q)
				var n uint32 = 7
				require.NoError(b, WinHttpQueryDataAvailable(q, &n))
				require.Zero(b, n)
				require.Empty(b, b.body(q))
				require.Equal(b, row.length, queryText(q, WINHTTP_QUERY_CONTENT_LENGTH, ""))
				require.Equal(b, "hello", b.whole(b.get(), ""))
				require.Equal(b, 1, s.Connections())
			})
		})
	}
}

// TestStatusLines is protocol.md 6.5: what of a status line is tolerated.
func TestStatusLines(t *testing.T) {
	for line, want := range map[string]string{
		"HTTP/1.1 200": "200 ", "HTTP/1.1 200 ": "200 ", "HTTP/1.1\t200 OK": "200 OK", "HTTP/1.1  200  OK": "200 OK", "HTTP/1.0 200 OK": "200 OK",
		"HTTP/1.2 200 OK": "200 OK", "HTTP/1.7 200 OK": "200 OK", "HTTP/1.1 200 A  b ": "200 A  b", "HTTP/1.1 999 X": "999 X",
		"HTTP/0.9 200 OK": "-", "HTTP/2.0 200 OK": "-", "HTTP/1.12 200 OK": "-", "HTTP/1. 200 OK": "-", "HTTP 1.1 200 OK": "-", "http/1.1 200 OK": "-",
		"HTTP/1.1 20 OK": "-", "HTTP/1.1 2000 OK": "-", "HTTP/1.1 99 OK": "-", "HTTP/1.1 1000 OK": "-", "HTTP/1.1 2x0 OK": "-", "HTTP/1.1 OK": "-",
	} {
		bubble(t, func(b *bed) {
			b.serve(willing(line + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
			q := b.get()
			got := b.whole(q, "")
			if want == "-" {
				require.Equal(b, "receive ERROR_WINHTTP_INVALID_SERVER_RESPONSE", got, line)
				return
			}
			require.Empty(b, got)
			require.Equal(b, want, queryText(q, WINHTTP_QUERY_STATUS_CODE, "")+" "+queryText(q, WINHTTP_QUERY_STATUS_TEXT, ""), line)
		})
	}
}

// TestUnexpected101 is protocol.md 6.5: it is passed over like the other interim answers.
func TestUnexpected101(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(willing("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n" + hello))
		require.Equal(b, "hello", b.whole(b.get(), ""))
	})
}
