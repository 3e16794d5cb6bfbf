// Package h2 is the client's side of HTTP/2 on a connection that is already there (RFC 9113, RFC 7541). A [Conn] carries
// many a [Stream]. One goroutine reads; another writes while there is something to write, so that no call, and not the
// reader either, ever waits for the socket. It knows the errors of this library, and nothing of TLS, pools or requests.
//
// It is written here because net/http cannot say what of a body is buffered, in which order the headers came, how large they
// were on the wire, or which code ended a stream.
package h2

import (
	"bufio"
	"errors"
	"net"
	"sync"
	"time"

	"golang.org/x/net/http2/hpack"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Config is what a connection is opened with. Zero times mean never.
type Config struct {
	StreamWindow uint32        // bytes that the server may send ahead on one stream
	WindowStep   uint32        // bytes that are consumed before the server may send as many more; at most StreamWindow
	MaxHeaders   uint32        // bytes of a header, as RFC 9113 section 6.5.2 counts them
	Idle         time.Duration // without a stream before the connection closes
	KeepAlive    time.Duration // of silence before the server is asked for a sign of life
	Write        time.Duration // for one write to the socket

	// Kill closes the socket, whatever is going on, and does not block.
	Kill func()
	// Freed is called when Reserve may succeed again. Closed is called once, when the connection has ended and takes no streams
	// any more. Both may be called from any goroutine, with no lock of this package held.
	Freed, Closed func()
}

const (
	connWindow     = 16 << 20         // is given back at once: what a stream may hold is bounded by its own window
	presumedLimit  = 100              // of streams, until the server has said
	pingPatience   = 15 * time.Second // for the answer to a ping
	lingerPatience = time.Second      // for the end of a stream whose body is complete
	maxInterim     = 64               // heads that nobody has asked for yet
)

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// Conn is a connection. Every method may be called from any goroutine.
type Conn struct {
	nc  net.Conn
	cfg Config

	// The reader's own.
	r        *bufio.Reader
	dec      *hpack.Decoder
	fields   fieldList // that dec fills
	received uint32    // bytes for which the connection window has not been given back
	settled  bool      // the server's first settings have come

	mu sync.Mutex
	// mu guards the following.
	streams map[uint32]*Stream
	last    uint32 // number of the last stream opened
	taken   int    // streams open or reserved
	limit   uint32 // of streams at a time
	window  int64  // bytes that may be sent
	initial int64  // the same for a new stream
	frame   int    // the largest payload that the server takes
	retired bool   // promises no more streams
	goaway  bool   // the server takes none, not even those that are promised
	freed   bool   // Freed is to be called
	err     error  // the connection has ended
	idle    *time.Timer
	alive   *time.Timer // until the next sign of life
	pinged  bool        // a ping waits for any answer
	output
}

// New starts HTTP/2 on nc, which belongs to the connection from now on. Nothing is written before the first stream, or the
// first word of the server.
func New(nc net.Conn, cfg Config) *Conn {
	c := &Conn{
		nc: nc, cfg: cfg, r: bufio.NewReaderSize(nc, readBuffer),
		streams: map[uint32]*Stream{}, limit: presumedLimit, window: defaultWindow, initial: defaultWindow, frame: maxFrameSize,
	}
	c.output.init(c)
	c.dec = hpack.NewDecoder(4096, c.fields.add)
	c.dec.SetMaxStringLength(int(cfg.MaxHeaders))
	c.fields.max = int(cfg.MaxHeaders)
	if cfg.KeepAlive > 0 {
		c.mu.Lock()
		c.alive = time.AfterFunc(cfg.KeepAlive, c.ping)
		c.mu.Unlock()
	}
	go c.run()
	return c
}

// Reserve promises one stream to the caller, who must Open or Release it. It fails when the server allows no more at the
// moment, or for good.
func (c *Conn) Reserve() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.retired || c.err != nil || uint32(c.taken) >= c.limit {
		return false
	}
	c.taken++
	if c.idle != nil {
		c.idle.Stop()
	}
	return true
}

// Release gives a reserved stream back.
func (c *Conn) Release() {
	c.mu.Lock()
	defer c.unlock()
	c.freeLocked()
}

// Usable says whether the connection takes new streams, now or when others have ended.
func (c *Conn) Usable() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.retired && c.err == nil
}

// Retire makes the connection close as soon as it has no stream.
func (c *Conn) Retire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retired = true
	c.restLocked()
}

// CloseIdle retires the connection if it has no stream, and says whether it had none.
func (c *Conn) CloseIdle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken > 0 {
		return false
	}
	c.retired = true
	c.restLocked()
	return true
}

// freeLocked counts a stream less. The caller unlocks with unlock.
func (c *Conn) freeLocked() {
	c.taken--
	c.freed = true
	c.restLocked()
}

// unlock gives mu back and tells whoever waits for a stream.
func (c *Conn) unlock() {
	freed := c.freed
	c.freed = false
	c.mu.Unlock()
	if freed {
		c.cfg.Freed()
	}
}

// restLocked lets a connection without streams end, at once or later.
func (c *Conn) restLocked() {
	switch {
	case c.taken > 0 || c.err != nil:
	case c.retired:
		c.quitLocked(NoError)
	case c.cfg.Idle == 0:
	case c.idle == nil:
		c.idle = time.AfterFunc(c.cfg.Idle, func() { c.CloseIdle() })
	default:
		c.idle.Reset(c.cfg.Idle)
	}
}

// broken is what the end of the connection is to a stream.
func broken(err error) error {
	if code := werr.From(err); code == werr.Timeout || code == werr.ConnectionError {
		return err
	}
	return werr.ConnectionError.Wrap(err)
}

// failLocked ends every stream, and the connection with them. The first error counts.
func (c *Conn) failLocked(err error) {
	if c.err != nil {
		return
	}
	c.err = broken(err)
	for _, s := range c.streams {
		s.over = true
		stop(s.lingering)
		s.failLocked(c.err)
	}
	clear(c.streams)
	stop(c.idle)
	stop(c.alive)
	c.roomLocked()
}

func stop(t *time.Timer) {
	if t != nil {
		t.Stop()
	}
}

// ping asks a silent server for a sign of life, and gives it up when there has been none.
func (c *Conn) ping() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.err != nil:
		return
	case c.pinged:
		c.failLocked(werr.ConnectionError.Wrap(errSilent))
		go c.cfg.Kill()
		return
	}
	c.pinged = true
	c.alive.Reset(pingPatience)
	c.postLocked(framePing, 0, 0, make([]byte, pingSize)...)
}

var errSilent = errors.New("HTTP/2: no answer to a ping")

// heard notes a sign of life. It waits while too much is to be sent, for the next frame could ask for more.
func (c *Conn) heard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.alive != nil && c.err == nil {
		c.pinged = false
		c.alive.Reset(c.cfg.KeepAlive)
	}
	for len(c.out) > hugeOutput && c.err == nil {
		c.swapped.Wait()
	}
}
