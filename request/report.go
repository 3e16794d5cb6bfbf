package request

import (
	"net/netip"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/transport"
)

// The request is the reporter of its exchange: what the wire says becomes a notification, on the same goroutine.

// ResolvingName implements transport.Reporter.
func (r *Request) ResolvingName(host string) { _ = r.lane.Emit(callback.ResolvingName, host) }

// NameResolved implements transport.Reporter.
func (r *Request) NameResolved(a netip.Addr) { _ = r.lane.Emit(callback.NameResolved, a.String()) }

// ConnectingToServer implements transport.Reporter.
func (r *Request) ConnectingToServer(a netip.Addr) {
	_ = r.lane.Emit(callback.ConnectingToServer, a.String())
}

// ConnectedToServer implements transport.Reporter.
func (r *Request) ConnectedToServer(a netip.Addr) {
	_ = r.lane.Emit(callback.ConnectedToServer, a.String())
}

// SecureFailure implements transport.Reporter.
func (r *Request) SecureFailure(flags transport.SecureFailure) {
	_ = r.lane.Emit(callback.SecureFailure, uint32(flags))
}

// IntermediateResponse implements transport.Reporter.
func (r *Request) IntermediateResponse(status int) {
	_ = r.lane.Emit(callback.IntermediateResponse, uint32(status))
}

// ClosingConnection implements transport.Reporter.
func (r *Request) ClosingConnection() { _ = r.lane.Emit(callback.ClosingConnection, nil) }

// ConnectionClosed implements transport.Reporter.
func (r *Request) ConnectionClosed() { _ = r.lane.Emit(callback.ConnectionClosed, nil) }
