package winhttp

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

func (b *bed) set(h HINTERNET, option uint32, value any) {
	b.Helper()
	require.NoError(b, WinHttpSetOption(h, option, value))
}

// whole makes an exchange and reads the body, or says which call fails with what.
func (b *bed) whole(q HINTERNET, headers string) string {
	if err := WinHttpSendRequest(q, headers, nil, 0, nil); err != nil {
		return "send " + GetLastError(err).Name()
	}
	if err := WinHttpReceiveResponse(q, nil); err != nil {
		return "receive " + GetLastError(err).Name()
	}
	text, err := readBody(q)
	if err != nil {
		return text + " read " + GetLastError(err).Name()
	}
	return text
}

// TestHTTP2Request is what of a request goes out (protocol.md 5.6).
func TestHTTP2Request(t *testing.T) {
	bubble(t, func(b *bed) {
		var got *seen
		var body string
		b.serve2(b.frames(nil, func(p *peer2) {
			got = p.request()
			body = p.rest()
			p.hello(got.id)
		}))
		q := b.secure("POST", "/a b?c")
		require.NoError(b, WinHttpAddRequestHeaders(q, "Keep-Alive: 5\r\nProxy-Connection: x\r\nUpgrade: x\r\nTE: trailers, deflate\r\nX-Own: Value", WINHTTP_ADDREQ_FLAG_ADD))
		require.NoError(b, WinHttpSendRequest(q, "", []byte("12345"), 5, nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Equal(b, "12345", body)
		require.Equal(b, `:method: POST
:authority: example.com
:scheme: https
:path: /a%20b?c
x-own: Value
user-agent: agent/1.0
content-length: 5
`, got.text)
	})
}

// TestHTTP2Choice is when HTTP/2 is offered, and what else forces HTTP/1.1.
func TestHTTP2Choice(t *testing.T) {
	bit := func(option uint32, value any) func(b *bed, q HINTERNET) {
		return func(b *bed, q HINTERNET) { b.set(q, option, value) }
	}
	own := func(b *bed, q HINTERNET) {
		require.NoError(b, WinHttpAddRequestHeaders(q, "Transfer-Encoding: chunked", WINHTTP_ADDREQ_FLAG_ADD))
	}
	for _, row := range []struct {
		name    string
		version string
		prepare func(b *bed, q HINTERNET)
		want    string // the protocols that the client offers
	}{
		{"switched on", "", nil, "h2 http/1.1"},
		{"switched off", "", bit(WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL, uint32(0)), ""},
		{"HTTP/3 alone", "", bit(WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL, WINHTTP_PROTOCOL_FLAG_HTTP3), ""},
		{"both", "", bit(WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL, WINHTTP_PROTOCOL_FLAG_HTTP2|WINHTTP_PROTOCOL_FLAG_HTTP3), "h2 http/1.1"},
		{"HTTP/1.0", "HTTP/1.0", nil, ""},
		{"HTTP/1.0 by option", "", bit(WINHTTP_OPTION_HTTP_VERSION, HTTP_VERSION_INFO{1, 0}), ""},
		{"chunks of the application's", "", own, ""},
		{"no client certificate", "", bit(WINHTTP_OPTION_CLIENT_CERT_CONTEXT, nil), "h2 http/1.1"},
		{"a client certificate", "", func(b *bed, q HINTERNET) {
			b.set(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &b.certificate().Config().Certificates[0])
		}, ""},
		{"a client certificate, allowed", "", func(b *bed, q HINTERNET) {
			b.set(b.session, WINHTTP_OPTION_ENABLE_HTTP2_PLUS_CLIENT_CERT, true)
			b.set(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &b.certificate().Config().Certificates[0])
		}, ""}, // a request takes the setting of the session over when it is opened
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				offered := ""
				config := b.certificate().Config()
				config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
					offered = strings.Join(h.SupportedProtos, " ")
					return nil, nil
				}
				b.allow2(b.session)
				wintest.Serve(b.T, b.net.Listen(address+":443"), wintest.Script{wintest.TLS(config), wintest.Request(0), wintest.Send(hello), wintest.Hold()})
				q := b.keep(WinHttpOpenRequest(b.connect(host, 0), "GET", "/", row.version, "", nil, WINHTTP_FLAG_SECURE))
				if row.prepare != nil {
					row.prepare(b, q)
				}
				require.Equal(b, "hello", b.whole(q, ""))
				require.Equal(b, row.want, offered)
				require.Zero(b, b.used(q))
			})
		})
	}
}

