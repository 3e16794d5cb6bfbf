package winhttp

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// all makes the calls of an exchange, one after the other, with one read at the end.
func (x *scene) all(q HINTERNET, headers string) {
	x.Helper()
	require.NoError(x, x.send(q, headers, "", 0))
	x.pass(time.Millisecond) // a connection from the pool is listened to
	require.NoError(x, x.receive(q))
	require.NoError(x, x.read(q, 100))
}

// TestAsyncTraceExchange has the sequences of callbacks.md 3.2 to 3.7 and 3.13 that end well.
func TestAsyncTraceExchange(t *testing.T) {
	asyncTrace(t, "get", func(x *scene) { // 3.2
		x.serve(answering(hello))
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		require.NoError(t, x.send(q, "", "", 0))
		require.NoError(t, x.receive(q))
		require.NoError(t, x.available(q))
		require.NoError(t, x.read(q, 5))
		require.NoError(t, x.available(q))
		require.NoError(t, x.read(q, 5))
		x.closeHandle(q)
		x.closeHandle(c)
		x.closeHandle(x.session)
	})
	asyncTrace(t, "kept-alive", func(x *scene) { // 3.3; 5, case 22
		x.duo.loose = true
		x.serve(answering(hello, hello, hello, hello))
		c := x.connect(host, 0)
		for range 2 {
			q := x.openRequest(c, "GET", 0)
			x.all(q, "")
			x.closeHandle(q)
		}
		x.closeHandle(c)
		x.closeHandle(x.session)
		x.log.Addf("a synchronous session")
		other := x.open("")
		x.watch(other, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
		x.whole(x.openRequest(x.connectIn(other, "EXAMPLE.com", 80), "GET", 0), "")
		x.log.Addf("an asynchronous session again")
		other = x.openAsync()
		x.watch(other, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
		x.all(x.openRequest(x.connectIn(other, host, 80), "GET", 0), "")
	})
	asyncTrace(t, "post", func(x *scene) { // 3.7
		x.serve(wintest.Script{wintest.Request(10), wintest.Send(hello), wintest.Hold()})
		q := x.openRequest(x.connect(host, 0), "POST", 0)
		require.NoError(t, x.send(q, "", "0123", 10))
		require.NoError(t, x.write(q, "45"))
		require.NoError(t, x.write(q, ""))
		require.NoError(t, x.write(q, "6789"))
		requireCode(t, ERROR_INVALID_PARAMETER, x.write(q, "x"))
		require.NoError(t, x.receive(q))
		require.NoError(t, x.read(q, 100))
	})
	asyncTrace(t, "chunked-upload", func(x *scene) { // 3.7
		x.serve(wintest.Script{wintest.Until("\r\n0\r\n\r\n"), wintest.Send(hello), wintest.Hold()})
		q := x.openRequest(x.connect(host, 0), "POST", 0)
		require.NoError(t, x.send(q, "Transfer-Encoding: chunked", "3\r\nabc\r\n", 0))
		require.NoError(t, x.write(q, "2\r\nde\r\n"))
		require.NoError(t, x.write(q, "0\r\n\r\n"))
		require.NoError(t, x.receive(q))
		require.NoError(t, x.read(q, 100))
	})
	chain := func(verb string) func(x *scene) { // 3.7: everything inside the callbacks; 5, case 17
		return func(x *scene) {
			x.duo.slow = true
			x.serve(wintest.Script{wintest.Request(1), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Hold()})
			x.during(callback.SendRequestComplete, func(q HINTERNET) { require.NoError(x, x.write(q, "x")) })
			x.during(callback.WriteComplete, func(q HINTERNET) { require.NoError(x, x.receive(q)) })
			x.during(callback.HeadersAvailable, func(q HINTERNET) {
				require.Equal(x, "200", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
				require.NoError(x, x.available(q))
			})
			x.during(callback.DataAvailable, func(q HINTERNET) { require.NoError(x, x.read(q, 100)) })
			require.NoError(x, x.send(x.openRequest(x.connect(host, 0), verb, 0), "", "", 1))
			x.pass(2 * time.Second)
		}
	}
	asyncTraces(t, "chain", []play{{"POST", chain("POST")}, {"GET with total length 1", chain("GET")}})
	asyncTrace(t, "interim", func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 100 Continue\r\n\r\n"),
			wintest.Sleep(time.Second), wintest.Send("HTTP/1.1 103 Early Hints\r\n\r\n" + hello), wintest.Hold()})
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		x.pass(2 * time.Second)
		require.NoError(x, x.receive(q))
	})
	asyncTrace(t, "stale", func(x *scene) { // protocol.md 4.4
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Request(0), wintest.Reset(false)},
			answering(hello))
		c := x.connect(host, 0)
		x.all(x.openRequest(c, "GET", 0), "")
		x.all(x.openRequest(c, "GET", 0), "")
	})
	asyncTrace(t, "unread", func(x *scene) { // 3.8, 5 case 21: sent again with the first response unread
		x.serve(answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\n"+strings.Repeat("x", 100), hello, hello))
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.send(q, "", "", 0))
		x.pass(time.Millisecond)
		require.NoError(x, x.receive(q))
		x.closeHandle(q)
		x.all(x.get(), "")
	})
}

