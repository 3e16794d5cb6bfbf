package option

import werr "github.com/gowinhttp/winhttp/errors"

// Timeouts in milliseconds; 0 and 0xFFFFFFFF mean no limit, any other number counts unsigned (options.md 3). A request
// takes the session's values when it is opened, a connection has none of its own.
var (
	// ResolveTimeout limits one name resolution.
	ResolveTimeout = define[uint32](built, 2, "RESOLVE_TIMEOUT", either, levels, 0, inherited)
	// ConnectTimeout limits the connect to one address.
	ConnectTimeout = define[uint32](built, 3, "CONNECT_TIMEOUT", either, levels, 60_000, inherited)
	// SendTimeout limits one socket write.
	SendTimeout = define[uint32](built, 5, "SEND_TIMEOUT", either, levels, 30_000, inherited)
	// ReceiveTimeout limits one socket read, in the head and in the body.
	ReceiveTimeout = define[uint32](built, 6, "RECEIVE_TIMEOUT", either, levels, 30_000, inherited)
	// ReceiveResponseTimeout limits the whole response head. It is never below ReceiveTimeout (options.md 3.3).
	ReceiveResponseTimeout = define[uint32](built, 7, "RECEIVE_RESPONSE_TIMEOUT", either, levels, 90_000, inherited)
)

// The two rows know each other, which their declarations cannot say.
func init() {
	ReceiveTimeout.store = func(s *Set, value any) *Set { return ordered(s.with(&ReceiveTimeout.Row, value)) }
	ReceiveResponseTimeout.store = func(s *Set, value any) *Set {
		return ordered(s.with(&ReceiveResponseTimeout.Row, value))
	}
}

// ordered raises the response timeout to the receive timeout, unsigned. Nothing lowers it again.
func ordered(s *Set) *Set {
	if least := ReceiveTimeout.Get(s); ReceiveResponseTimeout.Get(s) < least {
		return s.with(&ReceiveResponseTimeout.Row, least)
	}
	return s
}

// CheckTimeouts refuses what WinHttpSetTimeouts refuses before it looks at the handle: a value below -1 is
// InvalidParameter (options.md 3.2).
func CheckTimeouts(resolve, connect, send, receive int32) error {
	if min(resolve, connect, send, receive) < -1 {
		return werr.InvalidParameter
	}
	return nil
}

// WithTimeouts is s with the four timeouts of WinHttpSetTimeouts, in milliseconds; 0 is no limit, and -1 too, which
// reads back as 0xFFFFFFFF.
func WithTimeouts(s *Set, resolve, connect, send, receive int32) *Set {
	s = ResolveTimeout.With(s, uint32(resolve))
	s = ConnectTimeout.With(s, uint32(connect))
	s = SendTimeout.With(s, uint32(send))
	return ReceiveTimeout.With(s, uint32(receive))
}
