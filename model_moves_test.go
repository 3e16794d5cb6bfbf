package winhttp

import (
	"bufio"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// n is a random number below limit.
func (w *world) n(limit int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.random.IntN(limit)
}

func any1[T any](w *world, values ...T) T { return values[w.n(len(values))] }

// pause lets some milliseconds pass, one time in some.
func (w *world) pause(times, limit int) {
	if w.n(times) == 0 {
		<-time.After(time.Duration(w.n(limit)) * time.Millisecond)
	}
}

// one is a handle that is not closed, mostly one of the newest; nil if there is none.
func (w *world) one(kind handle.Type) *record {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.open[kind]
	if len(list) == 0 {
		return nil
	}
	return list[max(0, len(list)-1-w.random.IntN(8))]
}

// move makes a call on some handle, and opens one if there is none.
func (w *world) move() {
	s, c, q := w.one(handle.Session), w.one(handle.Connection), w.one(handle.Request)
	roll := w.n(100)
	switch {
	case s == nil || roll < 1:
		w.openSession()
	case c == nil || roll < 3:
		w.connect(s)
	case q == nil || roll < 12:
		w.openRequest(c)
	case roll < 17:
		w.close(q)
	case roll < 18 && w.n(3) == 0:
		w.close(c)
	case roll < 19 && w.n(10) == 0:
		w.close(s)
	case roll < 21:
		limit := any1[uint32](w, 0, 1, 2, 5, 20, 0xFFFFFFFF)
		_ = WinHttpSetOption(s.handle, WINHTTP_OPTION_MAX_CONNS_PER_SERVER, limit)
	default:
		w.call(q)
	}
}

// react goes on with a request as an application would, or makes any move.
func (w *world) react(r *record, status callback.Status, info any) {
	if p, ok := info.([]byte); ok {
		clear(p) // it is the application's again
	}
	if w.left.Load() <= 0 {
		return
	}
	roll := w.n(100)
	next := reactions[status]
	switch {
	case roll < 70 && next != nil:
		next(w, r)
	case roll < 76 && r.kind == handle.Request:
		w.call(r)
	case roll < 78 && (r.kind == handle.Request || w.n(4) == 0):
		w.close(r)
	case roll < 83:
		w.move()
	}
}

var reactions = map[callback.Status]func(w *world, r *record){
	callback.SendingRequest:      (*world).receive,
	callback.SendRequestComplete: (*world).goOn,
	callback.WriteComplete:       (*world).goOn,
	callback.HeadersAvailable:    (*world).available,
	callback.DataAvailable:       (*world).read,
	callback.ReadComplete:        (*world).available,
	callback.RequestError:        (*world).send,
	callback.HandleCreated:       (*world).begin,
}

func (w *world) begin(r *record) {
	if r.kind == handle.Request {
		w.send(r)
	} else {
		w.openRequest(r)
	}
}

// call makes one call on a request.
func (w *world) call(q *record) {
	switch w.n(10) {
	case 0, 1:
		w.send(q)
	case 2, 3:
		w.receive(q)
	case 4:
		w.available(q)
	case 5, 6:
		w.read(q)
	case 7:
		w.write(q)
	case 8:
		_ = WinHttpAddRequestHeaders(q.handle, "X: y", add|replace)
		_ = WinHttpQueryHeaders(q.handle, WINHTTP_QUERY_STATUS_CODE, "", new(string), nil)
		_ = WinHttpQueryOption(q.handle, WINHTTP_OPTION_CONNECTION_INFO, new(any))
	case 9:
		_ = WinHttpSetTimeouts(q.handle, any1[int32](w, 0, 100), any1[int32](w, 0, 100, 1000), any1[int32](w, 0, 100), any1[int32](w, 0, 100, 1000))
	}
}

func (w *world) send(q *record) {
	headers := any1(w, "", "", "", "Connection: close", "Transfer-Encoding: chunked", "bad")
	size, more := any1(w, 0, 0, 0, 10, 9000, 70000), any1(w, 0, 0, 0, 5, 20000)
	w.mu.Lock()
	q.unsent = more
	w.mu.Unlock()
	w.do(q, callback.APISendRequest, func() error {
		return WinHttpSendRequest(q.handle, headers, make([]byte, size), uint32(size+more), any1[any](w, nil, q))
	})
}

func (w *world) receive(q *record) {
	w.do(q, callback.APIReceiveResponse, func() error { return WinHttpReceiveResponse(q.handle, nil) })
}

func (w *world) available(q *record) {
	w.do(q, callback.APIQueryDataAvailable, func() error {
		n := new(uint32)
		err := WinHttpQueryDataAvailable(q.handle, n)
		*n = 0 // nobody writes it any more
		return err
	})
}

func (w *world) read(q *record) {
	p, n := make([]byte, any1(w, 0, 1, 1, 100, 9000, 70000)), new(uint32)
	w.mu.Lock()
	if len(p) > 0 {
		q.reads[&p[0]] = true
	}
	w.mu.Unlock()
	ex := w.n(2) == 0
	w.do(q, callback.APIReadData, func() error {
		defer func() { *n = 0 }()
		if ex {
			return WinHttpReadDataEx(q.handle, p, n, 0, nil)
		}
		return WinHttpReadData(q.handle, p, n)
	})
}

// goOn writes the rest of the body, or waits for the response.
func (w *world) goOn(q *record) {
	w.mu.Lock()
	unsent := q.unsent
	w.mu.Unlock()
	if unsent > 0 {
		w.write(q)
	} else {
		w.receive(q)
	}
}

func (w *world) write(q *record) {
	w.mu.Lock()
	size := min(q.unsent, 1+w.random.IntN(20000))
	q.unsent -= size
	w.mu.Unlock()
	if w.n(5) == 0 {
		size = 5
	}
	w.do(q, callback.APIWriteData, func() error {
		n := new(uint32)
		err := WinHttpWriteData(q.handle, make([]byte, size), n)
		*n = 0
		return err
	})
}

// refusals are what a call that is not accepted may return.
var refusals = []Code{ERROR_INVALID_HANDLE, state, ERROR_INVALID_OPERATION, ERROR_INVALID_PARAMETER}

// do makes a call that may be accepted.
func (w *world) do(q *record, api callback.API, call func() error) {
	w.count()
	w.mu.Lock()
	q.started[api]++
	w.mu.Unlock()
	err := call()
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		q.accepted[api]++
	} else if !slices.Contains(refusals, GetLastError(err)) {
		w.fail(q, "%v returns %v", api, err)
	}
}

