// Package decode undoes the content codings gzip and deflate of a response body, while it arrives (RFC 9110, 8.4.1).
package decode

import (
	"bufio"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"io"
	"strings"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Coding is a content coding, with the bits of WINHTTP_OPTION_DECOMPRESSION.
type Coding uint32

// The codings.
const (
	Gzip    Coding = 1
	Deflate Coding = 2
)

// String is the name of a coding in a header, empty for anything else.
func (c Coding) String() string {
	switch c {
	case Gzip:
		return "gzip"
	case Deflate:
		return "deflate"
	}
	return ""
}

// Of is the coding that a Content-Encoding names, if it is one of enabled and the only one, else 0.
func Of(contentEncoding string, enabled Coding) Coding {
	name := strings.ToLower(strings.TrimSpace(contentEncoding))
	for _, c := range [...]Coding{Gzip, Deflate} {
		if enabled&c != 0 && strings.TrimPrefix(name, "x-") == c.String() {
			return c
		}
	}
	return 0
}

// Accept is the value of an Accept-Encoding header: the codings of the application's, then the enabled ones that it lacks.
func Accept(application string, enabled Coding) string {
	var all []string
	have := map[string]bool{}
	add := func(coding string) {
		name, _, _ := strings.Cut(coding, ";")
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !have[name] {
			have[name] = true
			all = append(all, coding)
		}
	}
	for coding := range strings.SplitSeq(application, ",") {
		add(strings.TrimSpace(coding))
	}
	for _, c := range [...]Coding{Gzip, Deflate} {
		if enabled&c != 0 {
			add(c.String())
		}
	}
	return strings.Join(all, ", ")
}

// Source is a body as it arrives.
type Source interface {
	// Read waits for data; 0 bytes without an error are the end.
	Read(p []byte) (int, error)
}

// bufferSize is how much is decoded ahead, and so the most that a small body can grow to before somebody reads it.
const bufferSize = 16 << 10

// Body is a decoded body. Its methods are called one at a time. After an error it is of no more use.
type Body struct {
	coding Coding
	source recorder
	reader io.Reader // nil before the first byte is needed
	buffer []byte    // decoded and not taken
	room   [bufferSize]byte
	ended  bool // the coding has ended
	err    error
}

// New decodes what comes from s.
func New(c Coding, s Source) *Body { return &Body{coding: c, source: recorder{Source: s}} }

// recorder is a Source as an io.Reader. It keeps the source's own error apart from those of the coding.
type recorder struct {
	Source
	err error
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.Source.Read(p)
	if err != nil {
		r.err = err
	} else if n == 0 {
		err = io.EOF
	}
	return n, err
}

// Buffered is the number of decoded bytes that can be taken without waiting.
func (b *Body) Buffered() int { return len(b.buffer) }

// Ended says whether the body is known to have ended and has been taken.
func (b *Body) Ended() bool { return b.ended && len(b.buffer) == 0 }

// Take copies decoded bytes that need no waiting.
func (b *Body) Take(p []byte) int {
	n := copy(p, b.buffer)
	b.buffer = b.buffer[n:]
	return n
}

// Unread gives back what has just been taken. It is copied.
func (b *Body) Unread(p []byte) { b.buffer = append(append([]byte(nil), p...), b.buffer...) }

// Read waits for decoded bytes; 0 without an error is the end.
func (b *Body) Read(p []byte) (int, error) {
	if err := b.Wait(); err != nil {
		return 0, err
	}
	return b.Take(p), nil
}

// Wait waits until something can be taken or the body has ended. It fails with what the source fails with, or with
// InvalidServerResponse for data that is cut off or no such coding.
func (b *Body) Wait() error {
	for len(b.buffer) == 0 && !b.ended && b.err == nil {
		n, err := b.decode()
		b.buffer = b.room[:n]
		switch {
		case err == nil:
		case b.source.err != nil:
			b.err = b.source.err
		case err == io.EOF:
			b.ended = true
		default:
			b.err = werr.InvalidServerResponse.Wrap(err)
		}
	}
	if len(b.buffer) > 0 {
		return nil
	}
	return b.err
}

func (b *Body) decode() (int, error) {
	if b.reader == nil {
		r, err := open(b.coding, bufio.NewReader(&b.source))
		if err != nil {
			return 0, err
		}
		b.reader = r
	}
	return b.reader.Read(b.room[:])
}

// members is a gzip stream, which ends where no further member begins: some servers send garbage behind it.
type members struct {
	gzip *gzip.Reader
	from *bufio.Reader
}

func openMembers(r *bufio.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &members{z, r}, nil
}

func (m *members) Read(p []byte) (n int, err error) {
	for {
		if n, err = m.gzip.Read(p); n > 0 || err != io.EOF {
			return n, err
		}
		start, err := m.from.Peek(2)
		if err != nil && err != io.EOF {
			return 0, err
		}
		if string(start) != "\x1f\x8b" {
			return 0, io.EOF
		}
		if err := m.gzip.Reset(m.from); err != nil {
			return 0, err
		}
		m.gzip.Multistream(false)
	}
}

// open begins a coding; an empty body is none. What is called deflate is a zlib stream, or the bare one inside it.
func open(c Coding, r *bufio.Reader) (io.Reader, error) {
	start, err := r.Peek(2)
	if len(start) < 2 && err != nil {
		if len(start) > 0 && err == io.EOF && c == Gzip {
			err = io.ErrUnexpectedEOF
		}
		if len(start) == 0 || err != io.EOF {
			return nil, err
		}
	}
	switch {
	case c == Gzip:
		return openMembers(r)
	case len(start) == 2 && start[0]&0x0F == 8 && (uint(start[0])<<8|uint(start[1]))%31 == 0:
		return zlib.NewReader(r)
	}
	return flate.NewReader(r), nil
}
