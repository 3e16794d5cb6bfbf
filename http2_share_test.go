package winhttp

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// together runs f n times at once.
func together(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// TestHTTP2Together has a hundred requests on one connection, although none was there when they began.
func TestHTTP2Together(t *testing.T) {
	bubble(t, func(b *bed) {
		var mu sync.Mutex // guards the following
		at, most := 0, 0
		connections := b.overHTTP2(func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			at++
			most = max(most, at)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			at--
			mu.Unlock()
			_, _ = io.WriteString(w, "hello")
		})
		var queue []HINTERNET
		for range 100 {
			queue = append(queue, b.secure("GET", "/"))
		}
		start := time.Now()
		together(len(queue), func(i int) { require.Equal(b, "hello", b.whole(queue[i], "")) })
		require.Equal(b, time.Second, time.Since(start))
		require.Equal(b, 1, *connections)
		require.Equal(b, 100, most)
	})
}

// TestHTTP2Fallback is a server that speaks HTTP/1.1 alone: once that is known, nobody waits for anybody.
func TestHTTP2Fallback(t *testing.T) {
	bubble(t, func(b *bed) {
		var scripts []wintest.Script
		slow := []wintest.Step{wintest.Request(0), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Hold()}
		for range 10 {
			scripts = append(scripts, b.over1([]string{"http/1.1"}, slow...))
		}
		s := b.serve2(scripts...)
		var queue []HINTERNET
		for range 10 {
			queue = append(queue, b.secure("GET", "/"))
		}
		start := time.Now()
		together(len(queue), func(i int) {
			require.Equal(b, "hello", b.whole(queue[i], ""))
			require.Zero(b, b.used(queue[i]))
		})
		require.Equal(b, time.Second, time.Since(start))
		require.Equal(b, 10, s.Connections())
	})
}

// A connection that cannot be made is reported to each request by its own attempt.
func TestHTTP2NotConnected(t *testing.T) {
	bubble(t, func(b *bed) {
		b.allow2(b.session)
		queue := []HINTERNET{b.secure("GET", "/"), b.secure("GET", "/")}
		together(len(queue), func(i int) { require.Equal(b, "send ERROR_WINHTTP_CANNOT_CONNECT", b.whole(queue[i], "")) })
	})
}

// TestHTTP2Again is what is sent again by itself, and what is not (protocol.md 4.4).
func TestHTTP2Again(t *testing.T) {
	good := func(p *peer2) { p.hello(p.request().id) }
	after := func(then func(p *peer2, id uint32)) func(p *peer2) { // on a connection that has served a request
		return func(p *peer2) {
			good(p)
			then(p, p.request().id)
		}
	}
	for _, row := range []struct {
		name   string
		first  func(p *peer2)
		second func(b *bed) wintest.Script // nil: no other connection
		want   string
		code   uint32
	}{
		{"refused", after(func(p *peer2, id uint32) {
			p.reset(id, http2.ErrCodeRefusedStream)
			p.hello(p.request().id)
		}), nil, "hello", 0},
		{"refused twice", after(func(p *peer2, id uint32) {
			p.reset(id, http2.ErrCodeRefusedStream)
			p.reset(p.request().id, http2.ErrCodeRefusedStream)
		}), nil, "send ERROR_WINHTTP_CONNECTION_ERROR", 7},
		{"not looked at", after(func(p *peer2, id uint32) { must(p.f.WriteGoAway(id-2, http2.ErrCodeNo, nil)) }),
			func(b *bed) wintest.Script { return b.frames(nil, good) }, "hello", 0},
		{"lost", after(func(p *peer2, _ uint32) { must(p.p.Conn.Close()) }),
			func(b *bed) wintest.Script { return b.frames(nil, good) }, "hello", 0},
		{"wants HTTP/1.1", after(func(p *peer2, id uint32) { p.reset(id, http2.ErrCodeHTTP11Required) }),
			func(b *bed) wintest.Script {
				return b.over1(nil, wintest.Request(0), wintest.Send(hello), wintest.Hold())
			}, "hello", 0},
		{"failed", after(func(p *peer2, id uint32) { p.reset(id, http2.ErrCodeInternal) }), nil, "receive ERROR_WINHTTP_CONNECTION_ERROR", 2},
		{"answered, then lost", after(func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200")
			p.data(id, false, "hel")
			time.Sleep(time.Second)
			must(p.p.Conn.Close())
		}), nil, " read ERROR_WINHTTP_CONNECTION_ERROR", 0},
		{"finished before the connection goes", after(func(p *peer2, id uint32) {
			must(p.f.WriteGoAway(id, http2.ErrCodeNo, nil))
			p.hello(id)
		}), nil, "hello", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				scripts := []wintest.Script{b.frames(nil, row.first)}
				if row.second != nil {
					scripts = append(scripts, row.second(b))
				}
				b.serve2(scripts...)
				require.Equal(b, "hello", b.whole(b.secure("GET", "/"), ""))
				q := b.secure("GET", "/")
				require.Equal(b, row.want, b.whole(q, ""))
				var code uint32
				require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_STREAM_ERROR_CODE, &code))
				require.Equal(b, row.code, code)
			})
		})
	}
}

