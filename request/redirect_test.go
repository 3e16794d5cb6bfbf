package request

import (
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// protocol.md 2.3; RFC 3986, 5.4.
func TestLocation(t *testing.T) {
	from := aim{verb: "GET", object: "/b/c/d;p?q", target: "/b/c/d;p?q"}
	from.at(false, "a", 8080)
	for _, row := range []struct {
		location, want string
		err            error
	}{
		{"http://h/p?q", "http://h/p?q", nil},
		{"HTTPS://h", "https://h/", nil},
		{"https://h:443/x", "https://h/x", nil},
		{"https://h:80/x", "https://h:80/x", nil},
		{"http://h:/x", "http://h/x", nil},
		{"http://h?q=1", "http://h/?q=1", nil},
		{"http://u:p@h/x", "http://h/x", nil},
		{"http://[::1]:81/x", "http://[::1]:81/x", nil},
		{"//h/p", "http://h/p", nil},
		{"/x?y", "http://a:8080/x?y", nil},
		{"", "http://a:8080/b/c/d;p?q", nil},
		{"?y", "http://a:8080/b/c/d;p?y", nil},
		{"g", "http://a:8080/b/c/g", nil},
		{"./g/", "http://a:8080/b/c/g/", nil},
		{"g?y/./x", "http://a:8080/b/c/g?y/./x", nil},
		{";x", "http://a:8080/b/c/;x", nil},
		{".", "http://a:8080/b/c/", nil},
		{"..", "http://a:8080/b/", nil},
		{"../g", "http://a:8080/b/g", nil},
		{"../../../g", "http://a:8080/g", nil},
		{"/./g/../h", "http://a:8080/h", nil},
		{"g.", "http://a:8080/b/c/g.", nil},
		{"..g", "http://a:8080/b/c/..g", nil},
		{"a/b:c", "http://a:8080/b/c/a/b:c", nil},
		{"/x#frag", "http://a:8080/x", nil},
		{"#frag", "http://a:8080/b/c/d;p?q", nil},
		{" \t/x y ", "http://a:8080/x%20y", nil},
		{"/\xc3\xbc?\xff", "http://a:8080/%C3%BC?%FF", nil},
		{"/a%20b%zz", "http://a:8080/a%20b%zz", nil},
		{"ftp://h/", "", werr.UnrecognizedScheme},
		{"mailto:x@y", "", werr.UnrecognizedScheme},
		{"javascript:alert(1)", "", werr.UnrecognizedScheme},
		{"http:/x", "", werr.InvalidURL},
		{"http:", "", werr.InvalidURL},
		{"http:///x", "", werr.InvalidURL},
		{"http://h:65536/", "", werr.InvalidURL},
		{"http://h:0/", "", werr.InvalidURL},
		{"http://h:x/", "", werr.InvalidURL},
		{"http://h h/", "", werr.InvalidURL},
		{"http://[::1/", "", werr.InvalidURL},
	} {
		to, err := from.follow(row.location, 0)
		if row.err != nil {
			require.Equal(t, row.err, werr.From(err), row.location)
			continue
		}
		require.NoError(t, err, row.location)
		require.Equal(t, row.want, to.url(), row.location)
		require.Equal(t, "http://a:8080/b/c/d;p?q", from.url())
	}
	to, err := from.follow("/x y\xff", header.EscapeDisable)
	require.NoError(t, err)
	require.Equal(t, "/x%20y%FF", to.target)
}

// protocol.md 2.2.
func TestVerbAfter(t *testing.T) {
	for _, row := range []struct {
		verb  string
		after map[int]string
	}{
		{"GET", map[int]string{300: "GET", 301: "GET", 302: "GET", 303: "GET", 307: "GET", 308: "GET"}},
		{"HEAD", map[int]string{300: "HEAD", 301: "HEAD", 302: "HEAD", 303: "HEAD", 307: "HEAD", 308: "HEAD"}},
		{"POST", map[int]string{300: "GET", 301: "GET", 302: "GET", 303: "GET", 307: "POST", 308: "POST"}},
		{"PUT", map[int]string{300: "PUT", 301: "PUT", 302: "PUT", 303: "GET", 307: "PUT", 308: "PUT"}},
		{"DELETE", map[int]string{300: "DELETE", 301: "DELETE", 302: "DELETE", 303: "GET", 307: "DELETE", 308: "DELETE"}},
		{"custom", map[int]string{300: "custom", 301: "custom", 302: "custom", 303: "GET", 307: "custom", 308: "custom"}},
	} {
		for status, want := range row.after {
			require.True(t, redirects(status))
			require.Equal(t, want, verbAfter(status, row.verb), "%s %d", row.verb, status)
		}
	}
	for _, status := range []int{200, 201, 304, 305, 306, 309, 400} {
		require.False(t, redirects(status))
	}
}

// A hostile Location neither panics nor makes a target that breaks the request line.
func FuzzLocation(f *testing.F) {
	for _, seed := range []string{"http://h/p?q#f", "//h", "../../x", "?", "http://[::1]:80", "/%", "\r\nX: y", "http://h:99999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, location string) {
		from := aim{object: "/a/b?c", target: "/a/b?c"}
		from.at(true, "h", 443)
		to, err := from.follow(location, 0)
		if err != nil {
			return
		}
		require.Regexp(t, `^/[!-~]*$`, to.target)
		require.Regexp(t, `^[!-~]+$`, to.authority)
	})
}
