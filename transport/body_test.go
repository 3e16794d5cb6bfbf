package transport

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

type bodyRow struct {
	name     string
	method   string // GET if empty
	response string
	then     wintest.Step // what the server does after it; nil: wait
	body     string
	err      werr.Code
	kept     bool // the connection can be used again
}

// bodyRows are protocol.md 6.4 and the rows about bodies of errors.tsv.
var bodyRows = []bodyRow{
	{name: "Content-Length", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", body: "hello", kept: true},
	{name: "Content-Length 0", response: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", kept: true},
	{name: "HEAD with Content-Length", method: "HEAD", response: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", kept: true},
	{name: "HEAD with chunked", method: "HEAD", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", kept: true},
	{name: "204", response: "HTTP/1.1 204 No Content\r\n\r\n", kept: true},
	{name: "204 with Content-Length", response: "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n", kept: true},
	{name: "304 with Content-Length", response: "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n", kept: true},
	{name: "chunked", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", body: "hello world", kept: true},
	{name: "chunked and empty", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", kept: true},
	{name: "chunked wins over Content-Length", response: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", body: "hello", kept: true},
	{name: "several equal Content-Length", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", body: "hello", kept: true},
	{name: "different Content-Length", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", err: werr.InvalidServerResponse},
	{name: "neither: to EOF", response: "HTTP/1.1 200 OK\r\n\r\nhello", then: wintest.Close(), body: "hello"},
	{name: "no header at all: to EOF", response: "HTTP/1.1 200\r\n\r\n", then: wintest.Close()},

	{name: "EOF before n bytes", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", then: wintest.Close(), body: "hel"},
	{name: "EOF instead of n bytes", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", then: wintest.Close()},
	{name: "EOF inside a chunk", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", then: wintest.Close(), body: "hel", err: werr.ConnectionError},
	{name: "EOF behind a chunk", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", then: wintest.Close(), body: "hello", err: werr.ConnectionError},
	{name: "EOF before a chunk", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", then: wintest.Close(), body: "hello", err: werr.ConnectionError},
	{name: "EOF instead of chunks", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", then: wintest.Close(), err: werr.ConnectionError},
	{name: "EOF in the trailers", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n", then: wintest.Close(), err: werr.ConnectionError},
	{name: "reset, Content-Length", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", then: wintest.Reset(true), body: "hel", err: werr.ConnectionError},
	{name: "reset, chunked", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", then: wintest.Reset(true), body: "hel", err: werr.ConnectionError},
	{name: "reset, to EOF", response: "HTTP/1.1 200 OK\r\n\r\nhel", then: wintest.Reset(true), body: "hel", err: werr.ConnectionError},
	{name: "receive time-out inside the body", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", then: wintest.Hold(), body: "hel", err: werr.Timeout},

	{name: "left-over after Content-Length", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!", body: "hello"},
	{name: "left-over after the last chunk", response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n!"},
	{name: "left-over after HEAD", method: "HEAD", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"},
	{name: "left-over after 204", response: "HTTP/1.1 204 No Content\r\n\r\nhello"},
	{name: "left-over after 304", response: "HTTP/1.1 304 Not Modified\r\n\r\nhello"},
}

func TestBodyRows(t *testing.T) {
	for _, row := range bodyRows {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			x := row.run(t, w, wintest.Send(row.response))
			if row.err == 0 {
				requireNothingMore(t, x)
				x.Finish()
				requireNothingMore(t, x)
			}
			require.Equal(t, row.kept, w.idle() == 1)
		})
	}
}

// How the bytes are spread over time changes nothing, except that left-over bytes are found later.
func TestBodyRowsDripped(t *testing.T) {
	for _, row := range bodyRows {
		if strings.HasPrefix(row.name, "left-over") {
			continue
		}
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.policy.Response = 0
			x := row.run(t, w, wintest.UntilGone(wintest.Drip(row.response, time.Second)))
			if row.err == 0 {
				x.Finish()
			}
			require.Equal(t, row.kept, w.idle() == 1)
		})
	}
}

// run makes the exchange up to the end of its body.
func (row *bodyRow) run(t *testing.T, w *world, send wintest.Step) *Exchange {
	return row.runOver(t, w, plain, send)
}

func (row *bodyRow) runOver(t *testing.T, w *world, target Target, send wintest.Step, begin ...wintest.Step) *Exchange {
	script := append(wintest.Script(begin), wintest.Request(0), send)
	if row.then != nil {
		script = append(script, row.then)
	}
	w.serveAt(fmt.Sprintf("10.0.0.1:%d", target.Port), append(script, wintest.UntilGone(wintest.Hold())))
	x := w.exchange()
	t.Cleanup(x.Drop)
	var body string
	err := x.start(target, message(cmp.Or(row.method, "GET"), ""))
	if err == nil {
		body, err = x.rest(64)
	}
	requireCode(t, row.err, err)
	require.Equal(t, row.body, body)
	return x
}

// requireNothingMore: after the end, reading 0 bytes repeatedly is fine (protocol.md 4.6).
func requireNothingMore(t *testing.T, x *Exchange) {
	t.Helper()
	for range 2 {
		require.True(t, x.Ended())
		require.Zero(t, x.Buffered())
		require.Zero(t, x.Take(make([]byte, 8)))
		require.NoError(t, x.Wait())
		n, err := x.Read(make([]byte, 8))
		require.NoError(t, err)
		require.Zero(t, n)
	}
}

// A time-out is not the end of a response: the next call goes on.
func TestBodyGoesOnAfterTimeout(t *testing.T) {
	const fixed, chunked = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, row := range []struct{ name, first, second string }{
		{"head", "HTTP/1.1 200 O", "K\r\nContent-Length: 5\r\n\r\nhello"},
		{"fixed", fixed + "he", "llo"},
		{"chunk size", chunked + "0", "5\r\nhello\r\n0\r\n\r\n"},
		{"chunk", chunked + "5\r\nhe", "llo\r\n0\r\n\r\n"},
		{"trailers", chunked + "5\r\nhello\r\n0\r\nA:", " b\r\n\r\n"},
	} {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.serve(answer(row.first, wintest.Sleep(50*time.Second), wintest.Send(row.second), wintest.End()))
			x := w.exchange()
			err := x.start(plain, message("GET", ""))
			if row.name == "head" {
				requireCode(t, werr.Timeout, err)
				require.NoError(t, x.ReadHead())
			}
			first, err := x.rest(64)
			if row.name != "head" {
				requireCode(t, werr.Timeout, err)
			}
			second, err := x.rest(64)
			require.NoError(t, err)
			require.Equal(t, "hello", first+second)
			x.Finish()
			require.Equal(t, 1, w.idle())
		})
	}
}

// bodyTexts are bodies for the tests of every split and every size.
var bodyTexts = []struct {
	name    string
	framing header.Framing
	length  int64
	text    string
	want    string
	err     werr.Code
}{
	{"fixed", header.Fixed, 26, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz", 0},
	{"short", header.Fixed, 40, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz", 0},
	{"until close", header.UntilClose, 0, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz", 0},
	{"chunks", header.Chunked, 0, "3\r\nabc\r\n1;x=y\r\nd\r\n0c\r\nefghijklmnop\r\n0\r\n\r\n", "abcdefghijklmnop", 0},
	{"chunks, bare LF", header.Chunked, 0, "3\nabc\n1 \nd\n0\nA: b\n\n", "abcd", 0},
	{"chunks, trailers", header.Chunked, 0, "3\r\nabc\r\n0;last\r\nA: b\r\nC: d\r\n e\r\n\r\n", "abc", 0},
	{"chunks, broken end", header.Chunked, 0, "3\r\nabc\r\n1\r\ndd\r\n0\r\n\r\n", "abcd", werr.InvalidServerResponse},
	{"chunks, broken size", header.Chunked, 0, "3\r\nabc\r\n-1\r\nd\r\n0\r\n\r\n", "abc", werr.InvalidServerResponse},
	{"chunks, broken trailers", header.Chunked, 0, "3\r\nabc\r\n0\r\nA b\r\n\r\n", "abc", werr.InvalidServerResponse},
	{"chunks, cut", header.Chunked, 0, "3\r\nabc\r\n4\r\nde", "abcde", werr.ConnectionError},
}

func TestBodyEverySplitAndSize(t *testing.T) {
	for _, row := range bodyTexts {
		t.Run(row.name, func(t *testing.T) {
			for size := 1; size <= len(row.text)+1; size++ {
				for at := range row.text {
					x := bodyOnWire(cut(row.text, io.EOF, at), row.framing, row.length)
					body, err := x.rest(size)
					requireCode(t, row.err, err)
					require.Equal(t, row.want, body, "size %d, cut at %d", size, at)
					require.Equal(t, row.err == 0, x.Ended())
				}
				x := bodyOnWire(cut(row.text, io.EOF, everywhere(row.text)...), row.framing, row.length)
				body, err := x.rest(size)
				requireCode(t, row.err, err)
				require.Equal(t, row.want, body, "size %d, single bytes", size)
			}
		})
	}
}

// Take, Read, Wait, Buffered and Ended say the same, whichever is used: Wait promises what Buffered counts, Buffered what
// Take copies.
func TestBodyCallsAgree(t *testing.T) {
	for _, row := range bodyTexts {
		t.Run(row.name, func(t *testing.T) {
			for at := range row.text {
				x := bodyOnWire(cut(row.text, io.EOF, at), row.framing, row.length)
				body, err := byAvailable(x)
				requireCode(t, row.err, err)
				require.Equal(t, row.want, body, "cut at %d", at)
			}
		})
	}
}

// byAvailable reads as an application does that asks first how much there is.
func byAvailable(x *Exchange) (string, error) {
	var body strings.Builder
	for {
		if err := x.Wait(); err != nil {
			return body.String(), err
		}
		n := x.Buffered()
		if n == 0 {
			if !x.Ended() {
				return "", errors.New("Wait has returned without data and without an end")
			}
			return body.String(), nil
		}
		p := make([]byte, n)
		if got, err := x.Read(p); err != nil || got != n {
			return "", fmt.Errorf("%d bytes and %v instead of the %d announced", got, err, n)
		}
		body.Write(p)
	}
}

// Large buffers are filled past the input buffer; what is behind the body stays on the connection.
func TestBodyLargeReads(t *testing.T) {
	text := strings.Repeat("0123456789abcdef", 4096) // 64 KiB
	chunked := fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", 40000, text[:40000], len(text)-40000, text[40000:])
	for _, row := range []struct {
		name    string
		framing header.Framing
		length  int64
		text    string
		end     error
		err     werr.Code
	}{
		{"fixed", header.Fixed, 1 << 16, text, io.EOF, 0},
		{"until close", header.UntilClose, 0, text, io.EOF, 0},
		{"chunked", header.Chunked, 0, chunked, io.EOF, 0},
		{"fixed, left-over", header.Fixed, 1 << 16, text + "!", io.EOF, 0},
		{"chunked, left-over", header.Chunked, 0, chunked + "!", io.EOF, 0},
		{"fixed, reset", header.Fixed, 1 << 17, text, syscall.ECONNRESET, werr.ConnectionError},
		{"chunked, reset", header.Chunked, 0, chunked[:len(chunked)-5], syscall.ECONNRESET, werr.ConnectionError},
		{"until close, reset", header.UntilClose, 0, text, syscall.ECONNRESET, werr.ConnectionError},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, size := range []int{minDirect - 1, minDirect, inputSize, inputSize + 1, 40000, 1 << 16, 1<<16 + 1, 1 << 20} {
				for _, at := range [][]int{nil, {1, 2, 7, 100}, {5, 9000}, {8192}, {40000}, {40006, 40010}} {
					x := bodyOnWire(cut(row.text, row.end, at...), row.framing, row.length)
					body, err := x.rest(size)
					requireCode(t, row.err, err)
					require.True(t, text == body, "size %d, cut at %v", size, at)
				}
			}
		})
	}
}

// One read that is larger than the body leaves the connection reusable, with no further read of 0 bytes (protocol.md 4.1).
func TestBodyKeepAliveAfterOneRead(t *testing.T) {
	for _, row := range []struct{ name, response string }{
		{"fixed", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"},
		{"chunked with trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n"},
	} {
		for _, size := range []int{6, inputSize + 1} {
			inWorld(t, fmt.Sprintf("%s, %d", row.name, size), func(t *testing.T, w *world) {
				head, body, _ := strings.Cut(row.response, "\r\n\r\n")
				w.serve(wintest.Script{
					wintest.Request(0),
					wintest.Send(row.response),
					wintest.Request(0),
					wintest.Send(head + "\r\n\r\n"),
					wintest.Sleep(time.Second),
					wintest.Send(body),
					wintest.End(),
				})
				for _, reused := range []bool{false, true} {
					x := w.exchange()
					require.NoError(t, x.start(plain, message("GET", "")))
					require.Equal(t, reused, x.Reused())
					p := make([]byte, size)
					n, err := x.Read(p)
					require.NoError(t, err)
					require.Equal(t, "hello", string(p[:n]))
					if size <= inputSize || row.name != "fixed" {
						require.True(t, x.Ended())
					}
					x.Finish()
					require.Equal(t, 1, w.idle())
				}
			})
		}
	}
}

// Bytes that are given back come again, before any others and before an error.
func TestBodyUnread(t *testing.T) {
	for _, row := range bodyTexts {
		t.Run(row.name, func(t *testing.T) {
			for size := 1; size <= len(row.want); size++ {
				x := bodyOnWire(cut(row.text, io.EOF, 10), row.framing, row.length)
				p := make([]byte, size)
				n, err := x.Read(p)
				require.NoError(t, err)
				x.Unread(p[n/2 : n])
				x.Unread(p[:n/2])
				clear(p)
				require.False(t, x.Ended())
				require.Equal(t, n, x.Buffered())
				require.NoError(t, x.Wait())
				require.Equal(t, n, x.Buffered(), "Wait has nothing to wait for")
				body, err := x.rest(size)
				requireCode(t, row.err, err)
				require.Equal(t, row.want, body)
				x.Unread([]byte("x"))
				x.Abandon()
				requireNothingMore(t, x)
			}
		})
	}
}
