package winhttp

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// last are the newest notifications.
func (x *scene) last(n int) (found []word) {
	all := x.words()
	return all[max(0, len(all)-n):]
}

// said are notifications of the first request with the context ctx.
func said(who string, statuses ...string) (words []word) {
	for _, s := range statuses {
		words = append(words, word{"Q1", s, "ctx", who})
	}
	return words
}

func TestEdge11(t *testing.T) {
	timeline(t, func(x *scene) {
		x.serve(wintest.Script{wintest.Request(1), wintest.Send(hello), wintest.Hold()})
		q := x.openRequest(x.connect(host, 0), "POST", 0)
		require.NoError(x, x.send(q, "", "", 1))
		require.NoError(x, x.write(q, "x"))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.available(q))
		require.NoError(x, x.read(q, 100))
		requireCode(x, state, x.receive(q))
		for _, s := range []callback.Status{callback.SendRequestComplete, callback.WriteComplete, callback.HeadersAvailable,
			callback.DataAvailable, callback.ReadComplete, callback.RequestError} {
			require.Zero(x, x.count(s), s)
		}
		require.NotZero(x, x.count(callback.ResponseReceived))
	})
}

func TestEdge12(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(answering(hello))
		q := x.get()
		requireCode(x, success, x.send(q, "", "", 0))
		require.Equal(x, said("worker", "SENDREQUEST_COMPLETE"), x.last(1))
		requireCode(x, success, x.receive(q))
		require.Equal(x, said("caller", "RECEIVING_RESPONSE", "RESPONSE_RECEIVED", "HEADERS_AVAILABLE"), x.last(3))
		require.Equal(x, "< ReceiveResponse(Q1) = ok", lastLine(x, ""), "delivered after the call")
	})
}

func TestEdge14(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(answering(hello))
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.receive(q))
		require.Equal(x, said("caller", "RECEIVING_RESPONSE", "RESPONSE_RECEIVED", "HEADERS_AVAILABLE", "REQUEST_ERROR"), x.last(4))
		require.Equal(x, "200", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
		require.NoError(x, x.read(q, 100))
		require.Contains(x, lastLine(x, "< ReadData"), `"hello"`)
	})
}

func TestEdge15(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(answering(hello))
		q := x.get()
		requireCode(x, success, x.receive(q))
		require.Equal(x, said("caller", "REQUEST_ERROR"), x.last(1))
		require.Zero(x, x.count(callback.ReceivingResponse))
		x.whole(q, "")
		require.Contains(x, lastLine(x, "< ReadData"), `"hello"`)
	})
}

// The callback that wakes the test has not returned when the test reads.
func TestEdge16(t *testing.T) {
	const elsewhere = callback.Status(0)
	for _, row := range []struct {
		name  string
		at    callback.Status
		delay time.Duration
	}{
		{"inside SENDING_REQUEST", callback.SendingRequest, time.Second},
		{"inside REQUEST_SENT", callback.RequestSent, time.Second},
		{"inside SENDING_REQUEST, answered at once", callback.SendingRequest, 0},
		{"inside REQUEST_SENT, answered at once", callback.RequestSent, 0},
		{"from another goroutine", elsewhere, time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				x.unheard()
				x.serve(wintest.Script{wintest.Request(0), wintest.Sleep(row.delay), wintest.Send(hello), wintest.Hold()})
				received, woken, read := make(chan error, 1), make(chan string, 1), make(chan struct{})
				x.on = func(q HINTERNET, s callback.Status) {
					switch s {
					case row.at:
						received <- WinHttpReceiveResponse(q, nil)
					case callback.HeadersAvailable:
						woken <- goid()
						<-read
					}
				}
				q := x.get()
				require.NoError(x, WinHttpSendRequest(q, "", nil, 0, nil))
				if row.at == elsewhere {
					time.AfterFunc(row.delay/2, func() { received <- WinHttpReceiveResponse(q, nil) })
				}
				require.NotEqual(x, x.duo.main, <-woken)
				require.NoError(x, <-received)
				buffer, n := make([]byte, 10), uint32(0)
				require.NoError(x, WinHttpReadData(q, buffer, &n))
				require.Equal(x, "hello", string(buffer[:n]))
				close(read)
				synctest.Wait()
				order := []string{"SENDING_REQUEST", "REQUEST_SENT", "RECEIVING_RESPONSE", "SENDREQUEST_COMPLETE",
					"RESPONSE_RECEIVED", "HEADERS_AVAILABLE", "READ_COMPLETE"}
				if row.at == callback.SendingRequest {
					order[1], order[2] = order[2], order[1]
				}
				heard := x.heard("Q1")
				require.Equal(x, order, heard[len(heard)-len(order):], "%s", x.log)
			})
		})
	}
}

