package header_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

func TestWireText(t *testing.T) {
	for _, c := range []struct{ name, text, wire string }{
		{"empty", "", ""},
		{"ASCII", "a b", "a b"},
		{"Latin-1", "é\u0080ÿ", "\xe9\x80\xff"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wire, err := header.ToWire(c.text)
			require.NoError(t, err)
			require.Equal(t, c.wire, wire)
			require.Equal(t, c.text, header.FromWire(c.wire))
		})
	}
}

func TestToWireRefuses(t *testing.T) {
	for _, text := range []string{"\u0100", "a\u20ac", "\xff"} {
		_, err := header.ToWire(text)
		require.ErrorIs(t, err, werr.InvalidParameter, "%q", text)
	}
}
