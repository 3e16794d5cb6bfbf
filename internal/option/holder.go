package option

import "sync/atomic"

// Holder is where a handle keeps its current Set. The zero value holds the empty set.
type Holder struct{ current atomic.Pointer[Set] }

// Snapshot is the Set at this moment.
func (h *Holder) Snapshot() *Set { return h.current.Load() }

// Change replaces the Set by what change makes of it. change may run more than once.
func (h *Holder) Change(change func(*Set) *Set) {
	for {
		old := h.current.Load()
		if h.current.CompareAndSwap(old, change(old)) {
			return
		}
	}
}

// Store sets the value of one row.
func (h *Holder) Store(row *Row, value any) {
	h.Change(func(s *Set) *Set { return row.Set(s, value) })
}
