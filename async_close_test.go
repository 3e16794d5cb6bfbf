package winhttp

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// pending are the places where an operation can be in flight, each on a request of its own; the last call of each is the
// one that is pending, and takes less than a second to get there.
var pending = []play{
	{"resolving", func(x *scene) {
		x.net.HangHost("slow")
		_ = x.send(x.openRequest(x.connect("slow", 0), "GET", 0), "", "", 0)
	}},
	{"connecting", func(x *scene) {
		x.net.BlackHole(address + ":80")
		_ = x.send(x.get(), "", "", 0)
	}},
	{"shaking hands", func(x *scene) {
		wintest.Serve(x.T, x.net.Listen(address+":443"), wintest.Script{wintest.Hold()})
		_ = x.send(x.openRequest(x.connect(host, 0), "GET", WINHTTP_FLAG_SECURE), "", "", 0)
	}},
	{"sending", func(x *scene) {
		wintest.Serve(x.T, x.net.Listen(address+":80"), wintest.Script{wintest.Sleep(time.Hour)})
		_ = x.send(x.get(), "", string(make([]byte, 100<<10)), 0)
	}},
	{"waiting for the head while sending", func(x *scene) {
		x.serve(wintest.Script{wintest.Hold()})
		_ = x.send(x.get(), "", "", 0)
	}},
	{"sending, receive wanted", func(x *scene) {
		x.serve(wintest.Script{wintest.Hold()})
		q := x.get()
		_ = x.send(q, "", "", 0)
		_ = x.receive(q)
	}},
	{"writing", func(x *scene) {
		wintest.Serve(x.T, x.net.Listen(address+":80"), wintest.Script{wintest.Sleep(time.Hour)})
		q := x.get()
		_ = x.send(q, "", "", 100<<10)
		_ = x.write(q, string(make([]byte, 100<<10)))
	}},
	{"receiving", func(x *scene) {
		x.serve(wintest.Script{wintest.Hold()})
		q := x.get()
		_ = x.send(q, "", "", 1)
		_ = x.write(q, "x")
		_ = x.receive(q)
	}},
	{"asking for data", func(x *scene) {
		x.serve(answering("HTTP/1.1 200 OK\r\n\r\n"))
		q := x.get()
		_ = x.send(q, "", "", 0)
		_ = x.receive(q)
		_ = x.available(q)
	}},
	{"reading", func(x *scene) {
		x.serve(answering("HTTP/1.1 200 OK\r\n\r\nabc"))
		q := x.get()
		_ = x.send(q, "", "", 0)
		_ = x.receive(q)
		_ = x.read(q, 4)
	}},
	{"draining", func(x *scene) {
		x.serve(answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"))
		q := x.get()
		_ = x.send(q, "", "", 0)
		_ = x.receive(q)
		_ = x.send(q, "", "", 0)
	}},
	{"nothing", func(x *scene) { x.get() }},
}

// TestAsyncTraceClosedElsewhere: another goroutine closes the request, or a handle above it, while an operation is in
// flight: REQUEST_ERROR with ERROR_WINHTTP_OPERATION_CANCELLED at once, and HANDLE_CLOSING is last (callbacks.md 3.12, 6.5).
func TestAsyncTraceClosedElsewhere(t *testing.T) {
	for _, victim := range []string{"Q1", "C1", "S"} {
		var plays []play
		for _, p := range pending {
			plays = append(plays, play{p.name, func(x *scene) {
				time.AfterFunc(500*time.Millisecond, func() { x.closeHandle(x.handle(victim)) })
				p.run(x)
				x.pass(time.Second)
				x.closeHandle(x.handle("Q1"))
				x.pass(time.Second)
			}})
		}
		asyncTraces(t, "closed-elsewhere-"+victim, plays)
	}
}

// TestAsyncPendingOperations: what a second call gets in every phase (callbacks.md 4 rule 7), and after the end of it all
// (4 rule 8).
func TestAsyncPendingOperations(t *testing.T) {
	const refused = ERROR_INVALID_OPERATION
	for _, p := range pending[:len(pending)-1] {
		asyncScene(t, func(x *scene) {
			p.run(x)
			q := x.handle("Q1")
			want := refused
			sending := strings.HasPrefix(lastLine(x, "> "), "> SendRequest")
			if sending {
				want = state
			}
			if p.name == "sending, receive wanted" {
				want = state
			}
			n := untouched
			requireCode(x, want, x.send(q, "", "", 0), p.name)
			requireCode(x, want, x.write(q, ""), p.name)
			requireCode(x, want, WinHttpWriteData(q, nil, &n), p.name)
			requireCode(x, want, WinHttpQueryDataAvailable(q, &n), p.name)
			requireCode(x, want, WinHttpReadData(q, make([]byte, 1), &n), p.name)
			requireCode(x, state, WinHttpAddRequestHeaders(q, "X: y", add), p.name)
			if sending {
				require.NoError(x, x.receive(q))
			}
			requireCode(x, refused, x.receive(q), p.name)
			require.Equal(x, untouched, n)
			x.closeHandle(q)
			for _, call := range []error{x.send(q, "", "", 0), x.write(q, ""), x.receive(q), x.available(q), x.read(q, 1),
				WinHttpAddRequestHeaders(q, "X: y", add), WinHttpCloseHandle(q)} {
				requireCode(x, ERROR_INVALID_HANDLE, call, p.name)
			}
			x.pass(time.Second)
			require.Equal(x, "Q1 HANDLE_CLOSING Q1 (h), ctx [worker 1]", lastLine(x, ", ctx ["), "%s", x.log)
		})
	}
}

// closableAsync are the notifications inside which an asynchronous request may be closed.
var closableAsync = append(slices.Clone(closable), callback.SendRequestComplete, callback.WriteComplete,
	callback.HeadersAvailable, callback.DataAvailable, callback.ReadComplete, callback.RequestError)

// TestAsyncTraceClosedInside: the application closes the request inside each notification: what is in flight is cancelled,
// and HANDLE_CLOSING comes after the callback has returned (callbacks.md 3.12; 4, rules 3, 6 and 10).
func TestAsyncTraceClosedInside(t *testing.T) {
	for _, name := range []string{"Q1", "C1"} {
		var plays []play
		for _, status := range closableAsync {
			plays = append(plays, play{status.String(), func(x *scene) {
				x.during(status, func(h HINTERNET) {
					q := x.handle("Q1")
					if h != q { // HANDLE_CREATED of the connection
						return
					}
					x.log.Addf("    closing %s: %s", name, GetLastError(WinHttpCloseHandle(x.handle(name))).Name())
					x.log.Addf("    again: %s", GetLastError(WinHttpCloseHandle(x.handle(name))).Name())
					x.log.Addf("    ReadData: %s", GetLastError(WinHttpReadData(q, nil, nil)).Name())
				})
				asyncOnceThrough(x, status)
				x.pass(time.Second)
				x.closeHandle(x.handle("Q1"))
			}})
		}
		asyncTraces(t, "closed-inside-"+name, plays)
	}
}

// asyncOnceThrough makes the calls of an exchange until one fails.
func asyncOnceThrough(x *scene, status callback.Status) {
	var flags uint32
	switch status {
	case callback.SecureFailure:
		flags = WINHTTP_FLAG_SECURE
		always(x, tls.NewListener(x.net.Listen(address+":443"), wintest.SelfSigned(host).Config()), hello)
	case callback.RequestError:
	default:
		always(x, x.net.Listen(address+":80"), "HTTP/1.1 100 Continue\r\n\r\n"+hello)
	}
	q := x.openRequest(x.connect(host, 0), "POST", flags)
	total := uint32(0)
	if status == callback.WriteComplete {
		total = 1
	}
	if x.send(q, "Connection: close", "", total) == nil && (total == 0 || x.write(q, "x") == nil) && x.receive(q) == nil &&
		x.available(q) == nil {
		_ = x.read(q, 100)
	}
}

// TestAsyncCloseEveryCreated closes inside HANDLE_CREATED of the connection.
func TestAsyncCloseEveryCreated(t *testing.T) {
	asyncTrace(t, "closed-created", func(x *scene) {
		x.during(callback.HandleCreated, func(s HINTERNET) { require.NoError(x, WinHttpCloseHandle(s)) })
		_, err := WinHttpConnect(x.session, host, 0, 0)
		require.NoError(x, err)
		c := x.handle("C1")
		_, err = WinHttpOpenRequest(c, "", "", "", "", nil, 0)
		requireCode(x, ERROR_INVALID_HANDLE, err)
		x.closeHandle(c)
	})
}

// TestAsyncSilentCompletions: the operation is the same when nobody hears of it (callbacks.md 2.2; 4, rules 10 and 15).
func TestAsyncSilentCompletions(t *testing.T) {
	for name, silence := range map[string]func(x *scene, q HINTERNET){
		"no callback": func(x *scene, q HINTERNET) {
			_, err := WinHttpSetStatusCallback(q, nil, 0, 0)
			require.NoError(x, err)
		},
		"mask 0":                func(x *scene, q HINTERNET) { x.watch(q, 0) },
		"progress":              func(x *scene, q HINTERNET) { x.watch(q, 0x3FF) },
		"all but REQUEST_ERROR": func(x *scene, q HINTERNET) { x.watch(q, ^uint32(callback.RequestError)) },
		"context nil": func(x *scene, q HINTERNET) {
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_CONTEXT_VALUE, nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				x.duo.loose = true
				x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"), wintest.Hold()})
				q := x.get()
				silence(x, q)
				require.NoError(x, x.send(q, "", "", 0))
				require.NoError(x, x.receive(q))
				var n uint32
				buffer := make([]byte, 3)
				require.NoError(x, WinHttpQueryDataAvailable(q, &n))
				require.Equal(x, uint32(3), n)
				require.NoError(x, WinHttpReadData(q, buffer, &n))
				require.Equal(x, "hel", string(buffer))
				require.NoError(x, WinHttpReadData(q, buffer, &n)) // pending
				requireCode(x, ERROR_INVALID_OPERATION, WinHttpReadData(q, buffer, &n))
				open := handles.Len()
				x.closeHandle(q)
				synctest.Wait()
				require.Equal(x, open-1, handles.Len())
				closings := len(x.lines("HANDLE_CLOSING"))
				require.Equal(x, name == "all but REQUEST_ERROR", closings == 1)
				require.Equal(x, name == "context nil", len(x.lines("REQUEST_ERROR")) == 1)
			})
		})
	}
}

// TestAsyncCloseWhilePooling: the connection is in the pool when HANDLE_CLOSING arrives (callbacks.md 3.0 [test]).
func TestAsyncCloseWhilePooling(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(answering(hello, hello))
		first, second := x.get(), x.get()
		x.during(callback.HandleClosing, func(HINTERNET) { require.NoError(x, x.send(second, "", "", 0)) })
		require.NoError(x, x.send(first, "", "", 0))
		require.NoError(x, x.receive(first))
		x.closeHandle(first) // the body is unread
		x.pass(time.Millisecond)
		require.Len(x, x.lines("SENDREQUEST_COMPLETE"), 2)
		require.Len(x, x.lines("CONNECTING_TO_SERVER"), 1)
	})
}
