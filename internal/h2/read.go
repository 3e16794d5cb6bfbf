package h2

import (
	"encoding/binary"
	"errors"
)

// run reads frames until the connection ends, and lets it end.
func (c *Conn) run() {
	err := c.readAll()
	c.mu.Lock()
	c.failLocked(err)
	if fault, ok := errors.AsType[*connError](err); ok {
		c.quitLocked(fault.code)
	}
	c.mu.Unlock()
	c.closeOutput()
	c.cfg.Closed()
}

func (c *Conn) readAll() error {
	for {
		f, err := readFrame(c.r)
		if err != nil {
			return err
		}
		c.heard()
		if !c.settled && (f.kind != frameSettings || f.flags&flagAck != 0) {
			return &connError{ProtocolError, "no settings first"}
		}
		if err := c.handle(&f); err != nil {
			return err
		}
	}
}

// handle takes a frame; kinds that are not known are ignored (RFC 9113, section 5.5).
func (c *Conn) handle(f *frame) error {
	switch f.kind {
	case frameData:
		return c.onData(f)
	case frameHeaders:
		return c.onHeaders(f)
	case framePriority:
		return c.onPriority(f)
	case frameReset:
		return c.onReset(f)
	case frameSettings:
		return c.onSettings(f)
	case framePing:
		return c.onPing(f)
	case frameGoAway:
		return c.onGoAway(f)
	case frameWindow:
		return c.onWindow(f)
	case framePush:
		return &connError{ProtocolError, "push, which is switched off"}
	case frameContinuation:
		return &connError{ProtocolError, "continuation of nothing"}
	}
	return nil
}

// find is the stream of a frame; nil if it has ended. A number that was never used is a fault.
func (c *Conn) find(id uint32) (*Stream, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == 0 || id%2 == 0 || id > c.last {
		return nil, &connError{ProtocolError, "frame on a stream that is not open"}
	}
	return c.streams[id], nil
}

func (c *Conn) onData(f *frame) error {
	if err := f.unpad(); err != nil {
		return err
	}
	s, err := c.find(f.stream)
	if err != nil {
		return err
	}
	c.restoreWindow(f.size)
	if s == nil {
		return nil
	}
	return s.fault(s.receive(f))
}

// restoreWindow gives the window of the connection back, in large steps.
func (c *Conn) restoreWindow(n int) {
	if c.received += uint32(n); c.received < connWindow/2 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tellLocked(frameWindow, 0, c.received)
	c.received = 0
}

// onPriority only looks whether the frame is well formed (RFC 9113, section 6.3).
func (c *Conn) onPriority(f *frame) error {
	return wellFormed(f.size == prioritySize, f.stream != 0, "priority")
}

// wellFormed is nil when the size and the stream of a frame are right.
func wellFormed(size, stream bool, what string) error {
	switch {
	case !size:
		return &connError{FrameSizeError, "malformed " + what}
	case !stream:
		return &connError{ProtocolError, what + " on the wrong stream"}
	}
	return nil
}

func (c *Conn) onReset(f *frame) error {
	if err := wellFormed(f.size == 4, true, "reset"); err != nil {
		return err
	}
	s, err := c.find(f.stream)
	if s == nil {
		return err
	}
	s.resetBy(Code(binary.BigEndian.Uint32(f.payload)))
	return nil
}

func (c *Conn) onPing(f *frame) error {
	if err := wellFormed(f.size == pingSize, f.stream == 0, "ping"); err != nil || f.flags&flagAck != 0 {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.postLocked(framePing, flagAck, 0, f.payload...)
	return nil
}

// onGoAway ends the streams that the server will not look at; they may be sent again elsewhere.
func (c *Conn) onGoAway(f *frame) error {
	if err := wellFormed(f.size >= goAwaySize, f.stream == 0, "goaway"); err != nil {
		return err
	}
	last := binary.BigEndian.Uint32(f.payload) & streamMask
	c.mu.Lock()
	defer c.unlock()
	c.retired, c.goaway, c.freed = true, true, true // nobody must wait for this connection any more
	for id, s := range c.streams {
		if id > last {
			s.failLocked(refused)
			s.leaveLocked()
		}
	}
	c.restLocked()
	return nil
}

func (c *Conn) onWindow(f *frame) error {
	if err := wellFormed(f.size == 4, true, "window update"); err != nil {
		return err
	}
	n := int64(binary.BigEndian.Uint32(f.payload) & streamMask)
	if f.stream == 0 {
		return c.widen(n)
	}
	s, err := c.find(f.stream)
	if s == nil {
		return err
	}
	return s.fault(s.widen(n))
}

// widen lets more be sent on the connection.
func (c *Conn) widen(n int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case n == 0:
		return &connError{ProtocolError, "window update of nothing"}
	case c.window+n > maxWindow:
		return &connError{FlowControlError, "window of the connection"}
	}
	c.window += n
	for _, s := range c.streams {
		s.signal()
	}
	return nil
}

func (c *Conn) onSettings(f *frame) error {
	ack := f.flags&flagAck != 0
	if err := wellFormed(f.size%settingSize == 0 && !(ack && f.size > 0), f.stream == 0, "settings"); err != nil || ack {
		return err
	}
	c.settled = true
	c.mu.Lock()
	defer c.unlock()
	for p := f.payload; len(p) > 0; p = p[settingSize:] {
		if err := c.applyLocked(binary.BigEndian.Uint16(p), binary.BigEndian.Uint32(p[2:])); err != nil {
			return err
		}
	}
	c.postLocked(frameSettings, flagAck, 0) // before any header that knows of them
	c.freed = true
	return nil
}

// applyLocked takes one setting. A frame size that is not allowed is ignored, as Windows does.
func (c *Conn) applyLocked(id uint16, value uint32) error {
	switch id {
	case settingTableSize:
		c.enc.SetMaxDynamicTableSizeLimit(value)
	case settingPush:
		if value != 0 {
			return &connError{ProtocolError, "a server that wants pushes"}
		}
	case settingMaxStreams:
		c.limit = value
	case settingInitialWindow:
		return c.setInitialLocked(int64(value))
	case settingMaxFrame:
		if value >= maxFrameSize && value < 1<<24 {
			c.frame = int(value)
		}
	}
	return nil
}

// setInitialLocked changes the windows of the open streams too (RFC 9113, section 6.9.2).
func (c *Conn) setInitialLocked(value int64) error {
	if value > maxWindow {
		return &connError{FlowControlError, "initial window"}
	}
	for _, s := range c.streams {
		if s.window += value - c.initial; s.window > maxWindow {
			return &connError{FlowControlError, "initial window"}
		}
		s.signal()
	}
	c.initial = value
	return nil
}
