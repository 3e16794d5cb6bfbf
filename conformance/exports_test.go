//go:build conformance && linux

package conformance

import (
	"debug/elf"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	declared = regexp.MustCompile(`\bWINAPI (\w+)\(`)
	listed   = regexp.MustCompile(`(?m)^\t(\w+);$`)
)

// TestExports compares what the headers declare with what the library shows: nothing is missing, and nothing of ours is seen
// that nobody can call.
func TestExports(t *testing.T) {
	if *mode != "lib" {
		t.Skip("the library for Linux alone")
	}
	f, err := elf.Open(filepath.Join(*lib, "libwinhttp.so"))
	require.NoError(t, err)
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	require.NoError(t, err)
	var shown []string
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF {
			shown = append(shown, s.Name)
		}
	}
	headers, err := filepath.Glob("../capi/include/*.h")
	require.NoError(t, err)
	compat, err := filepath.Glob("../capi/include/compat/*.h")
	require.NoError(t, err)
	var functions []string
	for _, header := range append(headers, compat...) {
		text, err := os.ReadFile(header)
		require.NoError(t, err)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			functions = append(functions, m[1])
		}
	}
	require.Greater(t, len(functions), 100)
	for _, name := range functions {
		require.Contains(t, shown, name, "declared and not there")
	}
	rules, err := os.ReadFile("../capi/exports.map")
	require.NoError(t, err)
	for _, m := range listed.FindAllStringSubmatch(string(rules), -1) {
		require.Contains(t, shown, m[1], "listed in exports.map and not there")
	}
	for _, name := range shown {
		if regexp.MustCompile(`^WinHttp`).MatchString(name) {
			require.True(t, slices.Contains(functions, name), "%s is shown and not declared", name)
		}
	}
}
