package header

import (
	"strconv"
	"strings"
)

// Message is what a query searches: the request, the response, or the trailers of the response. Trailers have only
// Fields, a request has no status line, a response neither Method nor Target.
type Message struct {
	Method     string
	Target     string // of a request, as it was before escaping
	Version    string // such as HTTP/1.1
	StatusLine string // of a response, as received
	Status     int
	Reason     string
	Fields     *Block
}

func (m *Message) version() (string, bool) { return m.Version, m.Version != "" }

func (m *Message) statusCode() (string, bool) { return strconv.Itoa(m.Status), m.Status != 0 }

func (m *Message) statusText() (string, bool) { return m.Reason, m.Status != 0 }

func (m *Message) requestMethod() (string, bool) { return m.Method, m.Method != "" }

// rawHeaders ends every line with a NUL; the second NUL that ends the list in C is the terminator of its string.
func (m *Message) rawHeaders() (string, bool) { return m.raw("\x00", "") }

func (m *Message) rawHeadersCRLF() (string, bool) { return m.raw("\r\n", "\r\n") }

// raw rebuilds the text of the message, every line with the same end. Trailers without a field are not there.
func (m *Message) raw(lineEnd, end string) (string, bool) {
	start := m.startLine()
	if start == "" && m.Fields.Len() == 0 {
		return "", false
	}
	size := len(start) + len(lineEnd) + len(end)
	for _, f := range m.Fields.fields {
		size += len(f.Name) + len(": ") + len(f.Value) + len(lineEnd)
	}
	var text strings.Builder
	text.Grow(size)
	if start != "" {
		text.WriteString(start)
		text.WriteString(lineEnd)
	}
	for _, f := range m.Fields.fields {
		text.WriteString(f.Name)
		text.WriteString(": ")
		text.WriteString(f.Value)
		text.WriteString(lineEnd)
	}
	text.WriteString(end)
	return text.String(), true
}

func (m *Message) startLine() string {
	if m.Method != "" {
		return m.Method + " " + m.Target + " " + m.Version
	}
	return m.StatusLine
}
