package header

import (
	"slices"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Modifiers say what happens when a header to be added is there already: the WINHTTP_ADDREQ_FLAG_ bits, and in the low
// 16 bits the occurrence that Replace means. Other bits have no effect.
type Modifiers uint32

const (
	CoalesceSemicolon Modifiers = 0x01000000
	AddIfNew          Modifiers = 0x10000000
	Add               Modifiers = 0x20000000
	Coalesce          Modifiers = 0x40000000 // with a comma
	Replace           Modifiers = 0x80000000
	IndexMask         Modifiers = 0x0000FFFF
)

// Modify adds, extends, replaces or removes one field as m says (the table of query.md section 3). Neither name nor
// value is checked. Errors: HeaderAlreadyExists for AddIfNew, HeaderNotFound for a Replace that finds nothing to
// replace and may not or cannot add; nothing changes then. A field that the application changes is no longer generated.
func (b *Block) Modify(name, value string, m Modifiers) error {
	switch {
	case m&AddIfNew != 0:
		return b.addIfNew(name, value)
	case m&Replace != 0:
		return b.replace(name, value, m)
	case m&Coalesce != 0:
		b.coalesce(name, ", ", value)
	case m&CoalesceSemicolon != 0:
		b.coalesce(name, "; ", value)
	default:
		b.Append(Field{Name: name, Value: value})
	}
	return nil
}

func (b *Block) addIfNew(name, value string) error {
	if b.Has(name) {
		return werr.HeaderAlreadyExists
	}
	b.Append(Field{Name: name, Value: value})
	return nil
}

func (b *Block) replace(name, value string, m Modifiers) error {
	at := b.find(name, int(m&IndexMask))
	switch {
	case at >= 0 && value == "":
		b.fields = slices.Delete(b.fields, at, at+1)
	case at >= 0:
		b.fields[at] = Field{Name: name, Value: value}
	case m&Add == 0 || value == "":
		return werr.HeaderNotFound
	default:
		b.Append(Field{Name: name, Value: value})
	}
	return nil
}

func (b *Block) coalesce(name, separator, value string) {
	if at := b.find(name, 0); at >= 0 {
		f := &b.fields[at]
		f.Value, f.Generated = f.Value+separator+value, false
		return
	}
	b.Append(Field{Name: name, Value: value})
}
