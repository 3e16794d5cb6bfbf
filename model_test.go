package winhttp

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

var modelSeed = flag.Uint64("model.seed", 0, "the only seed of TestModel; 0: several")

// The size of TestModel: accepted operations and closes of all worlds together, and calls in one.
const (
	modelMoves = 100_000
	worldMoves = 500
)

// TestModel makes random calls in asynchronous sessions, from goroutines and from callbacks, while servers misbehave and
// handles of every kind are closed at any moment. It checks the guarantees of callbacks.md section 4.
func TestModel(t *testing.T) {
	var total tallies
	for seed := cmp.Or(*modelSeed, 1); total.accepted+total.closed < modelMoves; seed++ {
		synctest.Test(t, func(t *testing.T) { total.add(playWorld(t, seed)) })
		if t.Failed() {
			t.Fatalf("go test -run TestModel -model.seed=%d", seed)
		}
		if *modelSeed != 0 {
			break
		}
	}
	t.Logf("%+v", total)
}

// tallies tell whether a run has met what it is meant to meet.
type tallies struct{ moves, accepted, refused, succeeded, failed, closed, deepest int }

func (t *tallies) add(o tallies) {
	t.moves += o.moves
	t.accepted += o.accepted
	t.refused += o.refused
	t.succeeded += o.succeeded
	t.failed += o.failed
	t.closed += o.closed
	t.deepest = max(t.deepest, o.deepest)
}

// world is one run of the model.
type world struct {
	testing.TB
	net     *wintest.Network
	network *Network
	left    atomic.Int64 // moves
	conns   atomic.Int64 // of the client

	mu sync.Mutex
	// mu guards the following, and what is said so of a record.
	random  *rand.Rand
	records map[HINTERNET]*record
	open    map[handle.Type][]*record // not closed by close
	total   tallies
}

// record is what is known of a handle.
type record struct {
	handle HINTERNET
	parent *record
	kind   handle.Type

	// The world's mu guards the following.
	started, accepted, completed map[callback.API]int
	reads                        map[*byte]bool // buffers that READ_COMPLETE may bring
	unsent                       int            // bytes of the body that the last send has left
	running                      int            // callbacks that are executing
	children                     int            // that have not heard HANDLE_CLOSING
	heard                        []callback.Status
	closing                      bool
}

// playWorld lets some goroutines make moves until enough have been made, and closes what is left.
func playWorld(t testing.TB, seed uint64) tallies {
	w := newWorld(t, seed)
	listener := w.net.Listen(address + ":80")
	listener.SetReadBuffer(4 << 10)
	go w.serve(listener)
	crowd(6, func(int) {
		for w.left.Load() > 0 {
			w.move()
			w.pause(2, 200)
		}
	})
	w.closeAll()
	<-time.After(time.Hour)
	w.closeAll() // what a callback has opened meanwhile
	<-time.After(time.Hour)
	require.NoError(t, listener.Close())
	require.Zero(t, handles.Len(), "handles are left")
	w.network.CloseIdleConnections()
	<-time.After(time.Minute)
	require.Zero(t, w.conns.Load(), "connections are left")
	w.check()
	return w.total
}

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{
		TB: t, net: wintest.NewNetwork(), random: rand.New(rand.NewPCG(seed, 0)),
		records: map[HINTERNET]*record{}, open: map[handle.Type][]*record{},
	}
	w.left.Store(worldMoves)
	w.net.AddHost(host, address)
	w.net.AddHost("hole.example", "10.0.0.2")
	w.net.AddHost("refused.example", "10.0.0.3", "10.0.0.4")
	w.net.BlackHole("10.0.0.2:80")
	w.net.HangHost("hang.example")
	w.network = &Network{Dial: w.dial, LookupNetIP: w.net.LookupNetIP}
	return w
}

// dial counts the connections that are open.
func (w *world) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := w.net.Dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.conns.Add(1)
	return &countedConn{Conn: c, count: &w.conns}, nil
}

type countedConn struct {
	net.Conn
	once  sync.Once
	count *atomic.Int64
}

func (c *countedConn) Close() error {
	c.once.Do(func() { c.count.Add(-1) })
	return c.Conn.Close()
}

func (w *world) fail(r *record, format string, args ...any) {
	w.Errorf("handle %#x: %s\nheard: %v", r.handle, fmt.Sprintf(format, args...), r.heard)
}

