package request

import (
	"github.com/gowinhttp/winhttp/callback"
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
	if r.headErr != nil || s.x.Head() == nil {
		return false, r.headErr
	}
	return true, s.deliver()
}

func (s *receiveStep) Wait() error {
	s.x.Policy = s.r.policy()
	if err := s.x.ReadHead(); err != nil {
		return err
	}
	return s.deliver()
}

func (s *receiveStep) Finish() { s.r.finishAtEnd(s.x) }

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
