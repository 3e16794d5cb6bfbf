package winhttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// moments are the times of a request that have happened, in seconds since the first of them.
func (b *bed) moments(q HINTERNET) string {
	b.Helper()
	var t WINHTTP_REQUEST_TIMES
	require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_REQUEST_TIMES, &t))
	require.Equal(b, uint32(WinHttpRequestTimeLast), t.Count)
	first := t.Times[WinHttpConnectionAcquireStart]
	var text []string
	for i, at := range t.Times[:t.Count] {
		if at != 0 {
			name := strings.TrimPrefix(WINHTTP_REQUEST_TIME_ENTRY(i).String(), "WinHttp")
			text = append(text, fmt.Sprint(name, " ", int64(at-first)/10_000_000))
		}
	}
	return strings.Join(text, "\n")
}

func (b *bed) stats(q HINTERNET) (s WINHTTP_REQUEST_STATS) {
	b.Helper()
	require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_REQUEST_STATS, &s))
	require.Equal(b, uint32(WinHttpRequestStatLast), s.Count)
	return s
}

// TestRequestTimes has a server that takes a second for everything.
func TestRequestTimes(t *testing.T) {
	bubble(t, func(b *bed) {
		b.network.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			<-time.After(time.Second)
			return b.net.Dial(ctx, network, address)
		}
		second := wintest.Sleep(time.Second)
		config := b.certificate().Config()
		config.SessionTicketsDisabled = true
		answer := []wintest.Step{wintest.Request(3), second, wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"), second,
			wintest.Send("\r\nhe"), second, wintest.Send("llo")}
		wintest.Serve(b.T, b.net.Listen(address+":443"), append(wintest.Script{wintest.TLS(config), wintest.Repeat(2, answer...)}, wintest.Hold()))
		send := func() HINTERNET {
			q := b.secure("POST", "/")
			require.NoError(b, WinHttpSendRequest(q, "", []byte("1"), 3, nil))
			<-time.After(time.Second)
			require.NoError(b, WinHttpWriteData(q, []byte("23"), nil))
			require.NoError(b, WinHttpReceiveResponse(q, nil))
			require.Equal(b, "hello", b.body(q))
			return q
		}
		require.Equal(b, `ConnectionAcquireStart 0
ConnectionAcquireWaitEnd 0
ConnectionAcquireEnd 1
NameResolutionStart 0
NameResolutionEnd 0
ConnectionEstablishmentStart 0
ConnectionEstablishmentEnd 1
TlsHandshakeClientLeg1Start 1
TlsHandshakeClientLeg1End 1
TlsHandshakeClientLeg2Start 1
TlsHandshakeClientLeg2End 1
SendRequestStart 1
SendRequestHeadersEnd 1
SendRequestEnd 2
ReceiveResponseStart 3
ReceiveResponseHeadersEnd 4
ReceiveResponseEnd 5`, b.moments(send()))
		require.Equal(b, `ConnectionAcquireStart 0
ConnectionAcquireEnd 0
SendRequestStart 0
SendRequestHeadersEnd 0
SendRequestEnd 1
ReceiveResponseStart 2
ReceiveResponseHeadersEnd 3
ReceiveResponseEnd 4`, b.moments(send()))
		require.Empty(b, b.moments(b.get()))
	})
}

