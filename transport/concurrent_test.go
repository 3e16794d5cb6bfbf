package transport

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// echo serves any number of connections: it answers with the path, in the way that the path begins with. Now and then it
// closes a connection without a word.
func (w *world) echo(address string) {
	l := w.mem.Listen(address)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { serveEcho(c) })
		}
	})
	w.t.Cleanup(func() {
		w.CloseIdleConnections()
		l.Close()
		running.Wait()
	})
}

func serveEcho(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	for range 1 + rand.N(20) {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		body := strings.Repeat(r.URL.Path, 20)
		switch {
		case strings.HasPrefix(r.URL.Path, "/chunked"):
			_, err = fmt.Fprintf(c, "%s%x\r\n%s\r\n%x\r\n%s\r\n0\r\nA: b\r\n\r\n", chunked, 10, body[:10], len(body)-10, body[10:])
		case strings.HasPrefix(r.URL.Path, "/close"):
			_, _ = fmt.Fprintf(c, "%s%s", toEOF, body)
			return
		default:
			_, err = fmt.Fprintf(c, "%sHTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", interim, len(body), body)
		}
		if err != nil {
			return
		}
	}
}

// retried is an exchange up to the head, on a new connection if that of the pool was dead.
func (x *Exchange) retried(t Target, path string) error {
	m := &Message{Method: "GET", Head: fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: example.com\r\n\r\n", path)}
	err := x.start(t, m)
	if !x.Stale(err) {
		return err
	}
	x.Drop()
	if err := x.Connect(t, true); err != nil {
		return err
	}
	if err := x.Send(m); err != nil {
		return err
	}
	return x.ReadHead()
}

// Many exchanges share one Network; some are abandoned, some cancelled, and no answer goes to the wrong one.
func TestConcurrentExchanges(t *testing.T) {
	inWorld(t, "three servers", func(t *testing.T, w *world) {
		for port := 80; port < 83; port++ {
			w.echo(fmt.Sprintf("10.0.0.1:%d", port))
		}
		var all sync.WaitGroup
		for worker := range 16 {
			all.Go(func() {
				for i := range 60 {
					kind := []string{"/fixed", "/chunked", "/close"}[rand.N(3)]
					exchangeOnce(t, w, fmt.Sprintf("%s/%d/%d", kind, worker, i))
				}
			})
		}
		all.Wait()
	})
}

func exchangeOnce(t *testing.T, w *world, path string) {
	x := w.NewExchange(new(recorder), w.policy)
	defer x.Abandon()
	cancelled := rand.N(10) == 0
	if cancelled {
		timer := time.AfterFunc(rand.N(100*time.Microsecond), x.Cancel)
		defer timer.Stop()
	}
	err := x.retried(Target{Host: "example.com", Port: uint16(80 + rand.N(3))}, path)
	if err == nil && rand.N(10) == 0 {
		return // unread
	}
	var body string
	if err == nil {
		body, err = x.rest(1 + rand.N(3000))
	}
	if err != nil {
		if !cancelled {
			t.Errorf("%s: %v", path, err)
		}
		return
	}
	if want := strings.Repeat(path, 20); body != want && !cancelled {
		t.Errorf("%s: got %q", path, body)
	}
	x.Finish()
}

// Exactly one of Cancel and the way back to the pool gets the connection.
func TestConcurrentCancelAndFinish(t *testing.T) {
	for _, end := range []struct {
		name string
		call func(*Exchange)
	}{{"Finish", (*Exchange).Finish}, {"Abandon", (*Exchange).Abandon}} {
		inWorld(t, end.name, func(t *testing.T, w *world) {
			w.echo("10.0.0.1:80")
			pooled := 0
			for i := range 300 {
				w.CloseIdleConnections()
				x := w.NewExchange(new(recorder), w.policy)
				require.NoError(t, x.retried(plain, "/fixed"))
				_, err := x.rest(1000)
				require.NoError(t, err)
				synctest.Wait()
				var both sync.WaitGroup
				both.Go(x.Cancel)
				if i%2 == 0 {
					both.Go(func() { end.call(x) })
				} else {
					end.call(x)
				}
				both.Wait()
				if w.idle() == 1 {
					pooled++
					c := w.pool.take(plain)
					_, err := c.raw.Read(nil)
					require.NoError(t, err, "a connection in the pool that Cancel has closed")
					w.pool.put(c)
				}
			}
			require.Positive(t, pooled)
		})
	}
}

// Connections die while they are idle, in use and between: nobody gets a dead one unnoticed, nothing is left.
func TestConcurrentCloseIdleConnections(t *testing.T) {
	inWorld(t, "while exchanges run", func(t *testing.T, w *world) {
		w.echo("10.0.0.1:80")
		ctx, stop := context.WithCancel(t.Context())
		var closer, all sync.WaitGroup
		closer.Go(func() {
			for ctx.Err() == nil {
				w.CloseIdleConnections()
				<-time.After(10 * time.Microsecond)
			}
		})
		for worker := range 8 {
			all.Go(func() {
				for i := range 50 {
					x := w.NewExchange(new(recorder), w.policy)
					path := fmt.Sprintf("/fixed/%d/%d", worker, i)
					if err := x.retried(plain, path); err != nil {
						t.Error(err)
					}
					if body, err := x.rest(1000); err != nil || !strings.HasPrefix(body, path) {
						t.Errorf("%s: %q, %v", path, body, err)
					}
					x.Finish()
				}
			})
		}
		all.Wait()
		stop()
		closer.Wait()
	})
}
