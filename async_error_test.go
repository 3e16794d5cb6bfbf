package winhttp

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// failure is an operation that fails: the last call of run, which must be accepted.
type failure struct {
	name string
	want string // the payload of REQUEST_ERROR
	run  func(x *scene)
}

// TestAsyncRequestError: the only word about a failure is REQUEST_ERROR with the call and the number (callbacks.md 1.4,
// 3.9 to 3.11, 3.17; errors.tsv).
func TestAsyncRequestError(t *testing.T) {
	for _, f := range failures() {
		t.Run(f.name, func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				var result *WINHTTP_ASYNC_RESULT
				cb, err := WinHttpSetStatusCallback(x.session, nil, 0, 0)
				require.NoError(x, err)
				_, err = WinHttpSetStatusCallback(x.session, func(h HINTERNET, c any, status uint32, info any, n uint32) {
					if r, ok := info.(*WINHTTP_ASYNC_RESULT); ok {
						require.Nil(x, result, "the second REQUEST_ERROR")
						require.EqualValues(x, 16, n)
						result = r
					}
					cb(h, c, status, info, n)
				}, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
				require.NoError(x, err)
				f.run(x)
				x.pass(10 * time.Minute)
				found := x.lines("REQUEST_ERROR")
				require.Len(x, found, 1, "%s", x.log)
				require.Contains(x, found[0], " {"+f.want+"} (16), ctx [", "%s", x.log)
				require.Equal(x, found[0], lastLine(x, ", ctx ["), "%s", x.log)
				require.ErrorIs(x, result.Err, result.Error)
				require.Equal(x, result.Error, GetLastError(result.Err))
				var e *Error
				require.True(x, errors.As(result.Err, &e), "%#v", result.Err)
			})
		})
	}
}

// lastLine is the last line with a text.
func lastLine(x *scene, text string) string {
	found := x.lines(text)
	return found[len(found)-1]
}

