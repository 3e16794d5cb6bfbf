package winhttp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The sizes that keep a file readable from top to bottom. Generated files, which begin with z, may have any. The lines of a
// function are those from its name to its last brace; tests are mostly tables and count as files only.
const (
	maxFile        = 499 // lines
	maxRequestFile = 399 // in request, where the steps are
	maxFunction    = 60
	shortFunction  = 39 // nine functions in ten have no more
)

func TestSizes(t *testing.T) {
	functions, long := 0, 0
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" || strings.HasPrefix(d.Name(), "z") {
			return nil
		}
		for _, lines := range sizes(t, path) {
			functions++
			if lines > shortFunction {
				long++
			}
		}
		return nil
	}))
	require.NotZero(t, functions)
	require.LessOrEqual(t, 10*long, functions, "%d of %d functions have more than %d lines", long, functions, shortFunction)
}

// sizes checks a file and returns the lines of its functions.
func sizes(t *testing.T, path string) (lines []int) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	limit := maxFile
	if strings.HasPrefix(path, "request"+string(filepath.Separator)) {
		limit = maxRequestFile
	}
	require.LessOrEqual(t, set.File(file.FileStart).LineCount(), limit, "lines of %s", path)
	if strings.HasSuffix(path, "_test.go") {
		return nil
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1
		require.LessOrEqual(t, n, maxFunction, "lines of %s in %s", f.Name, path)
		lines = append(lines, n)
	}
	return lines
}
