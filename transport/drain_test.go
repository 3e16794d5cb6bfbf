package transport

import (
	"fmt"
	"math"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// unread is a response whose body nobody reads, in two parts, and what becomes of its connection (protocol.md 4.5).
type unread struct {
	name          string
	head          string
	first, second string
	pause         time.Duration // between the parts
	then          wintest.Step  // nil: wait
	pooled        bool          // by Abandon
	reused        bool          // by the next exchange
	after         time.Duration // so long does that wait at most
}

const (
	fixed10  = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
	chunked  = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	toEOF    = "HTTP/1.1 200 OK\r\n\r\n"
	maxDrain = 1000
)

var unreadRows = []unread{
	{name: "fixed, all there", head: fixed10, first: "0123456789", pooled: true, reused: true},
	{name: "fixed, rest comes", head: fixed10, first: "01234", second: "56789", pause: 900 * time.Millisecond, pooled: true, reused: true, after: 900 * time.Millisecond},
	{name: "fixed, nothing there yet", head: fixed10, second: "0123456789", pause: time.Millisecond, pooled: true, reused: true, after: time.Millisecond},
	{name: "chunked, all there", head: chunked, first: "5\r\nhello\r\n0\r\n\r\n", pooled: true, reused: true},
	{name: "chunked, rest comes", head: chunked, first: "5\r\nhe", second: "llo\r\n0\r\nA: b\r\n\r\n", pause: 900 * time.Millisecond, pooled: true, reused: true, after: 900 * time.Millisecond},
	{name: "fixed, at the limit", head: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", maxDrain), first: strings.Repeat("x", maxDrain), pooled: true, reused: true},
	{name: "fixed, above the limit", head: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", maxDrain+4), first: strings.Repeat("x", maxDrain+4)},
	{name: "chunked, at the limit", head: chunked, first: fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", maxDrain, strings.Repeat("x", maxDrain)), pooled: true, reused: true},
	{name: "chunked, above the limit", head: chunked, first: fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", maxDrain+4, strings.Repeat("x", maxDrain+4)), pooled: true},
	{name: "chunked, in small chunks above the limit", head: chunked, first: strings.Repeat("1\r\nx\r\n", maxDrain+4), pooled: true},
	{name: "fixed, stalled", head: fixed10, first: "01234", pooled: true, after: time.Second},
	{name: "chunked, stalled", head: chunked, first: "5\r\nhello\r\n0\r\n", pooled: true, after: time.Second},
	{name: "fixed, too late", head: fixed10, first: "01234", second: "56789", pause: 1100 * time.Millisecond, pooled: true, after: time.Second},
	{name: "fixed, end of stream", head: fixed10, first: "01234", then: wintest.Close(), pooled: true},
	{name: "fixed, reset", head: fixed10, first: "01234", then: wintest.Reset(true), pooled: true},
	{name: "fixed, left-over", head: fixed10, first: "0123456789!", pooled: true},
	{name: "fixed, all there and end of stream", head: fixed10, first: "0123456789", then: wintest.CloseWrite(), pooled: true},
	{name: "chunked, end of stream", head: chunked, first: "5\r\nhello\r\n", then: wintest.Close(), pooled: true},
	{name: "chunked, broken", head: chunked, first: "5\r\nhello!\r\n", pooled: true},
	{name: "to EOF", head: toEOF, first: "hello"},
	{name: "response Connection: close", head: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\n", first: "01234"},
	{name: "HTTP/1.0", head: "HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\n", first: "01234"},
}

// TestDrain: Abandon takes no time; the next exchange reads the rest for up to a second, or takes a new connection. Either
// way the server reads an end of the stream.
func TestDrain(t *testing.T) {
	for _, row := range unreadRows {
		for _, read := range []int{0, 3} { // bytes of the body before Abandon
			inWorld(t, fmt.Sprintf("%s, %d read", row.name, read), func(t *testing.T, w *world) {
				w.policy.MaxDrain = maxDrain
				row.run(t, w, read)
			})
		}
	}
}

func (row *unread) run(t *testing.T, w *world, read int) {
	abandoned := make(chan struct{})
	release := sync.OnceFunc(func() { close(abandoned) })
	defer release()
	first := answer(row.head+row.first, waitFor(abandoned), wintest.UntilGone(wintest.Sleep(row.pause), wintest.Send(row.second)))
	switch {
	case row.then != nil:
		first = append(first, row.then)
	case row.reused:
		first = append(first, answer(ok, wintest.End())...)
	default:
		first = append(first, wintest.End())
	}
	scripts := []wintest.Script{first}
	if !row.reused {
		scripts = append(scripts, respond(ok))
	}
	server := w.serve(scripts...)
	x := w.exchange()
	require.NoError(t, x.start(plain, message("GET", "")))
	x.Take(make([]byte, min(read, x.Buffered())))
	start := time.Now()
	x.Abandon()
	require.Zero(t, time.Since(start))
	require.Equal(t, row.pooled, w.idle() == 1)
	release()
	if row.then != nil {
		synctest.Wait()
	}
	body, err := w.fetch(plain)
	require.NoError(t, err)
	require.Equal(t, "ok", body)
	require.InDelta(t, row.after, time.Since(start), float64(time.Millisecond)/2)
	require.Equal(t, len(scripts), server.Connections())
}

// The drain limit counts what is left of the body, not what has been read.
func TestDrainCountsTheRest(t *testing.T) {
	inWorld(t, "1000 of 1999 bytes left", func(t *testing.T, w *world) {
		w.policy.MaxDrain = maxDrain
		head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", 2*maxDrain-1)
		w.serve(answer(head+strings.Repeat("x", 2*maxDrain-1), answer(ok, wintest.End())...))
		x := w.exchange()
		require.NoError(t, x.start(plain, message("GET", "")))
		require.Equal(t, maxDrain-1, x.Take(make([]byte, maxDrain-1)))
		x.Abandon()
		_, err := w.fetch(plain)
		require.NoError(t, err)
	})
}

// What the rest of another response says is not ours.
func TestDrainTrailers(t *testing.T) {
	inWorld(t, "trailers and one byte too many", func(t *testing.T, w *world) {
		w.serve(answer(chunked+"0\r\nA: b\r\n\r\n!", wintest.End()), wintest.Script{wintest.End()})
		x := w.exchange()
		require.NoError(t, x.start(plain, message("GET", "")))
		x.Abandon()
		y := w.exchange()
		require.NoError(t, y.Connect(plain, false))
		require.False(t, y.Reused())
		require.Zero(t, y.Trailers().Len())
		y.Drop()
		require.Zero(t, y.Trailers().Len())
	})
}

// A receive time-out below a second bounds the wait too.
func TestDrainReceiveTimeout(t *testing.T) {
	inWorld(t, "200 ms", func(t *testing.T, w *world) {
		w.policy.Receive = 200 * time.Millisecond
		w.serve(answer(fixed10, wintest.End()), respond(ok))
		x := w.exchange()
		require.NoError(t, x.start(plain, message("GET", "")))
		x.Abandon()
		start := time.Now()
		_, err := w.fetch(plain)
		require.NoError(t, err)
		require.Equal(t, 200*time.Millisecond, time.Since(start))
	})
}

// However many stalled connections there are, a request waits one second for all of them.
func TestDrainSeveralStalled(t *testing.T) {
	inWorld(t, "three stalled", func(t *testing.T, w *world) {
		stalled := answer(fixed10, wintest.End())
		w.serve(stalled, stalled, stalled, respond(ok))
		var all []*Exchange
		for range 3 {
			x := w.exchange()
			require.NoError(t, x.start(plain, message("GET", "")))
			all = append(all, x)
		}
		for _, x := range all {
			x.Abandon()
		}
		start := time.Now()
		_, err := w.fetch(plain)
		require.NoError(t, err)
		require.LessOrEqual(t, time.Since(start), time.Second)
	})
}

// An exchange can be abandoned at any point: what cannot be used again is closed at once or, when a body is on its way, in
// order.
func TestAbandonAnywhere(t *testing.T) {
	close := message("GET", "")
	close.Close = true
	for _, row := range []struct {
		name   string
		server wintest.Script
		run    func(t *testing.T, x *Exchange)
	}{
		{"not connected", nil, func(*testing.T, *Exchange) {}},
		{"connected", wintest.Script{wintest.End()}, func(t *testing.T, x *Exchange) {
			require.NoError(t, x.Connect(plain, false))
		}},
		{"sent", wintest.Script{wintest.Request(0), wintest.End()}, func(t *testing.T, x *Exchange) {
			require.NoError(t, x.Connect(plain, false))
			require.NoError(t, x.Send(message("GET", "")))
		}},
		{"request Connection: close", answer(fixed10+"01234", wintest.End()), func(t *testing.T, x *Exchange) {
			require.NoError(t, x.start(plain, close))
		}},
		{"upload incomplete", answer(fixed10+"01234", wintest.End()), func(t *testing.T, x *Exchange) {
			require.NoError(t, x.start(plain, uploadOf(10)))
		}},
		{"body failed", answer(chunked+"x\r\n", wintest.End()), func(t *testing.T, x *Exchange) {
			require.NoError(t, x.start(plain, message("GET", "")))
			require.Error(t, x.Wait())
		}},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			if row.server != nil {
				w.serve(row.server)
			}
			x := w.exchange()
			row.run(t, x)
			w.log.take()
			start := time.Now()
			x.Abandon()
			x.Abandon()
			x.Finish()
			require.Zero(t, time.Since(start))
			require.Zero(t, w.idle())
			require.Empty(t, w.log.take())
			requireNothingMore(t, x)
			pass(2 * time.Second)
		})
	}
}

// The end of an abandoned connection is waited for, at most a second and up to the drain limit.
func TestLingerIsBounded(t *testing.T) {
	for _, row := range []struct {
		name   string
		server wintest.Step
		slow   bool
	}{
		{"silent", wintest.Sleep(time.Hour), true},
		{"slow", wintest.Drip(strings.Repeat("x", 1000), 10*time.Millisecond), true},
		{"fast", wintest.Repeat(math.MaxInt32, wintest.Send(strings.Repeat("x", 1<<16))), false},
		{"close", wintest.Close(), false},
		{"reset", wintest.Reset(true), false},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.serve(answer("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", wintest.UntilGone(row.server)))
			x := w.exchange()
			require.NoError(t, x.start(plain, message("GET", "")))
			raw := x.conn.raw
			x.Abandon()
			pass(999 * time.Millisecond)
			_, err := raw.Read(nil)
			require.Equal(t, row.slow, err == nil, "open")
			pass(time.Millisecond)
			_, err = raw.Read(nil)
			require.ErrorIs(t, err, net.ErrClosed)
		})
	}
}
