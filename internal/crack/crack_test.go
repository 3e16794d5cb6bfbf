package crack

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/stretchr/testify/require"
)

// What the caller asks for in one component, and in all of them.
var (
	none    = Want{}
	pointer = Want{Len: 0xFFFFFFFF}

	pointers = everything(pointer)
	buffers  = everything(buffer(100))
)

func buffer(size uint32) Want { return Want{Buffer: true, Len: size} }

func everything(w Want) Components[Want] {
	return Components[Want]{Scheme: w, User: w, Password: w, Host: w, Path: w, Extra: w}
}

func (c Components[E]) with(change func(*Components[E])) Components[E] {
	change(&c)
	return c
}

// encode is s in units: the bytes of s, or UTF-16.
func encode[U Unit](s string) []U {
	if bytes, ok := any([]byte(s)).([]U); ok {
		return bytes
	}
	return any(utf16.Encode([]rune(s))).([]U)
}

func decode[U Unit](text []U) string {
	if units, ok := any(text).([]uint16); ok {
		return string(utf16.Decode(units))
	}
	return string(any(text).([]byte))
}

// both runs a test over UTF-8 and over UTF-16.
func both(t *testing.T, utf8, utf16 func(*testing.T)) {
	t.Run("utf8", utf8)
	t.Run("utf16", utf16)
}

type crackCase struct {
	name  string
	url   string
	flags Flags
	want  Components[Want]
	out   Components[string] // in the words of show
	err   error
}

// show says what is stored: "" nothing, "-" NULL, "text@7" a pointer, "=text" a filled buffer, "need 9".
func show[U Unit](t *testing.T, url []U, o Out[U]) string {
	switch o.Action {
	case Null:
		require.Zero(t, o.Len)
		return "-"
	case Point:
		return decode(url[o.Off:o.Off+int(o.Len)]) + "@" + strconv.Itoa(o.Off)
	case Copy:
		require.Len(t, o.Text, int(o.Len))
		return "=" + decode(o.Text)
	case Need:
		require.Nil(t, o.Text)
		return "need " + strconv.Itoa(int(o.Len))
	}
	require.Zero(t, o)
	return ""
}

