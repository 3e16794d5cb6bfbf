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
	if row == &option.ClientCert.Row {
		var err error
		if value, err = r.clientCert(value.(*tls.Certificate)); err != nil {
			return err
		}
	}
	r.Options.Store(row, value)
	return nil
}

// clientCert judges a client certificate; nil states that there is none. (protocol.md 5.5.)
func (r *Request) clientCert(c *tls.Certificate) (*tls.Certificate, error) {
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
	switch row {
	case option.Async:
		return r.Connection.Session.Async, nil
	case option.ClientCertIssuers:
		if issuers := r.issuers.Load(); issuers != nil {
			return *issuers, nil
		}
		return nil, werr.IncorrectHandleState
	case option.HTTPProtocolUsed:
		return r.protocolUsed(), nil
	case option.StreamErrorCode:
		return r.streamError(), nil
	case option.HTTP3StreamErrorCode:
		return uint64(0), nil
	case option.QUICStats, option.QUICStatsV2:
		return nil, werr.IncorrectHandleState
	case option.URL:
		return r.aim.Load().url(), nil
	case &option.SecurityFlags.Row:
		return option.SecurityFlags.Get(r.Options.Snapshot()) | r.strength(), nil
	case option.SecurityKeyBitness:
		if s := r.tls(); s != nil {
			return transport.CipherBits(s.CipherSuite), nil
		}
		return nil, werr.IncorrectHandleState
	case option.SecurityCertificate:
		if s := r.tls(); s != nil {
			return certificateInfo(s), nil
		}
		return nil, werr.IncorrectHandleState
	case option.ServerCBT:
		if s := r.tls(); s != nil {
			return channelBinding(s.PeerCertificates[0]), nil
		}
		return nil, werr.IncorrectHandleState
	case option.ServerCert:
		if s := r.tls(); s != nil {
			return s.PeerCertificates[0], nil
		}
		return nil, werr.IncorrectHandleState
	case option.ConnectionInfo:
		if f := r.facts.Load(); f != nil {
			return f, nil
		}
		return nil, werr.IncorrectHandleState
	}
	return row.Query(r.Options.Snapshot()), nil
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