// TestHTTP2Limit is a server that allows one stream at a time.
func TestHTTP2Limit(t *testing.T) {
	one := []http2.Setting{{ID: http2.SettingMaxConcurrentStreams, Val: 1}}
	slow := func(p *peer2) {
		p.hello(p.request().id)
		for {
			id := p.request().id
			time.Sleep(time.Second)
			p.hello(id)
		}
	}
	for _, row := range []struct {
		name    string
		option  uint32
		value   any
		scripts int
		want    []string // sorted by time
		took    time.Duration
	}{
		{"waiting in turn", WINHTTP_OPTION_DISABLE_STREAM_QUEUE, false, 1, []string{"hello", "hello"}, 2 * time.Second},
		{"another connection", WINHTTP_OPTION_DISABLE_STREAM_QUEUE, true, 2, []string{"hello", "hello"}, time.Second},
		{"no longer than a connection takes", WINHTTP_OPTION_CONNECT_TIMEOUT, uint32(500), 1, []string{"hello", "send ERROR_WINHTTP_TIMEOUT"}, time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				scripts := []wintest.Script{b.frames(one, slow)}
				if row.scripts == 2 {
					scripts = append(scripts, b.frames(one, func(p *peer2) {
						id := p.request().id
						time.Sleep(time.Second)
						p.hello(id)
					}))
				}
				b.serve2(scripts...)
				b.set(b.session, row.option, row.value)
				require.Equal(b, "hello", b.whole(b.secure("GET", "/"), ""))
				queue := []HINTERNET{b.secure("GET", "/"), b.secure("GET", "/")}
				got := make([]string, len(queue))
				start := time.Now()
				together(len(queue), func(i int) {
					time.Sleep(time.Duration(i) * time.Millisecond)
					got[i] = b.whole(queue[i], "")
				})
				require.Equal(b, row.want, got)
				require.Equal(b, row.took, time.Since(start).Truncate(time.Second))
			})
		})
	}
}

// An idle connection for other settings makes room at the limit of connections.
func TestHTTP2MakesRoom(t *testing.T) {
	bubble(t, func(b *bed) {
		good := func(p *peer2) { p.hello(p.request().id) }
		s := b.serve2(b.frames(nil, good), b.frames(nil, good))
		b.set(b.session, WINHTTP_OPTION_MAX_CONNS_PER_SERVER, uint32(1))
		require.Equal(b, "hello", b.whole(b.secure("GET", "/"), ""))
		q := b.secure("GET", "/")
		b.set(q, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_IGNORE_UNKNOWN_CA)
		start := time.Now()
		require.Equal(b, "hello", b.whole(q, ""))
		require.Zero(b, time.Since(start))
		require.Equal(b, 2, s.Connections())
	})
}