// TestHTTP2Required is WINHTTP_OPTION_HTTP_PROTOCOL_REQUIRED: nothing else will do.
func TestHTTP2Required(t *testing.T) {
	const mismatch = "send ERROR_WINHTTP_HTTP_PROTOCOL_MISMATCH"
	both := WINHTTP_PROTOCOL_FLAG_HTTP2 | WINHTTP_PROTOCOL_FLAG_HTTP3
	for _, row := range []struct {
		name    string
		enabled uint32
		flags   uint32
		server  func(b *bed) wintest.Script // nil: not asked
		want    string
	}{
		{"HTTP/2", WINHTTP_PROTOCOL_FLAG_HTTP2, WINHTTP_FLAG_SECURE, func(b *bed) wintest.Script {
			return b.frames(nil, func(p *peer2) { p.hello(p.request().id) })
		}, "hello"},
		{"a server with HTTP/1.1", both, WINHTTP_FLAG_SECURE, func(b *bed) wintest.Script { return b.over1([]string{"http/1.1"}, wintest.Hold()) }, mismatch},
		{"a server without ALPN", WINHTTP_PROTOCOL_FLAG_HTTP2, WINHTTP_FLAG_SECURE, func(b *bed) wintest.Script { return b.over1(nil, wintest.Hold()) }, mismatch},
		{"HTTP/3", WINHTTP_PROTOCOL_FLAG_HTTP3, WINHTTP_FLAG_SECURE, nil, mismatch},
		{"without TLS", WINHTTP_PROTOCOL_FLAG_HTTP2, 0, nil, mismatch},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				if row.server != nil {
					b.serve2(row.server(b))
				}
				q := b.request("GET", "/", row.flags)
				b.set(q, WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL, row.enabled)
				b.set(q, WINHTTP_OPTION_HTTP_PROTOCOL_REQUIRED, true)
				require.Equal(b, row.want, b.whole(q, ""))
			})
		})
	}
}

