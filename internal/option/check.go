package option

import (
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
)

// CheckSet finds the row of an option that is to be set on a kind of handle; kind 0 is the NULL handle. The errors, in
// this order (options.md 1.1): InvalidHandle for a NULL handle where none may be, InvalidOption for an unknown,
// refused or not built option, OptionNotSettable for one that is only queried, IncorrectHandleType.
func CheckSet(number uint32, kind handle.Type) (*Row, error) {
	r := find(number)
	switch {
	case kind == 0 && (r == nil || !(r.SetOn & r.Built).Has(0)):
		return nil, werr.InvalidHandle
	case r == nil || r.Built == later:
		return nil, werr.InvalidOption
	case r.SetOn == never:
		return nil, werr.OptionNotSettable
	case !r.SetOn.Has(kind):
		return nil, werr.IncorrectHandleType
	case !r.Built.Has(kind):
		return nil, werr.InvalidOption
	}
	return r, nil
}

// CheckQuery finds the row of an option that is to be queried on a kind of handle; kind 0 is the NULL handle. The
// errors, in this order (options.md 1.2): InvalidHandle for a NULL handle where none may be, InvalidParameter for an
// unknown, refused, not built or set-only option, IncorrectHandleType.
func CheckQuery(number uint32, kind handle.Type) (*Row, error) {
	r := find(number)
	switch {
	case kind == 0 && (r == nil || !(r.QueryOn & r.Built).Has(0)):
		return nil, werr.InvalidHandle
	case r == nil || r.Built == later || r.QueryOn == never:
		return nil, werr.InvalidParameter
	case !r.QueryOn.Has(kind):
		return nil, werr.IncorrectHandleType
	case !r.Built.Has(kind):
		return nil, werr.InvalidParameter
	}
	return r, nil
}
