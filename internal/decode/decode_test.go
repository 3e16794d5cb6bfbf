package decode

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
)

// script is a source that gives one piece at a time, then an end or an error.
type script struct {
	pieces []string
	err    error
}

func (s *script) Read(p []byte) (int, error) {
	if len(s.pieces) == 0 {
		return 0, s.err
	}
	n := copy(p, s.pieces[0])
	if s.pieces[0] = s.pieces[0][n:]; s.pieces[0] == "" {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

func encode(t testing.TB, text string, open func(io.Writer) io.WriteCloser) string {
	var out bytes.Buffer
	w := open(&out)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.String()
}

func toGzip(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
func toZlib(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func toFlate(w io.Writer) io.WriteCloser {
	f, _ := flate.NewWriter(w, flate.BestCompression)
	return f
}

// readAll reads in small bites.
func readAll(b *Body) (text string, err error) {
	for {
		var p [7]byte
		n, err := b.Read(p[:])
		if text += string(p[:n]); err != nil || n == 0 {
			return text, err
		}
	}
}

// protocol.md 6.7: both meanings of deflate, an empty body, several members, garbage behind the end.
func TestDecode(t *testing.T) {
	long := strings.Repeat("a text that is longer than what is decoded ahead. ", 2000)
	for _, text := range []string{"", "hello", long} {
		for _, row := range []struct {
			coding Coding
			data   string
		}{
			{Gzip, encode(t, text, toGzip)},
			{Deflate, encode(t, text, toZlib)},
			{Deflate, encode(t, text, toFlate)},
			{Gzip, encode(t, text, toGzip) + "garbage behind the end"},
			{Gzip, encode(t, text, toGzip) + "\r\n"},
			{Gzip, encode(t, "", toGzip) + encode(t, text, toGzip)},
		} {
			for _, size := range []int{3, 100, 1 << 20} {
				var s script
				for data := row.data; data != ""; {
					n := min(size, len(data))
					s.pieces = append(s.pieces, data[:n])
					data = data[n:]
				}
				b := New(row.coding, &s)
				got, err := readAll(b)
				require.NoError(t, err)
				require.Equal(t, text, got)
				require.True(t, b.Ended())
				require.NoError(t, b.Wait())
			}
		}
	}
	for _, c := range []Coding{Gzip, Deflate} {
		got, err := readAll(New(c, new(script)))
		require.NoError(t, err)
		require.Empty(t, got)
	}
}

// What is cut off or no such coding is InvalidServerResponse, behind what could be decoded.
func TestBroken(t *testing.T) {
	whole := encode(t, strings.Repeat("hello ", 100), toGzip)
	wrong := whole[:len(whole)-8] + "12345678"
	for _, data := range []string{whole[:1], whole[:5], whole[:len(whole)-1], wrong, "no gzip at all"} {
		_, err := readAll(New(Gzip, &script{pieces: []string{data}}))
		require.Equal(t, werr.InvalidServerResponse, werr.From(err), "%q", data)
	}
	_, err := readAll(New(Deflate, &script{pieces: []string{"\xff\xff\xff"}}))
	require.Equal(t, werr.InvalidServerResponse, werr.From(err))
}

// The source's error stays what it is.
func TestSourceError(t *testing.T) {
	data := encode(t, "hello", toGzip)
	for n := range len(data) {
		var pieces []string
		if n > 0 {
			pieces = []string{data[:n]}
		}
		_, err := readAll(New(Gzip, &script{pieces: pieces, err: werr.Timeout}))
		require.Equal(t, werr.Timeout, err, "%d", n)
	}
}

func TestTakeAndUnread(t *testing.T) {
	b := New(Gzip, &script{pieces: []string{encode(t, "hello", toGzip)}})
	require.Zero(t, b.Buffered())
	require.False(t, b.Ended())
	require.NoError(t, b.Wait())
	require.Equal(t, 5, b.Buffered())
	var p [3]byte
	require.Equal(t, 3, b.Take(p[:]))
	b.Unread(p[:])
	text, err := readAll(b)
	require.NoError(t, err)
	require.Equal(t, "hello", text)
}

// A bomb is decoded as far as somebody reads, and no further.
func TestBomb(t *testing.T) {
	data := encode(t, strings.Repeat("\x00", 10<<20), toGzip)
	s := &script{pieces: []string{data}}
	b := New(Gzip, s)
	require.NoError(t, b.Wait())
	require.LessOrEqual(t, b.Buffered(), bufferSize)
	require.NotEmpty(t, s.pieces)
}

func TestOf(t *testing.T) {
	for _, row := range []struct {
		header  string
		enabled Coding
		want    Coding
	}{
		{"gzip", 3, Gzip}, {" GZIP ", 1, Gzip}, {"x-gzip", 3, Gzip}, {"deflate", 3, Deflate}, {"gzip", 2, 0}, {"deflate", 1, 0},
		{"br", 3, 0}, {"gzip, gzip", 3, 0}, {"", 3, 0}, {"gzip", 0, 0},
	} {
		require.Equal(t, row.want, Of(row.header, row.enabled), row.header)
	}
}

func TestAccept(t *testing.T) {
	for _, row := range []struct {
		application string
		enabled     Coding
		want        string
	}{
		{"", 3, "gzip, deflate"}, {"", 1, "gzip"}, {"", 2, "deflate"}, {"br", 3, "br, gzip, deflate"},
		{"deflate, GZIP;q=0.5", 3, "deflate, GZIP;q=0.5"}, {"gzip, gzip", 1, "gzip"}, {" , x", 1, "x, gzip"},
	} {
		require.Equal(t, row.want, Accept(row.application, row.enabled))
	}
}

// Nothing that a server sends panics or decodes to more than is asked for.
func FuzzBody(f *testing.F) {
	f.Add(uint32(1), encode(f, "hello", toGzip))
	f.Add(uint32(2), encode(f, "hello", toZlib))
	f.Add(uint32(2), encode(f, "hello", toFlate))
	f.Fuzz(func(t *testing.T, coding uint32, data string) {
		b := New(Coding(coding&1+1), &script{pieces: strings.SplitAfter(data, "x")})
		for range 100 {
			var p [100]byte
			if n, err := b.Read(p[:]); err != nil || n == 0 {
				break
			}
			require.LessOrEqual(t, b.Buffered(), bufferSize)
		}
	})
}
