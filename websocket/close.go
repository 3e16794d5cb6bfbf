package websocket

import (
	"sync"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/option"
)

// Close is WinHttpWebSocketClose: it sends a close frame unless Shutdown has, and waits for the peer's, discarding what comes
// before that. A receive in flight ends with OperationCancelled. The arguments have passed CheckClose; reason is copied.
func (s *Socket) Close(status uint16, reason []byte) error {
	if err := s.beginClose(); err != nil {
		return err
	}
	s.in.Revoke(&receive)
	s.tunnel.Interrupt()
	return s.in.Do(&closes, &closeStep{s: s, frame: closeFrame(status, reason)})
}

// beginClose lets no other call begin. InvalidOperation the second time, and while something is being sent.
func (s *Socket) beginClose() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.in.Closed():
		return werr.InvalidHandle
	case s.closing, s.out.Busy() != nil:
		return werr.InvalidOperation
	}
	s.closing, s.shut = true, true
	return nil
}

type closeStep struct {
	s     *Socket
	frame outgoing
}

func (t *closeStep) Now() (done bool, err error) {
	if t.s.tunnel.Confirmed() {
		t.send()
	}
	return t.s.heard(), nil
}

// send hands the close frame to the writer, once.
func (t *closeStep) send() {
	t.s.mu.Lock()
	sent := t.s.closeSent
	t.s.closeSent = true
	t.s.mu.Unlock()
	if !sent {
		t.s.writer.control(t.frame.code, t.frame.data)
	}
}

// heard says whether the peer's close frame has been taken.
func (s *Socket) heard() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said
}

var waste = sync.Pool{New: func() any { return new([pieceSize]byte) }}

func (t *closeStep) Wait() error {
	s := t.s
	s.resume()
	p := waste.Get().(*[pieceSize]byte)
	defer waste.Put(p)
	if err := s.tunnel.Confirm(); err != nil {
		return err
	}
	t.send()
	end := deadline(limit(option.WebSocketCloseTimeout.Get(s.Options.Snapshot())))
	for {
		if _, kind, err := s.take(p[:], end); err != nil || kind == callback.CloseBuffer {
			return err
		}
	}
}

// resume lets reads go on as soon as the receive that was interrupted has stopped.
func (s *Socket) resume() {
	s.reader.turn.Lock()
	defer s.reader.turn.Unlock()
	s.tunnel.Resume()
	if s.in.Closed() {
		s.tunnel.Interrupt()
	}
}

func (t *closeStep) Finish() {}

func (t *closeStep) Out() {}

func (t *closeStep) Info() any { return nil }
