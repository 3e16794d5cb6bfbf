package h2

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// frameType is the kind of a frame (RFC 9113, section 6).
type frameType uint8

const (
	frameData frameType = iota
	frameHeaders
	framePriority
	frameReset
	frameSettings
	framePush
	framePing
	frameGoAway
	frameWindow
	frameContinuation
)

// Flags of frames.
const (
	flagAck        = 0x1
	flagEndStream  = 0x1
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20
)

const (
	frameHeadSize = 9
	maxFrameSize  = 16 << 10  // of a frame that we accept, and the least that every peer does
	maxWindow     = 1<<31 - 1 // of a stream or a connection
	streamMask    = 1<<31 - 1 // the top bit of a stream number is reserved
	readBuffer    = 2 * (maxFrameSize + frameHeadSize)
	prioritySize  = 5
	settingSize   = 6
	pingSize      = 8
	goAwaySize    = 8
	defaultWindow = 1<<16 - 1 // before SETTINGS say otherwise
)

// Identifiers of settings (RFC 9113, section 6.5.2).
const (
	settingTableSize     = 1
	settingPush          = 2
	settingMaxStreams    = 3
	settingInitialWindow = 4
	settingMaxFrame      = 5
	settingMaxHeaderList = 6
)

// Code is why a stream or a connection was ended (RFC 9113, section 7).
type Code uint32

// The codes that matter to a client.
const (
	NoError          Code = 0x0
	ProtocolError    Code = 0x1
	FlowControlError Code = 0x3
	StreamClosed     Code = 0x5
	FrameSizeError   Code = 0x6
	RefusedStream    Code = 0x7
	Cancel           Code = 0x8
	CompressionError Code = 0x9
	EnhanceYourCalm  Code = 0xb
	HTTP11Required   Code = 0xd
)

// connError is a fault of the peer that ends the connection.
type connError struct {
	code Code
	what string
}

func (e *connError) Error() string { return fmt.Sprintf("HTTP/2: %s (code %d)", e.what, e.code) }

// streamFault is a fault of the peer that ends a stream. To the caller it is InvalidServerResponse.
type streamFault Code

func (f streamFault) Error() string {
	return fmt.Sprintf("HTTP/2: malformed response (code %d)", Code(f))
}

// frame is one as it was read. The payload is valid until the next one is read.
type frame struct {
	kind    frameType
	flags   uint8
	stream  uint32
	payload []byte
	size    int // of the payload with its padding
}

// readFrame reads one whole frame. The buffer of r is larger than any frame that is accepted.
func readFrame(r *bufio.Reader) (frame, error) {
	head, err := r.Peek(frameHeadSize)
	if err != nil {
		return frame{}, noEOF(err, len(head))
	}
	size := int(head[0])<<16 | int(head[1])<<8 | int(head[2])
	f := frame{kind: frameType(head[3]), flags: head[4], stream: binary.BigEndian.Uint32(head[5:]) & streamMask, size: size}
	if size > maxFrameSize {
		return frame{}, &connError{FrameSizeError, "frame too large"}
	}
	all, err := r.Peek(frameHeadSize + size)
	if err != nil {
		return frame{}, noEOF(err, len(all))
	}
	f.payload = all[frameHeadSize:]
	_, err = r.Discard(len(all))
	return f, err
}

func noEOF(err error, had int) error {
	if err == io.EOF && had > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unpad takes padding away.
func (f *frame) unpad() error {
	if f.flags&flagPadded == 0 {
		return nil
	}
	switch {
	case len(f.payload) == 0:
		return &connError{FrameSizeError, "no room for the length of the padding"}
	case int(f.payload[0]) >= len(f.payload):
		return &connError{ProtocolError, "padding longer than its frame"}
	}
	f.payload = f.payload[1 : len(f.payload)-int(f.payload[0])]
	return nil
}

// appendFrame appends the head of a frame, behind which its payload has to follow.
func appendFrame(b []byte, kind frameType, flags uint8, stream uint32, size int) []byte {
	b = append(b, byte(size>>16), byte(size>>8), byte(size), byte(kind), flags)
	return binary.BigEndian.AppendUint32(b, stream)
}

func appendSetting(b []byte, id uint16, value uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(b, id), value)
}

// appendNumbered appends a whole frame whose payload is a number.
func appendNumbered(b []byte, kind frameType, stream, value uint32) []byte {
	return binary.BigEndian.AppendUint32(appendFrame(b, kind, 0, stream, 4), value)
}
