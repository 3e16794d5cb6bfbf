package winhttp

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

func encoded(text string, open func(io.Writer) io.WriteCloser) string {
	var out bytes.Buffer
	w := open(&out)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return out.String()
}

func gzipped(text string) string {
	return encoded(text, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

// coded is a response with a coded body in one of the framings.
func coded(coding, framing, data string) string {
	head := "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n"
	switch framing {
	case "length":
		return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(data), data)
	case "chunks":
		return fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", head, len(data), data)
	}
	return head + "\r\n" + data
}

// TestDecompression is protocol.md 6.7: what is decoded, and what its headers then say.
func TestDecompression(t *testing.T) {
	text := strings.Repeat("a body that is worth to be made shorter. ", 1000)
	zipped := gzipped(text)
	flat := encoded(text, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	for _, row := range []struct {
		name, verb, answer string
		option             uint32
		want               string // the body
		decoded            bool
	}{
		{"gzip", "GET", coded("gzip", "length", zipped), 3, text, true},
		{"gzip in chunks", "GET", coded("gzip", "chunks", zipped), 1, text, true},
		{"gzip to the end", "GET", coded("GZip", "", zipped), 1, text, true},
		{"deflate", "GET", coded("deflate", "length", flat), 2, text, true},
		{"not asked for", "GET", coded("gzip", "length", zipped), 0, zipped, false},
		{"not enabled", "GET", coded("gzip", "length", zipped), 2, zipped, false},
		{"unknown", "GET", coded("br", "length", "xyz"), 3, "xyz", false},
		{"two codings", "GET", coded("gzip, gzip", "length", "xyz"), 3, "xyz", false},
		{"HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n", 3, "", false},
		{"empty", "GET", coded("gzip", "length", ""), 3, "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				answers := []wintest.Step{wintest.Request(0), wintest.Send(row.answer)}
				if strings.Contains(row.answer, "Content-Length") || strings.Contains(row.answer, "chunked") {
					answers = append(answers, wintest.Request(0), wintest.Send(hello), wintest.Hold()) // the connection serves another
				}
				b.serve(answers)
				q := b.request(row.verb, "/", 0)
				if row.option != 0 {
					require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DECOMPRESSION, row.option))
				}
				b.exchange(q)
				var value string
				for _, level := range []uint32{WINHTTP_QUERY_CONTENT_ENCODING, WINHTTP_QUERY_CONTENT_LENGTH} {
					err := WinHttpQueryHeaders(q, level, "", &value, nil)
					if row.decoded {
						requireCode(b, ERROR_WINHTTP_HEADER_NOT_FOUND, err)
					} else {
						require.NoError(b, err)
					}
				}
				require.Equal(b, row.want, b.body(q))
				if len(answers) > 2 {
					b.exchange(b.get())
				}
			})
		})
	}
}

// TestDecompressionRequests is what the request asks for.
func TestDecompressionRequests(t *testing.T) {
	for _, row := range []struct {
		option        uint32
		headers, want string
	}{
		{3, "", "Accept-Encoding: gzip, deflate\r\n"},
		{1, "", "Accept-Encoding: gzip\r\n"},
		{3, "Accept-Encoding: br;q=1, gzip", "Accept-Encoding: br;q=1, gzip, deflate\r\n"},
		{0, "Accept-Encoding: br", "Accept-Encoding: br\r\n"},
	} {
		bubble(t, func(b *bed) {
			s := b.serve(answering(hello))
			require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_DECOMPRESSION, row.option))
			q := b.get()
			require.NoError(b, WinHttpSendRequest(q, row.headers, nil, 0, nil))
			synctest.Wait()
			require.Contains(b, s.Requests()[0], row.want)
			require.Equal(b, 1, strings.Count(s.Requests()[0], "Accept-Encoding"))
		})
	}
}

// TestBrokenCoding: what is cut off or wrong is no valid response; a timeout stays one.
func TestBrokenCoding(t *testing.T) {
	data := gzipped(strings.Repeat("hello ", 1000))
	for _, row := range []struct {
		answer string
		want   Code
	}{
		{coded("gzip", "length", data[:len(data)/2]), ERROR_WINHTTP_INVALID_SERVER_RESPONSE},
		{coded("gzip", "length", "this is no gzip"), ERROR_WINHTTP_INVALID_SERVER_RESPONSE},
		{strings.TrimSuffix(coded("gzip", "length", data), data[10:]), ERROR_WINHTTP_TIMEOUT},
	} {
		bubble(t, func(b *bed) {
			b.serve(wintest.Script{wintest.UntilGone(wintest.Request(0), wintest.Send(row.answer), wintest.Hold())})
			q := b.get()
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DECOMPRESSION, WINHTTP_DECOMPRESSION_FLAG_ALL))
			b.exchange(q)
			var err error
			for n := uint32(1); err == nil && n > 0; {
				err = WinHttpReadData(q, make([]byte, 10000), &n)
			}
			requireCode(b, row.want, err)
		})
	}
}

// TestCompressionBomb: a body that grows a thousandfold comes in pieces as small as asked for.
func TestCompressionBomb(t *testing.T) {
	bomb := gzipped(strings.Repeat("\x00", 32<<20))
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.UntilGone(wintest.Request(0), wintest.Send(coded("gzip", "length", bomb)), wintest.Hold())})
		q := b.get()
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_DECOMPRESSION, WINHTTP_DECOMPRESSION_FLAG_GZIP))
		b.exchange(q)
		var n, available uint32
		total := 0
		for {
			require.NoError(b, WinHttpQueryDataAvailable(q, &available))
			require.LessOrEqual(b, available, uint32(8192))
			if available == 0 {
				break
			}
			require.NoError(b, WinHttpReadData(q, make([]byte, available), &n))
			require.Equal(b, available, n)
			total += int(n)
		}
		require.Equal(b, 32<<20, total)
	})
}
