package websocket

import (
	"errors"
	"time"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/op"
)

// Receive is WinHttpWebSocketReceive: the next piece of a message, or the peer's close frame. p is not empty. read and kind
// are stored only in a synchronous session; each may be nil.
func (s *Socket) Receive(p []byte, read *uint32, kind *callback.BufferType) error {
	return s.in.Do(&receive, &receiveStep{s: s, p: p, read: read, kind: kind})
}

type receiveStep struct {
	s    *Socket
	p    []byte
	read *uint32
	kind *callback.BufferType

	piece callback.WebSocketStatus
}

// Now is never enough: a completion comes from a worker (callbacks.md 6.4).
func (t *receiveStep) Now() (done bool, err error) {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if t.s.closing || t.s.said {
		return false, op.Refuse(werr.InvalidOperation)
	}
	return false, nil
}

func (t *receiveStep) Wait() error {
	n, kind, err := t.s.take(t.p, deadline(t.s.receive))
	t.piece = callback.WebSocketStatus{BytesTransferred: uint32(n), BufferType: kind}
	return err
}

func (t *receiveStep) Finish() {}

func (t *receiveStep) Out() {
	if t.read != nil {
		*t.read = t.piece.BytesTransferred
	}
	if t.kind != nil {
		*t.kind = t.piece.BufferType
	}
}

func (t *receiveStep) Info() any { return &t.piece }

// take reads the next piece and keeps what it means for the connection.
func (s *Socket) take(p []byte, deadline time.Time) (n int, kind callback.BufferType, err error) {
	r := &s.reader
	r.turn.Lock()
	defer r.turn.Unlock()
	n, kind, err = r.next(p, deadline)
	switch {
	case r.closed != nil:
		s.end(*r.closed, true)
	case r.err != nil && !s.hasEnded():
		s.lose(r.err)
	}
	return n, kind, err
}

// end keeps how the connection has ended; said if the peer has told it.
func (s *Socket) end(c closing, said bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peer, s.ended, s.said = c, true, said
}

func (s *Socket) hasEnded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// lose gives the connection up, after telling a peer that has violated the protocol so.
func (s *Socket) lose(err error) {
	status := uint16(aborted)
	if f, ok := errors.AsType[*fault](err); ok {
		status = f.status
		if s.shutNow() {
			frame := closeFrame(status, nil)
			s.writer.control(frame.code, frame.data)
		}
	}
	s.end(closing{status: status}, false)
	s.writer.finish()
}
