package winhttp

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// overHTTP2 serves port 443 of the known host with net/http's HTTP/2, and lets the session speak it. It returns how many
// connections have been made.
func (b *bed) overHTTP2(handler http.HandlerFunc) (connections *int) {
	connections = new(int)
	server := &http.Server{Handler: handler, TLSConfig: b.certificate().Config(), Protocols: new(http.Protocols),
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				*connections++
			}
		}}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(true)
	listener := b.net.Listen(address + ":443")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.ServeTLS(listener, "", "")
	}()
	b.Cleanup(func() {
		b.network.CloseIdleConnections()
		_ = server.Close()
		<-done
	})
	b.allow2(b.session)
	return connections
}

func (b *bed) secure(verb, object string) HINTERNET {
	return b.request(verb, object, WINHTTP_FLAG_SECURE)
}

func TestHTTP2(t *testing.T) {
	bubble(t, func(b *bed) {
		connections := b.overHTTP2(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Proto", r.Proto)
			w.Header().Set("X-Agent", r.UserAgent())
			w.Header().Set("X-Host", r.Host)
			body, _ := io.ReadAll(r.Body)
			_, _ = w.Write(append([]byte(r.Method+" "+r.RequestURI+" "), body...))
		})
		for range 2 {
			q := b.secure("GET", "/a/b?c=d")
			b.exchange(q)
			require.Equal(b, "HTTP/2.0", queryText(q, WINHTTP_QUERY_RAW_HEADERS_CRLF, "")[:8])
			require.Equal(b, "HTTP/2.0", queryText(q, WINHTTP_QUERY_CUSTOM, "X-Proto"))
			require.Equal(b, "agent/1.0", queryText(q, WINHTTP_QUERY_CUSTOM, "x-agent"))
			require.Equal(b, host, queryText(q, WINHTTP_QUERY_CUSTOM, "x-host"))
			require.Equal(b, "GET /a/b?c=d ", b.body(q))
			require.Equal(b, WINHTTP_PROTOCOL_FLAG_HTTP2, b.used(q))
		}
		q := b.secure("POST", "/")
		body := strings.Repeat("0123456789", 100_000)
		require.NoError(b, WinHttpSendRequest(q, "", []byte(body), uint32(len(body)), nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Equal(b, "POST / "+body, b.body(q))
		require.Equal(b, 1, *connections)
	})
}
