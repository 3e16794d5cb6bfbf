package transport

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/h2"
	"github.com/gowinhttp/winhttp/internal/header"
)

// HTTP2 says whether and how HTTP/2 may be spoken with a target. The zero value keeps to HTTP/1.
type HTTP2 struct {
	Enabled  bool
	Required bool // HTTP/1 will not do: HTTPProtocolMismatch

	StreamWindow uint32        // bytes that the server may send ahead of what is read of one response
	WindowStep   uint32        // bytes that are read before it may send as many more; 0 = half the window
	MaxHeaders   uint32        // bytes of a header
	KeepAlive    time.Duration // of silence before the server is asked for a sign of life; 0 = never
}

// alpn are the protocols that the handshake offers (RFC 7301).
func (o HTTP2) alpn() []string {
	if !o.Enabled {
		return nil
	}
	return []string{"h2", "http/1.1"}
}

// mux is a connection that carries many exchanges at once.
type mux struct {
	target Target
	facts  *Facts
	conn   *h2.Conn
	served atomic.Uint32 // requests so far
	mark   GUID          // guarded by the pool's mu
}

// multiplex makes a connection on which HTTP/2 was agreed one that others can join, and reserves a stream for this exchange.
func (x *Exchange) multiplex(t Target) error {
	c := x.release()
	if c == nil {
		return werr.OperationCancelled
	}
	m := x.network.pool.share(t.key(), c, x.Policy.Send)
	return x.join(m, false)
}

// join takes the stream over that has been reserved on m.
func (x *Exchange) join(m *mux, reused bool) error {
	x.mu.Lock()
	cancelled := x.cancelled
	if !cancelled {
		x.mux = m
	}
	x.mu.Unlock()
	if cancelled {
		m.conn.Release()
		return werr.OperationCancelled
	}
	x.reused, x.facts = reused, m.facts
	x.brand(m.target.server(), &m.mark)
	x.index.Store(m.served.Add(1) - 1)
	return nil
}

// openStream sends the head on a stream of its own.
func (x *Exchange) openStream(m *Message) error {
	x.mu.Lock()
	mux := x.mux
	x.mux = nil
	x.mu.Unlock()
	if mux == nil {
		return werr.OperationCancelled
	}
	s, err := mux.conn.Open(&h2.Request{
		Method: m.Method, Authority: m.Authority, Target: m.Target, Fields: m.Fields, End: m.Rest == 0 && len(m.Body) == 0,
	}, x.Policy.Send)
	if err != nil {
		return err
	}
	x.Set(RequestHeadCompressed, s.SentSize())
	x.mu.Lock()
	x.stream, x.carrier = s, mux.conn
	cancelled := x.cancelled
	x.mu.Unlock()
	if cancelled {
		s.Fail(werr.OperationCancelled)
	}
	return nil
}

// streamHead waits for the next head on the stream.
func (x *Exchange) streamHead(start time.Time) (*header.Head, error) {
	h, err := x.stream.Head(x.Policy.Receive)
	if err != nil {
		return nil, err
	}
	if h.Status >= 200 {
		x.Mark(ReceiveStart)
	}
	x.received = h.Size()
	x.Set(ResponseHeadCompressed, x.stream.HeadSize())
	return h, x.late(start)
}

// beginStream settles where the body of a response on a stream ends.
func (x *Exchange) beginStream(s *h2.Stream, h *header.Head) error {
	framing, _ := h.Body(x.method)
	length, announced := h.Length()
	switch {
	case x.Policy.NoTransferEncoding && h.Fields.Has("Transfer-Encoding"):
		return werr.InvalidServerResponse
	case framing == header.NoBody:
		s.Expect(0)
	case announced && !x.Policy.StreamEnd:
		s.Expect(length)
	}
	return nil
}

// leaveStream ends the part of the exchange on a shared connection, which is closed when the request has asked for that and
// nobody else is on it.
func (x *Exchange) leaveStream(s *h2.Stream, carrier *h2.Conn) {
	x.trailers = s.Trailers()
	x.noteCode(s)
	switch {
	case x.close:
		x.reporter.ClosingConnection()
		carrier.Retire()
	case x.expired.Load():
		carrier.Retire()
	}
	s.Close()
	if x.close {
		x.reporter.ConnectionClosed()
	}
}

// noteCode keeps the code of a stream that the exchange gives up.
func (x *Exchange) noteCode(s *h2.Stream) {
	code := s.Code()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.code = code
}

// StreamError is the code with which the server has reset the stream of the exchange (RFC 9113, section 7); 0 if it has not.
func (x *Exchange) StreamError() uint32 {
	x.mu.Lock()
	s, code := x.stream, x.code
	x.mu.Unlock()
	if s != nil {
		code = s.Code()
	}
	return uint32(code)
}

// unanswered says whether a stream has ended in a way that lets the request be sent again: the server has not looked at it, or
// wants it in HTTP/1.1, or the connection was lost under it.
func (x *Exchange) unanswered(err error) bool {
	reset, ok := errors.AsType[*h2.StreamError](err)
	if !ok {
		return x.reused && x.received == 0 && lostConnection(err)
	}
	x.http1 = x.http1 || reset.Code == h2.HTTP11Required
	return x.http1 || reset.Code == h2.RefusedStream
}

