package winhttp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestExpect is protocol.md 6.6: the header is sent and not obeyed, and interim answers are passed over.
func TestExpect(t *testing.T) {
	go100 := "HTTP/1.1 100 Continue\r\n\r\n"
	for _, row := range []struct {
		name   string
		server wintest.Script
		status string
	}{
		{"continued", wintest.Script{wintest.Request(0), wintest.Send(go100), wintest.Until("hello"), wintest.Send(hello), wintest.Hold()}, "200"},
		{"ten times", wintest.Script{wintest.Request(5), wintest.Send(strings.Repeat(go100, 10) + hello), wintest.Hold()}, "200"},
		{"answered before the body", wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Hold()}, "200"},
		{"refused", wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n"), wintest.Hold()}, "417"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				s := b.serve(row.server)
				q := b.request("POST", "/", 0)
				require.NoError(b, WinHttpSendRequest(q, "Expect: 100-continue", []byte("hello"), 5, nil))
				require.NoError(b, WinHttpReceiveResponse(q, nil))
				require.Equal(b, row.status, queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
				require.Contains(b, s.Received(0), "\r\nExpect: 100-continue\r\n")
			})
		})
	}
}

// TestHTTP2BothWays writes the body while the response comes, which HTTP/1.1 does not allow.
func TestHTTP2BothWays(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve2(b.frames(nil, func(p *peer2) {
			id := p.request().id
			p.head(id, false, ":status", "200")
			for {
				f := p.next().(*http2.DataFrame)
				p.data(id, f.StreamEnded(), strings.ToUpper(string(f.Data())))
			}
		}))
		q := b.secure("POST", "/")
		require.NoError(b, WinHttpSendRequest(q, "", nil, 9, nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		for _, text := range []string{"one", "two", "six"} {
			require.NoError(b, WinHttpWriteData(q, []byte(text), nil))
			var n uint32
			got := make([]byte, 3)
			require.NoError(b, WinHttpReadData(q, got, &n))
			require.Equal(b, strings.ToUpper(text), string(got[:n]))
		}
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpWriteData(q, []byte("x"), nil))
		require.Empty(b, b.body(q))
	})
	bubble(t, func(b *bed) {
		b.serve(willing(hello))
		q := b.request("POST", "/", 0)
		require.NoError(b, WinHttpSendRequest(q, "", nil, 9, nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpWriteData(q, []byte("x"), nil))
	})
}
