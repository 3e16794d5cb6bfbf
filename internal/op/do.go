package op

import (
	"runtime"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
)

// Do runs a step of op, or refuses it: a busy lane with the Busy code of what is in flight, a wrong state with
// IncorrectHandleState, a closed lane with InvalidHandle. In an asynchronous session nil means that exactly one completion
// follows or has been delivered.
func (l *Lane) Do(op *Op, s Step) error {
	if !l.async {
		return l.Call(op, s)
	}
	c := &call{op: op, step: s}
	admitted, err := l.claim(c)
	switch admitted {
	case claimed:
		return l.start(c)
	case following:
		l.await(c)
	case failing:
		l.fail(c)
	}
	return err
}

// Call is Do in a synchronous session: everything happens on the caller's goroutine, and the result is returned. In an
// asynchronous one it is for an operation that has no completion.
func (l *Lane) Call(op *Op, s Step) error {
	c := &call{op: op, step: s}
	if _, err := l.claim(c); err != nil {
		return err
	}
	settled := false
	defer l.unwind(c, &settled)
	done, err := l.first(op, s)
	if err == nil && !done {
		err = s.Wait()
	}
	if err == nil {
		s.Finish()
	}
	settled = true
	_, err = l.end(c, err)
	l.over()
	if err == nil {
		s.Out()
	}
	return err
}

// start is the asynchronous mode: what needs no blocking happens inside the call, and the completion too if it may and
// there is room.
func (l *Lane) start(c *call) error {
	if c.op.Whole && !l.callbacks.HasRoom() {
		l.spawn(func() { l.work(c) })
		return nil
	}
	settled := false
	defer l.unwind(c, &settled)
	done, err := l.first(c.op, c.step)
	inside := c.op.Inside && l.callbacks.HasRoom()
	if err == nil && done && inside {
		c.step.Finish()
	}
	settled = true
	if _, ok := err.(refusal); ok {
		if err = l.drop(c, err); c.revoked { // and completed
			return nil
		}
		return err
	}
	if err == nil && !done {
		l.spawn(func() { l.finish(c, c.step.Wait()) })
		return nil
	}
	if err == nil {
		c.step.Out()
	}
	if inside && l.callbacks.Enter() {
		l.complete(c, err)
	} else {
		l.spawn(func() { l.finish(c, err) })
	}
	return nil
}

// unwind frees the lane when a callback has panicked; the application may recover.
func (l *Lane) unwind(c *call, settled *bool) {
	if !*settled {
		_ = l.drop(c, werr.InternalError)
	}
}

// drop ends an operation without a completion. A call that was to follow it has been accepted, and fails.
func (l *Lane) drop(c *call, err error) error {
	next, err := l.end(c, err)
	l.over()
	if next != nil {
		l.background(func() { l.follow(next) })
	}
	return err
}

// first reports the first progress and does what needs no blocking.
func (l *Lane) first(op *Op, s Step) (done bool, err error) {
	if op.First != 0 {
		if err := l.Emit(op.First, nil); err != nil {
			return false, err
		}
	}
	return s.Now()
}

// work is a whole operation on a worker.
func (l *Lane) work(c *call) {
	done, err := l.first(c.op, c.step)
	if err == nil && !done {
		err = c.step.Wait()
	}
	l.finish(c, err)
}

// finish ends an operation on a worker.
func (l *Lane) finish(c *call, err error) {
	if err == nil {
		c.step.Finish()
	}
	l.callbacks.Await()
	l.complete(c, err)
}

// complete ends an operation and delivers its completion, in room that has been taken; then it runs the call that follows,
// if its turn has come. Only what a worker runs has such a call.
func (l *Lane) complete(c *call, err error) {
	next, err := l.end(c, err)
	defer l.over() // also when the callback panics
	if c.revoked {
		l.callbacks.Leave()
		return
	}
	l.report(c, err)
	if next != nil {
		l.follow(next)
	}
}

// await announces a call that gets the lane when the operation in flight has ended.
func (l *Lane) await(c *call) {
	defer func() { // also when the callback panics
		if l.announce(c) {
			l.background(func() { l.follow(c) })
		}
	}()
	l.callbacks.Emit(c.op.First, nil)
}

// follow runs a call whose first progress has been reported when it was made, on a worker.
func (l *Lane) follow(c *call) {
	if c.err != nil {
		defer l.over()
		l.callbacks.Await()
		l.report(c, c.err)
		return
	}
	done, err := c.step.Now()
	if err == nil && !done {
		err = c.step.Wait()
	}
	l.finish(c, err)
}

// fail delivers the failure of a call that was accepted in a wrong state: inside the call if there is room.
func (l *Lane) fail(c *call) {
	if l.callbacks.Enter() {
		l.report(c, werr.IncorrectHandleState)
		return
	}
	l.background(func() {
		l.callbacks.Await()
		l.report(c, werr.IncorrectHandleState)
	})
}

// report delivers a completion in room that has been taken.
func (l *Lane) report(c *call, err error) {
	status, info := c.op.Done, any(nil)
	switch {
	case err != nil:
		status, info = c.op.failure(err)
	case l.callbacks.Wants(status):
		info = c.step.Info()
	}
	l.callbacks.Deliver(status, info)
}

// failure is the completion of an operation that has failed.
func (op *Op) failure(err error) (callback.Status, any) {
	result := &callback.AsyncResult{Result: uint32(op.API), Error: werr.From(err), Err: werr.In("", err)}
	if op.Failure != nil {
		return callback.RequestError, op.Failure(result)
	}
	return callback.RequestError, result
}

// spawn goes on with the operation in flight on a worker.
func (l *Lane) spawn(f func()) {
	l.mu.Lock()
	l.worker = true
	l.mu.Unlock()
	l.background(f)
}

// background runs f on a goroutine that keeps the handle alive.
func (l *Lane) background(f func()) {
	l.ref.Retain()
	go func() {
		defer l.ref.Release()
		growStack()
		f()
	}()
}

// growStack makes a new goroutine's stack as large as a few callbacks inside one another need, while there is next to nothing
// on it. Otherwise it is copied several times under a deep chain of calls, which took a fifth of the time of a small GET.
//
//go:noinline
func growStack() {
	var room [5 << 10]byte // one step, to 8 KB
	runtime.KeepAlive(&room)
}
