package transport

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestLimitPool is what the pool says at once, without a network.
func TestLimitPool(t *testing.T) {
	other := secure
	other.Ignore = IgnoreUnknownCA
	t.Run("an idle connection with other settings makes room", func(t *testing.T) {
		var p pool
		defer p.closeAll()
		p.put(p.pooled(other))
		c, turn := p.claim(secure, wish{limit: 1}, nil)
		require.Nil(t, c)
		require.Nil(t, turn)
		require.Equal(t, 1, p.crowds[secure.server()].open)
		require.Nil(t, p.take(other), "it is closed")
		p.gone(secure.server())
		require.Empty(t, p.crowds)
	})
	t.Run("one in use does not", func(t *testing.T) {
		var p pool
		defer p.closeAll()
		c := p.pooled(other)
		_, turn := p.claim(secure, wish{limit: 1}, nil)
		require.NotNil(t, turn)
		p.put(c)
		require.Len(t, turn, 1)
		c, turn = p.claim(secure, wish{limit: 1}, turn)
		require.Nil(t, c)
		require.Nil(t, turn)
		p.gone(secure.server())
		require.Empty(t, p.crowds)
	})
	t.Run("other servers do not count", func(t *testing.T) {
		var p pool
		for _, target := range []Target{plain, secure, {Host: "example.org", Port: 80}, {Host: "example.com", Port: 81}} {
			for range 2 {
				_, turn := p.claim(target, wish{limit: 2}, nil)
				require.Nil(t, turn)
			}
			_, turn := p.claim(target, wish{limit: 2}, nil)
			require.NotNil(t, turn)
			p.leave(target.server(), turn)
			p.gone(target.server())
			p.gone(target.server())
		}
		require.Empty(t, p.crowds)
	})
	t.Run("who has no limit does not wait", func(t *testing.T) {
		var p pool
		defer p.closeAll()
		c := p.pooled(plain)
		_, turn := p.claim(plain, wish{limit: 1}, nil)
		require.NotNil(t, turn)
		_, free := p.claim(plain, wish{limit: 0}, nil)
		require.Nil(t, free)
		require.Equal(t, 2, p.crowds[plain.server()].open)
		p.put(c)
		got, free := p.claim(plain, wish{limit: 0}, nil)
		require.Nil(t, free)
		require.Same(t, c, got)
		p.gone(plain.server())
		_, turn = p.claim(plain, wish{limit: 1}, turn)
		require.NotNil(t, turn, "told, but too late")
		got.close()
		require.Len(t, turn, 1)
		_, turn = p.claim(plain, wish{limit: 1}, turn)
		require.Nil(t, turn)
		p.gone(plain.server())
		require.Empty(t, p.crowds)
	})
}

// counter is a Dial that knows how many connections are open, and how many ever were at once.
type counter struct {
	dial       func(ctx context.Context, network, address string) (net.Conn, error)
	open, most atomic.Int32
}

type counted struct {
	net.Conn
	once  sync.Once
	count *counter
}

func (c *counter) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	n := c.open.Add(1)
	for most := c.most.Load(); n > most && !c.most.CompareAndSwap(most, n); most = c.most.Load() {
	}
	nc, err := c.dial(ctx, network, address)
	if err != nil {
		c.open.Add(-1)
		return nil, err
	}
	return &counted{Conn: nc, count: c}, nil
}

func (c *counted) Close() error {
	c.once.Do(func() { c.count.open.Add(-1) })
	return c.Conn.Close()
}

// TestLimitCrowd: whatever many goroutines do, the limit holds and nobody waits for ever.
func TestLimitCrowd(t *testing.T) {
	for seed := range uint64(5) {
		inLine(t, "crowd", 3, func(t *testing.T, l *line) {
			count := &counter{dial: l.mem.Dial}
			l.Network.Dial = count.Dial
			listener := l.mem.Listen("10.0.0.1:80")
			defer listener.Close()
			go acceptAll(t, listener, seed)
			for i := range 40 {
				random := rand.New(rand.NewPCG(seed, uint64(i)))
				l.running.Go(func() {
					for range 50 {
						l.some(random)
					}
				})
			}
			l.running.Wait()
			require.LessOrEqual(t, count.most.Load(), int32(3), "seed %d", seed)
			require.NotEmpty(t, l.got())
			l.CloseIdleConnections()
			pass(2 * patience)
			require.Zero(t, count.open.Load())
		})
	}
}

// acceptAll runs a server that answers, or closes instead.
func acceptAll(t *testing.T, listener net.Listener, seed uint64) {
	for n := uint64(0); ; n++ {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			random := rand.New(rand.NewPCG(seed, 1000+n))
			buffer := make([]byte, 1000)
			for random.IntN(10) > 0 {
				if _, err := c.Read(buffer); err != nil {
					return
				}
				<-time.After(time.Duration(random.IntN(20)) * time.Millisecond)
				if _, err := c.Write([]byte(ok)); err != nil {
					return
				}
			}
		}()
	}
}

// some is one exchange that goes well or not.
func (l *line) some(random *rand.Rand) {
	policy := l.policy
	if random.IntN(5) == 0 {
		policy.Connect = time.Duration(1+random.IntN(100)) * time.Millisecond
	}
	x := l.NewExchange(new(recorder), policy)
	defer x.Abandon()
	if random.IntN(5) == 0 {
		time.AfterFunc(time.Duration(random.IntN(200))*time.Millisecond, x.Cancel)
	}
	target := plain
	if random.IntN(4) == 0 {
		target.Ignore = IgnoreUnknownCA // other settings, same server
	}
	if x.Connect(target, random.IntN(6) == 0) != nil {
		return
	}
	l.mu.Lock()
	l.served = append(l.served, 0)
	l.mu.Unlock()
	if err := x.Send(message("GET", "")); err != nil || x.ReadHead() != nil {
		return
	}
	if random.IntN(3) > 0 {
		if _, err := x.rest(10); err == nil {
			x.Finish()
		}
	}
}
