package transport

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// polling are the defaults with as much polling as an application can ask for.
func polling() Policy {
	p := defaults
	p.BusyPoll = time.Millisecond
	return p
}

// Polling changes nothing in what an exchange reads.
func TestBusyPoll(t *testing.T) {
	_, target := onLoopback(t, answer(ok, wintest.Request(0), wintest.Send(chunked+"3\r\nabc\r\n0\r\n\r\n"), wintest.Hold()))
	n := new(Network)
	defer n.CloseIdleConnections()
	for _, want := range []string{"ok", "abc"} {
		x := n.NewExchange(new(recorder), polling())
		require.NoError(t, x.start(target, message("GET", "")))
		body, err := x.rest(10)
		require.NoError(t, err)
		require.Equal(t, want, body)
		x.Finish()
	}
}

// A server that lets a poll wait in vain is not polled again, until it is fast.
func TestBusyPollLearns(t *testing.T) {
	_, target := onLoopback(t, wintest.Script{wintest.Request(0), wintest.Hold()})
	policy := polling()
	policy.Receive = 20 * time.Millisecond
	x := new(Network).NewExchange(new(recorder), policy)
	require.NoError(t, x.Connect(target, false))
	require.NoError(t, x.Send(message("GET", "")))
	requireCode(t, werr.Timeout, x.ReadHead())
	require.True(t, x.conn.far)
	x.conn.waited(time.Now())
	require.False(t, x.conn.far)
	x.Abandon()
}

// The end of a connection, and that another exchange is polling, are left to the ordinary read.
func TestBusyPollFindsNothing(t *testing.T) {
	_, target := onLoopback(t, wintest.Script{wintest.Request(0)}, answer(ok, wintest.Hold()))
	n := new(Network)
	defer n.CloseIdleConnections()
	x := n.NewExchange(new(recorder), polling())
	require.NoError(t, x.Connect(target, false))
	require.NoError(t, x.Send(message("GET", "")))
	requireCode(t, werr.InvalidServerResponse, x.ReadHead())
	x.Abandon()

	n.pool.polling.Store(true)
	y := n.NewExchange(new(recorder), polling())
	require.NoError(t, y.start(target, message("GET", "")))
	require.False(t, y.conn.far)
	y.Abandon()
}
