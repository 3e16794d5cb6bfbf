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
	err := c.write(timeout, func() error {
		if err := c.enter(s); err != nil {
			return err
		}
		c.encode(r)
		s.sent = c.block.Len()
		return c.putHeaders(s.id, r.End)
	})
	if err == nil {
		return s, nil
	}
	if s.id == 0 {
		c.Release()
	}
	return nil, err
}

// refused is the end of a stream that the server has not looked at.
var refused = werr.ConnectionError.Wrap(&StreamError{RefusedStream})

// Refused says whether err means that the server has not looked at the request: it may be sent again elsewhere.
func Refused(err error) bool {
	e, ok := errors.AsType[*StreamError](err)
	return ok && e.Code == RefusedStream
}

// enter gives the stream its number. The caller holds wmu, so that numbers go out in order.
func (c *Conn) enter(s *Stream) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.err != nil:
		return c.err
	case c.goaway || c.last > streamMask-2:
		c.retired = true
		return refused
	}
	c.last += 1 + c.last%2 // they are odd
	s.id, s.window = c.last, c.initial
	c.streams[s.id] = s
	return nil
}

// putHeaders puts the encoded header into as many frames as it needs.
func (c *Conn) putHeaders(id uint32, end bool) error {
	c.mu.Lock()
	size := c.frame
	c.mu.Unlock()
	kind, flags := frameHeaders, uint8(0)
	if end {
		flags = flagEndStream
	}
	for block := c.block.Bytes(); ; kind, flags = frameContinuation, 0 {
		part := block[:min(len(block), size)]
		if block = block[len(part):]; len(block) == 0 {
			flags |= flagEndHeaders
		}
		if err := c.put(appendFrame(make([]byte, 0, frameHeadSize), kind, flags, id, len(part))); err != nil {
			return err
		}
		if err := c.put(part); err != nil || len(block) == 0 {
			return err
		}
	}
}

// Head waits for the next response head: those of interim responses, then the final one. A zero timeout is none.
func (s *Stream) Head(timeout time.Duration) (*header.Head, error) {
	for {
		s.c.mu.Lock()
		if len(s.heads) > 0 {
			h := s.heads[0]
			s.heads = s.heads[1:]
			s.c.mu.Unlock()
			return h, nil
		}
		err := s.err
		s.c.mu.Unlock()
		if err == nil {
			err = s.await(timeout)
		}
		if err != nil {
			return nil, err
		}
	}
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

// Fail makes every call on the stream fail with err, the one that is waiting too, and resets it.
func (s *Stream) Fail(err error) {
	s.c.mu.Lock()
	s.failLocked(err)
	s.c.mu.Unlock()
	s.Close()
}

// Close gives the stream up. A body that is complete is left to end by itself, anything else is reset, without waiting.
func (s *Stream) Close() {
	s.c.mu.Lock()
	reset := !s.over
	if reset && s.endedLocked() && s.sentEnd {
		reset = false
		s.lingering = time.AfterFunc(lingerPatience, s.cancel)
	}
	s.data, s.read = nil, 0
	s.c.mu.Unlock()
	if reset {
		go s.cancel()
	}
}

// cancel resets a stream of which nothing more is wanted.
func (s *Stream) cancel() { s.reset(Cancel) }

func (s *Stream) reset(code Code) {
	s.c.mu.Lock()
	over := s.over
	s.leaveLocked()
	s.c.unlock()
	if !over {
		s.c.send(numbered(frameReset, s.id, uint32(code)))
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

// await waits for a signal.
func (s *Stream) await(timeout time.Duration) error {
	switch {
	case timeout == 0:
		<-s.wake
		return nil
	case s.timer == nil:
		s.timer = time.NewTimer(timeout)
	default:
		s.timer.Reset(timeout)
	}
	defer s.timer.Stop()
	select {
	case <-s.wake:
		return nil
	case <-s.timer.C:
		return werr.Timeout
	}
}

// fault ends the stream for what the server has done wrong on it. Faults of the connection are passed on.
func (s *Stream) fault(err error) error {
	switch err.(type) {
	case nil:
		return nil
	case *connError:
		return err
	}
	s.c.mu.Lock()
	s.failLocked(err)
	s.c.mu.Unlock()
	s.reset(ProtocolError)
	return nil
}

// widen lets more be sent.
func (s *Stream) widen(n int64) error {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	if n == 0 || s.window+n > maxWindow {
		return werr.InvalidServerResponse
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
