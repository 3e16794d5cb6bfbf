package transport

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// ResolverPolicy is how names that have been resolved are remembered. The zero value remembers none.
type ResolverPolicy struct {
	Entries int           // the most names
	Age     time.Duration // how long
	Bypass  bool          // nothing that is remembered is used
	Wait    time.Duration // for an answer; 0 = no limit of its own
}

// resolved are the names that a Network remembers. The zero value is empty.
type resolved struct {
	mu sync.Mutex
	// mu guards the following.
	names map[string]knownName
}

type knownName struct {
	addrs []netip.Addr
	at    time.Time
}

// cachedLookup is lookup, but for what is remembered. Failures are not.
func (n *Network) cachedLookup(ctx context.Context, host string, p *ResolverPolicy) ([]netip.Addr, error) {
	if p.Entries <= 0 || p.Age <= 0 {
		return n.lookup(ctx, host)
	}
	if addrs := n.resolved.find(host, p); addrs != nil {
		return addrs, nil
	}
	addrs, err := n.lookup(ctx, host)
	if err == nil && len(addrs) > 0 {
		n.resolved.keep(host, addrs, p)
	}
	return addrs, err
}

func (r *resolved) find(host string, p *ResolverPolicy) []netip.Addr {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, ok := r.names[host]
	if !ok || p.Bypass || time.Since(a.at) >= p.Age {
		return nil
	}
	return a.addrs
}

// keep makes room by forgetting the oldest.
func (r *resolved) keep(host string, addrs []netip.Addr, p *ResolverPolicy) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		r.names = map[string]knownName{}
	}
	delete(r.names, host)
	for len(r.names) >= p.Entries {
		oldest := ""
		for name, a := range r.names {
			if oldest == "" || a.at.Before(r.names[oldest].at) {
				oldest = name
			}
		}
		delete(r.names, oldest)
	}
	r.names[host] = knownName{addrs, time.Now()}
}
