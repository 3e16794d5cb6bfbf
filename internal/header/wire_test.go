package header_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/header"
)

// The list of query.md section 4, with X-One, Authorizatio and X-Two for "all others".
var wireOrder = strings.Split("Cache-Control, Connection, Date, Pragma, Trailer, Transfer-Encoding, Upgrade, Via, Warning, "+
	"Allow, Content-Type, Content-Encoding, Content-Language, Content-Location, Content-MD5, Content-Range, Expires, "+
	"Last-Modified, Accept, Accept-Charset, Accept-Encoding, Accept-Language, Authorization, Cookie, Expect, From, If-Match, "+
	"If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Max-Forwards, Proxy-Authorization, Referer, Range, TE, "+
	"User-Agent, X-One, Authorizatio, X-Two, Content-Length, Host", ", ")

func TestWireOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var b header.Block
		for _, name := range append(slices.Clone(wireOrder), wireOrder[random.IntN(37)]) {
			b.Append(header.Field{Name: name, Value: "v"})
		}
		fields := b.Fields()
		random.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		var others []string
		for i := range fields {
			fields[i].Value = string(rune('A' + i))
			if slices.Contains(wireOrder[37:40], fields[i].Name) {
				others = append(others, fields[i].Name)
			}
		}
		order := slices.Concat(wireOrder[:37], others, wireOrder[40:])
		want := "GET / HTTP/1.1\r\n"
		for _, name := range order {
			for i := 0; ; i++ {
				value, ok := b.Get(name, i)
				if !ok {
					break
				}
				want += name + ": " + value + "\r\n"
			}
		}
		require.Equal(t, want+"\r\n", string(header.AppendRequest(nil, "GET", "/", "HTTP/1.1", &b)))
	}
}

func TestAppendRequest(t *testing.T) {
	require.Equal(t, "> pOsT /x HTTP/1.0\r\n\r\n",
		string(header.AppendRequest([]byte("> "), "pOsT", "/x", "HTTP/1.0", &header.Block{})))

	b := blockOf(t, "HOST: h\nx: 1\nuser-agent: u\nX: \u00e9\ncontent-length: 0\ncookie:")
	require.Equal(t, "GET / HTTP/1.1\r\ncookie: \r\nuser-agent: u\r\nx: 1\r\nX: \xe9\r\ncontent-length: 0\r\nHOST: h\r\n\r\n",
		string(header.AppendRequest(nil, "GET", "/", "HTTP/1.1", b)))

	many := blockOf(t, strings.Repeat("x: 1\naccept: 2\n", 100))
	require.Equal(t, "GET / HTTP/1.1\r\n"+strings.Repeat("accept: 2\r\n", 100)+strings.Repeat("x: 1\r\n", 100)+"\r\n",
		string(header.AppendRequest(nil, "GET", "/", "HTTP/1.1", many)))
}

const typicalRequest = "User-Agent: agent\nHost: example.com\nConnection: Keep-Alive\nAccept: */*\nX-Id: 1\nCookie: a=b"

func TestAppendRequestAllocations(t *testing.T) {
	b := blockOf(t, typicalRequest)
	dst := make([]byte, 0, 4096)
	require.Zero(t, testing.AllocsPerRun(100, func() { dst = header.AppendRequest(dst[:0], "GET", "/", "HTTP/1.1", b) }))
}

func BenchmarkAppendRequest(b *testing.B) {
	block := blockOf(b, typicalRequest)
	dst := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		dst = header.AppendRequest(dst[:0], "GET", "/", "HTTP/1.1", block)
	}
}
