package winhttp

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// heard lists the names and addresses in the notifications of a handle, with the seconds at which they came.
func (b *bed) heard(h HINTERNET) *[]string {
	b.Helper()
	var lines []string
	start := time.Now()
	_, err := WinHttpSetStatusCallback(h, func(_ HINTERNET, _ any, status uint32, info any, _ uint32) {
		name := map[uint32]string{WINHTTP_CALLBACK_STATUS_RESOLVING_NAME: "resolving", WINHTTP_CALLBACK_STATUS_CONNECTING_TO_SERVER: "connecting"}[status]
		lines = append(lines, fmt.Sprint(time.Since(start).Milliseconds(), " ", name, " ", info))
	}, WINHTTP_CALLBACK_STATUS_RESOLVING_NAME|WINHTTP_CALLBACK_STATUS_CONNECTING_TO_SERVER, 0)
	require.NoError(b, err)
	return &lines
}

// TestResolutionHostname is protocol.md 5.1: another name is looked up, and nobody else hears of it.
func TestResolutionHostname(t *testing.T) {
	bubble(t, func(b *bed) {
		b.net.AddHost("Other.example", address)
		s := b.serve(answering(hello), answering(hello))
		lines := b.heard(b.session)
		q := b.keep(WinHttpOpenRequest(b.connect("unknown.example", 0), "GET", "/", "", "", nil, 0))
		b.set(q, WINHTTP_OPTION_RESOLUTION_HOSTNAME, "Other.example")
		require.Equal(b, "hello", b.whole(q, ""))
		require.Contains(b, s.Requests()[0], "\r\nHost: unknown.example\r\n")
		require.Equal(b, []string{"0 resolving Other.example", "0 connecting 10.0.0.1"}, *lines)
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpSetOption(q, WINHTTP_OPTION_RESOLUTION_HOSTNAME, "third"))
		b.net.AddHost("unknown.example", address)
		require.Equal(b, "hello", b.whole(b.keep(WinHttpOpenRequest(b.connect("unknown.example", 0), "GET", "/", "", "", nil, 0)), ""))
		require.Equal(b, 2, s.Connections(), "the connection is not for those who ask for the host itself")
	})
}

// TestDisableGlobalPooling keeps the connections of a session to itself, and closes them with it.
func TestDisableGlobalPooling(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(willing(hello, hello), willing(hello), wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.End()})
		require.Equal(b, "hello", b.whole(b.get(), ""))
		b.session = b.open("two")
		require.Equal(b, "hello", b.whole(b.get(), ""))
		require.Equal(b, 1, s.Connections())
		b.set(b.session, WINHTTP_OPTION_DISABLE_GLOBAL_POOLING, true)
		require.Equal(b, "hello", b.whole(b.get(), ""))
		require.Equal(b, 2, s.Connections())
		b.session = b.open("three")
		b.set(b.session, WINHTTP_OPTION_DISABLE_GLOBAL_POOLING, true)
		require.Equal(b, "hello", b.whole(b.get(), ""))
		require.Equal(b, 3, s.Connections())
		for _, h := range slices.Backward(b.opened) {
			b.close(h)
		}
	})
}

// TestExpireConnection is protocol.md 4.2: possible while a request is under way, and then nobody else gets the connection.
func TestExpireConnection(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.End()}, willing(hello))
		q := b.get()
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpSetOption(q, WINHTTP_OPTION_EXPIRE_CONNECTION, nil))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		b.set(q, WINHTTP_OPTION_EXPIRE_CONNECTION, nil)
		require.Equal(b, "hello", b.body(q))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpSetOption(q, WINHTTP_OPTION_EXPIRE_CONNECTION, nil))
		require.Equal(b, "hello", b.whole(b.get(), ""))
		require.Equal(b, 2, s.Connections())
	})
}

// TestMaxConnsPer10Server has a limit of one connection for a server that turns out to speak HTTP/1.0, and none for others.
func TestMaxConnsPer10Server(t *testing.T) {
	for version, connections := range map[string]int{"1.0": 1, "1.1": 2} {
		bubble(t, func(b *bed) {
			answer := "HTTP/" + version + " 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"
			slow := wintest.UntilGone(wintest.Repeat(2, wintest.Request(0), wintest.Sleep(time.Second), wintest.Send(answer)))
			scripts := []wintest.Script{{wintest.Request(0), wintest.Send(answer), slow, wintest.Hold()}}
			if connections == 2 {
				scripts = append(scripts, wintest.Script{slow, wintest.Hold()})
			}
			s := b.serve(scripts...)
			b.set(b.session, WINHTTP_OPTION_MAX_CONNS_PER_1_0_SERVER, uint32(1))
			require.Equal(b, "hello", b.whole(b.get(), ""))
			queue := []HINTERNET{b.get(), b.get()}
			start := time.Now()
			together(2, func(i int) { require.Equal(b, "hello", b.whole(queue[i], "")) })
			require.Equal(b, connections, s.Connections())
			require.Equal(b, time.Duration(3-connections)*time.Second, time.Since(start).Truncate(time.Second))
		})
	}
}