// spec holds the rows of url.md, "Cases: crack", under their numbers; 24 and 25 follow below.
var spec = []crackCase{
	{"1", "http://api.test/", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/@15", "@16", 1, 80}, nil},
	{"2", "HTTPS://api.test/a/b", 0, pointers, Components[string]{"HTTPS@0", "-", "-", "api.test@8", "/a/b@16", "@20", 2, 443}, nil},
	{"3", "http://api.test", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "@15", "@15", 1, 80}, nil},
	{"4", "http://api.test/p?x=1", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/p@15", "?x=1@17", 1, 80}, nil},
	{"5", "http://api.test/p?", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/p@15", "?@17", 1, 80}, nil},
	{"6", "http://api.test/a?b?c", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/a@15", "?b?c@17", 1, 80}, nil},
	{"7", "http://api.test?x=1", 0, pointers, Components[string]{"http@0", "-", "-", "api.test?x=1@7", "@19", "@19", 1, 80}, nil},
	{"8", "http://api.test/p;v=1", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/p;v=1@15", "@21", 1, 80}, nil},
	{"9", "http://bob:pw@api.test/p", 0, pointers, Components[string]{"http@0", "bob@7", "pw@11", "api.test@14", "/p@22", "@24", 1, 80}, nil},
	{"10", "http://bob@api.test/p", 0, pointers, Components[string]{"http@0", "bob@7", "-", "api.test@11", "/p@19", "@21", 1, 80}, nil},
	{"11", "http://bob:@api.test/", 0, pointers, Components[string]{"http@0", "bob@7", "@11", "api.test@12", "/@20", "@21", 1, 80}, nil},
	{"12", "http://:@api.test/p", 0, pointers, Components[string]{"http@0", "@7", "@8", "api.test@9", "/p@17", "@19", 1, 80}, nil},
	{"13", "http://api.test/u?m=a@b.test", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/u@15", "?m=a@b.test@17", 1, 80}, nil},
	{"14", "http://api.test:8080/p", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/p@20", "@22", 1, 8080}, nil},
	{"15", "http://api.test:/p", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/p@16", "@18", 1, 80}, nil},
	{"16", "https://api.test:", 0, pointers, Components[string]{"https@0", "-", "-", "api.test@8", "@17", "@17", 2, 443}, nil},
	{"17", "http://api.test:0/", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/@17", "@18", 1, 0}, nil},
	{"18", "http://api.test:65535/", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/@21", "@22", 1, 65535}, nil},
	{"19", "http://api.test:65536/", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"20", "http://api.test/x:9/y", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/x:9/y@15", "@21", 1, 80}, nil},
	{"21", "https://api.test/q?t=1:2", 0, pointers, Components[string]{"https@0", "-", "-", "api.test@8", "/q@16", "?t=1:2@18", 2, 443}, nil},
	{"22 a", "http:", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"22 b", "http:api.test", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"22 c", "http:/api.test", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"22 d", "http://", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"23 a", "", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"23 b", "http", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"23 c", "api.test/p", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"23 d", "ftp://api.test/", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"23 e", "ws://api.test/", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"26", "http://api.test/p?x=1", 0, pointers.with(func(w *Components[Want]) { w.Extra = none }),
		Components[string]{"http@0", "-", "-", "api.test@7", "/p?x=1@15", "", 1, 80}, nil},
	{"27", "http://bob:pw@api.test/p", 0, pointers.with(func(w *Components[Want]) { w.User, w.Password = none, none }),
		Components[string]{"http@0", "", "", "api.test@14", "/p@22", "@24", 1, 80}, nil},
	{"28", "http://api.test/p?x=1", 0, pointers.with(func(w *Components[Want]) { w.Host = buffer(9) }),
		Components[string]{"http@0", "-", "-", "=api.test", "/p@15", "?x=1@17", 1, 80}, nil},
	{"29", "http://api.test/p?x=1", 0, pointers.with(func(w *Components[Want]) { w.Host, w.Path = buffer(8), buffer(3) }),
		Components[string]{"http@0", "-", "-", "need 9", "=/p", "?x=1@17", 1, 80}, werr.InsufficientBuffer},
	{"30", "http://api.test/p?x=1", 0, pointers.with(func(w *Components[Want]) { w.Scheme, w.Host = buffer(1), buffer(1) }),
		Components[string]{"need 5", "-", "-", "need 9", "/p@15", "?x=1@17", 1, 80}, werr.InsufficientBuffer},
	{"31", "http://api.test/p?x=1", 0, pointers.with(func(w *Components[Want]) { w.Scheme = buffer(0) }),
		Components[string]{}, werr.InvalidParameter},
	{"32 a", "http://api.test/p?x=1", Decode, pointers, Components[string]{}, werr.InvalidParameter},
	{"32 b", "http://api.test/p?x=1", Escape, pointers, Components[string]{}, werr.InvalidParameter},
	{"33", "http://a b/c d", Escape, buffers, Components[string]{"=http", "=", "=", "=a b", "=/c%20d", "=", 1, 80}, nil},
	{"34", "http://a b/c d", Escape | Decode, buffers, Components[string]{"=http", "=", "=", "=a b", "=/c%20d", "=", 1, 80}, nil},
	{"35", "http://api.test/100%", Escape, buffers, Components[string]{"=http", "=", "=", "=api.test", "=/100%25", "=", 1, 80}, nil},
	{"36", "http://api.test/a%41", Escape, buffers, Components[string]{"=http", "=", "=", "=api.test", "=/a%2541", "=", 1, 80}, nil},
	{"37", "http://api.test/~k'v", Escape, buffers, Components[string]{"=http", "=", "=", "=api.test", "=/%7Ek'v", "=", 1, 80}, nil},
	{"38", "http://api.test/\u20AC", Escape, buffers, Components[string]{}, werr.InvalidParameter},
	{"39", "http://api.test/a%20b?d%3D1", Decode, buffers, Components[string]{"=http", "=", "=", "=api.test", "=/a b", "=?d=1", 1, 80}, nil},
	{"40", "http://api.test/%zz%4", Decode, buffers, Components[string]{"=http", "=", "=", "=api.test", "=/%zz%4", "=", 1, 80}, nil},
	{"41", "http://api.test/%C3%A9", Decode, buffers, Components[string]{"=http", "=", "=", "=api.test", "=/\u00C3\u00A9", "=", 1, 80}, nil},
	{"42 a", "http://bob:pw@api.test/", RejectUserPassword, pointers, Components[string]{}, werr.InvalidURL},
	{"42 b", "http://:@api.test/", RejectUserPassword, pointers, Components[string]{}, werr.InvalidURL},
	{"43", "http://api.test/", RejectUserPassword, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/@15", "@16", 1, 80}, nil},
	{"44", "http://[2001:db8::1]:81/x", 0, pointers, Components[string]{"http@0", "-", "-", "[2001:db8::1]@7", "/x@23", "@25", 1, 81}, nil},
	{"45", "http://[::1]/", 0, pointers, Components[string]{"http@0", "-", "-", "[::1]@7", "/@12", "@13", 1, 80}, nil},
	{"46", "http:///x", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"47", "http://api.test/p#f", 0, pointers, Components[string]{"http@0", "-", "-", "api.test@7", "/p@15", "#f@17", 1, 80}, nil},
}

// rules holds what the text of url.md says and its table does not show.
var rules = []crackCase{
	{"leading blank", " http://h/", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"no scheme text", "://h/", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"wide letters", "\u0128ttp://h/", 0, pointers, Components[string]{}, werr.UnrecognizedScheme},
	{"mixed case", "hTtP://h/", 0, pointers, Components[string]{"hTtP@0", "-", "-", "h@7", "/@8", "@9", 1, 80}, nil},
	{"user without host", "http://u:p@/", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"port without host", "http://:80/", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"empty user", "http://@h/", 0, pointers, Components[string]{"http@0", "@7", "-", "h@8", "/@9", "@10", 1, 80}, nil},
	{"empty user rejected", "http://@h/", RejectUserPassword, pointers, Components[string]{}, werr.InvalidURL},
	{"first at sign", "http://a:b:c@d@h:1/", 0, pointers, Components[string]{"http@0", "a@7", "b:c@9", "d@h@13", "/@18", "@19", 1, 1}, nil},
	{"digits then text", "http://h:8x/", 0, pointers, Components[string]{"http@0", "-", "-", "h@7", "/@11", "@12", 1, 8}, nil},
	{"text for a port", "http://h:x/", 0, pointers, Components[string]{"http@0", "-", "-", "h@7", "/@10", "@11", 1, 0}, nil},
	{"many digits", "http://h:" + strings.Repeat("9", 400) + "/", 0, pointers, Components[string]{}, werr.InvalidURL},
	{"many zeros", "http://h:" + strings.Repeat("0", 400) + "81/", 0, pointers, Components[string]{"http@0", "-", "-", "h@7", "/@411", "@412", 1, 81}, nil},
	{"open bracket", "HTTP://[:81/", 0, pointers, Components[string]{"HTTP@0", "-", "-", "[@7", "/@11", "@12", 1, 81}, nil},
	{"closing bracket only", "http://a]:81/", 0, pointers, Components[string]{"http@0", "-", "-", "a]@7", "/@12", "@13", 1, 81}, nil},
	{"text behind the brackets", "http://[::1]x:81/", 0, pointers, Components[string]{"http@0", "-", "-", "[::1]x@7", "/@16", "@17", 1, 81}, nil},
	{"brackets in user info", "http://[a:b]@h:81/", 0, pointers, Components[string]{"http@0", "[a@7", "b]@10", "h@13", "/@17", "@18", 1, 81}, nil},
	{"host unchanged", "http://\x01 %41?#;/", 0, pointers, Components[string]{"http@0", "-", "-", "\x01 %41?#;@7", "/@15", "@16", 1, 80}, nil},
	{"query in a fragment", "http://h/p#f?q", 0, pointers, Components[string]{"http@0", "-", "-", "h@7", "/p@8", "#f?q@10", 1, 80}, nil},
	{"fragment without extra", "http://h/p#f", 0, pointers.with(func(w *Components[Want]) { w.Extra = none }),
		Components[string]{"http@0", "-", "-", "h@7", "/p#f@8", "", 1, 80}, nil},
	{"nothing wanted", "https://h:1/p", 0, everything(none), Components[string]{"", "", "", "", "", "", 2, 1}, nil},
	{"nothing wanted, decoding", "http://h/%41", Decode, everything(none), Components[string]{"", "", "", "", "", "", 1, 80}, nil},
	{"nothing wanted, not escapable", "http://h/\u20AC", Escape, everything(none), Components[string]{"", "", "", "", "", "", 1, 80}, nil},
	{"pointers to nothing, decoding", "http://h", Decode,
		Components[Want]{User: pointer, Password: pointer, Path: pointer, Extra: pointer},
		Components[string]{"", "-", "-", "", "@8", "@8", 1, 80}, nil},
	{"pointer to an unescaped host", "http://h/", Escape, Components[Want]{Host: pointer}, Components[string]{}, werr.InvalidParameter},
	{"decoded size counts", "http://h/%41%42", Decode, Components[Want]{Path: buffer(4)}, Components[string]{"", "", "", "", "=/AB", "", 1, 80}, nil},
	{"escaped size counts", "http://h/ ", Escape, Components[Want]{Path: buffer(3)}, Components[string]{"", "", "", "", "need 5", "", 1, 80}, werr.InsufficientBuffer},
	{"escaped query in the path", "http://h/p?a b", Escape, Components[Want]{Path: buffer(99)}, Components[string]{"", "", "", "", "=/p?a%20b", "", 1, 80}, nil},
	{"decoding moves no border", "http://u%3A:p%40@h%2F/%3F%23?%23", Decode, buffers, Components[string]{"=http", "=u:", "=p@", "=h/", "=/?#", "=?#", 1, 80}, nil},
	{"last buffer of length 0", "http://h/", 0, pointers.with(func(w *Components[Want]) { w.Extra = buffer(0) }), Components[string]{}, werr.InvalidParameter},
	{"length 0 beats too small", "http://h/", 0, pointers.with(func(w *Components[Want]) { w.Scheme, w.Extra = buffer(1), buffer(0) }), Components[string]{}, werr.InvalidParameter},
	{"absent user needs room for a NUL", "http://h/", 0, Components[Want]{User: buffer(1)}, Components[string]{"", "=", "", "", "", "", 1, 80}, nil},
	{"largest buffers", "http://h/", 0, everything(buffer(0xFFFFFFFF)), Components[string]{"=http", "=", "=", "=h", "=/", "=", 1, 80}, nil},
}

func TestCrackInto(t *testing.T) {
	for _, c := range append(spec, rules...) {
		t.Run(c.name, func(t *testing.T) { both(t, c.run8, c.run16) })
	}
}

func (c crackCase) run8(t *testing.T)  { c.check(t, runCrack[byte]) }
func (c crackCase) run16(t *testing.T) { c.check(t, runCrack[uint16]) }

func (c crackCase) check(t *testing.T, run func(*testing.T, crackCase) (Components[string], error)) {
	out, err := run(t, c)
	require.Equal(t, c.err, err)
	require.Equal(t, c.out, out)
}

func runCrack[U Unit](t *testing.T, c crackCase) (Components[string], error) {
	url := encode[U](c.url)
	o, err := CrackInto(url, c.flags, &c.want)
	return Components[string]{
		show(t, url, o.Scheme), show(t, url, o.User), show(t, url, o.Password), show(t, url, o.Host),
		show(t, url, o.Path), show(t, url, o.Extra), o.SchemeType, o.Port,
	}, err
}

// Row 24: a missing url or structure.
func TestCrackNothing(t *testing.T) {
	_, err := CrackInto[uint16](nil, 0, &pointers)
	require.Equal(t, werr.InvalidParameter, err)
	_, err = CrackInto(encode[uint16]("http://h/"), 0, nil)
	require.Equal(t, werr.InvalidParameter, err)
	_, err = Crack[byte](nil, 0)
	require.Equal(t, werr.InvalidParameter, err)
	_, err = Split[byte](nil, 0)
	require.Equal(t, werr.InvalidParameter, err)
}

// Row 25: what stands behind the given length does not matter.
func TestCrackLength(t *testing.T) {
	url := encode[uint16]("http://api.test/pXYZ?%?")[:17]
	c, err := Crack(url, 0)
	require.NoError(t, err)
	require.Equal(t, "/p", decode(c.Path))
	require.Empty(t, c.Extra)
	_, err = Crack(url[:7], 0)
	require.Equal(t, werr.InvalidURL, err)
}

func TestCrack(t *testing.T) {
	c, err := Crack([]byte("https://u@h\xff:8/%41\xff?%E9"), Decode)
	require.NoError(t, err)
	require.Equal(t, Components[[]byte]{
		Scheme: []byte("https"), User: []byte("u"), Host: []byte("h\xff"), Path: []byte("/A\xff"), Extra: []byte("?é"),
		SchemeType: HTTPS, Port: 8,
	}, c)

	_, err = Crack([]byte("http://h/\xff"), Escape)
	require.Equal(t, werr.InvalidParameter, err, "broken UTF-8")
	_, err = Crack([]byte("mailto:a"), Escape)
	require.Equal(t, werr.UnrecognizedScheme, err)
}

func TestSplit(t *testing.T) {
	p, err := Split([]byte("http://\u00E9:@h/"), 0)
	require.NoError(t, err)
	require.Equal(t, Components[Span]{
		Scheme: Span{true, 0, 4}, User: Span{true, 7, 2}, Password: Span{true, 10, 0}, Host: Span{true, 11, 1},
		Path: Span{true, 12, 1}, Extra: Span{true, 13, 0}, SchemeType: HTTP, Port: 80,
	}, p, "offsets count bytes")
	require.Equal(t, 9, p.User.End())
}

func TestNames(t *testing.T) {
	require.Equal(t, []string{"http", "https", "ftp", "socks", ""},
		[]string{HTTP.String(), HTTPS.String(), FTP.String(), SOCKS.String(), Scheme(9).String()})
	require.Equal(t, []uint16{80, 443, 0}, []uint16{HTTP.DefaultPort(), HTTPS.DefaultPort(), FTP.DefaultPort()})
	require.Equal(t, "Decode|Escape", (Escape | Decode | 1).String())
	require.Empty(t, Flags(0).String())
	require.Equal(t, "Need", Need.String())
	require.Empty(t, Action(9).String())
}