func failures() []failure {
	send := func(open func(x *scene) HINTERNET) func(x *scene) {
		return func(x *scene) { require.NoError(x, x.send(open(x), "", "", 0)) }
	}
	to := func(prepare func(x *scene)) func(x *scene) {
		return send(func(x *scene) HINTERNET { prepare(x); return x.openRequest(x.connect("there", 0), "GET", 0) })
	}
	small := func(x *scene, steps ...wintest.Step) { // a server that takes little at once
		l := x.net.Listen(address + ":80")
		l.SetReadBuffer(1 << 10)
		wintest.Serve(x.T, l, wintest.Script{wintest.UntilGone(steps...)})
	}
	large := string(make([]byte, 200<<10))
	head := func(steps ...wintest.Step) func(x *scene) { // fails in the head
		return func(x *scene) {
			x.serve(append(wintest.Script{wintest.Request(0)}, wintest.UntilGone(steps...)))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			x.pass(5 * time.Minute)
			require.Empty(x, x.lines("REQUEST_ERROR"))
			require.Len(x, x.lines("SENDREQUEST_COMPLETE"), 1)
			require.NoError(x, x.receive(q))
		}
	}
	late := func(steps ...wintest.Step) func(x *scene) { // the same, behind a written body
		return func(x *scene) {
			x.serve(append(wintest.Script{wintest.Request(1)}, wintest.UntilGone(steps...)))
			q := x.openRequest(x.connect(host, 0), "POST", 0)
			require.NoError(x, WinHttpSetTimeouts(q, 0, 0, 0, 5000))
			require.NoError(x, x.send(q, "", "", 1))
			require.NoError(x, x.write(q, "x"))
			require.NoError(x, x.receive(q))
		}
	}
	body := func(call func(x *scene, q HINTERNET) error, head string, steps ...wintest.Step) func(x *scene) {
		return func(x *scene) {
			x.serve(append(wintest.Script{wintest.Request(0), wintest.Send(head)}, wintest.UntilGone(steps...)))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			require.NoError(x, call(x, q))
		}
	}
	query := func(x *scene, q HINTERNET) error { return x.available(q) }
	read := func(x *scene, q HINTERNET) error { return x.read(q, 10) }
	const fixed, chunked = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	return []failure{
		{"name unknown", "SEND_REQUEST ERROR_WINHTTP_NAME_NOT_RESOLVED", to(func(*scene) {})},
		{"name hangs", "SEND_REQUEST ERROR_WINHTTP_TIMEOUT", send(func(x *scene) HINTERNET {
			x.net.HangHost("slow")
			q := x.openRequest(x.connect("slow", 0), "GET", 0)
			require.NoError(x, WinHttpSetTimeouts(q, 700, 0, 0, 0))
			return q
		})},
		{"refused", "SEND_REQUEST ERROR_WINHTTP_CANNOT_CONNECT", to(func(x *scene) { x.net.AddHost("there", "10.0.0.7") })},
		{"connecting hangs", "SEND_REQUEST ERROR_WINHTTP_TIMEOUT", to(func(x *scene) {
			x.net.AddHost("there", "10.0.0.7")
			x.net.BlackHole("10.0.0.7:80")
		})},
		{"send hangs", "SEND_REQUEST ERROR_WINHTTP_TIMEOUT", func(x *scene) {
			small(x, wintest.Sleep(time.Hour))
			require.NoError(x, x.send(x.get(), "", large, 0))
		}},
		{"send is reset", "SEND_REQUEST ERROR_WINHTTP_CONNECTION_ERROR", func(x *scene) {
			small(x, wintest.Sleep(time.Second), wintest.Reset(false))
			require.NoError(x, x.send(x.get(), "", large, 0))
		}},
		{"proxy, not built", "SEND_REQUEST ERROR_NOT_SUPPORTED", send(func(x *scene) HINTERNET {
			q := x.get()
			named := WINHTTP_PROXY_INFO{AccessType: WINHTTP_ACCESS_TYPE_NAMED_PROXY, Proxy: "p"}
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_PROXY, named))
			return q
		})},
		{"handshake is reset", "SEND_REQUEST ERROR_WINHTTP_CONNECTION_ERROR", send(func(x *scene) HINTERNET {
			wintest.Serve(x.T, x.net.Listen(address+":443"), wintest.Script{wintest.Reset(false)})
			return x.openRequest(x.connect(host, 0), "GET", WINHTTP_FLAG_SECURE)
		})},
		{"certificate", "SEND_REQUEST ERROR_WINHTTP_SECURE_FAILURE", send(func(x *scene) HINTERNET {
			secret := wintest.TLS(wintest.SelfSigned(host).Config())
			wintest.Serve(x.T, x.net.Listen(address+":443"), wintest.Script{wintest.UntilGone(secret)})
			return x.openRequest(x.connect(host, 0), "GET", WINHTTP_FLAG_SECURE)
		})},
		{"write hangs", "WRITE_DATA ERROR_WINHTTP_TIMEOUT", func(x *scene) {
			small(x, wintest.Sleep(time.Hour))
			q := x.get()
			require.NoError(x, x.send(q, "", "", uint32(len(large))))
			require.NoError(x, x.write(q, large))
		}},
		{"write is reset", "WRITE_DATA ERROR_WINHTTP_CONNECTION_ERROR", func(x *scene) {
			small(x, wintest.Sleep(time.Second), wintest.Reset(false))
			q := x.get()
			require.NoError(x, x.send(q, "", "", uint32(len(large))))
			require.NoError(x, x.write(q, large))
		}},
		{"no answer", "RECEIVE_RESPONSE ERROR_WINHTTP_TIMEOUT", head(wintest.Hold())},
		{"end before the head", "RECEIVE_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE", head()},
		{"end inside the head", "RECEIVE_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE", head(wintest.Send("HTTP/1.1 200 OK\r\n"))},
		{"reset before the head", "RECEIVE_RESPONSE ERROR_WINHTTP_CONNECTION_ERROR", head(wintest.Reset(true))},
		{"reset inside the head", "RECEIVE_RESPONSE ERROR_WINHTTP_CONNECTION_ERROR",
			head(wintest.Send("HTTP/1.1 200 OK\r\n"), wintest.Reset(true))},
		{"malformed head", "RECEIVE_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE", head(wintest.Send("<html>"), wintest.Hold())},
		{"head too slow", "RECEIVE_RESPONSE ERROR_WINHTTP_TIMEOUT", head(wintest.Drip(hello, 20*time.Second))},
		{"too many interim responses", "RECEIVE_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE",
			head(wintest.Repeat(11, wintest.Send("HTTP/1.1 100 Continue\r\n\r\n")), wintest.Hold())},
		{"late, no answer", "RECEIVE_RESPONSE ERROR_WINHTTP_TIMEOUT", late(wintest.Hold())},
		{"late, end", "RECEIVE_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE", late()},
		{"late, reset", "RECEIVE_RESPONSE ERROR_WINHTTP_CONNECTION_ERROR", late(wintest.Sleep(time.Second), wintest.Reset(false))},
		{"late, malformed", "RECEIVE_RESPONSE ERROR_WINHTTP_INVALID_SERVER_RESPONSE", late(wintest.Sleep(time.Second), wintest.Send("x"), wintest.Hold())},
		{"never sent", "RECEIVE_RESPONSE ERROR_WINHTTP_INCORRECT_HANDLE_STATE", func(x *scene) { require.NoError(x, x.receive(x.get())) }},
		{"query hangs", "QUERY_DATA_AVAILABLE ERROR_WINHTTP_TIMEOUT", body(query, fixed, wintest.Hold())},
		{"query is reset", "QUERY_DATA_AVAILABLE ERROR_WINHTTP_CONNECTION_ERROR", body(query, fixed, wintest.Sleep(time.Second), wintest.Reset(true))},
		{"query, end inside chunks", "QUERY_DATA_AVAILABLE ERROR_WINHTTP_CONNECTION_ERROR", body(query, chunked, wintest.Sleep(time.Second))},
		{"query, broken chunk", "QUERY_DATA_AVAILABLE ERROR_WINHTTP_INVALID_SERVER_RESPONSE", body(query, chunked+"x\r\n", wintest.Hold())},
		{"read hangs", "READ_DATA ERROR_WINHTTP_TIMEOUT", body(read, fixed, wintest.Hold())},
		{"read is reset", "READ_DATA ERROR_WINHTTP_CONNECTION_ERROR", body(read, fixed, wintest.Sleep(time.Second), wintest.Reset(true))},
		{"read, end inside chunks", "READ_DATA ERROR_WINHTTP_CONNECTION_ERROR", body(read, chunked, wintest.Sleep(time.Second))},
		{"read, broken chunk", "READ_DATA ERROR_WINHTTP_INVALID_SERVER_RESPONSE", body(read, chunked+"x\r\n", wintest.Hold())},
	}
}

