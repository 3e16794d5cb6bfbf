package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar on standard error. A nil one shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

// progress makes a bar for size bytes, -1 if unknown, unless nobody would see it or it would stand between lines.
func (g *getCommand) progress(c *console, size int64) *progress {
	if !c.terminal || g.Trace || size == 0 {
		return nil
	}
	return &progress{progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(c.err),
		progressbar.OptionSetDescription(filepath.Base(g.Output)),
		progressbar.OptionShowBytes(true),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetSpinnerChangeInterval(0), // or a goroutine would turn it
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(c.err) }),
	)}
}

func (p *progress) add(n int) {
	if p != nil {
		_ = p.bar.Add(n)
	}
}

// end leaves the bar as it is after a failure, and full otherwise. It returns err.
func (p *progress) end(err error) error {
	switch {
	case p == nil:
	case err != nil:
		_ = p.bar.Exit()
	default:
		_ = p.bar.Finish()
	}
	return err
}