// at makes a record of a new handle.
func (w *world) at(h HINTERNET, kind handle.Type, parent *record) *record {
	r := &record{
		handle: h, parent: parent, kind: kind,
		started: map[callback.API]int{}, accepted: map[callback.API]int{}, completed: map[callback.API]int{}, reads: map[*byte]bool{},
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	require.Nil(w, w.records[h])
	w.records[h] = r
	if parent != nil {
		parent.children++
	}
	return r
}

// publish lets others use a handle.
func (w *world) publish(r *record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[r.kind] = append(w.open[r.kind], r)
}

// notified is every callback: it checks, and goes on in some way.
func (w *world) notified(h HINTERNET, context any, s uint32, info any, _ uint32) {
	status := callback.Status(s)
	var r *record
	if status == callback.HandleCreated {
		r = w.created(info.(HINTERNET), context.(*record))
	} else {
		w.mu.Lock()
		r = w.records[h]
		w.mu.Unlock()
	}
	w.enter(r, status, info)
	if status == callback.HandleCreated {
		w.publish(r)
	}
	if status != callback.HandleClosing {
		w.react(r, status, info)
	}
	w.pause(8, 20)
	w.mu.Lock()
	defer w.mu.Unlock()
	r.running--
}

// created gives a new handle a record, and the record as its context, which must be the parent's until then.
func (w *world) created(h HINTERNET, parent *record) *record {
	var kind uint32
	require.NoError(w, WinHttpQueryOption(h, WINHTTP_OPTION_HANDLE_TYPE, &kind))
	r := w.at(h, handle.Type(kind), parent)
	_ = WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, r) // the parent may be closed
	return r
}

// enter notes that a callback begins.
func (w *world) enter(r *record, status callback.Status, info any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r.closing {
		w.fail(r, "%v after HANDLE_CLOSING", status)
	}
	if (len(r.heard) == 0) != (status == callback.HandleCreated) && r.kind != handle.Session {
		w.fail(r, "%v comes as number %d", status, len(r.heard))
	}
	r.heard = append(r.heard, status)
	r.running++
	w.total.deepest = max(w.total.deepest, r.running)
	if r.running > callback.Room+2 { // room was taken for Room; progress of callers, who never wait, may come in between
		w.fail(r, "%v: %d callbacks at once", status, r.running)
	}
	if status == callback.HandleClosing {
		w.closingLocked(r)
	}
	if api := completedAPI(status, info); api != 0 {
		w.completeLocked(r, api, status, info)
	}
}

func (w *world) closingLocked(r *record) {
	r.closing = true
	w.total.closed++
	if r.running > 1 {
		w.fail(r, "HANDLE_CLOSING while %d callbacks are executing", r.running-1)
	}
	if r.children > 0 {
		w.fail(r, "HANDLE_CLOSING before %d children", r.children)
	}
	if r.parent != nil {
		r.parent.children--
	}
}

func (w *world) completeLocked(r *record, api callback.API, status callback.Status, info any) {
	r.completed[api]++
	if r.completed[api] > r.started[api] {
		w.fail(r, "%v of %v, %d of %d", status, api, r.completed[api], r.started[api])
	}
	if status == callback.RequestError {
		w.total.failed++
	} else {
		w.total.succeeded++
	}
	if p, ok := info.([]byte); ok && cap(p) > 0 {
		at := &p[:1][0]
		if !r.reads[at] {
			w.fail(r, "READ_COMPLETE with a buffer that no read is using")
		}
		delete(r.reads, at)
	}
}

// completedAPI is the call that a notification completes; 0 for progress.
func completedAPI(status callback.Status, info any) callback.API {
	switch status {
	case callback.SendRequestComplete:
		return callback.APISendRequest
	case callback.WriteComplete:
		return callback.APIWriteData
	case callback.HeadersAvailable:
		return callback.APIReceiveResponse
	case callback.DataAvailable:
		return callback.APIQueryDataAvailable
	case callback.ReadComplete:
		return callback.APIReadData
	case callback.RequestError:
		return callback.API(info.(*WINHTTP_ASYNC_RESULT).Result)
	}
	return 0
}

// check compares, at the end, what was accepted with what was completed.
func (w *world) check() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.records {
		if !r.closing {
			w.fail(r, "no HANDLE_CLOSING")
		}
		for api, n := range r.started {
			if r.accepted[api] != r.completed[api] {
				w.fail(r, "%v: %d calls, %d accepted, %d completed", api, n, r.accepted[api], r.completed[api])
			}
			w.total.accepted += r.accepted[api]
			w.total.refused += n - r.accepted[api]
		}
	}
}
