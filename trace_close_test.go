package winhttp

import (
	"crypto/tls"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestTraceClosingOrders is callbacks.md 3.5, and cases 31 and 32 of section 5.
func TestTraceClosingOrders(t *testing.T) {
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
	traces(t, "closing-orders", []play{
		{"Q, C, S", closed("QCS")},
		{"C, S, Q", closed("CSQ")},
		{"S, Q, C", closed("SQC")},
		{"S, C, Q", closed("SCQ")},
		{"Q twice, C", closed("QQC")},
		{"unread body", func(x *scene) {
			x.serve(answering(hello, hello))
			for range 2 {
				q := x.get()
				require.NoError(x, x.send(q, "", "", 0))
				require.NoError(x, x.receive(q))
				x.closeHandle(q)
			}
		}},
	})
}

// blocking are the places where a call can wait, each on a request of its own; the last call of each is the one that waits.
var blocking = []play{
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
}

// TestTraceClosedElsewhere: another goroutine closes the request, or a handle above it, while a call waits: the call ends
// with ERROR_WINHTTP_OPERATION_CANCELLED at once, and HANDLE_CLOSING is last (callbacks.md 3.12).
func TestTraceClosedElsewhere(t *testing.T) {
	for _, victim := range []string{"Q1", "C1", "S"} {
		var plays []play
		for _, p := range blocking {
			plays = append(plays, play{p.name, func(x *scene) {
				x.at = "500ms"
				time.AfterFunc(500*time.Millisecond, func() { x.closeHandle(x.handle(victim)) })
				p.run(x)
				<-time.After(time.Second)
				x.closeHandle(x.handle("Q1"))
			}})
		}
		traces(t, "closed-elsewhere-"+victim, plays)
	}
}

// handle is the handle with a name in the timeline.
func (x *scene) handle(name string) HINTERNET {
	x.mu.Lock()
	defer x.mu.Unlock()
	for h, n := range x.names {
		if n == name {
			return h
		}
	}
	return 0
}

// closable are the notifications inside which a request may be closed.
var closable = []callback.Status{
	callback.HandleCreated, callback.ResolvingName, callback.NameResolved, callback.ConnectingToServer,
	callback.ConnectedToServer, callback.SecureFailure, callback.SendingRequest, callback.RequestSent,
	callback.IntermediateResponse, callback.ReceivingResponse, callback.ResponseReceived, callback.ClosingConnection,
	callback.ConnectionClosed, callback.HandleClosing,
}

// TestTraceClosedInside: the application closes the request inside each notification: the call that is running fails with
// ERROR_WINHTTP_OPERATION_CANCELLED, nothing follows but HANDLE_CLOSING (callbacks.md 3.12; 4, rules 6 and 10).
func TestTraceClosedInside(t *testing.T) {
	for _, name := range []string{"Q1", "C1"} {
		var plays []play
		for _, status := range closable {
			plays = append(plays, play{status.String(), func(x *scene) {
				x.on = func(h HINTERNET, s callback.Status) {
					if s == status && h == x.handle("Q1") {
						x.log.Addf("    closing %s: %s", name, GetLastError(WinHttpCloseHandle(x.handle(name))).Name())
					}
				}
				secure := status == callback.SecureFailure
				serveAll(x, secure)
				onceThrough(x, secure)
				x.closeHandle(x.handle("Q1"))
			}})
		}
		traces(t, "closed-inside-"+name, plays)
	}
}

// serveAll answers with an interim response in front, or shows a certificate that nobody trusts.
func serveAll(x *scene, secure bool) {
	if secure {
		l := tls.NewListener(x.net.Listen(address+":443"), wintest.SelfSigned(host).Config())
		always(x, l, hello)
		return
	}
	always(x, x.net.Listen(address+":80"), "HTTP/1.1 100 Continue\r\n\r\n"+hello)
}

// onceThrough makes the calls of an exchange until one fails.
func onceThrough(x *scene, secure bool) {
	var flags uint32
	if secure {
		flags = WINHTTP_FLAG_SECURE
	}
	q := x.openRequest(x.connect(host, 0), "GET", flags)
	if x.send(q, "Connection: close", "x", 0) == nil && x.receive(q) == nil {
		_ = x.read(q, 100)
	}
}
