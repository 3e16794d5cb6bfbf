package transport

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// line is a world with a limit, and what happened to those who wanted a connection there.
type line struct {
	*world
	running sync.WaitGroup

	mu     sync.Mutex // guards the following
	served []int
	failed map[int]error
}

// inLine runs a test where max connections to the server may exist. None may be counted when it is over.
func inLine(t *testing.T, name string, max int, test func(t *testing.T, l *line)) {
	inWorld(t, name, func(t *testing.T, w *world) {
		l := &line{world: w, failed: map[int]error{}}
		l.policy.MaxConns = max
		test(t, l)
		l.running.Wait()
		l.CloseIdleConnections()
		pass(2 * patience) // for those that linger
		require.Empty(t, l.pool.crowds)
	})
}

// want lets somebody connect, and then do what use does; it returns when he has got his connection or has to wait.
func (l *line) want(i int, use func(x *Exchange)) *Exchange {
	x := l.NewExchange(new(recorder), l.policy)
	l.running.Go(func() {
		err := x.Connect(plain, false)
		l.mu.Lock()
		if err == nil {
			l.served = append(l.served, i)
		} else {
			l.failed[i] = err
		}
		l.mu.Unlock()
		if err == nil {
			use(x)
		}
	})
	synctest.Wait()
	return x
}

// open is how many connections are counted.
func (l *line) open() int {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	if c := l.pool.crowds[plain.server()]; c != nil {
		return c.open
	}
	return 0
}

// got lists those who have got a connection, in order.
func (l *line) got() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.served)
}

func (l *line) failure(i int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed[i]
}

func (l *line) failures() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.failed)
}

// get makes an exchange on the connection and gives it back.
func (l *line) get(x *Exchange) {
	require.NoError(l.t, x.Send(message("GET", "")))
	require.NoError(l.t, x.ReadHead())
	_, err := x.rest(10)
	require.NoError(l.t, err)
	x.Finish()
}

// always is a script that answers until the client goes.
func always() wintest.Script {
	return wintest.Script{wintest.UntilGone(wintest.Repeat(1000, wintest.Request(0), wintest.Send(ok)))}
}

func scripts(n int) (all []wintest.Script) {
	for range n {
		all = append(all, always())
	}
	return all
}

// Who waits is served in the order of arrival, on the connection that becomes free or on a new one (protocol.md 4.3).
func TestLimitOrder(t *testing.T) {
	for _, row := range []struct {
		name        string
		use         func(l *line, x *Exchange)
		connections int
	}{
		{"reused", (*line).get, 2},
		{"dropped", func(_ *line, x *Exchange) { x.Drop() }, 7},
		{"abandoned before anything was sent", func(_ *line, x *Exchange) { x.Abandon() }, 7},
		{"cancelled", func(_ *line, x *Exchange) { x.Cancel(); x.Abandon() }, 7},
	} {
		inLine(t, row.name, 2, func(t *testing.T, l *line) {
			server := l.serve(scripts(row.connections)...)
			var first []*Exchange
			for i := range 2 {
				first = append(first, l.want(i, func(*Exchange) {}))
			}
			for i := range 5 {
				l.want(2+i, func(x *Exchange) { row.use(l, x) })
			}
			require.Equal(t, []int{0, 1}, l.got())
			require.Equal(t, 2, l.open())
			row.use(l, first[1])
			pass(time.Millisecond) // to look at an idle connection takes a moment
			require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6}, l.got())
			row.use(l, first[0])
			l.running.Wait()
			require.Equal(t, row.connections, server.Connections())
			require.Zero(t, l.failures())
		})
	}
}

