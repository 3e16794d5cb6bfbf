package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	got, err := Parse("both\n  ours [caller]  ## callbacks.md 3.1\n-   wine [worker]  ## callbacks.md 3.2\nboth \"  ## x\" ## y\r\n")
	require.NoError(t, err)
	require.Equal(t, []string{"both", "  wine [worker]"}, got.Wine[:2])
	require.Equal(t, []string{"both", "  ours [caller]"}, got.Ours[:2])

	for _, text := range []string{"line  ## ", "line  ##", "- line", "- line  ##  ", "line  ## ?"} {
		_, err := Parse("first\n" + text + "\n")
		require.ErrorContains(t, err, "line 2", "%q", text)
	}
}

func TestAnnotate(t *testing.T) {
	wine, ours := []string{"a", "  b", "c", "d"}, []string{"a", "c", "  e", "d", "f"}
	open := Annotate(wine, ours, "")
	require.Equal(t, "a\n-   b  ## ?\nc\n  e  ## ?\nd\nf  ## ?\n", open)
	text := strings.ReplaceAll(open, unexplained, "spec 1")
	got, err := Parse(text)
	require.NoError(t, err)
	require.Equal(t, Transcript{wine, ours}, got)
	require.Equal(t, text, Annotate(wine, ours, text), "the reasons remain")
	require.Equal(t, "a\n", Annotate(wine[:1], ours[:1], text))
}

// TestTestdata checks what needs no compiler: each scenario has both transcripts, and what the annotated one says about Wine
// is what was recorded.
func TestTestdata(t *testing.T) {
	sources, err := filepath.Glob("scenarios/*.c")
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".c")
		t.Run(name, func(t *testing.T) {
			want := expected(t, name)
			require.Equal(t, Lines(read(t, name+".wine.txt")), want.Wine)
		})
	}
	transcripts, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.Len(t, transcripts, 2*len(sources), "a transcript without a scenario")
}

// expected reads testdata/NAME.txt.
func expected(t *testing.T, name string) Transcript {
	want, err := Parse(read(t, name+".txt"))
	require.NoError(t, err, "%s.txt", name)
	return want
}

func read(t *testing.T, name string) string {
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(text)
}
