package wintest

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// module is the prefix of the function names in a stack that belongs to us.
const module = "github.com/gowinhttp/winhttp"

// settle is how long goroutines have to end after the tests.
const settle = 2 * time.Second

// Main runs the tests of a package and fails if goroutines of this module are left after them. It is the body of
// TestMain and does not return.
func Main(m *testing.M) {
	code := m.Run()
	if left := leaked(nil); code == 0 && len(left) > 0 {
		fmt.Fprintf(os.Stderr, "FAIL: %d goroutines are left:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// NoLeaks fails the test if goroutines of this module that do not exist yet are left at its end, after the cleanups
// that are registered later. Not for tests that run in parallel with others.
func NoLeaks(tb testing.TB) {
	before := make(map[string]bool)
	for _, stack := range stacks() {
		before[goroutine(stack)] = true
	}
	tb.Cleanup(func() {
		if left := leaked(before); len(left) > 0 {
			tb.Errorf("%d goroutines are left:\n\n%s", len(left), strings.Join(left, "\n\n"))
		}
	})
}

// leaked waits until no goroutine of this module is left, except those known before and the caller, and returns the
// stacks of those that stay.
func leaked(before map[string]bool) []string {
	known := func(stack string) bool {
		return before[goroutine(stack)] || !strings.Contains(stack, module)
	}
	start := time.Now()
	for pause := time.Duration(0); ; pause = 2*pause + time.Millisecond {
		left := slices.DeleteFunc(stacks(), known)
		if len(left) == 0 || time.Since(start) > settle {
			return left
		}
		<-time.After(pause)
	}
}

// stacks are those of all goroutines but the calling one.
func stacks() []string {
	buf := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			return strings.Split(strings.TrimSpace(string(buf[:n])), "\n\n")[1:]
		}
		buf = make([]byte, 2*len(buf))
	}
}

// goroutine is the start of a stack, such as "goroutine 35"; the state that follows changes.
func goroutine(stack string) string {
	name, _, _ := strings.Cut(stack, " [")
	return name
}
