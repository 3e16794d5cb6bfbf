package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"time"
)

// print writes the table. Times and ratios are medians of the rounds; a ratio compares two runs of the same round. The time
// of a request is that of the run divided by its requests, also with many callers at once.
func (b *bench) print(out io.Writer) {
	fmt.Fprintf(out, "%s %s/%s, %d CPUs. Medians of %d rounds; requests in a round:", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.rounds)
	for _, w := range b.works {
		fmt.Fprintf(out, " %d (%s)", w.requests, w.name)
	}
	fmt.Fprintf(out, ".\n\n| work | client | time | CPU | MB/s | allocations | time / %s | CPU / %[1]s |\n", baseline+" or "+webSocketBaseline)
	fmt.Fprintln(out, "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	for i, w := range b.works {
		for j, c := range b.clients {
			if own := b.samples[run{i, j}]; own != nil {
				b.row(out, &w, c.name, own, b.base(i))
			}
		}
	}
	b.compareModes(out)
}

// compareModes writes what an asynchronous session costs or saves: a row for each work.
func (b *bench) compareModes(out io.Writer) {
	if len(b.works) == 0 || b.of(0, asynchronous) == nil {
		return
	}
	fmt.Fprintf(out, "\n| work | time %s / %s | CPU %[1]s / %[2]s |\n| --- | ---: | ---: |\n", asynchronous, synchronous)
	for i, w := range b.works {
		own, base := b.of(i, asynchronous), b.of(i, synchronous)
		if own == nil {
			continue
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", w.name, ratio(own, base, byTime), ratio(own, base, byCPU))
	}
}

// base lists the samples of what a work is compared with.
func (b *bench) base(work int) []sample {
	if own := b.of(work, baseline); own != nil {
		return own
	}
	return b.of(work, webSocketBaseline)
}

// of lists the samples of a client in a work; nil if there are none.
func (b *bench) of(work int, client string) []sample {
	for j, c := range b.clients {
		if own := b.samples[run{work, j}]; own != nil && c.name == client {
			return own
		}
	}
	return nil
}

func byTime(s sample) float64 { return s.time }
func byCPU(s sample) float64  { return s.cpu }

func (b *bench) row(out io.Writer, w *work, client string, own, base []sample) {
	passed := median(own, byTime)
	used := median(own, byCPU)
	allocs := "-"
	if n := median(own, func(s sample) float64 { return s.allocs }); !math.IsNaN(n) {
		allocs = fmt.Sprintf("%.0f", n)
	}
	speed := "-"
	if w.size > 0 {
		speed = fmt.Sprintf("%.0f", float64(w.size)/passed*1e3)
	}
	fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", w.name, client, duration(passed), duration(used), speed, allocs,
		ratio(own, base, byTime), ratio(own, base, byCPU))
}

func duration(ns float64) string {
	if ns < float64(time.Millisecond) {
		return fmt.Sprintf("%.1f µs", ns/1e3)
	}
	return fmt.Sprintf("%.1f ms", ns/1e6)
}

func median(list []sample, value func(sample) float64) float64 {
	values := make([]float64, len(list))
	for i, s := range list {
		values[i] = value(s)
	}
	return middle(values)
}

// ratio is the median of the ratios in each round; there is none when the baseline was not measured.
func ratio(own, base []sample, value func(sample) float64) string {
	if base == nil {
		return "-"
	}
	values := make([]float64, len(own))
	for i := range own {
		values[i] = value(own[i]) / value(base[i])
	}
	return fmt.Sprintf("%.2f", middle(values))
}

// middle is the median. It sorts values.
func middle(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n == 0 {
		return 0
	}
	return (values[(n-1)/2] + values[n/2]) / 2
}
