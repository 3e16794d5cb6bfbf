package winhttp

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCrackUrl has the cases of url.md that exist without buffers, by their numbers.
func TestCrackUrl(t *testing.T) {
	const http, https = INTERNET_SCHEME_HTTP, INTERNET_SCHEME_HTTPS
	for _, row := range []struct {
		number string
		url    string
		flags  uint32
		want   URL_COMPONENTS
	}{
		{"1", "http://api.test/", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/", ""}},
		{"2", "HTTPS://api.test/a/b", 0, URL_COMPONENTS{"HTTPS", https, "api.test", 443, "", "", "/a/b", ""}},
		{"3", "http://api.test", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "", ""}},
		{"4", "http://api.test/p?x=1", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", "?x=1"}},
		{"5", "http://api.test/p?", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", "?"}},
		{"6", "http://api.test/a?b?c", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/a", "?b?c"}},
		{"7", "http://api.test?x=1", 0, URL_COMPONENTS{"http", http, "api.test?x=1", 80, "", "", "", ""}},
		{"8", "http://api.test/p;v=1", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p;v=1", ""}},
		{"9", "http://bob:pw@api.test/p", 0, URL_COMPONENTS{"http", http, "api.test", 80, "bob", "pw", "/p", ""}},
		{"10", "http://bob@api.test/p", 0, URL_COMPONENTS{"http", http, "api.test", 80, "bob", "", "/p", ""}},
		{"11", "http://bob:@api.test/", 0, URL_COMPONENTS{"http", http, "api.test", 80, "bob", "", "/", ""}},
		{"12", "http://:@api.test/p", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", ""}},
		{"13", "http://api.test/u?m=a@b.test", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/u", "?m=a@b.test"}},
		{"14", "http://api.test:8080/p", 0, URL_COMPONENTS{"http", http, "api.test", 8080, "", "", "/p", ""}},
		{"15", "http://api.test:/p", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", ""}},
		{"16", "https://api.test:", 0, URL_COMPONENTS{"https", https, "api.test", 443, "", "", "", ""}},
		{"17", "http://api.test:0/", 0, URL_COMPONENTS{"http", http, "api.test", 0, "", "", "/", ""}},
		{"18", "http://api.test:65535/", 0, URL_COMPONENTS{"http", http, "api.test", 65535, "", "", "/", ""}},
		{"20", "http://api.test/x:9/y", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/x:9/y", ""}},
		{"21", "https://api.test/q?t=1:2", 0, URL_COMPONENTS{"https", https, "api.test", 443, "", "", "/q", "?t=1:2"}},
		{"33", "http://a b/c d", ICU_ESCAPE, URL_COMPONENTS{"http", http, "a b", 80, "", "", "/c%20d", ""}},
		{"34", "http://a b/c d", ICU_ESCAPE | ICU_DECODE, URL_COMPONENTS{"http", http, "a b", 80, "", "", "/c%20d", ""}},
		{"35", "http://api.test/100%", ICU_ESCAPE, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/100%25", ""}},
		{"36", "http://api.test/a%41", ICU_ESCAPE, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/a%2541", ""}},
		{"37", "http://api.test/~k'v", ICU_ESCAPE, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/%7Ek'v", ""}},
		{"39", "http://api.test/a%20b?d%3D1", ICU_DECODE, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/a b", "?d=1"}},
		{"40", "http://api.test/%zz%4", ICU_DECODE, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/%zz%4", ""}},
		{"41", "http://api.test/%C3%A9", ICU_DECODE, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/\u00C3\u00A9", ""}},
		{"43", "http://api.test/", ICU_REJECT_USERPWD, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/", ""}},
		{"44", "http://[2001:db8::1]:81/x", 0, URL_COMPONENTS{"http", http, "[2001:db8::1]", 81, "", "", "/x", ""}},
		{"45", "http://[::1]/", 0, URL_COMPONENTS{"http", http, "[::1]", 80, "", "", "/", ""}},
		{"47", "http://api.test/p#f", 0, URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", "#f"}},
	} {
		var got URL_COMPONENTS
		require.NoError(t, WinHttpCrackUrl(row.url, row.flags, &got), row.number)
		require.Equal(t, row.want, got, row.number)
	}
}

// TestCrackUrlCodes: the failures, which leave the components alone.
func TestCrackUrlCodes(t *testing.T) {
	const (
		noURL    = ERROR_WINHTTP_INVALID_URL
		noScheme = ERROR_WINHTTP_UNRECOGNIZED_SCHEME
	)
	for _, row := range []struct {
		number string
		url    string
		flags  uint32
		want   Code
	}{
		{"19", "http://api.test:65536/", 0, noURL},
		{"22", "http:", 0, noURL},
		{"22", "http:api.test", 0, noURL},
		{"22", "http:/api.test", 0, noURL},
		{"22", "http://", 0, noURL},
		{"23", "", 0, noScheme},
		{"23", "http", 0, noScheme},
		{"23", "api.test/p", 0, noScheme},
		{"23", "ftp://api.test/", 0, noScheme},
		{"23", "ws://api.test/", 0, noScheme},
		{"blanks in front", " http://api.test/", 0, noScheme},
		{"38", "http://api.test/\u20AC", ICU_ESCAPE, invalid},
		{"42", "http://bob:pw@api.test/", ICU_REJECT_USERPWD, noURL},
		{"42", "http://:@api.test/", ICU_REJECT_USERPWD, noURL},
		{"46", "http:///x", 0, noURL},
	} {
		was := URL_COMPONENTS{"s", 3, "h", 1, "u", "p", "/", "?"}
		got := was
		requireCode(t, row.want, WinHttpCrackUrl(row.url, row.flags, &got), row.number)
		require.Equal(t, was, got, row.number)
	}
	requireCode(t, invalid, WinHttpCrackUrl("http://h/", 0, nil), "24")
}

// TestCreateUrl has the cases of url.md that exist without buffers and NULL, by their numbers. In Go an empty part is absent.
func TestCreateUrl(t *testing.T) {
	const http, https = INTERNET_SCHEME_HTTP, INTERNET_SCHEME_HTTPS
	for _, row := range []struct {
		number string
		c      URL_COMPONENTS
		flags  uint32
		want   string
	}{
		{"1", URL_COMPONENTS{"http", http, "api.test", 80, "bob", "pw", "/p", "?q"}, 0, "http://bob:pw@api.test/p?q"},
		{"2", URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", "?q"}, 0, "http://api.test/p?q"},
		{"3", URL_COMPONENTS{"http", http, "api.test", 80, "bob", "", "/p", "?q"}, 0, "http://bob@api.test/p?q"},
		{"8", URL_COMPONENTS{"", http, "api.test", 80, "bob", "pw", "/p", "?q"}, 0, "http://bob:pw@api.test/p?q"},
		{"9", URL_COMPONENTS{"", 0, "api.test", 80, "bob", "pw", "/p", "?q"}, 0, "http://bob:pw@api.test/p?q"},
		{"10", URL_COMPONENTS{"", 0, "api.test", 0, "", "", "/p", "?q"}, 0, "http://api.test:0/p?q"},
		{"11", URL_COMPONENTS{"ftp", http, "api.test", 80, "", "", "/p", "?q"}, 0, "ftp://api.test:80/p?q"},
		{"12", URL_COMPONENTS{"http", http, "api.test", 81, "", "", "/p", "?q"}, 0, "http://api.test:81/p?q"},
		{"13", URL_COMPONENTS{"https", http, "api.test", 443, "", "", "/p", "?q"}, 0, "https://api.test/p?q"},
		{"14", URL_COMPONENTS{"https", https, "api.test", 80, "", "", "/p", "?q"}, 0, "https://api.test:80/p?q"},
		{"15", URL_COMPONENTS{"http", http, "api.test", 80, "", "", "p", ""}, 0, "http://api.test/p"},
		{"16", URL_COMPONENTS{ExtraInfo: " \x1F\x7F"}, ICU_ESCAPE, "http://%20%1F%7F"},
		{"17", URL_COMPONENTS{UrlPath: " \x1F\x7F"}, ICU_ESCAPE, "http://%20%1F%7F"},
		{"18", URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/a%b~'", ""}, ICU_ESCAPE, "http://api.test/a%25b%7E'"},
		{"20", URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/\uFB00", ""}, 0, "http://api.test/\uFB00"},
		{"27", URL_COMPONENTS{"http", http, "api.test", 80, "", "", "/p", "?q"}, ICU_INCLUDE_DEFAULT_PORT, "http://api.test:80/p?q"},
		{"escaped authority", URL_COMPONENTS{"http", http, "a b", 80, "u v", "p%w", "/p q", ""},
			ICU_ESCAPE_AUTHORITY, "http://u%20v:p%25w@a%20b/p q"},
		{"IPv6", URL_COMPONENTS{"http", http, "[::1]", 81, "", "", "/", ""}, 0, "http://[::1]:81/"},
		{"nothing", URL_COMPONENTS{}, 0, "http://"},
	} {
		var got string
		require.NoError(t, WinHttpCreateUrl(&row.c, row.flags, &got), row.number)
		require.Equal(t, row.want, got, row.number)
	}
	text := untouchedText
	for _, row := range []struct {
		number string
		c      *URL_COMPONENTS
		flags  uint32
		want   Code
	}{
		{"7", &URL_COMPONENTS{HostName: "h", Password: "pw"}, 0, invalid},
		{"19", &URL_COMPONENTS{HostName: "h", UrlPath: "/\uFB00"}, ICU_ESCAPE, invalid},
		{"24", nil, 0, invalid},
		{"26", &URL_COMPONENTS{HostName: "h", UserName: "bob"}, ICU_REJECT_USERPWD, ERROR_WINHTTP_INVALID_URL},
		{"scheme 3", &URL_COMPONENTS{SchemeType: INTERNET_SCHEME_FTP}, 0, invalid},
		{"scheme -1", &URL_COMPONENTS{SchemeType: -1}, 0, invalid},
		{"broken UTF-8", &URL_COMPONENTS{UrlPath: "\xFF"}, ICU_ESCAPE, invalid},
	} {
		requireCode(t, row.want, WinHttpCreateUrl(row.c, row.flags, &text), row.number)
		require.Equal(t, untouchedText, text, row.number)
	}
	requireCode(t, invalid, WinHttpCreateUrl(&URL_COMPONENTS{}, 0, nil), "23")
}

// TestUrlThereAndBack: what was cracked can be created again, escaping aside.
func TestUrlThereAndBack(t *testing.T) {
	for _, url := range []string{
		"http://api.test/", "https://api.test/a?b#c", "http://u:p@h:8080/x;y?z", "http://[2001:db8::1]:81/", "https://h:1",
	} {
		var c URL_COMPONENTS
		var again string
		require.NoError(t, WinHttpCrackUrl(url, 0, &c))
		require.NoError(t, WinHttpCreateUrl(&c, 0, &again))
		require.Equal(t, url, again)
	}
}
