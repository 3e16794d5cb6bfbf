// Package op runs the operations of a handle: one at a time, in the states that allow them.
//
// A step is written once, in two halves that know nothing of modes: Now never blocks, Wait may. [Lane.Do] is the only code
// that decides on which goroutine they run and what becomes of their result. callbacks.md section 6 is its specification;
// claim and end are the words used there. In a synchronous session both halves run on the caller's goroutine.
package op

import (
	"sync"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
)

// State is where an object stands between two operations. The object's package names its states.
type State uint8

// States is a set of them.
type States uint32

// In is the set of the given states.
func In(states ...State) (set States) {
	for _, s := range states {
		set |= 1 << s
	}
	return set
}

// Op is one row of an object's life: an operation, where it is legal and where it leads.
type Op struct {
	API    callback.API    // the call, as a failed completion names it
	Done   callback.Status // the completion when the session is asynchronous
	From   States          // in any other state the call fails with IncorrectHandleState
	To     State           // after success
	Failed State           // after failure
	Busy   werr.Code       // what every other operation gets while this one is in flight
}

// Step is one call of an operation. Its methods run one after another, on whatever goroutine.
type Step interface {
	// Now does what needs no blocking. It reports whether that was all.
	Now() (done bool, err error)
	// Wait does the rest; it is called after Now has returned false, nil.
	Wait() error
	// Out stores results through the caller's pointers. It is called after success, and only before the call returns.
	Out()
}

// Refuse is returned by Now for an argument that can only be judged once the lane is claimed: the call fails with code as
// if it had not been made, and the state stays.
func Refuse(code werr.Code) error { return refusal{code} }

type refusal struct{ error }

// Lane holds at most one operation in flight, and the state. The zero value is a lane in state 0.
type Lane struct {
	mu sync.Mutex
	// mu guards the following.
	state    State
	inFlight *Op
	closed   bool
}

// Do runs a step of op, or refuses it: a busy lane with the Busy code of what is in flight, a wrong state with
// IncorrectHandleState, a closed lane with InvalidHandle. A step during which the lane is closed ends with
// OperationCancelled, whatever it has achieved.
func (l *Lane) Do(op *Op, s Step) error {
	if err := l.claim(op); err != nil {
		return err
	}
	ended := false
	defer func() { // a callback may panic and the application recover
		if !ended {
			_ = l.end(op, werr.InternalError)
		}
	}()
	done, err := s.Now()
	if err == nil && !done {
		err = s.Wait()
	}
	ended = true
	if err = l.end(op, err); err == nil {
		s.Out()
	}
	return err
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

// State is where the lane stands; during an operation, where it stood before.
func (l *Lane) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// Close refuses every later operation. It reports whether one is in flight, which the caller must interrupt.
func (l *Lane) Close() (inFlight bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return l.inFlight != nil
}

// Closed says whether Close has been called. A step asks after every callback.
func (l *Lane) Closed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// claim takes the lane.
func (l *Lane) claim(op *Op) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return werr.InvalidHandle
	case l.inFlight != nil:
		return l.inFlight.Busy
	case op.From&In(l.state) == 0:
		return werr.IncorrectHandleState
	}
	l.inFlight = op
	return nil
}

// end frees the lane and sets the new state. It returns the operation's error as the application sees it.
func (l *Lane) end(op *Op, err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight = nil
	if r, ok := err.(refusal); ok {
		return r.error
	}
	if l.closed {
		err = werr.OperationCancelled
	}
	l.state = op.To
	if err != nil {
		l.state = op.Failed
	}
	return err
}