// TestHTTP2Bodies are the ends of a body, and what is wrong with one.
func TestHTTP2Bodies(t *testing.T) {
	fixed := func(p *peer2, id uint32, length string) {
		p.head(id, false, ":status", "200", "content-length", length)
	}
	for _, row := range []struct {
		name    string
		verb    string
		options map[uint32]any
		answer  func(p *peer2, id uint32)
		want    string
		trailer string
	}{
		{"end of stream", "GET", nil, func(p *peer2, id uint32) { p.hello(id) }, "hello", "-"},
		{"in pieces", "GET", nil, func(p *peer2, id uint32) {
			fixed(p, id, "5")
			p.data(id, false, "he")
			p.data(id, false, "")
			p.data(id, false, "llo")
			p.data(id, true, "")
		}, "hello", "-"},
		{"no body", "GET", nil, func(p *peer2, id uint32) { p.head(id, true, ":status", "200") }, "", "-"},
		{"HEAD", "HEAD", nil, func(p *peer2, id uint32) { p.head(id, true, ":status", "200", "content-length", "5") }, "", "-"},
		{"204", "GET", nil, func(p *peer2, id uint32) { p.head(id, true, ":status", "204") }, "", "-"},
		{"length reached, stream open", "GET", nil, func(p *peer2, id uint32) {
			fixed(p, id, "5")
			p.data(id, false, "hello")
		}, "hello", "-"},
		{"length reached, end required", "GET", map[uint32]any{WINHTTP_OPTION_REQUIRE_STREAM_END: true}, func(p *peer2, id uint32) {
			fixed(p, id, "5")
			p.data(id, false, "hello")
			p.head(id, true, "x-end", "now")
		}, "hello", "now"},
		{"longer than the length, end required", "GET", map[uint32]any{WINHTTP_OPTION_REQUIRE_STREAM_END: true}, func(p *peer2, id uint32) {
			fixed(p, id, "3")
			p.data(id, true, "hello")
		}, "hello", "-"},
		{"trailers", "GET", nil, func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200")
			p.data(id, false, "hello")
			p.head(id, true, "x-end", "now")
		}, "hello", "now"},
		{"short", "GET", nil, func(p *peer2, id uint32) {
			fixed(p, id, "9")
			time.Sleep(time.Second)
			p.data(id, true, "hello")
		}, " read ERROR_WINHTTP_INVALID_SERVER_RESPONSE", "-"},
		{"long", "GET", nil, func(p *peer2, id uint32) {
			fixed(p, id, "3")
			time.Sleep(time.Second)
			p.data(id, true, "hello")
		}, " read ERROR_WINHTTP_INVALID_SERVER_RESPONSE", "-"},
		{"reset", "GET", nil, func(p *peer2, id uint32) {
			fixed(p, id, "9")
			time.Sleep(time.Second)
			p.data(id, false, "hello")
			time.Sleep(time.Second)
			p.reset(id, http2.ErrCodeInternal)
		}, " read ERROR_WINHTTP_CONNECTION_ERROR", "-"},
		{"silence", "GET", nil, func(p *peer2, id uint32) { fixed(p, id, "9") }, " read ERROR_WINHTTP_TIMEOUT", "-"},
		{"transfer coding", "GET", nil, func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200", "transfer-encoding", "chunked")
			p.data(id, true, "hello")
		}, "hello", "-"},
		{"transfer coding refused", "GET", map[uint32]any{WINHTTP_OPTION_HTTP2_PLUS_TRANSFER_ENCODING: false}, func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200", "transfer-encoding", "chunked")
			p.data(id, true, "hello")
		}, "receive ERROR_WINHTTP_INVALID_SERVER_RESPONSE", "-"},
		{"gzip", "GET", map[uint32]any{WINHTTP_OPTION_DECOMPRESSION: WINHTTP_DECOMPRESSION_FLAG_ALL}, func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200", "content-encoding", "gzip")
			p.data(id, true, gzipped("hello"))
		}, "hello", "-"},
		{"status 101", "GET", nil, func(p *peer2, id uint32) { p.head(id, false, ":status", "101") }, "receive ERROR_WINHTTP_INVALID_SERVER_RESPONSE", "-"},
		{"no status", "GET", nil, func(p *peer2, id uint32) { p.head(id, false, "a", "b") }, "receive ERROR_WINHTTP_INVALID_SERVER_RESPONSE", "-"},
		{"large header", "GET", nil, func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200", "a", strings.Repeat("x", 5_000), "b", strings.Repeat("y", 5_000))
		}, "receive ERROR_WINHTTP_HEADER_SIZE_OVERFLOW", "-"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve2(b.frames(nil, func(p *peer2) { row.answer(p, p.request().id) }))
				q := b.secure(row.verb, "/")
				b.set(q, WINHTTP_OPTION_MAX_RESPONSE_HEADER_SIZE, uint32(8_000))
				for option, value := range row.options {
					b.set(q, option, value)
				}
				require.Equal(b, row.want, b.whole(q, ""))
				if row.trailer != "-" {
					require.Equal(b, row.trailer, queryText(q, WINHTTP_QUERY_CUSTOM|WINHTTP_QUERY_FLAG_TRAILERS, "X-End"))
				}
			})
		})
	}
}
