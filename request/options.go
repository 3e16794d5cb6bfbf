package request

import (
	"crypto/tls"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// SetOption sets an option that options.tsv allows on a request; value has passed row.Accept.
func (r *Request) SetOption(row *option.Row, value any) error {
	if p, ok := value.(option.ProxyInfo); ok && p.AccessType != option.NamedProxy {
		value = option.ProxyInfo{AccessType: max(p.AccessType, option.NoProxy)}
	}
	if judge := judges[row]; judge != nil {
		var err error
		if value, err = judge(r, value); err != nil || row == option.ExpireConnection {
			return err
		}
	}
	r.Options.Store(row, value)
	return nil
}

// judges decide on values that depend on the request, and may replace them.
var judges = map[*option.Row]func(*Request, any) (any, error){
	&option.ClientCert.Row:          (*Request).clientCert,
	option.UpgradeToWebSocket:       (*Request).upgrades,
	&option.ResolutionHostname.Row:  (*Request).beforeSending,
	option.ExpireConnection:         (*Request).expire,
	&option.EnableFeature.Row:       enables,
	&option.ConnectionGUID.Row:      isOf[transport.GUID],
	&option.MatchConnectionGUID.Row: isMatch,
}

func isOf[T any](_ *Request, value any) (any, error) {
	_, ok := value.(T)
	return value, invalidIf(!ok)
}

func isMatch(_ *Request, value any) (any, error) {
	m, ok := value.(transport.MatchGUID)
	return value, invalidIf(!ok || m.Flags&^transport.OnlyMarked != 0)
}

// enableRevocation is WINHTTP_ENABLE_SSL_REVOCATION, the bit of WINHTTP_OPTION_ENABLE_FEATURE that a request has.
const enableRevocation = 1

func enables(_ *Request, value any) (any, error) {
	return value, invalidIf(value.(uint32)&^enableRevocation != 0)
}

// upgrades makes every later send a WebSocket handshake.
func (r *Request) upgrades(value any) (any, error) {
	r.upgrade.Store(true)
	return value, nil
}

// beforeSending refuses what comes too late.
func (r *Request) beforeSending(value any) (any, error) {
	if r.exchange.Load() != nil {
		return nil, werr.IncorrectHandleState
	}
	return value, nil
}

// expire lets the connection serve no other request; there must be one.
func (r *Request) expire(any) (any, error) {
	if x := r.exchange.Load(); x == nil || !x.Expire() {
		return nil, werr.IncorrectHandleState
	}
	return nil, nil
}

// clientCert judges a client certificate; nil states that there is none. (protocol.md 5.5.)
func (r *Request) clientCert(value any) (any, error) {
	c := value.(*tls.Certificate)
	switch {
	case !r.first.secure:
		return nil, werr.IncorrectHandleState
	case c == nil:
		return transport.NoCertificate, nil
	case len(c.Certificate) > 0 && c.PrivateKey == nil:
		return nil, werr.ClientCertNoPrivateKey
	}
	return c, nil
}

// QueryOption answers an option that options.tsv allows on a request.
func (r *Request) QueryOption(row *option.Row) (any, error) {
	if answer := answers[row]; answer != nil {
		return answer(r)
	}
	return row.Query(r.Options.Snapshot()), nil
}

// answers are the options that are not just stored.
var answers = map[*option.Row]func(*Request) (any, error){
	option.Async:                always(func(r *Request) any { return r.Connection.Session.Async }),
	option.URL:                  always(func(r *Request) any { return r.aim.Load().url() }),
	option.HTTPProtocolUsed:     always(func(r *Request) any { return r.protocolUsed() }),
	option.StreamErrorCode:      always(func(r *Request) any { return r.streamError() }),
	option.HTTP3StreamErrorCode: always(func(*Request) any { return uint64(0) }),
	option.QUICStats:            notYet,
	option.QUICStatsV2:          notYet,
	option.RequestTimes:         always(func(r *Request) any { return r.times() }),
	option.RequestStats:         always(func(r *Request) any { return r.stats() }),
	option.SecurityInfo:         always(func(r *Request) any { return transport.Security(r.tls()) }),
	&option.SecurityFlags.Row: always(func(r *Request) any {
		return option.SecurityFlags.Get(r.Options.Snapshot()) | r.strength()
	}),

	option.SecurityKeyBitness:  secured(func(f *transport.Facts) any { return transport.CipherBits(f.TLS.CipherSuite) }),
	option.SecurityCertificate: secured(func(f *transport.Facts) any { return certificateInfo(f.TLS) }),
	option.ServerCBT:           secured(func(f *transport.Facts) any { return channelBinding(f.TLS.PeerCertificates[0]) }),
	option.ServerCert:          secured(func(f *transport.Facts) any { return f.TLS.PeerCertificates[0] }),
	option.ServerCertChain: func(r *Request) (any, error) {
		if option.DisableCertChainBuilding.Get(r.Connection.Session.Options.Snapshot()) {
			return notYet(r)
		}
		return secured(func(f *transport.Facts) any { return f.Chain })(r)
	},

	option.TCPPriorityStatus: func(r *Request) (any, error) {
		hint := option.TCPPriorityHint.Get(r.Options.Snapshot())
		return connected(func(*transport.Facts) (any, bool) { return option.Priority{Sender: hint, Receiver: hint}, true })(r)
	},

	option.ConnectionInfo:    connected(func(f *transport.Facts) (any, bool) { return f, true }),
	option.ConnectionStatsV0: connected(func(f *transport.Facts) (any, bool) { info, ok := f.TCP(); return info.TCPInfoV0, ok }),
	option.ConnectionStatsV1: connected(func(f *transport.Facts) (any, bool) { info, ok := f.TCP(); return info.TCPInfoV1, ok }),
	option.ConnectionStatsV2: connected(func(f *transport.Facts) (any, bool) { info, ok := f.TCP(); return info, ok }),

	option.ClientCertIssuers: func(r *Request) (any, error) {
		if issuers := r.issuers.Load(); issuers != nil {
			return *issuers, nil
		}
		return notYet(r)
	},
}

func notYet(*Request) (any, error) { return nil, werr.IncorrectHandleState }

func always(answer func(*Request) any) func(*Request) (any, error) {
	return func(r *Request) (any, error) { return answer(r), nil }
}

// connected is for what is known of a connection, the last one.
func connected(answer func(*transport.Facts) (any, bool)) func(*Request) (any, error) {
	return func(r *Request) (any, error) {
		if f := r.facts.Load(); f != nil {
			if v, ok := answer(f); ok {
				return v, nil
			}
		}
		return notYet(r)
	}
}

// secured is for what is known of a connection with TLS.
func secured(answer func(*transport.Facts) any) func(*Request) (any, error) {
	return connected(func(f *transport.Facts) (any, bool) {
		if f.TLS == nil {
			return nil, false
		}
		return answer(f), true
	})
}

// tls is the state of the connection; nil without TLS.
func (r *Request) tls() *tls.ConnectionState {
	if f := r.facts.Load(); f != nil {
		return f.TLS
	}
	return nil
}

// The bits that a query of WINHTTP_OPTION_SECURITY_FLAGS adds.
const (
	flagSecure   = 0x00000001
	flagMedium   = 0x40000000 // 56 bits and more; Go speaks nothing weaker
	flagStrong   = 0x20000000 // 128 bits and more
	strongCipher = 128
)

// strength describes the connection (options.md 4.1).
func (r *Request) strength() uint32 {
	s := r.tls()
	switch {
	case s == nil:
		return 0
	case transport.CipherBits(s.CipherSuite) < strongCipher:
		return flagSecure | flagMedium
	}
	return flagSecure | flagStrong
}
