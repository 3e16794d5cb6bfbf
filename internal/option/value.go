package option

import (
	"math"
	"reflect"
	"strings"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Accept turns a value given to WinHttpSetOption into the value of the row (api.md 6): a uint32 row also takes an int
// in 0..0xFFFFFFFF, and nil is the zero value where the row allows it. Another type, nil, or a value outside the
// option's range is InvalidParameter.
func (r *Row) Accept(value any) (any, error) {
	if i, ok := value.(int); ok && r.typ == dwordType && uint64(i) <= math.MaxUint32 {
		value = uint32(i)
	}
	if value == nil && r.takesNil {
		value = reflect.Zero(r.typ).Interface()
	} else if !r.fits(value) || r.check != nil && !r.check(value) {
		return nil, werr.InvalidParameter
	}
	return value, nil
}

// Store puts a value into the destination given to WinHttpQueryOption: a *any, or a pointer to the very type of the
// value. A nil or other destination is InvalidParameter. A row of type any, the context, takes *any alone.
func (r *Row) Store(destination, value any) error {
	if p, ok := destination.(*any); ok && p != nil {
		*p = value
		return nil
	}
	d := reflect.ValueOf(destination)
	if r.typ == anyType || d.Kind() != reflect.Pointer || d.IsNil() || d.Type().Elem() != reflect.TypeOf(value) {
		return werr.InvalidParameter
	}
	d.Elem().Set(reflect.ValueOf(value))
	return nil
}

func (r *Row) fits(value any) bool {
	if r.typ == anyType || r.typ == foreignType {
		return value != nil
	}
	return reflect.TypeOf(value) == r.typ
}

var (
	dwordType   = reflect.TypeFor[uint32]()
	anyType     = reflect.TypeFor[any]()
	foreignType = reflect.TypeFor[Foreign]()
)

// typeText turns reflect's spelling of a type into that of the API.
var typeText = strings.NewReplacer("uint8", "byte", "interface {}", "any", "struct {}", "struct{}", "handle.", "",
	"option.None", "nil")
