package crack

import (
	"testing"
	"unicode/utf8"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/stretchr/testify/require"
)

func FuzzCrack(f *testing.F) {
	for i, c := range append(spec, rules...) {
		f.Add(c.url, uint32(c.flags), uint32(i))
	}
	f.Fuzz(func(t *testing.T, url string, flags, sizes uint32) {
		c, err := fuzzCrack(t, []byte(url), Flags(flags), sizes)
		if !utf8.ValidString(url) {
			return
		}
		wide, wideErr := fuzzCrack(t, encode[uint16](url), Flags(flags), sizes)
		require.Equal(t, err, wideErr)
		require.Equal(t, texts(c), texts(wide))
	})
}

func texts[U Unit](c Components[[]U]) Components[string] {
	return Components[string]{
		decode(c.Scheme), decode(c.User), decode(c.Password), decode(c.Host), decode(c.Path), decode(c.Extra), c.SchemeType, c.Port,
	}
}

func fuzzCrack[U Unit](t *testing.T, url []U, flags Flags, sizes uint32) (Components[[]U], error) {
	s, err := Split(url, flags)
	if err == nil {
		require.Equal(t, decode(url), reassemble(url, s))
		requireRoundTrip(t, url)
	}
	c, err := Crack(url, flags)
	requireOut(t, url, flags, sizes)
	return c, err
}

// reassemble is the url as its parts say; the port is the text between host and path.
func reassemble[U Unit](url []U, s Components[Span]) string {
	get := func(s Span) string { return decode(url[s.Off:s.End()]) }
	text := get(s.Scheme) + "://"
	if s.User.Present {
		text += get(s.User)
		if s.Password.Present {
			text += ":" + get(s.Password)
		}
		text += "@"
	}
	return text + get(s.Host) + decode(url[s.Host.End():s.Path.Off]) + get(s.Path) + get(s.Extra)
}

// requireRoundTrip creates the url anew: it cracks to the same components, except that the path is never empty.
func requireRoundTrip[U Unit](t *testing.T, url []U) {
	c, err := Crack(url, 0)
	require.NoError(t, err)
	created, err := Create(c, 0)
	require.NoError(t, err)
	again, err := Crack(created, 0)
	require.NoError(t, err)
	if len(c.Path) == 0 {
		c.Path = encode[U]("/")
	}
	require.Equal(t, c, again)
}

// requireOut asks for each component in one of four ways and compares the result with Crack's.
func requireOut[U Unit](t *testing.T, url []U, flags Flags, sizes uint32) {
	want := func(shift int) Want {
		bits := sizes >> shift & 31
		return Want{Buffer: bits&1 != 0, Len: bits >> 1}
	}
	w := Components[Want]{Scheme: want(0), User: want(5), Password: want(10), Host: want(15), Path: want(20), Extra: want(25)}
	out, err := CrackInto(url, flags, &w)
	if err != nil && err != werr.InsufficientBuffer {
		require.Zero(t, out)
		return
	}
	short := false
	for _, o := range []Out[U]{out.Scheme, out.User, out.Password, out.Host, out.Path, out.Extra} {
		require.Contains(t, []string{"Leave", "Null", "Point", "Copy", "Need"}, o.Action.String())
		show(t, url, o)
		short = short || o.Action == Need
	}
	require.Equal(t, short, err != nil)
}

func FuzzCreate(f *testing.F) {
	for i, c := range creates {
		f.Add(c.in.Scheme, c.in.User, c.in.Password, c.in.Host, c.in.Path, c.in.Extra, int32(c.in.SchemeType), c.in.Port, uint32(c.flags), uint32(i))
	}
	f.Fuzz(func(t *testing.T, scheme, user, password, host, path, extra string, kind int32, port uint16, flags, size uint32) {
		in := Components[string]{scheme, user, password, host, path, extra, Scheme(kind), port}
		text, err := fuzzCreate[byte](t, in, Flags(flags), size)
		if !utf8.ValidString(scheme + "\x00" + user + "\x00" + password + "\x00" + host + "\x00" + path + "\x00" + extra) {
			return
		}
		wide, wideErr := fuzzCreate[uint16](t, in, Flags(flags), size)
		require.Equal(t, err, wideErr)
		require.Equal(t, text, wide)
	})
}

// fuzzCreate compares Create with CreateInto and gives Create's result.
func fuzzCreate[U Unit](t *testing.T, in Components[string], flags Flags, size uint32) (string, error) {
	c := present[U](in)
	text, err := Create(c, flags)
	length := size
	copied, intoErr := CreateInto(&c, flags, true, &length)
	switch {
	case err != nil:
		require.Equal(t, err, intoErr)
		require.Equal(t, size, length)
	case uint64(len(text)) < uint64(size):
		require.NoError(t, intoErr)
		require.Equal(t, append(text, 0), copied)
		require.EqualValues(t, len(text), length)
	default:
		require.Equal(t, werr.InsufficientBuffer, intoErr)
		require.EqualValues(t, len(text)+1, length)
	}
	return decode(text), err
}

func FuzzEscape(f *testing.F) {
	f.Add("/a b%41\x00\x7f\u00e9")
	f.Add("%zz%4\u20ac\xff")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzEscape(t, []byte(text))
		fuzzEscape(t, encode[uint16](text))
	})
}

func fuzzEscape[U Unit](t *testing.T, text []U) {
	require.LessOrEqual(t, len(Decoded(text)), len(text))
	escaped, err := Escaped(text)
	if err != nil {
		require.Equal(t, werr.InvalidParameter, err)
		return
	}
	require.LessOrEqual(t, len(escaped), 3*len(text))
	require.Regexp(t, `\A([!$&-;=?@A-Z_a-z]|%[0-9A-F]{2})*\z`, decode(escaped))
	require.Equal(t, text, Decoded(escaped))
}