func TestEdge17(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(wintest.Script{wintest.Request(1), wintest.Send(hello), wintest.Hold()})
		var called, spoke string
		x.on = func(q HINTERNET, s callback.Status) {
			switch s {
			case callback.SendRequestComplete:
				require.NoError(x, x.write(q, "x"))
			case callback.WriteComplete:
				called = goid()
				require.NoError(x, x.receive(q))
			case callback.ReceivingResponse:
				spoke = goid()
			}
		}
		require.NoError(x, x.send(x.openRequest(x.connect(host, 0), "POST", 0), "", "", 1))
		require.NotEmpty(x, called)
		require.Equal(x, called, spoke)
		require.Equal(x, 1, x.count(callback.HeadersAvailable), "%s", x.log)
	})
}

func TestEdge18(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.unheard()
		x.serve(answering(hello))
		var reads atomic.Int32
		x.on = func(q HINTERNET, s callback.Status) {
			n := uint32(99)
			switch at := reads.Load(); {
			case s == callback.DataAvailable && at < 5:
				one := make([]byte, 1)
				require.NoError(x, WinHttpReadData(q, one, &n))
				require.Equal(x, uint32(1), n)
				require.Equal(x, "hello"[at], one[0])
			case s == callback.ReadComplete:
				left := 5 - uint32(reads.Add(1))
				require.NoError(x, WinHttpQueryDataAvailable(q, &n))
				require.Equal(x, left, n)
			}
		}
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.available(q))
		require.Equal(x, int32(5), reads.Load())
		require.Equal(x, 6, x.count(callback.DataAvailable))
	})
}

func TestEdge19(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.End()})
		x.whole(x.get(), "Connection: close")
		if x.duo == nil {
			require.Equal(x, said("", "CLOSING_CONNECTION", "CONNECTION_CLOSED"), x.last(2))
		} else {
			require.Equal(x, said("caller", "CLOSING_CONNECTION", "CONNECTION_CLOSED", "READ_COMPLETE"), x.last(3))
		}
	})
}

func TestEdge20(t *testing.T) {
	edge(t, func(x *scene) {
		const closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(closing), wintest.End()}, answering(hello))
		for range 2 {
			q := x.get()
			x.whole(q, "")
			x.closeHandle(q)
		}
		require.Zero(x, x.count(callback.ClosingConnection)+x.count(callback.ConnectionClosed))
		require.Equal(x, 2, x.count(callback.ConnectedToServer))
	})
}

func TestEdge21(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering(hello, hello, hello))
		c := x.connect(host, 0)
		first, second := x.openRequest(c, "GET", 0), x.openRequest(c, "GET", 0)
		for range 2 { // the second time on the same handle
			require.NoError(x, x.send(first, "", "", 0))
			x.pass(time.Millisecond) // a connection from the pool is listened to
			require.NoError(x, x.receive(first))
		}
		x.closeHandle(first)
		x.all(second, "")
		require.Equal(x, 1, x.count(callback.ConnectingToServer), "%s", x.log)
		require.Equal(x, "SENDING_REQUEST", x.heard("Q2")[1])
	})
}

