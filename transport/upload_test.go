package transport

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// A body that the application frames itself is over when its last chunk has gone out, in whatever pieces (protocol.md 6.3);
// the connection is not used again before.
func TestUploadLastChunk(t *testing.T) {
	for _, row := range []struct {
		name, body string
		complete   bool
	}{
		{"one chunk", "5\r\nhello\r\n0\r\n\r\n", true},
		{"no chunk", "0\r\n\r\n", true},
		{"data that ends like the last chunk", "5\r\n0\r\n\r\n\r\n0\r\n\r\n", true},
		{"nothing", "", false},
		{"no last chunk", "5\r\nhello\r\n", false},
		{"last chunk without its end", "5\r\nhello\r\n0\r\n", false},
		{"something behind the last chunk", "0\r\n\r\nx", false},
		{"not framed at all", "post", false},
		{"size that ends like the last chunk, data that begins so", "10\r\n\r\n", false},
		{"the same later", "1\r\nx\r\n20\r\n\r\n", false},
		{"size alone", "50\r\n\r\n", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			for first := range len(row.body) + 1 { // with Send
				for size := 1; size <= len(row.body)-first+1; size++ { // with each Write
					x := onWire(cut("", nil))
					m := uploadOf(-1)
					m.Body = []byte(row.body[:first])
					require.NoError(t, x.Send(m))
					for rest := row.body[first:]; rest != ""; rest = rest[min(size, len(rest)):] {
						require.NoError(t, x.Write([]byte(rest[:min(size, len(rest))])))
					}
					require.Negative(t, x.Left())
					require.Equal(t, row.complete, x.upload.complete(), "%d with Send, then %d each", first, size)
				}
			}
		})
	}
}

// The tail of a long upload costs no memory.
func TestUploadTailIsBounded(t *testing.T) {
	x := onWire(&flood{})
	require.NoError(t, x.Send(uploadOf(-1)))
	p := []byte(strings.Repeat("x", 1000))
	require.Less(t, allocated(func() {
		for range 10_000 {
			x.upload.note(p)
		}
	}), uint64(2<<20))
	require.LessOrEqual(t, cap(x.upload.tail), 64)
}

// What the server has not got whole leaves the connection unusable (protocol.md 4.2).
func TestUploadIncomplete(t *testing.T) {
	for _, row := range []struct {
		name     string
		rest     int64
		writes   []string
		answered string // what the server reads before it answers
		kept     bool
	}{
		{"all of a known length", 10, []string{"01234", "56789"}, "0123456789", true},
		{"half of a known length", 10, []string{"01234"}, "01234", false},
		{"nothing of a known length", 10, nil, "", false},
		{"empty writes only", 10, []string{"", ""}, "", false},
		{"chunks and the last one", -1, []string{"1\r\na\r\n", "0\r\n\r\n"}, "1\r\na\r\n0\r\n\r\n", true},
		{"chunks without the last one", -1, []string{"1\r\na\r\n"}, "1\r\na\r\n", false},
	} {
		for _, end := range []string{"Finish", "Abandon"} {
			inWorld(t, row.name+", "+end, func(t *testing.T, w *world) {
				server := w.serve(wintest.Script{wintest.Request(0), wintest.Expect(row.answered), wintest.Send(ok), wintest.End()})
				x := w.exchange()
				require.NoError(t, x.Connect(plain, false))
				require.NoError(t, x.Send(uploadOf(row.rest)))
				sent := int64(0)
				for _, p := range row.writes {
					require.NoError(t, x.Write([]byte(p)))
					sent += int64(len(p))
				}
				if row.rest > 0 {
					require.Equal(t, row.rest-sent, x.Left())
				}
				require.NoError(t, x.ReadHead())
				if end == "Finish" {
					_, err := x.rest(10)
					require.NoError(t, err)
					x.Finish()
				} else {
					x.Abandon()
				}
				require.Equal(t, row.kept, w.idle() == 1)
				require.Equal(t, 1, server.Connections())
			})
		}
	}
}

// The answer to one upload never serves another: a connection whose first answer came early is not used again.
func TestUploadEarlyAnswerThenNext(t *testing.T) {
	inWorld(t, "early answer without an error", func(t *testing.T, w *world) {
		server := w.serve(answer(ok, wintest.End()), respond(ok))
		x := w.exchange()
		require.NoError(t, x.start(plain, uploadOf(1000)))
		_, err := x.rest(10)
		require.NoError(t, err)
		x.Finish()
		body, err := w.fetch(plain)
		require.NoError(t, err)
		require.Equal(t, "ok", body)
		require.Equal(t, 2, server.Connections())
	})
}
