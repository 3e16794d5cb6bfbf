package winhttp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestAutomaticChunking: what goes over the wire with WINHTTP_FLAG_AUTOMATIC_CHUNKING (protocol.md 6.3).
func TestAutomaticChunking(t *testing.T) {
	large := strings.Repeat("x", 20_000)
	for _, row := range []struct {
		name, verb, headers, optional string
		total                         uint32
		writes                        []string
		end, want                     string // what the server waits for, and what it gets behind the head
	}{
		{"pieces", "POST", "", "", 0, []string{"hello", "", " world"}, "0\r\n\r\n", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"},
		{"nothing", "PUT", "", "", 0, nil, "0\r\n\r\n", "0\r\n\r\n"},
		{"optional data", "POST", "", "abc", 0, []string{"d"}, "0\r\n\r\n", "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"},
		{"a large piece", "POST", "", "", 0, []string{large}, "0\r\n\r\n", "4e20\r\n" + large + "\r\n0\r\n\r\n"},
		{"a length", "POST", "", "", 5, []string{"hello"}, "hello", "hello"},
		{"a length of the application's", "POST", "Content-Length: 5", "", 0, []string{"hello"}, "hello", "hello"},
		{"chunks of the application's", "POST", "Transfer-Encoding: chunked", "", 0, []string{"0\r\n\r\n"}, "0\r\n\r\n", "0\r\n\r\n"},
		{"GET", "GET", "", "", 0, nil, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				script := wintest.Script{wintest.Until("\r\n\r\n")}
				if row.end != "" {
					script = append(script, wintest.Until(row.end))
				}
				s := b.serve(append(script, wintest.Send(hello), wintest.Request(0), wintest.Send(hello), wintest.Hold()))
				q := b.request(row.verb, "/", WINHTTP_FLAG_AUTOMATIC_CHUNKING)
				require.NoError(b, WinHttpSendRequest(q, row.headers, []byte(row.optional), row.total, nil))
				for _, w := range row.writes {
					var n uint32
					require.NoError(b, WinHttpWriteData(q, []byte(w), &n))
					require.EqualValues(b, len(w), n)
				}
				require.NoError(b, WinHttpReceiveResponse(q, nil))
				require.Equal(b, "hello", b.body(q))
				head, body, _ := strings.Cut(s.Received(0), "\r\n\r\n")
				require.Equal(b, row.want, body)
				require.Equal(b, strings.Contains(row.want, "0\r\n\r\n"), strings.Contains(head, "Transfer-Encoding: chunked"))
				b.exchange(b.get()) // on the same connection
			})
		})
	}
}
