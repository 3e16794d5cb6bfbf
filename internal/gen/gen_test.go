package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
)

func TestUpToDate(t *testing.T) {
	files, err := generate()
	require.NoError(t, err)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../..", name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "%s is out of date: run go generate in the root folder", name)
	}
}

func TestEveryErrorOnce(t *testing.T) {
	src, err := source()
	require.NoError(t, err)
	for code := range werr.Codes {
		lines := regexp.MustCompile(`(?m)^\t`+code.Name()+`\s+Code = `).FindAll(src, -1)
		if family(code.Name())[:3] == "WSA" {
			require.Empty(t, lines, code.Name())
		} else {
			require.Len(t, lines, 1, code.Name())
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []group
		fails      bool
	}{
		{name: "nothing", text: "\n\n"},
		{
			name: "groups", text: "[uint32] Two (page).\nA 1\nB A // again\n\n[enum E] One.\nC 0\n",
			want: []group{
				{typ: "uint32", comment: "Two (page).", rows: []row{{"A", "1"}, {"B", "A // again"}}},
				{typ: "E", enum: true, comment: "One.", rows: []row{{"C", "0"}}},
			},
		},
		{name: "constant before a group", text: "A 1\n", fails: true},
		{name: "constant without a value", text: "[uint32] One.\nA\n", fails: true},
	} {
		got, err := parse(c.text)
		require.Equal(t, c.fails, err != nil, c.name)
		require.Equal(t, c.want, got, c.name)
	}
}
