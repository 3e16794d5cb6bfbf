package h2

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzConn lets a server say anything. Whatever it is, the connection ends, and so does everything on it.
func FuzzConn(f *testing.F) {
	settings := "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	for _, seed := range []string{
		"", "HTTP/1.1 200 OK\r\n\r\n", settings,
		settings + "\x00\x00\x01\x01\x05\x00\x00\x00\x01\x88",
		settings + "\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88\x00\x00\x05\x00\x01\x00\x00\x00\x01hello",
		settings + "\x00\x00\x01\x01\x00\x00\x00\x00\x01\x88\x00\x00\x00\x09\x04\x00\x00\x00\x01",
		settings + "\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x07",
		settings + "\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		settings + "\x00\x00\x04\x08\x00\x00\x00\x00\x01\x7f\xff\xff\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		bubble(t, usual, false, func(p *peer, c *Conn) {
			s := p.get(c)
			_, _ = p.nc.Write(said)
			_ = p.nc.Close()
			for err := error(nil); err == nil; {
				if _, err = s.Head(time.Minute); err == nil && s.final {
					break
				}
			}
			_, _ = body(s)
			s.Close()
			require.NotPanics(t, func() { p.seen() })
			require.False(t, c.Reserve())
		})
	})
}

// A server that asks for answers and does not read them is not waited for longer than one write may take.
func TestDeafServer(t *testing.T) {
	limited := usual
	limited.Write = 5 * time.Second
	bubble(t, limited, true, func(p *peer, c *Conn) {
		p.get(c)
		p.started()
		p.mu.Lock()
		p.deaf = true
		p.mu.Unlock()
		start := time.Now()
		for range 100_000 {
			if p.f.WritePing(false, [8]byte{}) != nil {
				break
			}
		}
		require.LessOrEqual(t, time.Since(start), 6*time.Second)
		p.seen()
		require.False(t, c.Usable())
	})
}
