package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// errMissing is wrapped by what a client says that cannot run here.
var errMissing = errors.New("left out")

// build is where make lib puts the library.
const build = "../build"

// program is a client in C: c/loop.c with a source that makes its requests.
type program struct{ path, port string }

// newProgram compiles a program. The flags find what it stands on; they say nothing if that is not installed.
func newProgram(source string, flags func() []string) func(*site) (client, error) {
	return func(s *site) (client, error) {
		_, port, err := net.SplitHostPort(s.plain)
		if err != nil {
			return nil, err
		}
		more := flags()
		cc, err := exec.LookPath("cc")
		if err != nil || more == nil {
			return nil, fmt.Errorf("%s needs a C compiler and its library: %w", source, errMissing)
		}
		path := filepath.Join(build, "bench-"+source)
		if err := os.MkdirAll(build, 0o777); err != nil {
			return nil, err
		}
		args := append([]string{"-O2", "-o", path, "c/loop.c", "c/" + source + ".c"}, more...)
		if out, err := exec.Command(cc, args...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w: %s", err, out)
		}
		return program{path, port}, nil
	}
}

// ownLibrary are the flags for this library, which make lib has built.
func ownLibrary() []string {
	lib, err := filepath.Abs(build)
	if err != nil || !exists(filepath.Join(lib, "libwinhttp.so")) {
		return nil
	}
	return []string{"-fshort-wchar", "-I../capi/include", "-I../capi/include/compat", "-L" + lib, "-Wl,-rpath," + lib, "-lwinhttp"}
}

func curl() []string {
	out, err := exec.Command("pkg-config", "--cflags", "--libs", "libcurl").Output()
	if err != nil {
		return nil
	}
	return strings.Fields(string(out))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (p program) caller() (caller, error) { return &process{program: p, times: 1}, nil }

// process is a program that runs from its first request on, until this process ends.
type process struct {
	program
	times int
	in    io.Writer
	out   *bufio.Reader
	cpu   time.Duration
}

func (p *process) chain(n int) { p.times = n }

// used is the processor time of the process.
func (p *process) used() time.Duration { return p.cpu }

func (p *process) get(string, []byte) (length int, err error) {
	if p.in == nil {
		if err := p.start(); err != nil {
			return 0, err
		}
	}
	if _, err := fmt.Fprintln(p.in, p.times); err != nil {
		return 0, err
	}
	_, err = fmt.Fscanln(p.out, &length, (*int64)(&p.cpu))
	return length / p.times, err
}

func (p *process) put(string, []byte) (int, error) { return 0, errors.ErrUnsupported }

func (p *process) start() error {
	cmd := exec.Command(p.path, p.port)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	p.in, p.out = in, bufio.NewReader(out)
	return cmd.Start()
}