// TestRequestStats counts and measures.
func TestRequestStats(t *testing.T) {
	bubble(t, func(b *bed) {
		zipped := gzipped(strings.Repeat("hello", 1000))
		head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", len(zipped))
		s := b.serve(answering(head+zipped, head+zipped))
		for i := range 2 {
			q := b.get()
			b.set(q, WINHTTP_OPTION_DECOMPRESSION, WINHTTP_DECOMPRESSION_FLAG_ALL)
			b.exchange(q)
			_ = b.body(q)
			got := b.stats(q)
			require.Equal(b, uint32(i), got.Index)
			require.Equal(b, i == 0, got.Flags == WINHTTP_REQUEST_STAT_FLAG_FIRST_REQUEST)
			sent := uint64(len(s.Requests()[i]))
			require.Equal(b, []uint64{sent, sent, uint64(len(head)), uint64(len(head)), 5000, uint64(len(zipped))},
				got.Stats[WinHttpRequestHeadersSize:WinHttpResponseBodyCompressedSize+1])
			require.Zero(b, got.Stats[WinHttpConnectFailureCount])
		}
	})
	bubble(t, func(b *bed) {
		b.net.AddHost("two", "10.0.0.2", address)
		b.serve(answering(hello))
		q := b.keep(WinHttpOpenRequest(b.connect("two", 0), "GET", "/", "", "", nil, 0))
		b.exchange(q)
		require.Equal(b, uint64(1), b.stats(q).Stats[WinHttpConnectFailureCount])
	})
	bubble(t, func(b *bed) {
		b.overHTTP2(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
		q := b.secure("GET", "/")
		require.Equal(b, "hello", b.whole(q, ""))
		got := b.stats(q).Stats
		require.Less(b, got[WinHttpRequestHeadersCompressedSize], got[WinHttpRequestHeadersSize])
		require.NotZero(b, got[WinHttpRequestHeadersCompressedSize])
		require.Less(b, got[WinHttpResponseHeadersCompressedSize], got[WinHttpResponseHeadersSize])
		require.NotZero(b, got[WinHttpResponseHeadersCompressedSize])
		require.Equal(b, uint64(5), got[WinHttpResponseBodySize])
		for i := WinHttpTlsHandshakeClientLeg1Size; i <= WinHttpTlsHandshakeClientLeg2Size; i++ {
			require.NotZero(b, got[i], i)
		}
	})
}

// TestResumption makes connections one after the other, whose handshakes are short as long as nothing has changed.
func TestResumption(t *testing.T) {
	bubble(t, func(b *bed) {
		var scripts []wintest.Script
		config := b.certificate().Config()
		for range 5 {
			scripts = append(scripts, wintest.Script{wintest.UntilGone(wintest.TLS(config)), wintest.Request(0), wintest.Send(hello)})
		}
		wintest.Serve(b.T, b.net.Listen(address+":443"), scripts...)
		resumed := func(prepare func(q HINTERNET)) bool {
			q := b.secure("GET", "/")
			b.set(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE)
			if prepare != nil {
				prepare(q)
			}
			require.Equal(b, "hello", b.whole(q, ""))
			return b.stats(q).Flags&WINHTTP_REQUEST_STAT_FLAG_TLS_SESSION_RESUMPTION != 0
		}
		require.False(b, resumed(nil))
		require.True(b, resumed(nil))
		require.False(b, resumed(func(q HINTERNET) {
			b.set(q, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &b.certificate().Config().Certificates[0])
		}), "another identity")
		require.True(b, resumed(nil))
		b.network.RootCAs = wintest.Pool(wintest.NewCA("other"))
		require.Equal(b, "send ERROR_WINHTTP_SECURE_FAILURE", b.whole(b.secure("GET", "/"), ""), "a resumed session is verified too")
	})
}

// TestSecurityInfo is what WINHTTP_OPTION_SECURITY_INFO says of a connection (options.md 6).
func TestSecurityInfo(t *testing.T) {
	bubble(t, func(b *bed) {
		var info WINHTTP_SECURITY_INFO
		require.NoError(b, WinHttpQueryOption(b.get(), WINHTTP_OPTION_SECURITY_INFO, &info))
		require.Zero(b, info)
		config := b.certificate().Config()
		config.MaxVersion = 0x0303
		config.CipherSuites = []uint16{0xC02C}
		config.CurvePreferences = []tls.CurveID{tls.CurveP384}
		wintest.Serve(b.T, b.net.Listen(address+":443"), wintest.Script{wintest.TLS(config), wintest.Request(0), wintest.Send(hello), wintest.Hold()})
		q := b.secure("GET", "/")
		require.Equal(b, "hello", b.whole(q, ""))
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_SECURITY_INFO, &info))
		require.Equal(b, WINHTTP_SECURITY_INFO{
			ConnectionInfo: SecPkgContext_ConnectionInfo{Protocol: WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2, Cipher: 0x6610, CipherStrength: 256,
				Hash: 0x800D, HashStrength: 384, Exch: 0xAE06, ExchStrength: 384},
			CipherInfo: SecPkgContext_CipherInfo{Version: 1, Protocol: WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2, CipherSuite: 0xC02C, BaseCipherSuite: 0xC02C,
				CipherSuiteName: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", Cipher: "AES", CipherLen: 256, CipherBlockLen: 16,
				Hash: "SHA384", HashLen: 384, Exchange: "ECDH", MinExchangeLen: 384, MaxExchangeLen: 384, Certificate: "ECDSA"},
		}, info)
		var chain []*x509.Certificate
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CERT_CHAIN_CONTEXT, &chain))
		require.Equal(b, []string{host, "ca"}, []string{chain[0].Subject.CommonName, chain[1].Subject.CommonName})
		b.set(b.session, WINHTTP_OPTION_DISABLE_CERT_CHAIN_BUILDING, true)
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CERT_CHAIN_CONTEXT, &chain))
	})
}

