package transport

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// onLoopback is a server on a real socket and its target.
func onLoopback(t *testing.T, scripts ...wintest.Script) (*wintest.Server, Target) {
	l := wintest.Loopback(t)
	return wintest.Serve(t, l, scripts...), Target{Host: "127.0.0.1", Port: port(l.Addr())}
}

func port(a net.Addr) uint16 { return addrPort(a).Port() }

// Over real sockets the server of an abandoned exchange reads the end of the stream, not a reset (protocol.md 4.5).
func TestLoopbackOrderlyEnd(t *testing.T) {
	big := strings.Repeat("x", 300_000)
	for _, row := range []struct {
		name, response string
		close          bool
		next           bool // the rest is found to be too much by the next exchange
	}{
		{"fixed, above the limit", fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(big), big), false, false},
		{"to EOF", toEOF + big, false, false},
		{"response Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", false, false},
		{"request Connection: close", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true, false},
		{"chunked, above the limit", fmt.Sprintf("%s%x\r\n%s\r\n0\r\n\r\n", chunked, len(big), big), false, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			ended := make(chan error, 1)
			end := func(p *wintest.Peer) error {
				_ = wintest.Send(row.response)(p)
				ended <- wintest.End()(p)
				return nil
			}
			_, target := onLoopback(t, wintest.Script{wintest.Request(0), end}, answer(ok, wintest.Hold()))
			n := new(Network)
			defer n.CloseIdleConnections()
			policy := defaults
			policy.MaxDrain = 100_000
			x := n.NewExchange(new(recorder), policy)
			m := message("GET", "")
			m.Close = row.close
			require.NoError(t, x.start(target, m))
			x.Abandon()
			y := n.NewExchange(new(recorder), policy)
			require.NoError(t, y.start(target, message("GET", "")))
			y.Abandon()
			require.NoError(t, <-ended)
		})
	}
}

// Without functions a Network is the system's.
func TestLoopbackDefaultNetwork(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "localhost"} {
		_, target := onLoopback(t, answer(ok, wintest.Hold()))
		target.Host = host
		n := new(Network)
		x := n.NewExchange(new(recorder), defaults)
		require.NoError(t, x.start(target, message("GET", "")))
		require.Equal(t, target.Port, x.Facts().Remote.Port())
		body, err := x.rest(10)
		require.NoError(t, err)
		require.Equal(t, "ok", body)
		x.Finish()
		n.CloseIdleConnections()
	}
}

// A refused loopback port fails within 5 seconds (callbacks.md 3.10).
func TestLoopbackRefused(t *testing.T) {
	l := wintest.Loopback(t)
	target := Target{Host: "127.0.0.1", Port: port(l.Addr())}
	require.NoError(t, l.Close())
	start := time.Now()
	requireCode(t, werr.CannotConnect, new(Network).NewExchange(new(recorder), defaults).Connect(target, false))
	require.Less(t, time.Since(start), 5*time.Second)
}

// Cancel takes effect on real sockets too, at once, even when the server has stopped to read.
func TestLoopbackCancel(t *testing.T) {
	root := wintest.NewCA("Root")
	hello := wintest.TLS(root.Leaf("127.0.0.1").Config())
	wait := func(x *Exchange) error {
		if err := x.Send(message("GET", "")); err != nil {
			return err
		}
		return x.ReadHead()
	}
	send := func(x *Exchange) error { return x.Send(message("POST", strings.Repeat("x", 16<<20))) }
	for _, row := range []struct {
		name   string
		secure bool
		begin  wintest.Script
		call   func(*Exchange) error
	}{
		{"TLS handshake", true, nil, nil},
		{"waiting for the head", false, wintest.Script{wintest.Request(0)}, wait},
		{"waiting for the head over TLS", true, wintest.Script{hello, wintest.Request(0)}, wait},
		{"sending", false, wintest.Script{wintest.Request(0)}, send},
		{"sending over TLS", true, wintest.Script{hello, wintest.Request(0)}, send},
		{"waiting for the head, polling", false, wintest.Script{wintest.Request(0)}, func(x *Exchange) error {
			x.conn.busyPoll = time.Millisecond
			return wait(x)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			reached, over := make(chan struct{}), make(chan struct{})
			_, target := onLoopback(t, append(row.begin[:len(row.begin):len(row.begin)], func(*wintest.Peer) error {
				close(reached)
				return nil
			}, waitFor(over)))
			defer close(over)
			target.Secure = row.secure
			n := &Network{RootCAs: wintest.Pool(root)}
			x := n.NewExchange(new(recorder), defaults)
			defer x.Abandon()
			go func() {
				<-reached
				x.Cancel()
			}()
			start := time.Now()
			err := x.Connect(target, false)
			if err == nil {
				err = row.call(x)
			}
			require.Error(t, err)
			require.Less(t, time.Since(start), 10*time.Second) // no time-out is as short
		})
	}
}
