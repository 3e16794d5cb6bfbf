package option

import "slices"

// Set is an immutable snapshot of option values, shared by pointer until somebody writes; nil is the empty set.
// It holds only what was set, so that a lookup reads a few entries.
type Set struct {
	entries []entry
}

type entry struct {
	row   *Row
	value any
}

// Inherit is what a handle created now takes over: s without the values of rows that are not inherited (options.md 5).
func (s *Set) Inherit() *Set {
	if s == nil || !slices.ContainsFunc(s.entries, stays) {
		return s
	}
	return &Set{slices.DeleteFunc(slices.Clone(s.entries), stays)}
}

func stays(e entry) bool { return !e.row.Inherited }

// Set is s with a value that Accept has let through. s may be nil and stays as it is. Most rows replace the value;
// DISABLE_FEATURE adds its bits, and the two receive timeouts keep their order.
func (r *Row) Set(s *Set, value any) *Set {
	if r.store != nil {
		return r.store(s, value)
	}
	return s.with(r, value)
}

// Query is the value in s, or the default if s is nil or has none.
func (r *Row) Query(s *Set) any {
	if v, ok := s.lookup(r); ok {
		return v
	}
	return r.initial
}

func (s *Set) lookup(r *Row) (any, bool) {
	if s == nil {
		return nil, false
	}
	for i := range s.entries {
		if s.entries[i].row == r {
			return s.entries[i].value, true
		}
	}
	return nil, false
}

func (s *Set) with(r *Row, value any) *Set {
	next := &Set{}
	if s != nil {
		next.entries = append(make([]entry, 0, len(s.entries)+1), s.entries...)
	}
	for i := range next.entries {
		if next.entries[i].row == r {
			next.entries[i].value = value
			return next
		}
	}
	next.entries = append(next.entries, entry{r, value})
	return next
}
