package option

import (
	"reflect"
	"unicode/utf16"

	werr "github.com/gowinhttp/winhttp/errors"
)

// define declares an option whose value lives in the Set.
func define[T any](state Kinds, number uint32, name string, setOn, queryOn Kinds, initial T, marks ...mark) *Option[T] {
	o := &Option[T]{rowOf[T](Stored, state, number, name, setOn, queryOn), initial}
	o.Row.initial = initial
	return register(o, &o.Row, marks)
}

// object declares an option that the object behind the handle answers.
func object[T any](state Kinds, number uint32, name string, setOn, queryOn Kinds, marks ...mark) *Row {
	r := rowOf[T](Object, state, number, name, setOn, queryOn)
	return register(&r, &r, marks)
}

// facade declares an option that the root package answers.
func facade[T any](state Kinds, number uint32, name string, setOn, queryOn Kinds, marks ...mark) *Row {
	r := rowOf[T](Facade, state, number, name, setOn, queryOn)
	return register(&r, &r, marks)
}

// refused declares a number that headers name and nothing documents.
func refused(number uint32, name string, size int, setOn, queryOn Kinds) *Row {
	r := rowOf[Foreign](Refused, later, number, name, setOn, queryOn)
	return register(&r, &r, []mark{shape("?", size)})
}

func rowOf[T any](owner Owner, state Kinds, number uint32, name string, setOn, queryOn Kinds) Row {
	var zero T
	typ := reflect.TypeFor[T]()
	return Row{
		Number: number, Name: name, Type: typeText.Replace(typ.String()), Size: sizeOf(typ),
		SetOn: setOn, QueryOn: queryOn, Built: state, Owner: owner,
		WrongSize: werr.InsufficientBuffer, typ: typ, initial: zero,
	}
}

func sizeOf(t reflect.Type) int {
	switch t.Kind() {
	case reflect.Uint32, reflect.Bool:
		return 4
	case reflect.String, reflect.Struct:
		return 0
	}
	return 8
}

func register[D any](declared D, r *Row, marks []mark) D {
	for _, m := range marks {
		m(r)
	}
	rows = append(rows, r)
	return declared
}

// mark says something about a row that most rows do not need.
type mark func(*Row)

func inherited(r *Row) { r.Inherited = true }

// ofObject hands a row with a stored value to the object, which watches over the value or adds to it.
func ofObject(r *Row) { r.Owner = Object }

// takesNil lets nil mean the zero value.
func takesNil(r *Row) { r.takesNil = true }

// size87 is for the options whose wrong length is an invalid parameter (options.md 1.1 step 7).
func size87(r *Row) { r.WrongSize = werr.InvalidParameter }

// shape gives the name and the C size of a type that T does not tell.
func shape(name string, size int) mark { return func(r *Row) { r.Type, r.Size = name, size } }

func shown(initial string) mark { return func(r *Row) { r.shown = initial } }

// accumulates adds the bits of a new value to those already there.
func accumulates(r *Row) {
	r.store = func(s *Set, value any) *Set {
		old, _ := s.lookup(r)
		bits, _ := old.(uint32)
		return s.with(r, bits|value.(uint32))
	}
}

// checked refuses a value for which ok is false.
func checked[T any](ok func(T) bool) mark {
	return func(r *Row) { r.check = func(v any) bool { return ok(v.(T)) } }
}

func atMost(n uint32) mark    { return checked(func(v uint32) bool { return v <= n }) }
func atLeast(n uint32) mark   { return checked(func(v uint32) bool { return v >= n }) }
func within(mask uint32) mark { return checked(func(v uint32) bool { return v&^mask == 0 }) }

// unitsAtMost bounds a text in UTF-16 code units.
func unitsAtMost(n int) mark {
	return checked(func(v string) bool { return len(utf16.Encode([]rune(v))) <= n })
}
