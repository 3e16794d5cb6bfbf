package op

import (
	"sync"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
)

// Lane holds at most one operation in flight, and the state.
type Lane struct {
	ref       *handle.Ref
	callbacks *callback.Dispatcher
	async     bool

	mu sync.Mutex
	// mu guards the following.
	state    State
	inFlight *Op
	worker   bool // a worker runs what is in flight
	wanted   *call
	closed   bool
	running  int       // operations whose completion has not been delivered
	rest     sync.Cond // running is 0
}

// call is a step on its way. The lane's mu guards what is below step, which only a call that follows another one uses.
type call struct {
	op   *Op
	step Step

	announced bool  // its first progress has been reported
	due       bool  // its turn came before that
	err       error // why it fails when its turn comes
}

// Init makes a lane of the handle, in state 0. It must be called once, before any other method.
func (l *Lane) Init(ref *handle.Ref, callbacks *callback.Dispatcher, async bool) {
	l.ref, l.callbacks, l.async = ref, callbacks, async
	l.rest.L = &l.mu
}

// Enter puts a lane on which nothing is in flight into a state.
func (l *Lane) Enter(s State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = s
}

// Leave waits until every operation has ended and its completion has been delivered, and puts the lane into a state. Operations
// that are refused in that state cannot begin meanwhile only if nobody else calls.
func (l *Lane) Leave(s State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.running > 0 {
		l.rest.Wait()
	}
	l.state = s
}

// over counts an operation that is done with, its completion included.
func (l *Lane) over() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running--; l.running == 0 {
		l.rest.Broadcast()
	}
}

// Busy is nil when nothing is in flight, else what a second operation would get.
func (l *Lane) Busy() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inFlight != nil {
		return l.inFlight.Busy
	}
	return nil
}

// Close refuses every later operation and makes the one in flight, and one that is to follow it, end with
// OperationCancelled. It reports whether there is one, which the caller must interrupt.
func (l *Lane) Close() (inFlight bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return l.inFlight != nil
}

// Closed says whether Close has been called.
func (l *Lane) Closed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// Emit reports progress of the operation in flight, for its step. It fails with OperationCancelled when the handle has been
// closed, by the callback or before, when nothing is reported any more: the step goes no further. A worker waits for room.
func (l *Lane) Emit(s callback.Status, info any) error {
	if err := l.Alive(); err != nil {
		return err
	}
	switch {
	case !l.callbacks.Wants(s):
		return nil
	case l.onWorker():
		l.callbacks.Await()
		if err := l.Alive(); err != nil {
			l.callbacks.Leave()
			return err
		}
		l.callbacks.Deliver(s, info)
	default:
		l.callbacks.Emit(s, info)
	}
	return l.Alive()
}

// Alive fails with OperationCancelled once the handle has been closed.
func (l *Lane) Alive() error {
	if l.Closed() {
		return werr.OperationCancelled
	}
	return nil
}

func (l *Lane) onWorker() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.worker
}

// admission is what becomes of a call.
type admission uint8

const (
	refused   admission = iota
	claimed             // it has the lane
	following           // it will get the lane when the operation in flight has ended
	failing             // it is accepted, and fails by completion
)

// claim takes the lane, or says why not. c is what follows if it must wait; it is nil in a synchronous session.
func (l *Lane) claim(op *Op, c *call) (admission, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	follows := l.async && l.inFlight != nil && l.inFlight == op.After
	switch {
	case l.closed:
		return refused, werr.InvalidHandle
	case follows && l.wanted != nil:
		return refused, op.Busy
	case follows:
		l.wanted = c
		l.running++
		return following, nil
	case l.inFlight != nil:
		return refused, l.inFlight.Busy
	case op.From&In(l.state) == 0 && l.async && op.Eager:
		return failing, nil
	case op.From&In(l.state) == 0:
		return refused, werr.IncorrectHandleState
	}
	l.inFlight = op
	l.running++
	return claimed, nil
}

// end frees the lane and sets the new state, or gives the lane to the call that follows. It returns the call whose
// turn it is now, and the operation's error as the application sees it. Cancelling has won if it came first.
func (l *Lane) end(op *Op, err error) (next *call, result error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next, l.wanted = l.wanted, nil
	if r, ok := err.(refusal); ok {
		l.inFlight, l.worker = nil, false
		return l.turnLocked(next, r.error), r.error
	}
	if l.closed {
		err = werr.OperationCancelled
	}
	if err != nil {
		l.state = op.Failed
	} else {
		l.state = op.To
	}
	if next == nil || err != nil {
		l.inFlight, l.worker = nil, false
	} else {
		l.inFlight, l.worker = next.op, true
	}
	return l.turnLocked(next, err), err
}

// turnLocked tells a call how the operation before it ended. The call goes on now, unless it is still being announced.
func (l *Lane) turnLocked(next *call, err error) *call {
	switch {
	case next == nil:
		return nil
	case l.closed:
		next.err = werr.OperationCancelled
	case err != nil:
		next.err = werr.IncorrectHandleState
	}
	if next.announced {
		return next
	}
	next.due = true
	return nil
}

// announce marks that the first progress of a call that follows has been reported. It says whether the call is due.
func (l *Lane) announce(c *call) (due bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.announced = true
	return c.due
}
