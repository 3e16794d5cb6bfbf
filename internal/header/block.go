// Package header holds what a request and a response say before their bodies: header fields and how the application
// adds and queries them, the request line, the response head, and HTTP times. Names and values are the bytes of the
// wire; ToWire and FromWire convert them from and to text.
package header

import "slices"

// Field is one header line. Generated marks a field that the library adds for one send.
type Field struct {
	Name, Value string
	Generated   bool
}

// Block is a list of header fields in the order they were received or added. The zero Block is empty. It must not be
// changed while somebody else uses it.
type Block struct {
	fields []Field
}

// Len is the number of fields.
func (b *Block) Len() int { return len(b.fields) }

// Fields is the list itself, in order: to be read, and only until the block changes.
func (b *Block) Fields() []Field { return b.fields }

// Get finds the occurrence with the zero-based number index among the fields of that name.
func (b *Block) Get(name string, index int) (value string, ok bool) {
	if at := b.find(name, index); at >= 0 {
		return b.fields[at].Value, true
	}
	return "", false
}

// Has reports whether there is a field of that name.
func (b *Block) Has(name string) bool { return b.find(name, 0) >= 0 }

// HasToken reports whether the comma-separated values of the fields of that name, such as Connection, hold token.
func (b *Block) HasToken(name, token string) bool {
	for i := range b.fields {
		if equalFold(b.fields[i].Name, name) && listHas(b.fields[i].Value, token) {
			return true
		}
	}
	return false
}

// Grow makes room for n more fields.
func (b *Block) Grow(n int) { b.fields = slices.Grow(b.fields, n) }

// Append adds a field at the end, unchecked.
func (b *Block) Append(f Field) { b.fields = append(b.fields, f) }

// Generate appends a generated field, unless there is one of that name. The value is not checked.
func (b *Block) Generate(name, value string) {
	if !b.Has(name) {
		b.Append(Field{Name: name, Value: value, Generated: true})
	}
}

// Remove deletes every field of that name.
func (b *Block) Remove(name string) {
	b.fields = slices.DeleteFunc(b.fields, func(f Field) bool { return equalFold(f.Name, name) })
}

// RemoveGenerated deletes every generated field, so that the next send makes them anew.
func (b *Block) RemoveGenerated() {
	b.fields = slices.DeleteFunc(b.fields, func(f Field) bool { return f.Generated })
}

// Clone is a copy that can be changed on its own, with room for some fields more.
func (b *Block) Clone(spare int) Block {
	return Block{fields: append(make([]Field, 0, len(b.fields)+spare), b.fields...)}
}

func (b *Block) find(name string, index int) int {
	for i := range b.fields {
		if !equalFold(b.fields[i].Name, name) {
			continue
		}
		if index == 0 {
			return i
		}
		index--
	}
	return -1
}
