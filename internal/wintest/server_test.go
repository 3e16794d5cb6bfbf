package wintest

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// fakeTB records failures and runs its cleanups when told.
type fakeTB struct {
	testing.TB
	failures bytes.Buffer
	cleanups []func()
}

func (f *fakeTB) Errorf(format string, args ...any) { fmt.Fprintf(&f.failures, format+"\n", args...) }
func (f *fakeTB) Cleanup(fn func())                 { f.cleanups = append(f.cleanups, fn) }
func (f *fakeTB) Failed() bool                      { return f.failures.Len() > 0 }

func (f *fakeTB) end() string {
	for len(f.cleanups) > 0 {
		last := f.cleanups[len(f.cleanups)-1]
		f.cleanups = f.cleanups[:len(f.cleanups)-1]
		last()
	}
	return f.failures.String()
}

// dial connects to 10.0.0.1:80.
func dial(t *testing.T, n *Network) net.Conn {
	c, err := n.Dial(t.Context(), "tcp", "10.0.0.1:80")
	require.NoError(t, err)
	return c
}

func TestServeRunsItsScripts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork()
		s := Serve(t, n.Listen("10.0.0.1:80"),
			Script{Request(3), Send("begin"), Sleep(time.Minute), Drip("two", time.Second), End()},
			Script{Repeat(2, Expect("ping"), Send("pong")), Until("0\r\n\r\n"), CloseWrite(), Hold()},
		)
		log := NewTimeline()
		c := dial(t, n)
		io.WriteString(c, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
		for buf := make([]byte, 8); !strings.HasSuffix(log.String(), "o\n"); {
			k, err := c.Read(buf)
			require.NoError(t, err)
			log.Addf("%s", buf[:k])
		}
		require.NoError(t, c.Close())

		c = dial(t, n)
		io.WriteString(c, "pingping1\r\nx\r\n0\r\n\r\nrest")
		got, err := io.ReadAll(c)
		require.NoError(t, err)
		require.Equal(t, "pongpong", string(got))
		synctest.Wait()
		require.Equal(t, []string{"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "1\r\nx\r\n0\r\n\r\n"}, s.Requests())
		require.Equal(t, 2, s.Connections())
		require.Equal(t, "pingping1\r\nx\r\n0\r\n\r\nrest", s.Received(1))
		require.Equal(t, "10.0.0.1:80", s.Addr())
		Golden(t, "drip.txt", log.String())
	})
}

func TestServeEnds(t *testing.T) {
	for _, row := range []struct {
		name   string
		script Script
		text   string
		err    error
	}{
		{"end of script", Script{Send("x")}, "x", nil},
		{"close", Script{Send("x"), Close()}, "x", nil},
		{"cut", Script{Send("x"), Cut()}, "x", nil},
		{"reset, delivered", Script{Send("x"), Reset(true)}, "x", syscall.ECONNRESET},
		{"reset, lost", Script{Send("x"), Reset(false)}, "", syscall.ECONNRESET},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := NewNetwork()
			Serve(t, n.Listen("10.0.0.1:80"), row.script)
			c := dial(t, n)
			synctest.Wait()
			got, err := io.ReadAll(c)
			require.Equal(t, row.text, string(got), row.name)
			require.ErrorIs(t, err, row.err, row.name)
		})
	}
}

