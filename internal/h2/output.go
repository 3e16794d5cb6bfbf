package h2

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"golang.org/x/net/http2/hpack"
)

const (
	fullOutput   = 64 << 10  // bytes that wait: streams add nothing more
	hugeOutput   = 256 << 10 // bytes that wait: nothing more is read
	keptOutput   = 16 << 10  // a larger buffer is not kept
	pieceSize    = 64 << 10  // of what the socket takes at a time
	quitPatience = time.Second
)

// output is what waits to be sent. A goroutine sends it, which exists while there is something; what comes meanwhile is its
// next piece. The connection's mu guards everything.
type output struct {
	out      []byte
	spare    []byte // a buffer
	flushing bool   // the goroutine exists
	quitting bool   // it closes the socket in the end, and nothing more is added
	deaf     bool   // the socket takes no more
	swapped  sync.Cond
	blocked  []*Stream // that wait for room in out
	killer   *time.Timer

	enc   *hpack.Encoder
	block bytes.Buffer // a header, encoded
}

// init puts the connection preface, our settings, and the window of the connection in front of everything.
func (o *output) init(c *Conn) {
	o.swapped.L = &c.mu
	o.enc = hpack.NewEncoder(&o.block)
	settings := appendSetting(nil, settingPush, 0)
	settings = appendSetting(settings, settingInitialWindow, c.cfg.StreamWindow)
	settings = appendSetting(settings, settingMaxHeaderList, c.cfg.MaxHeaders)
	o.out = append(o.out, preface...)
	o.out = append(appendFrame(o.out, frameSettings, 0, 0, len(settings)), settings...)
	o.out = appendNumbered(o.out, frameWindow, 0, connWindow-defaultWindow)
}

// postLocked adds a frame for which nobody waits.
func (c *Conn) postLocked(kind frameType, flags uint8, stream uint32, payload ...byte) {
	if c.err == nil && !c.quitting {
		c.out = append(appendFrame(c.out, kind, flags, stream, len(payload)), payload...)
		c.startLocked()
	}
}

// tellLocked adds a frame that is a number.
func (c *Conn) tellLocked(kind frameType, stream, value uint32) {
	if c.err == nil && !c.quitting {
		c.out = appendNumbered(c.out, kind, stream, value)
		c.startLocked()
	}
}

// fullLocked says that a stream has to wait until something has been sent, and notes that it does.
func (c *Conn) fullLocked(s *Stream) bool {
	if len(c.out) < fullOutput {
		return false
	}
	if !slices.Contains(c.blocked, s) {
		c.blocked = append(c.blocked, s)
	}
	return true
}

// roomLocked wakes those who wait for room.
func (c *Conn) roomLocked() {
	for _, s := range c.blocked {
		s.signal()
	}
	clear(c.blocked)
	c.blocked = c.blocked[:0]
	c.swapped.Broadcast()
}

func (c *Conn) startLocked() {
	if !c.flushing {
		c.flushing = true
		go c.flush()
	}
}

// flush sends what there is.
func (c *Conn) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.out) > 0 && !c.deaf {
		p := c.out
		c.out, c.spare = c.spare[:0], nil
		c.roomLocked()
		err := c.unlocked(func() error { return c.send(p) })
		if cap(p) <= keptOutput {
			c.spare = p
		}
		if err != nil {
			c.deaf = true
			c.failLocked(err)
			_ = c.unlocked(func() error { c.cfg.Kill(); return nil })
		}
	}
	if c.quitting {
		_ = c.unlocked(c.nc.Close)
	}
	c.flushing = false
	c.swapped.Broadcast()
}

// unlocked runs f without the lock.
func (c *Conn) unlocked(f func() error) error {
	c.mu.Unlock()
	defer c.mu.Lock()
	return f()
}

func (c *Conn) send(p []byte) error {
	for len(p) > 0 {
		piece := p[:min(len(p), pieceSize)]
		if err := c.nc.SetWriteDeadline(deadline(c.cfg.Write)); err != nil {
			return err
		}
		if _, err := c.nc.Write(piece); err != nil {
			return err
		}
		p = p[len(piece):]
	}
	return nil
}

func deadline(timeout time.Duration) time.Time {
	if timeout == 0 {
		return time.Time{}
	}
	return time.Now().Add(timeout)
}

// quitLocked takes leave and has the socket closed, which ends the reader.
func (c *Conn) quitLocked(code Code) {
	if c.quitting {
		return
	}
	c.quitting = true
	c.out = appendFrame(c.out, frameGoAway, 0, 0, goAwaySize)
	c.out = binary.BigEndian.AppendUint32(append(c.out, 0, 0, 0, 0), uint32(code))
	c.killer = time.AfterFunc(quitPatience, c.cfg.Kill)
	c.startLocked()
}

// closeOutput lets what is being sent go out, if it still can, and closes the socket.
func (c *Conn) closeOutput() {
	c.mu.Lock()
	if !c.quitting {
		_ = c.unlocked(c.nc.Close)
	}
	for c.flushing {
		c.swapped.Wait()
	}
	stop(c.killer)
	c.mu.Unlock()
	_ = c.nc.Close()
}
