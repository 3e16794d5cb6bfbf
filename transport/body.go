package transport

import (
	"io"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// body is how far a response body has been read.
type body struct {
	framing header.Framing
	left    int64 // bytes to the end of a Fixed body, or of the current chunk
	stage   chunkStage
	ended   bool  // the end is known and everything before it has been taken
	fast    bool  // the last read has filled the buffer
	broken  bool  // the connection cannot be used for anything else
	err     error // for ever

	maxTrailer int64
	trailer    []byte // lines so far
	trailers   header.Block
}

// start begins the body of a response.
func (b *body) start(framing header.Framing, length, maxTrailer int64) {
	*b = body{framing: framing, left: length, maxTrailer: maxTrailer}
	b.ended = framing == header.NoBody || framing == header.Fixed && length == 0
	b.broken = framing == header.UntilClose
}

// buffered is the data that can be taken without reading, at most to the end of a chunk.
func (c *conn) buffered() []byte {
	b := &c.body
	if b.framing == header.Chunked && b.err == nil {
		b.fail(c.advanceChunks())
	}
	switch {
	case b.ended || b.err != nil:
		return nil
	case b.framing == header.Chunked && b.stage != chunkData:
		return nil
	case b.framing == header.UntilClose:
		return c.in.bytes()
	}
	return c.in.bytes()[:min(int64(c.in.len()), b.left)]
}

// taken counts n bytes that the application has got. It looks for the end right behind them.
func (c *conn) taken(n int) {
	b := &c.body
	switch b.framing {
	case header.Fixed:
		b.left -= int64(n)
		b.ended = b.left == 0
	case header.Chunked:
		b.left -= int64(n)
		b.fail(c.advanceChunks())
	}
}

// Buffered is the number of bytes that can be taken without reading, at most to the end of a chunk.
func (c *conn) Buffered() int { return len(c.buffered()) }

// Ended says whether the end is known and everything before it has been taken.
func (c *conn) Ended() bool { return c.body.ended }

// Take copies what is buffered, over several chunks if need be.
func (c *conn) Take(p []byte) (n int) {
	for n < len(p) {
		m := copy(p[n:], c.buffered())
		if m == 0 {
			break
		}
		n += m
		c.in.skip(m)
		c.taken(m)
	}
	return n
}

// ReadBody waits for data: at least one byte, or 0 at the end of the body. A large p is filled past the buffer.
func (c *conn) ReadBody(p []byte, timeout time.Duration) (n int, err error) {
	b := &c.body
	for {
		if n = c.Take(p); n > 0 || len(p) == 0 {
			return n, nil
		}
		if b.ended || b.err != nil {
			return 0, b.err
		}
		if direct := c.direct(p); len(direct) > 0 {
			if n, err = c.read(direct, timeout); n > 0 {
				c.taken(n)
				return n, nil
			}
		} else {
			err = c.fillBody(timeout)
		}
		if err != nil {
			return 0, c.lost(err)
		}
	}
}

// minDirect is the size in bytes below which it pays to read more than is asked for.
const minDirect = 2 << 10

// direct is the part of p that can take data from the connection itself: none when framing must be parsed first.
func (c *conn) direct(p []byte) []byte {
	b := &c.body
	switch {
	case c.in.len() > 0 || len(p) < minDirect:
		return nil
	case b.framing == header.UntilClose:
		return p
	case b.framing == header.Chunked && b.stage != chunkData:
		return nil
	}
	return p[:min(int64(len(p)), b.left)]
}

// Wait reads until something can be taken or the body has ended.
func (c *conn) Wait(timeout time.Duration) error {
	for len(c.buffered()) == 0 && !c.body.ended && c.body.err == nil {
		if err := c.fillBody(timeout); err != nil {
			return c.lost(err)
		}
	}
	return c.body.err
}

// fillBody is fill with a buffer that grows when the connection brings more than it holds.
func (c *conn) fillBody(timeout time.Duration) error {
	if c.body.fast {
		c.in.enlarge()
	}
	err := c.fill(timeout)
	c.body.fast = c.in.w == len(c.in.buf)
	return err
}

// lost is what a failed read means: the end of a body that only the end of the connection ends, or that is shorter than
// announced, which is no error (errors.tsv); a timeout, after which reading may go on; else an error for ever.
func (c *conn) lost(err error) error {
	b := &c.body
	if err == io.EOF && b.framing != header.Chunked {
		b.ended, b.broken = true, true
		return nil
	}
	switch code := werr.From(err); {
	case code == werr.Timeout:
		return err
	case err == io.EOF:
		err = werr.ConnectionError.Wrap(io.ErrUnexpectedEOF)
	case code != werr.ConnectionError: // such as an alert of TLS
		err = werr.ConnectionError.Wrap(err)
	}
	b.fail(err)
	return b.err
}

func (b *body) fail(err error) {
	if err != nil {
		b.err, b.broken = err, true
	}
}

// drain reads the rest of a body to get the connection free: at most max bytes, waiting until end. It reports whether the
// connection is free.
func (c *conn) drain(max int64, end time.Time) bool {
	for !c.body.ended && c.body.err == nil {
		n := len(c.buffered())
		if max -= int64(n); max < 0 {
			return false
		}
		if n > 0 {
			c.in.skip(n)
			c.taken(n)
			continue
		}
		left := time.Until(end)
		if left <= 0 || c.fill(left) != nil {
			return false
		}
	}
	return !c.body.broken
}