// Waiting is bounded by the connect time-out, and who gives up keeps nobody else back.
func TestLimitTimeout(t *testing.T) {
	inLine(t, "all", 1, func(t *testing.T, l *line) {
		l.serve(scripts(1)...)
		holder := l.want(0, func(*Exchange) {})
		start := time.Now()
		l.want(1, l.get)
		pass(time.Second)
		l.want(2, l.get)
		l.running.Wait()
		require.Equal(t, l.policy.Connect+time.Second, time.Since(start))
		requireCode(t, werr.Timeout, l.failure(1))
		requireCode(t, werr.Timeout, l.failure(2))
		holder.Drop()
	})
	inLine(t, "the first", 1, func(t *testing.T, l *line) {
		l.serve(scripts(1)...)
		holder := l.want(0, func(*Exchange) {})
		l.want(1, l.get)
		pass(l.policy.Connect - time.Second)
		l.want(2, l.get)
		pass(2 * time.Second)
		requireCode(t, werr.Timeout, l.failure(1))
		l.get(holder)
		l.running.Wait()
		require.Equal(t, []int{0, 2}, l.got())
	})
	inLine(t, "none without a limit of time", 1, func(t *testing.T, l *line) {
		l.serve(scripts(1)...)
		holder := l.want(0, func(*Exchange) {})
		l.policy.Connect = 0
		l.want(1, l.get)
		pass(24 * time.Hour)
		require.Zero(t, l.failures())
		l.get(holder)
	})
}

func TestLimitCancel(t *testing.T) {
	for _, row := range []struct {
		name   string
		cancel []int
		served []int
	}{
		{"first", []int{0}, []int{1, 2}},
		{"middle", []int{1}, []int{0, 2}},
		{"last", []int{2}, []int{0, 1}},
		{"all", []int{0, 1, 2}, nil},
	} {
		inLine(t, row.name, 1, func(t *testing.T, l *line) {
			l.serve(scripts(1)...)
			holder := l.exchange()
			require.NoError(t, holder.Connect(plain, false))
			start := time.Now()
			var waiting []*Exchange
			for i := range 3 {
				waiting = append(waiting, l.want(i, l.get))
			}
			for _, i := range row.cancel {
				waiting[i].Cancel()
				synctest.Wait()
				requireCode(t, werr.OperationCancelled, l.failure(i))
			}
			l.get(holder)
			l.running.Wait()
			require.Equal(t, row.served, l.got())
			require.Less(t, time.Since(start), time.Millisecond)
		})
	}
	inLine(t, "at the moment of the turn", 1, func(t *testing.T, l *line) {
		l.serve(scripts(1)...)
		holder := l.exchange()
		require.NoError(t, holder.Connect(plain, false))
		first := l.want(0, l.get)
		l.want(1, l.get)
		first.Cancel()
		l.get(holder)
		l.running.Wait()
		require.Contains(t, l.got(), 1)
	})
	inLine(t, "before", 1, func(t *testing.T, l *line) {
		x := l.exchange()
		x.Cancel()
		requireCode(t, werr.OperationCancelled, x.Connect(plain, false))
	})
}

