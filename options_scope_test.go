package winhttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
	"github.com/gowinhttp/winhttp/transport"
)

func dword(t testing.TB, h HINTERNET, option uint32) uint32 {
	t.Helper()
	var n uint32
	require.NoError(t, WinHttpQueryOption(h, option, &n))
	return n
}

// timeouts are the four of WinHttpSetTimeouts, and that for the whole head.
func timeouts(t testing.TB, h HINTERNET) (all [5]uint32) {
	for i, o := range []uint32{
		WINHTTP_OPTION_RESOLVE_TIMEOUT, WINHTTP_OPTION_CONNECT_TIMEOUT, WINHTTP_OPTION_SEND_TIMEOUT,
		WINHTTP_OPTION_RECEIVE_TIMEOUT, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT,
	} {
		all[i] = dword(t, h, o)
	}
	return all
}

// TestTimeouts: options.md 3.2 to 3.4.
func TestTimeouts(t *testing.T) {
	bubble(t, func(b *bed) {
		c := b.connect(host, 0)
		open := func() HINTERNET { return b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0)) }
		q := open()
		defaults := [5]uint32{0, 60000, 30000, 30000, 90000}
		require.Equal(b, defaults, timeouts(b, b.session))
		require.Equal(b, defaults, timeouts(b, c))
		require.Equal(b, defaults, timeouts(b, q))

		require.NoError(b, WinHttpSetTimeouts(b.session, 0x0123, 0x4567, 0x89AB, 0xCDEF))
		changed := [5]uint32{0x0123, 0x4567, 0x89AB, 0xCDEF, 90000}
		require.Equal(b, changed, timeouts(b, b.session))
		require.Equal(b, changed, timeouts(b, c), "a connection shows the session's")
		require.Equal(b, defaults, timeouts(b, q), "an open request keeps its own")
		require.Equal(b, changed, timeouts(b, open()))

		require.NoError(b, WinHttpSetTimeouts(q, -1, 0, 1, 2147483647))
		require.Equal(b, [5]uint32{0xFFFFFFFF, 0, 1, 2147483647, 2147483647}, timeouts(b, q))
		require.Equal(b, changed, timeouts(b, b.session))
		for at := range 4 {
			values := [4]int32{}
			values[at] = -2
			for _, h := range []HINTERNET{b.session, c, q, 0} {
				requireCode(b, invalid, WinHttpSetTimeouts(h, values[0], values[1], values[2], values[3]))
			}
		}
		require.Equal(b, [5]uint32{0xFFFFFFFF, 0, 1, 2147483647, 2147483647}, timeouts(b, q))
		require.NoError(b, WinHttpSetTimeouts(b.session, -1, -1, -1, -1))
		const none = 0xFFFFFFFF
		require.Equal(b, [5]uint32{none, none, none, none, none}, timeouts(b, c))
	})
}

// TestReceiveResponseTimeout is never below RECEIVE_TIMEOUT (options.md 3.3).
func TestReceiveResponseTimeout(t *testing.T) {
	const receive, response = WINHTTP_OPTION_RECEIVE_TIMEOUT, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT
	bubble(t, func(b *bed) {
		for _, h := range []HINTERNET{b.session, b.get()} {
			for _, row := range []struct{ option, value, want uint32 }{
				{response, 30000, 30000}, {response, 1, 30000}, {receive, 48879, 48879}, {response, 48878, 48879},
				{response, 48880, 48880}, {receive, 1, 48880}, {receive, 0xBEEFDEAD, 0xBEEFDEAD},
				{response, 30000, 0xBEEFDEAD}, {receive, 1, 0xBEEFDEAD}, {response, 2, 2},
			} {
				require.NoError(b, WinHttpSetOption(h, row.option, row.value))
				require.Equal(b, row.want, dword(b, h, response), "%+v", row)
			}
		}
	})
}

// TestInheritance: a request takes what the session has when it is opened, although the connection is older (options.md 5).
func TestInheritance(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(answering(hello))
		c := b.connect(host, 0)
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONNECT_RETRIES, 7))
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_HTTP_VERSION, HTTP_VERSION_INFO{1, 0}))
		q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONNECT_RETRIES, 8))
		require.Equal(b, uint32(7), dword(b, q, WINHTTP_OPTION_CONNECT_RETRIES))
		require.Equal(b, "HTTP/1.0", queryText(q, WINHTTP_QUERY_VERSION|requestQuery, ""))
		require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_CONNECT_RETRIES, 9))
		require.Equal(b, uint32(8), dword(b, b.session, WINHTTP_OPTION_CONNECT_RETRIES))
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_USER_AGENT, "late")) // consulted by the send
		b.exchange(q)
		require.Equal(b, "late", queryText(q, WINHTTP_QUERY_USER_AGENT|requestQuery, ""))
	})
}

