// Package op runs the operations of a handle: one at a time, in the states that allow them, in both modes.
//
// A step is written once, in two halves that know nothing of modes: Now never blocks, Wait may. [Lane.Do] is the only code
// that knows the difference; callbacks.md section 6 is its specification, and lane, claim, end, room and worker are its
// words. In a synchronous session both halves run on the caller's goroutine and the call returns the result. In an
// asynchronous one Now runs inside the call and Wait on a worker, a goroutine of this one operation, which keeps the handle
// alive; the result is a completion, delivered inside the call or by the worker.
package op

import (
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

// Op is one row of an object's life: an operation, where it is legal, where it leads, and how it completes.
type Op struct {
	API    callback.API    // the call, as a failed completion names it
	First  callback.Status // progress that comes before anything else; 0 for none
	Done   callback.Status // the completion when the session is asynchronous
	From   States          // where it is legal
	To     State           // after success
	Failed State           // after failure
	Busy   werr.Code       // what every other operation gets while this one is in flight

	// Failure is the payload of a failed completion, made of the usual one; nil leaves that as it is.
	Failure func(*callback.AsyncResult) any

	// Of asynchronous sessions only.
	Inside bool // the completion may be delivered inside the call
	Whole  bool // without room nothing at all happens inside the call
	Eager  bool // in a wrong state it is accepted, and fails by completion
	After  *Op  // while this one is in flight it is accepted, and follows it
}

// Step is one call of an operation. Its methods run one after another, on whatever goroutine.
type Step interface {
	// Now does what needs no blocking. It reports whether that was all.
	Now() (done bool, err error)
	// Wait does the rest; it is called after Now has returned false, nil.
	Wait() error
	// Finish is the last part of a success, on the goroutine that delivers the completion. It may be called twice.
	Finish()
	// Out stores results through the caller's pointers. It is called after success, and only before the call returns.
	Out()
	// Info is the payload of the completion. It is called after success, if somebody wants it.
	Info() any
}

// Refuse is returned by Now for an argument that can only be judged once the lane is claimed: the call fails with code as
// if it had not been made, and the state stays.
func Refuse(code werr.Code) error { return refusal{code} }

type refusal struct{ error }
