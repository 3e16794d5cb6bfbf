package winhttp

import (
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// monkey calls the API as the bytes of a fuzz input say. When they are used up it only makes calls of kind 0.
type monkey struct {
	*bed
	moves []func(*monkey) error
	depth atomic.Int32 // of callbacks

	mu sync.Mutex
	// mu guards the following.
	input []byte
	open  map[handle.Type][]HINTERNET // not closed by close
	gone  []HINTERNET
}

// next is a number below limit.
func (m *monkey) next(limit int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.input) == 0 {
		return 0
	}
	b := m.input[0]
	m.input = m.input[1:]
	return int(b) % limit
}

func (m *monkey) done() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.input) == 0
}

// one is a handle, mostly of the kind that is asked for, and one of the newest.
func (m *monkey) one(kind handle.Type) HINTERNET {
	if m.next(16) == 15 {
		kind = handle.Type(m.next(4))
	}
	n := m.next(4)
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.open[kind]
	if kind == 0 {
		list = m.gone
	}
	if len(list) == 0 {
		return HINTERNET(n)
	}
	return list[max(0, len(list)-1-n)]
}

func (m *monkey) request() HINTERNET { return m.one(handle.Request) }

func (m *monkey) made(kind handle.Type, h HINTERNET, err error) error {
	if err == nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.open[kind] = append(m.open[kind], h)
	}
	return err
}

func (m *monkey) close(h HINTERNET) error {
	err := WinHttpCloseHandle(h)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gone = append(m.gone, h)
	for kind, list := range m.open {
		m.open[kind] = slices.DeleteFunc(list, func(o HINTERNET) bool { return o == h })
	}
	return err
}

// closeAll makes an end: no more input, and nothing stays open.
func (m *monkey) closeAll() {
	for {
		m.mu.Lock()
		m.input = nil
		all := slices.Concat(m.open[handle.Session], m.open[handle.Request], m.open[handle.Connection])
		m.mu.Unlock()
		if len(all) == 0 {
			return
		}
		for _, h := range all {
			_ = m.close(h)
		}
	}
}

// pick is one of some values.
func pick[T any](m *monkey, values ...T) T { return values[m.next(len(values))] }

func (m *monkey) bytes() []byte {
	return make([]byte, pick(m, 0, 1, 5, 100, 9000, 70000))
}

func (m *monkey) headers() string {
	return pick(m, "", "X: y", "Connection: close", "Transfer-Encoding: chunked", "Content-Length: 5", "Content-Length:", "bad", "\r\n",
		"Host:", "a:b\nc:d", "Expect: 100-continue")
}

// moves are the calls. Outputs go nowhere: other tests look at them.
var moves = []func(m *monkey) error{
	func(m *monkey) error {
		return m.close(m.one(pick(m, handle.Request, handle.Connection, handle.Request, handle.Session)))
	},
	func(m *monkey) error {
		s := m.bed.open("x")
		_, err := WinHttpSetStatusCallback(s, m.notified, pick(m, 0xFFFFFFFF, 0, WINHTTP_CALLBACK_FLAG_HANDLES), 0)
		return m.made(handle.Session, s, err)
	},
	func(m *monkey) error {
		h, err := WinHttpConnect(m.one(handle.Session), pick(m, host, host, host, "[::1]", "no", "", "a b"), 0, 0)
		return m.made(handle.Connection, h, err)
	},
	openMove, openMove, sendMove, sendMove, wholeMove, wholeMove,
	func(m *monkey) error { return WinHttpWriteData(m.request(), m.bytes(), new(uint32)) },
	func(m *monkey) error { return WinHttpReceiveResponse(m.request(), pick[any](m, nil, nil, nil, 1)) },
	func(m *monkey) error { return WinHttpQueryDataAvailable(m.request(), new(uint32)) },
	func(m *monkey) error { return WinHttpReadData(m.request(), m.bytes(), new(uint32)) },
	func(m *monkey) error {
		return WinHttpReadDataEx(m.request(), m.bytes(), nil, pick[uint64](m, 0, 1, 2), nil)
	},
	func(m *monkey) error {
		return WinHttpAddRequestHeaders(m.request(), m.headers(), pick(m, 0, add, replace, addIfNew, comma, add|replace, 0xFFFFFFFF))
	},
	func(m *monkey) error {
		fields := []WINHTTP_EXTENDED_HEADER{{pick(m, "X", "", "Host"), pick(m, "y", "", "\n")}}
		return WinHttpAddRequestHeadersEx(m.request(), pick(m, 0, replace), 0, 0, fields)
	},
	func(m *monkey) error {
		level := uint32(m.next(80)) | uint32(m.next(256))<<24
		return WinHttpQueryHeaders(m.request(), level, "X", pick[any](m, new(string), new(uint32), new(SYSTEMTIME), nil), new(uint32))
	},
	func(m *monkey) error {
		var fields []WINHTTP_EXTENDED_HEADER
		return WinHttpQueryHeadersEx(m.request(), uint32(m.next(80))|requestQuery, 0, 0, new(uint32), nil, &fields)
	},
	func(m *monkey) error {
		value := pick[any](m, nil, 0, 1, 100, uint32(0xFFFFFFFF), "x", true, m.network, HTTP_VERSION_INFO{1, 0})
		return WinHttpSetOption(m.one(handle.Type(1+m.next(3))), uint32(m.next(120)), value)
	},
	func(m *monkey) error {
		return WinHttpQueryOption(m.one(handle.Type(1+m.next(3))), uint32(m.next(120)), new(any))
	},
	func(m *monkey) error {
		return WinHttpSetTimeouts(m.request(), pick[int32](m, 0, -1, 100, -2), 1000, pick[int32](m, 0, 500), pick[int32](m, 2000, 100))
	},
	func(m *monkey) error {
		_, err := WinHttpSetStatusCallback(m.request(), m.notified, pick(m, 0xFFFFFFFF, 0, WINHTTP_CALLBACK_FLAG_HANDLES), 0)
		return err
	},
	func(m *monkey) error {
		h := m.one(handle.Type(1 + m.next(3)))
		time.AfterFunc(time.Duration(m.next(256))*20*time.Millisecond, func() { _ = m.close(h) })
		return nil
	},
}