// TestConnectionStats asks the system, which needs a real socket.
func TestConnectionStats(t *testing.T) {
	l := wintest.Loopback(t)
	wintest.Serve(t, l, answering(hello))
	b := &bed{T: t, network: new(Network)}
	defer b.network.CloseIdleConnections()
	b.session = b.open("")
	defer b.close(b.session)
	c := b.connect("127.0.0.1", INTERNET_PORT(l.Addr().(*net.TCPAddr).Port))
	defer b.close(c)
	q := b.keep(WinHttpOpenRequest(c, "GET", "/", "", "", nil, 0))
	defer b.close(q)
	b.exchange(q)
	var v0 TCP_INFO_v0
	var v1 TCP_INFO_v1
	var v2 TCP_INFO_v2
	for option, value := range map[uint32]any{WINHTTP_OPTION_CONNECTION_STATS_V0: &v0, WINHTTP_OPTION_CONNECTION_STATS_V1: &v1, WINHTTP_OPTION_CONNECTION_STATS_V2: &v2} {
		require.NoError(t, WinHttpQueryOption(q, option, value))
	}
	require.Equal(t, uint32(4), v0.State)
	if runtime.GOOS == "linux" {
		require.Equal(t, uint64(len(hello)), v0.BytesIn)
		require.NotZero(t, v1.Mss)
		require.NotZero(t, v2.Cwnd)
	}
	require.Equal(t, "hello", b.body(q))
}

// TestRejectUserPwd is protocol.md 1.9: a redirect to a URL with user information, even an empty one.
func TestRejectUserPwd(t *testing.T) {
	for _, row := range []struct{ location, reject, allow string }{
		{"http://u:p@" + host + "/", "receive ERROR_WINHTTP_INVALID_URL", "hello"},
		{"http://u:@" + host + "/", "receive ERROR_WINHTTP_INVALID_URL", "hello"},
		{"http://:p@" + host + "/", "receive ERROR_WINHTTP_INVALID_URL", "hello"},
		{"http://:@" + host + "/", "receive ERROR_WINHTTP_INVALID_URL", "hello"},
		{"http://" + host + "/a@b", "hello", "hello"},
	} {
		for _, reject := range []bool{true, false} {
			bubble(t, func(b *bed) {
				b.serve(willing("HTTP/1.1 302 Found\r\nLocation: "+row.location+"\r\nContent-Length: 0\r\n\r\n", hello))
				q := b.get()
				b.set(q, WINHTTP_OPTION_REJECT_USERPWD_IN_URL, reject)
				require.Equal(b, map[bool]string{true: row.reject, false: row.allow}[reject], b.whole(q, ""), row.location)
			})
		}
	}
}

// TestRequestAnnotation is a text that reads back.
func TestRequestAnnotation(t *testing.T) {
	bubble(t, func(b *bed) {
		q, text := b.get(), ""
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_REQUEST_ANNOTATION, &text))
		require.Empty(b, text)
		b.set(q, WINHTTP_OPTION_REQUEST_ANNOTATION, strings.Repeat("x", 64_000))
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_REQUEST_ANNOTATION, &text))
		require.Len(b, text, 64_000)
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(q, WINHTTP_OPTION_REQUEST_ANNOTATION, strings.Repeat("x", 64_001)))
	})
}
