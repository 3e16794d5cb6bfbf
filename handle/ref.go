package handle

import (
	"sync"
	"sync/atomic"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Object is what a handle stands for. Both methods are called by the table, with no lock held.
type Object interface {
	// Cancel ends the operations that are in flight and refuses later ones. It is called when the handle or one of its
	// ancestors is closed, so more than once, on any goroutine, also while other methods run. It must not block.
	Cancel()

	// Destroy is called once, by the goroutine that leaves last: the handle is closed, no call is inside the object
	// and no child is left. It gives back resources and says good-bye to the application.
	Destroy()
}

// Ref is an open handle, its object, its parent and its children. It is counted: being open counts one, so does every
// call that is inside, every worker and every child.
type Ref struct {
	table  *Table
	number HINTERNET
	kind   Type
	slot   *slot
	parent *Ref
	object Object

	mu sync.Mutex
	// mu guards the following: the first child, and next and previous of every child.
	child, next, prev *Ref
}

// slot is one place of the table. Looking a handle up touches nothing else, so that with a million open handles it costs
// one cache miss.
type slot struct {
	word atomic.Uint64 // the life of the number, two bits and the count of users; 0 when empty
	ref  *Ref          // written before word leaves 0, read by users only
}

const (
	lifeShift = 32
	closedBit = 1 << 31 // WinHttpCloseHandle was called
	orphanBit = 1 << 30 // the same for an ancestor
	countMask = 1<<30 - 1
)

// enter counts one more user of the number, unless that handle is gone, or one of the bits in refuse is set.
func (s *slot) enter(h HINTERNET, refuse uint64) bool {
	for {
		w := s.word.Load()
		if w>>lifeShift != uint64(h>>indexBits) || w&refuse != 0 || w&countMask == 0 {
			return false
		}
		if s.word.CompareAndSwap(w, w+1) {
			return true
		}
	}
}

// leave counts one user less and destroys what nobody uses any more.
func (s *slot) leave() {
	if s.word.Add(^uint64(0))&countMask == 0 {
		s.ref.destroy()
	}
}

// Use is one use of an open handle, from Table.Acquire to Release. Only its user may call the methods.
type Use struct{ slot *slot }

// Ref is the handle in use.
func (u Use) Ref() *Ref { return u.slot.ref }

// Object is what the handle stands for.
func (u Use) Object() Object { return u.slot.ref.object }

// Release ends the use. If the handle is closed and this was the last use, the object is destroyed before Release
// returns, and then perhaps its parent.
func (u Use) Release() { u.slot.leave() }

// Number is the value that the application holds.
func (r *Ref) Number() HINTERNET { return r.number }

// Type is the kind of the handle.
func (r *Ref) Type() Type { return r.kind }

// Parent is the Ref that this one was opened under; nil for a session.
func (r *Ref) Parent() *Ref { return r.parent }

// Object is what was given to Open.
func (r *Ref) Object() Object { return r.object }

// Retain counts one more user. The caller must be one already.
func (r *Ref) Retain() { r.slot.word.Add(1) }

// Release ends what Retain or Table.Open began, like Use.Release.
func (r *Ref) Release() { r.slot.leave() }

// publish lets the number be looked up: the handle is open, and in use by the caller.
func (r *Ref) publish() { r.slot.word.Store(uint64(r.number>>indexBits)<<lifeShift | 2) }

// adopt makes c a child and publishes it, both before a Close of r can look at its children. It fails when r is closed or
// indirectly invalid.
func (r *Ref) adopt(c *Ref) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.slot.enter(r.number, closedBit|orphanBit) {
		return werr.InvalidHandle
	}
	c.publish()
	if c.next = r.child; c.next != nil {
		c.next.prev = c
	}
	r.child = c
	return nil
}

// disown takes c out of the list of children.
func (r *Ref) disown(c *Ref) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.prev != nil {
		c.prev.next = c.next
	} else {
		r.child = c.next
	}
	if c.next != nil {
		c.next.prev = c.prev
	}
}

// orphan makes all descendants indirectly invalid and cancels what they are doing.
func (r *Ref) orphan() {
	for _, c := range r.children() {
		if c.slot.word.Or(orphanBit)&orphanBit == 0 {
			c.object.Cancel()
			c.orphan()
		}
		c.Release()
	}
}

// children lists the children that are not destroyed, each counted once more.
func (r *Ref) children() (all []*Ref) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := r.child; c != nil; c = c.next {
		if c.slot.enter(c.number, 0) {
			all = append(all, c)
		}
	}
	return all
}

func (r *Ref) destroy() {
	defer func() {
		r.slot.word.Store(0)
		r.slot.ref = nil
		r.table.recycle(r.number)
		if r.parent != nil {
			r.parent.disown(r)
			r.parent.Release()
		}
	}()
	r.object.Destroy()
}
