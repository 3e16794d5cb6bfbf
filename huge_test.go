//go:build linux && (amd64 || arm64)

package winhttp

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestHugeSlices: more than 4 GiB - 1 bytes cannot be written, and are not filled (api.md 1, rule 7). The memory is mapped
// and never touched, but for its beginning.
func TestHugeSlices(t *testing.T) {
	huge, err := syscall.Mmap(-1, 0, 1<<32, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	require.NoError(t, err)
	defer func() { require.NoError(t, syscall.Munmap(huge)) }()
	bubble(t, func(b *bed) {
		b.serve(wintest.Script{wintest.Request(0), wintest.Send(hello), wintest.Hold()})
		q := b.request("PUT", "/", 0)
		requireCode(b, invalid, WinHttpSendRequest(q, "", huge, 0, nil))
		require.NoError(b, WinHttpSendRequest(q, "Content-Length: 5000000000", nil, 0, nil))
		n := untouched
		requireCode(b, invalid, WinHttpWriteData(q, huge, &n))
		require.Equal(b, untouched, n)
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.NoError(b, WinHttpReadData(q, huge, &n))
		require.Equal(b, uint32(5), n)
		require.Equal(b, "hello\x00", string(huge[:6]))
	})
}
