package transport

import (
	"crypto/tls"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// A reused connection gives no notification, and has the facts it had (protocol.md 4.1; callbacks.md 3.3).
func TestPoolReuse(t *testing.T) {
	inWorld(t, "second request", func(t *testing.T, w *world) {
		server := w.serve(wintest.Script{wintest.Repeat(3, wintest.Request(0), wintest.Send(ok)), wintest.End()})
		var facts *Facts
		for i, target := range []Target{plain, plain, {Host: "EXAMPLE.com", Port: 80}} {
			x := w.exchange()
			require.Nil(t, x.Facts())
			require.NoError(t, x.start(target, message("GET", "")))
			if i == 0 {
				facts = x.Facts()
				require.Equal(t, []string{"resolving example.com", "resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}, w.log.take())
			}
			require.Equal(t, i > 0, x.Reused())
			require.Same(t, facts, x.Facts())
			_, err := x.rest(10)
			require.NoError(t, err)
			x.Finish()
			require.Empty(t, w.log.take())
			require.Same(t, facts, x.Facts(), "they stay")
		}
		require.Equal(t, 1, server.Connections())
	})
	inWorld(t, "fresh", func(t *testing.T, w *world) {
		w.serve(answer(ok, wintest.End()), wintest.Script{wintest.End()})
		_, err := w.fetch(plain)
		require.NoError(t, err)
		x := w.exchange()
		require.NoError(t, x.Connect(plain, true))
		require.False(t, x.Reused())
		require.Equal(t, 1, w.idle())
		x.Drop()
	})
	inWorld(t, "one connection for each request in flight", func(t *testing.T, w *world) {
		twice := wintest.Script{wintest.Repeat(2, wintest.Request(0), wintest.Send(ok)), wintest.End()}
		w.serve(twice, twice, twice)
		for range 2 {
			var all []*Exchange
			for range 3 {
				x := w.exchange()
				require.NoError(t, x.start(plain, message("GET", "")))
				all = append(all, x)
			}
			require.Zero(t, w.idle())
			for _, x := range all {
				_, err := x.rest(10)
				require.NoError(t, err)
				x.Finish()
			}
			require.Equal(t, 3, w.idle())
		}
	})
}

// pooled makes a connection to target that has nothing to say.
func (p *pool) pooled(target Target) *conn {
	w := cut("", nil)
	c := &conn{target: target.key(), pool: p, raw: w, nc: w}
	c.body.ended = true
	p.crowdLocked(c.target.server()).open++
	return c
}

// take is claim for a test that wants no new connection.
func (p *pool) take(target Target) *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.takeLocked(target, &MatchGUID{})
}

func TestPoolKeys(t *testing.T) {
	base := Target{Host: "example.com", Port: 443, Secure: true}
	with := func(change func(*Target)) Target {
		target := base
		change(&target)
		return target
	}
	for _, row := range []struct {
		name   string
		target Target
		same   bool
	}{
		{"same", base, true},
		{"host in other case", with(func(t *Target) { t.Host = "Example.COM" }), true},
		{"other host", with(func(t *Target) { t.Host = "example.org" }), false},
		{"other port", with(func(t *Target) { t.Port = 80 }), false},
		{"not secure", with(func(t *Target) { t.Secure = false }), false},
		{"other checks switched off", with(func(t *Target) { t.Ignore = IgnoreUnknownCA }), false},
		{"other versions of TLS", with(func(t *Target) { t.MaxTLS = tls.VersionTLS12 }), false},
		{"no certificate of the client's", with(func(t *Target) { t.Client = NoCertificate }), false},
		{"HTTP/2 allowed", with(func(t *Target) { t.HTTP2.Enabled = true }), false},
		{"revocation looked up", with(func(t *Target) { t.Revocation.Check = true }), false},
		{"another name looked up", with(func(t *Target) { t.LookUp = "example.org" }), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, turned := range []bool{false, true} {
				put, take := base, row.target
				if turned {
					put, take = take, put
				}
				var p pool
				defer p.closeAll()
				c := p.pooled(put)
				p.put(c)
				got := p.take(take.key())
				require.Equal(t, row.same, got == c)
				require.Equal(t, row.same, got != nil)
			}
		})
	}
}

// The connection used last is the first to be used again; one with an unread rest comes after those without.
func TestPoolOrder(t *testing.T) {
	for _, row := range []struct {
		put, take string // letters; upper case: with an unread rest
	}{
		{"abc", "cba"},
		{"aBc", "caB"},
		{"abC", "baC"},
		{"ABC", "CBA"},
		{"A", "A"},
		{"", ""},
	} {
		t.Run(row.put, func(t *testing.T) {
			var p pool
			defer p.closeAll()
			names := map[*conn]string{}
			for _, letter := range row.put {
				c := p.pooled(plain)
				c.body.ended = letter >= 'a'
				names[c] = string(letter)
				p.put(c)
			}
			order := ""
			for c := p.take(plain); c != nil; c = p.take(plain) {
				order += names[c]
			}
			require.Equal(t, row.take, order)
		})
	}
}

// An unused connection is kept for 30 seconds (protocol.md 4.1).
func TestPoolIdleLifetime(t *testing.T) {
	const step = time.Millisecond
	inWorld(t, "closed in time, in order", func(t *testing.T, w *world) {
		w.serve(respond(ok))
		_, err := w.fetch(plain)
		require.NoError(t, err)
		pass(30*time.Second - step)
		require.Equal(t, 1, w.idle())
		pass(step)
		require.Zero(t, w.idle())
	})
	inWorld(t, "each use begins anew", func(t *testing.T, w *world) {
		server := w.serve(wintest.Script{wintest.Repeat(5, wintest.Request(0), wintest.Send(ok)), wintest.End()})
		for range 5 {
			_, err := w.fetch(plain)
			require.NoError(t, err)
			pass(29 * time.Second)
		}
		require.Equal(t, 1, w.idle())
		pass(time.Second)
		require.Zero(t, w.idle())
		require.Equal(t, 1, server.Connections())
	})
	inWorld(t, "several targets and ages", func(t *testing.T, w *world) {
		other := Target{Host: "example.com", Port: 81}
		w.serve(respond(ok), respond(ok))
		w.serveAt("10.0.0.1:81", respond(ok))
		x := w.exchange()
		require.NoError(t, x.start(plain, message("GET", "")))
		_, err := w.fetch(plain)
		require.NoError(t, err)
		pass(10 * time.Second)
		_, err = w.fetch(other)
		require.NoError(t, err)
		pass(10 * time.Second)
		x.Abandon()
		for _, left := range []int{3, 2, 1, 0, 0} { // at 20, 30, 40, 50, 60 seconds
			require.Equal(t, left, w.idle())
			pass(10 * time.Second)
		}
	})
	inWorld(t, "after CloseIdleConnections", func(t *testing.T, w *world) {
		w.serve(respond(ok), respond(ok))
		w.CloseIdleConnections()
		_, err := w.fetch(plain)
		require.NoError(t, err)
		pass(20 * time.Second)
		w.CloseIdleConnections()
		require.Zero(t, w.idle())
		_, err = w.fetch(plain)
		require.NoError(t, err)
		pass(30*time.Second - step)
		require.Equal(t, 1, w.idle())
		pass(step)
		require.Zero(t, w.idle())
	})
}

// CloseIdleConnections leaves the connections alone that are in use.
func TestPoolCloseIdleConnections(t *testing.T) {
	inWorld(t, "one in use, one not", func(t *testing.T, w *world) {
		w.serve(respond(ok), answer(ok, wintest.Request(0), wintest.Send(ok), wintest.End()))
		idle, busy := w.exchange(), w.exchange()
		for _, x := range []*Exchange{idle, busy} {
			require.NoError(t, x.start(plain, message("GET", "")))
		}
		idle.Abandon()
		w.CloseIdleConnections()
		require.Zero(t, w.idle())
		body, err := busy.rest(10)
		require.NoError(t, err)
		require.Equal(t, "ok", body)
		busy.Finish()
		body, err = w.fetch(plain)
		require.NoError(t, err)
		require.Equal(t, "ok", body)
	})
}

// The table of protocol.md 4.2, and callbacks.md 3.4. Whoever closes does it in order.
func TestPoolKeepOrClose(t *testing.T) {
	for _, row := range []struct {
		name   string
		close  bool // the request asks for it
		head   string
		kept   bool
		events []string
	}{
		{"HTTP/1.1 both sides", false, "HTTP/1.1 200 OK\r\nContent-Length: 2", true, nil},
		{"HTTP/1.1, keep-alive", false, "HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2", true, nil},
		{"HTTP/1.1, other token", false, "HTTP/1.1 200 OK\r\nConnection: closed\r\nContent-Length: 2", true, nil},
		{"response Connection: close", false, "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2", false, nil},
		{"response Connection: a, close", false, "HTTP/1.1 200 OK\r\nConnection: a, close\r\nContent-Length: 2", false, nil},
		{"response Proxy-Connection: close", false, "HTTP/1.1 200 OK\r\nProxy-Connection: close\r\nContent-Length: 2", false, nil},
		{"request Connection: close", true, "HTTP/1.1 200 OK\r\nContent-Length: 2", false, []string{"closing", "closed"}},
		{"request and response close", true, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2", false, []string{"closing", "closed"}},
		{"HTTP/1.0", false, "HTTP/1.0 200 OK\r\nContent-Length: 2", false, nil},
		{"HTTP/1.0, keep-alive", false, "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2", true, nil},
		{"HTTP/1.0, Proxy-Connection: keep-alive", false, "HTTP/1.0 200 OK\r\nProxy-Connection: keep-alive\r\nContent-Length: 2", true, nil},
		{"HTTP/1.0, keep-alive and close", false, "HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: 2", false, nil},
		{"HTTP/1.0, keep-alive, body to EOF", false, "HTTP/1.0 200 OK\r\nConnection: keep-alive", false, nil},
	} {
		for _, end := range []string{"Finish", "Abandon"} {
			inWorld(t, row.name+", "+end, func(t *testing.T, w *world) {
				w.serve(answer(row.head+"\r\n\r\nok", wintest.CloseWrite(), wintest.End()))
				m := message("GET", "")
				m.Close = row.close
				x := w.exchange()
				require.NoError(t, x.start(plain, m))
				w.log.take()
				if end == "Finish" {
					body, err := x.rest(10)
					require.NoError(t, err)
					require.Equal(t, "ok", body)
					x.Finish()
					require.Equal(t, row.events, w.log.take())
				} else { // the request handle is closed
					x.Abandon()
					require.Empty(t, w.log.take())
				}
				require.Equal(t, row.kept, w.idle() == 1)
			})
		}
	}
}

// The one retry: Stale says so for a connection from the pool that was dead before a response byte arrived, if nothing has
// been written with Write (protocol.md 4.4, errors.tsv).
func TestPoolStale(t *testing.T) {
	for _, row := range []struct {
		name     string
		streamed bool           // with Write
		steps    wintest.Script // after the second request has arrived
		err      werr.Code
		stale    bool
	}{
		{"EOF", false, wintest.Script{wintest.Close()}, werr.InvalidServerResponse, true},
		{"reset", false, wintest.Script{wintest.Reset(false)}, werr.ConnectionError, true},
		{"EOF, streamed body", true, wintest.Script{wintest.Close()}, werr.InvalidServerResponse, false},
		{"reset, streamed body", true, wintest.Script{wintest.Reset(false)}, werr.ConnectionError, false},
		{"a byte and EOF", false, wintest.Script{wintest.Send("H"), wintest.Close()}, werr.InvalidServerResponse, false},
		{"a byte and reset", false, wintest.Script{wintest.Send("H"), wintest.Reset(true)}, werr.ConnectionError, false},
		{"interim response and EOF", false, wintest.Script{wintest.Send(interim), wintest.Close()}, werr.InvalidServerResponse, false},
		{"interim response and reset", false, wintest.Script{wintest.Send(interim), wintest.Reset(true)}, werr.ConnectionError, false},
		{"no HTTP", false, wintest.Script{wintest.Send("hello")}, werr.InvalidServerResponse, false},
		{"broken header", false, wintest.Script{wintest.Send("HTTP/1.1 200 OK\r\n:\r\n\r\n")}, werr.InvalidServerResponse, false},
		{"silence", false, wintest.Script{wintest.Sleep(time.Minute)}, werr.Timeout, false},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			server := w.serve(answer(ok, append(wintest.Script{wintest.Request(0)}, row.steps...)...), respond(ok))
			_, err := w.fetch(plain)
			require.NoError(t, err)
			x := w.exchange()
			require.NoError(t, x.Connect(plain, false))
			require.True(t, x.Reused())
			if row.streamed {
				require.NoError(t, x.Send(uploadOf(1)))
				require.NoError(t, x.Write([]byte("x")))
			} else {
				require.NoError(t, x.Send(message("GET", "")))
			}
			err = x.ReadHead()
			requireCode(t, row.err, err)
			require.Equal(t, row.stale, x.Stale(err))

			x.Drop()
			require.NoError(t, x.Connect(plain, true))
			require.False(t, x.Reused())
			require.NoError(t, x.Send(message("GET", "")))
			require.NoError(t, x.ReadHead())
			body, err := x.rest(10)
			require.NoError(t, err)
			require.Equal(t, "ok", body)
			x.Finish()
			require.Equal(t, 2, server.Connections())
		})
	}
}

