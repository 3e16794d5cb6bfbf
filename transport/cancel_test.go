package transport

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// cancelRow is something that takes time: begin is done before, call is cut short.
type cancelRow struct {
	name   string
	target Target
	setup  func(w *world) // nil: a server with the script
	server wintest.Script
	begin  func(x *Exchange) error
	call   func(x *Exchange) error
	err    werr.Code // 0: any
}

var cancelRows = func() []cancelRow {
	big := strings.Repeat("x", 8*piece)
	start := func(x *Exchange) error { return x.start(plain, message("GET", "")) }
	connect := func(t Target) func(x *Exchange) error {
		return func(x *Exchange) error { return x.Connect(t, false) }
	}
	nothing := func(*Exchange) error { return nil }
	read := func(x *Exchange) error {
		_, err := x.rest(64 << 10)
		return err
	}
	hold := wintest.UntilGone(wintest.Hold())
	sleep := wintest.Sleep(time.Hour)
	hello := wintest.TLS(cancelRoot.Leaf("example.com").Config())
	return []cancelRow{
		{"resolving", plain, func(w *world) { w.mem.HangHost("example.com") }, nil, nothing, connect(plain), werr.OperationCancelled},
		{"connecting", plain, func(w *world) { w.mem.BlackHole("10.0.0.1:80") }, nil, nothing, connect(plain), werr.OperationCancelled},
		{"connecting to the second of three", plain, func(w *world) {
			w.mem.AddHost("example.com", "10.0.1.1", "10.0.0.1", "10.0.1.2")
			w.mem.BlackHole("10.0.0.1:80")
		}, nil, nothing, connect(plain), werr.OperationCancelled},
		{"TLS handshake", secure, nil, wintest.Script{sleep}, nothing, connect(secure), 0},
		{"TLS handshake, in the middle", secure, nil, wintest.Script{wintest.Expect("\x16"), wintest.Send("\x16\x03\x03\x40\x00"), hold}, nothing, connect(secure), 0},
		{"sending", plain, nil, wintest.Script{sleep}, connect(plain), func(x *Exchange) error { return x.Send(message("POST", big)) }, 0},
		{"sending over TLS", secure, nil, wintest.Script{hello, sleep}, connect(secure), func(x *Exchange) error { return x.Send(message("POST", big)) }, 0},
		{"writing", plain, nil, wintest.Script{sleep}, func(x *Exchange) error {
			_ = x.Connect(plain, false)
			return x.Send(uploadOf(int64(len(big))))
		}, func(x *Exchange) error { return x.Write([]byte(big)) }, 0},
		{"waiting for the head", plain, nil, wintest.Script{hold}, connect(plain), func(x *Exchange) error { return x.ReadHead() }, 0},
		{"inside the head", plain, nil, wintest.Script{wintest.Send(interim + "HTTP/1.1 "), hold}, connect(plain), func(x *Exchange) error { return x.ReadHead() }, 0},
		{"waiting for the head over TLS", secure, nil, wintest.Script{hello, hold}, connect(secure), func(x *Exchange) error { return x.ReadHead() }, 0},
		{"reading, fixed", plain, nil, answer(fixed10+"0", hold), start, read, 0},
		{"reading, chunked", plain, nil, answer(chunked+"5\r\nhe", hold), start, read, 0},
		{"reading, to EOF", plain, nil, answer(toEOF+"he", hold), start, read, 0},
		{"waiting for data", plain, nil, answer(fixed10, hold), start, func(x *Exchange) error { return x.Wait() }, 0},
		{"draining", plain, nil, answer(fixed10, hold), func(x *Exchange) error {
			y := x.network.NewExchange(new(recorder), defaults)
			defer y.Abandon()
			return y.start(plain, message("GET", ""))
		}, connect(plain), werr.OperationCancelled},
	}
}()

var cancelRoot = wintest.NewCA("Root")

// Cancel never blocks; whatever is under way ends with an error at that moment, and nothing is left of it.
func TestCancelAnywhere(t *testing.T) {
	const moment = 500 * time.Millisecond
	for _, row := range cancelRows {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(cancelRoot)
			switch {
			case row.setup != nil:
				row.setup(w)
			case row.target.Secure:
				w.serveAt("10.0.0.1:443", row.server)
			default:
				w.serve(row.server)
			}
			x := w.exchange()
			require.NoError(t, row.begin(x))
			start := time.Now()
			time.AfterFunc(moment, func() {
				x.Cancel()
				w.log.add("cancelled after %s", time.Since(start))
			})
			err := row.call(x)
			require.Error(t, err)
			require.Equal(t, moment, time.Since(start))
			if row.err != 0 {
				requireCode(t, row.err, err)
			}
			synctest.Wait()
			lines := w.log.take()
			require.Equal(t, "cancelled after 500ms", lines[len(lines)-1])

			x.Cancel()
			requireCode(t, werr.OperationCancelled, x.Connect(row.target, false))
			x.Abandon()
			x.Finish()
			x.Drop()
			requireNothingMore(t, x)
			require.Zero(t, w.idle())
			require.Empty(t, w.log.take())
		})
	}
}

