package conformance

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// patience bounds every connection: no scenario takes as long.
const patience = 30 * time.Second

// Server plays the other side of a scenario, on a port of 127.0.0.1. The path of a request says what it does; answers.go has
// the list. It writes each answer with as few writes as possible, so that what arrives together is the same in each run.
type Server struct {
	listener net.Listener
	serving  sync.WaitGroup

	mu       sync.Mutex // guards the following
	accepted int
	open     map[net.Conn]bool
	released chan struct{} // closed, and replaced, by /release
}

// Start starts a server, which Close ends.
func Start() (*Server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{listener: listener, open: map[net.Conn]bool{}, released: make(chan struct{})}
	s.serving.Go(s.accept)
	return s, nil
}

// Port is where the server listens.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Close closes all connections and waits for what served them.
func (s *Server) Close() {
	s.listener.Close()
	s.mu.Lock()
	for conn := range s.open {
		conn.Close()
	}
	s.mu.Unlock()
	s.release()
	s.serving.Wait()
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		conn.SetDeadline(time.Now().Add(patience))
		s.mu.Lock()
		s.accepted++
		p := &peer{Conn: conn, reader: bufio.NewReader(conn), server: s, number: s.accepted}
		s.open[conn] = true
		s.mu.Unlock()
		s.serving.Go(p.serve)
	}
}

// release lets all answers go on that wait for it.
func (s *Server) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.released)
	s.released = make(chan struct{})
}

func (s *Server) waitForRelease() {
	s.mu.Lock()
	released := s.released
	s.mu.Unlock()
	select {
	case <-released:
	case <-time.After(patience):
	}
}

// A peer is one connection.
type peer struct {
	net.Conn
	reader *bufio.Reader
	server *Server
	number int // of the connection, from 1
}

// A request is kept as it came: head is everything up to and including the empty line.
type request struct {
	verb, path, query string
	head, body        []byte
}

func (p *peer) serve() {
	defer func() {
		p.server.mu.Lock()
		delete(p.server.open, p.Conn)
		p.server.mu.Unlock()
		p.Close()
	}()
	for {
		r, err := p.readHead()
		if err != nil || !p.answer(r) {
			return
		}
	}
}

// answer says whether the connection is to be kept.
func (p *peer) answer(r *request) bool {
	name, argument, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
	answer, ok := answers[name]
	if !ok {
		return p.reply(r, "404 Not Found", "", "no such path\n")
	}
	if name != "early" && p.readBody(r) != nil {
		return false
	}
	return answer(p, r, argument)
}

func (p *peer) readHead() (*request, error) {
	r := &request{}
	for !bytes.HasSuffix(r.head, []byte("\r\n\r\n")) {
		line, err := p.reader.ReadBytes('\n')
		if err != nil {
			return nil, err
		}
		r.head = append(r.head, line...)
	}
	line, _, _ := strings.Cut(string(r.head), "\r\n")
	verb, target, _ := strings.Cut(line, " ")
	target, _, _ = strings.Cut(target, " ")
	r.verb = verb
	r.path, r.query, _ = strings.Cut(target, "?")
	return r, nil
}

// readBody reads by Content-Length, or chunks as they are.
func (p *peer) readBody(r *request) error {
	if strings.EqualFold(r.header("Transfer-Encoding"), "chunked") {
		for !bytes.HasSuffix(r.body, []byte("0\r\n\r\n")) {
			line, err := p.reader.ReadBytes('\n')
			if err != nil {
				return err
			}
			r.body = append(r.body, line...)
		}
		return nil
	}
	length, _ := strconv.Atoi(r.header("Content-Length"))
	r.body = make([]byte, length)
	_, err := io.ReadFull(p.reader, r.body)
	return err
}

// header returns the first value of a request header.
func (r *request) header(name string) string {
	for line := range strings.SplitSeq(string(r.head), "\r\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// send writes the very bytes.
func (p *peer) send(text string) bool {
	_, err := io.WriteString(p, text)
	return err == nil
}

// reply answers with a body and its length; headers is empty or lines that end in CRLF.
func (p *peer) reply(r *request, status, headers, body string) bool {
	head := "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n"
	if r.verb == "HEAD" {
		body = ""
	}
	return p.send(head + body)
}

// untilClosed waits for the client to close.
func (p *peer) untilClosed() bool {
	io.Copy(io.Discard, p.reader)
	return false
}

// reset closes the connection with a RST.
func (p *peer) reset() bool {
	p.Conn.(*net.TCPConn).SetLinger(0)
	p.Close()
	return false
}