// common is what is known about a target with which HTTP/2 may be spoken.
type common struct {
	muxes   []*mux
	opening bool            // somebody is connecting, and what the server speaks is open
	plain   bool            // it has chosen HTTP/1.1
	queue   []chan struct{} // those that wait for a connection or a stream
}

// maxKnown bounds what is remembered of targets without a connection.
const maxKnown = 1024

func (p *pool) commonLocked(t Target) *common {
	c := p.commons[t]
	if c == nil {
		if p.commons == nil {
			p.commons = map[Target]*common{}
		}
		if len(p.commons) >= maxKnown {
			for t, c := range p.commons {
				if len(c.muxes)+len(c.queue) == 0 && !c.opening {
					delete(p.commons, t)
				}
			}
		}
		c = new(common)
		p.commons[t] = c
	}
	return c
}

// share starts HTTP/2 on a connection and reserves a stream on it, before anybody else can.
func (p *pool) share(t Target, c *conn, write time.Duration) *mux {
	p.mu.Lock() // so that Closed comes after the connection has been added
	defer p.mu.Unlock()
	m := &mux{target: t, facts: c.facts, mark: c.mark}
	o := t.HTTP2
	if o.WindowStep == 0 {
		o.WindowStep = o.StreamWindow / 2
	}
	m.conn = h2.New(c.nc, h2.Config{
		StreamWindow: o.StreamWindow, WindowStep: o.WindowStep, MaxHeaders: o.MaxHeaders, KeepAlive: o.KeepAlive,
		Idle: idleLifetime, Write: write,
		Kill:   c.kill,
		Freed:  func() { p.wake(t) },
		Closed: func() { p.unshare(m) },
	})
	m.conn.Reserve()
	common := p.commonLocked(t)
	common.muxes = append(common.muxes, m)
	return m
}

// unshare forgets a connection that has ended.
func (p *pool) unshare(m *mux) {
	p.mu.Lock()
	common := p.commonLocked(m.target)
	common.muxes = slices.DeleteFunc(common.muxes, func(other *mux) bool { return other == m })
	common.wakeLocked()
	mark := m.mark
	p.mu.Unlock()
	p.goneWith(m.target.server(), mark)
}

// wake tells those who wait that there may be a stream for them.
func (p *pool) wake(t Target) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.commonLocked(t).wakeLocked()
}

func (c *common) wakeLocked() {
	for _, turn := range c.queue {
		select {
		case turn <- struct{}{}:
		default:
		}
	}
}

// settle says that a connection has been made, or not, and whether the server has chosen HTTP/1.1.
func (p *pool) settle(t Target, plain bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.commonLocked(t)
	c.opening, c.plain = false, plain
	c.wakeLocked()
}

// meet finds a connection to join, or says what to do: open one, for which settle has to be called if first, or wait.
func (p *pool) meet(t Target, x *Exchange, turn chan struct{}) (m *mux, first, wait bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.commonLocked(t)
	m, usable := c.pick(&x.Policy.Match)
	switch {
	case m != nil:
		return m, false, false
	case usable && !x.Policy.MoreConns, c.opening:
		if turn != nil && !slices.Contains(c.queue, turn) {
			c.queue = append(c.queue, turn)
		}
		return nil, false, true
	case c.plain:
		return nil, false, false
	}
	c.opening = true
	return nil, true, false
}

// pick reserves a stream on the connection that fits best; usable says whether one that fits is only full.
func (c *common) pick(match *MatchGUID) (m *mux, usable bool) {
	for fitness := 2; fitness > 0; fitness-- {
		for _, m := range c.muxes {
			if match.fitness(m.mark) != fitness {
				continue
			}
			if m.conn.Reserve() {
				return m, true
			}
			usable = usable || m.conn.Usable()
		}
	}
	return nil, usable
}

func (p *pool) quit(t Target, turn chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.commonLocked(t)
	c.queue = slices.DeleteFunc(c.queue, func(other chan struct{}) bool { return other == turn })
}

// shared joins a connection that is there, or that somebody else is opening. It is not done when the exchange has to open
// one; first says that others wait for how that goes. Waiting is bounded like that for a connection.
func (x *Exchange) shared(t Target) (done, first bool, err error) {
	p := &x.network.pool
	m, first, wait := p.meet(t, x, nil)
	if wait {
		x.Mark(StreamWaitStart)
		m, first, err = x.waitShared(t)
		x.Mark(StreamWaitEnd)
	}
	if m == nil || err != nil {
		return false, first, err
	}
	return true, false, x.join(m, true)
}

func (x *Exchange) waitShared(t Target) (m *mux, first bool, err error) {
	ctx, done, err := x.interruptible()
	if err != nil {
		return nil, false, err
	}
	defer done()
	ctx, cancel := limited(ctx, x.Policy.Connect)
	defer cancel()
	p, turn := &x.network.pool, make(chan struct{}, 1)
	defer p.quit(t, turn)
	for wait := true; ; {
		if m, first, wait = p.meet(t, x, turn); !wait {
			return m, first, nil
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		}
	}
}