// TestCallbackOption: it changes the function and keeps the mask.
func TestCallbackOption(t *testing.T) {
	bubble(t, func(b *bed) {
		var heard []uint32
		hear := func(_ HINTERNET, _ any, status uint32, _ any, _ uint32) { heard = append(heard, status) }
		var cb WINHTTP_STATUS_CALLBACK
		require.NoError(b, WinHttpQueryOption(b.session, WINHTTP_OPTION_CALLBACK, &cb))
		require.Nil(b, cb)
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CALLBACK, hear))
		b.get()
		created := uint32(callback.HandleCreated)
		require.Equal(b, []uint32{created, created}, heard)
		require.NoError(b, WinHttpQueryOption(b.session, WINHTTP_OPTION_CALLBACK, &cb))
		cb(0, nil, 1, nil, 0)
		require.Equal(b, []uint32{created, created, 1}, heard)
		_, err := WinHttpSetStatusCallback(b.session, nil, uint32(callback.SendingRequest), 0)
		require.NoError(b, err)
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CALLBACK, cb))
		b.get()
		require.Len(b, heard, 3, "the mask stays")
		c := b.connect(host, 0)
		require.NoError(b, WinHttpQueryOption(c, WINHTTP_OPTION_CALLBACK, &cb))
		cb(0, nil, 2, nil, 0)
		require.Len(b, heard, 4, "inherited")
		for _, bad := range []any{nil, 1, func() {}} {
			requireCode(b, invalid, WinHttpSetOption(b.session, WINHTTP_OPTION_CALLBACK, bad))
		}
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpSetOption(c, WINHTTP_OPTION_CALLBACK, cb))
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CALLBACK, WINHTTP_STATUS_CALLBACK(nil)))
	})
}

// TestNetworkOption: a *Network, on a session, before its first connection.
func TestNetworkOption(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.keep(WinHttpOpen("", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0))
		var n *Network
		require.NoError(b, WinHttpQueryOption(s, OPTION_NETWORK, &n))
		require.Same(b, transport.Default, n)
		for _, bad := range []any{nil, 1, Network{}, (*Network)(nil), "n"} {
			requireCode(b, invalid, WinHttpSetOption(s, OPTION_NETWORK, bad))
		}
		mine := new(Network)
		require.NoError(b, WinHttpSetOption(s, OPTION_NETWORK, mine))
		require.NoError(b, WinHttpSetOption(s, OPTION_NETWORK, mine))
		c := b.keep(WinHttpConnect(s, host, 0, 0))
		requireCode(b, state, WinHttpSetOption(s, OPTION_NETWORK, b.network))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpSetOption(c, OPTION_NETWORK, mine))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpQueryOption(c, OPTION_NETWORK, &n))
		b.close(c)
		requireCode(b, state, WinHttpSetOption(s, OPTION_NETWORK, b.network))
		require.NoError(b, WinHttpQueryOption(s, OPTION_NETWORK, &n))
		require.Same(b, mine, n)
	})
}

// TestAsyncOption: a bool on every kind of handle, never set.
func TestAsyncOption(t *testing.T) {
	bubble(t, func(b *bed) {
		for flags, want := range map[uint32]bool{0: false, WINHTTP_FLAG_ASYNC: true, WINHTTP_FLAG_SECURE_DEFAULTS: true} {
			s := b.keep(WinHttpOpen("", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", flags))
			c := b.keep(WinHttpConnect(s, host, 0, 0))
			q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
			for _, h := range []HINTERNET{s, c, q} {
				async := !want
				require.NoError(b, WinHttpQueryOption(h, OPTION_ASYNC, &async))
				require.Equal(b, want, async)
				requireCode(b, ERROR_WINHTTP_OPTION_NOT_SETTABLE, WinHttpSetOption(h, OPTION_ASYNC, true))
			}
		}
	})
}

// TestProxyIsNotBuilt: a named or automatic proxy is refused by the send, and never means direct.
func TestProxyIsNotBuilt(t *testing.T) {
	touched := &Network{
		Dial:        func(context.Context, string, string) (net.Conn, error) { panic("dialed") },
		LookupNetIP: func(context.Context, string, string) ([]netip.Addr, error) { panic("resolved") },
	}
	for _, info := range []WINHTTP_PROXY_INFO{
		{AccessType: WINHTTP_ACCESS_TYPE_NAMED_PROXY, Proxy: "proxy:3128", ProxyBypass: host},
		{AccessType: WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY},
	} {
		for _, where := range []string{"open", "session", "request"} {
			bubble(t, func(b *bed) {
				b.network = touched
				if where == "open" {
					b.session = b.keep(WinHttpOpen("", info.AccessType, info.Proxy, info.ProxyBypass, 0))
				} else {
					b.session = b.open("")
				}
				require.NoError(b, WinHttpSetOption(b.session, OPTION_NETWORK, touched))
				if where == "session" {
					require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_PROXY, info))
				}
				q := b.get()
				if where == "request" {
					require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_PROXY, info))
				}
				var got WINHTTP_PROXY_INFO
				require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_PROXY, &got))
				require.Equal(b, info, got)
				requireCode(b, ERROR_NOT_SUPPORTED, WinHttpSendRequest(q, "", nil, 0, nil))
				requireCode(b, state, WinHttpReceiveResponse(q, nil))
			})
		}
	}
}

