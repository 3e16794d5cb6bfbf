package request

import (
	"cmp"
	"math"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/op"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// Send is WinHttpSendRequest: it connects, writes the request head and the optional data and, when nothing is left to
// write, reads the head of the response too. context replaces the handle's unless it is nil.
func (r *Request) Send(headers string, optional []byte, total uint32, context any) error {
	if uint64(len(optional)) > math.MaxUint32 {
		return werr.InvalidParameter
	}
	return r.lane.Do(&send, &sendStep{r: r, headers: headers, optional: optional, total: total, context: context})
}

type sendStep struct {
	r        *Request
	headers  string
	optional []byte
	total    uint32
	context  any

	plan *plan
}

func (s *sendStep) Now() (done bool, err error) {
	r := s.r
	if s.plan, err = r.start(s.headers, s.optional, s.total); err != nil {
		return false, op.Refuse(werr.From(err))
	}
	if s.context != nil {
		r.Callbacks.SetContext(s.context)
	}
	if s.plan.key != "" && option.WebSocketSendBufferSize.Get(r.Options.Snapshot()) < minSendBuffer {
		return false, werr.NotEnoughMemory
	}
	if option.Proxy.Get(r.Options.Snapshot()).AccessType != option.NoProxy {
		return false, werr.NotSupported // and never direct
	}
	return false, nil
}

// start makes the plan of a send and forgets the previous response, or changes nothing and fails with InvalidParameter.
func (r *Request) start(text string, optional []byte, total uint32) (*plan, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, err := r.prepareLocked(text, optional, total)
	if err != nil {
		return nil, err
	}
	r.headers = p.headers
	r.response.Store(nil)
	r.trailers.Store(nil)
	return p, nil
}

func (s *sendStep) Wait() error {
	_, err := s.r.transmit(s.plan)
	return err
}

func (s *sendStep) Finish() {}

func (s *sendStep) Out() {}

func (s *sendStep) Info() any { return nil }

// begin replaces the previous exchange, whose connection may serve this one.
func (r *Request) begin() *transport.Exchange {
	if old := r.exchange.Load(); old != nil {
		old.Abandon()
	}
	x := r.Connection.Session.Ground().NewExchange(r, r.policy())
	r.exchange.Store(x)
	if r.lane.Closed() { // Cancel may have come before there was anything to cancel
		x.Cancel()
	}
	return x
}

// transmit sends a leg of the exchange, once more if a connection from the pool turns out to be dead, and as often as the
// application wants where WINHTTP_OPTION_FAILED_CONNECTION_RETRIES says so. If nothing is left to write it reads the head of the
// response; headErr is why that failed.
func (r *Request) transmit(p *plan) (*transport.Exchange, error) {
	x := r.begin()
	r.sent, r.headErr, r.key = p, nil, p.key
	if p.key != "" {
		r.sendBuffer = option.WebSocketSendBufferSize.Get(r.Options.Snapshot())
	}
	err := r.attempt(x, p, false)
	left, dead := r.retries(), true
	for err != nil || r.headErr != nil {
		switch cause := cmp.Or(err, r.headErr); {
		case dead && err != nil && x.Stale(err):
			dead = false
		case left.MaxRetries > 0 && left.AllowedRetryConditions&condition(x, cause) != 0 && !r.lane.Closed():
			left.MaxRetries--
		default:
			x.Abandon()
			return x, err
		}
		x.Drop()
		r.headErr = nil
		err = r.attempt(x, p, true)
	}
	return x, nil
}

func (r *Request) retries() option.Retries {
	return option.FailedConnectionRetries.Get(r.Connection.Session.Options.Snapshot())
}

// condition is the one under which a failed leg may be sent again; 0 for none.
func condition(x *transport.Exchange, err error) uint32 {
	switch {
	case x.HandshakeFailed():
		return option.RetryOnHandshake
	case x.Reused() && x.Head() == nil && werr.From(err) == werr.Timeout:
		return option.RetryOnStale
	}
	return 0
}

func (r *Request) attempt(x *transport.Exchange, p *plan, fresh bool) error {
	to, err := r.where(p)
	if err != nil {
		return err
	}
	if err := x.Connect(to, fresh || to.Upgrade); err != nil {
		return r.needsCertificate(x, p, err)
	}
	r.facts.Store(x.Facts())
	if err = r.lane.Emit(callback.SendingRequest, nil); err != nil {
		return err
	}
	size, err := r.write(x, p)
	if err != nil {
		return err
	}
	if err := emit(r, callback.RequestSent, uint32(size)); err != nil || p.rest != 0 || p.key != "" && r.upgraded.Load() {
		return err
	}
	if err := x.ReadHead(); err != nil {
		if x.Stale(err) || r.lane.Closed() {
			return err
		}
		r.noteIssuers(x, err)
		r.headErr = err // for receive to report
	}
	return nil
}

// needsCertificate leaves the failure of a handshake in which the server has asked for a certificate to receive, unless there
// is a body to write first. (protocol.md 5.5.)
func (r *Request) needsCertificate(x *transport.Exchange, p *plan, err error) error {
	if !r.noteIssuers(x, err) || p.rest != 0 {
		return err
	}
	r.headErr = err
	return nil
}

// noteIssuers says whether err means that a client certificate is needed, and keeps whose.
func (r *Request) noteIssuers(x *transport.Exchange, err error) bool {
	if werr.From(err) != werr.ClientAuthCertNeeded {
		return false
	}
	issuers := x.Issuers()
	r.issuers.Store(&issuers)
	return true
}

// heads are buffers for request heads.
var heads = sync.Pool{New: func() any { return new([]byte) }}

// write sends head and optional data and returns their size in bytes.
func (r *Request) write(x *transport.Exchange, p *plan) (size int, err error) {
	a, fields := r.aim.Load(), p.onTheWire()
	buffer := heads.Get().(*[]byte)
	defer heads.Put(buffer)
	head := header.AppendRequest((*buffer)[:0], a.verb, a.target, r.httpVersion(), fields)
	head = slices.Grow(head, min(len(p.body), transport.SmallBody)) // which goes out with the head
	*buffer = head
	m := transport.Message{
		Method: a.verb, Authority: a.authority, Target: a.target, Fields: fields,
		Head: head, Body: p.body, Rest: p.rest, Chunks: p.chunks, Close: p.close,
		Upgrade: p.key != "",
	}
	return len(head) + len(p.body), x.Send(&m)
}

// where is the connection that a leg needs.
func (r *Request) where(p *plan) (t transport.Target, err error) {
	a := r.aim.Load()
	t = transport.Target{Host: a.host, Port: a.port, Secure: a.secure, Upgrade: p.key != ""}
	if a.host == r.first.host {
		t.LookUp = option.ResolutionHostname.Get(r.Options.Snapshot())
	}
	if t.HTTP2, err = r.http2(p); err != nil {
		return t, err
	}
	if a.secure {
		t.Ignore = transport.SecurityFlags(option.SecurityFlags.Get(r.Options.Snapshot()))
		t.Client = option.ClientCert.Get(r.Options.Snapshot())
		t.Revocation = revocation(r.Options.Snapshot())
		t.MinTLS, t.MaxTLS = tlsVersions(option.SecureProtocols.Get(r.Connection.Session.Options.Snapshot()))
	}
	return t, nil
}

// revocation is WINHTTP_ENABLE_SSL_REVOCATION with what goes with it.
func revocation(s *option.Set) transport.Revocation {
	const cacheOnly = 0x00000004 | 0x80000000 // URLs, revocation: bits of WINHTTP_OPTION_SERVER_CERT_CHAIN_BUILD_FLAGS
	if option.EnableFeature.Get(s)&enableRevocation == 0 {
		return transport.Revocation{}
	}
	return transport.Revocation{
		Check: true, IgnoreOffline: option.IgnoreCertRevocationOffline.Get(s),
		CacheOnly: option.ServerCertChainBuildFlags.Get(s)&cacheOnly != 0,
	}
}

// policy is what the options say now about times and sizes.
func (r *Request) policy() transport.Policy {
	s := r.Options.Snapshot()
	return transport.Policy{
		BusyPoll:     r.busyPoll(s),
		Resolve:      limit(option.ResolveTimeout.Get(s)),
		Connect:      limit(option.ConnectTimeout.Get(s)),
		Send:         limit(option.SendTimeout.Get(s)),
		Receive:      limit(option.ReceiveTimeout.Get(s)),
		Response:     limit(option.ReceiveResponseTimeout.Get(s)),
		MaxConns:     maxConns(option.MaxConnsPerServer.Get(s)),
		MaxConnsOld:  maxConns(option.MaxConnsPer10Server.Get(s)),
		MaxAddresses: int(option.ConnectRetries.Get(s)),
		MaxHead:      int64(option.MaxResponseHeaderSize.Get(s)),
		MaxInterim:   int(option.MaxStatusContinue.Get(s)),
		MaxDrain:     int64(option.MaxResponseDrainSize.Get(s)),

		FastFallback: option.IPv6FastFallback.Get(s),
		KeepAlive:    keepAlive(option.TCPKeepalive.Get(s)),
		Resolver:     resolver(option.ResolverCacheConfig.Get(s)),
		Mark:         valueOr[transport.GUID](option.ConnectionGUID.Get(s)),
		Match:        valueOr[transport.MatchGUID](option.MatchConnectionGUID.Get(s)),

		MoreConns:          option.DisableStreamQueue.Get(s),
		StreamEnd:          option.RequireStreamEnd.Get(s),
		NoTransferEncoding: !option.HTTP2PlusTransferEncoding.Get(s),
	}
}

// valueOr is a value that may not have been set.
func valueOr[T any](value any) T {
	v, _ := value.(T)
	return v
}

func keepAlive(k option.Keepalive) net.KeepAliveConfig {
	return net.KeepAliveConfig{
		Enable: k.Onoff != 0, Idle: time.Duration(k.Keepalivetime) * time.Millisecond,
		Interval: time.Duration(k.Keepaliveinterval) * time.Millisecond, Count: -1,
	}
}

// resolver is WINHTTP_OPTION_RESOLVER_CACHE_CONFIG.
func resolver(c option.ResolverCache) transport.ResolverPolicy {
	return transport.ResolverPolicy{
		Entries: int(min(c.MaxResolverCacheEntries, maxResolved)), Age: time.Duration(c.MaxCacheEntryAge) * time.Minute,
		Bypass: c.Flags&option.BypassResolverCache != 0, Wait: time.Duration(min(c.ConnResolutionWaitTime, math.MaxInt64/100)) * 100,
	}
}

// maxResolved bounds the cache of names whatever the application asks for.
const maxResolved = 1 << 16

// busyPoll is OPTION_BUSY_POLL, which is no use to a worker.
func (r *Request) busyPoll(s *option.Set) time.Duration {
	if r.Connection.Session.Async {
		return 0
	}
	return time.Duration(option.BusyPoll.Get(s)) * time.Microsecond
}

// limit turns milliseconds as options have them into a time, 0 for none.
func limit(ms uint32) time.Duration {
	if ms == 0xFFFFFFFF {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

// maxConns is WINHTTP_OPTION_MAX_CONNS_PER_SERVER as a number of connections, where 0 is no limit; setting 0 means 2.
func maxConns(n uint32) int {
	switch n {
	case 0xFFFFFFFF:
		return 0
	case 0:
		return 2
	}
	return int(n)
}
