package transport

import (
	"context"
	"slices"
)

// server is what a limit of connections is about: a target without the settings that only matter for reuse.
type server struct {
	host   string
	port   uint16
	secure bool
}

func (t Target) server() server { return server{t.Host, t.Port, t.Secure} }

// crowd is the connections to a server that exist, idle or not, and the exchanges that wait for one to become free.
type crowd struct {
	open  int
	marks map[GUID]int    // how many of them bear which mark
	old   bool            // the server has answered in HTTP/1.0
	queue []chan struct{} // in order of arrival; the first one is told when there may be room
}

// wish is what an exchange wants of the pool.
type wish struct {
	limit, limitOld int  // of connections to a server, and to one of HTTP/1.0; 0 is none
	fresh           bool // no connection that is there already
	match           MatchGUID
}

// limit is the one for a server.
func (c *crowd) limit(w *wish) int {
	if c.old {
		return w.limitOld
	}
	return w.limit
}

// claim hands out an idle connection to the target, or, with nil, the right to open one. At the limit it returns a turn
// instead: when that is told, claim is to be called again with it, or leave to give up.
func (p *pool) claim(t Target, w wish, turn chan struct{}) (*conn, chan struct{}) {
	p.mu.Lock()
	c, spare, ok := p.tryLocked(t, &w, turn)
	switch {
	case ok:
		p.leaveLocked(t.server(), turn)
		turn = nil
	case turn == nil:
		turn = make(chan struct{}, 1)
		crowd := p.crowdLocked(t.server())
		crowd.queue = append(crowd.queue, turn)
	}
	p.mu.Unlock()
	if spare != nil {
		spare.close()
	}
	return c, turn
}

// leave gives up waiting.
func (p *pool) leave(s server, turn chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.leaveLocked(s, turn)
}

// tryLocked is one attempt. turn is nil for somebody who is not waiting yet. spare is an idle connection for other settings
// that has to make room.
func (p *pool) tryLocked(t Target, w *wish, turn chan struct{}) (c, spare *conn, ok bool) {
	crowd := p.crowdLocked(t.server())
	limit := crowd.limit(w)
	if len(crowd.queue) > 0 && crowd.queue[0] != turn && limit > 0 {
		return nil, nil, false
	}
	if !w.fresh {
		if c = p.takeLocked(t, &w.match); c != nil {
			return c, nil, true
		}
	}
	if limit > 0 && crowd.open >= limit {
		if spare = p.takeAnyLocked(t.server()); spare == nil {
			p.closeIdleLocked(t.server())
			return nil, nil, false
		}
	}
	crowd.open++
	return nil, spare, true
}

// takeAnyLocked takes an idle connection to a server out of the pool, whatever its settings.
func (p *pool) takeAnyLocked(s server) *conn {
	for target := range p.idle {
		if target.server() == s {
			if c := p.takeLocked(target, new(MatchGUID)); c != nil {
				return c
			}
		}
	}
	return nil
}

// closeIdleLocked closes a connection that nobody shares at the moment. Its end wakes the queue.
func (p *pool) closeIdleLocked(s server) {
	for target, c := range p.commons {
		if target.server() != s {
			continue
		}
		for _, m := range c.muxes {
			if m.conn.Usable() && m.conn.CloseIdle() {
				return
			}
		}
	}
}

// leaveLocked takes turn out of the queue and tells the next one to look.
func (p *pool) leaveLocked(s server, turn chan struct{}) {
	crowd := p.crowdLocked(s)
	if i := slices.Index(crowd.queue, turn); i >= 0 {
		crowd.queue = slices.Delete(crowd.queue, i, i+1)
	}
	p.nextLocked(s)
}

// nextLocked tells the first in the queue that something may have become free, and forgets a server that has nobody left.
func (p *pool) nextLocked(s server) {
	crowd := p.crowds[s]
	switch {
	case crowd == nil:
	case len(crowd.queue) > 0:
		select {
		case crowd.queue[0] <- struct{}{}:
		default:
		}
	case crowd.open == 0:
		delete(p.crowds, s)
	}
}

func (p *pool) crowdLocked(s server) *crowd {
	c := p.crowds[s]
	if c == nil {
		if p.crowds == nil {
			p.crowds = map[server]*crowd{}
		}
		c = new(crowd)
		p.crowds[s] = c
	}
	return c
}

// gone counts a connection that exists no more, or was never made.
func (p *pool) gone(s server) { p.goneWith(s, GUID{}) }

// goneWith is gone for a connection with a mark.
func (p *pool) goneWith(s server, mark GUID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.crowdLocked(s).open--
	if mark != (GUID{}) {
		p.bearLocked(s, mark, GUID{})
	}
	p.nextLocked(s)
}

// bearLocked gives an open connection a mark in place of another; zero is none.
func (p *pool) bearLocked(s server, old, mark GUID) {
	crowd := p.crowdLocked(s)
	if crowd.marks == nil {
		crowd.marks = map[GUID]int{}
	}
	if crowd.marks[old]--; crowd.marks[old] <= 0 {
		delete(crowd.marks, old)
	}
	if mark != (GUID{}) {
		crowd.marks[mark]++
	}
}

// speaks notes which version a server has answered in.
func (p *pool) speaks(s server, old bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.crowdLocked(s).old = old
}

// claim is the pool's, for this exchange. Waiting is bounded by the connect timeout, and Cancel ends it.
func (x *Exchange) claim(t Target, fresh bool) (*conn, error) {
	p := &x.network.pool
	w := wish{x.Policy.MaxConns, x.Policy.MaxConnsOld, fresh, x.Policy.Match}
	c, turn := p.claim(t, w, nil)
	if turn == nil {
		return c, nil
	}
	ctx, done, err := x.interruptible()
	if err != nil {
		p.leave(t.server(), turn)
		return nil, err
	}
	defer done()
	ctx, cancel := limited(ctx, x.Policy.Connect)
	defer cancel()
	for turn != nil {
		select {
		case <-turn:
			c, turn = p.claim(t, w, turn)
		case <-ctx.Done():
			p.leave(t.server(), turn)
			return nil, context.Cause(ctx)
		}
	}
	return c, nil
}
