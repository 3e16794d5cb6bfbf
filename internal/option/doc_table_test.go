package option

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/options.md")

const docFile = "../../docs/options.md"

func TestMarkdown(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(docFile, []byte(Markdown()), 0o644))
	}
	want, err := os.ReadFile(docFile)
	require.NoError(t, err)
	require.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), Markdown())
}