// TestProxyDefault: there is no machine setting, so the default is direct; strings are ignored (functions.md, WinHttpOpen).
func TestProxyDefault(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.keep(WinHttpOpen("", WINHTTP_ACCESS_TYPE_DEFAULT_PROXY, "ignored", "ignored", 0))
		c := b.keep(WinHttpConnect(s, host, 0, 0))
		q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
		direct := WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NO_PROXY}
		for _, h := range []HINTERNET{s, q} {
			var got WINHTTP_PROXY_INFO
			for _, set := range []WINHTTP_PROXY_INFO{direct, {}, {1, "ignored", "ignored"}, {0, "ignored", "ignored"}} {
				require.NoError(b, WinHttpQueryOption(h, WINHTTP_OPTION_PROXY, &got))
				require.Equal(b, direct, got)
				require.NoError(b, WinHttpSetOption(h, WINHTTP_OPTION_PROXY, set))
			}
		}
	})
}

// TestConnectionOptions: what is known of the connection, with and without TLS (options.md 4.1 and 6; protocol.md 5.4).
func TestConnectionOptions(t *testing.T) {
	cert := wintest.SelfSigned(host)
	for _, row := range []struct {
		suite uint16
		bits  uint32
	}{{0, 0}, {tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 128}, {tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, 256},
		{tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, 256}} {
		bubble(t, func(b *bed) {
			b.network.RootCAs = wintest.Pool(cert)
			script, flags := answering(hello), uint32(0)
			port := INTERNET_PORT(80)
			if row.bits > 0 {
				config := cert.Config()
				config.MaxVersion, config.CipherSuites = tls.VersionTLS12, []uint16{row.suite}
				script = append(wintest.Script{wintest.TLS(config)}, script...)
				flags, port = WINHTTP_FLAG_SECURE, 443
			}
			addr := netip.AddrPortFrom(netip.MustParseAddr(address), port)
			wintest.Serve(b.T, b.net.Listen(addr.String()), script)
			q := b.request("GET", "/", flags)
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_IGNORE_CERT_DATE_INVALID))
			look := func() {
				var info WINHTTP_CONNECTION_INFO
				require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_CONNECTION_INFO, &info))
				require.Equal(b, WINHTTP_CONNECTION_INFO{netip.MustParseAddrPort("192.0.2.1:49152"), addr}, info)
				var leaf *x509.Certificate
				if row.bits == 0 {
					requireCode(b, state, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &leaf))
					requireCode(b, state, WinHttpQueryOption(q, WINHTTP_OPTION_SECURITY_KEY_BITNESS, new(uint32)))
					require.Equal(b, SECURITY_FLAG_IGNORE_CERT_DATE_INVALID, dword(b, q, WINHTTP_OPTION_SECURITY_FLAGS))
					return
				}
				require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &leaf))
				require.Equal(b, cert.Raw, leaf.Raw)
				require.Equal(b, row.bits, dword(b, q, WINHTTP_OPTION_SECURITY_KEY_BITNESS))
				require.Equal(b, SECURITY_FLAG_IGNORE_CERT_DATE_INVALID|SECURITY_FLAG_SECURE|SECURITY_FLAG_STRENGTH_STRONG,
					dword(b, q, WINHTTP_OPTION_SECURITY_FLAGS))
			}
			looked := false
			_, err := WinHttpSetStatusCallback(q, func(HINTERNET, any, uint32, any, uint32) { look(); looked = true },
				uint32(callback.SendingRequest), 0)
			require.NoError(b, err)
			require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
			look()
			require.NoError(b, WinHttpReceiveResponse(q, nil))
			require.Equal(b, "hello", b.body(q))
			look()
			require.True(b, looked)
		})
	}
}
