package request

import (
	"math"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

const (
	protocolHTTP2 = 1       // a bit of WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL and WINHTTP_OPTION_HTTP_PROTOCOL_USED
	streamWindow  = 1 << 20 // bytes, unless WINHTTP_OPTION_HTTP2_RECEIVE_WINDOW says otherwise
)

// http2 says whether and how a leg may speak HTTP/2: HTTPProtocolMismatch where it must and cannot. What only HTTP/1.1 can do
// falls back to it: plain http, an upgrade, CONNECT, chunks that the application makes, a client certificate unless it is allowed. HTTP/3 is never
// negotiated. (protocol.md 5.6.)
func (r *Request) http2(p *plan) (transport.HTTP2, error) {
	s := r.Options.Snapshot()
	enabled := option.EnableHTTPProtocol.Get(s)
	o := transport.HTTP2{
		Enabled:  enabled&protocolHTTP2 != 0 && r.allowsHTTP2(p),
		Required: enabled != 0 && option.HTTPProtocolRequired.Get(s),
	}
	switch {
	case o.Required && !o.Enabled:
		return o, werr.HTTPProtocolMismatch
	case !o.Enabled:
		return o, nil
	}
	window := option.HTTP2ReceiveWindow.Get(s)
	o.StreamWindow, o.WindowStep = window.StreamWindow, window.StreamWindowUpdateDelta
	if o.StreamWindow == 0 {
		o.StreamWindow = streamWindow
	}
	o.MaxHeaders = min(option.MaxResponseHeaderSize.Get(s), math.MaxInt32)
	o.KeepAlive = time.Duration(option.HTTP2Keepalive.Get(s)) * time.Millisecond
	return o, nil
}

func (r *Request) allowsHTTP2(p *plan) bool {
	s := r.Options.Snapshot()
	certificate := option.ClientCert.Get(s)
	if p.key != "" || r.aim.Load().verb == "CONNECT" {
		return false
	}
	return r.aim.Load().secure && r.httpVersion() == "HTTP/1.1" && (p.rest >= 0 || p.chunks) &&
		(certificate == nil || certificate == transport.NoCertificate || option.EnableHTTP2PlusClientCert.Get(s))
}

// protocolUsed is the advanced version of the connection that carried the request last.
func (r *Request) protocolUsed() uint32 {
	if s := r.tls(); s != nil && s.NegotiatedProtocol == "h2" {
		return protocolHTTP2
	}
	return 0
}

// streamError is the code with which the server has ended the stream of the request, 0 if it has not.
func (r *Request) streamError() uint32 {
	if x := r.exchange.Load(); x != nil {
		return x.StreamError()
	}
	return 0
}
