package request

import (
	"time"

	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// The flags of WINHTTP_OPTION_REQUEST_STATS that can be set here.
const (
	statResumed = 0x02
	statFirst   = 0x20
)

// times are the moments of the last leg, in 100 ns.
func (r *Request) times() option.RequestTimesValue {
	v := option.RequestTimesValue{Count: transport.Moments}
	if x := r.exchange.Load(); x != nil {
		for m := range transport.Moments {
			v.Times[m] = uint64(x.At(transport.Moment(m)) / 100)
		}
	}
	return v
}

// stats are the figures of the last leg.
func (r *Request) stats() option.RequestStatsValue {
	v := option.RequestStatsValue{Count: transport.Counters}
	x := r.exchange.Load()
	if x == nil {
		return v
	}
	for c := range transport.Counters {
		v.Stats[c] = x.Count(transport.Counter(c))
	}
	if v.Index = x.Index(); v.Index == 0 {
		v.Flags |= statFirst
	}
	if s := r.tls(); s != nil && s.DidResume {
		v.Flags |= statResumed
	}
	return v
}

// Groups counts the connections to the server that the request is for.
func (r *Request) Groups(mark *transport.GUID) (host string, groups []transport.Group) {
	a := r.aim.Load()
	return a.host, r.Connection.Session.Ground().Groups(a.host, a.port, a.secure, mark)
}

// clocked is a body that takes the time of its decoding: all that is spent on it, but for what is spent waiting for its source.
type clocked struct {
	body
	x      *transport.Exchange
	source *awaited
}

// awaited is the source of a coded body, and the time that it takes.
type awaited struct {
	*transport.Exchange
	spent time.Duration
}

func (a *awaited) Read(p []byte) (int, error) {
	start := time.Now()
	defer func() { a.spent += time.Since(start) }()
	return a.Exchange.Read(p)
}

func (c *clocked) Read(p []byte) (int, error) {
	defer c.measure(time.Now())
	return c.body.Read(p)
}

func (c *clocked) Wait() error {
	defer c.measure(time.Now())
	return c.body.Wait()
}

func (c *clocked) measure(start time.Time) {
	c.x.Spend(transport.ReceiveDecodingDelta, time.Since(start)-c.source.spent)
	c.source.spent = 0
}
