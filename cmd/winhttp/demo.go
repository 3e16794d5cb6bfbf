package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	. "github.com/gowinhttp/winhttp"
)

type demoCommand struct{}

// Run walks through the API and fails if anything is not as expected.
func (*demoCommand) Run(c *console) error {
	server, err := startDemoServer()
	if err != nil {
		return err
	}
	defer server.close()
	d := &demo{server: server.address, handles: map[string]HINTERNET{}}
	d.observer.line = func(text string) { d.heard = append(d.heard, text) }
	fmt.Fprintf(c.out, demoIntroduction, d.server)
	calls, wrong := d.walk(c.out)
	if wrong > 0 {
		return fmt.Errorf("%d of %d calls did not go as expected", wrong, calls)
	}
	fmt.Fprintf(c.out, "\nAll %d calls went as expected.\n", calls)
	return nil
}

const demoIntroduction = `An HTTP server of this process listens on %s. Here is a program that talks to it
through the WinHTTP API: every call with its result and, indented beneath it, the notifications that
the status callback got while the call ran (handle, status, payload).
`

// chapter is a part of the walk that shows one thing.
type chapter struct {
	title string
	steps []step
}

// step is one call.
type step struct {
	text string   // as it is shown; SERVER stands for host:PORT
	call demoCall // does it
	want string   // the result, or the error, as it is shown
	hear []string // the statuses of the notifications, in order
}

// demoCall returns its result as it is shown.
type demoCall func(*demo) (result string, err error)

// demo is the program that is shown.
type demo struct {
	server   string // host:PORT
	observer observer
	handles  map[string]HINTERNET // by the names of the variables
	heard    []string             // notifications of the present call
	index    uint32               // of queryNext
}

func (d *demo) walk(w io.Writer) (calls, wrong int) {
	for i, ch := range demoChapters {
		fmt.Fprintf(w, "\n%d. %s\n\n", i+1, ch.title)
		for _, s := range ch.steps {
			calls++
			if !d.take(w, &s) {
				wrong++
			}
		}
	}
	return calls, wrong
}

// take does one step, shows it, and says whether it went as expected.
func (d *demo) take(w io.Writer, s *step) (ok bool) {
	d.heard = nil
	result, err := s.call(d)
	if err != nil {
		result = fmt.Sprintf("%s (%d)", GetLastError(err).Name(), uint32(GetLastError(err)))
	}
	fmt.Fprintf(w, "%-70s = %s\n", strings.ReplaceAll(s.text, "SERVER", d.server), result)
	var statuses []string
	for _, line := range d.heard {
		fmt.Fprintf(w, "    %s\n", line)
		statuses = append(statuses, strings.Fields(line)[1])
	}
	ok = result == s.want && slices.Equal(statuses, s.hear)
	if !ok {
		fmt.Fprintf(w, "    UNEXPECTED (%v): not %s with %v\n", err, s.want, s.hear)
	}
	return ok
}