func openMove(m *monkey) error {
	verb, object := pick(m, "", "POST", "HEAD", "PUT", "a b"), pick(m, "", "", "/x?y", "\r\n", "\x00")
	flags := pick(m, 0, 0, WINHTTP_FLAG_REFRESH, WINHTTP_FLAG_ESCAPE_DISABLE, WINHTTP_FLAG_SECURE, 1)
	h, err := WinHttpOpenRequest(m.one(handle.Connection), verb, object, pick(m, "", "", "HTTP/1.0", "x y"), "", nil, flags)
	return m.made(handle.Request, h, err)
}

func sendMove(m *monkey) error {
	total := pick[uint32](m, 0, 0, 1, 5, 100, 9000, 70000)
	return WinHttpSendRequest(m.request(), m.headers(), m.bytes(), total, pick[any](m, nil, 1, "c"))
}

// wholeMove goes on with a request from wherever it stands.
func wholeMove(m *monkey) error {
	q := m.request()
	if err := WinHttpSendRequest(q, "", m.bytes(), 0, nil); err != nil {
		return err
	}
	if err := WinHttpReceiveResponse(q, nil); err != nil {
		return err
	}
	return WinHttpReadData(q, m.bytes(), nil)
}

// notified makes another call, perhaps on the very handle.
func (m *monkey) notified(h HINTERNET, _ any, _ uint32, _ any, _ uint32) {
	if m.depth.Load() > 3 || m.done() || m.next(4) > 0 {
		return
	}
	m.depth.Add(1)
	defer m.depth.Add(-1)
	if m.next(3) == 0 {
		_ = m.close(h)
		return
	}
	m.move()
}

// move makes one call; no failure may be one that no page of the reference knows.
func (m *monkey) move() {
	at := m.next(len(m.moves))
	err := m.moves[at](m)
	code := GetLastError(err)
	require.NotEqual(m, ERROR_WINHTTP_INTERNAL_ERROR, code, "move %d: %v", at, err)
	require.True(m, strings.HasPrefix(code.Name(), "ERROR_"), "move %d: %v", at, err)
}

// oddAnswers are what the servers of FuzzAPI say, one after the other.
var oddAnswers = []string{
	hello, "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
	"HTTP/1.1 100 Continue\r\n\r\n" + hello, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nrest", "nonsense", "",
	"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nless", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
	"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + strings.Repeat("x", 50000),
}

// odd serves every connection with one of the answers, slowly or not, and leaves or stays.
func odd(b *bed, l *wintest.Listener, first int) {
	for n := first; ; n++ {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			time.AfterFunc(time.Duration(1+n%7)*time.Second, func() { _ = c.Close() })
			answerAll(slow{c, time.Duration(n%3) * 400 * time.Millisecond}, oddAnswers[n%len(oddAnswers)])
		}()
	}
}

// slow is a connection that thinks before it answers.
type slow struct {
	net.Conn
	pause time.Duration
}

func (s slow) Write(p []byte) (int, error) {
	<-time.After(s.pause)
	return s.Conn.Write(p)
}

// FuzzAPI: no sequence of calls panics, hangs, or leaves a handle behind.
func FuzzAPI(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		input := make([]byte, 20+random.IntN(400))
		for i := range input {
			input[i] = byte(random.Uint32())
		}
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		bubble(t, func(b *bed) {
			l := b.net.Listen(address + ":80")
			m := &monkey{bed: b, moves: moves, input: input, open: map[handle.Type][]HINTERNET{}}
			go odd(b, l, m.next(256))
			c := b.connect(host, 0)
			_ = m.made(handle.Session, b.session, nil)
			_ = m.made(handle.Connection, c, nil)
			_ = m.made(handle.Request, b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0)), nil)
			for moved := 0; moved < 200 && !m.done(); moved++ {
				m.move()
			}
			m.closeAll()
			<-time.After(time.Minute) // for those who close later
			m.closeAll()
			require.NoError(b, l.Close())
			synctest.Wait()
		})
	})
}