// TestFastFallback is options.md 4.8: the order of attempts when a name has both kinds of addresses.
func TestFastFallback(t *testing.T) {
	const six, six2 = "fd00::1", "fd00::2"
	for _, row := range []struct {
		name  string
		on    bool
		addrs []string
		want  []string
	}{
		{"on", true, []string{six, six2, "10.0.0.2", address},
			[]string{"0 connecting fd00::1", "300 connecting 10.0.0.2", "2300 connecting fd00::1", "4300 connecting fd00::2", "6300 connecting 10.0.0.1"}},
		{"off", false, []string{six, "10.0.0.2", address}, []string{"0 connecting fd00::1", "2000 connecting 10.0.0.2", "4000 connecting 10.0.0.1"}},
		{"one family", true, []string{"10.0.0.2", address}, []string{"0 connecting 10.0.0.2", "2000 connecting 10.0.0.1"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.net.AddHost("both", row.addrs...)
				for _, a := range row.addrs {
					if a != address {
						b.net.BlackHole(netip.AddrPortFrom(netip.MustParseAddr(a), 80).String())
					}
				}
				b.serve(answering(hello))
				b.set(b.session, WINHTTP_OPTION_IPV6_FAST_FALLBACK, row.on)
				b.set(b.session, WINHTTP_OPTION_CONNECT_TIMEOUT, uint32(2000))
				lines := b.heard(b.session)
				require.Equal(b, "hello", b.whole(b.keep(WinHttpOpenRequest(b.connect("both", 0), "GET", "/", "", "", nil, 0)), ""))
				require.Equal(b, row.want, (*lines)[1:])
			})
		})
	}
}

// TestFailedConnectionRetries is options.md 4.8: what is sent again, and how often.
func TestFailedConnectionRetries(t *testing.T) {
	const timedOut = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
	late := willing(timedOut)
	for _, row := range []struct {
		name       string
		retries    uint32
		conditions uint32
		flags      uint32
		scripts    func(b *bed) []wintest.Script
		want       string
	}{
		{"408, off", 2, 2 | 4, 0, func(b *bed) []wintest.Script { return []wintest.Script{late} }, ""},
		{"408, in time", 2, 1, 0, func(b *bed) []wintest.Script { return []wintest.Script{late, late, willing(hello)} }, "hello"},
		{"408, too often", 1, 1, 0, func(b *bed) []wintest.Script { return []wintest.Script{late, late} }, ""},
		{"handshake", 2, 2, WINHTTP_FLAG_SECURE, func(b *bed) []wintest.Script {
			return []wintest.Script{{}, {}, b.over1(nil, wintest.Request(0), wintest.Send(hello), wintest.Hold())}
		}, "hello"},
		{"handshake, off", 2, 1, WINHTTP_FLAG_SECURE, func(b *bed) []wintest.Script { return []wintest.Script{{}} }, "send ERROR_WINHTTP_CONNECTION_ERROR"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				port := ":80"
				if row.flags != 0 {
					port = ":443"
				}
				wintest.Serve(b.T, b.net.Listen(address+port), row.scripts(b)...)
				b.set(b.session, WINHTTP_OPTION_FAILED_CONNECTION_RETRIES, WINHTTP_FAILED_CONNECTION_RETRIES{row.retries, row.conditions})
				require.Equal(b, row.want, b.whole(b.request("GET", "/", row.flags), ""))
			})
		})
	}
	t.Run("stale", func(t *testing.T) {
		bubble(t, func(b *bed) {
			b.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Request(0), wintest.Hold()}, willing(hello))
			b.set(b.session, WINHTTP_OPTION_FAILED_CONNECTION_RETRIES, WINHTTP_FAILED_CONNECTION_RETRIES{1, 4})
			require.Equal(b, "hello", b.whole(b.get(), ""))
			start := time.Now()
			require.Equal(b, "hello", b.whole(b.get(), ""))
			require.Equal(b, 30*time.Second, time.Since(start).Truncate(time.Second))
		})
	})
	t.Run("rules", func(t *testing.T) {
		bubble(t, func(b *bed) {
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(b.session, WINHTTP_OPTION_FAILED_CONNECTION_RETRIES, WINHTTP_FAILED_CONNECTION_RETRIES{1, 8}))
			b.connect(host, 0)
			requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpSetOption(b.session, WINHTTP_OPTION_FAILED_CONNECTION_RETRIES, WINHTTP_FAILED_CONNECTION_RETRIES{1, 1}))
		})
	})
}

