// Command summary reads what go test -json writes and prints what go test without it would: a line for each package, and all
// that failing tests have said. Its last line counts tests and their subtests; it fails if one of them or a package failed.
// Lines that are not JSON pass through.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
)

func main() {
	log.SetFlags(0)
	s := summary{out: os.Stdout, said: map[string][]string{}}
	if err := s.read(os.Stdin); err != nil {
		log.Fatal(err)
	}
	if !s.print() {
		os.Exit(1)
	}
}

// event is a line of go test -json (go doc test2json).
type event struct {
	Action, Package, Test, ImportPath, Output string
}

type summary struct {
	out                     io.Writer
	said                    map[string][]string // the output of tests that are running
	passed, failed, skipped int
	broken                  int // packages that failed
}

func (s *summary) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Action == "" {
			fmt.Fprintln(s.out, lines.Text())
			continue
		}
		s.hear(&e)
	}
	return lines.Err()
}

func (s *summary) hear(e *event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		s.output(e, key)
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "pass", "skip":
		s.end(e)
		delete(s.said, key)
	case "fail":
		s.end(e)
		fmt.Fprint(s.out, strings.Join(s.said[key], ""))
		delete(s.said, key)
	}
}

// output shows the closing line of a package at once, and keeps the rest until it is known whether anybody wants it.
func (s *summary) output(e *event, key string) {
	for _, verdict := range []string{"ok  \t", "?   \t", "FAIL\t"} {
		if e.Test == "" && strings.HasPrefix(e.Output, verdict) {
			fmt.Fprint(s.out, e.Output)
			return
		}
	}
	s.said[key] = append(s.said[key], e.Output)
}

func (s *summary) end(e *event) {
	switch {
	case e.Test == "" && e.Action == "fail":
		s.broken++
	case e.Test == "":
	case e.Action == "pass":
		s.passed++
	case e.Action == "fail":
		s.failed++
	default:
		s.skipped++
	}
}

// print writes the last line and says whether all is well: no tests at all are not.
func (s *summary) print() (ok bool) {
	if s.skipped > 0 {
		fmt.Fprintf(s.out, "%d skipped\n", s.skipped)
	}
	if s.broken > 0 {
		fmt.Fprintf(s.out, "packages that failed: %d\n", s.broken)
	}
	fmt.Fprintf(s.out, "%d passed, %d failed\n", s.passed, s.failed)
	return s.passed > 0 && s.failed+s.broken == 0
}
