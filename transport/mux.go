package transport

import (
	"errors"
	"sync/atomic"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/h2"
	"github.com/gowinhttp/winhttp/internal/header"
)

// HTTP2 says whether and how HTTP/2 may be spoken with a target. The zero value keeps to HTTP/1.
type HTTP2 struct {
	Enabled  bool
	Required bool // HTTP/1 will not do: HTTPProtocolMismatch

	StreamWindow uint32        // bytes that the server may send ahead of what is read of one response
	WindowStep   uint32        // bytes that are read before it may send as many more; 0 = half the window
	MaxHeaders   uint32        // bytes of a header
	KeepAlive    time.Duration // of silence before the server is asked for a sign of life; 0 = never
}

// alpn are the protocols that the handshake offers (RFC 7301).
func (t *Target) alpn() []string {
	switch {
	case t.Upgrade:
		return []string{"http/1.1"}
	case t.HTTP2.Enabled:
		return []string{"h2", "http/1.1"}
	}
	return nil
}

// mux is a connection that carries many exchanges at once.
type mux struct {
	target Target
	facts  *Facts
	conn   *h2.Conn
	served atomic.Uint32 // requests so far
	mark   GUID          // guarded by the pool's mu
}

// multiplex makes a connection on which HTTP/2 was agreed one that others can join, and reserves a stream for this exchange.
func (x *Exchange) multiplex(t Target) error {
	c := x.release()
	if c == nil {
		return werr.OperationCancelled
	}
	m := x.network.pool.share(t.key(), c, x.Policy.Send)
	return x.join(m, false)
}

// join takes the stream over that has been reserved on m.
func (x *Exchange) join(m *mux, reused bool) error {
	x.mu.Lock()
	cancelled := x.cancelled
	if !cancelled {
		x.mux = m
	}
	x.mu.Unlock()
	if cancelled {
		m.conn.Release()
		return werr.OperationCancelled
	}
	x.reused, x.facts = reused, m.facts
	x.brand(m.target.server(), &m.mark)
	x.index.Store(m.served.Add(1) - 1)
	return nil
}

// openStream sends the head on a stream of its own.
func (x *Exchange) openStream(m *Message) error {
	x.mu.Lock()
	mux := x.mux
	x.mux = nil
	x.mu.Unlock()
	if mux == nil {
		return werr.OperationCancelled
	}
	s, err := mux.conn.Open(&h2.Request{
		Method: m.Method, Authority: m.Authority, Target: m.Target, Fields: m.Fields, End: m.Rest == 0 && len(m.Body) == 0,
	}, x.Policy.Send)
	if err != nil {
		return err
	}
	x.Set(RequestHeadCompressed, s.SentSize())
	x.mu.Lock()
	x.stream, x.carrier = s, mux.conn
	cancelled := x.cancelled
	x.mu.Unlock()
	if cancelled {
		s.Fail(werr.OperationCancelled)
	}
	return nil
}

// streamHead waits for the next head on the stream.
func (x *Exchange) streamHead(start time.Time) (*header.Head, error) {
	h, err := x.stream.Head(x.Policy.Receive)
	if err != nil {
		return nil, err
	}
	if h.Status >= 200 {
		x.Mark(ReceiveStart)
	}
	x.received = h.Size()
	x.Set(ResponseHeadCompressed, x.stream.HeadSize())
	return h, x.late(start)
}

// beginStream settles where the body of a response on a stream ends.
func (x *Exchange) beginStream(s *h2.Stream, h *header.Head) error {
	framing, _ := h.Body(x.method)
	length, announced := h.Length()
	switch {
	case x.Policy.NoTransferEncoding && h.Fields.Has("Transfer-Encoding"):
		return werr.InvalidServerResponse
	case framing == header.NoBody:
		s.Expect(0)
	case announced && !x.Policy.StreamEnd:
		s.Expect(length)
	}
	return nil
}

// leaveStream ends the part of the exchange on a shared connection, which is closed when the request has asked for that and
// nobody else is on it.
func (x *Exchange) leaveStream(s *h2.Stream, carrier *h2.Conn) {
	x.trailers = s.Trailers()
	x.noteCode(s)
	switch {
	case x.close:
		x.reporter.ClosingConnection()
		carrier.Retire()
	case x.expired.Load():
		carrier.Retire()
	}
	s.Close()
	if x.close {
		x.reporter.ConnectionClosed()
	}
}

// noteCode keeps the code of a stream that the exchange gives up.
func (x *Exchange) noteCode(s *h2.Stream) {
	code := s.Code()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.code = code
}

// StreamError is the code with which the server has reset the stream of the exchange (RFC 9113, section 7); 0 if it has not.
func (x *Exchange) StreamError() uint32 {
	x.mu.Lock()
	s, code := x.stream, x.code
	x.mu.Unlock()
	if s != nil {
		code = s.Code()
	}
	return uint32(code)
}

// unanswered says whether a stream has ended in a way that lets the request be sent again: the server has not looked at it, or
// wants it in HTTP/1.1, or the connection was lost under it.
func (x *Exchange) unanswered(err error) bool {
	reset, ok := errors.AsType[*h2.StreamError](err)
	if !ok {
		return x.reused && x.received == 0 && lostConnection(err)
	}
	x.http1 = x.http1 || reset.Code == h2.HTTP11Required
	return x.http1 || reset.Code == h2.RefusedStream
}
