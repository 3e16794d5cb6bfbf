// Package session is what WinHttpOpen makes: the settings and the network that connections and requests start from.
package session

import (
	"sync"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/cookie"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// Session is the object behind a session handle. All methods may be called from any goroutine.
type Session struct {
	Async     bool
	strict    bool // WINHTTP_FLAG_SECURE_DEFAULTS: no version of TLS before 1.2
	Callbacks callback.Dispatcher
	Options   option.Holder
	Cookies   cookie.Jar

	mu sync.Mutex
	// mu guards the following.
	network *transport.Network
	private *transport.Network // with the session's own connections; nil until it is needed
	settled bool               // a connection handle has been opened
}

// Params are the arguments of WinHttpOpen.
type Params struct {
	Agent string
	Proxy option.ProxyInfo
	Async bool

	SecureDefaults bool // WINHTTP_FLAG_SECURE_DEFAULTS
}

// Check refuses with InvalidParameter what WinHttpOpen refuses: an unknown access type, a named proxy without a name, an
// agent that cannot stand in a header.
func (p *Params) Check() error {
	if _, err := option.Proxy.Accept(p.Proxy); err != nil {
		return err
	}
	return checkAgent(p.Agent)
}

// New makes the object of a session handle. p has been checked.
func New(ref *handle.Ref, p *Params) *Session {
	s := &Session{Async: p.Async, strict: p.SecureDefaults, network: transport.Default}
	s.Callbacks.Init(ref.Number(), nil)
	s.Options.Store(&option.UserAgent.Row, p.Agent)
	s.Options.Store(&option.Proxy.Row, resolved(p.Proxy))
	return s
}

// Cancel does nothing: a session has no operation of its own.
func (s *Session) Cancel() {}

// Destroy tells the application that the session is gone: by the last callback, and by the event behind it.
func (s *Session) Destroy() {
	s.Callbacks.EmitClosing()
	s.mu.Lock()
	if s.private != nil {
		s.private.CloseIdleConnections()
	}
	s.mu.Unlock()
	switch event := option.UnloadNotifyEvent.Get(s.Options.Snapshot()).(type) {
	case option.Signal:
		event()
	case chan struct{}:
		if event != nil {
			defer func() { _ = recover() }() // the application may have closed the channel itself
			close(event)
		}
	}
}

func isEvent(value any) bool {
	switch value.(type) {
	case option.Signal, chan struct{}:
		return true
	}
	return false
}

// Dispatcher is the voice of the handle.
func (s *Session) Dispatcher() *callback.Dispatcher { return &s.Callbacks }

// Network is what the session was given to stand on. It stays the same from the first call of Settle on.
func (s *Session) Network() *transport.Network {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.network
}

// Ground is what new connections of the session stand on: the Network, or one with a pool of its own.
func (s *Session) Ground() *transport.Network {
	own := option.DisableGlobalPooling.Get(s.Options.Snapshot())
	s.mu.Lock()
	defer s.mu.Unlock()
	if !own {
		return s.network
	}
	if s.private == nil {
		s.private = s.network.Private()
	}
	return s.private
}

// Settle is called when a connection handle is opened.
func (s *Session) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settled = true
}

func (s *Session) isSettled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settled
}

// SetOption sets an option that options.tsv allows on a session; value has passed row.Accept.
func (s *Session) SetOption(row *option.Row, value any) error {
	switch row {
	case option.Network:
		return s.setNetwork(value)
	case &option.UserAgent.Row:
		if err := checkAgent(value.(string)); err != nil {
			return err
		}
	case &option.SecureProtocols.Row:
		if s.strict && value.(uint32)&beforeTLS12 != 0 {
			return werr.AccessDenied
		}
	case &option.UnloadNotifyEvent.Row:
		if !isEvent(value) {
			return werr.InvalidParameter
		}
	case &option.EnableFeature.Row:
		if value.(uint32)&^revertImpersonation != 0 {
			return werr.InvalidParameter
		}
	case &option.FailedConnectionRetries.Row:
		if s.isSettled() {
			return werr.IncorrectHandleState
		}
	case &option.Proxy.Row:
		value = resolved(value.(option.ProxyInfo))
	}
	s.Options.Store(row, value)
	return nil
}

// revertImpersonation is WINHTTP_ENABLE_SSL_REVERT_IMPERSONATION, the bit of WINHTTP_OPTION_ENABLE_FEATURE that a session has.
const revertImpersonation = 2

// beforeTLS12 are the bits of WINHTTP_OPTION_SECURE_PROTOCOLS that a session with WINHTTP_FLAG_SECURE_DEFAULTS refuses.
const beforeTLS12 = 0x08 | 0x20 | 0x80 | 0x200

// QueryOption answers an option that options.tsv allows on a session.
func (s *Session) QueryOption(row *option.Row) (any, error) {
	switch row {
	case option.Network:
		return s.Network(), nil
	case option.Async:
		return s.Async, nil
	}
	return row.Query(s.Options.Snapshot()), nil
}

// setNetwork is OPTION_NETWORK: not after the first connection handle, so that all of them share one.
func (s *Session) setNetwork(value any) error {
	n, ok := value.(*transport.Network)
	if !ok || n == nil {
		return werr.InvalidParameter
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.settled {
		return werr.IncorrectHandleState
	}
	s.network = n
	return nil
}

// resolved is a proxy setting with the machine's default put in: there is none to read here, so it means direct.
func resolved(p option.ProxyInfo) option.ProxyInfo {
	switch p.AccessType {
	case option.DefaultProxy:
		return option.ProxyInfo{AccessType: option.NoProxy}
	case option.NamedProxy:
		return p
	}
	return option.ProxyInfo{AccessType: p.AccessType}
}

func checkAgent(agent string) error {
	return new(header.Block).Add("User-Agent", agent, header.Add)
}
