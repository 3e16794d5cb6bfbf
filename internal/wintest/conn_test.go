package wintest

import (
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// pair is a connected client and server.
func pair(t *testing.T) (client, server *Conn) {
	n := NewNetwork()
	l := n.Listen("10.0.0.1:80")
	c, err := n.Dial(t.Context(), "tcp", "10.0.0.1:80")
	require.NoError(t, err)
	s, err := l.Accept()
	require.NoError(t, err)
	return c.(*Conn), s.(*Conn)
}

func TestConnCarriesBytesBothWays(t *testing.T) {
	client, server := pair(t)
	for _, way := range []struct{ from, to *Conn }{{client, server}, {server, client}} {
		n, err := way.from.Write([]byte("hello"))
		require.NoError(t, err)
		require.Equal(t, 5, n)
		got := make([]byte, 3)
		n, err = way.to.Read(got)
		require.NoError(t, err)
		require.Equal(t, "hel", string(got[:n]))
		require.Equal(t, int64(5), way.from.Sent())
		require.Equal(t, int64(3), way.to.Received())
		require.Equal(t, way.from.LocalAddr(), way.to.RemoteAddr())
	}
	require.Equal(t, "10.0.0.1:80", client.RemoteAddr().String())
	require.Equal(t, "192.0.2.1:49152", client.LocalAddr().String())
}

// TestConnEnds has a row for each way in which the server's end may go, and what the client then sees.
func TestConnEnds(t *testing.T) {
	for _, row := range []struct {
		name      string
		end       func(*Conn)
		text      string
		read      error
		writes    [2]error
		remaining bool // the server still reads
	}{
		{"close", func(c *Conn) { c.Close() }, "data", nil, [2]error{nil, syscall.EPIPE}, false},
		{"half close", func(c *Conn) { c.CloseWrite() }, "data", nil, [2]error{nil, nil}, true},
		{"reset after the data", func(c *Conn) { c.Reset(true) }, "data", syscall.ECONNRESET,
			[2]error{syscall.ECONNRESET, syscall.ECONNRESET}, false},
		{"reset that loses the data", func(c *Conn) { c.Reset(false) }, "", syscall.ECONNRESET,
			[2]error{syscall.ECONNRESET, syscall.ECONNRESET}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			client, server := pair(t)
			_, err := server.Write([]byte("data"))
			require.NoError(t, err)
			row.end(server)
			got, err := io.ReadAll(client)
			require.Equal(t, row.text, string(got))
			require.ErrorIs(t, err, row.read)
			for _, want := range row.writes {
				_, err = client.Write([]byte("more"))
				require.ErrorIs(t, err, want)
			}
			_, err = server.Write(nil)
			require.Error(t, err)
			_, err = server.Read(make([]byte, 1))
			require.Equal(t, row.remaining, err == nil)
		})
	}
}

func TestConnClosedWithUnreadDataRefusesMore(t *testing.T) {
	client, server := pair(t)
	_, err := client.Write([]byte("unread"))
	require.NoError(t, err)
	require.NoError(t, server.Close())
	_, err = client.Write([]byte("more"))
	require.ErrorIs(t, err, syscall.EPIPE)
}

func TestConnUseAfterClose(t *testing.T) {
	client, _ := pair(t)
	require.NoError(t, client.Close())
	_, read := client.Read(make([]byte, 1))
	_, write := client.Write([]byte("x"))
	for _, err := range []error{
		read, write, client.Close(), client.CloseWrite(), client.SetDeadline(time.Now()),
	} {
		var op *net.OpError
		require.ErrorAs(t, err, &op)
		require.ErrorIs(t, err, net.ErrClosed)
	}
	client.Reset(false)
}

func TestConnDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := pair(t)
		server.SetReadBuffer(4)
		read := func() error { _, err := client.Read(make([]byte, 1)); return err }
		write := func() error { _, err := client.Write([]byte("hello")); return err }
		for _, row := range []struct {
			name string
			set  func(time.Time) error
			use  func() error
		}{
			{"read", client.SetReadDeadline, read},
			{"write", client.SetWriteDeadline, write},
			{"both, read", client.SetDeadline, read},
			{"both, write", client.SetDeadline, write},
		} {
			start := time.Now()
			require.NoError(t, row.set(start.Add(time.Hour)))
			require.NoError(t, row.set(start.Add(30*time.Second)))
			for range 2 {
				err := row.use()
				require.ErrorIs(t, err, os.ErrDeadlineExceeded, row.name)
				timeout, ok := err.(net.Error)
				require.True(t, ok && timeout.Timeout(), row.name)
				require.Equal(t, 30*time.Second, time.Since(start), row.name)
			}
			require.NoError(t, row.set(start))
			require.ErrorIs(t, row.use(), os.ErrDeadlineExceeded, row.name)
			require.NoError(t, row.set(time.Time{}))
		}
		require.Equal(t, int64(4), client.Sent())
	})
}

func TestConnDeadlineTakenBackWhileReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := pair(t)
		require.NoError(t, client.SetReadDeadline(time.Now().Add(time.Second)))
		go func() {
			require.NoError(t, client.SetReadDeadline(time.Time{}))
			<-time.After(time.Minute)
			server.Close()
		}()
		_, err := client.Read(make([]byte, 1))
		require.Equal(t, io.EOF, err)
	})
}

func TestConnBackPressure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewNetwork()
		l := n.Listen("10.0.0.1:80")
		l.SetReadBuffer(10)
		client, err := n.Dial(t.Context(), "tcp", "10.0.0.1:80")
		require.NoError(t, err)
		server, err := l.Accept()
		require.NoError(t, err)
		text := strings.Repeat("0123456789", 10)
		done := false
		go func() {
			_, err := io.WriteString(client, text)
			require.NoError(t, err)
			done = true
			client.Close()
		}()
		synctest.Wait()
		require.Equal(t, int64(10), client.(*Conn).Sent())
		require.False(t, done)
		got, err := io.ReadAll(server)
		require.NoError(t, err)
		require.Equal(t, text, string(got))
	})
}

// TestConnWaitersWake: whatever ends a connection ends a blocked Read and a blocked Write.
func TestConnWaitersWake(t *testing.T) {
	for name, end := range map[string]func(client, server *Conn){
		"own close":    func(client, _ *Conn) { client.Close() },
		"own reset":    func(client, _ *Conn) { client.Reset(false) },
		"peer's close": func(_, server *Conn) { server.Close() },
		"peer's reset": func(_, server *Conn) { server.Reset(false) },
	} {
		synctest.Test(t, func(t *testing.T) {
			client, server := pair(t)
			server.SetReadBuffer(1)
			failed := make(chan error, 2)
			go func() { _, err := client.Read(make([]byte, 1)); failed <- err }()
			go func() { _, err := client.Write([]byte("hello")); failed <- err }()
			synctest.Wait()
			require.Empty(t, failed)
			end(client, server)
			require.Error(t, <-failed, name)
			require.Error(t, <-failed, name)
		})
	}
}
