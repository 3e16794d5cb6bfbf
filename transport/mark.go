package transport

import (
	"cmp"
	"slices"
)

// GUID is a 128-bit identifier, the root's GUID.
type GUID struct {
	Data1        uint32
	Data2, Data3 uint16
	Data4        [8]byte
}

// MatchGUID says which connection an exchange wants, as the root's WINHTTP_MATCH_CONNECTION_GUID: one with the mark if there is
// one, else one without a mark unless Flags has OnlyMarked, else a new one. A zero GUID wants any.
type MatchGUID struct {
	ConnectionGuid GUID
	Flags          uint64
}

// OnlyMarked is a flag of MatchGUID.
const OnlyMarked = 1

// fitness is how well a connection with a mark suits: 2 very, 1 well enough, 0 not at all.
func (m *MatchGUID) fitness(mark GUID) int {
	switch {
	case m.ConnectionGuid == GUID{} || m.ConnectionGuid == mark:
		return 2
	case mark == GUID{} && m.Flags&OnlyMarked == 0:
		return 1
	}
	return 0
}

// brand gives a connection that the exchange uses the mark that it asks for, if it does. The pool's mu guards mark.
func (x *Exchange) brand(s server, mark *GUID) {
	wanted := x.Policy.Mark
	if wanted == (GUID{}) {
		wanted = x.Policy.Match.ConnectionGuid
	}
	if wanted == (GUID{}) {
		return
	}
	p := &x.network.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if wanted != *mark {
		p.bearLocked(s, *mark, wanted)
		*mark = wanted
	}
}

// Group is the connections to a server that bear one mark; without a mark it is zero.
type Group struct {
	Mark        GUID
	Connections uint32
}

// Groups counts the connections to a server that exist or are being made, the largest group first; with a mark, those that
// bear it.
func (n *Network) Groups(host string, port uint16, secure bool, mark *GUID) []Group {
	s := Target{Host: host, Port: port, Secure: secure}.key().server()
	n.pool.mu.Lock()
	defer n.pool.mu.Unlock()
	crowd := n.pool.crowds[s]
	if crowd == nil {
		return nil
	}
	var groups []Group
	unmarked := crowd.open
	for m, count := range crowd.marks {
		unmarked -= count
		if mark == nil || m == *mark {
			groups = append(groups, Group{m, uint32(count)})
		}
	}
	if unmarked > 0 && (mark == nil || *mark == GUID{}) {
		groups = append(groups, Group{GUID{}, uint32(unmarked)})
	}
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Compare(b.Connections, a.Connections) })
	return groups
}
