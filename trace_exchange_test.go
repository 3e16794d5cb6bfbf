package winhttp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestTraceExchange has the sequences of callbacks.md 3.1 to 3.7 and 3.13 that end well.
func TestTraceExchange(t *testing.T) {
	trace(t, "get", func(x *scene) { // 3.1
		x.serve(answering(hello))
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		require.NoError(t, x.send(q, "", "", 0))
		require.NoError(t, x.receive(q))
		require.NoError(t, x.available(q))
		require.NoError(t, x.read(q, 5))
		require.NoError(t, x.available(q))
		x.closeHandle(q)
		x.closeHandle(c)
		x.closeHandle(x.session)
	})
	trace(t, "kept-alive", func(x *scene) { // 3.3; 5, case 22
		x.serve(answering(hello, hello, hello))
		c := x.connect(host, 0)
		for range 2 {
			q := x.openRequest(c, "GET", 0)
			x.whole(q, "")
			x.closeHandle(q)
		}
		x.closeHandle(c)
		x.closeHandle(x.session)
		other := x.open("")
		x.watch(other, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
		x.whole(x.openRequest(x.connectIn(other, "EXAMPLE.com", 80), "GET", 0), "")
	})
	trace(t, "post", func(x *scene) { // 3.7
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
	trace(t, "upload-slow", func(x *scene) { // the server reads nothing for a while
		l := x.net.Listen(address + ":80")
		l.SetReadBuffer(1 << 10)
		wintest.Serve(x.T, l, wintest.Script{wintest.Sleep(20 * time.Second), wintest.Request(100 << 10),
			wintest.Send(hello), wintest.Hold()})
		q := x.openRequest(x.connect(host, 0), "PUT", 0)
		require.NoError(t, x.send(q, "", "", 100<<10))
		require.NoError(t, x.call("WriteData", q, func() error { return WinHttpWriteData(q, make([]byte, 100<<10), nil) }))
		require.NoError(t, x.receive(q))
	})
	trace(t, "head", func(x *scene) { // 3.13
		x.serve(answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", hello))
		q := x.openRequest(x.connect(host, 0), "HEAD", 0)
		require.NoError(t, x.send(q, "", "", 0))
		require.NoError(t, x.receive(q))
		require.NoError(t, x.available(q))
		require.NoError(t, x.read(q, 10))
		require.NoError(t, x.send(q, "", "", 0))
	})
	trace(t, "interim", func(x *scene) {
		const early = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
		x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 100 Continue\r\n\r\n" + early),
			wintest.Sleep(time.Second), wintest.Send("HTTP/1.1 101 Odd\r\n\r\n" + hello), wintest.Hold()})
		x.whole(x.get(), "")
	})
	trace(t, "drained", func(x *scene) { // 5, case 21
		long := "HTTP/1.1 200 OK\r\nContent-Length: 10240\r\n\r\n" + string(make([]byte, 10240))
		chunked := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
		x.serve(answering(long, chunked, hello))
		q := x.get()
		require.NoError(t, x.send(q, "", "", 0))
		require.NoError(t, x.receive(q))
		require.NoError(t, x.send(q, "", "", 0))
		require.NoError(t, x.receive(q))
		x.closeHandle(q)
		x.whole(x.get(), "")
	})
	trace(t, "stale", func(x *scene) { // protocol.md 4.4
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Request(0), wintest.Reset(false)},
			answering(hello))
		c := x.connect(host, 0)
		x.whole(x.openRequest(c, "GET", 0), "")
		x.whole(x.openRequest(c, "GET", 0), "")
	})
	trace(t, "closed-while-idle", func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Sleep(time.Second)}, answering(hello))
		c := x.connect(host, 0)
		x.whole(x.openRequest(c, "GET", 0), "")
		<-time.After(2 * time.Second)
		x.whole(x.openRequest(c, "GET", 0), "")
	})
}

// TestTraceConnectionClose is callbacks.md 3.4.
func TestTraceConnectionClose(t *testing.T) {
	trace(t, "close-asked", func(x *scene) {
		end := wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.End()}
		x.serve(end, end, end, end)
		q := x.get()
		x.whole(q, "Connection: close") // 5, case 19
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.read(q, 3))
		require.NoError(x, x.available(q))
		require.NoError(x, x.read(q, 2)) // takes the last byte
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		x.closeHandle(q) // unread
		q = x.get()
		require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE))
		x.whole(q, "")
	})
	trace(t, "close-asked-head", func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 204 No Content\r\n\r\n"), wintest.End()})
		q := x.get()
		require.NoError(x, x.send(q, "Connection: close", "", 0))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.read(q, 1))
	})
	trace(t, "close-answered", func(x *scene) { // 5, case 20
		const closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(closing), wintest.End()}, answering(hello))
		c := x.connect(host, 0)
		x.whole(x.openRequest(c, "GET", 0), "")
		x.whole(x.openRequest(c, "GET", 0), "")
	})
	trace(t, "until-close", func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.0 200 OK\r\n\r\n"), wintest.Drip("abc", time.Second)})
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
		require.NoError(x, x.available(q))
		require.NoError(x, x.read(q, 100))
		require.NoError(x, x.available(q))
	})
}

// TestTraceQueries: what can be asked inside which notification.
func TestTraceQueries(t *testing.T) {
	trace(t, "queries-inside", func(x *scene) {
		x.serve(answering(hello))
		x.on = func(h HINTERNET, s callback.Status) {
			var info WINHTTP_CONNECTION_INFO
			err := WinHttpQueryOption(h, WINHTTP_OPTION_CONNECTION_INFO, &info)
			x.log.Addf("        CONNECTION_INFO: %v %s", info.RemoteAddress, GetLastError(err).Name())
			x.log.Addf("        User-Agent: %s", queryText(h, WINHTTP_QUERY_USER_AGENT|WINHTTP_QUERY_FLAG_REQUEST_HEADERS, ""))
			x.log.Addf("        status: %s", queryText(h, WINHTTP_QUERY_STATUS_CODE, ""))
			x.log.Addf("        AddRequestHeaders: %s", GetLastError(WinHttpAddRequestHeaders(h, "X: y", 0)).Name())
			x.log.Addf("        ReceiveResponse: %s", GetLastError(WinHttpReceiveResponse(h, nil)).Name())
		}
		q := x.request("GET", "/", 0)
		require.NoError(x, x.send(q, "", "", 0))
		require.NoError(x, x.receive(q))
	})
}
