package request

import (
	"net/netip"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/transport"
)

// The request is the reporter of its exchange: what the wire says becomes a notification, on the same goroutine.

// ResolvingName implements transport.Reporter.
func (r *Request) ResolvingName(host string) { _ = emit(r, callback.ResolvingName, host) }

// NameResolved implements transport.Reporter.
func (r *Request) NameResolved(a netip.Addr) { r.emitAddr(callback.NameResolved, a) }

// ConnectingToServer implements transport.Reporter.
func (r *Request) ConnectingToServer(a netip.Addr) { r.emitAddr(callback.ConnectingToServer, a) }

// ConnectedToServer implements transport.Reporter.
func (r *Request) ConnectedToServer(a netip.Addr) { r.emitAddr(callback.ConnectedToServer, a) }

// SecureFailure implements transport.Reporter.
func (r *Request) SecureFailure(flags transport.SecureFailure) {
	_ = emit(r, callback.SecureFailure, uint32(flags))
}

// IntermediateResponse implements transport.Reporter.
func (r *Request) IntermediateResponse(status int) {
	_ = emit(r, callback.IntermediateResponse, uint32(status))
}

// ClosingConnection implements transport.Reporter.
func (r *Request) ClosingConnection() { _ = r.lane.Emit(callback.ClosingConnection, nil) }

// ConnectionClosed implements transport.Reporter.
func (r *Request) ConnectionClosed() { _ = r.lane.Emit(callback.ConnectionClosed, nil) }

func (r *Request) emitAddr(s callback.Status, a netip.Addr) {
	if r.Callbacks.Wants(s) {
		_ = r.lane.Emit(s, a.String())
	}
}

// emit reports progress of the operation in flight; the payload is made only if somebody wants it. It fails when the
// handle has been closed, by this callback or before.
func emit[T any](r *Request, s callback.Status, info T) error {
	if r.Callbacks.Wants(s) {
		return r.lane.Emit(s, info)
	}
	return r.lane.Alive()
}
