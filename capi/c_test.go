package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// compile runs a C compiler with the headers of the library. The test ends here, and says so, where there is none.
func compile(t *testing.T, args ...string) {
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler")
	}
	args = append([]string{"-Wall", "-Wextra", "-Werror", "-Iinclude", "-Iinclude/compat"}, args...)
	out, err := exec.Command(cc, args...).CombinedOutput()
	require.NoError(t, err, "cc %v\n%s", args, out)
}

// The header in every dialect that it is for: the layout of its structures, and no warning (functions.md section 11).
func TestLayout(t *testing.T) {
	for _, language := range [][]string{{"-x", "c", "-std=c11"}, {"-x", "c++", "-std=c++17"}} {
		for _, wide := range []string{"-fshort-wchar", "-fno-short-wchar"} {
			compile(t, append(language, "-Wpedantic", wide, "-fsyntax-only", "testdata/layout.c")...)
		}
	}
}

func TestCompat(t *testing.T) {
	sources, err := filepath.Glob("compat_*.c")
	require.NoError(t, err)
	program := filepath.Join(t.TempDir(), "compat")
	compile(t, append(sources, "testdata/compat.c", "-g", "-fshort-wchar", "-pthread", "-fsanitize=address,undefined",
		"-fno-sanitize-recover", "-o", program)...)
	out, err := exec.Command(program).CombinedOutput()
	require.NoError(t, err, "%s", out)
	compile(t, "-x", "c++", "-std=c++17", "-fshort-wchar", "-fsyntax-only", "-Wpedantic", "testdata/cplusplus.cc")
}
