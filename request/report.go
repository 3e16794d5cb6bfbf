package request

import (
	"net/netip"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/transport"
)

// The request is the reporter of its exchange: what the wire says becomes a notification, on the same goroutine.

// ResolvingName implements transport.Reporter.
func (r *Request) ResolvingName(host string) { emit(r, callback.ResolvingName, host) }

// NameResolved implements transport.Reporter.
func (r *Request) NameResolved(a netip.Addr) { r.emitAddr(callback.NameResolved, a) }

// ConnectingToServer implements transport.Reporter.
func (r *Request) ConnectingToServer(a netip.Addr) { r.emitAddr(callback.ConnectingToServer, a) }

// ConnectedToServer implements transport.Reporter.
func (r *Request) ConnectedToServer(a netip.Addr) { r.emitAddr(callback.ConnectedToServer, a) }

// SecureFailure implements transport.Reporter.
func (r *Request) SecureFailure(flags transport.SecureFailure) {
	emit(r, callback.SecureFailure, uint32(flags))
}

// IntermediateResponse implements transport.Reporter.
func (r *Request) IntermediateResponse(status int) {
	emit(r, callback.IntermediateResponse, uint32(status))
}

// ClosingConnection implements transport.Reporter.
func (r *Request) ClosingConnection() { emit[any](r, callback.ClosingConnection, nil) }

// ConnectionClosed implements transport.Reporter.
func (r *Request) ConnectionClosed() { emit[any](r, callback.ConnectionClosed, nil) }

func (r *Request) emitAddr(s callback.Status, a netip.Addr) {
	if r.wants(s) {
		r.Callbacks.Emit(s, a.String())
	}
}

// emit reports progress; the payload is made only if somebody wants it.
func emit[T any](r *Request, s callback.Status, info T) {
	if r.wants(s) {
		r.Callbacks.Emit(s, info)
	}
}

// wants says whether the application is to hear of progress. Once the handle is closed, also by the callback before, only
// HANDLE_CLOSING is left (callbacks.md section 4 rule 10).
func (r *Request) wants(s callback.Status) bool { return r.Callbacks.Wants(s) && !r.lane.Closed() }
