package wintest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files of the tests that run")

// Golden compares a text with the file testdata/name of the package under test. With the flag -update it writes the
// file instead; the difference is then reviewed like any other change.
func Golden(tb testing.TB, name, got string) {
	tb.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		require.NoError(tb, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(tb, os.WriteFile(file, []byte(got), 0o666))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(tb, err, "make it with: go test -run '^%s$' -update", tb.Name())
	require.Equal(tb, string(want), got, file)
}

// Timeline collects events with the time that has passed since it was made, one line each. It may be used by several
// goroutines.
type Timeline struct {
	start time.Time

	mu   sync.Mutex // guards the following
	text strings.Builder
}

// NewTimeline starts at 0.
func NewTimeline() *Timeline { return &Timeline{start: time.Now()} }

// Addf adds a line such as "1.5s  text".
func (l *Timeline) Addf(format string, args ...any) {
	passed := time.Since(l.start)
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(&l.text, "%-8s %s\n", passed, fmt.Sprintf(format, args...))
}

// String is all lines so far.
func (l *Timeline) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
