package request

import (
	"math"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/op"
	"github.com/gowinhttp/winhttp/transport"
)

// body is what the application reads: what the exchange receives, or what a content coding makes of it.
type body interface {
	Buffered() int
	Ended() bool
	Take(p []byte) int
	Unread(p []byte)
	Read(p []byte) (int, error)
	Wait() error
}

// Available is WinHttpQueryDataAvailable: it waits for at least one byte of the body, and counts those that can be read
// without waiting; 0 is the end. n may be nil.
func (r *Request) Available(n *uint32) error {
	return r.reading().Do(&available, &availableStep{r: r, n: n})
}

// reading is the lane that reads: inside a REDIRECT notification, one beside that of the operation in flight.
func (r *Request) reading() *op.Lane {
	if r.redirecting.Load() {
		return &r.aside
	}
	return &r.lane
}

type availableStep struct {
	r     *Request
	x     *transport.Exchange
	body  body
	n     *uint32
	count int
}

func (s *availableStep) Now() (done bool, err error) {
	s.x, s.body = s.r.exchange.Load(), s.r.body
	return s.look(), nil
}

func (s *availableStep) Wait() error {
	s.x.Policy = s.r.policy()
	if err := s.body.Wait(); err != nil {
		return err
	}
	s.look()
	return nil
}

func (s *availableStep) Finish() { s.r.finishAtEnd(s.x) }

func (s *availableStep) Out() {
	if s.n != nil {
		*s.n = uint32(s.count)
	}
}

func (s *availableStep) Info() any { return uint32(s.count) }

// maxAvailable is the most bytes that WinHttpQueryDataAvailable reports. Programs rely on it with buffers of that size.
const maxAvailable = 8192

func (s *availableStep) look() (done bool) {
	s.count = min(s.body.Buffered(), maxAvailable)
	return s.count > 0 || s.body.Ended()
}

// Read is WinHttpReadData and, with fill false, WinHttpReadDataEx: it fills p, or stops at the first bytes, or at the end
// of the body. 0 bytes are the end. n may be nil.
func (r *Request) Read(p []byte, n *uint32, fill bool) error {
	p = p[:min(uint64(len(p)), math.MaxUint32)]
	return r.reading().Do(&read, &readStep{r: r, p: p, n: n, fill: fill})
}

type readStep struct {
	r     *Request
	x     *transport.Exchange
	body  body
	p     []byte
	n     *uint32
	fill  bool
	count int // bytes of p that are filled
}

func (s *readStep) Now() (done bool, err error) {
	s.x, s.body = s.r.exchange.Load(), s.r.body
	if s.n != nil {
		*s.n = 0
	}
	s.count = s.body.Take(s.p)
	if !s.enough() {
		return false, nil
	}
	s.x.Add(transport.ResponseBodySize, s.count)
	return true, nil
}

// Wait loses nothing when it times out: what has arrived is delivered by the next read. Inside a content coding, though, a
// timeout is for ever (internal/decode).
func (s *readStep) Wait() error {
	s.x.Policy = s.r.policy()
	for {
		n, err := s.body.Read(s.p[s.count:])
		s.count += n
		if err != nil {
			if werr.From(err) == werr.Timeout {
				s.body.Unread(s.p[:s.count])
			}
			return err
		}
		if s.enough() {
			s.x.Add(transport.ResponseBodySize, s.count)
			return nil
		}
	}
}

func (s *readStep) Finish() { s.r.finishAtEnd(s.x) }

func (s *readStep) Out() {
	if s.n != nil {
		*s.n = uint32(s.count)
	}
}

func (s *readStep) Info() any { return s.p[:s.count] }

func (s *readStep) enough() bool {
	return s.body.Ended() || s.count == len(s.p) || !s.fill && s.count > 0
}
