package wintest

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestGoldenUpdates(t *testing.T) {
	t.Chdir(t.TempDir())
	*update = true
	Golden(t, "sub/new.txt", "text\r\n")
	*update = false
	Golden(t, "sub/new.txt", "text\r\n")
	got, err := os.ReadFile(filepath.Join("testdata", "sub", "new.txt"))
	require.NoError(t, err)
	require.Equal(t, "text\r\n", string(got))
}

func TestTimeline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewTimeline()
		l.Addf("start")
		<-time.After(1500 * time.Millisecond)
		l.Addf("%d", 2)
		require.Equal(t, "0s       start\n1.5s     2\n", l.String())
	})
}
