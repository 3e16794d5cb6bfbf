package callback

import (
	"strconv"
	"unicode/utf16"
	"unsafe"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
)

// AsyncResult is the payload of RequestError on a request or a proxy resolver: which call failed, and why.
// (Reference: WINHTTP_ASYNC_RESULT.)
type AsyncResult struct {
	Result uint32 // an API number; 0 on a websocket
	Error  werr.Code
	Err    error // the same failure with its cause
}

// WebSocketAsyncResult is the payload of RequestError on a websocket.
type WebSocketAsyncResult struct {
	AsyncResult AsyncResult
	Operation   WebSocketOperation
}

// ProtocolAsyncResult is the payload of RequestError on a protocol handle.
type ProtocolAsyncResult struct {
	AsyncResult AsyncResult
	Operation   ProtocolOperation
}

// WebSocketStatus is the payload of ReadComplete and WriteComplete on a websocket.
type WebSocketStatus struct {
	BytesTransferred uint32
	BufferType       BufferType
}

// BufferType tells messages from parts of messages, and text from binary data. A fragment is any part but the last.
type BufferType uint32

const (
	BinaryMessage BufferType = iota
	BinaryFragment
	UTF8Message
	UTF8Fragment
	CloseBuffer
)

var bufferTypes = [...]string{"BINARY_MESSAGE", "BINARY_FRAGMENT", "UTF8_MESSAGE", "UTF8_FRAGMENT", "CLOSE"}

func (t BufferType) String() string { return nameOf(bufferTypes[:], uint32(t)) }

// WebSocketOperation says which call on a websocket failed.
type WebSocketOperation uint32

const (
	WebSocketSend WebSocketOperation = iota
	WebSocketReceive
	WebSocketClose
	WebSocketShutdown
)

var webSocketOperations = [...]string{"SEND", "RECEIVE", "CLOSE", "SHUTDOWN"}

func (o WebSocketOperation) String() string { return nameOf(webSocketOperations[:], uint32(o)) }

// ProtocolOperation says which call on a protocol handle failed.
type ProtocolOperation uint32

const (
	ProtocolSend ProtocolOperation = iota
	ProtocolReceive
)

var protocolOperations = [...]string{"SEND", "RECEIVE"}

func (o ProtocolOperation) String() string { return nameOf(protocolOperations[:], uint32(o)) }

func nameOf(names []string, n uint32) string {
	if int(n) < len(names) {
		return names[n]
	}
	return strconv.FormatUint(uint64(n), 10)
}

// infoLength is the length that C gives for a payload on a 64-bit system: UTF-16 units with the NUL for a string, bytes
// for everything else.
func infoLength(info any) uint32 {
	switch v := info.(type) {
	case string:
		return uint32(units(v) + 1)
	case uint32:
		return 4
	case []byte:
		return uint32(len(v))
	case handle.HINTERNET:
		return uint32(unsafe.Sizeof(v))
	case *AsyncResult:
		return 16
	case *WebSocketStatus:
		return 8
	case *WebSocketAsyncResult, *ProtocolAsyncResult:
		return 24
	}
	return 0
}

func units(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
