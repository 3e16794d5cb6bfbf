package header

import (
	"strconv"
	"strings"
)

// Framing says how the end of a response body is found.
type Framing uint8

const (
	NoBody Framing = iota
	Fixed          // a known number of bytes
	Chunked
	UntilClose
)

var framingNames = [...]string{"no body", "fixed length", "chunked", "until close"}

func (f Framing) String() string {
	if int(f) < len(framingNames) {
		return framingNames[f]
	}
	return strconv.Itoa(int(f))
}

// Body is the framing of the response to a request with that method, and the number of bytes if it is Fixed. Responses
// to HEAD, 1xx, 204, 304 and a successful CONNECT have no body; a transfer coding beats a length. The head must come from
// ParseHead. (protocol.md 6.4; RFC 9112, section 6.3)
func (h *Head) Body(method string) (framing Framing, length int64) {
	switch {
	case method == "HEAD", h.Status < 200, h.Status == 204, h.Status == 304, method == "CONNECT" && h.Status < 300:
		return NoBody, 0
	case equalFold(h.facts.coding, "chunked"):
		return Chunked, 0
	case h.facts.coding != "" || !h.facts.hasLength:
		return UntilClose, 0
	}
	return Fixed, h.facts.length
}

// KeepAlive reports whether the response lets the connection live on: HTTP/1.1 unless Connection or Proxy-Connection
// says close, HTTP/1.0 only if one says keep-alive and none close. The head must come from ParseHead. (protocol.md 4.2)
func (h *Head) KeepAlive() bool {
	return !h.facts.close && (h.Minor > 0 || h.facts.keepAlive)
}

// facts are read from the fields once, when the head is parsed.
type facts struct {
	coding           string // the last one in Transfer-Encoding
	length           int64
	hasLength        bool
	close, keepAlive bool
}

// gather fails if Content-Length is malformed, above 63 bits, or given with different values.
func (f *facts) gather(b *Block) bool {
	for i := range b.fields {
		name, value := b.fields[i].Name, b.fields[i].Value
		switch {
		case equalFold(name, "Content-Length"):
			if !f.addLengths(value) {
				return false
			}
		case equalFold(name, "Transfer-Encoding"):
			f.addCodings(value)
		case equalFold(name, "Connection"), equalFold(name, "Proxy-Connection"):
			f.close = f.close || listHas(value, "close")
			f.keepAlive = f.keepAlive || listHas(value, "keep-alive")
		}
	}
	return true
}

// addLengths takes a list too: an intermediary may have joined equal fields (RFC 9110, section 8.6).
func (f *facts) addLengths(list string) bool {
	for item := range strings.SplitSeq(list, ",") {
		n, err := strconv.ParseUint(trim(item), 10, 63)
		if err != nil || f.hasLength && f.length != int64(n) {
			return false
		}
		f.length, f.hasLength = int64(n), true
	}
	return true
}

// addCodings ignores parameters, and identity, which was no coding even when it was legal (RFC 2616, section 3.6).
func (f *facts) addCodings(list string) {
	for item := range strings.SplitSeq(list, ",") {
		item, _, _ = strings.Cut(item, ";")
		if item = trim(item); item != "" && !equalFold(item, "identity") {
			f.coding = item
		}
	}
}

func listHas(list, token string) bool {
	for item := range strings.SplitSeq(list, ",") {
		if equalFold(trim(item), token) {
			return true
		}
	}
	return false
}
