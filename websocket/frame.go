package websocket

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/gobwas/ws"
)

// Headers and masks are written here and not by gobwas/ws, whose functions allocate for each header and pass twice over data
// that has to be copied first.

// Sizes in bytes (RFC 6455, section 5.2).
const (
	maxHeader  = 14
	length16   = 126 // marks a length of 16 bits
	length64   = 127
	maskedBit  = 0x80
	finalBit   = 0x80
	lengthBits = 0x7F
)

// newKey is a fresh mask; the first of its bytes is the lowest (RFC 6455, 5.3). ChaCha8, seeded by the system.
func newKey() uint32 { return rand.Uint32() }

// appendHeader appends the header of a masked frame.
func appendHeader(to []byte, code ws.OpCode, final bool, length int, key uint32) []byte {
	first := byte(code)
	if final {
		first |= finalBit
	}
	switch {
	case length < length16:
		to = append(to, first, maskedBit|byte(length))
	case length <= 0xFFFF:
		to = binary.BigEndian.AppendUint16(append(to, first, maskedBit|length16), uint16(length))
	default:
		to = binary.BigEndian.AppendUint64(append(to, first, maskedBit|length64), uint64(length))
	}
	return binary.LittleEndian.AppendUint32(to, key)
}

// appendFrame appends a whole frame, masked with a fresh key.
func appendFrame(to []byte, code ws.OpCode, final bool, payload []byte) []byte {
	to = slices.Grow(to, maxHeader+len(payload))
	key := newKey()
	to = appendHeader(to, code, final, len(payload), key)
	start := len(to)
	to = to[:start+len(payload)]
	mask(to[start:], payload, key)
	return to
}

// mask copies p to to, masked, and returns the key for what follows p.
func mask(to, p []byte, key uint32) uint32 {
	wide := uint64(key)<<32 | uint64(key)
	for len(p) >= 32 && len(to) >= 32 {
		binary.LittleEndian.PutUint64(to[0:8], binary.LittleEndian.Uint64(p[0:8])^wide)
		binary.LittleEndian.PutUint64(to[8:16], binary.LittleEndian.Uint64(p[8:16])^wide)
		binary.LittleEndian.PutUint64(to[16:24], binary.LittleEndian.Uint64(p[16:24])^wide)
		binary.LittleEndian.PutUint64(to[24:32], binary.LittleEndian.Uint64(p[24:32])^wide)
		to, p = to[32:], p[32:]
	}
	for i := range p {
		to[i] = p[i] ^ byte(key)
		key = bits.RotateLeft32(key, -8)
	}
	return key
}

// parseHeader takes a header apart that begins p and is all there.
func parseHeader(p []byte) ws.Header {
	h := ws.Header{
		Fin: p[0]&finalBit != 0, Rsv: p[0] >> 4 & 7, OpCode: ws.OpCode(p[0] & 0xF), Masked: p[1]&maskedBit != 0,
		Length: int64(p[1] & lengthBits),
	}
	switch h.Length {
	case length16:
		h.Length = int64(binary.BigEndian.Uint16(p[2:]))
	case length64:
		h.Length = int64(binary.BigEndian.Uint64(p[2:]))
	}
	return h
}

// headerSize is the size of the header that p begins with, as far as p tells it.
func headerSize(p []byte) int {
	const base = 2
	size := base
	if len(p) < base {
		return size
	}
	switch p[1] & lengthBits {
	case length16:
		size += 2
	case length64:
		size += 8
	}
	return size
}