// TestConnectionGUID marks connections, asks for them, and counts them (options.md 4.8).
func TestConnectionGUID(t *testing.T) {
	red, blue := GUID{Data1: 1}, GUID{Data1: 2}
	bubble(t, func(b *bed) {
		s := b.serve(willing(hello, hello, hello), willing(hello, hello), willing(hello))
		used := func(option uint32, value any) int {
			q := b.get()
			if value != nil {
				b.set(q, option, value)
			}
			before := make([]int, s.Connections())
			for i := range before {
				before[i] = len(s.Received(i))
			}
			require.Equal(b, "hello", b.whole(q, ""))
			for i := range before {
				if len(s.Received(i)) > before[i] {
					return i
				}
			}
			return len(before)
		}
		match := func(g GUID, flags uint64) WINHTTP_MATCH_CONNECTION_GUID {
			return WINHTTP_MATCH_CONNECTION_GUID{ConnectionGuid: g, Flags: flags}
		}
		groups := func(mark *GUID) []WINHTTP_CONNECTION_GROUP {
			var r WINHTTP_QUERY_CONNECTION_GROUP_RESULT
			require.NoError(b, WinHttpQueryConnectionGroup(b.connect(host, 0), mark, WINHTTP_QUERY_CONNECTION_GROUP_FLAG_INSECURE, &r))
			if len(r.HostConnectionGroups) == 0 {
				return nil
			}
			require.Equal(b, host, r.HostConnectionGroups[0].Host)
			defer WinHttpFreeQueryConnectionGroupResult(&r)
			return r.HostConnectionGroups[0].ConnectionGroups
		}
		require.Nil(b, groups(nil))
		require.Equal(b, 0, used(0, nil))
		require.Equal(b, []WINHTTP_CONNECTION_GROUP{{1, GUID{}}}, groups(nil))
		require.Equal(b, 1, used(WINHTTP_OPTION_MATCH_CONNECTION_GUID, match(red, WINHTTP_MATCH_CONNECTION_GUID_FLAG_REQUIRE_MARKED_CONNECTION)), "none is marked")
		require.Equal(b, 1, used(WINHTTP_OPTION_MATCH_CONNECTION_GUID, match(red, 0)), "the marked one")
		require.Equal(b, 0, used(WINHTTP_OPTION_MATCH_CONNECTION_GUID, match(blue, 0)), "one without a mark, which gets it")
		require.Equal(b, []WINHTTP_CONNECTION_GROUP{{1, blue}}, groups(&blue))
		require.Equal(b, 2, used(WINHTTP_OPTION_MATCH_CONNECTION_GUID, match(GUID{Data1: 3}, 0)), "the marks of others")
		require.Len(b, groups(nil), 3)
		require.Equal(b, 0, used(WINHTTP_OPTION_MATCH_CONNECTION_GUID, match(blue, 0)))
		require.Nil(b, groups(&GUID{Data1: 9}))
		<-time.After(time.Minute)
		require.Nil(b, groups(nil), "they have been closed")
	})
	bubble(t, func(b *bed) {
		var r WINHTTP_QUERY_CONNECTION_GROUP_RESULT
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpQueryConnectionGroup(b.get(), nil, 0, nil))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpQueryConnectionGroup(b.get(), nil, 2, &r))
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, WinHttpQueryConnectionGroup(b.session, nil, 0, &r))
		requireCode(b, ERROR_INVALID_HANDLE, WinHttpQueryConnectionGroup(0, nil, 0, &r))
		WinHttpFreeQueryConnectionGroupResult(nil)
		q := b.get()
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(q, WINHTTP_OPTION_MATCH_CONNECTION_GUID, WINHTTP_MATCH_CONNECTION_GUID{Flags: 2}))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(q, WINHTTP_OPTION_CONNECTION_GUID, "x"))
	})
}

// TestHTTP2GUID shares connections by their marks.
func TestHTTP2GUID(t *testing.T) {
	bubble(t, func(b *bed) {
		good := func(p *peer2) {
			for {
				p.hello(p.request().id)
			}
		}
		s := b.serve2(b.frames(nil, good), b.frames(nil, good))
		send := func(g GUID) {
			q := b.secure("GET", "/")
			b.set(q, WINHTTP_OPTION_MATCH_CONNECTION_GUID, WINHTTP_MATCH_CONNECTION_GUID{ConnectionGuid: g, Flags: 1})
			require.Equal(b, "hello", b.whole(q, ""))
		}
		for range 2 {
			send(GUID{Data1: 1})
			send(GUID{Data1: 2})
		}
		require.Equal(b, 2, s.Connections())
		var r WINHTTP_QUERY_CONNECTION_GROUP_RESULT
		require.NoError(b, WinHttpQueryConnectionGroup(b.secure("GET", "/"), nil, 0, &r))
		require.Len(b, r.HostConnectionGroups[0].ConnectionGroups, 2)
	})
}

