package handle

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/stretchr/testify/require"
)

// thing records what the table does to it.
type thing struct {
	name     string
	log      *log
	cancels  atomic.Int32
	destroys atomic.Int32
}

type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func (o *thing) Cancel() { o.cancels.Add(1) }

func (o *thing) Destroy() {
	o.destroys.Add(1)
	o.log.add(o.name)
}

// family is a session with two connections of two requests each, all open and not in use.
type family struct {
	*testing.T
	log
	table   Table
	objects map[string]*thing
	refs    map[string]*Ref
}

func newFamily(t *testing.T) *family {
	f := &family{T: t, objects: map[string]*thing{}, refs: map[string]*Ref{}}
	f.open("s", Session, "")
	for _, c := range []string{"a", "b"} {
		f.open(c, Connection, "s")
		f.open(c+"1", Request, c)
		f.open(c+"2", Request, c)
	}
	return f
}

func (f *family) open(name string, kind Type, parent string) {
	r, err := f.table.Reserve(kind, f.refs[parent])
	require.NoError(f, err)
	o := &thing{name: name, log: &f.log}
	require.NoError(f, f.table.Open(r, o))
	f.objects[name], f.refs[name] = o, r
	r.Release()
}

func (f *family) close(name string) {
	require.NoError(f, f.table.Close(f.refs[name].Number()))
}

// usable asks both kinds of lookup.
func (f *family) usable(name string) (strict, orphan bool) {
	u, err := f.table.Acquire(f.refs[name].Number())
	if strict = err == nil; strict {
		u.Release()
	}
	u, err = f.table.AcquireOrphan(f.refs[name].Number())
	if orphan = err == nil; orphan {
		u.Release()
	}
	return strict, orphan
}

func TestForeignNumbersAreInvalid(t *testing.T) {
	f := newFamily(t)
	for _, h := range []HINTERNET{0, 1, 2, 4095, 4096, 0xdeadbeef & indexMask, ^HINTERNET(0), f.refs["s"].Number() + 1<<20} {
		_, err := f.table.Acquire(h)
		require.Equal(t, werr.InvalidHandle, err, "%#x", h)
		require.Equal(t, werr.InvalidHandle, f.table.Close(h), "%#x", h)
	}
	_, err := new(Table).Acquire(f.refs["s"].Number())
	require.Equal(t, werr.InvalidHandle, err)
}

func TestAcquireFindsTheObject(t *testing.T) {
	f := newFamily(t)
	for name, ref := range f.refs {
		u, err := f.table.Acquire(ref.Number())
		require.NoError(t, err)
		require.Same(t, f.objects[name], u.Object())
		require.Same(t, ref, u.Ref())
		u.Release()
	}
	require.Equal(t, 7, f.table.Len())
	require.Equal(t, Request, f.refs["a1"].Type())
	require.Same(t, f.refs["a"], f.refs["a1"].Parent())
}

func TestCloseOrders(t *testing.T) {
	for _, row := range []struct {
		name      string
		close     []string
		destroyed []string // at the end, in order
	}{
		{"children first", []string{"a1", "a2", "a", "b2", "b1", "b", "s"}, []string{"a1", "a2", "a", "b2", "b1", "b", "s"}},
		{"parents first", []string{"s", "a", "b", "a1", "b1", "b2", "a2"}, []string{"a1", "b1", "b2", "b", "a2", "a", "s"}},
		{"connection before request", []string{"a", "a1", "a2"}, []string{"a1", "a2", "a"}},
		{"one request left", []string{"s", "a", "a1", "b", "b1", "b2"}, []string{"a1", "b1", "b2", "b"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newFamily(t)
			for _, name := range row.close {
				f.close(name)
				require.Equal(t, werr.InvalidHandle, f.table.Close(f.refs[name].Number()), "second close")
			}
			require.Equal(t, row.destroyed, f.lines)
			require.Equal(t, 7-len(row.destroyed), f.table.Len())
		})
	}
}

func TestClosedParentMakesDescendantsIndirectlyInvalid(t *testing.T) {
	f := newFamily(t)
	f.close("a")
	for name, want := range map[string][2]bool{
		"s": {true, true}, "a": {false, false}, "a1": {false, true}, "a2": {false, true}, "b": {true, true}, "b1": {true, true},
	} {
		strict, orphan := f.usable(name)
		require.Equal(t, want, [2]bool{strict, orphan}, name)
	}
	require.EqualValues(t, 1, f.objects["a1"].cancels.Load())
	require.Zero(t, f.objects["b1"].cancels.Load())

	f.close("s")
	strict, orphan := f.usable("b2")
	require.Equal(t, [2]bool{false, true}, [2]bool{strict, orphan})
	require.EqualValues(t, 1, f.objects["a1"].cancels.Load(), "cancelled once by its ancestors")
	f.close("a1")
	require.EqualValues(t, 2, f.objects["a1"].cancels.Load())
}

