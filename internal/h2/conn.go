// Package h2 is the client's side of HTTP/2 on a connection that is already there (RFC 9113, RFC 7541). A [Conn] carries
// many a [Stream]; one goroutine reads, and every call writes for itself. It knows the errors of this library, and nothing
// of TLS, pools or requests.
//
// It is written here because net/http cannot say what of a body is buffered, in which order the headers came, how large they
// were on the wire, or which code ended a stream.
package h2

import (
	"bufio"
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2/hpack"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Config is what a connection is opened with. Zero times mean never.
type Config struct {
	StreamWindow uint32        // bytes that the server may send ahead on one stream
	WindowStep   uint32        // bytes that are consumed before the server may send as many more
	MaxHeaders   uint32        // bytes of a header, as RFC 9113 section 6.5.2 counts them
	Idle         time.Duration // without a stream before the connection closes
	KeepAlive    time.Duration // of silence before the server is asked for a sign of life
	Write        time.Duration // for one write to the socket that no stream waits for

	// Kill closes the socket, whatever is going on, and does not block.
	Kill func()
	// Freed is called when Reserve may succeed again. Closed is called once, when the connection has ended and takes no streams
	// any more. Both may be called from any goroutine, with no lock held.
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

	writers atomic.Int32 // that want wmu

	wmu sync.Mutex
	// wmu guards the following. It is taken before mu.
	w     *bufio.Writer
	enc   *hpack.Encoder
	block bytes.Buffer // a header, encoded

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
}

// New starts HTTP/2 on nc, which belongs to the connection from now on. Nothing is written before the first stream.
func New(nc net.Conn, cfg Config) *Conn {
	c := &Conn{
		nc: nc, cfg: cfg, w: bufio.NewWriter(nc), r: bufio.NewReaderSize(nc, readBuffer),
		streams: map[uint32]*Stream{}, limit: presumedLimit, window: defaultWindow, initial: defaultWindow, frame: maxFrameSize,
	}
	c.enc = hpack.NewEncoder(&c.block)
	c.dec = hpack.NewDecoder(4096, c.fields.add)
	c.dec.SetMaxStringLength(int(cfg.MaxHeaders))
	c.fields.max = int(cfg.MaxHeaders)
	_, _ = c.w.Write(c.hello())
	if cfg.KeepAlive > 0 {
		c.mu.Lock()
		c.alive = time.AfterFunc(cfg.KeepAlive, c.ping)
		c.mu.Unlock()
	}
	go c.run()
	return c
}

// hello is the connection preface, our settings, and the window of the connection.
func (c *Conn) hello() []byte {
	settings := appendSetting(nil, settingPush, 0)
	settings = appendSetting(settings, settingInitialWindow, c.cfg.StreamWindow)
	settings = appendSetting(settings, settingMaxHeaderList, c.cfg.MaxHeaders)
	b := appendFrame([]byte(preface), frameSettings, 0, 0, len(settings))
	b = append(b, settings...)
	return append(b, numbered(frameWindow, 0, connWindow-defaultWindow)...)
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
		go c.quit()
	case c.cfg.Idle == 0:
	case c.idle == nil:
		c.idle = time.AfterFunc(c.cfg.Idle, func() { c.CloseIdle() })
	default:
		c.idle.Reset(c.cfg.Idle)
	}
}

// quit takes leave and closes the socket, which ends the reader.
func (c *Conn) quit() {
	goAway := append(appendFrame(nil, frameGoAway, 0, 0, goAwaySize), make([]byte, goAwaySize)...)
	_ = c.write(c.cfg.Write, func() error { return c.put(goAway) })
	_ = c.nc.Close()
}

// write runs f, which may put frames, and sends what it has put. When others wait to write, the last of them sends it all.
func (c *Conn) write(timeout time.Duration, f func() error) error {
	c.writers.Add(1)
	c.wmu.Lock()
	defer c.wmu.Unlock()
	last := c.writers.Add(-1) == 0
	if err := c.nc.SetWriteDeadline(deadline(timeout)); err != nil {
		return c.lost(err)
	}
	err := f()
	if last {
		if err := c.w.Flush(); err != nil {
			return c.lost(err)
		}
	}
	return err
}

// put adds bytes to what is to be sent. The caller holds wmu.
func (c *Conn) put(p []byte) error {
	if _, err := c.w.Write(p); err != nil {
		return c.lost(err)
	}
	return nil
}

// send writes one frame for which nobody waits.
func (c *Conn) send(p []byte) { _ = c.write(c.cfg.Write, func() error { return c.put(p) }) }

// lost closes the socket after a failed write; the reader, which notices, ends the rest.
func (c *Conn) lost(err error) error {
	c.cfg.Kill()
	return broken(err)
}

// broken is what the end of the connection is to a stream.
func broken(err error) error {
	if code := werr.From(err); code == werr.Timeout || code == werr.ConnectionError {
		return err
	}
	return werr.ConnectionError.Wrap(err)
}

// fail ends every stream and the connection with them. Only the reader does.
func (c *Conn) fail(err error) {
	c.mu.Lock()
	c.err = broken(err)
	for _, s := range c.streams {
		s.over = true
		s.failLocked(c.err)
	}
	clear(c.streams)
	stop(c.idle)
	stop(c.alive)
	c.mu.Unlock()
	c.cfg.Closed()
}

func stop(t *time.Timer) {
	if t != nil {
		t.Stop()
	}
}

// ping asks a silent server for a sign of life, and gives it up when there has been none.
func (c *Conn) ping() {
	c.mu.Lock()
	dead := c.pinged
	c.pinged = true
	over := c.err != nil
	if !over {
		c.alive.Reset(pingPatience)
	}
	c.mu.Unlock()
	switch {
	case over:
	case dead:
		c.cfg.Kill()
	default:
		c.send(append(appendFrame(nil, framePing, 0, 0, pingSize), make([]byte, pingSize)...))
	}
}

// heard notes a sign of life.
func (c *Conn) heard() {
	if c.cfg.KeepAlive == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.pinged = false
		c.alive.Reset(c.cfg.KeepAlive)
	}
}

func deadline(timeout time.Duration) time.Time {
	if timeout == 0 {
		return time.Time{}
	}
	return time.Now().Add(timeout)
}
