package handle

// HINTERNET identifies an open handle. Zero is no handle. The value is opaque: it is never reused for another object,
// so a stale or invented one finds nothing.
type HINTERNET uintptr

// Type is the kind of object behind a handle, numbered as WINHTTP_OPTION_HANDLE_TYPE reports it.
type Type uint32

const (
	Session    Type = 1
	Connection Type = 2
	Request    Type = 3
	Resolver   Type = 4
	WebSocket  Type = 5
	Protocol   Type = 6
)

var typeNames = [...]string{"none", "session", "connection", "request", "resolver", "websocket", "protocol"}

func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return "unknown"
}
