package websocket

import (
	"sync"
	"time"

	"github.com/gobwas/ws"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/transport"
)

// writer sends frames, one after another. Whoever sets busy writes, and what others have queued meanwhile too. Small frames are
// queued and written by a goroutine that ends when nothing is left; a frame that does not fit is written by its sender.
type writer struct {
	tunnel  *transport.Tunnel
	timeout time.Duration // of each write to the socket
	limit   int           // bytes that may be queued; 0: every sender writes for himself

	mu sync.Mutex
	// mu guards the following.
	free   sync.Cond // busy has become false
	busy   bool
	queue  []byte // frames
	unsent int    // bytes of frames that have been queued and are not written yet
	ping   []byte // that is to be answered
	pinged bool
	last   time.Time // of a write
	err    error     // for ever
	over   bool      // the connection is closed when nothing is left
	closed bool
}

func (w *writer) init(t *transport.Tunnel, timeout time.Duration) {
	w.tunnel, w.timeout, w.last = t, timeout, time.Now()
	w.free.L = &w.mu
}

// put queues a frame if it fits in. It never blocks.
func (w *writer) put(code ws.OpCode, final bool, payload []byte) (ok bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.err != nil:
		return false, w.err
	case w.limit == 0, w.unsent+len(payload) > w.limit:
		return false, nil
	}
	w.putLocked(code, final, payload)
	return true, nil
}

func (w *writer) putLocked(code ws.OpCode, final bool, payload []byte) {
	before := len(w.queue)
	w.queue = appendFrame(w.queue, code, final, payload)
	w.unsent += len(w.queue) - before
	w.startLocked()
}

func (w *writer) startLocked() {
	if !w.busy {
		w.busy = true
		go func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.flushLocked()
		}()
	}
}

// control queues a control frame, whatever is there already.
func (w *writer) control(code ws.OpCode, payload []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.putLocked(code, true, payload)
	}
}

// pong answers a ping. When several wait, only the last one is answered (RFC 6455, 5.5.3): a peer that pings and does not
// read costs nothing. nil is a pong that nobody has asked for.
func (w *writer) pong(payload []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil || w.pinged && payload == nil {
		return
	}
	w.ping, w.pinged = append(w.ping[:0], payload...), true
	w.startLocked()
}

// silent is how long nothing has been written.
func (w *writer) silent() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Since(w.last)
}

// flushLocked writes what is queued until nothing is left; the caller has set busy.
func (w *writer) flushLocked() {
	var spare []byte
	for w.err == nil && (len(w.queue) > 0 || w.pinged) {
		if w.pinged {
			before := len(w.queue)
			w.queue = appendFrame(w.queue, ws.OpPong, true, w.ping)
			w.unsent += len(w.queue) - before
			w.pinged = false
		}
		out := w.queue
		w.queue = spare
		w.mu.Unlock()
		err := w.tunnel.Write(out, w.timeout)
		w.mu.Lock()
		w.unsent -= len(out)
		spare = out[:0]
		w.wroteLocked(err)
	}
	w.busy, w.queue = false, nil
	w.free.Broadcast()
	w.closeLocked()
}

func (w *writer) wroteLocked(err error) {
	w.last = time.Now()
	if err == nil || w.err != nil {
		return
	}
	w.err = werr.ConnectionError.Wrap(err) // also for a timeout: part of a frame may have gone out
	w.queue, w.unsent, w.pinged = nil, 0, false
}

// pieceSize is how much of a payload is masked and written at once. transport says why it is no more.
const pieceSize = 32 << 10

var pieces = sync.Pool{New: func() any { return new([maxHeader + pieceSize]byte) }}

// write sends a frame and waits until the system has taken it.
func (w *writer) write(code ws.OpCode, final bool, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.busy {
		w.free.Wait()
	}
	if w.err != nil {
		return w.err
	}
	w.busy = true
	w.mu.Unlock()
	err := w.writeNow(code, final, payload)
	w.mu.Lock()
	w.wroteLocked(err)
	w.flushLocked()
	return err
}

func (w *writer) writeNow(code ws.OpCode, final bool, payload []byte) error {
	piece := pieces.Get().(*[maxHeader + pieceSize]byte)
	defer pieces.Put(piece)
	key := newKey()
	out := appendHeader(piece[:0], code, final, len(payload), key)
	for {
		n := min(pieceSize, len(payload))
		start := len(out)
		out = out[:start+n]
		key = mask(out[start:], payload[:n], key)
		if err := w.tunnel.Write(out, w.timeout); err != nil {
			return err
		}
		if payload = payload[n:]; len(payload) == 0 {
			return nil
		}
		out = piece[:0]
	}
}

// finish closes the connection as soon as everything queued has been written. It does not wait for that.
func (w *writer) finish() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	if !w.busy {
		w.closeLocked()
	}
}

func (w *writer) closeLocked() {
	if !w.over || w.closed {
		return
	}
	w.closed = true
	if w.err == nil {
		w.err = werr.ConnectionError
	}
	w.tunnel.Close()
}
