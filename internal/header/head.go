package header

import (
	"bytes"
	"strconv"
	"strings"

	werr "github.com/gowinhttp/winhttp/errors"
)

// maxFields is the most header fields a response, or its trailers, may have.
const maxFields = 1024

// Head is the head of a response.
type Head struct {
	StatusLine string // as received, without its line end
	Version    string // HTTP/1.0 to HTTP/1.9, or what the HTTP/2 layer says
	Minor      int    // the digit after the point
	Status     int
	Reason     string // may be empty
	Fields     Block
	facts      facts
}

// EndOfHead returns the length of the head that buf starts with, final empty line included, or 0 if that line has not
// arrived. Bytes before from were searched by an earlier call. Lines end in LF or CRLF.
func EndOfHead(buf []byte, from int) (end int) {
	for i := from; i < len(buf); i++ {
		n := bytes.IndexByte(buf[i:], '\n')
		if n < 0 {
			return 0
		}
		i += n
		if before := bytes.TrimSuffix(buf[:i], []byte{'\r'}); len(before) == 0 || before[len(before)-1] == '\n' {
			return i + 1
		}
	}
	return 0
}

// ParseHead reads a response head up to its empty line; what follows is ignored. The result keeps no reference to raw.
// InvalidServerResponse for anything that query.md section 6 and protocol.md 6.5 do not accept, HeaderCountExceeded for
// more than 1024 fields. A NUL is refused everywhere: it ends a line in the RAW_HEADERS form.
func ParseHead(raw []byte) (*Head, error) {
	line, rest, ok := cutLine(string(raw))
	h := &Head{StatusLine: line}
	if !ok || !h.parseStatusLine() {
		return nil, werr.InvalidServerResponse
	}
	var err error
	if h.Fields, err = parseFields(rest); err != nil {
		return nil, err
	}
	if !h.facts.gather(&h.Fields) {
		return nil, werr.InvalidServerResponse
	}
	return h, nil
}

// ParseTrailers reads the lines after the last chunk, up to the empty line, by the rules of ParseHead.
func ParseTrailers(raw []byte) (Block, error) { return parseFields(string(raw)) }

// SetStatus changes what the response claims to be, status line included, and keeps the reason. It serves Passport
// (protocol.md 1.10), and makes the status line of an HTTP/2 response.
func (h *Head) SetStatus(status int) {
	h.Status = status
	h.StatusLine = trimRight(h.Version + " " + strconv.Itoa(status) + " " + h.Reason)
}

// Message is the response as queries see it. It is valid as long as h.
func (h *Head) Message() Message {
	return Message{Version: h.Version, StatusLine: h.StatusLine, Status: h.Status, Reason: h.Reason, Fields: &h.Fields}
}

// parseStatusLine accepts HTTP/1.d, blanks, three digits, and a reason behind blanks or nothing.
func (h *Head) parseStatusLine() bool {
	const version = "HTTP/1.1"
	line := h.StatusLine
	if len(line) <= len(version) || line[:7] != version[:7] || !isDigit(line[7]) || !isBlank(line[8]) {
		return false
	}
	rest := trim(line[8:])
	status, digits := leadingNumber(rest, 1000)
	if digits != 3 || status < 100 || len(rest) > 3 && !isBlank(rest[3]) {
		return false
	}
	h.Version, h.Minor, h.Status, h.Reason = line[:8], int(line[7]-'0'), int(status), trimLeft(rest[3:])
	return true
}

// parseFields allocates only the list, unless a line is folded.
func parseFields(text string) (Block, error) {
	var b Block
	if lines := min(strings.Count(text, "\n")-1, maxFields); lines > 0 {
		b.fields = make([]Field, 0, lines)
	}
	for {
		line, rest, ok := cutLine(text)
		if !ok {
			return Block{}, werr.InvalidServerResponse
		}
		if line == "" {
			return b, nil
		}
		name, value, ok := strings.Cut(line, ":")
		f := Field{Name: trimRight(name), Value: trim(value)}
		if ok = ok && isToken(f.Name); ok && isFolded(rest) {
			f.Value, rest, ok = unfold(f.Value, rest)
		}
		switch {
		case !ok:
			return Block{}, werr.InvalidServerResponse
		case len(b.fields) == maxFields:
			return Block{}, werr.HeaderCountExceeded
		}
		b.fields = append(b.fields, f)
		text = rest
	}
}

// cutLine takes the first line, which must end in LF or CRLF and hold neither another CR nor a NUL.
func cutLine(text string) (line, rest string, ok bool) {
	line, rest, ok = strings.Cut(text, "\n")
	line = strings.TrimSuffix(line, "\r")
	return line, rest, ok && strings.IndexByte(line, '\r') < 0 && strings.IndexByte(line, 0) < 0
}

// isFolded reports whether text continues the value of the line before it (RFC 9112, section 5.2).
func isFolded(text string) bool { return text != "" && isBlank(text[0]) }

// unfold joins value and all lines that continue it with one space each. A line that would be a field without a name
// is refused.
func unfold(value, text string) (joined, rest string, ok bool) {
	all := []byte(value)
	for isFolded(text) {
		var line string
		line, text, ok = cutLine(text)
		line = trim(line)
		if !ok || strings.HasPrefix(line, ":") {
			return "", "", false
		}
		if line != "" && len(all) > 0 {
			all = append(all, ' ')
		}
		all = append(all, line...)
	}
	return string(all), text, true
}
