package transport

import (
	"bytes"
	"context"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/h2"
	"github.com/gowinhttp/winhttp/internal/header"
)

// Exchange is one request and its response. Its methods are called one at a time, on the goroutine that runs the step; only
// Cancel may come at any moment from anywhere. After Finish or Abandon the body reads as ended.
type Exchange struct {
	// Policy may be changed between two calls.
	Policy Policy
	// Measures are the figures so far.
	Measures

	network  *Network
	reporter Reporter

	// What the steps have done so far.
	facts    *Facts
	issuers  [][]byte // that the server accepts, when a client certificate is needed
	reused   bool
	method   string
	close    bool  // the request asks to close the connection
	upgrade  bool  // it asks for another protocol: status 101 is a final one
	received int64 // bytes of the response, as far as its head is concerned
	upload   upload
	head     *header.Head
	trailers header.Block
	unread   []byte // body bytes that have been given back
	expired  atomic.Bool
	shaken   bool // the handshake has failed

	// With HTTP/2:
	http1   bool     // the server wants the request in HTTP/1.1
	carrier *h2.Conn // of the stream

	mu sync.Mutex
	// mu guards the following. At most one of conn, mux and stream is there.
	conn      *conn      // owned until taken out
	mux       *mux       // on which a stream is reserved
	stream    *h2.Stream // on a connection that others use too
	code      h2.Code    // with which the server has reset the last stream
	stop      context.CancelCauseFunc
	cancelled bool
}

// upload is how much of the request body has gone out.
type upload struct {
	left   int64  // bytes announced and not written; negative when the length is not known
	chunks bool   // a body of unknown length is framed here, else the application does it
	tail   []byte // the last bytes of a body that the application frames
	ended  bool   // EndBody has been called
	over   bool   // the server has answered and takes no more
	wrote  bool   // something has been written that Send could not repeat
}

// NewExchange makes an exchange that has no connection yet.
func (n *Network) NewExchange(r Reporter, p Policy) *Exchange {
	return &Exchange{network: n, reporter: r, Policy: p}
}

// SmallBody is the size in bytes up to which Send appends a body to the head, to write both at once.
const SmallBody = 8 << 10

// Message is a request as Send takes it: the head as HTTP/1 has it, and in the parts that HTTP/2 needs.
type Message struct {
	Method, Authority, Target string
	Fields                    *header.Block

	Head   []byte // request line and header, up to and with the empty line; has capacity for a small body
	Body   []byte // sent right behind the head
	Rest   int64  // bytes that Write will add; negative: until EndBody, or the last chunk of the application's
	Chunks bool   // a body without a known length becomes chunks here; the application does not make them
	Close  bool   // the header asks to close the connection

	Upgrade bool // the header asks for another protocol
}

// Send writes head and body. It uses the capacity of m.Head, and keeps neither slice. What the connection does not take is
// treated as by Write.
func (x *Exchange) Send(m *Message) error {
	x.method, x.close, x.upgrade = m.Method, m.Close, m.Upgrade
	x.upload = upload{left: m.Rest, chunks: m.Chunks}
	x.Mark(SendStart)
	x.Set(RequestHeadSize, len(m.Head))
	x.Set(RequestHeadCompressed, len(m.Head))
	if x.conn == nil {
		return x.sendStream(m)
	}
	head, body := m.Head, m.Body
	if m.Chunks && len(body) > 0 {
		body = appendChunk(nil, body)
	}
	if len(body) > 0 && len(body) <= SmallBody {
		head = append(head, body...)
		body = nil
	}
	if err := x.conn.write(head, x.Policy.Send); err != nil {
		if x.reused || !x.answered() { // what an idle connection says in the end is no answer
			return err
		}
		x.upload.over = true
	}
	x.Mark(SendHeadEnd)
	if m.Rest < 0 {
		x.upload.note(m.Body)
	}
	return x.writeLast(body, m.Rest == 0)
}

// writeLast is write, and the end of sending if last.
func (x *Exchange) writeLast(body []byte, last bool) error {
	err := x.write(body, last)
	if last {
		x.Mark(SendEnd)
	}
	return err
}

// sendStream is Send with HTTP/2.
func (x *Exchange) sendStream(m *Message) error {
	if err := x.openStream(m); err != nil {
		return err
	}
	x.Mark(SendHeadEnd)
	if len(m.Body) == 0 {
		if m.Rest == 0 {
			x.Mark(SendEnd)
		}
		return nil
	}
	return x.writeLast(m.Body, m.Rest == 0)
}

