package h2

import (
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/http2/hpack"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// Version is what a response over HTTP/2 claims in its status line.
const Version = "HTTP/2.0"

const (
	usualFields   = 8
	fieldOverhead = 32  // of a field in the size of a header (RFC 9113, section 6.5.2)
	maxParts      = 256 // frames of a header
)

// fieldList collects the fields of one header while they are decoded.
type fieldList struct {
	max    int // bytes
	size   int
	status string
	fields header.Block
	fault  error // the first; the rest is decoded and dropped
}

func (l *fieldList) reset() { *l = fieldList{max: l.max} }

// add is told of each field by the decoder.
func (l *fieldList) add(f hpack.HeaderField) {
	if l.fault == nil {
		l.fault = l.take(f)
	}
}

func (l *fieldList) take(f hpack.HeaderField) error {
	if l.size += len(f.Name) + len(f.Value) + fieldOverhead; l.size > l.max {
		return werr.HeaderSizeOverflow
	}
	if f.IsPseudo() {
		if f.Name != ":status" || l.status != "" || l.fields.Len() > 0 {
			return streamFault(ProtocolError)
		}
		l.status = f.Value
		return nil
	}
	field, ok := header.Received(f.Name, f.Value)
	switch {
	case !ok:
		return streamFault(ProtocolError)
	case l.fields.Len() == header.MaxFields:
		return werr.HeaderCountExceeded
	}
	if l.fields.Len() == 0 {
		l.fields.Grow(usualFields)
	}
	l.fields.Append(field)
	return nil
}

// head is the response head that the list makes.
func (l *fieldList) head() (*header.Head, error) {
	status, err := strconv.Atoi(l.status)
	if err != nil || len(l.status) != 3 || status < 100 || status == 101 { // which HTTP/2 has not (RFC 9113, section 8.6)
		return nil, streamFault(ProtocolError)
	}
	h, err := header.NewHead(Version, status, l.fields)
	if err != nil {
		return nil, streamFault(ProtocolError)
	}
	return h, nil
}

// onHeaders takes a head or trailers, with the frames that continue them.
func (c *Conn) onHeaders(f *frame) error {
	if err := f.unpad(); err != nil {
		return err
	}
	if f.flags&flagPriority != 0 {
		if len(f.payload) < prioritySize {
			return &connError{FrameSizeError, "malformed headers"}
		}
		f.payload = f.payload[prioritySize:]
	}
	s, err := c.find(f.stream)
	if err != nil {
		return err
	}
	ended := f.flags&flagEndStream != 0
	size, err := c.decode(f)
	if s == nil {
		return err
	}
	list := c.fields
	if err != nil && list.fault == nil {
		return err
	}
	return cmp.Or(s.fault(s.header(&list, size, ended)), err)
}

// decode reads the whole header, of a bounded size, into c.fields. Its size is that on the wire.
func (c *Conn) decode(f *frame) (size int, err error) {
	c.fields.reset()
	stream := f.stream
	for parts := 1; ; parts++ {
		switch _, err := c.dec.Write(f.payload); err {
		case nil:
		case hpack.ErrStringLength: // the decoder is lost, and all streams with it
			c.fields.fault = werr.HeaderSizeOverflow
			return 0, &connError{EnhanceYourCalm, err.Error()}
		default:
			return 0, &connError{CompressionError, err.Error()}
		}
		if size += len(f.payload); size > int(c.cfg.MaxHeaders)+maxFrameSize || parts > maxParts {
			c.fields.fault = werr.HeaderSizeOverflow
			return 0, &connError{EnhanceYourCalm, "header without end"}
		}
		if f.flags&flagEndHeaders != 0 {
			break
		}
		if *f, err = readFrame(c.r); err != nil {
			return 0, err
		}
		if f.kind != frameContinuation || f.stream != stream {
			return 0, &connError{ProtocolError, "header interrupted"}
		}
	}
	if err := c.dec.Close(); err != nil {
		return 0, &connError{CompressionError, err.Error()}
	}
	return size, nil
}

// encode writes the header of a request into c.block. Fields of the connection are left out (RFC 9113, section 8.2.2). The
// caller holds mu.
func (c *Conn) encode(r *Request) {
	c.block.Reset()
	c.field(":method", r.Method)
	c.field(":authority", r.Authority)
	c.field(":scheme", "https")
	c.field(":path", r.Target)
	for _, f := range r.Fields.Fields() {
		if r.Fields.HasToken("Connection", f.Name) { // of this connection only (RFC 9113, section 8.2.2)
			continue
		}
		switch name := strings.ToLower(f.Name); name {
		case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host":
		case "te":
			if strings.EqualFold(f.Value, "trailers") {
				c.field(name, "trailers")
			}
		default:
			c.field(name, f.Value)
		}
	}
}

// field cannot fail: the block grows.
func (c *Conn) field(name, value string) {
	_ = c.enc.WriteField(hpack.HeaderField{Name: name, Value: value})
}