// TestAsyncTraceConnectionClose is callbacks.md 3.4.
func TestAsyncTraceConnectionClose(t *testing.T) {
	end := wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.End()}
	asyncTraces(t, "close-asked", []play{
		{"one read (5, case 19)", func(x *scene) {
			x.serve(end)
			x.all(x.get(), "Connection: close")
		}},
		{"two reads and a query", func(x *scene) {
			x.serve(end)
			q := x.get()
			require.NoError(x, x.send(q, "Connection: close", "", 0))
			require.NoError(x, x.receive(q))
			require.NoError(x, x.read(q, 3))
			require.NoError(x, x.read(q, 2))
			require.NoError(x, x.available(q))
		}},
		{"on a worker", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"),
				wintest.Sleep(time.Second), wintest.Send("lo"), wintest.End()})
			x.all(x.get(), "Connection: close")
			x.pass(2 * time.Second)
		}},
		{"no room (3.4: on the thread of READ_COMPLETE)", func(x *scene) {
			x.serve(end)
			reads := 0
			x.on = func(q HINTERNET, s callback.Status) {
				if sizes := []int{1, 1, 3}; s == callback.ReadComplete && reads < len(sizes) {
					reads++
					require.NoError(x, x.read(q, sizes[reads-1]))
				}
			}
			q := x.get()
			require.NoError(x, x.send(q, "Connection: close", "", 0))
			require.NoError(x, x.receive(q))
			require.NoError(x, x.read(q, 0))
		}},
		{"no body", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 204 No Content\r\n\r\n"), wintest.End()})
			x.all(x.get(), "Connection: close")
		}},
		{"unread", func(x *scene) {
			x.serve(end)
			q := x.get()
			require.NoError(x, x.send(q, "Connection: close", "", 0))
			require.NoError(x, x.receive(q))
			x.closeHandle(q)
		}},
	})
	asyncTrace(t, "close-answered", func(x *scene) { // 5, case 20
		const closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(closing), wintest.End()}, answering(hello))
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		x.all(q, "")
		x.closeHandle(q)
		x.all(x.openRequest(c, "GET", 0), "")
	})
}

// TestAsyncTraceBodies is callbacks.md 3.13.
func TestAsyncTraceBodies(t *testing.T) {
	ended := func(verb, response string) func(x *scene) {
		return func(x *scene) {
			x.serve(answering(response))
			q := x.openRequest(x.connect(host, 0), verb, 0)
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			for range 2 {
				require.NoError(x, x.available(q))
				require.NoError(x, x.read(q, 10))
			}
		}
	}
	slow := func(size int, steps ...wintest.Step) func(x *scene) {
		return func(x *scene) {
			x.serve(append(wintest.Script{wintest.Request(0)}, steps...))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			for range 3 {
				require.NoError(x, x.available(q))
				x.pass(2 * time.Second)
				require.NoError(x, x.read(q, size))
				x.pass(10 * time.Second)
			}
		}
	}
	second := wintest.Sleep(time.Second)
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	asyncTraces(t, "bodies", []play{
		{"HEAD", ended("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")},
		{"204", ended("GET", "HTTP/1.1 204 No Content\r\n\r\n")},
		{"304", ended("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n")},
		{"no bytes", ended("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")},
		{"no chunks", ended("GET", chunked+"0\r\n\r\n")},
		{"chunks", ended("GET", chunked+"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")},
		{"chunks, slow", slow(4, wintest.Send(chunked), second, wintest.Send("3\r\nabc\r\n"), second, second,
			wintest.Send("3\r\ndef\r\n"), second, wintest.Send("0\r\n\r\n"), wintest.Hold())},
		{"until close", slow(100, wintest.Send("HTTP/1.1 200 OK\r\n\r\n"), second, wintest.Send("abc"), second, second)},
		{"shorter than announced", slow(100, wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), second)},
		{"reads of nothing", func(x *scene) {
			x.serve(answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			require.NoError(x, x.read(q, 0))
			require.NoError(x, x.call("ReadData", q, func() error { return WinHttpReadData(q, nil, nil) }))
			require.NoError(x, x.call("QueryDataAvailable", q, func() error { return WinHttpQueryDataAvailable(q, nil) }))
		}},
		{"ReadDataEx without FILL_BUFFER", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), second,
				wintest.Send("def"), wintest.Hold()})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			for range 2 {
				require.NoError(x, x.call("ReadData", q, func() error { return WinHttpReadDataEx(q, make([]byte, 9), nil, 0, nil) }))
			}
			x.pass(2 * time.Second)
		}},
	})
}