// Write adds to the body. When the connection takes no more but an answer has arrived, the rest of the body is not wanted:
// Write succeeds and ReadHead delivers the answer (protocol.md 4.4).
func (x *Exchange) Write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	x.upload.wrote = true
	left := x.upload.left
	switch {
	case left >= 0:
		x.upload.left -= int64(len(p))
	case !x.upload.chunks:
		x.upload.note(p)
	case x.conn != nil:
		return x.writeChunk(p)
	}
	return x.writeLast(p, left == int64(len(p)))
}

// EndBody says that the body whose length was not known has ended. It does nothing when Left is not negative, or the
// application makes the chunks itself, or it has been called before.
func (x *Exchange) EndBody() error {
	if x.upload.left >= 0 || !x.upload.chunks || x.upload.ended {
		return nil
	}
	x.upload.ended = true
	if x.conn == nil {
		return x.writeLast(nil, true)
	}
	return x.writeLast(lastChunk[len("\r\n"):], true)
}

// write sends a piece of the body. With HTTP/2 end marks the last one.
func (x *Exchange) write(body []byte, end bool) (err error) {
	switch s := x.stream; {
	case x.upload.over:
		return nil
	case s != nil:
		err = s.Write(body, end, x.Policy.Send)
	case x.conn != nil:
		err = x.conn.write(body, x.Policy.Send)
	default:
		err = werr.OperationCancelled
	}
	if err != nil && x.answered() {
		x.upload.over, err = true, nil
	}
	return err
}

// Left is how many bytes Write still has to add; negative when the length of the body is not known.
func (x *Exchange) Left() int64 { return x.upload.left }

// lastChunk comes behind the end of a line: that of another chunk, or of the head. Without it "10\r\n\r\n" would match.
var lastChunk = []byte("\r\n0\r\n\r\n")

func (u *upload) note(p []byte) {
	if u.tail == nil {
		u.tail = append(u.tail, "\r\n"...)
	}
	u.tail = append(u.tail, p[max(0, len(p)-len(lastChunk)):]...)
	u.tail = u.tail[max(0, len(u.tail)-len(lastChunk)):]
}

// complete says whether the server has got the whole body.
func (u *upload) complete() bool {
	switch {
	case u.over:
		return false
	case u.left < 0 && u.chunks:
		return u.ended
	}
	return u.left == 0 || u.left < 0 && bytes.Equal(u.tail, lastChunk)
}

// answered looks, after a write has failed, whether a response head has arrived all the same.
func (x *Exchange) answered() bool {
	kept := x.Policy
	defer func() { x.Policy = kept }()
	x.Policy.Receive = time.Millisecond
	return x.ReadHead() == nil
}

// Stale says whether err of Send or ReadHead means that a connection from the pool was dead and nothing of a response
// has come: the exchange may then be tried once more on a fresh connection.
func (x *Exchange) Stale(err error) bool {
	return !x.upload.wrote && x.unanswered(err)
}

func lostConnection(err error) bool {
	code := werr.From(err)
	return code == werr.ConnectionError || code == werr.InvalidServerResponse
}

// Issuers are the DER names of those that the server trusts for client certificates, after ClientAuthCertNeeded.
func (x *Exchange) Issuers() [][]byte { return x.issuers }

// Reused says whether the connection has carried an exchange before.
func (x *Exchange) Reused() bool { return x.reused }

// Facts are those of the connection; nil before Connect has succeeded.
func (x *Exchange) Facts() *Facts { return x.facts }

// ReadHead reads the head of the final response, reporting the 1xx ones before it. It does nothing when the head has been
// read already. InvalidServerResponse for an end of the connection before the head is complete.
func (x *Exchange) ReadHead() error {
	start := time.Now()
	for interim := 0; x.head == nil; interim++ {
		h, err := x.readOneHead(start)
		if err != nil {
			return err
		}
		if h.Status >= 200 || x.upgrade && h.Status == switching {
			return x.begin(h)
		}
		if interim == x.Policy.MaxInterim {
			return werr.InvalidServerResponse
		}
		x.reporter.IntermediateResponse(h.Status)
		if err := x.alive(); err != nil {
			return err
		}
	}
	return nil
}

