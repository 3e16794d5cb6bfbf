package h2

import (
	"errors"
	"fmt"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// Request is what a stream starts with. Fields of the connection, such as Transfer-Encoding, are left out on the way.
type Request struct {
	Method, Authority, Target string
	Fields                    *header.Block
	End                       bool // no body follows
}

// StreamError is the end of a stream that one side has declared.
type StreamError struct{ Code Code }

func (e *StreamError) Error() string { return fmt.Sprintf("HTTP/2: stream reset with code %d", e.Code) }

// Stream is one request and its response. Its methods are called one at a time, but for Close and Fail, which may come at any
// moment from anywhere.
type Stream struct {
	c    *Conn
	id   uint32
	sent int // size of the request's header on the wire

	wake  chan struct{} // something has changed
	timer *time.Timer

	// The following is guarded by c.mu.
	window    int64 // bytes that may be sent
	heads     []*header.Head
	queued    int  // bytes of heads
	headSize  int  // of the last one on the wire
	final     bool // its head has come
	data      []byte
	read      int    // bytes of data that have been taken
	consumed  uint32 // bytes for which the window has not been given back
	allowed   int64  // bytes that the server may still send ahead
	left      int64  // bytes of the body that are still to come; negative: until the stream ends
	trailers  header.Block
	sentEnd   bool
	gotEnd    bool
	over      bool // not the connection's any more
	code      Code // of the reset, if there was one
	err       error
	unwanted  bool // the server takes no more of the body
	lingering *time.Timer
}

// Open sends the head of a request on a new stream, for which the caller has a reservation.
func (c *Conn) Open(r *Request, timeout time.Duration) (*Stream, error) {
	s := &Stream{c: c, wake: make(chan struct{}, 1), allowed: int64(c.cfg.StreamWindow), left: -1, sentEnd: r.End}
	if err := s.until(timeout, func() (bool, error) { return c.enterLocked(s, r) }); err != nil {
		c.Release()
		return nil, err
	}
	return s, nil
}

// refused is the end of a stream that the server has not looked at.
var refused = werr.ConnectionError.Wrap(&StreamError{RefusedStream})

// Refused says whether err means that the server has not looked at the request: it may be sent again elsewhere.
func Refused(err error) bool {
	e, ok := errors.AsType[*StreamError](err)
	return ok && e.Code == RefusedStream
}

// enterLocked gives the stream its number and sends its header, in one go, so that numbers go out in order.
func (c *Conn) enterLocked(s *Stream, r *Request) (done bool, err error) {
	switch {
	case c.err != nil:
		return false, c.err
	case c.goaway || c.last > streamMask-2:
		c.retired = true
		return false, refused
	case c.fullLocked(s):
		return false, nil
	}
	c.last += 1 + c.last%2 // they are odd
	s.id, s.window = c.last, c.initial
	c.streams[s.id] = s
	c.encode(r)
	s.sent = c.block.Len()
	c.putHeadersLocked(s.id, r.End)
	c.startLocked()
	return true, nil
}

// putHeadersLocked adds the encoded header, in as many frames as it needs.
func (c *Conn) putHeadersLocked(id uint32, end bool) {
	kind, flags := frameHeaders, uint8(0)
	if end {
		flags = flagEndStream
	}
	for block, more := c.block.Bytes(), true; more; kind, flags = frameContinuation, 0 {
		part := block[:min(len(block), c.frame)]
		block = block[len(part):]
		if more = len(block) > 0; !more {
			flags |= flagEndHeaders
		}
		c.out = append(appendFrame(c.out, kind, flags, id, len(part)), part...)
	}
}

// Head waits for the next response head: those of interim responses, then the final one. A zero timeout is none.
func (s *Stream) Head(timeout time.Duration) (h *header.Head, err error) {
	err = s.until(timeout, func() (bool, error) {
		if len(s.heads) == 0 {
			return false, s.err
		}
		h = s.heads[0]
		if s.heads = s.heads[1:]; len(s.heads) == 0 {
			s.heads, s.queued = nil, 0
		}
		return true, nil
	})
	return h, err
}

// SentSize is the size in bytes of the request's header as it was on the wire.
func (s *Stream) SentSize() int { return s.sent }

// HeadSize is the size in bytes of the last head as it was on the wire.
func (s *Stream) HeadSize() int {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.headSize
}

// Code is that with which the server has reset the stream; NoError if it has not.
func (s *Stream) Code() Code {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.code
}

// Fail makes every call on the stream fail with err, the one that is waiting too, and closes it. Only a body that has been
// taken to its end keeps that end.
func (s *Stream) Fail(err error) {
	s.c.mu.Lock()
	defer s.c.unlock()
	s.giveUpLocked(err)
}

// Close gives the stream up. A body that is complete is left to end by itself, anything else is reset, without waiting.
func (s *Stream) Close() { s.Fail(werr.OperationCancelled) }

func (s *Stream) giveUpLocked(err error) {
	ended := s.endedLocked()
	if !ended {
		s.left = endless
	}
	s.failLocked(err)
	switch {
	case s.over || s.lingering != nil:
	case ended && s.sentEnd:
		s.lingering = time.AfterFunc(lingerPatience, s.cancel)
	default:
		s.resetLocked(Cancel)
	}
	s.heads, s.data, s.read = nil, nil, 0
}

// cancel resets a stream of which nothing more is wanted.
func (s *Stream) cancel() {
	s.c.mu.Lock()
	defer s.c.unlock()
	s.resetLocked(Cancel)
}

func (s *Stream) resetLocked(code Code) {
	if !s.over {
		s.c.tellLocked(frameReset, s.id, uint32(code))
		s.leaveLocked()
	}
}

// endLocked takes a stream out that both sides have ended.
func (s *Stream) endLocked() {
	if s.sentEnd && s.gotEnd {
		s.leaveLocked()
	}
}

func (s *Stream) leaveLocked() {
	if s.over {
		return
	}
	s.over = true
	stop(s.lingering)
	delete(s.c.streams, s.id)
	s.c.freeLocked()
}

// failLocked gives the stream an error, unless it has one.
func (s *Stream) failLocked(err error) {
	if s.err == nil {
		s.err = err
	}
	s.signal()
}

func (s *Stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// until waits for ready, which is asked under the lock, and no longer than timeout; zero is no limit.
func (s *Stream) until(timeout time.Duration, ready func() (bool, error)) error {
	var expired <-chan time.Time
	for {
		s.c.mu.Lock()
		done, err := ready()
		s.c.unlock()
		if done || err != nil {
			return err
		}
		if expired == nil && timeout > 0 {
			expired = s.start(timeout)
			defer s.timer.Stop()
		}
		select {
		case <-s.wake:
		case <-expired:
			return werr.Timeout
		}
	}
}

func (s *Stream) start(timeout time.Duration) <-chan time.Time {
	if s.timer == nil {
		s.timer = time.NewTimer(timeout)
	} else {
		s.timer.Reset(timeout)
	}
	return s.timer.C
}

// fault ends the stream for what the server has done wrong on it. Faults of the connection are passed on.
func (s *Stream) fault(err error) error {
	code := Cancel // it may be right, but we cannot take it
	switch e := err.(type) {
	case nil:
		return nil
	case *connError:
		return err
	case streamFault:
		code, err = Code(e), werr.InvalidServerResponse.Wrap(e)
	}
	s.c.mu.Lock()
	defer s.c.unlock()
	s.failLocked(err)
	s.resetLocked(code)
	return nil
}

// widen lets more be sent.
func (s *Stream) widen(n int64) error {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	switch {
	case n == 0:
		return streamFault(ProtocolError)
	case s.window+n > maxWindow:
		return streamFault(FlowControlError)
	}
	s.window += n
	s.signal()
	return nil
}

// resetBy is a reset from the server. Without an error, after a whole response, it only says that the rest of the request is
// not wanted (RFC 9113, section 8.1).
func (s *Stream) resetBy(code Code) {
	s.c.mu.Lock()
	defer s.c.unlock()
	if s.gotEnd && code == NoError {
		s.unwanted = true
		s.signal()
	} else {
		s.code = code
		s.failLocked(werr.ConnectionError.Wrap(&StreamError{code}))
	}
	s.leaveLocked()
}
