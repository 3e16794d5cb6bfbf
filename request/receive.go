package request

import (
	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/transport"
)

// Receive is WinHttpReceiveResponse: it waits for the head of the final response.
func (r *Request) Receive() error { return r.lane.Do(&receive, &receiveStep{r: r}) }

type receiveStep struct {
	r *Request
	x *transport.Exchange
}

// Now is enough when send has read the head already.
func (s *receiveStep) Now() (done bool, err error) {
	r := s.r
	s.x = r.exchange.Load()
	if r.headErr != nil {
		return false, s.fail(r.headErr)
	}
	if s.x.Head() == nil {
		return false, nil
	}
	return true, s.deliver()
}

func (s *receiveStep) Wait() error {
	s.x.Policy = s.r.policy()
	if err := s.x.ReadHead(); err != nil {
		s.x.Abandon()
		return s.fail(err)
	}
	return s.deliver()
}

func (s *receiveStep) Finish() { s.r.finishAtEnd(s.x) }

// fail reports an alert of TLS before it is returned.
func (s *receiveStep) fail(err error) error {
	if werr.From(err) == werr.SecureFailure {
		s.r.SecureFailure(transport.SecurityChannelError)
	}
	return err
}

func (s *receiveStep) Out() {}

func (s *receiveStep) Info() any { return nil }

func (s *receiveStep) deliver() error {
	r := s.r
	if err := emit(r, callback.ResponseReceived, s.x.HeadSize()); err != nil {
		return err
	}
	r.response.Store(s.x.Head())
	return nil
}

// finishAtEnd gives the connection back when the body has been taken to its end.
func (r *Request) finishAtEnd(x *transport.Exchange) {
	if x.Ended() {
		x.Finish()
		r.trailers.Store(x.Trailers())
	}
}