// TestHTTP2Close is a request that asks to close the connection, which others are using.
func TestHTTP2Close(t *testing.T) {
	bubble(t, func(b *bed) {
		gone := make(chan struct{})
		b.serve2(b.frames(nil, func(p *peer2) {
			slow := p.request().id
			quick := p.request()
			p.hello(quick.id)
			time.Sleep(time.Second)
			p.hello(slow)
			require.IsType(b, &http2.GoAwayFrame{}, p.next())
			close(gone)
		}))
		first, second := b.secure("GET", "/"), b.secure("GET", "/")
		b.set(second, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE)
		together(2, func(i int) {
			if i == 0 {
				require.Equal(b, "hello", b.whole(first, ""))
				return
			}
			time.Sleep(time.Millisecond)
			require.Equal(b, "hello", b.whole(second, ""))
		})
		<-gone
	})
}

// TestHTTP2Upload is every way of a body to the server.
func TestHTTP2Upload(t *testing.T) {
	bubble(t, func(b *bed) {
		connections := b.overHTTP2(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			require.NoError(b, err)
			w.Header().Set("X-Length", r.Header.Get("Content-Length"))
			_, _ = w.Write(body)
		})
		large := strings.Repeat("0123456789abcdef", 100_000)
		for _, row := range []struct {
			name            string
			flags           uint32
			optional        string
			total           uint32
			writes          []string
			length, content string
		}{
			{"optional data", 0, large, uint32(len(large)), nil, "1600000", large},
			{"data written", 0, "", uint32(len(large)), []string{large[:10], "", large[10:]}, "1600000", large},
			{"both", 0, large[:100], uint32(len(large)), []string{large[100:]}, "1600000", large},
			{"unknown length", WINHTTP_FLAG_AUTOMATIC_CHUNKING, "", 0, []string{"he", "", "llo"}, "", "hello"},
			{"unknown length, with optional data", WINHTTP_FLAG_AUTOMATIC_CHUNKING, "", 0, []string{"hello"}, "", "hello"},
			{"nothing of unknown length", WINHTTP_FLAG_AUTOMATIC_CHUNKING, "", 0, nil, "", ""},
			{"nothing", 0, "", 0, nil, "0", ""},
		} {
			q := b.request("POST", "/", WINHTTP_FLAG_SECURE|row.flags)
			require.NoError(b, WinHttpSendRequest(q, "", []byte(row.optional), row.total, nil), row.name)
			for _, text := range row.writes {
				require.NoError(b, WinHttpWriteData(q, []byte(text), nil), row.name)
			}
			require.NoError(b, WinHttpReceiveResponse(q, nil), row.name)
			require.Equal(b, row.content, b.body(q), row.name)
			require.Equal(b, row.length, queryText(q, WINHTTP_QUERY_CUSTOM, "X-Length"), row.name)
			require.Equal(b, WINHTTP_PROTOCOL_FLAG_HTTP2, b.used(q), row.name)
		}
		require.Equal(b, 1, *connections)
	})
}

// A server that has answered and wants no more of the body gets no more, and the answer is delivered.
func TestHTTP2AnsweredEarly(t *testing.T) {
	bubble(t, func(b *bed) {
		b.serve2(b.frames(nil, func(p *peer2) {
			id := p.request().id
			p.hello(id)
			p.reset(id, http2.ErrCodeNo)
			p.hello(p.request().id)
		}))
		q := b.secure("POST", "/")
		require.NoError(b, WinHttpSendRequest(q, "", nil, 1_000_000, nil))
		time.Sleep(time.Second)
		for range 10 {
			require.NoError(b, WinHttpWriteData(q, make([]byte, 100_000), nil))
		}
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Equal(b, "hello", b.body(q))
		require.Equal(b, "hello", b.whole(b.secure("GET", "/"), ""))
	})
}

// TestHTTP2Waits is every wait with its limit.
func TestHTTP2Waits(t *testing.T) {
	silent := func(p *peer2) { p.request() }
	for _, row := range []struct {
		name   string
		option uint32
		server func(p *peer2)
		body   int
		want   string
	}{
		{"for the head", WINHTTP_OPTION_RECEIVE_TIMEOUT, silent, 0, "receive ERROR_WINHTTP_TIMEOUT"},
		{"for room to send", WINHTTP_OPTION_SEND_TIMEOUT, silent, 100_000, "send ERROR_WINHTTP_TIMEOUT"},
		{"for the body", WINHTTP_OPTION_RECEIVE_TIMEOUT, func(p *peer2) { p.head(p.request().id, false, ":status", "200") }, 0, " read ERROR_WINHTTP_TIMEOUT"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve2(b.frames(nil, row.server))
				q := b.secure("POST", "/")
				b.set(q, row.option, uint32(3000))
				start := time.Now()
				if row.body > 0 {
					err := WinHttpSendRequest(q, "", make([]byte, row.body), uint32(row.body), nil)
					require.Equal(b, row.want, "send "+GetLastError(err).Name())
				} else {
					require.Equal(b, row.want, b.whole(q, ""))
				}
				require.Equal(b, 3*time.Second, time.Since(start).Truncate(time.Second))
			})
		})
	}
}

