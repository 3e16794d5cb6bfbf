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
	current  *call // the call that is in flight
	worker   bool  // a worker runs what is in flight
	wanted   *call
	closed   bool
	running  int       // operations whose completion has not been delivered
	rest     sync.Cond // running is 0
}

// call is a step on its way. The lane's mu guards what is below step.
type call struct {
	op   *Op
	step Step

	revoked bool // somebody else has ended it

	// Of a call that follows another one:
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

// claim takes the lane for c, or says why not.
func (l *Lane) claim(c *call) (admission, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	op := c.op
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
	l.inFlight, l.current = op, c
	l.running++
	return claimed, nil
}

// end frees the lane and sets the new state, or gives the lane to the call that follows. It returns the call whose
// turn it is now, and the operation's error as the application sees it. Cancelling has won if it came first. A call that
// has been revoked ended then.
func (l *Lane) end(c *call, err error) (next *call, result error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.revoked {
		return nil, werr.OperationCancelled
	}
	op := c.op
	next, l.wanted = l.wanted, nil
	if r, ok := err.(refusal); ok {
		l.freeLocked()
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
		l.freeLocked()
	} else {
		l.inFlight, l.current, l.worker = next.op, next, true
	}
	return l.turnLocked(next, err), err
}

func (l *Lane) freeLocked() { l.inFlight, l.current, l.worker = nil, nil, false }

// Revoke ends an operation with OperationCancelled if it is in flight, in favour of one that the caller is about to begin. In
// an asynchronous session the completion is delivered before Revoke returns. The step is still running then: the caller must
// interrupt it.
func (l *Lane) Revoke(op *Op) {
	l.mu.Lock()
	c := l.current
	revoked := c != nil && c.op == op && !l.closed
	if revoked {
		c.revoked = true
		l.freeLocked()
	}
	l.mu.Unlock()
	if revoked && l.async {
		l.callbacks.Emit(op.failure(werr.OperationCancelled))
	}
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
