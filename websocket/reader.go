package websocket

import (
	"bytes"
	"encoding/binary"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/transport"
)

// reader takes messages apart into pieces. turn lets one operation at a time read.
type reader struct {
	turn   sync.Mutex
	tunnel *transport.Tunnel
	pong   func(payload []byte)

	// The frame and the message under way.
	left    uint64 // bytes of the frame that have not been taken
	final   bool   // the frame is the last one of its message
	text    bool
	message bool      // a message has been begun and not ended
	rest    textState // what has been checked of a text

	closed *closing // the peer's
	err    error    // for ever
}

// fault is a violation of the protocol by the peer.
type fault struct {
	status uint16 // to be told to the peer
	why    string
}

func (f *fault) Error() string { return "websocket: " + f.why }

func violation(why string) error { return &fault{1002, why} }

var errInvalidText = &fault{1007, "text that is not UTF-8"}

// next is the next piece of a message, at most the rest of a frame; CloseBuffer stands for a close frame, for ever. Until deadline,
// if there is one. After a timeout or OperationCancelled the next call goes on where this one stopped.
func (r *reader) next(p []byte, deadline time.Time) (n int, kind callback.BufferType, err error) {
	switch {
	case r.err != nil:
		return 0, 0, r.err
	case r.closed != nil:
		return 0, callback.CloseBuffer, nil
	}
	if err := r.tunnel.Confirm(); err != nil {
		return 0, 0, r.failed(err)
	}
	for r.left == 0 {
		ended, err := r.header(deadline)
		switch {
		case err != nil:
			return 0, 0, r.failed(err)
		case r.closed != nil:
			return 0, callback.CloseBuffer, nil
		case ended:
			return r.piece(nil)
		}
	}
	n, err = r.data(p[:min(uint64(len(p)), r.left)], deadline)
	if err != nil {
		return 0, 0, r.failed(err)
	}
	r.left -= uint64(n)
	return r.piece(p[:n])
}

// piece says what a piece that has been taken is.
func (r *reader) piece(p []byte) (n int, kind callback.BufferType, err error) {
	ends := r.left == 0 && r.final
	kind = callback.BinaryMessage
	if r.text {
		kind = callback.UTF8Message
		if !r.rest.valid(p, ends) {
			return 0, 0, r.failed(errInvalidText)
		}
	}
	if ends {
		r.message = false
		return len(p), kind, nil
	}
	return len(p), kind + 1, nil
}

// data copies bytes of a frame, from the buffer or past it.
func (r *reader) data(p []byte, deadline time.Time) (int, error) {
	if len(r.tunnel.Buffered()) == 0 {
		if len(p) >= minDirect {
			return r.tunnel.Read(p, deadline)
		}
		if err := r.tunnel.Fill(deadline); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.tunnel.Buffered())
	r.tunnel.Skip(n)
	return n, nil
}

// minDirect is the size in bytes below which it pays to read more than is asked for.
const minDirect = 2 << 10

// header takes the header of a frame, and all of a control frame. ended says that it was an empty frame that ends a message.
func (r *reader) header(deadline time.Time) (ended bool, err error) {
	if err := r.need(headerSize(r.tunnel.Buffered()), deadline); err != nil {
		return false, err
	}
	size := headerSize(r.tunnel.Buffered())
	if err := r.need(size, deadline); err != nil {
		return false, err
	}
	h := parseHeader(r.tunnel.Buffered())
	if err := r.judge(&h, size); err != nil {
		return false, err
	}
	if h.OpCode.IsControl() {
		return false, r.control(&h, size, deadline)
	}
	r.tunnel.Skip(size)
	if h.OpCode != ws.OpContinuation {
		r.text, r.message, r.rest = h.OpCode == ws.OpText, true, textState{}
	}
	r.left, r.final = uint64(h.Length), h.Fin
	return h.Length == 0 && h.Fin, nil
}

// need reads until n bytes are there.
func (r *reader) need(n int, deadline time.Time) error {
	for len(r.tunnel.Buffered()) < n {
		if err := r.tunnel.Fill(deadline); err != nil {
			return err
		}
	}
	return nil
}

