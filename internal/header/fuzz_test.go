package header_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/header"
)

func FuzzParseHead(f *testing.F) {
	f.Add([]byte(typicalHead))
	f.Add([]byte(exampleHead))
	f.Add([]byte("HTTP/1.0\t204\nA : b\n\tc\nTransfer-Encoding: gzip, chunked;x\nContent-Length: 5, 5\n\n"))
	f.Add([]byte("HTTP/1.1 101 x\r\n \r\nConnection: close\r\r\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		end := header.EndOfHead(raw, 0)
		if end > 0 {
			for from := range end {
				require.Equal(t, end, header.EndOfHead(raw, from))
			}
		}
		h, err := header.ParseHead(raw)
		if err != nil {
			return
		}
		require.Positive(t, end)
		_, err = header.ParseHead(raw[:end])
		require.NoError(t, err, "a head is parsed up to its end")
		m := h.Message()
		text, _, err := query(header.RawHeadersCRLF, 0).Find(&m, "", 0)
		require.NoError(t, err)
		again, err := header.ParseHead(text.Bytes())
		require.NoError(t, err)
		require.Equal(t, lines(&h.Fields), lines(&again.Fields))
		require.Equal(t, h.StatusLine, again.StatusLine)
		require.Equal(t, h.KeepAlive(), again.KeepAlive())
		framing, length := h.Body("GET")
		framingAgain, lengthAgain := again.Body("GET")
		require.Equal(t, []any{framing, length}, []any{framingAgain, lengthAgain})
		require.True(t, length >= 0 && (length == 0 || framing == header.Fixed))
	})
}

func FuzzAddText(f *testing.F) {
	f.Add("a: b\r\n\r\nc:d\n\rE : f")
	f.Add("a: \u00e9\nb: \u0100")
	f.Add(":\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		var b header.Block
		err := b.AddText(text, header.Add)
		require.Equal(t, header.CheckText(text), err)
		raw := string(header.AppendRequest(nil, "GET", "/", "HTTP/1.1", &b))
		require.Equal(t, b.Len()+2, strings.Count(raw, "\n"))
		require.Equal(t, b.Len()+2, strings.Count(raw, "\r"))
		var again header.Block
		for _, field := range b.Fields() {
			require.NoError(t, again.AddText(field.Name+": "+header.FromWire(field.Value), header.Add))
		}
		require.Equal(t, b, again)
	})
}

func FuzzEscapeTarget(f *testing.F) {
	f.Add("/a b?c\r\n\u541b", uint32(0))
	f.Add("?%#", uint32(0xC4))
	f.Fuzz(func(t *testing.T, object string, flags uint32) {
		target := header.EscapeTarget(object, header.EscapeFlags(flags))
		require.True(t, strings.HasPrefix(target, "/"))
		for _, c := range []byte(target) {
			require.True(t, c != ' ' && c != '\r' && c != '\n' && c < 0x80, "%q", target)
		}
		if flags&uint32(disable) == 0 {
			path, _, _ := strings.Cut(target, "?")
			if flags&uint32(disableQuery) == 0 {
				path = target
			}
			for _, c := range []byte(path) {
				require.True(t, c > ' ' && c < 0x7F && !strings.ContainsRune("\"#<>[\\]^`{|}", rune(c)), "%q", path)
			}
		}
		if flags&uint32(percent) == 0 || flags&uint32(disable) != 0 {
			require.Equal(t, target, header.EscapeTarget(target, header.EscapeFlags(flags)), "escaping twice changes nothing")
		}
	})
}

func FuzzParseTime(f *testing.F) {
	f.Add("Mon, 28 Jul 2008 10:05:52 GMT")
	f.Add("Sunday, 06-Nov-94 08:49:37 GMT")
	f.Add("Sun Nov  6 08:49:37 1994")
	f.Fuzz(func(t *testing.T, text string) {
		st := header.ParseTime(text, now)
		_ = st.Time()
		formatted, err := header.FormatTime(st)
		if err != nil {
			return
		}
		st.Milliseconds = 0
		require.Equal(t, st, header.ParseTime(formatted, now))
	})
}