func TestEdge22(t *testing.T) {
	for name, next := range map[string]func(b *bed) HINTERNET{
		"then sync":  func(b *bed) HINTERNET { return b.open("another") },
		"then async": func(b *bed) HINTERNET { return b.openAsync() },
	} {
		t.Run(name, func(t *testing.T) {
			edge(t, func(x *scene) {
				x.unheard()
				x.serve(answering(hello, hello))
				c := x.connect(host, 0)
				q := x.openRequest(c, "GET", 0)
				x.whole(q, "")
				for _, h := range []HINTERNET{q, c, x.session} {
					x.close(h)
				}
				x.session = next(x.bed)
				x.watch(x.session, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
				require.NoError(x, x.send(x.get(), "", "", 0))
				x.pass(time.Millisecond)
				require.Equal(x, 1, x.count(callback.ConnectingToServer), "%s", x.log)
				require.Equal(x, []string{"SENDING_REQUEST", "REQUEST_SENT"}, x.heard("Q2")[1:3])
			})
		})
	}
}

func TestEdge23(t *testing.T) {
	edge(t, func(x *scene) {
		x.net.AddHost("localhost", "::1", "127.0.0.1")
		wintest.Serve(x.T, x.net.Listen("127.0.0.1:80"), answering(hello))
		x.whole(x.openRequest(x.connect("localhost", 0), "GET", 0), "")
		require.Contains(x, []int{1, 2}, x.count(callback.ConnectingToServer))
		require.Equal(x, 1, x.count(callback.ConnectedToServer))
	})
}

func TestEdge24(t *testing.T) {
	edge(t, func(x *scene) {
		q := x.openRequest(x.connect("nxdomain", 0), "GET", 0)
		require.Equal(x, ERROR_WINHTTP_NAME_NOT_RESOLVED.Name(), x.outcome(x.send(q, "", "", 0)))
		require.Equal(x, state.Name(), x.outcome(x.receive(q)))
		require.Equal(x, 1, x.count(callback.ResolvingName))
		require.Zero(x, x.count(callback.NameResolved)+x.count(callback.ConnectingToServer)+x.count(callback.ReceivingResponse))
	})
}

func TestEdge25(t *testing.T) {
	edge(t, func(x *scene) {
		start := time.Now()
		q := x.openRequest(x.connect("127.0.0.1", 9), "GET", 0)
		require.Equal(x, ERROR_WINHTTP_CANNOT_CONNECT.Name(), x.outcome(x.send(q, "", "", 0)))
		require.Less(x, time.Since(start), 5*time.Second)
		require.Zero(x, x.count(callback.ConnectedToServer))
	})
}

func TestEdge27(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering("nonsense\r\n\r\n"))
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		require.Zero(x, x.count(callback.RequestError))
		require.Equal(x, ERROR_WINHTTP_INVALID_SERVER_RESPONSE.Name(), x.outcome(x.receive(q)))
	})
}

func TestEdge28(t *testing.T) {
	edge(t, func(x *scene) {
		const mark = uint32(0xdeadbeef)
		q, n := x.get(), mark
		requireCode(x, state, WinHttpQueryDataAvailable(q, &n))
		x.closeHandle(q)
		requireCode(x, ERROR_INVALID_HANDLE, WinHttpQueryDataAvailable(q, &n))
		requireCode(x, ERROR_INVALID_HANDLE, WinHttpReadData(q, make([]byte, 1), &n))
		require.Equal(x, mark, n)
		require.Zero(x, x.count(callback.RequestError))
	})
}

func TestEdge29(t *testing.T) {
	edge(t, func(x *scene) {
		const mark = uint32(0xdeadbeef)
		x.serve(wintest.Script{wintest.Request(2), wintest.Send(hello), wintest.Hold()})
		q, n := x.openRequest(x.connect(host, 0), "POST", 0), mark
		require.NoError(x, x.send(q, "", "", 2))
		requireCode(x, invalid, WinHttpWriteData(q, []byte("abc"), &n))
		require.Equal(x, mark, n)
		require.NoError(x, x.write(q, "ab"))
		require.NoError(x, x.receive(q))
	})
}

func TestEdge30(t *testing.T) {
	for name, row := range map[string]struct{ verb, response string }{
		"204":  {"GET", "HTTP/1.1 204 No Content\r\n\r\n"},
		"304":  {"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"},
		"HEAD": {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			edge(t, func(x *scene) {
				x.serve(answering(row.response))
				q := x.openRequest(x.connect(host, 0), row.verb, 0)
				require.NoError(x, x.send(q, "", "", 0))
				require.NoError(x, x.receive(q))
				for range 2 {
					require.NoError(x, x.available(q))
					require.Equal(x, "< QueryDataAvailable(Q1) = 0", lastLine(x, "< "))
					require.NoError(x, x.read(q, 10))
					require.Equal(x, `< ReadData(Q1) = ""`, lastLine(x, "< "))
				}
			})
		})
	}
}