// TestResolverCache counts how often a name is resolved.
func TestResolverCache(t *testing.T) {
	for _, row := range []struct {
		name   string
		config WINHTTP_RESOLVER_CACHE_CONFIG
		pause  time.Duration
		want   int // of three requests for two names, one after the other, twice
	}{
		{"none", WINHTTP_RESOLVER_CACHE_CONFIG{}, 0, 4},
		{"remembered", WINHTTP_RESOLVER_CACHE_CONFIG{MaxResolverCacheEntries: 10, MaxCacheEntryAge: 1}, 0, 2},
		{"too old", WINHTTP_RESOLVER_CACHE_CONFIG{MaxResolverCacheEntries: 10, MaxCacheEntryAge: 1}, time.Minute, 4},
		{"too many", WINHTTP_RESOLVER_CACHE_CONFIG{MaxResolverCacheEntries: 1, MaxCacheEntryAge: 1}, 0, 4},
		{"bypassed", WINHTTP_RESOLVER_CACHE_CONFIG{MaxResolverCacheEntries: 10, MaxCacheEntryAge: 1, Flags: WINHTTP_RESOLVER_CACHE_CONFIG_FLAG_BYPASS_CACHE}, 0, 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				lookups := 0
				b.network.LookupNetIP = func(ctx context.Context, network, host string) ([]netip.Addr, error) {
					lookups++
					return []netip.Addr{netip.MustParseAddr(address)}, nil
				}
				one := wintest.Script{wintest.Request(0), wintest.Send(hello)}
				b.serve(one, one, one, one)
				b.set(b.session, WINHTTP_OPTION_RESOLVER_CACHE_CONFIG, row.config)
				for i := range 4 {
					q := b.keep(WinHttpOpenRequest(b.connect(fmt.Sprint("host", i%2), 0), "GET", "/", "", "", nil, 0))
					require.Equal(b, "hello", b.whole(q, "Connection: close"))
					<-time.After(row.pause)
				}
				require.Equal(b, row.want, lookups)
			})
		})
	}
	bubble(t, func(b *bed) {
		for _, bad := range []WINHTTP_RESOLVER_CACHE_CONFIG{{SecureDnsSetting: 2}, {SecureDnsSetting: 4}, {Flags: 16}} {
			requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(b.session, WINHTTP_OPTION_RESOLVER_CACHE_CONFIG, bad))
		}
		b.net.HangHost("slow")
		b.set(b.session, WINHTTP_OPTION_RESOLVER_CACHE_CONFIG, WINHTTP_RESOLVER_CACHE_CONFIG{ConnResolutionWaitTime: 50_000_000})
		start := time.Now()
		require.Equal(b, "send ERROR_WINHTTP_TIMEOUT", b.whole(b.keep(WinHttpOpenRequest(b.connect("slow", 0), "GET", "/", "", "", nil, 0)), ""))
		require.Equal(b, 5*time.Second, time.Since(start))
	})
}

// TestConnectionHints are options that are accepted and change nothing here.
func TestConnectionHints(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve(willing(hello))
		b.set(b.session, WINHTTP_OPTION_TCP_FAST_OPEN, true)
		b.set(b.session, WINHTTP_OPTION_BACKGROUND_CONNECTIONS, uint32(3))
		b.set(b.session, WINHTTP_OPTION_FIRST_AVAILABLE_CONNECTION, true)
		b.set(b.session, WINHTTP_OPTION_TLS_FALSE_START, true)
		b.set(b.session, WINHTTP_OPTION_DISABLE_SECURE_PROTOCOL_FALLBACK, true)
		b.set(b.session, WINHTTP_OPTION_TCP_PRIORITY_HINT, uint32(1))
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpSetOption(b.session, WINHTTP_OPTION_TCP_PRIORITY_HINT, uint32(3)))
		q := b.get()
		var status PRIORITY_STATUS
		requireCode(b, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, WinHttpQueryOption(q, WINHTTP_OPTION_TCP_PRIORITY_STATUS, &status))
		require.Equal(b, "hello", b.whole(q, ""))
		require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_TCP_PRIORITY_STATUS, &status))
		require.Equal(b, PRIORITY_STATUS{1, 1}, status)
	})
}
