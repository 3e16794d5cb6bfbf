package header

import werr "github.com/gowinhttp/winhttp/errors"

// Query is a level and flags in one number, as WinHttpQueryHeaders takes them.
type Query uint32

// Flag is a WINHTTP_QUERY_FLAG_ bit: which part of the exchange is searched, and the form of the value.
type Flag uint32

const (
	WireEncoding   Flag = 0x01000000
	Trailers       Flag = 0x02000000
	AsNumber64     Flag = 0x08000000
	AsNumber       Flag = 0x20000000
	AsSystemTime   Flag = 0x40000000
	RequestHeaders Flag = 0x80000000
)

const (
	findFlags = listFlags | AsNumber64 | AsNumber | AsSystemTime
	listFlags = WireEncoding | Trailers | RequestHeaders
)

// Level is the low 16 bits.
func (q Query) Level() Level { return Level(q) }

// Has reports whether all bits of f are set.
func (q Query) Has(f Flag) bool { return Flag(q)&f == f }

// OfRequest reports whether the query is about the request: legal before there is a response, and to be asked of the
// request's message. (functions.md 0.4)
func (q Query) OfRequest() bool { return q.Has(RequestHeaders) || q.Level() == RequestMethod }

// Form is the form in which the caller wants the value: AsNumber, AsNumber64, AsSystemTime, WireEncoding, or 0 for text.
// With several of them set the first of this list wins.
func (q Query) Form() Flag {
	for _, f := range [...]Flag{AsNumber, AsNumber64, AsSystemTime, WireEncoding} {
		if q.Has(f) {
			return f
		}
	}
	return 0
}

// Find is WinHttpQueryHeaders without its buffers: it looks in m for the occurrence with the zero-based number index.
// Only Custom uses name. next is index + 1 for a header, and index for a pseudo header and on failure.
// Errors: InvalidParameter for an unknown level or flag and for Custom without a name, HeaderNotFound.
func (q Query) Find(m *Message, name string, index uint32) (v Value, next uint32, err error) {
	row, err := q.resolve(name, findFlags)
	if err != nil {
		return "", index, err
	}
	if row.pseudo != nil {
		if s, ok := row.pseudo(m); ok {
			return Value(s), index, nil
		}
	} else if s, ok := m.Fields.Get(row.header, int(index)); ok {
		return Value(s), index + 1, nil
	}
	return "", index, werr.HeaderNotFound
}

// List is WinHttpQueryHeadersEx without its buffers: the fields of one name from the occurrence index on, or with
// AllHeaders every field. next is the index after the last one found; AllHeaders neither uses nor moves it.
// Errors: InvalidParameter for another pseudo header, a number or time form, or what Find refuses; HeaderNotFound if
// there is no field.
func (q Query) List(m *Message, name string, index uint32) (fields []Field, next uint32, err error) {
	row, err := q.resolve(name, listFlags)
	if err != nil {
		return nil, index, err
	}
	all := q.Level() == AllHeaders
	if row.pseudo != nil && !all {
		return nil, index, werr.InvalidParameter
	}
	var seen uint32
	for _, f := range m.Fields.fields {
		if !all && !equalFold(f.Name, row.header) {
			continue
		}
		if seen++; all || seen > index {
			fields = append(fields, f)
		}
	}
	switch {
	case len(fields) == 0:
		return nil, index, werr.HeaderNotFound
	case all:
		return fields, index, nil
	}
	return fields, seen, nil
}

// resolve checks the query and finds its row; a Custom row gets the name. (query.md section 1)
func (q Query) resolve(name string, allowed Flag) (levelRow, error) {
	row, ok := q.Level().row()
	switch {
	case Flag(q)&^allowed&^0xFFFF != 0, q.Has(RequestHeaders | Trailers):
		return row, werr.InvalidParameter
	case q.Level() == Custom && name == "", q.Level() > MaxLevel && q.Level() != Custom:
		return row, werr.InvalidParameter
	case !ok:
		return row, werr.HeaderNotFound
	case q.Level() == Custom:
		row.header = name
	}
	return row, nil
}
