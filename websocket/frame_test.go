package websocket

import (
	"bytes"
	"io"
	"testing"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/require"
)

// TestFramesAgree: gobwas/ws reads what we write, and its headers are read here.
func TestFramesAgree(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 5, 31, 32, 33, 125, 126, 127, 65535, 65536, 65537} {
		for _, final := range []bool{false, true} {
			payload := bytes.Repeat([]byte{1, 2, 3, 250, 251}, n/5+1)[:n]
			kept := bytes.Clone(payload)
			in := bytes.NewReader(appendFrame(nil, ws.OpText, final, payload))
			h, err := ws.ReadHeader(in)
			require.NoError(t, err)
			require.True(t, h.Masked)
			require.Equal(t, final, h.Fin)
			require.Equal(t, ws.OpText, h.OpCode)
			require.EqualValues(t, n, h.Length)
			got, err := io.ReadAll(in)
			require.NoError(t, err)
			ws.Cipher(got, h.Mask, 0)
			require.True(t, bytes.Equal(payload, got))
			require.True(t, bytes.Equal(kept, payload), "the caller's memory stays as it is")

			want := ws.Header{Fin: final, Rsv: 5, OpCode: ws.OpPing, Length: int64(n)}
			var head bytes.Buffer
			require.NoError(t, ws.WriteHeader(&head, want))
			require.Equal(t, head.Len(), headerSize(head.Bytes()))
			require.Equal(t, want, parseHeader(head.Bytes()))
		}
	}
}

// TestMaskGoesOn: a payload masked in pieces of any size is the same as in one.
func TestMaskGoesOn(t *testing.T) {
	payload := bytes.Repeat([]byte("0123456789abcdefg"), 20)
	const key = 0x12345678
	whole := make([]byte, len(payload))
	mask(whole, payload, key)
	for size := 1; size < 70; size++ {
		var got []byte
		k := uint32(key)
		for rest := payload; len(rest) > 0; {
			n := min(size, len(rest))
			piece := make([]byte, n)
			k = mask(piece, rest[:n], k)
			got, rest = append(got, piece...), rest[n:]
		}
		require.Equal(t, whole, got, size)
	}
}

// TestText is the UTF-8 of a message in every partition into two.
func TestText(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "a": true, "é": true, "κόσμε": true, "\U0010FFFF": true, "\x80": false, "\xC3": false, "a\xE2\x82": false,
		"\xED\xA0\x80": false, "\xF4\x90\x80\x80": false, "\xC0\xAF": false, "ok\xFFok": false,
	} {
		for i := range len(text) + 1 {
			var state textState
			require.Equal(t, want, state.valid([]byte(text[:i]), false) && state.valid([]byte(text[i:]), true), "%q at %d", text, i)
		}
	}
}
