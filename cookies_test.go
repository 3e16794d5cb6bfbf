package winhttp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func setting(fields string) string {
	return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 5\r\n\r\nhello"
}

// finished makes an exchange and reads the body, so that the connection serves another.
func (b *bed) finished(q HINTERNET) {
	b.exchange(q)
	_ = b.body(q)
}

// cookieOf is the Cookie field of a request, - for none.
func cookieOf(b *bed, request string) string {
	_, rest, ok := strings.Cut(request, "\r\nCookie: ")
	if !ok {
		return "-"
	}
	require.NotContains(b, rest, "\r\nCookie: ")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}

// TestCookies is protocol.md 3: what a session keeps, and what its requests then say.
func TestCookies(t *testing.T) {
	const two = "Set-Cookie: name=value\r\nSet-Cookie: NAME=value\r\n"
	for _, row := range []struct {
		name    string
		answer  string // to the first request
		prepare func(b *bed, q HINTERNET)
		headers string // of the second request
		want    string
	}{
		{"none", hello, nil, "", "-"},
		{"two", setting(two), nil, "", "NAME=value; name=value"},
		{"behind the application's", setting(two), nil, "Cookie: name=value2", "name=value2; NAME=value; name=value"},
		{"behind all of the application's", setting(two), func(b *bed, q HINTERNET) {
			for _, field := range []string{"Cookie: app1=1", "Cookie: app2=2"} {
				require.NoError(b, WinHttpAddRequestHeaders(q, field, WINHTTP_ADDREQ_FLAG_ADD))
			}
		}, "", "app1=1; app2=2; NAME=value; name=value"},
		{"an empty one of the application's", setting(two), nil, "Cookie:", "NAME=value; name=value"},
		{"the application's alone", hello, nil, "Cookie: name=value2", "name=value2"},
		{"not in an interim response", "HTTP/1.1 103 Early\r\n" + two + "\r\n" + hello, nil, "", "-"},
		{"with an error status", "HTTP/1.1 401 No\r\n" + two + "Content-Length: 0\r\n\r\n", nil, "", "NAME=value; name=value"},
		{"disabled when sending", setting(two), func(b *bed, q HINTERNET) {
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_COOKIES))
		}, "", "-"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				s := b.serve(willing(row.answer, hello, hello))
				b.finished(b.get())
				q := b.get()
				if row.prepare != nil {
					row.prepare(b, q)
				}
				for range 2 { // a second send does not add them twice
					require.NoError(b, WinHttpSendRequest(q, row.headers, nil, 0, nil))
					require.NoError(b, WinHttpReceiveResponse(q, nil))
				}
				for _, request := range s.Requests()[1:] {
					require.Equal(b, row.want, cookieOf(b, request))
				}
			})
		})
	}
}

// A request that has cookies disabled stores none either; sessions do not share them.
func TestCookiesStayInTheirSession(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(willing(setting("Set-Cookie: a=1\r\n"), setting("Set-Cookie: b=2\r\n"), hello, hello))
		q := b.get()
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_COOKIES))
		b.finished(q)
		b.finished(b.get())
		b.finished(b.get())
		b.session = b.open("other")
		b.finished(b.get())
		require.Equal(b, "b=2", cookieOf(b, s.Requests()[2]))
		require.Equal(b, "-", cookieOf(b, s.Requests()[3]))
	})
}

// Every leg of a redirect stores cookies, and carries those of its own place; Secure and Max-Age hold.
func TestCookiesAcrossRedirects(t *testing.T) {
	bubble(t, func(b *bed) {
		b.net.AddHost("www.example.com", address)
		moved := "HTTP/1.1 302 Found\r\nLocation: http://www.example.com/x/y\r\nSet-Cookie: all=1; Domain=example.com\r\n" +
			"Set-Cookie: here=2\r\nSet-Cookie: safe=3; Domain=example.com; Secure\r\nContent-Length: 0\r\n\r\n"
		s := b.serve(willing(moved), willing(setting("Set-Cookie: deep=4; Max-Age=60\r\n"), hello))
		q := b.get()
		b.exchange(q)
		require.Equal(b, "hello", b.body(q))
		require.Equal(b, "all=1", cookieOf(b, s.Requests()[1]))
		b.exchange(q)
		require.Equal(b, "deep=4; all=1", cookieOf(b, s.Requests()[2]))
		<-time.After(time.Minute)
	})
}

// A public suffix is nobody's domain.
func TestForeignCookies(t *testing.T) {
	bubble(t, func(b *bed) {
		b.net.AddHost("other.com", address)
		s := b.serve(willing(setting("Set-Cookie: a=1; Domain=com\r\nSet-Cookie: b=2; Domain=other.com\r\n")), willing(hello))
		b.finished(b.get())
		q := b.keep(WinHttpOpenRequest(b.connect("other.com", 0), "", "", "", "", nil, 0))
		b.exchange(q)
		require.Equal(b, "-", cookieOf(b, s.Requests()[1]))
	})
}
