package transport

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestMain(m *testing.M) { wintest.Main(m) }

// world is a network in memory where example.com is 10.0.0.1, and a Network that uses it.
type world struct {
	*Network
	t      *testing.T
	mem    *wintest.Network
	policy Policy
	log    recorder
}

// inWorld runs a test in a bubble of its own.
func inWorld(t *testing.T, name string, test func(t *testing.T, w *world)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, newWorld(t)) })
	})
}

func newWorld(t *testing.T) *world {
	mem := wintest.NewNetwork()
	mem.AddHost("example.com", "10.0.0.1")
	return &world{
		Network: &Network{Dial: mem.Dial, LookupNetIP: mem.LookupNetIP},
		t:       t,
		mem:     mem,
		policy:  defaults,
	}
}

const maxHead = 64 << 10

// defaults are the values that options have when nobody sets them.
var defaults = Policy{
	Connect:      60 * time.Second,
	Send:         30 * time.Second,
	Receive:      30 * time.Second,
	Response:     90 * time.Second,
	MaxAddresses: 5,
	MaxHead:      maxHead,
	MaxInterim:   10,
	MaxDrain:     1 << 20,
}

var (
	plain  = Target{Host: "example.com", Port: 80}
	secure = Target{Host: "example.com", Port: 443, Secure: true}
)

// serve runs scripts at example.com, port 80. They see the end of idle connections before the test ends.
func (w *world) serve(scripts ...wintest.Script) *wintest.Server {
	return w.serveAt("10.0.0.1:80", scripts...)
}

func (w *world) serveAt(address string, scripts ...wintest.Script) *wintest.Server {
	s := wintest.Serve(w.t, w.mem.Listen(address), scripts...)
	w.t.Cleanup(func() {
		w.CloseIdleConnections()
		synctest.Wait()
	})
	return s
}

func (w *world) exchange() *Exchange { return w.NewExchange(&w.log, w.policy) }

// idle is the number of connections in the pool.
func (w *world) idle() int {
	w.pool.mu.Lock()
	defer w.pool.mu.Unlock()
	n := 0
	for _, list := range w.pool.idle {
		n += len(list)
	}
	return n
}

// fetch is a GET with everything that belongs to it, except that a dead connection is not replaced.
func (w *world) fetch(t Target) (string, error) {
	x := w.exchange()
	defer x.Abandon()
	if err := x.start(t, message("GET", "")); err != nil {
		return "", err
	}
	body, err := x.rest(4096)
	if err == nil {
		x.Finish()
	}
	return body, err
}

// start is everything up to the response head.
func (x *Exchange) start(t Target, m *Message) error {
	if err := x.Connect(t, false); err != nil {
		return err
	}
	if err := x.Send(m); err != nil {
		return err
	}
	return x.ReadHead()
}

// rest reads the body as long as its end is not known, as WinHttpReadData does.
func (x *Exchange) rest(size int) (string, error) {
	var body strings.Builder
	p := make([]byte, size)
	for !x.Ended() {
		n, err := x.Read(p)
		body.Write(p[:n])
		if err != nil {
			return body.String(), err
		}
	}
	return body.String(), nil
}

// message is a request with a body.
func message(method, body string) *Message {
	head := method + " / HTTP/1.1\r\nHost: example.com\r\n"
	if body != "" {
		head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	return &Message{Method: method, Head: []byte(head + "\r\n"), Body: []byte(body)}
}

// respond is a script that answers one GET and expects the client to close.
func respond(response string) wintest.Script { return answer(response, wintest.End()) }

// answer is a script that answers one GET and goes on.
func answer(response string, more ...wintest.Step) wintest.Script {
	return append(wintest.Script{wintest.Request(0), wintest.Send(response)}, more...)
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

func requireCode(t *testing.T, want werr.Code, err error) {
	t.Helper()
	require.Equal(t, want, werr.From(err), "%s is not %s: %v", werr.From(err).Name(), want.Name(), err)
}

// recorder is a Reporter that writes down what it hears.
type recorder struct {
	lines []string
	on    func(line string) // nil, or called with each line
}

func (r *recorder) add(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	r.lines = append(r.lines, line)
	if r.on != nil {
		r.on(line)
	}
}

// take returns the lines since the last call.
func (r *recorder) take() []string {
	lines := r.lines
	r.lines = nil
	return lines
}

func (r *recorder) ResolvingName(host string)       { r.add("resolving %s", host) }
func (r *recorder) NameResolved(a netip.Addr)       { r.add("resolved %s", a) }
func (r *recorder) ConnectingToServer(a netip.Addr) { r.add("connecting %s", a) }
func (r *recorder) ConnectedToServer(a netip.Addr)  { r.add("connected %s", a) }
func (r *recorder) SecureFailure(f SecureFailure)   { r.add("insecure %s", f) }
func (r *recorder) IntermediateResponse(status int) { r.add("interim %d", status) }
func (r *recorder) ClosingConnection()              { r.add("closing") }
func (r *recorder) ConnectionClosed()               { r.add("closed") }

// wire is the client's end of a connection on which everything has arrived already: each Read gets one segment or a part
// of it, and then the end.
type wire struct {
	net.Conn // nil: there is only what follows
	segments [][]byte
	end      error
	written  []string
}

func (w *wire) Read(p []byte) (int, error) {
	if len(w.segments) == 0 {
		return 0, w.end
	}
	n := copy(p, w.segments[0])
	if w.segments[0] = w.segments[0][n:]; len(w.segments[0]) == 0 {
		w.segments = w.segments[1:]
	}
	return n, nil
}

func (w *wire) Write(p []byte) (int, error) {
	w.written = append(w.written, string(p))
	return len(p), nil
}

func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }
func (w *wire) Close() error                     { return nil }

// cut makes a wire of text, cut at these positions in ascending order.
func cut(text string, end error, at ...int) *wire {
	w := &wire{end: end}
	from := 0
	for _, to := range append(at, len(text)) {
		if to > from {
			w.segments = append(w.segments, []byte(text[from:to]))
			from = to
		}
	}
	return w
}

// everywhere are the positions for cut that leave single bytes.
func everywhere(text string) (at []int) {
	for i := range text {
		at = append(at, i)
	}
	return at
}

// onWire is an exchange that has sent a GET.
func onWire(nc net.Conn) *Exchange {
	n := new(Network)
	x := n.NewExchange(new(recorder), defaults)
	x.conn = &conn{pool: &n.pool, raw: nc, nc: nc}
	x.method = "GET"
	return x
}

// bodyOnWire is an exchange that has read a head.
func bodyOnWire(nc net.Conn, framing header.Framing, length int64) *Exchange {
	x := onWire(nc)
	x.conn.body.start(framing, length, x.Policy.MaxHead)
	return x
}

// flood is a wire that repeats a text behind a beginning; after 100 MB it ends, if that was not enough to be refused.
type flood struct {
	wire
	begin, text string
	at          int
	sent        int64
}

func (f *flood) Read(p []byte) (int, error) {
	if f.sent > 100<<20 {
		return 0, io.EOF
	}
	n := copy(p, f.begin)
	f.begin = f.begin[n:]
	for n < len(p) {
		m := copy(p[n:], f.text[f.at:])
		n += m
		f.at = (f.at + m) % len(f.text)
	}
	f.sent += int64(n)
	return n, nil
}

// allocated is the number of bytes that f has allocated.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// pass lets time go by, and what is due happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// waitFor is a step that waits until something is sent, or the channel closed.
func waitFor(signal <-chan struct{}) wintest.Step {
	return func(*wintest.Peer) error {
		<-signal
		return nil
	}
}
