package transport

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// readChunks reads a chunked body that arrives at once, byte by byte, and in two parts at every position near its
// beginning and its end. The results must be the same.
func readChunks(t *testing.T, text string) (body string, trailers *header.Block, err error) {
	t.Helper()
	read := func(w *wire) (string, *Exchange, error) {
		x := bodyOnWire(w, header.Chunked, 0)
		got, err := x.rest(1000)
		return got, x, err
	}
	body, x, err := read(cut(text, io.EOF))
	again := func(w *wire, how any) {
		b, _, e := read(w)
		require.Equal(t, body, b, "%v", how)
		require.Equal(t, werr.From(err), werr.From(e), "%v: %v and %v", how, err, e)
	}
	again(cut(text, io.EOF, everywhere(text)...), "single bytes")
	for at := range text {
		if at < 40 || at > len(text)-40 {
			again(cut(text, io.EOF, at), at)
		}
	}
	x.Finish()
	return body, x.Trailers(), err
}

// chunkRows are the table of protocol.md 6.5, and what the rows of errors.tsv about chunks add.
var chunkRows = []struct {
	name, text, body string
	err              werr.Code
}{
	{"plain", "5\r\nhello\r\n" + lastOne, "hello", 0},
	{"blank behind the size", "5 \r\nhello\r\n" + lastOne, "hello", 0},
	{"tab behind the size", "5\t\r\nhello\r\n" + lastOne, "hello", 0},
	{"extension", "5;ext=1\r\nhello\r\n" + lastOne, "hello", 0},
	{"extension with blanks", "5 ; a\r\nhello\r\n" + lastOne, "hello", 0},
	{"extension with quoted text", "5;a=\"b;\\\"c\"\r\nhello\r\n" + lastOne, "hello", 0},
	{"extension of the last chunk", "5\r\nhello\r\n0;a\r\n\r\n", "hello", 0},
	{"empty extension", "5;\r\nhello\r\n" + lastOne, "hello", 0},
	{"upper case", "A\r\n0123456789\r\n" + lastOne, "0123456789", 0},
	{"lower case", "a\r\n0123456789\r\n" + lastOne, "0123456789", 0},
	{"leading zeros", "0005\r\nhello\r\n" + lastOne, "hello", 0},
	{"many leading zeros", zeros(4095) + "5\r\nhello\r\n" + lastOne, "hello", 0},
	{"many zeros for the end", "5\r\nhello\r\n" + zeros(4096) + "\r\n\r\n", "hello", 0},
	{"data that looks like chunks", "b\r\n5\r\nhello\r\n0\r\n" + lastOne, "5\r\nhello\r\n0", 0},
	{"bare LF everywhere", "5\nhello\n0\n\n", "hello", 0},
	{"bare LF behind the size", "5\nhello\r\n" + lastOne, "hello", 0},
	{"bare LF behind the data", "5\r\nhello\n" + lastOne, "hello", 0},
	{"bare LF at the end", "5\r\nhello\r\n0\r\n\n", "hello", 0},

	{"empty size", "\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"no size but an extension", ";a\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"no size but a blank", " \r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"blank before the size", " 5\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"xyz", "xyz\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"-1", "-1\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"+5", "+5\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"0x5", "0x5\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"5_0", "5_0\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"7gibberish", "7gibberish\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"5x", "5x\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"5 5", "5 5\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"vertical tab", "5\v\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"form feed", "5\f\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"two CR", "5\r\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"characters beside the digits: /", "/\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"characters beside the digits: :", ":\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"characters beside the digits: @", "@\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"characters beside the digits: G", "G\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"characters beside the digits: `", "`\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"characters beside the digits: g", "g\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"a control character that is a digit but for one bit", "\x15\r\nhello\r\n" + lastOne, "", werr.InvalidServerResponse},
	{"no CRLF after the data", "5\r\nhello0\r\n\r\n", "hello", werr.InvalidServerResponse},
	{"other bytes after the data", "5\r\nhello!\r\n" + lastOne, "hello", werr.InvalidServerResponse},
	{"a blank line more after the data", "5\r\nhello\r\n\r\n" + lastOne, "hello", werr.InvalidServerResponse},
	{"CR but no LF after the data", "5\r\nhello\r0\r\n\r\n", "hello", werr.InvalidServerResponse},

	{"largest size", "7fffffffffffffff\r\nhello", "hello", werr.ConnectionError},
	{"size overflow by one", "8000000000000000\r\nhello", "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"size overflow", "10000000000000005\r\nhello", "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"size overflow by far", strings.Repeat("f", 4000) + "\r\nhello", "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"longest size line", "5;" + strings.Repeat("a", 4094) + "\r\nhello\r\n" + lastOne, "hello", 0},
	{"size line too long by one", "5;" + strings.Repeat("a", 4095) + "\r\nhello\r\n" + lastOne, "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"blanks in the size line", "5" + blanks(4095) + "\r\nhello\r\n" + lastOne, "hello", 0},
	{"longest size line without its end", "5;" + strings.Repeat("a", 4094) + "\r", "", werr.ConnectionError},
	{"size line without its end, too long by one", "5;" + strings.Repeat("a", 4096), "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"endless blanks in the size line", "5" + blanks(5000), "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"endless extension", "5;" + strings.Repeat("a", 5000), "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"endless digits", zeros(5000), "", werr.ChunkedEncodingHeaderSizeOverflow},
	{"endless extension of a later chunk", "5\r\nhello\r\n5;" + strings.Repeat("a", 5000), "hello", werr.ChunkedEncodingHeaderSizeOverflow},
}

const lastOne = "0\r\n\r\n"

func blanks(n int) string { return strings.Repeat(" ", n) }

func zeros(n int) string { return strings.Repeat("0", n) }

func TestChunkRows(t *testing.T) {
	for _, row := range chunkRows {
		t.Run(row.name, func(t *testing.T) {
			body, _, err := readChunks(t, row.text)
			requireCode(t, row.err, err)
			require.Equal(t, row.body, body)
		})
	}
}

// Trailers are fields like any other, as large as a head may be (protocol.md 6.5; query.md section 6).
func TestChunkTrailers(t *testing.T) {
	long := func(n int) string { return "A: " + strings.Repeat("b", n-3) }
	for _, row := range []struct {
		name, text string
		want       []string
		err        werr.Code
	}{
		{"none", "\r\n", nil, 0},
		{"one", "A: b\r\n\r\n", []string{"A: b"}, 0},
		{"several, in order and case", "B: 1\r\na: 2\r\nB: 3\r\n\r\n", []string{"B: 1", "a: 2", "B: 3"}, 0},
		{"bare LF", "A: b\nC: d\n\n", []string{"A: b", "C: d"}, 0},
		{"blanks", "A :  b \r\n\r\n", []string{"A: b"}, 0},
		{"folded", "A: b\r\n\tc\r\n\r\n", []string{"A: b c"}, 0},
		{"names that frame a body", "Content-Length: 7\r\nTransfer-Encoding: x\r\n\r\n", []string{"Content-Length: 7", "Transfer-Encoding: x"}, 0},
		{"no colon", "A b\r\n\r\n", nil, werr.InvalidServerResponse},
		{"empty name", ": b\r\n\r\n", nil, werr.InvalidServerResponse},
		{"blank inside the name", "A b: c\r\n\r\n", nil, werr.InvalidServerResponse},
		{"CR inside", "A: b\rc\r\n\r\n", nil, werr.InvalidServerResponse},
		{"folded first line", " A: b\r\n\r\n", nil, werr.InvalidServerResponse},
		{"too many", strings.Repeat("A: b\r\n", 1025) + "\r\n", nil, werr.HeaderCountExceeded},
		{"largest", long(maxHead-2) + "\r\n\r\n", []string{long(maxHead - 2)}, 0},
		{"one line above the limit", long(maxHead+1) + "\r\n\r\n", nil, werr.HeaderSizeOverflow},
		{"lines above the limit", strings.Repeat(long(1022)+"\r\n", 65) + "\r\n", nil, werr.HeaderSizeOverflow},
		{"endless line", long(2 * maxHead), nil, werr.HeaderSizeOverflow},
	} {
		t.Run(row.name, func(t *testing.T) {
			body, trailers, err := readChunks(t, "5\r\nhello\r\n0\r\n"+row.text)
			require.Equal(t, "hello", body)
			requireCode(t, row.err, err)
			var got []string
			for _, f := range trailers.Fields() {
				got = append(got, f.Name+": "+f.Value)
			}
			require.Equal(t, row.want, got)
		})
	}
}

// Trailers are empty until the body has been read to its end, and fixed afterwards (protocol.md 5.6).
func TestChunkTrailersComeWithTheEnd(t *testing.T) {
	x := bodyOnWire(cut("5\r\nhello\r\n0\r\nA: b\r\n\r\n", io.EOF, 12), header.Chunked, 0)
	x.Take(make([]byte, 3))
	require.Zero(t, x.Trailers().Len())
	_, err := x.rest(10)
	require.NoError(t, err)
	x.Finish()
	for range 2 {
		require.Equal(t, []header.Field{{Name: "A", Value: "b"}}, x.Trailers().Fields())
		x.Abandon()
	}
}

// Buffered does not look beyond a chunk, Take does.
func TestChunkBuffered(t *testing.T) {
	x := bodyOnWire(cut("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", io.EOF), header.Chunked, 0)
	require.NoError(t, x.Wait())
	require.Equal(t, 3, x.Buffered())
	require.Equal(t, 1, x.Take(make([]byte, 1)))
	require.Equal(t, 2, x.Buffered())
	p := make([]byte, 10)
	require.Equal(t, "bcde", string(p[:x.Take(p)]))
	require.True(t, x.Ended())
}

// Endless framing costs a bounded amount of memory and ends in an error (design.md, "Bad input").
func TestChunkFloodIsBounded(t *testing.T) {
	for _, row := range []struct {
		begin, text string
		err         werr.Code
	}{
		{"", "0", werr.ChunkedEncodingHeaderSizeOverflow},
		{"5", " ", werr.ChunkedEncodingHeaderSizeOverflow},
		{"5;", "a", werr.ChunkedEncodingHeaderSizeOverflow},
		{"5\r\nhello", "x", werr.InvalidServerResponse},
		{"0\r\n", "A", werr.HeaderSizeOverflow},
		{"0\r\n", "A: b\r\n", werr.HeaderSizeOverflow},
		{"0\r\nA: b\r\n", " b\r\n", werr.HeaderSizeOverflow},
	} {
		t.Run(fmt.Sprintf("%q %q", row.begin, row.text), func(t *testing.T) {
			f := &flood{begin: row.begin, text: row.text}
			x := bodyOnWire(f, header.Chunked, 0)
			var err error
			require.Less(t, allocated(func() { _, err = x.rest(100) }), uint64(1<<20))
			requireCode(t, row.err, err)
			require.Less(t, f.sent, int64(1<<20))
		})
	}
}
