// Package handle keeps the HINTERNETs: a table of counted references with parents and children.
//
// A handle is closed at once and destroyed by its last user. Closing takes it out of the table, cancels its operations
// and makes its descendants indirectly invalid: they can still be closed and asked for options, nothing else. The
// object is destroyed when no call is inside it and its last child is gone, so a parent always outlives its children.
// Looking up and releasing take no lock and allocate nothing; opening, closing and destroying take one briefly.
package handle

import (
	"sync"
	"sync/atomic"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Table maps numbers to open handles. The zero value is an empty table. All methods may be called from any goroutine.
type Table struct {
	pages atomic.Pointer[[]*page]

	mu sync.Mutex
	// mu guards the following, and the growth of pages.
	free []HINTERNET // numbers for slots that have been used before
	used uintptr     // slots that have ever been used
	live int         // handles that are not destroyed
}

// A number is a slot's index below a count of the slot's lives, which starts at 1 and never wraps: a slot whose count is
// used up is retired. So no number is given out twice and small values are never handles.
const (
	indexBits = 20 + 12*(^uintptr(0)>>63) // 20 or 32
	indexMask = 1<<indexBits - 1
	oneLife   = 1 << indexBits

	pageBits = 12
	pageSize = 1 << pageBits
)

type page [pageSize]slot

// Reserve makes a Ref with a number of its own that nobody can look up yet. parent is nil for a session, else a Ref
// that the caller is using. Open or Abandon must follow. The only error is OutOfHandles.
func (t *Table) Reserve(kind Type, parent *Ref) (*Ref, error) {
	n, err := t.number()
	if err != nil {
		return nil, err
	}
	return &Ref{table: t, number: n, kind: kind, slot: t.slot(n), parent: parent}, nil
}

// Abandon gives the number of a Ref back that was reserved and will not be opened.
func (t *Table) Abandon(r *Ref) { t.recycle(r.number) }

// Open publishes the handle with its object. It fails with InvalidHandle, and abandons the Ref, when the parent has been
// closed meanwhile. After success the caller is a user of the Ref and must Release it.
func (t *Table) Open(r *Ref, object Object) error {
	r.object = object
	r.slot.ref = r
	if r.parent == nil {
		r.publish()
		return nil
	}
	if err := r.parent.adopt(r); err != nil {
		r.slot.ref = nil
		t.Abandon(r)
		return err
	}
	return nil
}

// Acquire looks a handle up for a call that uses its object; the caller must Release it. It fails with InvalidHandle for
// a number that is unknown or closed, or whose parent is closed.
func (t *Table) Acquire(h HINTERNET) (Use, error) { return t.acquire(h, closedBit|orphanBit) }

// AcquireOrphan is Acquire for the calls that still work when a parent is closed: closing, querying options, and setting
// the status callback.
func (t *Table) AcquireOrphan(h HINTERNET) (Use, error) { return t.acquire(h, closedBit) }

// Close closes a handle; it never waits. It fails with InvalidHandle for a number that is unknown or closed already.
func (t *Table) Close(h HINTERNET) error {
	u, err := t.AcquireOrphan(h)
	if err != nil {
		return err
	}
	defer u.Release()
	if u.slot.word.Or(closedBit)&closedBit != 0 {
		return werr.InvalidHandle
	}
	u.Object().Cancel()
	u.Ref().orphan()
	u.Release() // no longer open
	return nil
}

// Len is the number of handles that are not destroyed.
func (t *Table) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.live
}

func (t *Table) acquire(h HINTERNET, refuse uint64) (Use, error) {
	s := t.slot(h)
	if s == nil || !s.enter(h, refuse) {
		return Use{}, werr.InvalidHandle
	}
	return Use{s}, nil
}

// slot is the place of a number; nil if there is none.
func (t *Table) slot(h HINTERNET) *slot {
	pages := t.pages.Load()
	index := uintptr(h) & indexMask
	if pages == nil || index>>pageBits >= uintptr(len(*pages)) {
		return nil
	}
	return &(*pages)[index>>pageBits][index%pageSize]
}

func (t *Table) number() (HINTERNET, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last := len(t.free) - 1; last >= 0 {
		n := t.free[last]
		t.free = t.free[:last]
		t.live++
		return n, nil
	}
	if t.used > indexMask {
		return 0, werr.OutOfHandles
	}
	if t.used%pageSize == 0 {
		t.growLocked()
	}
	n := HINTERNET(t.used | oneLife)
	t.used++
	t.live++
	return n, nil
}

func (t *Table) growLocked() {
	var pages []*page
	if old := t.pages.Load(); old != nil {
		pages = append(pages, *old...)
	}
	pages = append(pages, new(page))
	t.pages.Store(&pages)
}

// recycle gives the slot of a number its next number, unless the slot has none left.
func (t *Table) recycle(h HINTERNET) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live--
	if next := h + oneLife; next > h {
		t.free = append(t.free, next)
	}
}