// A connection that is no more makes room for a new one, however it ended.
func TestLimitConnectionDies(t *testing.T) {
	inLine(t, "the server closes it while it is idle", 1, func(t *testing.T, l *line) {
		l.serve(answer(ok, wintest.Close()), always())
		l.want(0, l.get)
		synctest.Wait()
		l.want(1, l.get)
		l.running.Wait()
		require.Equal(t, []int{0, 1}, l.got())
		require.Equal(t, 1, l.open())
	})
	inLine(t, "too long idle", 1, func(t *testing.T, l *line) {
		l.serve(scripts(1)...)
		l.want(0, l.get)
		require.Equal(t, 1, l.open())
		pass(idleLifetime + time.Second)
		require.Zero(t, l.open())
		require.Empty(t, l.pool.crowds)
	})
	inLine(t, "idle connections are closed", 2, func(t *testing.T, l *line) {
		l.serve(scripts(2)...)
		l.want(0, func(*Exchange) {}).Abandon()
		l.want(1, l.get)
		l.CloseIdleConnections()
		require.Zero(t, l.open())
	})
	inLine(t, "the response closes it", 1, func(t *testing.T, l *line) {
		l.serve(answer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok"), always())
		l.want(0, l.get)
		l.want(1, l.get)
		l.running.Wait()
		require.Equal(t, []int{0, 1}, l.got())
	})
	inLine(t, "it lingers", 1, func(t *testing.T, l *line) {
		l.serve(answer("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\nok", wintest.Hold(), wintest.Sleep(time.Hour)), always())
		x := l.want(0, func(*Exchange) {})
		require.NoError(t, x.Send(message("GET", "")))
		require.NoError(t, x.ReadHead())
		start := time.Now()
		x.Abandon()
		l.want(1, l.get)
		require.Equal(t, []int{0}, l.got(), "it still exists")
		l.running.Wait()
		require.Equal(t, patience, time.Since(start))
	})
}

// A right to open that comes to nothing is given back.
func TestLimitNoConnection(t *testing.T) {
	for _, row := range []struct {
		name    string
		prepare func(l *line)
		code    werr.Code
	}{
		{"refused", func(*line) {}, werr.CannotConnect},
		{"time-out", func(l *line) { l.mem.BlackHole("10.0.0.1:80") }, werr.Timeout},
		{"no such host", func(l *line) { l.mem.AddHost("example.com") }, werr.NameNotResolved},
	} {
		inLine(t, row.name, 1, func(t *testing.T, l *line) {
			row.prepare(l)
			l.policy.Connect = time.Second
			l.want(0, nil)
			l.running.Wait()
			l.want(1, nil)
			l.running.Wait()
			requireCode(t, row.code, l.failure(0))
			requireCode(t, row.code, l.failure(1))
		})
	}
	inLine(t, "cancelled in a notification", 1, func(t *testing.T, l *line) {
		l.serve(scripts(1)...)
		x := l.exchange()
		l.log.on = func(string) { x.Cancel() }
		requireCode(t, werr.OperationCancelled, x.Connect(plain, false))
		l.log.on = nil
		l.want(1, l.get)
		l.running.Wait()
		require.Equal(t, []int{1}, l.got())
	})
	inLine(t, "a panic in a notification", 1, func(t *testing.T, l *line) {
		x := l.exchange()
		l.log.on = func(string) { panic("in a callback") }
		require.Panics(t, func() { _ = x.Connect(plain, false) })
		require.Zero(t, l.open())
	})
	inLine(t, "no TLS", 1, func(t *testing.T, l *line) {
		l.serveAt("10.0.0.1:443", wintest.Script{wintest.Close()}, wintest.Script{wintest.Close()})
		for range 2 {
			require.Error(t, l.exchange().Connect(secure, false))
		}
	})
}

// The second attempt after a dead connection waits like everybody else, and an idle connection makes room for a fresh one.
func TestLimitRetry(t *testing.T) {
	inLine(t, "alone", 1, func(t *testing.T, l *line) {
		l.serve(scripts(2)...)
		x := l.want(0, func(*Exchange) {})
		l.running.Wait()
		x.Drop()
		require.NoError(t, x.Connect(plain, true))
		l.get(x)
	})
	inLine(t, "idle makes room", 1, func(t *testing.T, l *line) {
		server := l.serve(scripts(2)...)
		l.want(0, l.get)
		require.Equal(t, 1, l.idle())
		x := l.exchange()
		require.NoError(t, x.Connect(plain, true))
		require.False(t, x.Reused())
		require.Zero(t, l.idle())
		require.Equal(t, 1, l.open())
		l.get(x)
		require.Equal(t, 2, server.Connections())
	})
	inLine(t, "behind others", 1, func(t *testing.T, l *line) {
		l.serve(scripts(3)...)
		x := l.want(0, func(*Exchange) {})
		l.want(1, l.get)
		x.Drop()
		require.NoError(t, x.Connect(plain, true))
		require.Equal(t, []int{0, 1}, l.got())
		l.get(x)
	})
}

// A connection with an unread rest that comes free after a long wait is read to its end like any other.
func TestLimitWaitIsNoDrain(t *testing.T) {
	inLine(t, "late rest", 1, func(t *testing.T, l *line) {
		server := l.serve(wintest.Script{
			wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok"), wintest.Sleep(10*time.Second + patience/2),
			wintest.Send("ok"), wintest.Request(0), wintest.Send(ok), wintest.Hold(),
		})
		x := l.want(0, func(*Exchange) {})
		require.NoError(t, x.Send(message("GET", "")))
		require.NoError(t, x.ReadHead())
		l.want(1, l.get)
		pass(10 * time.Second)
		x.Abandon()
		l.running.Wait()
		require.Equal(t, 1, server.Connections())
	})
}
