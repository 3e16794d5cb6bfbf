package wintest

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// defaultBuffer is how many bytes an end keeps for its reader before the peer's writes wait.
const defaultBuffer = 64 << 10

// Conn is one end of a connection in memory. It has the errors, deadlines and half close of a *net.TCPConn, and may be
// used by several goroutines.
type Conn struct {
	local, remote *net.TCPAddr
	link          *link // shared with the peer
	peer          *Conn

	// link.Mutex guards the following.
	unread         []byte // sent by the peer, not read yet
	limit          int    // the peer's writes wait while unread is this long
	ended          bool   // the peer sends nothing after unread
	closed         bool   // by our Close or Reset
	shut           bool   // our CloseWrite was called
	gone           bool   // the peer is closed and has refused data from us
	reset          bool   // the peer has reset the connection
	read, write    deadline
	received, sent int64
}

// link is what the two ends of a connection have in common.
type link struct {
	sync.Mutex
	changed sync.Cond // anything about either end
}

// connect makes the two ends of a connection. The client's buffer has the default size.
func connect(client, server *net.TCPAddr, serverBuffer int) (*Conn, *Conn) {
	l := new(link)
	l.changed.L = &l.Mutex
	a := &Conn{local: client, remote: server, link: l, limit: defaultBuffer}
	b := &Conn{local: server, remote: client, link: l, limit: serverBuffer, peer: a}
	a.peer = b
	return a, b
}

// Read waits for bytes from the peer, the end of its stream, a reset or the deadline.
func (c *Conn) Read(p []byte) (int, error) {
	c.link.Lock()
	defer c.link.Unlock()
	for {
		n, ready, err := c.takeLocked(p)
		if ready {
			c.received += int64(n)
			return n, c.wrap("read", err)
		}
		c.link.changed.Wait()
	}
}

func (c *Conn) takeLocked(p []byte) (n int, ready bool, err error) {
	switch {
	case c.closed:
		return 0, true, net.ErrClosed
	case len(p) == 0:
		return 0, true, nil
	case c.read.passed:
		return 0, true, os.ErrDeadlineExceeded
	case len(c.unread) > 0:
		n = copy(p, c.unread)
		c.unread = c.unread[n:]
		c.link.changed.Broadcast()
		return n, true, nil
	case c.reset:
		return 0, true, syscall.ECONNRESET
	case c.ended:
		return 0, true, io.EOF
	}
	return 0, false, nil
}

// Write hands all of p to the peer's buffer and waits while that is full. Once the peer is closed, one more write
// succeeds and is lost, as it does on a real network before the answer arrives; then they fail.
func (c *Conn) Write(p []byte) (int, error) {
	c.link.Lock()
	defer c.link.Unlock()
	done := 0
	for {
		n, err := c.putLocked(p[done:])
		c.sent += int64(n)
		if done += n; done == len(p) || err != nil {
			return done, c.wrap("write", err)
		}
		c.link.changed.Wait()
	}
}

func (c *Conn) putLocked(p []byte) (int, error) {
	switch {
	case c.closed:
		return 0, net.ErrClosed
	case c.write.passed:
		return 0, os.ErrDeadlineExceeded
	case c.reset:
		return 0, syscall.ECONNRESET
	case c.shut || c.gone:
		return 0, syscall.EPIPE
	case c.peer.closed:
		c.gone = true
		return len(p), nil
	}
	n := min(max(c.peer.limit-len(c.peer.unread), 0), len(p))
	if n > 0 { // else two ends that wait to write would wake each other for ever
		c.peer.unread = append(c.peer.unread, p[:n]...)
		c.link.changed.Broadcast()
	}
	return n, nil
}

// CloseWrite ends our stream: the peer reads what is buffered, then io.EOF.
func (c *Conn) CloseWrite() error {
	c.link.Lock()
	defer c.link.Unlock()
	if c.closed {
		return c.wrap("close", net.ErrClosed)
	}
	c.shut, c.peer.ended = true, true
	c.link.changed.Broadcast()
	return nil
}

// Close ends the connection in order: the peer reads what is buffered, then io.EOF. If we leave data unread, the peer's
// writes fail from now on.
func (c *Conn) Close() error {
	c.link.Lock()
	defer c.link.Unlock()
	if c.closed {
		return c.wrap("close", net.ErrClosed)
	}
	c.peer.gone = c.peer.gone || len(c.unread) > 0
	c.peer.ended = true
	c.closeLocked()
	return nil
}

// Reset closes the connection abruptly: the peer gets ECONNRESET. A real network may lose what the peer has not read
// by then; deliver decides whether the peer can still read it.
func (c *Conn) Reset(deliver bool) {
	c.link.Lock()
	defer c.link.Unlock()
	if c.closed {
		return
	}
	c.peer.reset = true
	if !deliver {
		c.peer.unread = nil
	}
	c.closeLocked()
}

func (c *Conn) closeLocked() {
	c.closed, c.unread = true, nil
	c.read.stop()
	c.write.stop()
	c.link.changed.Broadcast()
}

// SetReadBuffer sets how many bytes wait here for a reader before the peer's writes block. The default is 64 KiB.
func (c *Conn) SetReadBuffer(bytes int) error {
	c.link.Lock()
	defer c.link.Unlock()
	c.limit = bytes
	c.link.changed.Broadcast()
	return nil
}

// Received is the number of bytes that Read has returned.
func (c *Conn) Received() int64 {
	c.link.Lock()
	defer c.link.Unlock()
	return c.received
}

// Sent is the number of bytes that Write has accepted.
func (c *Conn) Sent() int64 {
	c.link.Lock()
	defer c.link.Unlock()
	return c.sent
}

// LocalAddr is our address, a *net.TCPAddr.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr is the peer's address, a *net.TCPAddr.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline sets both deadlines; the zero time means none.
func (c *Conn) SetDeadline(t time.Time) error { return c.setDeadlines(t, &c.read, &c.write) }

// SetReadDeadline sets the moment at which reads fail with os.ErrDeadlineExceeded, also one that waits.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.setDeadlines(t, &c.read) }

// SetWriteDeadline sets the moment at which writes fail with os.ErrDeadlineExceeded, also one that waits.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.setDeadlines(t, &c.write) }

func (c *Conn) setDeadlines(t time.Time, deadlines ...*deadline) error {
	c.link.Lock()
	defer c.link.Unlock()
	if c.closed {
		return c.wrap("set", net.ErrClosed)
	}
	for _, d := range deadlines {
		d.set(c.link, t)
	}
	c.link.changed.Broadcast()
	return nil
}

// deadline is guarded by the link's mutex.
type deadline struct {
	timer  *time.Timer
	passed bool
}

func (d *deadline) set(l *link, t time.Time) {
	d.stop()
	if t.IsZero() {
		return
	}
	left := time.Until(t)
	if d.passed = left <= 0; d.passed {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(left, func() {
		l.Lock()
		defer l.Unlock()
		if d.timer == timer {
			d.passed = true
			l.changed.Broadcast()
		}
	})
	d.timer = timer
}

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer, d.passed = nil, false
}

// wrap gives an error the shape that package net gives it; io.EOF stays bare.
func (c *Conn) wrap(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(op, errno)
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}