const shortHeader = 2 // bytes of the header of a control frame, which holds at most 125

// judge refuses a header of so many bytes that no server may send (RFC 6455, 5.2, 5.4, 5.5).
func (r *reader) judge(h *ws.Header, size int) error {
	switch {
	case h.Length < 0:
		return violation("a length of more than 63 bits")
	case h.Rsv != 0:
		return violation("reserved bits")
	case h.Masked:
		return violation("a frame of a server that is masked")
	case h.OpCode.IsReserved():
		return violation("a reserved opcode")
	case h.OpCode.IsControl() && !h.Fin:
		return violation("a control frame in fragments")
	case h.OpCode.IsControl() && size > shortHeader:
		return violation("a control frame of more than 125 bytes")
	case h.OpCode == ws.OpContinuation && !r.message:
		return violation("a continuation of nothing")
	case h.OpCode.IsData() && h.OpCode != ws.OpContinuation && r.message:
		return violation("a message inside another")
	}
	return nil
}

func (r *reader) control(h *ws.Header, size int, deadline time.Time) error {
	whole := size + int(h.Length)
	if err := r.need(whole, deadline); err != nil {
		return err
	}
	payload := r.tunnel.Buffered()[size:whole]
	var err error
	switch h.OpCode {
	case ws.OpPing:
		r.pong(payload)
	case ws.OpClose:
		err = r.close(payload)
	}
	r.tunnel.Skip(whole)
	return err
}

// close takes what a close frame says (RFC 6455, 5.5.1, 7.4; protocol.md 8.6).
func (r *reader) close(payload []byte) error {
	if len(payload) == 0 {
		r.closed = &closing{status: noStatus}
		return nil
	}
	if len(payload) == 1 {
		return violation("a close frame of one byte")
	}
	status, reason := binary.BigEndian.Uint16(payload), payload[2:]
	switch {
	case !onTheWire(status):
		return violation("a close status that must not be sent")
	case !utf8.Valid(reason):
		return errInvalidText
	}
	r.closed = &closing{status, bytes.Clone(reason)}
	return nil
}

// The statuses that stand for something else than a close frame with a status.
const (
	noStatus = 1005 // there was none in it
	aborted  = 1006 // there was no close frame
)

// onTheWire says whether a status may stand in a close frame (RFC 6455, 7.4).
func onTheWire(status uint16) bool {
	switch status {
	case 1004, noStatus, aborted:
		return false
	}
	return 1000 <= status && status <= 1014 || 3000 <= status && status <= 4999
}

// failed keeps what cannot be repaired. A violation of the protocol is InvalidServerResponse to the application, an end of
// the connection ConnectionError.
func (r *reader) failed(err error) error {
	code := werr.From(err)
	switch f, ok := err.(*fault); {
	case ok:
		r.err = werr.InvalidServerResponse.Wrap(f)
	case code == werr.Timeout, code == werr.OperationCancelled:
		return err
	case code == werr.InvalidServerResponse, code == werr.HeaderSizeOverflow: // of the handshake
		r.err = err
	case err == io.EOF:
		r.err = werr.ConnectionError.Wrap(io.ErrUnexpectedEOF)
	default:
		r.err = werr.ConnectionError.Wrap(err)
	}
	return r.err
}

// textState checks UTF-8 that comes in pieces.
type textState struct {
	begun [utf8.UTFMax]byte // of a character
	n     int
}

// valid says whether p is UTF-8 behind what came before, and with last whether it ends there.
func (t *textState) valid(p []byte, last bool) bool {
	for t.n > 0 && len(p) > 0 {
		t.begun[t.n] = p[0]
		t.n++
		p = p[1:]
		if utf8.FullRune(t.begun[:t.n]) {
			if !utf8.Valid(t.begun[:t.n]) {
				return false
			}
			t.n = 0
		}
	}
	whole := len(p) - unfinished(p)
	if !utf8.Valid(p[:whole]) {
		return false
	}
	if whole < len(p) {
		t.n = copy(t.begun[:], p[whole:])
	}
	return !last || t.n == 0
}

// unfinished is the size of the character that p ends inside of.
func unfinished(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if tail := p[len(p)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
