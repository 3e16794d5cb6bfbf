package transport

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// idleLifetime is how long an unused connection is kept (protocol.md 4.1).
const idleLifetime = 30 * time.Second

// pool keeps connections between two exchanges. It owns no goroutine: a timer runs while it holds something.
type pool struct {
	polling atomic.Bool // an exchange polls its connection (Policy.BusyPoll)

	mu sync.Mutex
	// mu guards the following.
	idle    map[Target][]*conn // the one used last comes last
	crowds  map[server]*crowd
	commons map[Target]*common // with which HTTP/2 may be spoken
	sweeper *time.Timer
	running bool // the sweeper will fire
}

// put takes a connection over. Its response may have an unread rest.
func (p *pool) put(c *conn) {
	if c.body.ended {
		if c.in.len() > 0 { // a server that says more than it was asked is not to be trusted with another request
			c.close()
			return
		}
		c.in.drop()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c.idleSince = time.Now()
	if p.idle == nil {
		p.idle = map[Target][]*conn{}
	}
	p.idle[c.target] = append(p.idle[c.target], c)
	p.sweepAfterLocked(idleLifetime)
	p.nextLocked(c.target.server())
}

// takeLocked takes the connection to target that fits best, then one without an unread rest, then the one that was used last;
// nil if there is none.
func (p *pool) takeLocked(target Target, m *MatchGUID) *conn {
	list := p.idle[target]
	at, best := -1, 0
	for i := len(list) - 1; i >= 0; i-- {
		rank := 2 * m.fitness(list[i].mark)
		if rank > 0 && list[i].body.ended {
			rank++
		}
		if rank > best {
			at, best = i, rank
		}
	}
	if at < 0 {
		return nil
	}
	c := list[at]
	p.idle[target] = slices.Delete(list, at, at+1)
	return c
}

// closeAll closes what is idle.
func (p *pool) closeAll() {
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	if p.sweeper != nil {
		p.running = p.running && !p.sweeper.Stop()
	}
	for _, c := range p.commons {
		for _, m := range c.muxes {
			m.conn.CloseIdle()
		}
	}
	p.mu.Unlock()
	for _, list := range idle {
		closeConns(list)
	}
}

// sweep closes what has been idle for too long, and comes back for the rest.
func (p *pool) sweep() {
	p.mu.Lock()
	p.running = false
	now, next := time.Now(), idleLifetime
	var old []*conn
	for target, list := range p.idle {
		n := 0
		for n < len(list) && now.Sub(list[n].idleSince) >= idleLifetime {
			n++
		}
		old = append(old, list[:n]...)
		if list = slices.Delete(list, 0, n); len(list) == 0 {
			delete(p.idle, target)
			continue
		}
		p.idle[target] = list
		next = min(next, idleLifetime-now.Sub(list[0].idleSince))
	}
	if len(p.idle) > 0 {
		p.sweepAfterLocked(next)
	}
	p.mu.Unlock()
	closeConns(old)
}

func (p *pool) sweepAfterLocked(d time.Duration) {
	switch {
	case p.running:
		return
	case p.sweeper == nil:
		p.sweeper = time.AfterFunc(d, p.sweep)
	default:
		p.sweeper.Reset(d)
	}
	p.running = true
}

func closeConns(list []*conn) {
	for _, c := range list {
		c.close()
	}
}
