package header

import (
	"strings"

	werr "github.com/gowinhttp/winhttp/errors"
)

// MaxFields is the most header fields a response, or its trailers, may have.
const MaxFields = maxFields

// Received is a field as HTTP/2 delivers it; ok is false unless the name is a token without capital letters and the value has
// no end of a line and no NUL (RFC 9113, section 8.2.1).
func Received(name, value string) (f Field, ok bool) {
	ok = isToken(name) && !strings.ContainsAny(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.ContainsAny(value, "\r\n\x00")
	return Field{Name: name, Value: trim(value)}, ok
}

// NewHead makes the head of a response that came in pieces, without a reason. InvalidServerResponse for lengths that ParseHead
// does not accept.
func NewHead(version string, status int, fields Block) (*Head, error) {
	h := &Head{Version: version, Minor: 1, Fields: fields}
	h.SetStatus(status)
	if !h.facts.gather(&h.Fields) {
		return nil, werr.InvalidServerResponse
	}
	return h, nil
}

// Size is the number of bytes of the head as text, as HTTP/1 would have it.
func (h *Head) Size() int64 {
	const lineEnd, colon = len("\r\n"), len(": ")
	n := len(h.StatusLine) + 2*lineEnd
	for _, f := range h.Fields.fields {
		n += len(f.Name) + colon + len(f.Value) + lineEnd
	}
	return int64(n)
}

// Length is the value of Content-Length.
func (h *Head) Length() (n int64, ok bool) { return h.facts.length, h.facts.hasLength }
