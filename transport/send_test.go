package transport

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// uploadOf is a message whose body comes with Write.
func uploadOf(rest int64) *Message {
	m := message("POST", "")
	m.Rest = rest
	return m
}

// A small body goes out together with the head, a large one in pieces of 64 KiB behind it.
func TestSendWrites(t *testing.T) {
	for _, row := range []struct {
		name   string
		body   int
		writes []int // behind the head, which is the first unless the body is with it
	}{
		{"none", 0, nil},
		{"small", 100, nil},
		{"largest small one", SmallBody, nil},
		{"smallest large one", SmallBody + 1, []int{SmallBody + 1}},
		{"one piece", pieceSize, []int{pieceSize}},
		{"pieces", 100_000, []int{pieceSize, pieceSize, pieceSize, 100_000 - 3*pieceSize}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := cut("", nil)
			x := onWire(w)
			m := message("POST", strings.Repeat("x", row.body))
			head := string(m.Head)
			require.NoError(t, x.Send(m))
			require.Equal(t, head+string(m.Body), strings.Join(w.written, ""))
			require.Len(t, w.written, 1+len(row.writes))
			for i, size := range row.writes {
				require.Len(t, w.written[i+1], size)
			}
			require.Equal(t, head, string(m.Head), "the caller's head is as it was")
		})
	}
}

const piece = 64 << 10

// slowReader takes one piece after the other, each after a pause.
func slowReader(pieces int, pause time.Duration) wintest.Step {
	return wintest.Repeat(pieces, wintest.Sleep(pause), wintest.Expect(strings.Repeat("x", piece)))
}

// ways are how a large body can go out.
var ways = []struct {
	name string
	send func(x *Exchange, body string) error
}{
	{"Send", func(x *Exchange, body string) error { return x.Send(message("POST", body)) }},
	{"Write", func(x *Exchange, body string) error {
		if err := x.Send(uploadOf(int64(len(body)))); err != nil {
			return err
		}
		return x.Write([]byte(body))
	}},
	{"Writes", func(x *Exchange, body string) error {
		err := x.Send(uploadOf(int64(len(body))))
		for len(body) > 0 && err == nil {
			n := min(30_000, len(body))
			err = x.Write([]byte(body[:n]))
			body = body[n:]
		}
		return err
	}},
}

// Each piece has a send time-out of its own: slow progress is progress (design.md, "Network layer").
func TestSendTimeouts(t *testing.T) {
	for _, row := range []struct {
		name   string
		server wintest.Step
		pieces int
		err    werr.Code
		after  time.Duration
	}{
		{"slow reader", slowReader(8, 25*time.Second), 8, 0, 7 * 25 * time.Second}, // the last piece waits in the buffer
		{"too slow a reader", wintest.UntilGone(slowReader(8, 31*time.Second)), 8, werr.Timeout, 30 * time.Second},
		{"reader that stalls", wintest.UntilGone(slowReader(3, 10*time.Second), wintest.Sleep(time.Hour)), 8, werr.Timeout, 60 * time.Second},
		{"no reader", wintest.Sleep(time.Hour), 8, werr.Timeout, 30 * time.Second},
		{"no reader but little to send", wintest.Sleep(time.Hour), 1, 0, 0},
		{"fast reader", slowReader(8, 0), 8, 0, 0},
	} {
		for _, way := range ways {
			inWorld(t, row.name+", "+way.name, func(t *testing.T, w *world) {
				w.serve(wintest.Script{wintest.Request(0), row.server, wintest.UntilGone(wintest.Hold())})
				x := w.exchange()
				defer x.Drop()
				require.NoError(t, x.Connect(plain, false))
				start := time.Now()
				err := way.send(x, strings.Repeat("x", row.pieces*piece))
				requireCode(t, row.err, err)
				require.InDelta(t, row.after, time.Since(start), float64(10*time.Millisecond))
			})
		}
	}
}

// A server may answer before it has read the body: the answer counts, a write error only if there is none (protocol.md 4.4).
func TestSendEarlyAnswer(t *testing.T) {
	const denied = "HTTP/1.1 401 Denied\r\nContent-Length: 2\r\n\r\nno"
	for _, row := range []struct {
		name  string
		steps wintest.Script
		err   werr.Code
	}{
		{"answer, reset", wintest.Script{wintest.Send(denied), wintest.Reset(true)}, 0},
		{"answer, close", wintest.Script{wintest.Send(denied), wintest.Close()}, 0},
		{"answer, silence", wintest.Script{wintest.Send(denied), wintest.Sleep(time.Hour)}, 0},
		{"interim response, answer, reset", wintest.Script{wintest.Send(interim + denied), wintest.Reset(true)}, 0},
		{"answer while pieces are sent", wintest.Script{wintest.UntilGone(slowReader(2, time.Second)), wintest.Send(denied), wintest.Reset(true)}, 0},
		{"reset", wintest.Script{wintest.Reset(false)}, werr.ConnectionError},
		{"close", wintest.Script{wintest.Close()}, werr.ConnectionError},
		{"half an answer, reset", wintest.Script{wintest.Send(denied[:20]), wintest.Reset(true)}, werr.ConnectionError},
		{"half an answer, silence", wintest.Script{wintest.Send(denied[:20]), wintest.Sleep(time.Hour)}, werr.Timeout},
		{"interim response, reset", wintest.Script{wintest.Send(interim), wintest.Reset(true)}, werr.ConnectionError},
		{"no HTTP, reset", wintest.Script{wintest.Send("hello"), wintest.Reset(true)}, werr.ConnectionError},
	} {
		for _, way := range ways {
			inWorld(t, row.name+", "+way.name, func(t *testing.T, w *world) {
				w.serve(append(wintest.Script{wintest.Request(0)}, row.steps...))
				x := w.exchange()
				defer x.Abandon()
				require.NoError(t, x.Connect(plain, false))
				err := way.send(x, strings.Repeat("x", 8*piece))
				requireCode(t, row.err, err)
				require.False(t, x.Stale(err))
				require.Equal(t, defaults, x.Policy)
				if err != nil {
					return
				}
				require.Zero(t, x.Left())
				require.NoError(t, x.ReadHead())
				require.Equal(t, 401, x.Head().Status)
				body, err := x.rest(10)
				require.NoError(t, err)
				require.Equal(t, "no", body)
				x.Finish()
				require.Zero(t, w.idle())
			})
		}
	}
}