// TestAsyncErrorCause: the cause of a failure is there for errors.As.
func TestAsyncErrorCause(t *testing.T) {
	bubble(t, func(b *bed) {
		var result *WINHTTP_ASYNC_RESULT
		done := make(chan bool)
		s := b.openAsync()
		_, err := WinHttpSetStatusCallback(s, func(_ HINTERNET, _ any, _ uint32, info any, _ uint32) {
			result = info.(*WINHTTP_ASYNC_RESULT)
			close(done)
		}, uint32(callback.RequestError), 0)
		require.NoError(b, err)
		c := b.keep(WinHttpConnect(s, "127.0.0.1", 0, 0))
		q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		<-done
		require.ErrorIs(b, result.Err, ERROR_WINHTTP_CANNOT_CONNECT)
		var cause *net.OpError
		require.ErrorAs(b, result.Err, &cause)
		require.Equal(b, "dial", cause.Op)
		synctest.Wait()
	})
}

// TestAsyncFailsAgain: after a failure the request is sent again (functions.md 0.4), and a receive in between is told so.
func TestAsyncFailsAgain(t *testing.T) {
	asyncTrace(t, "fails-again", func(x *scene) {
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, x.write(q, "x"))
		requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, x.available(q))
		requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, x.read(q, 1))
		x.serve(answering(hello))
		x.all(q, "")
	})
}