// TestAsyncTraceClosingOrders is callbacks.md 3.5; 5, cases 31 and 32.
func TestAsyncTraceClosingOrders(t *testing.T) {
	closed := func(order string) func(x *scene) {
		return func(x *scene) {
			c := x.connect(host, 0)
			h := map[rune]HINTERNET{'S': x.session, 'C': c, 'Q': x.openRequest(c, "GET", 0)}
			for _, name := range order {
				x.closeHandle(h[name])
				var context any
				err := WinHttpQueryOption(h['Q'], WINHTTP_OPTION_CONTEXT_VALUE, &context)
				x.log.Addf("  CONTEXT_VALUE of Q: %v %s", context, GetLastError(err).Name())
			}
		}
	}
	asyncTraces(t, "closing-orders", []play{
		{"Q, C, S", closed("QCS")},
		{"C, S, Q", closed("CSQ")},
		{"S, Q, C", closed("SQC")},
		{"S, C, Q", closed("SCQ")},
		{"Q twice, C", closed("QQC")},
	})
}

// TestAsyncTraceRecursion is callbacks.md 3.17 and 6.6: a chain of queries and one-byte reads inside callbacks.
func TestAsyncTraceRecursion(t *testing.T) {
	asyncTrace(t, "recursion", func(x *scene) {
		x.duo.slow = true
		x.serve(answering(hello))
		x.on = func(q HINTERNET, s callback.Status) {
			switch {
			case s == callback.ReadComplete && len(x.lines("READ_COMPLETE")) < 8:
				require.NoError(x, x.available(q))
			case s == callback.DataAvailable:
				require.NoError(x, x.read(q, 1))
			}
		}
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		x.pass(time.Second)
		require.NoError(x, x.receive(q))
		require.NoError(x, x.read(q, 0))
		x.pass(time.Second)
	})
}

// TestAsyncTraceTLS is callbacks.md 3.11.
func TestAsyncTraceTLS(t *testing.T) {
	ca := wintest.NewCA("Root")
	past := wintest.Valid(time.Unix(0, 0), time.Unix(1, 0))
	clients := wintest.Usages(x509.ExtKeyUsageClientAuth)
	secure := func(flags uint32, steps ...wintest.Step) func(x *scene) {
		return func(x *scene) {
			x.network.RootCAs = wintest.Pool(ca)
			wintest.Serve(x.T, x.net.Listen(address+":443"), wintest.Script{wintest.UntilGone(steps...)})
			q := x.openRequest(x.connect(host, 443), "GET", WINHTTP_FLAG_SECURE)
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_SECURITY_FLAGS, flags))
			require.NoError(x, x.send(q, "", "", 0))
			x.pass(time.Minute)
			require.NoError(x, x.receive(q))
		}
	}
	with := func(c *wintest.Cert) []wintest.Step {
		return []wintest.Step{wintest.TLS(c.Config()), wintest.Request(0), wintest.Send(hello), wintest.Hold()}
	}
	asyncTraces(t, "tls", []play{
		{"accepted", secure(0, with(ca.Leaf(host))...)},
		{"everything at once", secure(0, with(wintest.SelfSigned("other", past, clients))...)},
		{"everything ignored", secure(SECURITY_FLAG_IGNORE_ALL_CERT_ERRORS, with(wintest.SelfSigned("other", past, clients))...)},
		{"no TLS", secure(0, wintest.Send("HTTP/1.1 400 Bad Request\r\n\r\n"), wintest.Hold())},
		{"closed in the handshake", secure(0)},
		{"silent", secure(0, wintest.Hold())},
	})
}
