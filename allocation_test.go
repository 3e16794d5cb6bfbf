package winhttp

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// maxAllocations is what a GET on a kept-alive connection may cost, from WinHttpOpenRequest to WinHttpCloseHandle.
const maxAllocations = 25

// TestAllocations measures it against a server that does not allocate.
func TestAllocations(t *testing.T) {
	l := wintest.Loopback(t)
	done := make(chan bool)
	go func() {
		defer close(done)
		serveWithoutAllocating(l)
	}()
	b := &bed{T: t, network: new(Network)}
	b.session = b.open("agent/1.0")
	c := b.connect("127.0.0.1", INTERNET_PORT(l.Addr().(*net.TCPAddr).Port))
	buffer, n := make([]byte, 100), new(uint32)
	got := testing.AllocsPerRun(500, func() {
		q, err := WinHttpOpenRequest(c, "GET", "/path?query", "", "", nil, 0)
		if err == nil {
			err = WinHttpSendRequest(q, "", nil, 0, nil)
		}
		if err == nil {
			err = WinHttpReceiveResponse(q, nil)
		}
		if err == nil {
			err = WinHttpReadData(q, buffer, n)
		}
		if err != nil || *n != 5 || WinHttpCloseHandle(q) != nil {
			panic(err)
		}
	})
	require.LessOrEqual(t, got, float64(maxAllocations), "a GET costs %v allocations", got)
	require.NoError(t, WinHttpCloseHandle(c))
	require.NoError(t, WinHttpCloseHandle(b.session))
	b.network.CloseIdleConnections()
	<-done
}

// serveWithoutAllocating answers whatever it reads on one connection.
func serveWithoutAllocating(l net.Listener) {
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close()
	answer, buffer := []byte(hello), make([]byte, 1000)
	for err == nil {
		if _, err = c.Read(buffer); err == nil {
			_, err = c.Write(answer)
		}
	}
}
