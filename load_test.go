package winhttp

import (
	"context"
	"net"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
)

const (
	manyRequests = 10_000
	maxMemory    = 400 << 20 // bytes, heap and stacks, while so many are in flight
)

// fleet is many asynchronous requests at once.
type fleet struct {
	*bed
	session, connection HINTERNET
	requests            []HINTERNET
	running             sync.WaitGroup
	succeeded, failed   atomic.Int64
	failure             atomic.Value // one of the errors
}

// ship is the context of one request.
type ship struct {
	fleet  *fleet
	buffer [100]byte
}

func newFleet(b *bed, name string, port INTERNET_PORT) *fleet {
	f := &fleet{bed: b}
	f.session = b.keep(WinHttpOpen("fleet", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", WINHTTP_FLAG_ASYNC))
	require.NoError(b, WinHttpSetOption(f.session, OPTION_NETWORK, b.network))
	_, err := WinHttpSetStatusCallback(f.session, shipNotified, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS, 0)
	require.NoError(b, err)
	f.connection = b.keep(WinHttpConnect(f.session, name, port, 0))
	return f
}

// send starts n requests.
func (f *fleet) send(n int, path string) {
	f.running.Add(n)
	for range n {
		q := f.keep(WinHttpOpenRequest(f.connection, "", path, "", "", nil, 0))
		f.requests = append(f.requests, q)
		require.NoError(f, WinHttpSendRequest(q, "", nil, 0, &ship{fleet: f}))
	}
}

// wait waits until all are done, n of them well.
func (f *fleet) wait(n int) {
	f.Helper()
	f.running.Wait()
	require.EqualValues(f, n, f.succeeded.Load(), "%d failed: %v", f.failed.Load(), f.failure.Load())
}

func shipNotified(h HINTERNET, context any, status uint32, info any, n uint32) {
	s := context.(*ship)
	var err error
	switch callback.Status(status) {
	case callback.SendRequestComplete:
		err = WinHttpReceiveResponse(h, nil)
	case callback.HeadersAvailable:
		err = WinHttpReadData(h, s.buffer[:], nil)
	case callback.ReadComplete:
		if n == 5 {
			s.fleet.succeeded.Add(1)
		}
		s.fleet.running.Done()
	case callback.RequestError:
		err = info.(*WINHTTP_ASYNC_RESULT).Err
	}
	if err != nil {
		s.fleet.failed.Add(1)
		s.fleet.failure.Store(err.Error())
		s.fleet.running.Done()
	}
}

// onLoopback is a bed on real sockets, with a server in another process.
func onLoopback(t testing.TB) (*bed, INTERNET_PORT) {
	b := &bed{network: new(Network)}
	b.T, _ = t.(*testing.T)
	port := startServer(t)
	return b, port
}

// ask is a synchronous exchange with the server, on connections of its own.
func ask(t *testing.T, port INTERNET_PORT, path string) string {
	b := &bed{T: t, network: new(Network)}
	b.session = b.open("")
	q := b.keep(WinHttpOpenRequest(b.connect("127.0.0.1", port), "", path, "", "", nil, 0))
	defer b.closeEverything()
	require.NoError(t, WinHttpSetTimeouts(q, 0, 0, 0, 0))
	b.exchange(q)
	return b.body(q)
}

// closeEverything closes what is open, newest first.
func (b *bed) closeEverything() {
	for i := len(b.opened) - 1; i >= 0; i-- {
		require.NoError(b, WinHttpCloseHandle(b.opened[i]))
	}
	b.opened = nil
	b.network.CloseIdleConnections()
}

// inUse is the memory of heap and stacks, in bytes.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// TestManyAtOnce has thousands of requests in flight in one process, each waiting for its answer.
func TestManyAtOnce(t *testing.T) {
	b, port := onLoopback(t)
	n := min(manyRequests, descriptors()-200)
	if n < manyRequests {
		t.Logf("only %d requests: there are no more descriptors", n)
	}
	f := newFleet(b, "127.0.0.1", port)
	require.NoError(t, WinHttpSetTimeouts(f.session, 0, 0, 0, 0))
	goroutines := runtime.NumGoroutine()
	start, before := time.Now(), inUse()
	f.connection = b.keep(WinHttpConnect(f.session, "127.0.0.1", port, 0))
	f.send(n, holdPath)
	ask(t, port, heldPath+strconv.Itoa(n))
	used := inUse()
	t.Logf("%d in flight after %v: %d MB (%d MB before), %d goroutines", n, time.Since(start), used>>20, before>>20, runtime.NumGoroutine())
	require.Less(t, used, uint64(maxMemory))
	ask(t, port, goPath)
	f.wait(n)
	requireGoroutines(t, goroutines)
	t.Logf("all done after %v; %d MB with all handles open", time.Since(start), inUse()>>20)
	b.closeEverything()
	require.Zero(t, handles.Len())
}

// requireGoroutines wants no more than there were: handles and idle connections have none.
func requireGoroutines(t *testing.T, before int) {
	t.Helper()
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+2 }, 10*time.Second, 10*time.Millisecond) // 2: Eventually's
}

