package winhttp

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/gowinhttp/winhttp"

// imports is the architecture: who may import whom, inside the module. Folders without a row may import nothing; "*" may
// import everything. A row grows only with a reason, in the same change.
var imports = map[string][]string{
	"errors":           {},
	"handle":           {"errors"},
	"callback":         {"errors", "handle"},
	"internal/op":      {"errors", "handle", "callback"},
	"internal/option":  {"errors", "handle"},
	"internal/header":  {"errors"},
	"internal/crack":   {"errors"},
	"internal/cookie":  {"internal/header"},
	"internal/decode":  {"errors"},
	"internal/wintest": {"errors"},
	"internal/h2":      {"errors", "internal/header"},
	"transport":        {"errors", "internal/header", "internal/h2"},
	"session":          {"errors", "handle", "callback", "transport", "internal/*"},
	"connection":       {"errors", "handle", "callback", "transport", "internal/*", "session"},
	"request":          {"errors", "handle", "callback", "transport", "internal/*", "session", "connection"},
	"websocket":        {"errors", "handle", "callback", "transport", "internal/*", "connection"},
	".":                {"errors", "handle", "callback", "transport", "internal/*", "session", "connection", "request", "websocket"},
	"internal/gen":     {"errors", "callback", "internal/*"},
	"capi":             {".", "handle", "internal/crack", "internal/option"},
	"cmd/*":            {".", "errors", "callback"},
	"examples/*":       {"."},
}

// outside lists what the packages may import that is neither theirs nor the standard library's, tests left out: nothing
// heavy may reach a program that imports the root package.
var outside = map[string][]string{
	"cmd/*":            {"github.com/alecthomas/kong", "github.com/schollz/progressbar/v3", "golang.org/x/term"},
	"internal/cookie":  {"golang.org/x/net/publicsuffix"},
	"internal/decode":  {"github.com/klauspost/compress/*"}, // 0.8 of the standard library's time
	"internal/h2":      {"golang.org/x/net/http2/hpack"},
	"internal/wintest": {"github.com/stretchr/testify/require"},
	"websocket":        {"github.com/gobwas/ws"},
	"transport":        {"golang.org/x/sys/unix", "golang.org/x/crypto/ocsp"}, // TCP_INFO; revocation
}

func TestArchitecture(t *testing.T) {
	for folder, list := range importsOfFolders(t) {
		for _, path := range list {
			own, ok := strings.CutPrefix(path, module)
			switch {
			case ok:
				own = strings.TrimPrefix(own, "/")
				if own == "" {
					own = "."
				}
				require.True(t, allowed(imports, folder, own), "%s imports %s", folder, own)
			case strings.Contains(strings.Split(path, "/")[0], "."):
				require.True(t, allowed(outside, folder, path), "%s imports %s", folder, path)
			}
		}
	}
}

func allowed(table map[string][]string, from, to string) bool {
	for pattern, list := range table {
		if matches(pattern, from) && slices.ContainsFunc(list, func(p string) bool { return matches(p, to) }) {
			return to != "internal/wintest" && to != "internal/gen"
		}
	}
	return false
}

func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

// importsOfFolders reads the imports of every file of the module that is not a test.
func importsOfFolders(t *testing.T) map[string][]string {
	all := map[string][]string{}
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "bench" || d.Name() == ".git" || d.Name() == "testdata") {
			return filepathSkip(err)
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		folder := filepath.ToSlash(filepath.Dir(path))
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			all[folder] = append(all[folder], name)
		}
		return nil
	}))
	return all
}

func filepathSkip(err error) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir
}
