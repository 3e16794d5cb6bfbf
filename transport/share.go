package transport

import (
	"context"
	"slices"
	"time"

	"github.com/gowinhttp/winhttp/internal/h2"
)

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
