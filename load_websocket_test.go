package winhttp

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
)

const (
	manyWebSockets     = 10_000
	maxWebSocketMemory = 200 << 20 // bytes, heap and stacks
)

// armada is many websockets, each with a receive pending if it listens.
type armada struct {
	bed     *bed
	listens bool
	open    sync.WaitGroup // until the websocket is there
	over    sync.WaitGroup // until its receive has ended

	mu      sync.Mutex // guards the following
	sockets []HINTERNET
	failure error
}

// TestManyWebSockets has thousands of idle websockets in one process.
func TestManyWebSockets(t *testing.T) {
	for name, listens := range map[string]bool{"idle": false, "receiving": true} {
		t.Run(name, func(t *testing.T) {
			b, port := onLoopback(t)
			n := min(manyWebSockets, descriptors()-200)
			if n < manyWebSockets {
				t.Logf("only %d websockets: there are no more descriptors", n)
			}
			a := &armada{bed: b, listens: listens}
			session := b.keep(WinHttpOpen("armada", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", WINHTTP_FLAG_ASYNC))
			require.NoError(t, WinHttpSetOption(session, OPTION_NETWORK, b.network))
			require.NoError(t, WinHttpSetTimeouts(session, 0, 0, 0, 0))
			_, err := WinHttpSetStatusCallback(session, a.notified, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS, 0)
			require.NoError(t, err)
			c := b.keep(WinHttpConnect(session, "127.0.0.1", port, 0))
			goroutines, start, before := runtime.NumGoroutine(), time.Now(), inUse()
			a.open.Add(n)
			for range n {
				q, err := WinHttpOpenRequest(c, "", webSocketPath, "", "", nil, 0)
				require.NoError(t, err)
				require.NoError(t, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
				require.NoError(t, WinHttpSendRequest(q, "", nil, 0, nil))
			}
			a.open.Wait()
			require.NoError(t, a.failure)
			if !listens {
				requireGoroutines(t, goroutines)
			}
			used := inUse()
			t.Logf("%d open after %v: %d MB (%d MB before), %d goroutines", n, time.Since(start), used>>20, before>>20, runtime.NumGoroutine())
			require.Less(t, used-before, uint64(maxWebSocketMemory))
			for _, w := range a.sockets {
				require.NoError(t, WinHttpCloseHandle(w))
			}
			a.over.Wait()
			b.closeEverything()
			requireGoroutines(t, goroutines)
		})
	}
}

func (a *armada) notified(h HINTERNET, _ any, status uint32, info any, _ uint32) {
	var err error
	switch callback.Status(status) {
	case callback.SendRequestComplete:
		err = WinHttpReceiveResponse(h, nil)
	case callback.HeadersAvailable:
		err = a.upgrade(h)
	case callback.RequestError:
		if result, ok := info.(*WINHTTP_ASYNC_RESULT); ok {
			err = result.Err
		} else {
			a.over.Done()
		}
	}
	if err != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.failure = err
		a.open.Done()
	}
}

func (a *armada) upgrade(q HINTERNET) error {
	w, err := WinHttpWebSocketCompleteUpgrade(q, nil)
	if err != nil {
		return err
	}
	if err := WinHttpCloseHandle(q); err != nil {
		return err
	}
	if a.listens {
		a.over.Add(1)
		if err := WinHttpWebSocketReceive(w, make([]byte, 128), nil, nil); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sockets = append(a.sockets, w)
	a.open.Done()
	return nil
}
