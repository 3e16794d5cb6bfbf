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

// TestCompat builds what a program gets from the Windows layer, and runs programs that use it, under the sanitizers.
func TestCompat(t *testing.T) {
	common := []string{"-g", "-fshort-wchar", "-pthread", "-fsanitize=address,undefined", "-fno-sanitize-recover"}
	dir := t.TempDir()
	sources, err := filepath.Glob("compat_*.c")
	require.NoError(t, err)
	var layer []string
	for _, source := range sources {
		object := filepath.Join(dir, source+".o")
		compile(t, append(common, "-std=c11", "-c", source, "-o", object)...)
		layer = append(layer, object)
	}
	programs, err := filepath.Glob("testdata/compat/*.c*")
	require.NoError(t, err)
	for _, source := range append(programs, "testdata/compat.c") {
		t.Run(filepath.Base(source), func(t *testing.T) {
			args := append(common, "-Wpedantic", "-o", filepath.Join(dir, filepath.Base(source)+".out"))
			if filepath.Ext(source) == ".cc" {
				args = append(args, "-x", "c++", "-std=c++17", source, "-x", "none", "-lstdc++")
			} else {
				args = append(args, "-std=c11", source)
			}
			compile(t, append(args, layer...)...)
			out, err := exec.Command(filepath.Join(dir, filepath.Base(source)+".out")).CombinedOutput()
			require.NoError(t, err, "%s", out)
		})
	}
	compile(t, "-x", "c++", "-std=c++17", "-fshort-wchar", "-fsyntax-only", "-Wpedantic", "testdata/cplusplus.cc")
}