func TestNoChildUnderAClosedParent(t *testing.T) {
	f := newFamily(t)
	for _, parent := range []string{"a", "b"} {
		u, err := f.table.Acquire(f.refs[parent].Number())
		require.NoError(t, err)
		r, err := f.table.Reserve(Request, f.refs[parent])
		require.NoError(t, err)
		f.close(map[string]string{"a": "a", "b": "s"}[parent])
		require.Equal(t, werr.InvalidHandle, f.table.Open(r, &thing{name: "late", log: &f.log}))
		u.Release()
	}
	require.Equal(t, 7, f.table.Len())
}

func TestDestroyWaitsForTheLastUser(t *testing.T) {
	f := newFamily(t)
	u, err := f.table.Acquire(f.refs["a1"].Number())
	require.NoError(t, err)
	f.refs["a1"].Retain()
	f.close("a1")
	u.Release()
	require.Empty(t, f.lines)
	f.refs["a1"].Release()
	require.Equal(t, []string{"a1"}, f.lines)
}

func TestNumbersAreNeverReused(t *testing.T) {
	var table Table
	seen := map[HINTERNET]bool{}
	for range 10_000 {
		r := open(t, &table, Session, nil)
		require.False(t, seen[r.Number()])
		seen[r.Number()] = true
		require.NoError(t, table.Close(r.Number()))
		r.Release()
		_, err := table.Acquire(r.number)
		require.Equal(t, werr.InvalidHandle, err)
	}
	require.EqualValues(t, 1, table.used, "one slot served them all")
}

func TestAWornOutSlotIsRetired(t *testing.T) {
	var table Table
	last := HINTERNET(^uintptr(0) &^ uintptr(indexMask))
	r := open(t, &table, Session, nil)
	require.NoError(t, table.Close(r.Number()))
	r.Release()
	table.free[0] = last
	r = open(t, &table, Session, nil)
	require.Equal(t, last, r.Number())
	require.NoError(t, table.Close(last))
	r.Release()
	require.Empty(t, table.free)
}

func TestAbandonGivesTheNumberBack(t *testing.T) {
	var table Table
	r, err := table.Reserve(Session, nil)
	require.NoError(t, err)
	require.Equal(t, 1, table.Len())
	_, err = table.Acquire(r.Number())
	require.Equal(t, werr.InvalidHandle, err, "not open yet")
	table.Abandon(r)
	require.Zero(t, table.Len())
}

func TestAMillionHandles(t *testing.T) {
	table, all := openMillion(t)
	require.Equal(t, million+1, table.Len())
	for _, h := range all {
		require.NoError(t, table.Close(h))
	}
	require.Equal(t, 1, table.Len())
}

func TestLookupAllocatesNothing(t *testing.T) {
	f := newFamily(t)
	h := f.refs["a1"].Number()
	require.Zero(t, testing.AllocsPerRun(100, func() {
		u, _ := f.table.Acquire(h)
		u.Release()
	}))
}

// TestConcurrentClosing opens, uses and closes whole families from many goroutines; every object must be destroyed
// exactly once and after its children.
func TestConcurrentClosing(t *testing.T) {
	for range 200 {
		f := newFamily(t)
		var wg sync.WaitGroup
		for name := range f.refs {
			wg.Go(func() {
				for range 20 {
					if u, err := f.table.Acquire(f.refs[name].Number()); err == nil {
						u.Release()
					}
				}
			})
			wg.Go(func() { _ = f.table.Close(f.refs[name].Number()) })
			wg.Go(func() { _ = f.table.Close(f.refs[name].Number()) })
		}
		wg.Wait()
		require.Zero(t, f.table.Len())
		require.Len(t, f.lines, 7)
		require.Equal(t, "s", f.lines[6])
		at := map[string]int{}
		for i, name := range f.lines {
			at[name] = i
		}
		for _, c := range []string{"a", "b"} {
			require.Less(t, at[c+"1"], at[c], fmt.Sprint(f.lines))
			require.Less(t, at[c+"2"], at[c], fmt.Sprint(f.lines))
		}
	}
}

func TestTypeNames(t *testing.T) {
	require.Equal(t, "websocket", WebSocket.String())
	require.Equal(t, "unknown", Type(99).String())
}

// TestOpeningUnderAClosingParent: a child that is opened while its parent is closed is refused or orphaned, never missed.
func TestOpeningUnderAClosingParent(t *testing.T) {
	var table Table
	for range 20_000 {
		parent := open(t, &table, Connection, nil)
		child, err := table.Reserve(Request, parent)
		require.NoError(t, err)
		var wg sync.WaitGroup
		wg.Go(func() { _ = table.Close(parent.Number()) })
		opened := table.Open(child, nothing{}) == nil
		wg.Wait()
		_, err = table.Acquire(child.Number())
		require.Equal(t, werr.InvalidHandle, err)
		if opened {
			require.NoError(t, table.Close(child.Number()))
			child.Release()
		}
		parent.Release()
	}
	require.Zero(t, table.Len())
}
