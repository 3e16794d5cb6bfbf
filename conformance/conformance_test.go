//go:build conformance

package conformance

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	mode   = flag.String("mode", "lib", "lib: libwinhttp.so of -lib; wine: Wine's winhttp.dll; wine-ours: winhttp.dll of -lib, under Wine")
	lib    = flag.String("lib", "../build", "the folder of our library")
	wine   = flag.String("wine", "wine", "the command that runs a program for Windows")
	update = flag.Bool("update", false, "with -mode wine: write NAME.wine.txt; else: write NAME.txt, with open reasons")
	asan   = flag.Bool("sanitize", false, "with -mode lib: AddressSanitizer and UndefinedBehaviorSanitizer in the scenarios")
	repeat = flag.Int("repeat", 1, "how often each scenario runs; it must print the same each time")
)

// limit is what one run of a scenario may take; Wine's first start is slow.
const limit = time.Minute

func TestScenarios(t *testing.T) {
	sources, err := filepath.Glob("scenarios/*.c")
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	b := newBuilder(t)
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".c")
		t.Run(name, func(t *testing.T) {
			program := b.program(t, name, source)
			output := run(t, program)
			for range *repeat - 1 {
				require.Equal(t, output, run(t, program), "two runs differ")
			}
			compare(t, name, output)
		})
	}
}

// TestChecks runs the programs that say themselves what is wrong: those for Windows under Wine on our DLL, the others on our
// library here.
func TestChecks(t *testing.T) {
	if *mode == "wine" {
		t.Skip("checks are about our own library")
	}
	sources, err := filepath.Glob("checks/*.c")
	require.NoError(t, err)
	b := newBuilder(t)
	b.objects = nil
	secure := startTLS()
	defer secure.Close()
	_, port, err := net.SplitHostPort(secure.Listener.Addr().String())
	require.NoError(t, err)
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".c")
		if strings.HasSuffix(name, "_windows") != (*mode == "wine-ours") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			require.Empty(t, run(t, b.program(t, name, source), port))
		})
	}
}

// startTLS is a server that asks for a client certificate, and does without.
func startTLS() *httptest.Server {
	other := httptest.NewTLSServer(nil)
	defer other.Close()
	issuers := x509.NewCertPool()
	issuers.AddCert(other.Certificate())
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, ClientCAs: issuers}
	secure.StartTLS()
	return secure
}

// compare compares with what was recorded, or records it.
func compare(t *testing.T, name, output string) {
	if *update && *mode == "wine" {
		write(t, name+".wine.txt", output+"\n")
	} else if *update {
		old, _ := os.ReadFile(filepath.Join("testdata", name+".txt"))
		write(t, name+".txt", Annotate(Lines(read(t, name+".wine.txt")), Lines(output), string(old)))
		return
	}
	want := Lines(read(t, name+".wine.txt"))
	if *mode != "wine" {
		want = expected(t, name).Ours
	}
	if lines := difference(want, Lines(output)); !slices.Equal(want, Lines(output)) {
		t.Errorf("not what testdata says, - is missing, + is too much:\n%s", strings.Join(lines, "\n"))
	}
}

func write(t *testing.T, name, text string) {
	require.NoError(t, os.WriteFile(filepath.Join("testdata", name), []byte(text), 0o644))
}

// run runs a program against a server of its own and returns its lines.
func run(t *testing.T, program string, more ...string) string {
	server, err := Start()
	require.NoError(t, err)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()

	arguments := append([]string{program, strconv.Itoa(server.Port())}, more...)
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	command.Env = append(os.Environ(), "ASAN_OPTIONS=detect_leaks=0") // scenarios give nothing back in the end
	if *mode != "lib" {
		command = exec.CommandContext(ctx, *wine, arguments...)
		command.Env = append(os.Environ(), "WINEDEBUG=-all")
	}
	if *mode == "wine-ours" {
		command.Env = append(command.Env, "WINEDLLOVERRIDES=winhttp=n")
	}
	// Files and no pipes: what Wine starts besides goes on holding them.
	output, errors := create(t, "output"), create(t, "errors")
	command.Stdout, command.Stderr = output, errors
	err = command.Run()
	require.NoError(t, err, "%s\n%s", contents(t, output), contents(t, errors))
	return strings.Join(Lines(contents(t, output)), "\n")
}

func create(t *testing.T, name string) *os.File {
	file, err := os.Create(filepath.Join(t.TempDir(), name))
	require.NoError(t, err)
	t.Cleanup(func() { file.Close() })
	return file
}

func contents(t *testing.T, file *os.File) string {
	text, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	return string(text)
}

// A builder compiles scenarios for the mode; the objects of the library are made once.
type builder struct {
	folder   string
	compiler []string
	linker   []string // what ends the command line
	objects  []string
}

func newBuilder(t *testing.T) *builder {
	b := &builder{folder: t.TempDir()}
	ours, err := filepath.Abs(*lib)
	require.NoError(t, err)
	switch *mode {
	case "lib":
		b.compiler = []string{"cc", "-fshort-wchar", "-pthread", "-I../capi/include", "-I../capi/include/compat"}
		if *asan {
			b.compiler = append(b.compiler, "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover")
		}
		b.linker = []string{"-L" + ours, "-lwinhttp", "-Wl,-rpath," + ours}
	case "wine", "wine-ours":
		b.compiler = []string{"x86_64-w64-mingw32-gcc"}
		b.linker = []string{"-static", "-lwinhttp", "-lversion", "-lcrypt32"}
	default:
		t.Fatalf("unknown mode %q", *mode)
	}
	b.compiler = append(b.compiler, "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-I.")
	if *mode == "wine-ours" {
		dll, err := os.ReadFile(filepath.Join(ours, "winhttp.dll"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(b.folder, "winhttp.dll"), dll, 0o755))
	}
	sources, err := filepath.Glob("*.c")
	require.NoError(t, err)
	for _, source := range sources {
		object := filepath.Join(b.folder, source+".o")
		b.compile(t, "-c", source, "-o", object)
		b.objects = append(b.objects, object)
	}
	return b
}

func (b *builder) program(t *testing.T, name, source string) string {
	program := filepath.Join(b.folder, name+".exe")
	b.compile(t, append(append([]string{source, "-o", program}, b.objects...), b.linker...)...)
	return program
}

func (b *builder) compile(t *testing.T, arguments ...string) {
	command := exec.Command(b.compiler[0], append(b.compiler[1:], arguments...)...)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s\n%s", command, output)
}
