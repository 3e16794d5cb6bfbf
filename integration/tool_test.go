//go:build integration

package integration

import (
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

const bigSize = 200_000_000

// The whole way: the command that users have, and a file that fits into no buffer.
func TestToolFetchesBigFile(t *testing.T) {
	want := publishRandom(t, "big", bigSize)
	for _, scheme := range schemes {
		t.Run(scheme.name, func(t *testing.T) {
			output := file(t, "downloaded")
			said := winhttp(t, "get", "--trace", "-o", output, scheme.name+"://"+setting(t, scheme.address)+"/big")
			require.Equal(t, want, sum(t, output))
			wintest.Golden(t, "trace.txt", masked(said))
		})
	}
}

func publishRandom(t *testing.T, name string, size int64) [sha256.Size]byte {
	f, err := os.Create(file(t, "www", name))
	require.NoError(t, err)
	defer f.Close()
	_, err = io.CopyN(f, rand.NewChaCha8([32]byte{2}), size)
	require.NoError(t, err)
	return sum(t, f.Name())
}

func sum(t *testing.T, name string) (sum [sha256.Size]byte) {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	require.NoError(t, err)
	hash.Sum(sum[:0])
	return sum
}

// winhttp runs the command, which trusts our authority like one of the system's, and returns its standard error.
func winhttp(t *testing.T, args ...string) string {
	cmd := exec.CommandContext(t.Context(), file(t, "winhttp"), args...)
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+file(t, "ca.pem"))
	var said strings.Builder
	cmd.Stderr = &said
	require.NoError(t, cmd.Run(), "%s", &said)
	return said.String()
}

var masks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(?m)^ *\d+\.\d+  `), ""}, // milliseconds
	{regexp.MustCompile(`127\.0\.0\.1`), "ADDRESS"},
	{regexp.MustCompile(`(?m)\b\d+$`), "BYTES"},
}

func masked(trace string) string {
	for _, m := range masks {
		trace = m.pattern.ReplaceAllString(trace, m.with)
	}
	return trace
}
