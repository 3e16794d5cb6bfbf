package transport

import (
	"context"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/h2"
	"github.com/gowinhttp/winhttp/internal/header"
)

// The connection of an exchange has one owner: whoever takes it out of x.conn under the lock may pool or close it. Cancel
// leaves it there and closes the socket under it, so that the step that is using it fails.

// Cancel ends the call that is running and makes every later one fail that needs the connection, until Finish or Abandon.
// It never blocks.
func (x *Exchange) Cancel() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.cancelled = true
	if x.stop != nil {
		x.stop(werr.OperationCancelled)
	}
	if x.conn != nil {
		x.conn.kill()
	}
	if x.stream != nil {
		x.stream.Fail(werr.OperationCancelled)
	}
}

// Finish gives the connection back once the body has ended. If the request asked to close it, that is reported.
func (x *Exchange) Finish() {
	if x.At(ReceiveEnd) == 0 {
		x.Mark(ReceiveEnd)
	}
	if s, carrier := x.releaseStream(); s != nil {
		x.leaveStream(s, carrier)
		return
	}
	c := x.release()
	if c == nil {
		return
	}
	x.trailers = c.body.trailers
	switch {
	case x.reusable(c):
		x.network.pool.put(c)
	case x.close:
		x.reporter.ClosingConnection()
		c.close()
		x.reporter.ConnectionClosed()
	default:
		c.close()
	}
}

// Abandon ends the exchange wherever it stands, without waiting. A connection with an unread rest that is worth reading
// goes to the pool, where the next user reads it.
func (x *Exchange) Abandon() {
	x.dropStream()
	c := x.release()
	switch {
	case c == nil:
	case x.reusable(c) && (c.body.framing != header.Fixed || c.body.left <= x.Policy.MaxDrain):
		x.network.pool.put(c)
	default:
		c.dismiss(x.Policy.MaxDrain)
	}
}

// Drop closes the connection; the exchange can Connect again.
func (x *Exchange) Drop() {
	x.dropStream()
	if c := x.release(); c != nil {
		c.abort()
	}
	x.facts, x.reused, x.received, x.head = nil, false, 0, nil
	x.mu.Lock()
	defer x.mu.Unlock()
	x.code = h2.NoError
}

// reusable says whether the connection can serve another request, perhaps after the rest of the body has been read.
func (x *Exchange) reusable(c *conn) bool {
	return x.head != nil && !x.Switched() && x.head.KeepAlive() && !x.close && !x.expired.Load() && x.upload.complete() && !c.body.broken
}

// release takes the connection out; nil if there is none or it was cancelled.
func (x *Exchange) release() *conn {
	x.mu.Lock()
	defer x.mu.Unlock()
	c := x.conn
	x.conn, x.unread = nil, nil
	if c == nil {
		return nil
	}
	if x.cancelled {
		c.abort()
		return nil
	}
	return c
}

// releaseStream takes the stream out, and gives back one that was reserved.
func (x *Exchange) releaseStream() (*h2.Stream, *h2.Conn) {
	x.mu.Lock()
	s, m := x.stream, x.mux
	x.stream, x.mux = nil, nil
	if s != nil {
		x.unread = nil
	}
	x.mu.Unlock()
	if m != nil {
		m.conn.Release()
	}
	return s, x.carrier
}

// dropStream ends what the exchange has of a shared connection.
func (x *Exchange) dropStream() {
	s, carrier := x.releaseStream()
	if s == nil {
		return
	}
	x.noteCode(s)
	if x.close || x.expired.Load() {
		carrier.Retire()
	}
	s.Close()
}

// Expire makes the connection close when the exchange is done with it. It fails when the exchange has none.
func (x *Exchange) Expire() (ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	ok = x.conn != nil || x.mux != nil || x.stream != nil
	if ok {
		x.expired.Store(true)
	}
	return ok
}

// own puts a connection in, unless the exchange has been cancelled.
func (x *Exchange) own(c *conn) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.cancelled {
		c.abort()
		return werr.OperationCancelled
	}
	c.busyPoll = x.Policy.BusyPoll
	x.brand(c.target.server(), &c.mark)
	x.conn = c
	return nil
}

// interruptible makes a context that Cancel ends. done must be called.
func (x *Exchange) interruptible() (ctx context.Context, done func(), err error) {
	ctx, stop := context.WithCancelCause(context.Background())
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.cancelled {
		stop(nil)
		return nil, nil, werr.OperationCancelled
	}
	x.stop = stop
	return ctx, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.stop = nil
		stop(nil)
	}, nil
}

// alive fails after Cancel.
func (x *Exchange) alive() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.cancelled {
		return werr.OperationCancelled
	}
	return nil
}
