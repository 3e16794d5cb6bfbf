package winhttp

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// The paths that a server in another process knows; any other is answered with hello at once.
const (
	holdPath      = "/hold" // answered after /go
	heldPath      = "/held" // with a number: answered when so many are held
	goPath        = "/go"
	webSocketPath = "/websocket" // which says nothing
	countPath     = "/count"     // how many connections there were at most
	asServer      = "WINHTTP_TEST_SERVER"
	serverTest    = "TestServerProcess"
)

// startServer runs this test binary as a server, and returns the port.
func startServer(t testing.TB) INTERNET_PORT {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, "-test.run=^"+serverTest+"$")
	cmd.Env = append(os.Environ(), asServer+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close() // which ends it
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	port, err := strconv.ParseUint(strings.TrimSpace(line), 10, 16)
	require.NoError(t, err)
	return INTERNET_PORT(port)
}

// TestServerProcess is the server, when startServer has started this process.
func TestServerProcess(t *testing.T) {
	if os.Getenv(asServer) == "" {
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	s := new(holder)
	s.changed.L = &s.mu
	for {
		c, err := l.Accept()
		require.NoError(t, err)
		s.count(1)
		go s.serve(c)
	}
}

// holder is a server that holds answers back.
type holder struct {
	mu      sync.Mutex // guards the following
	changed sync.Cond

	held, rounds int
	open, most   int // connections
}

func (s *holder) count(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open += n
	s.most = max(s.most, s.open)
}

func (s *holder) serve(c net.Conn) {
	defer s.count(-1)
	defer c.Close()
	buffer, n := make([]byte, 1<<10), 0
	for {
		m, err := c.Read(buffer[n:])
		if err != nil {
			return
		}
		n += m
		if !bytes.HasSuffix(buffer[:n], []byte("\r\n\r\n")) {
			continue
		}
		path := strings.Fields(string(buffer[:n]))[1]
		switch n = 0; path {
		case "/":
			_, err = c.Write([]byte(hello))
		case webSocketPath:
			_, err = c.Write([]byte(accepted(string(buffer))))
		default:
			text := s.answer(path)
			_, err = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
		}
		if err != nil {
			return
		}
	}
}

func (s *holder) answer(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	number, isHeld := strings.CutPrefix(path, heldPath)
	switch {
	case path == holdPath:
		s.held++
		s.changed.Broadcast()
		for round := s.rounds; s.rounds == round; {
			s.changed.Wait()
		}
	case isHeld:
		for n, _ := strconv.Atoi(number); s.held < n; {
			s.changed.Wait()
		}
	case path == goPath:
		s.held = 0
		s.rounds++
		s.changed.Broadcast()
	case path == countPath:
		return fmt.Sprint(s.most)
	}
	return "hello"
}
