package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

func TestC(t *testing.T) {
	for _, c := range []struct {
		name string
		in   group
		want string
	}{
		{
			name: "ours", in: group{typ: "uint32", rows: []row{{"WINHTTP_A", "1 // text"}, {"ERROR_WINHTTP_B", "WINHTTP_A"}}},
			want: "#define WINHTTP_A 1\n#define ERROR_WINHTTP_B WINHTTP_A\n",
		},
		{
			name: "a number of 64 bits, and a name for it",
			in:   group{typ: "uint64", rows: []row{{"WINHTTP_A", "0x1"}, {"WINHTTP_B", "WINHTTP_A"}}},
			want: "#define WINHTTP_A 0x1ull\n#define WINHTTP_B WINHTTP_A\n",
		},
		{
			name: "of Windows", in: group{typ: "uint32", rows: []row{{"ERROR_A", "1"}, {"SocketA", "2"}}},
			want: "#ifndef ERROR_A\n#define ERROR_A 1\n#endif\n#ifndef _WIN32\n#define SocketA 2\n#endif\n",
		},
		{
			name: "enum", in: group{typ: "WINHTTP_E", enum: true, rows: []row{{"WinHttpA", "0"}}},
			want: "typedef enum _WINHTTP_E {\n\tWinHttpA = 0,\n} WINHTTP_E;\n",
		},
	} {
		var out bytes.Buffer
		c.in.writeC(&out)
		require.Equal(t, "\n/*  */\n"+c.want, out.String(), c.name)
	}
}

// The messages of the DLL are formatted, so a text has no insert.
func TestMessages(t *testing.T) {
	table := string(messageTable())
	require.NotContains(t, table, "%")
	require.Contains(t, table, "\nMessageId=12002\nSeverity=Success\nFacility=None\nSymbolicName=ERROR_WINHTTP_TIMEOUT\n")
	for code := range werr.Codes {
		ours := strings.HasPrefix(code.Name(), "ERROR_WINHTTP_")
		require.Equal(t, ours, strings.Contains(table, "="+code.Name()+"\n"), code.Name())
	}
}
