package transport

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// headOf makes a response head of so many bytes.
func headOf(size int) string {
	const begin, end = "HTTP/1.1 204 OK\r\nA: ", "\r\n\r\n"
	return begin + strings.Repeat("a", size-len(begin)-len(end)) + end
}

const interim = "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n"

// headRows are the rows of errors.tsv that end while the head is read, and of protocol.md 6.5 and query.md section 6 about
// the size and the number of heads. The server keeps the connection open after the steps of a row.
var headRows = []struct {
	name  string
	steps wintest.Script
	err   werr.Code
	after time.Duration
}{
	{"no status line, HTTP/0.9 page", wintest.Script{wintest.Send("<html>")}, werr.InvalidServerResponse, 0},
	{"other protocol", wintest.Script{wintest.Send("SSH-2.0-OpenSSH_9.9\r\n")}, werr.InvalidServerResponse, 0},
	{"one wrong byte", wintest.Script{wintest.Send("2")}, werr.InvalidServerResponse, 0},
	{"empty line first", wintest.Script{wintest.Send("\r\nHTTP/1.1 204 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"wrong after a good beginning", wintest.Script{wintest.Send("HTT"), wintest.Sleep(time.Second), wintest.Send("X")}, werr.InvalidServerResponse, time.Second},
	{"http/1.1", wintest.Script{wintest.Send("http/1.1 204 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"HTTP/0.9", wintest.Script{wintest.Send("HTTP/0.9 204 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"HTTP/2.0", wintest.Script{wintest.Send("HTTP/2.0 204 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"HTTP/1.2", wintest.Script{wintest.Send("HTTP/1.2 204 OK\r\n\r\n")}, 0, 0},
	{"code of two digits", wintest.Script{wintest.Send("HTTP/1.1 99 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"code of four digits", wintest.Script{wintest.Send("HTTP/1.1 1000 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"status line alone", wintest.Script{wintest.Send("HTTP/1.1 204\r\n\r\n")}, 0, 0},
	{"bare LF", wintest.Script{wintest.Send("HTTP/1.1 204 OK\nA: b\n\n")}, 0, 0},
	{"header line without colon", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\nA b\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"empty name", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\n: b\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"blank inside the name", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\nsome -test: x\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"CR without LF", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\nA: b\rc\r\n\r\n")}, werr.InvalidServerResponse, 0},

	{"EOF before the first byte", wintest.Script{wintest.Close()}, werr.InvalidServerResponse, 0},
	{"EOF inside the status line", wintest.Script{wintest.Send("HTTP/1.1 20"), wintest.Close()}, werr.InvalidServerResponse, 0},
	{"EOF inside the header", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\nA: b\r\n"), wintest.Close()}, werr.InvalidServerResponse, 0},
	{"EOF after an interim response", wintest.Script{wintest.Send(interim), wintest.Close()}, werr.InvalidServerResponse, 0},
	{"half of the stream ended", wintest.Script{wintest.Send("HTTP/1.1 2"), wintest.CloseWrite()}, werr.InvalidServerResponse, 0},
	{"reset before the first byte", wintest.Script{wintest.Reset(false)}, werr.ConnectionError, 0},
	{"reset inside the header", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\nA: b\r\n"), wintest.Reset(true)}, werr.ConnectionError, 0},
	{"reset after an interim response", wintest.Script{wintest.Send(interim), wintest.Reset(true)}, werr.ConnectionError, 0},

	{"silence", nil, werr.Timeout, 30 * time.Second},
	{"silence inside the header", wintest.Script{wintest.Sleep(20 * time.Second), wintest.Send("HTTP/1.1")}, werr.Timeout, 50 * time.Second},
	{"silence after an interim response", wintest.Script{wintest.Sleep(20 * time.Second), wintest.Send(interim)}, werr.Timeout, 50 * time.Second},
	{"slow but in time", wintest.Script{drip("HTTP/1.1 204\n\n", 6*time.Second)}, 0, 84 * time.Second},
	{"slow drip", wintest.Script{drip("HTTP/1.1 204\n\n", 7*time.Second)}, werr.Timeout, 91 * time.Second},
	{"slow drip without end", wintest.Script{drip(headOf(maxHead), 20*time.Second)}, werr.Timeout, 100 * time.Second},
	{"slow interim responses", wintest.Script{wintest.UntilGone(wintest.Repeat(9, wintest.Sleep(20*time.Second), wintest.Send(interim)))}, werr.Timeout, 100 * time.Second},

	{"header block at the limit", wintest.Script{wintest.Send(headOf(maxHead))}, 0, 0},
	{"header block above the limit", wintest.Script{wintest.Send(headOf(maxHead + 1))}, werr.HeaderSizeOverflow, 0},
	{"header block above the maxHead, not ended", wintest.Script{wintest.Send(headOf(maxHead + 5)[:maxHead+1])}, werr.HeaderSizeOverflow, 0},
	{"header block above the maxHead, dripped", wintest.Script{wintest.UntilGone(wintest.Drip(headOf(maxHead+1), 0))}, werr.HeaderSizeOverflow, 0},
	{"most header lines", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\n" + strings.Repeat("A: b\r\n", 1024) + "\r\n")}, 0, 0},
	{"too many header lines", wintest.Script{wintest.Send("HTTP/1.1 204 OK\r\n" + strings.Repeat("A: b\r\n", 1025) + "\r\n")}, werr.HeaderCountExceeded, 0},
	{"most interim responses", wintest.Script{wintest.Send(strings.Repeat(interim, 10) + "HTTP/1.1 204 OK\r\n\r\n")}, 0, 0},
	{"too many interim responses", wintest.Script{wintest.Send(strings.Repeat(interim, 11) + "HTTP/1.1 204 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
	{"endless interim responses", wintest.Script{wintest.UntilGone(wintest.Repeat(1000, wintest.Sleep(time.Second), wintest.Send(interim)))}, werr.InvalidServerResponse, 11 * time.Second},
	{"interim response that is broken", wintest.Script{wintest.Send("HTTP/1.1 100 Continue\r\nA b\r\n\r\nHTTP/1.1 204 OK\r\n\r\n")}, werr.InvalidServerResponse, 0},
}

func drip(text string, pause time.Duration) wintest.Step {
	return wintest.UntilGone(wintest.Drip(text, pause))
}

func TestHeadRows(t *testing.T) {
	for _, row := range headRows {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			script := append(wintest.Script{wintest.Request(0)}, row.steps...)
			w.serve(append(script, wintest.UntilGone(wintest.Hold())))
			x := w.exchange()
			start := time.Now()
			err := x.start(plain, message("GET", ""))
			requireCode(t, row.err, err)
			require.Equal(t, row.after, time.Since(start))
			require.Equal(t, row.err == 0, x.Head() != nil)
			require.False(t, x.Stale(err), "the connection is new")
			x.Abandon()
			require.Equal(t, row.err == 0, w.idle() == 1)
		})
	}
}

// 1xx responses are skipped and reported, 101 too when no upgrade was asked for (protocol.md 6.5). HeadSize is about the
// final head alone.
func TestHeadInterim(t *testing.T) {
	inWorld(t, "100, 101, 102, 103, 1yy", func(t *testing.T, w *world) {
		text := "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" +
			"HTTP/1.1 102 Processing\r\nContent-Length: 7\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 199 ?\r\n\r\n"
		w.serve(answer(text+ok, wintest.Request(0), wintest.Drip(text+ok, time.Second), wintest.End()))
		for range 2 {
			x := w.exchange()
			w.log.take()
			require.NoError(t, x.Connect(plain, false))
			w.log.take()
			require.NoError(t, x.Send(message("GET", "")))
			w.policy.Response = 0
			x.Policy.Response = 0
			require.NoError(t, x.ReadHead())
			require.NoError(t, x.ReadHead(), "the second call does nothing")
			require.Equal(t, []string{"interim 100", "interim 101", "interim 102", "interim 103", "interim 199"}, w.log.take())
			require.Equal(t, 200, x.Head().Status)
			require.Equal(t, len(ok)-2, int(x.HeadSize()))
			body, err := x.rest(10)
			require.NoError(t, err)
			require.Equal(t, "ok", body)
			x.Finish()
		}
	})
	inWorld(t, "none wanted", func(t *testing.T, w *world) {
		w.serve(answer(interim+ok, wintest.Hold()))
		w.policy.MaxInterim = 0
		x := w.exchange()
		requireCode(t, werr.InvalidServerResponse, x.start(plain, message("GET", "")))
		require.NotContains(t, w.log.take(), "interim 100")
		x.Abandon()
	})
}

// Times of 0 are no limits.
func TestHeadWithoutTimeouts(t *testing.T) {
	inWorld(t, "a day for each step", func(t *testing.T, w *world) {
		const day = 24 * time.Hour
		body := strings.Repeat("x", 8*piece)
		w.serve(
			wintest.Script{wintest.Request(0), wintest.Sleep(day), wintest.Expect(body), wintest.Sleep(day), wintest.Send("HTTP/1.1 200 O"),
				wintest.Sleep(day), wintest.Send("K\r\nContent-Length: 2\r\n\r\n"), wintest.Sleep(day), wintest.Send("o"), wintest.End()},
			respond(ok))
		w.policy.Connect, w.policy.Send, w.policy.Receive, w.policy.Response = 0, 0, 0, 0
		x := w.exchange()
		start := time.Now()
		require.NoError(t, x.start(plain, message("POST", body)))
		_, err := x.Read(make([]byte, 1))
		require.NoError(t, err)
		require.Equal(t, 4*day, time.Since(start))
		x.Abandon()
		start = time.Now()
		_, err = w.fetch(plain)
		require.NoError(t, err)
		require.Equal(t, time.Second, time.Since(start), "the rest is waited for as ever")
	})
}

// Wherever a response is cut, by an end of the stream or a reset, the exchange ends at once, with the code of errors.tsv.
func TestHeadAndBodyCutEverywhere(t *testing.T) {
	for _, response := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nA: b\r\n\r\nhello world",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nA: b\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 11\r\n\r\nhello world",
	} {
		body := strings.Index(response, "5;a=b")
		chunked := body > 0
		if !chunked {
			body = strings.Index(response, "hello")
		}
		for _, reset := range []bool{false, true} {
			name := fmt.Sprintf("%.20q, chunked %t, reset %t", response, chunked, reset)
			inWorld(t, name, func(t *testing.T, w *world) {
				end, endInHead, endInBody := wintest.Close(), werr.InvalidServerResponse, werr.Success
				if reset {
					end, endInHead, endInBody = wintest.Reset(true), werr.ConnectionError, werr.ConnectionError
				}
				if chunked {
					endInBody = werr.ConnectionError
				}
				var scripts []wintest.Script
				for at := range len(response) + 1 {
					scripts = append(scripts, answer(response[:at], end))
				}
				w.serve(scripts...)
				start := time.Now()
				for at := range len(response) + 1 {
					want := endInBody
					switch {
					case at < body:
						want = endInHead
					case at == len(response):
						want = werr.Success
					}
					got, err := w.fetch(plain)
					requireCode(t, want, err)
					require.True(t, strings.HasPrefix("hello world", got), got)
					if !chunked && at > body {
						require.Equal(t, response[body:at], got)
					}
					w.CloseIdleConnections()
				}
				require.Zero(t, time.Since(start))
			})
		}
	}
}

// Huge and endless heads cost a bounded amount of memory and end in an error (design.md, "Bad input").
func TestHeadFloodIsBounded(t *testing.T) {
	const begin = "HTTP/1.1 200 OK\r\n"
	for _, row := range []struct {
		name, begin, text string
		err               werr.Code
		bound             uint64
	}{
		{"header lines", begin, "A: b\r\n", werr.HeaderSizeOverflow, 1 << 20},
		{"bare LF", begin, "A: b\n", werr.HeaderSizeOverflow, 1 << 20},
		{"one line", begin + "A: ", "b", werr.HeaderSizeOverflow, 1 << 20},
		{"one name", begin, "A", werr.HeaderSizeOverflow, 1 << 20},
		{"folded", begin + "A: b\r\n", " c\r\n", werr.HeaderSizeOverflow, 1 << 20},
		{"status line", begin[:9], "2", werr.HeaderSizeOverflow, 1 << 20},
		{"CR", begin, "\r", werr.HeaderSizeOverflow, 1 << 20},
		{"NUL", begin, "\x00", werr.HeaderSizeOverflow, 1 << 20},
		{"other protocol", "", "A", werr.InvalidServerResponse, 1 << 20},
		{"interim responses", "", interim, werr.InvalidServerResponse, 1 << 20},
		{"large interim responses", "", strings.Replace(headOf(60<<10), "204", "100", 1), werr.InvalidServerResponse, 2 << 20},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := &flood{begin: row.begin, text: row.text}
			x := onWire(f)
			var err error
			require.Less(t, allocated(func() { err = x.ReadHead() }), row.bound)
			requireCode(t, row.err, err)
			require.Less(t, f.sent, int64(1<<20))
		})
	}
}
