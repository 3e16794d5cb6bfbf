package header

import "math"

// Value is what a query found, as the bytes of the wire. No conversion fails. (query.md section 1, "Strings and buffers")
type Value string

// Text is the value as UTF-8.
func (v Value) Text() string { return FromWire(string(v)) }

// Bytes is a copy of the value for WireEncoding.
func (v Value) Bytes() []byte { return []byte(v) }

// Number is the leading decimal number after optional blanks: 0 without a digit, the highest number on overflow.
func (v Value) Number() uint32 { return uint32(v.number(math.MaxUint32)) }

// Number64 is Number with 64 bits.
func (v Value) Number64() uint64 { return v.number(math.MaxUint64) }

// SystemTime is the value read by ParseTime, which keeps the fields of now where the text has none.
func (v Value) SystemTime(now SystemTime) SystemTime { return ParseTime(string(v), now) }

func (v Value) number(limit uint64) uint64 {
	n, _ := leadingNumber(trimLeft(string(v)), limit)
	return n
}

// leadingNumber reads the digits that s starts with, at most limit, and tells how many there are.
func leadingNumber(s string, limit uint64) (n uint64, digits int) {
	for digits < len(s) && isDigit(s[digits]) {
		d := uint64(s[digits] - '0')
		if n > (limit-d)/10 {
			n = limit
		} else {
			n = n*10 + d
		}
		digits++
	}
	return n, digits
}
