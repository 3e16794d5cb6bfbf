package websocket

import (
	"encoding/binary"

	"github.com/gobwas/ws"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/op"
)

// Send is WinHttpWebSocketSend: one message, or a part of one. kind is none but CloseBuffer. p is not changed.
func (s *Socket) Send(kind callback.BufferType, p []byte) error {
	return s.out.Do(&send, &sendStep{s: s, kind: kind, p: p})
}

// outgoing is a frame on its way.
type outgoing struct {
	code  ws.OpCode
	final bool
	data  []byte
}

// queue hands a frame to the writer if that needs no waiting.
func (s *Socket) queue(f *outgoing) (done bool, err error) {
	if !s.tunnel.Confirmed() {
		return false, nil
	}
	return s.writer.put(f.code, f.final, f.data)
}

// write sends a frame and waits for that.
func (s *Socket) write(f *outgoing) error {
	if err := s.tunnel.Confirm(); err != nil {
		return err
	}
	return s.writer.write(f.code, f.final, f.data)
}

type sendStep struct {
	s     *Socket
	kind  callback.BufferType
	p     []byte
	frame outgoing
}

func (t *sendStep) Now() (done bool, err error) {
	if t.frame, err = t.s.begin(t.kind, t.p); err != nil {
		return false, err
	}
	return t.s.queue(&t.frame)
}

func (t *sendStep) Wait() error { return t.s.write(&t.frame) }

func (t *sendStep) Finish() {}

func (t *sendStep) Out() {}

func (t *sendStep) Info() any {
	return &callback.WebSocketStatus{BytesTransferred: uint32(len(t.p)), BufferType: t.kind}
}

// begin makes the frame of a send. InvalidOperation when nothing may be sent any more, InvalidParameter for another kind than
// that of the message that has been begun. (protocol.md 8.3.)
func (s *Socket) begin(kind callback.BufferType, p []byte) (outgoing, error) {
	fragment := kind
	if kind == callback.BinaryMessage || kind == callback.UTF8Message {
		fragment++
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.shut || s.said:
		return outgoing{}, op.Refuse(werr.InvalidOperation)
	case s.running && s.run != fragment:
		return outgoing{}, op.Refuse(werr.InvalidParameter)
	}
	f := outgoing{code: ws.OpBinary, final: kind != fragment, data: p}
	switch {
	case s.running:
		f.code = ws.OpContinuation
	case fragment == callback.UTF8Fragment:
		f.code = ws.OpText
	}
	s.run, s.running = fragment, !f.final
	return f, nil
}

// MaxReason is the most bytes of a reason (RFC 6455, 5.5.1).
const MaxReason = 123

// CheckClose refuses with InvalidParameter what cannot be put into a close frame. Status 1005 without a reason stands for a
// frame without a status. (protocol.md 8.6.)
func CheckClose(status uint16, reason []byte) error {
	const unsent = 1012 // 1012 to 1014 came after RFC 6455
	ok := onTheWire(status) && !(unsent <= status && status < 3000) || status == noStatus && len(reason) == 0
	if !ok || len(reason) > MaxReason {
		return werr.InvalidParameter
	}
	return nil
}

func closeFrame(status uint16, reason []byte) outgoing {
	var payload []byte
	if status != noStatus {
		payload = append(binary.BigEndian.AppendUint16(nil, status), reason...)
	}
	return outgoing{ws.OpClose, true, payload}
}

// Shutdown is WinHttpWebSocketShutdown: it sends a close frame, after which nothing else can be sent. The arguments have
// passed CheckClose; reason is copied.
func (s *Socket) Shutdown(status uint16, reason []byte) error {
	return s.out.Do(&shutdown, &shutdownStep{s: s, frame: closeFrame(status, reason)})
}

type shutdownStep struct {
	s     *Socket
	frame outgoing
}

func (t *shutdownStep) Now() (done bool, err error) {
	if !t.s.shutNow() {
		return false, op.Refuse(werr.InvalidOperation)
	}
	return t.s.queue(&t.frame)
}

// shutNow closes the side that sends; false when it is closed already.
func (s *Socket) shutNow() (ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ok = !s.shut && !s.closeSent
	s.shut, s.closeSent = true, true
	return ok
}

func (t *shutdownStep) Wait() error { return t.s.write(&t.frame) }

func (t *shutdownStep) Finish() {}

func (t *shutdownStep) Out() {}

func (t *shutdownStep) Info() any { return nil }