// A connection can die between the look at it and the request. What it says then is no answer to the request.
func TestPoolStaleWrite(t *testing.T) {
	for _, last := range []string{"", late} {
		for _, body := range []int{0, 100} {
			inWorld(t, fmt.Sprintf("%.12q and reset before the request, body of %d bytes", last, body), func(t *testing.T, w *world) {
				dead := make(chan struct{})
				w.serve(answer(ok, waitFor(dead), wintest.Send(last), wintest.Reset(true)))
				_, err := w.fetch(plain)
				require.NoError(t, err)
				x := w.exchange()
				require.NoError(t, x.Connect(plain, false))
				close(dead)
				synctest.Wait()
				err = x.Send(message("POST", string(make([]byte, body))))
				requireCode(t, werr.ConnectionError, err)
				require.True(t, x.Stale(err))
				require.Nil(t, x.Head())
				x.Drop()
				require.False(t, x.Stale(err), "not twice")
			})
		}
	}
}

// A new connection that says something before it is reset has an answer: the server had no time for us, for example.
func TestPoolFreshAnswerBeforeReset(t *testing.T) {
	inWorld(t, "503 and reset before the request", func(t *testing.T, w *world) {
		w.serve(wintest.Script{wintest.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), wintest.Reset(true)})
		x := w.exchange()
		require.NoError(t, x.Connect(plain, false))
		synctest.Wait()
		require.NoError(t, x.Send(message("GET", "")))
		require.NoError(t, x.ReadHead())
		require.Equal(t, 503, x.Head().Status)
		x.Finish()
		require.Zero(t, w.idle())
	})
}
