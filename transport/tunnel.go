package transport

import (
	"io"
	"sync"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

const switching = 101 // Switching Protocols (RFC 9110, 15.2.2)

// Switched says whether the server has agreed to another protocol.
func (x *Exchange) Switched() bool { return x.head != nil && x.head.Status == switching }

// Tunnel is a connection that has left HTTP. One goroutine may read while another one writes; Interrupt, Resume and Kill may
// be called from anywhere at any time. Close ends it, when nobody is reading or writing.
type Tunnel struct {
	c *conn

	opening sync.Mutex
	// opening guards the following.
	accepts func(*header.Head) bool // what is still to come; nil when nothing is

	maxHead int64
	receive time.Duration

	mu sync.Mutex
	// mu guards the following.
	interrupted bool
}

// Tunnel takes the connection out of an exchange whose response was a 101, and with accepts also out of one that has been sent
// and whose response is still to come, for Confirm to judge. It fails with IncorrectHandleState. (protocol.md 8.1.)
func (x *Exchange) Tunnel(accepts func(*header.Head) bool) (*Tunnel, error) {
	switch {
	case x.Switched():
		accepts = nil
	case accepts == nil || !x.upgrade || x.head != nil:
		return nil, werr.IncorrectHandleState
	}
	c := x.release()
	if c == nil {
		return nil, werr.IncorrectHandleState
	}
	return &Tunnel{c: c, accepts: accepts, maxHead: x.Policy.MaxHead, receive: x.Policy.Receive}, nil
}

// Confirmed says whether Confirm has nothing to wait for.
func (t *Tunnel) Confirmed() bool {
	t.opening.Lock()
	defer t.opening.Unlock()
	return t.accepts == nil
}

// Confirm waits for the answer to the handshake, if it is still to come. It fails with InvalidServerResponse for anything but
// the 101 that belongs to it. Responses with another 1xx status are skipped.
func (t *Tunnel) Confirm() error {
	t.opening.Lock()
	defer t.opening.Unlock()
	for skipped := 0; t.accepts != nil; skipped++ {
		h, err := t.oneHead()
		switch {
		case err == io.EOF:
			return werr.InvalidServerResponse.Wrap(io.ErrUnexpectedEOF)
		case err != nil:
			return err
		case h.Status == switching && t.accepts(h):
			t.accepts = nil
		case h.Status >= 200, h.Status == switching, skipped == maxEarly:
			return werr.InvalidServerResponse
		}
	}
	return nil
}

// maxEarly is how many 1xx responses Confirm skips.
const maxEarly = 10

func (t *Tunnel) oneHead() (*header.Head, error) {
	end := time.Now().Add(t.receive)
	for scanned := 0; ; {
		p := t.Buffered()
		if !isHTTP(p) {
			return nil, werr.InvalidServerResponse
		}
		if end := header.EndOfHead(p, scanned); end > 0 {
			h, err := header.ParseHead(p[:end])
			t.Skip(end)
			return h, err
		}
		if scanned = len(p); int64(scanned) > t.maxHead {
			return nil, werr.HeaderSizeOverflow
		}
		if t.receive == 0 {
			end = time.Time{}
		}
		if err := t.Fill(end); err != nil {
			return nil, err
		}
	}
}

// Facts are those of the connection.
func (t *Tunnel) Facts() *Facts { return t.c.facts }

// Buffered is what has been read ahead. It is valid until the next Fill.
func (t *Tunnel) Buffered() []byte { return t.c.in.bytes() }

// Skip takes n bytes from what has been read ahead. An empty buffer is given back.
func (t *Tunnel) Skip(n int) {
	if t.c.in.skip(n); t.c.in.len() == 0 {
		t.c.in.drop()
	}
}

// Fill waits until deadline, if that is not zero, for bytes to add to Buffered. OperationCancelled after Interrupt.
func (t *Tunnel) Fill(deadline time.Time) error {
	n, err := t.read(t.c.in.room(), deadline)
	t.c.in.w += n
	if t.c.in.len() == 0 {
		t.c.in.drop()
	}
	return err
}

// Read is Fill past the buffer, which must be empty.
func (t *Tunnel) Read(p []byte, deadline time.Time) (int, error) { return t.read(p, deadline) }

func (t *Tunnel) read(p []byte, deadline time.Time) (n int, err error) {
	if err := t.await(deadline); err != nil {
		return 0, err
	}
	if n, err = t.c.nc.Read(p); n > 0 {
		return n, nil // an error will come again
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.interrupted {
		err = werr.OperationCancelled
	}
	return 0, err
}

// await sets the deadline of a read, unless somebody has interrupted it.
func (t *Tunnel) await(deadline time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.interrupted {
		return werr.OperationCancelled
	}
	return t.c.nc.SetReadDeadline(deadline)
}

// Interrupt makes the read under way and every later one fail, until Resume. Nothing is lost by it.
func (t *Tunnel) Interrupt() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.interrupted = true
	_ = t.c.raw.SetReadDeadline(time.Unix(1, 0))
}

// Resume lets reads go on.
func (t *Tunnel) Resume() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.interrupted = false
}

// Write sends all of p. timeout is that of each piece.
func (t *Tunnel) Write(p []byte, timeout time.Duration) error { return t.c.write(p, timeout) }

// Kill ends the connection under whoever uses it.
func (t *Tunnel) Kill() { t.c.kill() }

// Close ends the tunnel.
func (t *Tunnel) Close() { t.c.abort() }
