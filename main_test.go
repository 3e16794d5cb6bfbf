package winhttp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

func TestMain(m *testing.M) { wintest.Main(m) }

// hello is a complete answer on a connection that lives on.
const hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

// The server that most tests talk to.
const (
	host    = "example.com"
	address = "10.0.0.1"
)

// bed is what a test stands on: a network in memory with one known host, and a session on it. It closes what it has
// opened when the test ends, and fails if a handle is left then.
type bed struct {
	*testing.T
	net     *wintest.Network
	network *Network
	session HINTERNET
	opened  []HINTERNET
	cert    *wintest.Cert // of the known host, once a test has asked for it
}

// bubble runs a test on the virtual clock.
func bubble(t *testing.T, run func(b *bed)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { run(newBed(t)) })
}

func newBed(t *testing.T) *bed {
	b := &bed{T: t, net: wintest.NewNetwork()}
	b.net.AddHost(host, address)
	b.network = &Network{Dial: b.net.Dial, LookupNetIP: b.net.LookupNetIP}
	t.Cleanup(func() {
		for _, h := range slices.Backward(b.opened) {
			_ = WinHttpCloseHandle(h)
		}
		b.network.CloseIdleConnections()
		synctest.Wait() // a worker may be on its way out of a callback that has said that all is done
		require.Zero(t, handles.Len(), "handles are left")
	})
	b.session = b.open("agent/1.0")
	return b
}

// open makes another session on the same network.
func (b *bed) open(agent string) HINTERNET {
	b.Helper()
	h, err := WinHttpOpen(agent, WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", 0)
	b.keep(h, err)
	require.NoError(b, WinHttpSetOption(h, OPTION_NETWORK, b.network))
	return h
}

// connect opens a connection handle under the session of the bed.
func (b *bed) connect(name string, port INTERNET_PORT) HINTERNET {
	b.Helper()
	return b.keep(WinHttpConnect(b.session, name, port, 0))
}

// get opens a GET request for / on the known host.
func (b *bed) get() HINTERNET { return b.request("GET", "/", 0) }

// request opens a request on the known host.
func (b *bed) request(verb, object string, flags uint32) HINTERNET {
	b.Helper()
	return b.keep(WinHttpOpenRequest(b.connect(host, 0), verb, object, "", "", nil, flags))
}

// keep hands a new handle to the bed.
func (b *bed) keep(h HINTERNET, err error) HINTERNET {
	b.Helper()
	require.NoError(b, err)
	require.NotZero(b, h)
	b.opened = append(b.opened, h)
	return h
}

// close closes a handle for good.
func (b *bed) close(h HINTERNET) {
	b.Helper()
	require.NoError(b, WinHttpCloseHandle(h))
	b.opened = slices.DeleteFunc(b.opened, func(o HINTERNET) bool { return o == h })
}

// serve runs one script for each connection to port 80 of the known host.
func (b *bed) serve(scripts ...wintest.Script) *wintest.Server {
	return wintest.Serve(b.T, b.net.Listen(address+":80"), scripts...)
}

// always answers every request on every connection to a listener in the same way.
func always(t testing.TB, l net.Listener, response string) {
	var running sync.WaitGroup
	var mu sync.Mutex // guards the following
	var conns []net.Conn
	over := false
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns = append(conns, c)
			if over {
				_ = c.Close()
			}
			mu.Unlock()
			running.Go(func() { answerAll(c, response) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		over = true
		for _, c := range conns {
			_ = c.Close()
		}
		mu.Unlock()
		running.Wait()
	})
}

// answerAll answers whenever the head of a request ends.
func answerAll(c net.Conn, response string) {
	defer c.Close()
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line == "\r\n" {
			_, _ = io.WriteString(c, response)
		}
	}
}

// answering is the script of a server that answers one request after the other.
func answering(responses ...string) (s wintest.Script) {
	for _, r := range responses {
		s = append(s, wintest.Request(0), wintest.Send(r))
	}
	return append(s, wintest.Hold())
}

// exchange sends a request without a body and waits for the response.
func (b *bed) exchange(q HINTERNET) {
	b.Helper()
	require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
	require.NoError(b, WinHttpReceiveResponse(q, nil))
}

// body reads the response to its end.
func (b *bed) body(q HINTERNET) string {
	b.Helper()
	text, err := readBody(q)
	require.NoError(b, err)
	return text
}

func readBody(q HINTERNET) (string, error) {
	var text []byte
	buffer := make([]byte, 1000)
	for {
		var n uint32
		if err := WinHttpReadData(q, buffer, &n); err != nil || n == 0 {
			return string(text), err
		}
		text = append(text, buffer[:n]...)
	}
}

// requireCode wants an error of this package with a number, or none for ERROR_SUCCESS.
func requireCode(t testing.TB, want Code, err error, message ...any) {
	t.Helper()
	require.Equal(t, want.Name(), GetLastError(err).Name(), message...)
	if want == ERROR_SUCCESS {
		return
	}
	var e *Error
	require.True(t, errors.As(err, &e), message...)
	require.Regexp(t, "^WinHttp[A-Z]", e.Op, message...)
	require.ErrorIs(t, err, want, message...)
}

// queryText is a header as text, or the error's name in angle brackets.
func queryText(q HINTERNET, level uint32, name string) string {
	var text string
	if err := WinHttpQueryHeaders(q, level, name, &text, nil); err != nil {
		return fmt.Sprintf("<%s>", GetLastError(err).Name())
	}
	return text
}

func TestGetLastError(t *testing.T) {
	require.Equal(t, ERROR_SUCCESS, GetLastError(nil))
	require.Equal(t, ERROR_WINHTTP_TIMEOUT, GetLastError(fmt.Errorf("mine: %w", ERROR_WINHTTP_TIMEOUT)))
	require.Equal(t, ERROR_WINHTTP_CONNECTION_ERROR, GetLastError(io.ErrUnexpectedEOF))
	require.NoError(t, WinHttpCheckPlatform())
}
