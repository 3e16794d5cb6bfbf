package transport

import (
	"bytes"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// answerAll answers every request on every connection of l with response, without allocating for a request.
func answerAll(tb testing.TB, l net.Listener, response string) {
	answer, end := []byte(response), []byte("\r\n\r\n")
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				buf := make([]byte, 4096)
				for {
					n, err := c.Read(buf)
					if err != nil {
						return
					}
					if bytes.HasSuffix(buf[:n], end) {
						_, _ = c.Write(answer)
					}
				}
			}()
		}
	}()
	tb.Cleanup(func() { l.Close() })
}

// silent is a Reporter that does nothing.
type silent struct{ Reporter }

// client makes the same small GET over and over.
type client struct {
	network *Network
	target  Target
	head    []byte
	body    []byte
}

func newClient(tb testing.TB, response string) *client {
	l := wintest.Loopback(tb)
	answerAll(tb, l, response)
	c := &client{
		network: &Network{Dial: new(net.Dialer).DialContext},
		target:  Target{Host: "127.0.0.1", Port: addrPort(l.Addr()).Port()},
		head:    []byte("GET / HTTP/1.1\r\nConnection: Keep-Alive\r\nUser-Agent: bench\r\nHost: 127.0.0.1\r\n\r\n"),
		body:    make([]byte, 16<<10),
	}
	tb.Cleanup(c.network.CloseIdleConnections)
	x := c.network.NewExchange(new(recorder), defaults)
	require.NoError(tb, x.Connect(c.target, false))
	require.NoError(tb, c.finish(x))
	return c
}

func (c *client) get() error {
	x := c.network.NewExchange(silent{}, defaults)
	if err := x.Connect(c.target, false); err != nil {
		return err
	}
	return c.finish(x)
}

func (c *client) finish(x *Exchange) error {
	m := Message{Method: "GET", Head: c.head}
	if err := x.Send(&m); err != nil {
		return err
	}
	if err := x.ReadHead(); err != nil {
		return err
	}
	for !x.Ended() {
		if _, err := x.Read(c.body); err != nil {
			return err
		}
	}
	x.Finish()
	return nil
}

const (
	smallFixed   = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 5\r\n\r\nhello"
	smallChunked = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
)

// BenchmarkExchange is a GET on a kept connection over loopback.
func BenchmarkExchange(b *testing.B) {
	for _, row := range []struct{ name, response string }{{"fixed", smallFixed}, {"chunked", smallChunked}} {
		b.Run(row.name, func(b *testing.B) {
			c := newClient(b, row.response)
			b.ReportAllocs()
			for b.Loop() {
				if err := c.get(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The whole way of an exchange on a kept connection allocates no more than this.
func TestExchangeAllocations(t *testing.T) {
	for _, row := range []struct {
		name, response string
		ceiling        float64
	}{{"fixed", smallFixed, 4}, {"chunked", smallChunked, 4}} {
		t.Run(row.name, func(t *testing.T) {
			c := newClient(t, row.response)
			var err error
			allocations := testing.AllocsPerRun(500, func() {
				if e := c.get(); e != nil {
					err = e
				}
			})
			require.NoError(t, err)
			require.LessOrEqual(t, allocations, row.ceiling)
		})
	}
}
