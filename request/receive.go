package request

import (
	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// Receive is WinHttpReceiveResponse: it waits for the head of the final response, and follows redirects to get there.
func (r *Request) Receive() error { return r.lane.Do(&receive, &receiveStep{r: r}) }

type receiveStep struct {
	r    *Request
	x    *transport.Exchange
	next *aim   // of the leg that is to come; nil when the last one is under way
	hops uint32 // redirects that have been followed

	again   bool   // the same leg is to come once more
	retries uint32 // how often it has
}

// Now is enough when send has read the head already and it leads nowhere else.
func (s *receiveStep) Now() (done bool, err error) {
	r := s.r
	s.x = r.exchange.Load()
	if r.headErr != nil {
		return false, s.fail(r.headErr)
	}
	if s.x.Head() == nil {
		return false, nil
	}
	return s.arrived()
}

// Wait goes on where Now has stopped: before a head, or before the next leg.
func (s *receiveStep) Wait() error {
	for done := false; !done; {
		var err error
		if s.next != nil || s.again {
			err = s.resend()
		} else {
			s.x.Policy = s.r.policy()
			err = s.readHead()
		}
		if err == nil {
			done, err = s.arrived()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *receiveStep) readHead() error {
	err := s.x.EndBody()
	if err == nil {
		err = s.x.ReadHead()
	}
	if err != nil {
		s.r.noteIssuers(s.x, err)
		s.x.Abandon()
		return s.fail(err)
	}
	return nil
}

// resend runs the next leg up to its response head.
func (s *receiveStep) resend() error {
	p, err := s.nextPlan()
	if err != nil {
		return err
	}
	if s.x, err = s.r.transmit(p); err != nil {
		return err
	}
	if err := s.r.lane.Emit(callback.ReceivingResponse, nil); err != nil {
		return err
	}
	if s.r.headErr != nil {
		return s.fail(s.r.headErr)
	}
	return s.readHead()
}

// nextPlan is where a redirect leads, or the same leg again.
func (s *receiveStep) nextPlan() (*plan, error) {
	if s.again {
		s.again = false
		s.retries++
		return s.r.sent, nil
	}
	to := s.next
	s.next = nil
	s.hops++
	return s.r.turn(to)
}

// timedOut says whether a response is a 408 after which the application wants the leg sent again.
func (s *receiveStep) timedOut() bool {
	const requestTimeout = 408
	allowed := s.r.retries()
	return s.x.Head().Status == requestTimeout && allowed.AllowedRetryConditions&option.RetryOn408 != 0 &&
		s.retries < allowed.MaxRetries && s.r.sent.rest == 0
}

// arrived reports a head. It is not done when that leads to another place, which it reports too.
func (s *receiveStep) arrived() (done bool, err error) {
	r := s.r
	if err := emit(r, callback.ResponseReceived, s.x.HeadSize()); err != nil {
		return false, err
	}
	r.keepCookies(s.x.Head())
	if s.x.Switched() && !accepts(s.x.Head(), r.key) {
		s.x.Abandon()
		return false, werr.InvalidServerResponse
	}
	if s.again = s.timedOut(); s.again {
		return false, nil
	}
	s.next, err = r.redirect(s.x.Head(), s.hops)
	if err == nil {
		r.body = r.decoded(s.x)
	}
	if err == nil && s.next == nil {
		r.sent = nil
	}
	r.response.Store(s.x.Head())
	switch {
	case err != nil:
		s.x.Abandon()
		return false, err
	case s.next == nil:
		return true, nil
	}
	return false, r.announce(s.next)
}

// fail reports an alert of TLS before it is returned.
func (s *receiveStep) fail(err error) error {
	if werr.From(err) == werr.SecureFailure {
		s.r.SecureFailure(transport.SecurityChannelError)
	}
	return err
}

func (s *receiveStep) Finish() { s.r.finishAtEnd(s.x) }

func (s *receiveStep) Out() {}

func (s *receiveStep) Info() any { return nil }

// finishAtEnd gives the connection back when the body has been taken to its end.
func (r *Request) finishAtEnd(x *transport.Exchange) {
	if !r.body.Ended() || x.Switched() {
		return
	}
	skipBuffered(x)
	if x.Ended() {
		x.Finish()
		r.trailers.Store(x.Trailers())
	}
}
