package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gowinhttp/winhttp/internal/wintest"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { wintest.Main(m) }

// result is what a command line has led to.
type result struct {
	code     int
	out, err string
}

func execute(stdin string, args ...string) result {
	var out, err bytes.Buffer
	code := run(args, strings.NewReader(stdin), &out, &err)
	return result{code, out.String(), err.String()}
}

// execution is execute, in one of the modes of get.
type execution func(stdin string, args ...string) result

// modes runs a test of get in both modes. The second gives every get the flag --async.
func modes(t *testing.T, test func(t *testing.T, execute execution)) {
	t.Run("sync", func(t *testing.T) { test(t, execute) })
	t.Run("async", func(t *testing.T) {
		test(t, func(stdin string, args ...string) result {
			require.Equal(t, "get", args[0])
			return execute(stdin, slices.Insert(slices.Clone(args), 1, "--async")...)
		})
	})
}

// masked hides what differs from run to run: offsets of a trace, and ports.
func masked(text string) string {
	text = regexp.MustCompile(`(?m)^ *\d+\.\d{3}  `).ReplaceAllString(text, "    0.000  ")
	return regexp.MustCompile(`127\.0\.0\.1:\d{4,}`).ReplaceAllString(text, "127.0.0.1:PORT")
}

func TestHelp(t *testing.T) {
	for _, row := range []struct{ golden, args string }{
		{"help.txt", "--help"},
		{"help-get.txt", "get --help"},
	} {
		got := execute("", strings.Fields(row.args)...)
		require.Zero(t, got.code)
		require.Empty(t, got.err)
		wintest.Golden(t, row.golden, got.out)
	}
}

func TestVersion(t *testing.T) {
	got := execute("", "--version")
	require.Equal(t, exitOK, got.code)
	require.Regexp(t, `^winhttp \S+\n$`, got.out)
}

func TestUsageErrors(t *testing.T) {
	for _, row := range []struct{ args, want string }{
		{"", `expected one of "get", "ws", "crack", "demo"`},
		{"put http://x/", "unexpected argument put"},
		{"get", `expected "<url>"`},
		{"get http://x/ http://y/", "unexpected argument http://y/"},
		{"get --fast http://x/", "unknown flag --fast"},
		{"get --timeout soon http://x/", `expected a valid 32 bit int but got "soon"`},
		{"get -H", "--header: missing value"},
		{"crack", `expected "<url>"`},
	} {
		got := execute("", strings.Fields(row.args)...)
		require.Equal(t, exitUsage, got.code, row.args)
		require.Empty(t, got.out, row.args)
		require.Contains(t, got.err, row.want, row.args)
		require.Regexp(t, `^winhttp: .*\nTry: winhttp --help\n$`, got.err, row.args)
	}
}

func TestCrack(t *testing.T) {
	got := execute("", "crack", "https://user:pw@example.com:8443/a%20b/c?d=e&f#g")
	require.Equal(t, result{exitOK, `Scheme      "https"
SchemeType  INTERNET_SCHEME_HTTPS
HostName    "example.com"
Port        8443
UserName    "user"
Password    "pw"
UrlPath     "/a%20b/c"
ExtraInfo   "?d=e&f#g"
`, ""}, got)

	got = execute("", "crack", "gopher://example.com/")
	require.Equal(t, exitFailure, got.code)
	require.Empty(t, got.out)
	require.Equal(t, "winhttp: WinHttpCrackUrl: ERROR_WINHTTP_UNRECOGNIZED_SCHEME (12006): scheme is not http or https\n", got.err)
}

func TestDemo(t *testing.T) {
	got := execute("", "demo")
	require.Equal(t, exitOK, got.code, got.out)
	require.Empty(t, got.err)
	wintest.Golden(t, "demo.txt", masked(got.out))
}

func TestDemoNoticesSurprises(t *testing.T) {
	for _, row := range []struct {
		name string
		step step
		want string
	}{
		{"another result", step{"F()", func(*demo) (string, error) { return "1", nil }, "2", nil}, "UNEXPECTED (<nil>): not 2 with []"},
		{"no error", step{"F()", closeHandle("hNone"), "ok", nil}, "UNEXPECTED (WinHttpCloseHandle: ERROR_INVALID_HANDLE"},
		{"silence", step{"F()", func(*demo) (string, error) { return "1", nil }, "1", closing}, "not 1 with [HANDLE_CLOSING]"},
	} {
		var out bytes.Buffer
		require.False(t, new(demo).take(&out, &row.step), row.name)
		require.Contains(t, out.String(), row.want, row.name)
	}
}
