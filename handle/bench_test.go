package handle

import (
	"math/rand/v2"
	"testing"
)

type nothing struct{}

func (nothing) Cancel()  {}
func (nothing) Destroy() {}

const million = 1_000_000

// openMillion opens a session, and a million requests under it.
func openMillion(tb testing.TB) (*Table, []HINTERNET) {
	t := new(Table)
	root := open(tb, t, Session, nil)
	all := make([]HINTERNET, million)
	for i := range all {
		r := open(tb, t, Request, root)
		all[i] = r.Number()
		r.Release()
	}
	return t, all
}

func open(tb testing.TB, t *Table, kind Type, parent *Ref) *Ref {
	r, err := t.Reserve(kind, parent)
	if err == nil {
		err = t.Open(r, nothing{})
	}
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// BenchmarkAcquireHot is the cost of one call on a handle in use, with a million handles open.
func BenchmarkAcquireHot(b *testing.B) {
	t, all := openMillion(b)
	b.ReportAllocs()
	for b.Loop() {
		r, err := t.Acquire(all[500_000])
		if err != nil {
			b.Fatal(err)
		}
		r.Release()
	}
}

// BenchmarkAcquireRandom is the same over all of them in random order.
func BenchmarkAcquireRandom(b *testing.B) {
	t, all := openMillion(b)
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r, err := t.Acquire(all[i])
		if err != nil {
			b.Fatal(err)
		}
		r.Release()
		if i++; i == len(all) {
			i = 0
		}
	}
}
