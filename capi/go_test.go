//go:build cgo

package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/option"
)

// TestEveryOptionHasAShape: an option that is built can cross to C, in every direction that it has.
func TestEveryOptionHasAShape(t *testing.T) {
	for row := range option.All {
		if row.Built == 0 || row.Number != goOnlyIsUnknown(row.Number) {
			continue
		}
		s, ok := shapes[row.Type]
		require.True(t, ok, "%v: no shape for %s", row, row.Type)
		require.True(t, row.SetOn == 0 || s.read != nil, "%v: set", row)
		require.True(t, row.QueryOn == 0 || row.Type == "string" || row.Type == "[]byte" || s.write != nil, "%v: query", row)
	}
}

func TestText(t *testing.T) {
	for _, s := range []string{"", "a", "grün", "\u20ac", "\U0001F600"} {
		u := encode(s)
		require.Zero(t, u[len(u)-1])
		require.Equal(t, s, decode(before(u)))
	}
	require.Equal(t, "a\uFFFDb", decode([]uint16{'a', 0xD800, 'b'}))
	require.Equal(t, "\uFFFD", decode([]uint16{0xDC00}))
}