// TestHTTP2Closing closes the request in every phase, from another goroutine.
func TestHTTP2Closing(t *testing.T) {
	for _, row := range []struct {
		name   string
		server func(p *peer2)
		body   int
		want   string
	}{
		{"while sending", func(p *peer2) { p.request() }, 100_000, "send"},
		{"before the head", func(p *peer2) { p.request() }, 0, "receive"},
		{"in the body", func(p *peer2) { p.head(p.request().id, false, ":status", "200") }, 0, "read"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				reset := make(chan http2.ErrCode, 1)
				b.serve2(b.frames(nil, func(p *peer2) {
					row.server(p)
					for {
						switch f := p.next().(type) {
						case *http2.RSTStreamFrame:
							reset <- f.ErrCode
						case *http2.MetaHeadersFrame:
							p.hello(f.StreamID)
						}
					}
				}))
				q := b.secure("POST", "/")
				b.opened = b.opened[:len(b.opened)-1]
				time.AfterFunc(time.Second, func() { require.NoError(b, WinHttpCloseHandle(q)) })
				got := ""
				err := WinHttpSendRequest(q, "", make([]byte, row.body), uint32(row.body), nil)
				if got = "send"; err == nil {
					err = WinHttpReceiveResponse(q, nil)
					got = "receive"
				}
				if err == nil {
					_, err = readBody(q)
					got = "read"
				}
				requireCode(b, ERROR_WINHTTP_OPERATION_CANCELLED, err)
				if row.want == "receive" { // the head is waited for by send
					row.want = "send"
				}
				require.Equal(b, row.want, got)
				require.Equal(b, "hello", b.whole(b.secure("GET", "/"), ""), "the connection lives on")
				require.Equal(b, http2.ErrCodeCancel, <-reset)
			})
		})
	}
}

// TestHTTP2Options are the windows, the keep-alive, and what idle connections do.
func TestHTTP2Options(t *testing.T) {
	bubble(t, func(b *bed) {
		var frames []string
		b.serve2(b.frames(nil, func(p *peer2) {
			id := p.request().id
			p.head(id, false, ":status", "200")
			p.data(id, false, "12345")
			for {
				f, err := p.f.ReadFrame()
				if err != nil {
					return
				}
				switch f := f.(type) {
				case *http2.WindowUpdateFrame:
					if f.StreamID == id {
						frames = append(frames, fmt.Sprint("window ", f.Increment))
						p.data(id, true, "67890")
					}
				case *http2.PingFrame:
					frames = append(frames, "ping")
					must(p.f.WritePing(true, f.Data))
				case *http2.GoAwayFrame:
					frames = append(frames, "goaway")
				}
			}
		}))
		b.set(b.session, WINHTTP_OPTION_HTTP2_KEEPALIVE, uint32(20_000))
		b.set(b.session, WINHTTP_OPTION_HTTP2_RECEIVE_WINDOW, WINHTTP_HTTP2_RECEIVE_WINDOW{StreamWindow: 10, StreamWindowUpdateDelta: 5})
		require.Equal(b, "1234567890", b.whole(b.secure("GET", "/"), ""))
		time.Sleep(45 * time.Second)
		synctest.Wait()
		require.Equal(b, []string{"window 5", "ping", "goaway"}, frames)
	})
	requireCode(t, ERROR_INVALID_PARAMETER, func() error {
		s, _ := WinHttpOpen("", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0)
		defer WinHttpCloseHandle(s)
		return WinHttpSetOption(s, WINHTTP_OPTION_HTTP2_KEEPALIVE, uint32(4999))
	}())
}
