package winhttp

import (
	"testing"

	"github.com/gowinhttp/winhttp/callback"
)

// lap is a whole cycle on a kept-alive connection: open, send, receive, read to the end, close.
type lap struct {
	testing.TB
	connection HINTERNET
	buffer     [100]byte
	left       int
	done       chan error
}

// newLap makes a session and a connection handle, and warms up.
func newLap(b *testing.B, flags uint32) *lap {
	port := startServer(b)
	network := new(Network)
	s, err := WinHttpOpen("bench", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", flags)
	if err == nil {
		err = WinHttpSetOption(s, OPTION_NETWORK, network)
	}
	l := &lap{TB: b, done: make(chan error, 1)}
	if err == nil && flags != 0 {
		_, err = WinHttpSetStatusCallback(s, l.notified, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS, 0)
	}
	if err == nil {
		l.connection, err = WinHttpConnect(s, "127.0.0.1", port, 0)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = WinHttpCloseHandle(l.connection)
		_ = WinHttpCloseHandle(s)
		network.CloseIdleConnections()
	})
	return l
}

func (l *lap) open() (HINTERNET, error) {
	return WinHttpOpenRequest(l.connection, "GET", "/", "", "", nil, 0)
}

func (l *lap) synchronous() error {
	q, err := l.open()
	if err == nil {
		err = WinHttpSendRequest(q, "", nil, 0, nil)
	}
	if err == nil {
		err = WinHttpReceiveResponse(q, nil)
	}
	var n uint32
	if err == nil {
		err = WinHttpReadData(q, l.buffer[:], &n)
	}
	if err == nil {
		err = WinHttpCloseHandle(q)
	}
	return err
}

// next starts a cycle; the callback goes on, and starts the one after it.
func (l *lap) next() {
	if l.left == 0 {
		l.done <- nil
		return
	}
	l.left--
	q, err := l.open()
	if err == nil {
		err = WinHttpSendRequest(q, "", nil, 0, nil)
	}
	if err != nil {
		l.done <- err
	}
}

func (l *lap) notified(h HINTERNET, _ any, status uint32, info any, n uint32) {
	var err error
	switch callback.Status(status) {
	case callback.SendRequestComplete:
		err = WinHttpReceiveResponse(h, nil)
	case callback.HeadersAvailable:
		err = WinHttpReadData(h, l.buffer[:], nil)
	case callback.ReadComplete:
		if err = WinHttpCloseHandle(h); err == nil {
			l.next()
		}
	case callback.RequestError:
		err = info.(*WINHTTP_ASYNC_RESULT).Err
	}
	if err != nil {
		l.done <- err
	}
}

// laps makes n asynchronous cycles, one after the other.
func (l *lap) laps(n int) {
	l.left = n
	l.next()
	if err := <-l.done; err != nil {
		l.Fatal(err)
	}
}

// BenchmarkGetSync is a small GET on loopback; the server is another process.
func BenchmarkGetSync(b *testing.B) {
	l := newLap(b, 0)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.synchronous(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetAsync is the same, driven by callbacks.
func BenchmarkGetAsync(b *testing.B) {
	l := newLap(b, WINHTTP_FLAG_ASYNC)
	l.laps(1)
	b.ReportAllocs()
	b.ResetTimer()
	l.laps(b.N)
}
