package transport

import (
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// maxChunkLine bounds a chunk's size line with its extensions.
const maxChunkLine = 4096

// chunkStage says what the next byte of a chunked body is (RFC 9112, section 7.1).
type chunkStage uint8

const (
	chunkSize chunkStage = iota
	chunkData
	chunkDataEnd
	chunkTrailer
)

// advanceChunks moves over the framing that is buffered, until data or the end of the body is at hand.
func (c *conn) advanceChunks() error {
	b := &c.body
	for !b.ended && (b.stage != chunkData || b.left == 0) {
		if b.stage == chunkData {
			b.stage = chunkDataEnd
		}
		line, ok := c.in.line()
		if !ok {
			return b.overlong(c.in.len())
		}
		if err := b.take(line); err != nil {
			return err
		}
	}
	return nil
}

// overlong refuses a line that is not complete after n bytes, of which the last may be the CR of its end.
func (b *body) overlong(n int) error {
	n--
	switch {
	case b.stage == chunkSize && n > maxChunkLine:
		return werr.ChunkedEncodingHeaderSizeOverflow
	case b.stage == chunkDataEnd && n > 0:
		return werr.InvalidServerResponse
	case b.stage == chunkTrailer && int64(n+len(b.trailer)) > b.maxTrailer:
		return werr.HeaderSizeOverflow
	}
	return nil
}

// take makes the next step with one whole line.
func (b *body) take(line []byte) (err error) {
	switch b.stage {
	case chunkSize:
		if len(line) > maxChunkLine {
			return werr.ChunkedEncodingHeaderSizeOverflow
		}
		if b.left, err = parseChunkSize(line); err != nil {
			return err
		}
		if b.stage = chunkData; b.left == 0 {
			b.stage = chunkTrailer
		}
	case chunkDataEnd:
		if len(line) != 0 {
			return werr.InvalidServerResponse
		}
		b.stage = chunkSize
	case chunkTrailer:
		return b.takeTrailer(line)
	}
	return nil
}

// takeTrailer collects the lines after the last chunk; the empty one ends the body.
func (b *body) takeTrailer(line []byte) (err error) {
	if int64(len(b.trailer)+len(line)) > b.maxTrailer {
		return werr.HeaderSizeOverflow
	}
	if len(line) == 0 && len(b.trailer) == 0 { // most bodies have none
		b.ended = true
		return nil
	}
	b.trailer = append(append(b.trailer, line...), '\r', '\n')
	if len(line) > 0 {
		return nil
	}
	b.trailers, err = header.ParseTrailers(b.trailer)
	b.trailer = nil
	b.ended = err == nil
	return err
}

// parseChunkSize reads the hexadecimal digits of a size line; only blanks and extensions may follow (protocol.md 6.5).
func parseChunkSize(line []byte) (size int64, err error) {
	digits := 0
	for _, c := range line {
		v, ok := hexDigit(c)
		if !ok {
			break
		}
		if size > 1<<59-1 {
			return 0, werr.ChunkedEncodingHeaderSizeOverflow
		}
		size = size<<4 | int64(v)
		digits++
	}
	rest := line[digits:]
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') {
		rest = rest[1:]
	}
	if digits == 0 || len(rest) > 0 && rest[0] != ';' {
		return 0, werr.InvalidServerResponse
	}
	return size, nil
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
