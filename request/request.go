// Package request is what WinHttpOpenRequest makes: one request, its response, and the steps between them. life.go has
// the states and operations, one file each has the step of an operation.
package request

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/connection"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/op"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// Request is the object behind a request handle. Every method may be called from any goroutine; the operations of life.go
// run one at a time, a second one is refused.
type Request struct {
	Connection *connection.Connection
	Callbacks  callback.Dispatcher
	Options    option.Holder

	version string // empty: WINHTTP_OPTION_HTTP_VERSION
	escape  header.EscapeFlags
	refresh bool
	chunks  bool // the library frames a body without a length
	first   aim  // as opened

	lane  op.Lane
	aside op.Lane // of reading the body of a redirect, inside its notification

	// The exchange is made and used by steps. The rest is written by steps and read by queries.
	exchange atomic.Pointer[transport.Exchange]
	aim      atomic.Pointer[aim]
	facts    atomic.Pointer[transport.Facts] // of the last connection
	response atomic.Pointer[header.Head]     // nil until received
	trailers atomic.Pointer[header.Block]    // nil until the body has ended
	issuers  atomic.Pointer[[][]byte]        // of client certificates, when one was needed
	headErr  error                           // why the head could not be read during send; for receive
	body     body                            // of the response
	sent     *plan                           // of the last leg, until the response is there; for a redirect

	redirecting atomic.Bool // inside a REDIRECT notification
	upgrade     atomic.Bool // WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET
	upgraded    atomic.Bool // a websocket has been made of it
	key         string      // of the last handshake; for receive
	sendBuffer  uint32      // of websockets made of it: as it was then

	mu sync.Mutex
	// mu guards the following.
	headers header.Block // of the request: the application's, and the generated ones of the last send
}

// Flags of WinHttpOpenRequest; those of header.EscapeFlags count too.
const (
	FlagNullCodePage uint32 = 0x00000008 // obsolete, ignored
	FlagRefresh      uint32 = 0x00000100
	FlagChunking     uint32 = 0x00000200 // WINHTTP_FLAG_AUTOMATIC_CHUNKING
	FlagSecure       uint32 = 0x00800000

	knownFlags = uint32(header.EscapePercent|header.EscapeDisable|header.EscapeDisableQuery) |
		FlagNullCodePage | FlagRefresh | FlagChunking | FlagSecure
)

// Params are the arguments of WinHttpOpenRequest.
type Params struct {
	Verb, Object, Version, Referrer string
	AcceptTypes                     []string
	Flags                           uint32
}

// Check refuses with InvalidParameter an unknown flag, and text that would break the request line or a header. Any
// other verb and version are sent as they are.
func (p *Params) Check() error {
	for _, word := range []string{p.Verb, p.Version} {
		if strings.ContainsFunc(word, func(r rune) bool { return r <= ' ' || r >= 0x7F }) {
			return werr.InvalidParameter
		}
	}
	if p.Flags&^knownFlags != 0 || strings.IndexByte(p.Object, 0) >= 0 {
		return werr.InvalidParameter
	}
	return nil
}

// New makes the object of a request handle under a connection. p has been checked. It fails with InvalidParameter for a
// referrer or accept types that cannot stand in a header.
func New(ref *handle.Ref, c *connection.Connection, p *Params) (*Request, error) {
	r := &Request{
		Connection: c,
		version:    p.Version,
		escape:     header.EscapeFlags(p.Flags),
		refresh:    p.Flags&FlagRefresh != 0,
		chunks:     p.Flags&FlagChunking != 0,
	}
	r.first = aimOf(c, p)
	r.aim.Store(&r.first)
	if err := r.addInitial(p); err != nil {
		return nil, err
	}
	r.Callbacks.Init(ref.Number(), &c.Callbacks)
	r.lane.Init(ref, &r.Callbacks, c.Session.Async)
	r.aside.Init(ref, &r.Callbacks, c.Session.Async)
	r.Options.Change(func(*option.Set) *option.Set { return c.Session.Options.Snapshot().Inherit() })
	return r, nil
}

// aimOf is what WinHttpOpenRequest asks for. The object is the target for queries of the raw headers, which are text of the
// wire.
func aimOf(c *connection.Connection, p *Params) aim {
	secure := p.Flags&FlagSecure != 0
	a := aim{
		verb: orElse(p.Verb, "GET"), secure: secure, host: c.Host, port: c.Port(secure), authority: c.Authority(secure),
		target: header.EscapeTarget(p.Object, header.EscapeFlags(p.Flags)),
	}
	var err error
	if a.object, err = header.ToWire(p.Object); err != nil {
		a.object = a.target
	}
	if !strings.HasPrefix(a.object, "/") {
		a.object = "/" + a.object
	}
	return a
}

func (r *Request) addInitial(p *Params) error {
	if len(p.AcceptTypes) > 0 {
		if err := r.headers.Add("Accept", strings.Join(p.AcceptTypes, ", "), header.Add); err != nil {
			return err
		}
	}
	if p.Referrer != "" {
		return r.headers.Add("Referer", p.Referrer, header.Add)
	}
	return nil
}

// Cancel ends the operation in flight and refuses every later one.
func (r *Request) Cancel() {
	r.aside.Close()
	if r.lane.Close() {
		if x := r.exchange.Load(); x != nil {
			x.Cancel()
		}
	}
}

// Destroy gives the connection back, then tells the application that the request is gone.
func (r *Request) Destroy() {
	if x := r.exchange.Load(); x != nil {
		x.Abandon()
	}
	r.Callbacks.EmitClosing()
}

// Dispatcher is the voice of the handle.
func (r *Request) Dispatcher() *callback.Dispatcher { return &r.Callbacks }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