// The reporter may cancel: the call ends and reports nothing further.
func TestCancelFromReporter(t *testing.T) {
	all := []string{"resolving example.com", "resolved 10.0.0.1", "connecting 10.0.0.1", "connected 10.0.0.1"}
	for _, row := range []struct {
		at     string
		host   string
		secure bool
		events []string
	}{
		{at: "resolving example.com", events: all[:1]},
		{at: "resolving 10.0.0.1", host: "10.0.0.1", events: []string{"resolving 10.0.0.1"}},
		{at: "resolved 10.0.0.1", events: all[:2]},
		{at: "connecting 10.0.0.1", events: all[:3]},
		{at: "connected 10.0.0.1", events: all},
		{at: "connected 10.0.0.1", secure: true, events: all},
		{at: "insecure InvalidCA", secure: true, events: append(all[:4:4], "insecure InvalidCA")},
		{at: "interim 100", events: append(all[:4:4], "interim 100")},
	} {
		inWorld(t, row.at, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool()
			server := wintest.UntilGone(wintest.Request(0), wintest.Send(interim+ok), wintest.Hold())
			address, target := "10.0.0.1:80", plain
			if row.secure {
				address, target = "10.0.0.1:443", secure
				server = wintest.UntilGone(wintest.TLS(cancelRoot.Leaf("example.com").Config()), server)
			}
			if row.host != "" {
				target.Host = row.host
			}
			l := w.mem.Listen(address)
			if len(row.events) > 3 {
				wintest.Serve(t, l, wintest.Script{server})
			}
			x := w.exchange()
			w.log.on = func(line string) {
				if line == row.at {
					x.Cancel()
				}
			}
			require.Error(t, x.start(target, message("GET", "")))
			require.Equal(t, row.events, w.log.take())
			x.Abandon()
			require.Zero(t, w.idle())
		})
	}
}

// An exchange that was cancelled before it began reports nothing and touches no connection.
func TestCancelBefore(t *testing.T) {
	inWorld(t, "connection in the pool", func(t *testing.T, w *world) {
		w.serve(answer(ok, answer(ok, wintest.End())...))
		_, err := w.fetch(plain)
		require.NoError(t, err)
		w.log.take()
		for _, fresh := range []bool{false, true} {
			x := w.exchange()
			x.Cancel()
			requireCode(t, werr.OperationCancelled, x.Connect(plain, fresh))
			require.Empty(t, w.log.take())
			require.Equal(t, 1, w.idle())
		}
		_, err = w.fetch(plain)
		require.NoError(t, err)
	})
}

// Once an exchange has given its connection back, Cancel has no power over it.
func TestCancelAfter(t *testing.T) {
	for _, row := range []struct {
		name string
		end  func(x *Exchange)
	}{
		{"Finish", func(x *Exchange) {
			_, _ = x.rest(10)
			x.Finish()
		}},
		{"Abandon", (*Exchange).Abandon},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.serve(answer(ok, answer(ok, wintest.End())...))
			x := w.exchange()
			require.NoError(t, x.start(plain, message("GET", "")))
			row.end(x)
			x.Cancel()
			body, err := w.fetch(plain)
			require.NoError(t, err)
			require.Equal(t, "ok", body)
		})
		for _, close := range []bool{false, true} {
			inWorld(t, fmt.Sprintf("%s comes second, close %t", row.name, close), func(t *testing.T, w *world) {
				w.serve(answer(ok, wintest.UntilGone(wintest.Hold())))
				x := w.exchange()
				m := message("GET", "")
				m.Close = close
				require.NoError(t, x.start(plain, m))
				_, err := x.rest(10)
				require.NoError(t, err)
				w.log.take()
				x.Cancel()
				row.end(x)
				require.Zero(t, w.idle())
				require.Empty(t, w.log.take())
			})
		}
	}
}

// What has been read stays readable in part, but nothing hangs and nothing is pooled after Cancel.
func TestCancelWithDataBuffered(t *testing.T) {
	inWorld(t, "half of the body", func(t *testing.T, w *world) {
		w.serve(answer(fixed10+"01234", wintest.UntilGone(wintest.Hold())))
		x := w.exchange()
		require.NoError(t, x.start(plain, message("GET", "")))
		x.Cancel()
		body, err := x.rest(10)
		require.Error(t, err)
		require.Equal(t, "01234", body)
		x.Abandon()
		require.Zero(t, w.idle())
	})
}
