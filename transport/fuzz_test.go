package transport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// FuzzBody: however a body is cut into segments, and with whatever calls and buffers it is read, the bytes and the error are
// those of an oracle that looks at all of it at once. plan holds the sizes of segments and buffers and the calls, in turn.
func FuzzBody(f *testing.F) {
	const chunks = "5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\nA: b\r\n\r\n"
	f.Add([]byte("hello world"), uint8(1), uint16(11), false, []byte{1, 2, 3})
	f.Add([]byte("hello"), uint8(1), uint16(11), true, []byte{0})
	f.Add([]byte("hello"), uint8(3), uint16(0), false, []byte{9, 0, 200})
	f.Add([]byte(chunks), uint8(2), uint16(0), false, []byte{3, 1, 4, 1, 5})
	f.Add([]byte(chunks[:20]), uint8(2), uint16(0), true, []byte{0})
	f.Add([]byte("5\r\nhello!\r\n"), uint8(2), uint16(0), false, []byte{255, 254})
	f.Add([]byte("3000\r\n"+strings.Repeat("x", 0x3000)+"\r\n0\r\n\r\n"), uint8(2), uint16(0), false, []byte{251, 239})
	f.Fuzz(func(t *testing.T, text []byte, kind uint8, length uint16, reset bool, plan []byte) {
		framing := header.Framing(kind % 4)
		end := error(io.EOF)
		if reset {
			end = syscall.ECONNRESET
		}
		if int64(len(text)) > defaults.MaxHead { // then the limit of trailers counts
			return
		}
		want, wantErr := oracle(string(text), framing, int(length), end)
		p := planner{plan: plan}
		x := bodyOnWire(p.wire(text, end), framing, int64(length))
		got, err := p.read(x)
		require.Equal(t, wantErr, werr.From(err), "%v", err)
		require.True(t, want == got, "%q instead of %q", got, want)
		require.Equal(t, wantErr == 0, x.Ended())
	})
}

// planner chooses sizes and calls by the bytes of a plan, over and over.
type planner struct {
	plan []byte
	at   int
}

func (p *planner) next() byte {
	if len(p.plan) == 0 {
		return 0
	}
	p.at++
	return p.plan[(p.at-1)%len(p.plan)]
}

// size is 1 to 255, or up to 16 KiB for a few bytes.
func (p *planner) size() int {
	b := int(p.next())
	if b < 240 {
		return b + 1
	}
	return (b - 239) << 10
}

func (p *planner) wire(text []byte, end error) *wire {
	w := &wire{end: end}
	for len(text) > 0 {
		n := min(p.size(), len(text))
		w.segments = append(w.segments, text[:n:n])
		text = text[n:]
	}
	return w
}

// read reads to the end, checking that each call keeps its promises.
func (p *planner) read(x *Exchange) (string, error) {
	var body []byte
	for calls := 0; !x.Ended(); calls++ {
		buf := make([]byte, p.size())
		buffered := x.Buffered()
		n, err := 0, error(nil)
		switch p.next() % 3 {
		case 0:
			if n, err = x.Read(buf); n == 0 && err == nil && !x.Ended() {
				return "", errors.New("Read says end, Ended does not")
			}
		case 1:
			n = x.Take(buf)
		case 2:
			if err = x.Wait(); err == nil {
				if n = x.Take(buf); n == 0 && !x.Ended() {
					return "", errors.New("Wait has not waited")
				}
			}
		}
		if n < min(buffered, len(buf)) {
			return "", fmt.Errorf("%d bytes of %d buffered", n, buffered)
		}
		if body = append(body, buf[:n]...); err != nil {
			return string(body), err
		}
		if calls%4 == 3 { // Take alone gets nowhere
			err = x.Wait()
		}
		if err != nil {
			return string(body), err
		}
	}
	return string(body), nil
}

// oracle is the body and the error that text, followed by end, amounts to.
func oracle(text string, framing header.Framing, length int, end error) (body string, err werr.Code) {
	switch {
	case framing == header.NoBody || framing == header.Fixed && length == 0:
		return "", 0
	case framing == header.Chunked:
		return chunkOracle(text)
	case framing == header.Fixed && length <= len(text):
		return text[:length], 0
	case end != io.EOF:
		return text, werr.ConnectionError
	}
	return text, 0
}

// chunkOracle takes a body that is not over for one that is cut, in whichever way.
func chunkOracle(text string) (body string, err werr.Code) {
	for {
		line, rest, whole := strings.Cut(text, "\n")
		line = strings.TrimSuffix(line, "\r")
		size, code := sizeOracle(line)
		switch {
		case len(line) > maxChunkLine && (whole || len(text) > maxChunkLine+1):
			return body, werr.ChunkedEncodingHeaderSizeOverflow
		case !whole:
			return body, werr.ConnectionError
		case code != 0:
			return body, code
		case size == 0:
			return body, trailerOracle(rest)
		case size > int64(len(rest)):
			return body + rest, werr.ConnectionError
		}
		body, text = body+rest[:size], rest[size:]
		end := strings.IndexByte(text, '\n')
		switch {
		case end < 0 && len(text) < 2:
			return body, werr.ConnectionError
		case end != 0 && !strings.HasPrefix(text, "\r\n"):
			return body, werr.InvalidServerResponse
		}
		text = text[end+1:]
	}
}

var sizeLine = regexp.MustCompile(`(?s)^(0*)([0-9A-Fa-f]*)([ \t]*(;.*)?)?(.*)$`)

func sizeOracle(line string) (size int64, err werr.Code) {
	m := sizeLine.FindStringSubmatch(line)
	size, overflow := strconv.ParseInt("0"+m[2], 16, 64)
	switch {
	case overflow != nil:
		return 0, werr.ChunkedEncodingHeaderSizeOverflow
	case m[1]+m[2] == "" || m[5] != "":
		return 0, werr.InvalidServerResponse
	}
	return size, 0
}

func trailerOracle(text string) werr.Code {
	n := header.EndOfHead([]byte(text), 0)
	if n == 0 {
		return werr.ConnectionError
	}
	_, err := header.ParseTrailers([]byte(text[:n]))
	return werr.From(err)
}

// FuzzChunks: what the standard library's reader accepts is read like that, and what its writer makes comes back.
func FuzzChunks(f *testing.F) {
	f.Add([]byte("5\r\nhello\r\n0\r\n\r\n"), uint16(3))
	f.Add([]byte("05 \r\nhello\r\nA;b=c\r\n0123456789\r\n0\r\nA: b\r\n\r\n"), uint16(1))
	f.Fuzz(func(t *testing.T, text []byte, size uint16) {
		body, _ := bodyOnWire(cut(string(text), io.EOF), header.Chunked, 0).rest(int(size) + 1)
		std, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(text)))
		if err == nil {
			require.Equal(t, string(std), body)
		}

		var made strings.Builder
		w := httputil.NewChunkedWriter(&made)
		for rest := text; len(rest) > 0; {
			n := min(int(size)+1, len(rest))
			_, err := w.Write(rest[:n])
			require.NoError(t, err)
			rest = rest[n:]
		}
		require.NoError(t, w.Close())
		x := bodyOnWire(cut(made.String()+"\r\n", io.EOF), header.Chunked, 0)
		body, err = x.rest(int(size) + 1)
		require.NoError(t, err)
		require.Equal(t, string(text), body)
		require.Zero(t, x.conn.in.len())
	})
}
