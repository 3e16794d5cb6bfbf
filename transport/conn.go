package transport

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// Facts are what is known of a connection for ever.
type Facts struct {
	Local, Remote netip.AddrPort
	TLS           *tls.ConnectionState // nil without TLS
	Chain         []*x509.Certificate  // from the server's certificate up to a root, or as far as it was sent
	Since         time.Time            // when it was made
	socket        syscall.RawConn      // nil if it is none
}

// conn is a connection and the input that has been read from it and not yet used. At any time it belongs to one exchange
// or to the pool.
type conn struct {
	target Target
	pool   *pool // that counts it
	raw    net.Conn
	nc     net.Conn // raw, or TLS on it
	facts  *Facts
	probe  probe

	busyPoll time.Duration // of the exchange that owns it
	far      bool          // a poll has waited in vain

	in        input
	body      body      // of the response that is being read, or of the one whose rest is not read yet
	idleSince time.Time // in the pool
	served    uint32    // requests before the one under way
	mark      GUID
}

const pieceSize = 32<<10 + 16 // a long write gets a deadline for each piece, with a WebSocket header; larger ones took up to twice the time here

// write sends all of p.
func (c *conn) write(p []byte, timeout time.Duration) error {
	for len(p) > 0 {
		piece := p[:min(len(p), pieceSize)]
		if err := c.nc.SetWriteDeadline(deadline(timeout)); err != nil {
			return err
		}
		n, err := c.nc.Write(piece)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// read is one read from the connection, past the buffer.
func (c *conn) read(p []byte, timeout time.Duration) (int, error) {
	if c.busyPoll > 0 {
		if n, err := c.busy(p); n > 0 || err != nil {
			return n, err
		}
		defer c.waited(time.Now())
	}
	if err := c.nc.SetReadDeadline(deadline(timeout)); err != nil {
		return 0, err
	}
	n, err := c.nc.Read(p)
	if n > 0 {
		return n, nil // an error will come again
	}
	switch err {
	case nil:
		err = io.ErrNoProgress
	case io.ErrUnexpectedEOF: // TLS without a good-bye
		err = io.EOF
	}
	return 0, err
}

// fill is one read into the buffer, which must have room.
func (c *conn) fill(timeout time.Duration) error {
	n, err := c.read(c.in.room(), timeout)
	c.in.w += n
	return err
}

// close ends a connection on which nothing is under way. Over TLS it says good-bye, for which there is room.
func (c *conn) close() {
	c.in.drop()
	_ = c.nc.Close()
	c.pool.goneWith(c.target.server(), c.mark)
}

// abort ends a connection in whatever state it is.
func (c *conn) abort() {
	c.in.drop()
	c.kill()
	c.pool.goneWith(c.target.server(), c.mark)
}

// kill ends the connection under whoever is using it. TLS is not told: its good-bye could block.
func (c *conn) kill() { _ = c.raw.Close() }

// dismiss ends a connection that is of no more use, without waiting: in order if a response is still on its way.
func (c *conn) dismiss(max int64) {
	if c.body.ended || c.body.err != nil {
		c.abort()
		return
	}
	go c.linger(max)
}

const patience = time.Second // how long a rest is waited for that only serves to end well

// linger closes a connection whose response has not been read to the end, so that the server reads an end of stream and not
// a reset: it stops writing and discards what arrives, for a while and up to max bytes.
func (c *conn) linger(max int64) {
	c.in.drop()
	defer c.close()
	_ = c.nc.SetDeadline(time.Now().Add(patience))
	half, ok := c.nc.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	if c.raw != c.nc {
		if half, ok := c.raw.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
	}
	_, _ = io.CopyN(io.Discard, c.nc, max)
}

func deadline(timeout time.Duration) time.Time {
	if timeout == 0 {
		return time.Time{}
	}
	return time.Now().Add(timeout)
}

// input is a buffer between a connection and whoever parses: unused bytes are buf[r:w].
type input struct {
	buf  []byte
	r, w int
}

// A buffer is small, so that thousands of exchanges can wait, until a body fills it; then it is large.
const (
	inputSize = 8 << 10
	largeSize = 64 << 10
)

var (
	inputs      = sync.Pool{New: func() any { return new([inputSize]byte) }}
	largeInputs = sync.Pool{New: func() any { return new([largeSize]byte) }}
)

func (in *input) bytes() []byte { return in.buf[in.r:in.w] }

func (in *input) len() int { return in.w - in.r }

func (in *input) skip(n int) {
	if in.r += n; in.r == in.w {
		in.r, in.w = 0, 0
	}
}

// room is the free part of the buffer, made by moving what is unused to the front, or by doubling a full buffer.
func (in *input) room() []byte {
	switch {
	case in.buf == nil:
		in.buf = inputs.Get().(*[inputSize]byte)[:]
	case in.w < len(in.buf):
	case in.r > 0:
		in.w = copy(in.buf, in.bytes())
		in.r = 0
	default:
		in.buf = append(in.buf, make([]byte, len(in.buf))...)
	}
	return in.buf[in.w:]
}

// enlarge takes a large buffer in place of a small one.
func (in *input) enlarge() {
	if len(in.buf) != inputSize {
		return
	}
	large := input{buf: largeInputs.Get().(*[largeSize]byte)[:]}
	large.w = copy(large.buf, in.bytes())
	in.drop()
	*in = large
}

// drop forgets everything and gives the buffer back.
func (in *input) drop() {
	switch len(in.buf) {
	case inputSize:
		inputs.Put((*[inputSize]byte)(in.buf))
	case largeSize:
		largeInputs.Put((*[largeSize]byte)(in.buf))
	}
	*in = input{}
}

// line is the next line without its end, to be used before the next read; ok is false when it has not arrived.
func (in *input) line() (line []byte, ok bool) {
	i := bytes.IndexByte(in.bytes(), '\n')
	if i < 0 {
		return nil, false
	}
	line = in.buf[in.r : in.r+i]
	in.skip(i + 1)
	return bytes.TrimSuffix(line, []byte{'\r'}), true
}
