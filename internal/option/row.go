// Package option is the table of the WinHTTP options as data, the immutable set of values that a handle owns, and the
// rules of the calls that set and query. Rules and sources: the reference's "Option Flags" page and options.md.
package option

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Row is one option. Nobody writes to a row after the package is initialised.
type Row struct {
	Number    uint32
	Name      string // without WINHTTP_OPTION_
	Type      string // the Go type of the value as users of the API see it
	Size      int    // bytes of the value in 64-bit C; 0 = no value or a variable length
	SetOn     Kinds  // where it may be set
	QueryOn   Kinds  // where it may be queried
	Built     Kinds  // where this version answers; empty = as if the option were unknown
	Owner     Owner
	Inherited bool      // a handle created below sees the value
	WrongSize werr.Code // what the C library gives for a wrong length on set

	typ      reflect.Type
	initial  any
	shown    string // the initial value in the documentation, if it does not speak for itself
	takesNil bool
	check    func(value any) bool
	store    func(s *Set, value any) *Set
}

// Owner says who answers for an option.
type Owner uint8

const (
	Stored  Owner = iota + 1 // the value lives in the Set of the handle; nobody else is asked
	Object                   // the session, connection, request or websocket object
	Facade                   // the root package
	Refused                  // nobody: undocumented, treated as an unknown number
)

var ownerNames = [...]string{"none", "stored", "object", "facade", "refused"}

func (o Owner) String() string {
	if int(o) < len(ownerNames) {
		return ownerNames[o]
	}
	return "unknown"
}

// Option is a row whose value of type T lives in a Set, also where an object owns the row and watches over the value.
type Option[T any] struct {
	Row
	unset T
}

// Get is the value in s, or the default if s is nil or has none. It does not allocate.
func (o *Option[T]) Get(s *Set) T {
	if v, ok := s.lookup(&o.Row); ok {
		return v.(T)
	}
	return o.unset
}

// With is s with another value, by the rules of Row.Set. s may be nil and stays as it is. The value is not checked.
func (o *Option[T]) With(s *Set, value T) *Set { return o.Row.Set(s, value) }

// Foreign is the T of a value whose type this package cannot name: any type but nil passes, the owner looks closer.
type Foreign any

// None is the T of an option without a value; the API takes nil for it.
type None struct{}

// All calls yield for every row, in the order of the numbers.
func All(yield func(*Row) bool) {
	for _, r := range rows {
		if !yield(r) {
			return
		}
	}
}

// String is the full C name, or the name of the Go-only option.
func (r *Row) String() string {
	if r.Number >= firstGoOnly {
		return "OPTION_" + r.Name
	}
	return "WINHTTP_OPTION_" + r.Name
}

// State says in words how far the option is built.
func (r *Row) State() string {
	switch missing := (r.SetOn | r.QueryOn) &^ r.Built; {
	case r.Owner == Refused:
		return "unknown by design"
	case r.Built == later:
		return "not built yet"
	case missing != never:
		return fmt.Sprintf("built, not for %v", missing)
	}
	return "built"
}

// firstGoOnly is where the options begin that WinHTTP does not have.
const firstGoOnly = 0xF0000001

// rows is filled by the declarations of the table files, and sorted before anybody looks.
var rows []*Row

func init() {
	slices.SortFunc(rows, func(a, b *Row) int { return cmp.Compare(a.Number, b.Number) })
}

func find(number uint32) *Row {
	i, ok := slices.BinarySearchFunc(rows, number, func(r *Row, n uint32) int { return cmp.Compare(r.Number, n) })
	if !ok {
		return nil
	}
	return rows[i]
}
