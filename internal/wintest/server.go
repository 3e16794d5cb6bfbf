package wintest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Script is what a server does on one connection, step by step. After the last step the connection is closed in order.
type Script []Step

// Step is one thing that a server does. An error ends the script and fails the test.
type Step func(*Peer) error

// Peer is the server's side of one connection while its script runs.
type Peer struct {
	Raw    net.Conn      // as accepted
	Conn   net.Conn      // Raw, or the TLS connection on it
	Reader *bufio.Reader // reads Conn and records every byte

	server *Server
	number int
}

// Server runs scripts against the client under test and records what it receives.
type Server struct {
	tb       testing.TB
	listener net.Listener
	scripts  []Script
	finished chan struct{} // closed when all scripts have run
	stopped  chan struct{} // closed when the test is over
	running  sync.WaitGroup

	mu sync.Mutex // guards the following

	peers    []*Peer
	received []*bytes.Buffer
	requests []string
	left     int // scripts that have not ended
}

// grace is how long scripts may take to notice, at the end of a test, what the client has just done.
const grace = 100 * time.Millisecond

// Serve accepts one connection per script, in the order of the scripts, and runs them side by side. The listener is one
// of a Network or from Loopback. When the test ends the listener is closed, the scripts are stopped, and the test fails
// if a script had not run to its end.
func Serve(tb testing.TB, listener net.Listener, scripts ...Script) *Server {
	s := &Server{tb: tb, listener: listener, scripts: scripts, left: len(scripts)}
	s.finished, s.stopped = make(chan struct{}), make(chan struct{})
	s.running.Go(s.accept)
	tb.Cleanup(s.stop)
	return s
}

// Loopback listens on a free port of 127.0.0.1, for tests that need real sockets. Not for use in a bubble.
func Loopback(tb testing.TB) *net.TCPListener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	tb.Cleanup(func() { l.Close() })
	return l.(*net.TCPListener)
}

// Addr is where the server listens, as host and port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Requests are the texts that the steps Request and Until have read so far, from all connections, in order of arrival.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Connections is the number of connections accepted so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.peers)
}

// Received is every byte that arrived on a connection, counted from 0; decrypted, if its script has a TLS step.
func (s *Server) Received(connection int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.received[connection].String()
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		p := s.add(c)
		if p == nil {
			continue
		}
		s.running.Go(func() {
			s.run(p)
			p.Conn.Close()
			s.finish()
		})
	}
}

// add returns nil if no script is left for the connection, or the test has ended.
func (s *Server) add(c net.Conn) *Peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over() || len(s.peers) == len(s.scripts) {
		if !s.over() {
			s.tb.Errorf("%s: connection %d has no script", s.Addr(), len(s.peers))
		}
		c.Close()
		return nil
	}
	p := &Peer{Raw: c, server: s, number: len(s.peers)}
	s.peers = append(s.peers, p)
	s.received = append(s.received, new(bytes.Buffer))
	p.use(c)
	return p
}

// errOver ends a script before its last step without failing the test.
var errOver = errors.New("script is over")

func (s *Server) run(p *Peer) {
	for i, step := range s.scripts[p.number] {
		err := step(p)
		if err == nil {
			continue
		}
		if err != errOver {
			s.tb.Errorf("%s: connection %d, step %d (test over: %t): %v", s.Addr(), p.number, i, s.over(), err)
		}
		return
	}
}

func (s *Server) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left--; s.left == 0 {
		close(s.finished)
	}
}

func (s *Server) stop() {
	select {
	case <-s.finished:
	case <-time.After(grace):
	}
	s.mu.Lock()
	close(s.stopped)
	missing := s.scripts[len(s.peers):]
	for _, p := range s.peers {
		p.Raw.Close()
	}
	s.mu.Unlock()
	s.listener.Close()
	s.running.Wait()
	if len(missing) > 0 && !s.tb.Failed() {
		s.tb.Errorf("%s: no connection for the last %d of %d scripts", s.Addr(), len(missing), len(s.scripts))
	}
}

func (s *Server) over() bool {
	select {
	case <-s.stopped:
		return true
	default:
		return false
	}
}

// use makes c the connection that the following steps work on.
func (p *Peer) use(c net.Conn) {
	p.Conn = c
	p.Reader = bufio.NewReader(io.TeeReader(c, recorder{p}))
}

type recorder struct{ p *Peer }

func (r recorder) Write(b []byte) (int, error) {
	s := r.p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.received[r.p.number].Write(b)
}

func (s *Server) request(text []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, string(text))
}
