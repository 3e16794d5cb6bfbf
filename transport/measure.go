package transport

import (
	"net"
	"sync/atomic"
	"time"
)

// Moment is a point in the life of an exchange. The values are those of WINHTTP_REQUEST_TIME_ENTRY.
type Moment uint8

// Those that are measured. A moment of HTTP/1.1 that HTTP/2 has not, or the other way round, does not happen.
const (
	AcquireStart         Moment = 2 // somebody wants a connection
	AcquireWaitEnd       Moment = 3 // it is his turn to open one, or there is one
	AcquireEnd           Moment = 4 // it is ready
	ResolveStart         Moment = 5
	ResolveEnd           Moment = 6
	ConnectStart         Moment = 7
	ConnectEnd           Moment = 8
	HandshakeLegs        Moment = 9 // start and end of what the client does in the three legs of a TLS handshake
	StreamWaitStart      Moment = 15
	StreamWaitEnd        Moment = 16
	SendStart            Moment = 17
	SendHeadEnd          Moment = 20
	SendEnd              Moment = 21
	ReceiveStart         Moment = 22 // the first bytes of the final head are there
	ReceiveHeadEnd       Moment = 25
	ReceiveDecodingDelta Moment = 26 // no moment but a duration, which the request measures
	ReceiveEnd           Moment = 27
)

// Moments is how many moments there are, those included that belong to proxies.
const Moments = 36

// Counter is something that is counted. The values are those of WINHTTP_REQUEST_STAT_ENTRY; sizes are in bytes.
type Counter uint8

// Those that are counted. With HTTP/1 nothing is compressed, and both sizes of a head are the same.
const (
	ConnectFailures        Counter = 0
	HandshakeSizes         Counter = 2 // client's and server's first leg, then their second
	RequestHeadSize        Counter = 6
	RequestHeadCompressed  Counter = 7
	ResponseHeadSize       Counter = 8
	ResponseHeadCompressed Counter = 9
	ResponseBodySize       Counter = 10 // decoded, which the request counts
	ResponseBodyCompressed Counter = 11 // as it was received
)

// Counters is how many counters there are, those included that belong to proxies.
const Counters = 16

// Measures are the figures of an exchange. They may be read while it is under way.
type Measures struct {
	times  [Moments]atomic.Int64
	counts [Counters]atomic.Uint64
	index  atomic.Uint32 // requests that the connection has carried before
}

// start of the process, as far as anybody can tell.
var start = time.Now()

// Mark notes that a moment is now.
func (m *Measures) Mark(what Moment) { m.times[what].Store(int64(time.Since(start))) }

// At is a moment in nanoseconds since the process has started; 0 if it has not come.
func (m *Measures) At(what Moment) int64 { return m.times[what].Load() }

// Spend adds to a duration.
func (m *Measures) Spend(what Moment, d time.Duration) { m.times[what].Add(int64(d)) }

// Add counts.
func (m *Measures) Add(what Counter, n int) { m.counts[what].Add(uint64(n)) }

// Set replaces a count.
func (m *Measures) Set(what Counter, n int) { m.counts[what].Store(uint64(n)) }

// Count is what has been counted.
func (m *Measures) Count(what Counter) uint64 { return m.counts[what].Load() }

// Index is how many requests the connection has carried before this one.
func (m *Measures) Index() uint32 { return m.index.Load() }

// watched is a connection in a TLS handshake. What the client does between what it reads and what it writes is a leg.
type watched struct {
	net.Conn
	m       *Measures // nil when the handshake is over
	leg     Moment    // 0, 1, 2
	reading bool      // the server has begun its next leg
}

const lastLeg = 2

func (w *watched) mark(offset Moment) { w.m.Mark(HandshakeLegs + 2*w.leg + offset) }

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if w.m != nil {
		w.reading = false
		w.mark(1)
		w.count(0, n)
	}
	return n, err
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if w.m != nil && n > 0 {
		w.count(1, n)
		if !w.reading {
			w.reading = true
			w.leg = min(w.leg+1, lastLeg)
		}
		w.mark(0)
	}
	return n, err
}

// count adds to the size of a leg; side is 0 for the client's. Only two legs of each have one.
func (w *watched) count(side Counter, n int) {
	leg := Counter(w.leg)
	if side == 1 && w.reading {
		leg-- // it was counted up by the first read
	}
	if leg < 2 {
		w.m.Add(HandshakeSizes+2*leg+side, n)
	}
}

// over ends the watch.
func (w *watched) over() {
	if w.reading {
		w.mark(1)
	}
	w.m = nil
}