func (w *world) count() {
	w.left.Add(-1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.total.moves++
}

func (w *world) openSession() {
	h, err := WinHttpOpen("model", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", WINHTTP_FLAG_ASYNC)
	require.NoError(w, err)
	require.NoError(w, WinHttpSetOption(h, OPTION_NETWORK, w.network))
	_, err = WinHttpSetStatusCallback(h, w.notified, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
	require.NoError(w, err)
	r := w.at(h, handle.Session, nil)
	require.NoError(w, WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, r))
	w.publish(r)
}

func (w *world) connect(s *record) {
	name := any1(w, "hole.example", "refused.example", "hang.example", "unknown.example")
	if w.n(10) > 0 {
		name = host
	}
	if _, err := WinHttpConnect(s.handle, name, 0, 0); err != nil {
		requireCode(w, ERROR_INVALID_HANDLE, err)
	}
}

func (w *world) openRequest(c *record) {
	if _, err := WinHttpOpenRequest(c.handle, any1(w, "GET", "GET", "HEAD", "POST"), "/", "", "", nil, 0); err != nil {
		require.Contains(w, []Code{ERROR_INVALID_HANDLE}, GetLastError(err))
	}
}

func (w *world) close(r *record) {
	w.count()
	if err := WinHttpCloseHandle(r.handle); err != nil {
		requireCode(w, ERROR_INVALID_HANDLE, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[r.kind] = slices.DeleteFunc(w.open[r.kind], func(o *record) bool { return o == r })
}

// closeAll closes everything, parents first or last or in between.
func (w *world) closeAll() {
	for {
		w.mu.Lock()
		all := slices.Concat(w.open[handle.Session], w.open[handle.Connection], w.open[handle.Request])
		w.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		w.mu.Unlock()
		if len(all) == 0 {
			return
		}
		for _, r := range all {
			w.close(r)
		}
	}
}

// serve runs a server that does not do what it should.
func (w *world) serve(l *wintest.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go w.serveOne(c.(*wintest.Conn))
	}
}

func (w *world) serveOne(c *wintest.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line != "\r\n" {
			continue
		}
		w.pause(3, 200)
		switch w.n(20) {
		case 0:
			c.Reset(w.n(2) == 0)
		case 1:
			return
		case 2: // says nothing
		case 3: // reads nothing for a while
			<-time.After(45 * time.Second)
		default:
			w.answer(c, any1(w, modelAnswers...))
		}
	}
}

// modelAnswers has what works several times.
var modelAnswers = append([]string{
	hello, hello, hello, hello, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\nold", hello + "more", "\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nyou\r\n0\r\nX: y\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
	"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + hello, "HTTP/1.1 304 Not Modified\r\n\r\n",
}, oddAnswers...)

// answer says something at once, in pieces, or in part.
func (w *world) answer(c net.Conn, text string) {
	if w.n(12) == 0 {
		text = text[:w.n(len(text)+1)]
	}
	pieces := []string{text}
	if len(text) < 300 && w.n(4) == 0 {
		pieces = strings.SplitAfter(text, any1(w, "", "\n"))
	}
	for _, piece := range pieces {
		if _, err := io.WriteString(c, piece); err != nil {
			return
		}
		if len(pieces) > 1 {
			w.pause(2, 40)
		}
	}
	if strings.Contains(text, "Connection: close") || strings.Contains(text, "HTTP/1.0") {
		_ = c.Close()
	}
}