func (x *Exchange) readOneHead(start time.Time) (*header.Head, error) {
	if x.stream != nil {
		return x.streamHead(start)
	}
	in, scanned := &x.conn.in, 0
	for {
		if !isHTTP(in.bytes()) {
			return nil, werr.InvalidServerResponse
		}
		if end := header.EndOfHead(in.bytes(), scanned); end > 0 {
			if int64(end) > x.Policy.MaxHead {
				return nil, werr.HeaderSizeOverflow
			}
			h, err := header.ParseHead(in.bytes()[:end])
			in.skip(end)
			x.received = int64(end)
			return h, err
		}
		if scanned = in.len(); int64(scanned) > x.Policy.MaxHead {
			return nil, werr.HeaderSizeOverflow
		}
		if err := x.fillHead(start); err != nil {
			return nil, err
		}
	}
}

// isHTTP says whether p can be the beginning of a response. A server that speaks something else is not waited for.
func isHTTP(p []byte) bool {
	const begin = "HTTP/"
	n := min(len(p), len(begin))
	return string(p[:n]) == begin[:n]
}

func (x *Exchange) fillHead(start time.Time) error {
	err := x.conn.fill(x.Policy.Receive)
	if err == io.EOF {
		return werr.InvalidServerResponse.Wrap(io.ErrUnexpectedEOF)
	}
	if err == nil {
		if x.received == 0 {
			x.Mark(ReceiveStart)
		}
		x.received = max(x.received, int64(x.conn.in.len()))
		err = x.late(start)
	}
	return x.asked(err)
}

// late fails when the head has taken too long.
func (x *Exchange) late(start time.Time) error {
	if x.Policy.Response > 0 && time.Since(start) > x.Policy.Response {
		return werr.Timeout
	}
	return nil
}

func (x *Exchange) begin(h *header.Head) error {
	if x.stream != nil {
		if err := x.beginStream(x.stream, h); err != nil {
			return err
		}
	} else {
		framing, length := h.Body(x.method)
		x.conn.body.start(framing, length, x.Policy.MaxHead)
		if x.Policy.MaxConnsOld != x.Policy.MaxConns {
			x.network.pool.speaks(x.conn.target.server(), h.Minor == 0)
		}
	}
	x.head = h
	x.Mark(ReceiveHeadEnd)
	x.Set(ResponseHeadSize, int(x.received))
	if x.stream == nil {
		x.Set(ResponseHeadCompressed, int(x.received))
	}
	return nil
}

// Head is the head of the final response; nil until ReadHead has succeeded.
func (x *Exchange) Head() *header.Head { return x.head }

// HeadSize is the number of bytes of the response head.
func (x *Exchange) HeadSize() uint32 { return uint32(x.received) }

// Buffered is the number of body bytes that Take can copy at once, not looking beyond a chunk.
func (x *Exchange) Buffered() int {
	s := x.source()
	if s == nil || len(x.unread) > 0 {
		return len(x.unread)
	}
	return s.Buffered()
}

// source is where the body comes from.
type source interface {
	Buffered() int
	Ended() bool
	Take(p []byte) int
	ReadBody(p []byte, timeout time.Duration) (int, error)
	Wait(timeout time.Duration) error
}

// source is nil when the exchange has no connection any more.
func (x *Exchange) source() source {
	switch {
	case x.stream != nil:
		return x.stream
	case x.conn != nil:
		return x.conn
	}
	return nil
}

// Ended says whether the body is known to have ended and has been taken.
func (x *Exchange) Ended() bool {
	s := x.source()
	return len(x.unread) == 0 && (s == nil || s.Ended())
}

// Take copies body bytes that need no waiting.
func (x *Exchange) Take(p []byte) int {
	n := copy(p, x.unread)
	x.unread = x.unread[n:]
	if s := x.source(); s != nil {
		more := s.Take(p[n:])
		x.Add(ResponseBodyCompressed, more)
		n += more
	}
	return n
}

// Unread gives bytes back that Take or Read has just delivered. They are copied.
func (x *Exchange) Unread(p []byte) { x.unread = slices.Concat(p, x.unread) }

// Read copies body bytes and waits for the first of them; 0 without an error is the end of the body.
func (x *Exchange) Read(p []byte) (int, error) {
	s := x.source()
	if s == nil || len(x.unread) > 0 {
		return x.Take(p), nil
	}
	n, err := s.ReadBody(p, x.Policy.Receive)
	x.Add(ResponseBodyCompressed, n)
	return n, err
}

// Wait waits until Buffered is not 0 or the body has ended.
func (x *Exchange) Wait() error {
	s := x.source()
	if s == nil || len(x.unread) > 0 {
		return nil
	}
	return s.Wait(x.Policy.Receive)
}

// Trailers are the fields behind a chunked body; empty until it has ended and Finish was called.
func (x *Exchange) Trailers() *header.Block { return &x.trailers }