// TestManyThroughFewConnections is WINHTTP_OPTION_MAX_CONNS_PER_SERVER under load.
func TestManyThroughFewConnections(t *testing.T) {
	const limit = 100
	b, port := onLoopback(t)
	f := newFleet(b, "127.0.0.1", port)
	require.NoError(t, WinHttpSetOption(f.session, WINHTTP_OPTION_MAX_CONNS_PER_SERVER, uint32(limit)))
	require.NoError(t, WinHttpSetTimeouts(f.session, 0, 0, 0, 0))
	f.connection = b.keep(WinHttpConnect(f.session, "127.0.0.1", port, 0))
	f.send(limit, holdPath)
	ask(t, port, heldPath+strconv.Itoa(limit))
	f.send(manyRequests-limit, "/")
	ask(t, port, goPath)
	f.wait(manyRequests)
	most, err := strconv.Atoi(ask(t, port, countPath))
	require.NoError(t, err)
	require.GreaterOrEqual(t, most, limit)
	require.LessOrEqual(t, most, limit+1, "one is that of ask")
	b.closeEverything()
}

// TestManyInMemory is the same on the virtual clock, on machines with few descriptors too.
func TestManyInMemory(t *testing.T) {
	for _, row := range []struct {
		name  string
		limit uint32
		most  int64
		took  time.Duration // at least, at a second for each answer
	}{
		{"no limit", 0xFFFFFFFF, manyRequests, time.Second},
		{"100 connections", 100, 100, manyRequests / 100 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				var open, most atomic.Int64
				always(b, b.net.Listen(address+":80"), "HTTP/1.1 100 Continue\r\n\r\n"+hello)
				dial := b.network.Dial
				b.network.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
					for n := open.Add(1); n > most.Load(); {
						most.Store(n)
					}
					for {
						c, err := dial(ctx, network, address)
						if err == nil {
							return &countedConn{Conn: slow{c, time.Second}, count: &open}, nil
						}
						<-time.After(time.Millisecond) // the backlog is full
					}
				}
				f := newFleet(b, host, 0)
				require.NoError(b, WinHttpSetTimeouts(f.session, 0, 0, 0, 0))
				require.NoError(b, WinHttpSetOption(f.session, WINHTTP_OPTION_MAX_CONNS_PER_SERVER, row.limit))
				f.connection = b.keep(WinHttpConnect(f.session, host, 0, 0))
				start := time.Now()
				f.send(manyRequests, "/")
				f.wait(manyRequests)
				require.GreaterOrEqual(b, time.Since(start), row.took)
				require.LessOrEqual(b, most.Load(), row.most)
				if row.limit > 100 {
					require.Greater(b, most.Load(), row.most*9/10)
				}
			})
		})
	}
}

// TestMaxConnsPerServer: setting 0 means 2 (protocol.md 4.3).
func TestMaxConnsPerServer(t *testing.T) {
	for _, row := range []struct{ set, most int }{{0, 2}, {1, 1}, {7, 7}, {0xFFFFFFFF, 20}} {
		bubble(t, func(b *bed) {
			always(b, b.net.Listen(address+":80"), hello)
			var open atomic.Int64
			dial := b.network.Dial
			b.network.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				open.Add(1)
				c, err := dial(ctx, network, address)
				return slow{c, time.Second}, err
			}
			f := newFleet(b, host, 0)
			require.NoError(b, WinHttpSetOption(f.session, WINHTTP_OPTION_MAX_CONNS_PER_SERVER, uint32(row.set)))
			f.connection = b.keep(WinHttpConnect(f.session, host, 0, 0))
			f.send(20, "/")
			f.wait(20)
			require.EqualValues(b, row.most, open.Load())
		})
	}
}
