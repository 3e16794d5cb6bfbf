// Package websocket is what WinHttpWebSocketCompleteUpgrade makes: a connection that speaks the WebSocket protocol (RFC 6455).
// reader.go turns bytes into pieces of messages, writer.go pieces into frames; one file each has the steps of the operations.
package websocket

import (
	"sync"
	"time"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/connection"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/op"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// Socket is the object behind a websocket handle. Every method may be called from any goroutine. One receive and one send may
// run at the same time; a second one of the same kind is refused.
type Socket struct {
	Connection *connection.Connection
	Callbacks  callback.Dispatcher
	Options    option.Holder

	in, out op.Lane // Receive and Close; Send and Shutdown
	tunnel  *transport.Tunnel
	writer  writer
	reader  reader
	receive time.Duration // how long a receive may take; 0 = for ever

	mu sync.Mutex
	// mu guards the following.
	run       callback.BufferType // the kind of fragment that the message being sent consists of
	running   bool                // a message has been begun and not ended
	shut      bool                // Shutdown or Close has been called
	closing   bool                // Close has been called
	closeSent bool
	peer      closing // how it has ended
	ended     bool    // nothing more will come
	said      bool    // because the peer has closed
	keepAlive *time.Timer
	gone      bool
}

// closing is what a close frame says.
type closing struct {
	status uint16
	reason []byte
}

// Params are what a websocket takes over from its request.
type Params struct {
	Tunnel     *transport.Tunnel
	Policy     transport.Policy
	SendBuffer uint32 // bytes that Send may hand over in an asynchronous session
	Callbacks  *callback.Dispatcher
	Options    *option.Set
	Context    any
}

// New makes the object of a websocket handle under a connection.
func New(ref *handle.Ref, c *connection.Connection, p *Params) *Socket {
	s := &Socket{Connection: c, tunnel: p.Tunnel, receive: p.Policy.Receive}
	s.Callbacks.Init(ref.Number(), p.Callbacks)
	s.Callbacks.SetContext(p.Context)
	s.Options.Change(func(*option.Set) *option.Set { return p.Options })
	s.in.Init(ref, &s.Callbacks, c.Session.Async)
	s.out.Init(ref, &s.Callbacks, c.Session.Async)
	s.writer.init(p.Tunnel, p.Policy.Send)
	if c.Session.Async { // a synchronous caller writes for itself
		s.writer.limit = int(p.SendBuffer)
	}
	s.reader.tunnel, s.reader.pong = p.Tunnel, s.writer.pong
	s.startKeepAlive()
	return s
}

// Cancel ends the operations in flight and refuses every later one. What Send has taken still goes out.
func (s *Socket) Cancel() {
	s.in.Close()
	if s.out.Close() {
		s.tunnel.Kill()
	}
	s.tunnel.Interrupt()
}

// Destroy ends the connection, then tells the application that the websocket is gone.
func (s *Socket) Destroy() {
	s.Discard()
	s.Callbacks.EmitClosing()
}

// Discard undoes New, for a handle that could not be opened.
func (s *Socket) Discard() {
	s.stopKeepAlive()
	s.writer.finish()
}

// Dispatcher is the voice of the handle.
func (s *Socket) Dispatcher() *callback.Dispatcher { return &s.Callbacks }

// SetOption sets an option that options.tsv allows on a websocket; value has passed row.Accept.
func (s *Socket) SetOption(row *option.Row, value any) error {
	s.Options.Store(row, value)
	if row == &option.WebSocketKeepaliveInterval.Row {
		s.startKeepAlive()
	}
	return nil
}

// QueryOption answers an option that options.tsv allows on a websocket.
func (s *Socket) QueryOption(row *option.Row) (any, error) {
	if row == option.Async {
		return s.Connection.Session.Async, nil
	}
	return row.Query(s.Options.Snapshot()), nil
}

// The keep-alive timer looks only now and then whether the connection has been silent: a send or a receive costs it nothing.

func (s *Socket) startKeepAlive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	interval := s.keepAliveInterval()
	switch {
	case s.gone:
	case s.keepAlive == nil:
		s.keepAlive = time.AfterFunc(interval, s.keepAliveDue)
	default:
		s.keepAlive.Reset(interval)
	}
}

func (s *Socket) keepAliveInterval() time.Duration {
	return time.Duration(option.WebSocketKeepaliveInterval.Get(s.Options.Snapshot())) * time.Millisecond
}

// keepAliveDue sends a pong that nobody has asked for when nothing has been sent for the interval (RFC 6455, 5.5.3).
func (s *Socket) keepAliveDue() {
	left := s.keepAliveInterval() - s.writer.silent()
	if left <= 0 {
		s.writer.pong(nil)
		left = s.keepAliveInterval()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.gone {
		s.keepAlive.Reset(left)
	}
}

func (s *Socket) stopKeepAlive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
	s.keepAlive.Stop()
}

// CloseStatus is what the peer's close frame has said, or 1006 after a loss of the connection (RFC 6455, 7.1.5). It fails with
// InvalidOperation as long as nothing is known. The reason must not be changed.
func (s *Socket) CloseStatus() (status uint16, reason []byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		return 0, nil, werr.InvalidOperation
	}
	return s.peer.status, s.peer.reason, nil
}

// failure is the payload of REQUEST_ERROR. (callbacks.md 1.6.)
func failure(o callback.WebSocketOperation) func(*callback.AsyncResult) any {
	return func(r *callback.AsyncResult) any {
		return &callback.WebSocketAsyncResult{AsyncResult: *r, Operation: o}
	}
}

// The operations. Where one is legal depends on more than a state, so Now decides that.
var (
	send = op.Op{
		Done: callback.WriteComplete, From: op.In(0), Busy: werr.InvalidOperation, Inside: true,
		Failure: failure(callback.WebSocketSend),
	}
	shutdown = op.Op{
		Done: callback.ShutdownComplete, From: op.In(0), Busy: werr.InvalidOperation, Inside: true,
		Failure: failure(callback.WebSocketShutdown),
	}
	receive = op.Op{
		Done: callback.ReadComplete, From: op.In(0), Busy: werr.InvalidOperation,
		Failure: failure(callback.WebSocketReceive),
	}
	closes = op.Op{
		Done: callback.CloseComplete, From: op.In(0), Busy: werr.InvalidOperation, Inside: true,
		Failure: failure(callback.WebSocketClose),
	}
)

// limit turns milliseconds as options have them into a time, 0 for none.
func limit(ms uint32) time.Duration {
	if ms == 0xFFFFFFFF {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

func deadline(timeout time.Duration) time.Time {
	if timeout == 0 {
		return time.Time{}
	}
	return time.Now().Add(timeout)
}
