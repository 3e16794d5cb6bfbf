package request

import (
	"math"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/op"
)

// Write is WinHttpWriteData. More than was announced is InvalidParameter and leaves the request as it is. written may be
// nil; it is untouched on failure.
func (r *Request) Write(p []byte, written *uint32) error {
	if uint64(len(p)) > math.MaxUint32 {
		return werr.InvalidParameter
	}
	return r.lane.Do(r.writing(), &writeStep{r: r, p: p, written: written})
}

// writing is the operation that a write is. With HTTP/2 the rest of a body may go out when the response has begun.
func (r *Request) writing() *op.Op {
	if r.response.Load() != nil && r.protocolUsed() == protocolHTTP2 {
		return &writeOn
	}
	return &write
}

type writeStep struct {
	r       *Request
	p       []byte
	written *uint32
}

func (s *writeStep) Now() (done bool, err error) {
	if left := s.r.exchange.Load().Left(); left >= 0 && int64(len(s.p)) > left {
		return false, op.Refuse(werr.InvalidParameter)
	}
	return false, nil
}

func (s *writeStep) Wait() error {
	x := s.r.exchange.Load()
	x.Policy = s.r.policy()
	return x.Write(s.p)
}

func (s *writeStep) Finish() {}

func (s *writeStep) Out() {
	if s.written != nil {
		*s.written = uint32(len(s.p))
	}
}

func (s *writeStep) Info() any { return uint32(len(s.p)) }