// TestServeFailsTheTest has a row for each way in which client and script may disagree.
func TestServeFailsTheTest(t *testing.T) {
	send := func(text string) func(net.Conn) {
		return func(c net.Conn) { io.WriteString(c, text); c.Close() }
	}
	for _, row := range []struct {
		name    string
		scripts []Script
		client  func(net.Conn) // nil: no connection
		failure string
	}{
		{"head cut", []Script{{Request(0)}}, send("GET"), `step 0 (test over: false): request head: EOF after "GET"`},
		{"body cut", []Script{{Request(2)}}, send("\r\n\r\na"), "request body: unexpected EOF after 1 of 2 bytes"},
		{"other bytes", []Script{{Expect("a")}}, send("b"), `expected "a", got "b"`},
		{"too few bytes", []Script{{Expect("ab")}}, send("a"), `expected "ab": unexpected EOF after "a"`},
		{"text missing", []Script{{Until("0")}}, send("1"), `until "0": EOF after "1"`},
		{"more than the end", []Script{{Send(""), End()}}, send("x"), `step 1 (test over: false): expected the end of the stream, got "x"`},
		{"no TLS", []Script{{TLS(&tls.Config{})}}, send("GET / HTTP/1.1\r\n\r\n"), "TLS handshake"},
		{"TLS too early", []Script{{Expect("a"), TLS(&tls.Config{})}}, send("ab"), "speaks before its turn"},
		{"too many connections", nil, send(""), "connection 0 has no script"},
		{"too few connections", []Script{{}, {}}, nil, "no connection for the last 2 of 2 scripts"},
		{"request missing", []Script{{Request(0)}}, func(net.Conn) {}, "step 0 (test over: true)"},
		{"client gone", []Script{{Expect("a"), Sleep(1), Drip("xx", 1)}}, send("a"), "step 2 (test over: false): write tcp"},
		{"client gone, allowed", []Script{{UntilGone(Expect("a"), Sleep(1), Drip("xx", 1)), Expect("b")}}, send("a"), ""},
		{"test ends in a sleep", []Script{{Sleep(time.Hour), Expect("b")}}, func(net.Conn) {}, ""},
		{"test ends in a hold", []Script{{Hold()}}, func(net.Conn) {}, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			n, tb := NewNetwork(), new(fakeTB)
			Serve(tb, n.Listen("10.0.0.1:80"), row.scripts...)
			if row.client != nil {
				row.client(dial(t, n))
			}
			<-time.After(time.Second)
			got := tb.end()
			require.Contains(t, got, row.failure, row.name)
			require.Equal(t, row.failure == "", got == "", "%s: %s", row.name, got)
		})
	}
}

// TestServeTLS speaks TLS through a tunnel, in memory and on a real socket.
func TestServeTLS(t *testing.T) {
	ca := NewCA("Test Root")
	config := ca.CA("Test CA").Leaf("example.com").Config()
	script := Script{Expect("CONNECT\n"), Send("OK\n"), TLS(config), Request(0), Send("answer"), Close()}
	exchange := func(t *testing.T, s *Server, c net.Conn) {
		io.WriteString(c, "CONNECT\n")
		_, err := io.ReadFull(c, make([]byte, 3))
		require.NoError(t, err)
		secure := tls.Client(c, &tls.Config{ServerName: "example.com", RootCAs: Pool(ca)})
		io.WriteString(secure, "GET\r\n\r\n")
		got, err := io.ReadAll(secure)
		require.NoError(t, err)
		require.Equal(t, "answer", string(got))
		require.NoError(t, c.Close())
		require.Equal(t, "CONNECT\nGET\r\n\r\n", s.Received(0))
	}
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := NewNetwork()
			exchange(t, Serve(t, n.Listen("10.0.0.1:80"), script), dial(t, n))
		})
	})
	t.Run("loopback", func(t *testing.T) {
		s := Serve(t, Loopback(t), script)
		c, err := net.Dial("tcp", s.Addr())
		require.NoError(t, err)
		exchange(t, s, c)
	})
}

func TestServeResetOnLoopback(t *testing.T) {
	s := Serve(t, Loopback(t), Script{Expect("x"), Reset(true)})
	c, err := net.Dial("tcp", s.Addr())
	require.NoError(t, err)
	defer c.Close()
	io.WriteString(c, "x")
	_, err = c.Read(make([]byte, 1))
	require.Error(t, err)
	require.NotEqual(t, io.EOF, err)
}

// TestServeTLSEnds: crypto/tls takes an end between two records for io.EOF, with or without close_notify.
func TestServeTLSEnds(t *testing.T) {
	leaf := SelfSigned("example.com")
	for _, end := range []Step{Close(), CloseWrite(), Cut()} {
		synctest.Test(t, func(t *testing.T) {
			n := NewNetwork()
			Serve(t, n.Listen("10.0.0.1:80"), Script{TLS(leaf.Config()), Send("x"), end})
			c := tls.Client(dial(t, n), &tls.Config{ServerName: "example.com", RootCAs: Pool(leaf)})
			got, err := io.ReadAll(c)
			require.NoError(t, err)
			require.Equal(t, "x", string(got))
			c.Close()
		})
	}
}
