package winhttp

import (
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// crowd runs f on several goroutines and waits for them.
func crowd(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// tally counts what calls return, and fails on anything that is not expected.
type tally struct {
	t       testing.TB
	allowed []Code
	succeed atomic.Int64
}

func (c *tally) add(err error) {
	code := GetLastError(err)
	if code == ERROR_SUCCESS {
		c.succeed.Add(1)
	} else if !slices.Contains(c.allowed, code) {
		c.t.Errorf("unexpected: %v", err)
	}
}

// TestOneRequestManyGoroutines: one operation at a time; a second one is refused and harms nothing (callbacks.md 4 rule 7).
func TestOneRequestManyGoroutines(t *testing.T) {
	bubble(t, func(b *bed) {
		always(b, b.net.Listen(address+":80"), hello)
		q := b.request("PUT", "/", 0)
		c := tally{t: b, allowed: []Code{state, ERROR_INVALID_OPERATION, invalid, absent}}
		crowd(8, func(i int) {
			for range 100 {
				c.add(WinHttpSendRequest(q, "X: y", []byte("x"), 0, i))
				c.add(WinHttpReceiveResponse(q, nil))
				c.add(WinHttpQueryDataAvailable(q, new(uint32)))
				c.add(WinHttpReadData(q, make([]byte, 3), new(uint32)))
				c.add(WinHttpAddRequestHeaders(q, "Z: z", replace|add))
				c.add(WinHttpQueryHeaders(q, WINHTTP_QUERY_STATUS_CODE, "", new(string), nil))
				c.add(WinHttpQueryHeaders(q, WINHTTP_QUERY_CUSTOM|requestQuery, "Z", new(string), nil))
				c.add(WinHttpQueryHeaders(q, WINHTTP_QUERY_RAW_HEADERS|WINHTTP_QUERY_FLAG_TRAILERS, "", new(string), nil))
				c.add(WinHttpSetTimeouts(q, int32(i), 0, 0, 0))
				c.add(WinHttpSetOption(q, WINHTTP_OPTION_CONTEXT_VALUE, i))
				c.add(WinHttpQueryOption(q, WINHTTP_OPTION_CONNECTION_INFO, new(any)))
				c.add(WinHttpQueryOption(q, WINHTTP_OPTION_SECURITY_FLAGS, new(uint32)))
				_, err := WinHttpSetStatusCallback(q, func(HINTERNET, any, uint32, any, uint32) {}, uint32(i), 0)
				c.add(err)
			}
		})
		require.Greater(b, c.succeed.Load(), int64(3000))
		b.close(q)
	})
}

// TestBodyManyGoroutines: every byte goes to exactly one reader.
func TestBodyManyGoroutines(t *testing.T) {
	bubble(t, func(b *bed) {
		text := strings.Repeat("x", 100_000)
		b.serve(answering("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + text))
		q := b.get()
		b.exchange(q)
		var total atomic.Int64
		c := tally{t: b, allowed: []Code{ERROR_INVALID_OPERATION}}
		crowd(6, func(int) {
			buffer := make([]byte, 999)
			for total.Load() < int64(len(text)) {
				var n uint32
				err := WinHttpReadDataEx(q, buffer, &n, 0, nil)
				c.add(err)
				if err == nil {
					total.Add(int64(n))
				}
			}
		})
		require.Equal(b, int64(len(text)), total.Load())
	})
}

// TestHeadersAreNotLost: what WinHttpAddRequestHeaders has accepted stays, also while sends begin and end.
func TestHeadersAreNotLost(t *testing.T) {
	for range 20 {
		bubble(t, func(b *bed) { // nobody listens: the sends fail at once
			q := b.get()
			var over atomic.Bool
			added := 0
			crowd(2, func(i int) {
				for range 200 * (1 - i) {
					_ = WinHttpSendRequest(q, "", nil, 0, nil)
				}
				for i == 1 && !over.Load() && added < 300 {
					if WinHttpAddRequestHeaders(q, "X: y", add) == nil {
						added++
					}
				}
				over.Store(true)
			})
			require.Len(b, occurrences(q, "X"), added)
		})
	}
}

// story is what one handle's callback has heard.
type story struct {
	mu sync.Mutex
	// mu guards the following.
	inside int
	heard  []callback.Status
}

// stories check the guarantees of callbacks.md 4 for every handle.
type stories struct {
	t  testing.TB
	mu sync.Mutex
	of map[HINTERNET]*story
}

func (s *stories) notified(h HINTERNET, _ any, status uint32, info any, _ uint32) {
	if created, ok := info.(HINTERNET); ok {
		h = created
	}
	s.mu.Lock()
	one := s.of[h]
	if one == nil {
		one = new(story)
		s.of[h] = one
	}
	s.mu.Unlock()
	one.mu.Lock()
	if one.inside++; one.inside > 1 {
		s.t.Errorf("%v while another callback of the handle is executing", callback.Status(status))
	}
	one.heard = append(one.heard, callback.Status(status))
	one.mu.Unlock()
	defer func() {
		one.mu.Lock()
		one.inside--
		one.mu.Unlock()
	}()
}

// check wants HANDLE_CREATED first, unless the handle is a session, and HANDLE_CLOSING last, each once.
func (s *stories) check(sessions ...HINTERNET) {
	for h, one := range s.of {
		count := map[callback.Status]int{}
		for _, status := range one.heard {
			count[status]++
		}
		require.Equal(s.t, callback.HandleClosing, one.heard[len(one.heard)-1], "%v", one.heard)
		require.Equal(s.t, 1, count[callback.HandleClosing], "%v", one.heard)
		if !slices.Contains(sessions, h) {
			require.Equal(s.t, callback.HandleCreated, one.heard[0], "%v", one.heard)
			require.Equal(s.t, 1, count[callback.HandleCreated], "%v", one.heard)
		}
	}
}

// TestCloseWhileCallsRun closes requests, connections and sessions while others use them.
func TestCloseWhileCallsRun(t *testing.T) {
	for round := range 40 {
		bubble(t, func(b *bed) {
			always(b, b.net.Listen(address+":80"), hello)
			s := &stories{t: b, of: map[HINTERNET]*story{}}
			_, err := WinHttpSetStatusCallback(b.session, s.notified, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
			require.NoError(b, err)
			require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, s))
			parents := []HINTERNET{b.connect(host, 0), b.connect(host, 0), b.session}
			c := tally{t: b, allowed: []Code{ERROR_INVALID_HANDLE, ERROR_WINHTTP_OPERATION_CANCELLED}}
			crowd(8, func(i int) {
				if i < len(parents) {
					for range round * 20 { // gives the others a head start
						c.add(WinHttpQueryOption(parents[i], WINHTTP_OPTION_HANDLE_TYPE, new(uint32)))
					}
					c.add(WinHttpCloseHandle(parents[i]))
					return
				}
				for range 10 {
					useAndClose(&c, parents[i%2])
				}
			})
			s.check(b.session)
			b.opened = nil
		})
	}
}

// useAndClose makes an exchange; one goroutine more closes the request at some moment.
func useAndClose(c *tally, connection HINTERNET) {
	q, err := WinHttpOpenRequest(connection, "", "", "", "", nil, 0)
	c.add(err)
	if err != nil {
		return
	}
	closed := make(chan bool)
	go func() {
		defer close(closed)
		for range 30 {
			_ = WinHttpQueryOption(q, WINHTTP_OPTION_URL, new(string))
		}
		c.add(WinHttpCloseHandle(q))
	}()
	if err = WinHttpSendRequest(q, "", nil, 0, nil); err == nil {
		if err = WinHttpReceiveResponse(q, nil); err == nil {
			_, err = readBody(q)
		}
	}
	c.add(err)
	<-closed
}

// TestManyRequestsInParallel: different handles do not wait for each other.
func TestManyRequestsInParallel(t *testing.T) {
	bubble(t, func(b *bed) {
		always(b, b.net.Listen(address+":80"), hello)
		c := b.connect(host, 0)
		crowd(20, func(int) {
			for range 10 {
				q, err := WinHttpOpenRequest(c, "", "", "", "", nil, 0)
				require.NoError(b, err)
				b.exchange(q)
				require.Equal(b, "hello", b.body(q))
				require.NoError(b, WinHttpCloseHandle(q))
			}
		})
	})
}

// TestLoopback has two exchanges on a real socket, with the process's own network.
func TestLoopback(t *testing.T) {
	l := wintest.Loopback(t)
	always(t, l, hello)
	b := &bed{T: t}
	b.session = b.keep(WinHttpOpen("", WINHTTP_ACCESS_TYPE_DEFAULT_PROXY, "", "", 0))
	require.NoError(t, WinHttpQueryOption(b.session, OPTION_NETWORK, &b.network))
	defer b.network.CloseIdleConnections()
	port := INTERNET_PORT(l.Addr().(*net.TCPAddr).Port)
	q := b.keep(WinHttpOpenRequest(b.connect("127.0.0.1", port), "", "", "", "", nil, 0))
	for range 2 {
		b.exchange(q)
		require.Equal(t, "hello", b.body(q))
	}
	for _, h := range b.opened {
		require.NoError(t, WinHttpCloseHandle(h))
	}
	require.Zero(t, handles.Len())
}
