package main

import (
	"errors"
	"fmt"
	"log"
	"math"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"sync"
	"time"
)

// work is what is measured: a number of requests by a number of callers at once.
type work struct {
	name     string
	callers  int
	requests int // in one run, of all callers together
	do       func(caller, []byte) (int, error)
	answer   int // bytes of the response body
	size     int // bytes to transfer, of a work that is about that
}

const (
	manyCallers = 64
	streams     = 100 // callers at once with HTTP/2
)

var allWorks = []work{
	{"small GET, 1 caller", 1, 1_500, small, smallSize, 0},
	{"small GET, 64 callers", manyCallers, manyCallers * 50, small, smallSize, 0},
	{"download, 100 MB", 1, 2, large, largeSize, largeSize},
	{"upload, 100 MB", 1, 2, upload, smallSize, largeSize},
	{"HTTP/2, 100 callers, 1 connection", streams, streams * 30, small, smallSize, 0},
	{"TLS GET, resumed", 1, 100, small, smallSize, 0},
	{"TLS GET, full handshake", 1, 100, small, smallSize, 0},
	{"gzip download, 20 MB", 1, 2, packed, textSize, textSize},
	{"WebSocket echo", 1, 1_500, small, smallSize, 0},
	{"WebSocket download, 100 MB", 1, 2, large, largeSize, largeSize},
	{"WebSocket upload, 100 MB", 1, 2, upload, smallSize, largeSize},
}

func small(c caller, buffer []byte) (int, error)  { return c.get(smallPath, buffer) }
func large(c caller, buffer []byte) (int, error)  { return c.get(largePath, buffer) }
func packed(c caller, buffer []byte) (int, error) { return c.get(packedPath, buffer) }
func upload(c caller, buffer []byte) (int, error) { return c.put(uploadPath, buffer) }

// sample is what one run has cost, divided by its requests.
type sample struct{ time, cpu, allocs float64 } // in nanoseconds, nanoseconds and pieces

// bench is the state of the program.
type bench struct {
	clients []namedClient
	works   []work
	callers [][]caller       // of each client, one for each goroutine
	samples map[run][]sample // one for each round
	rounds  int
}

// run is an index into works and one into clients.
type run struct{ work, client int }

// main starts the server, warms everything up with one round, and measures.
func (b *bench) main(length time.Duration, profile string, cpu int) error {
	site, stop, err := startServer(cpu)
	if err != nil {
		return err
	}
	defer stop.Close()
	if err := b.connect(site); err != nil {
		return err
	}
	b.samples = map[run][]sample{}
	if err := b.round(0); err != nil {
		return err
	}
	clear(b.samples)
	if profile == "" {
		return b.measure(length)
	}
	f, err := os.Create(profile)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return b.measure(length)
}

// measure runs rounds until the time is over.
func (b *bench) measure(length time.Duration) error {
	for start := time.Now(); time.Since(start) < length; b.rounds++ {
		if err := b.round(b.rounds); err != nil {
			return err
		}
	}
	return nil
}

// connect makes the clients and their callers.
func (b *bench) connect(site *site) error {
	for _, named := range b.clients {
		c, err := named.make(site)
		if errors.Is(err, errMissing) {
			log.Print(err)
			b.callers = append(b.callers, nil)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", named.name, err)
		}
		callers := make([]caller, streams)
		for i := range callers {
			if callers[i], err = c.caller(); err != nil {
				return fmt.Errorf("%s: %w", named.name, err)
			}
		}
		b.callers = append(b.callers, callers)
	}
	return nil
}

// round runs every work with every client that does it, another client first each time.
func (b *bench) round(n int) error {
	for i, w := range b.works {
		for j := range b.clients {
			at := (n + j) % len(b.clients)
			if b.callers[at] == nil || !b.clients[at].can(&w) {
				continue
			}
			s, err := w.run(b.callers[at])
			if err != nil {
				return fmt.Errorf("%s: %s: %w", w.name, b.clients[at].name, err)
			}
			key := run{i, at}
			b.samples[key] = append(b.samples[key], s)
		}
	}
	return nil
}

// run measures one client once. The collector starts from nothing, so that no client pays for another's garbage.
func (w *work) run(callers []caller) (sample, error) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	callers = callers[:w.callers]
	cpu, err := usedBy(callers)
	if err != nil {
		return sample{}, err
	}
	start := time.Now()
	if err := w.callAll(callers); err != nil {
		return sample{}, err
	}
	passed := time.Since(start)
	end, err := usedBy(callers)
	runtime.ReadMemStats(&after)
	n := float64(w.requests)
	allocs := float64(after.Mallocs - before.Mallocs)
	if _, ok := callers[0].(elsewhere); ok {
		allocs = math.NaN()
	}
	return sample{float64(passed) / n, float64(end-cpu) / n, allocs / n}, err
}

// usedBy is the processor time that callers have used so far: that of this process, or of their own.
func usedBy(callers []caller) (sum time.Duration, err error) {
	for _, c := range callers {
		c, ok := c.(elsewhere)
		if !ok {
			return cpuTime()
		}
		sum += c.used()
	}
	return sum, nil
}

func (w *work) callAll(callers []caller) error {
	var all sync.WaitGroup
	errs := make([]error, len(callers))
	for i, c := range callers {
		all.Go(func() { errs[i] = w.call(c) })
	}
	all.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	return nil
}

// call is one caller's part of a run.
func (w *work) call(c caller) error {
	buffer := make([]byte, pieceSize)
	times := w.requests / w.callers
	if c, ok := c.(chained); ok {
		c.chain(times)
		times = 1
	}
	for range times {
		n, err := w.do(c, buffer)
		if err != nil {
			return err
		}
		if n != w.answer {
			return fmt.Errorf("%d bytes instead of %d", n, w.answer)
		}
	}
	return nil
}
