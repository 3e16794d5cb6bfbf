package h2

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

const patient = time.Minute // real time, for what must not take any

// dialServer starts a net/http server that speaks HTTP/2 without TLS, and connects to it.
func dialServer(t testing.TB, handler http.HandlerFunc) (nc net.Conn) {
	mem := wintest.NewNetwork()
	l := mem.Listen("10.0.0.1:443")
	server := &http.Server{Handler: handler, Protocols: new(http.Protocols)}
	server.Protocols.SetUnencryptedHTTP2(true)
	served := async(func() error { return server.Serve(l) })
	t.Cleanup(func() {
		require.NoError(t, server.Close())
		<-served
	})
	nc, err := mem.Dial(t.Context(), "tcp", "10.0.0.1:443")
	require.NoError(t, err)
	return nc
}

// shared is a connection whose streams are waited for.
type shared struct {
	*Conn
	mu     sync.Mutex
	freed  sync.Cond
	closed chan struct{}
}

func share(nc net.Conn, cfg Config) *shared {
	s := &shared{closed: make(chan struct{})}
	s.freed.L = &s.mu
	cfg.Kill = func() { _ = nc.Close() }
	cfg.Freed = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.freed.Broadcast()
	}
	cfg.Closed = func() { close(s.closed) }
	s.Conn = New(nc, cfg)
	return s
}

func (s *shared) wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.Reserve() {
		s.freed.Wait()
	}
}

// answerHash answers with the hash of the request body, and as many bytes as the target says.
func answerHash(w http.ResponseWriter, r *http.Request) {
	hash := sha256.New()
	_, _ = io.Copy(hash, r.Body)
	n, _ := strconv.Atoi(r.URL.Path[1:])
	w.Header().Set("Hash", hex.EncodeToString(hash.Sum(nil)))
	_, _ = w.Write(bytesOf(n))
}

// bytesOf is a body that tells its length.
func bytesOf(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)}).Read(b)
	return b
}

// size is mostly small, and sometimes more than a window.
func size(random *rand.Rand) int {
	return random.IntN([]int{10, 1_000, 10_000, 100_000}[random.IntN(4)])
}

// TestLoad: many goroutines on one connection, with bodies in both directions, some of which give up at any moment.
func TestLoad(t *testing.T) {
	const goroutines, requests = 200, 20
	c := share(dialServer(t, answerHash), defaults)
	var group sync.WaitGroup
	for i := range goroutines {
		group.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			for range requests {
				c.wait()
				if random.IntN(5) == 0 {
					c.abandoned(t, random)
				} else {
					c.whole(t, random)
				}
			}
		})
	}
	group.Wait()
	c.Retire()
	<-c.closed
	require.Empty(t, c.streams)
	require.Zero(t, c.taken)
}

func post(respond int) *Request {
	return &Request{Method: "POST", Authority: "example.com", Target: "/" + strconv.Itoa(respond), Fields: new(header.Block)}
}

// whole makes a request and looks at everything that comes back.
func (s *shared) whole(t *testing.T, random *rand.Rand) {
	up, down := bytesOf(size(random)), size(random)
	got, hash, err := s.exchange(post(down), up, random.IntN(30_000)+1, nil)
	sum := sha256.Sum256(up)
	if err != nil || string(got) != string(bytesOf(down)) || hash != hex.EncodeToString(sum[:]) {
		t.Errorf("%v, %d bytes instead of %d, hash %s", err, len(got), down, hash)
	}
}

// abandoned makes a request that ends when somebody says so, or before.
func (s *shared) abandoned(t *testing.T, random *rand.Rand) {
	var watcher sync.WaitGroup
	defer watcher.Wait()
	_, _, err := s.exchange(post(size(random)), bytesOf(size(random)), random.IntN(1000)+1, func(st *Stream) {
		watcher.Go(func() { st.Fail(werr.OperationCancelled) })
	})
	if code := werr.From(err); err != nil && code != werr.OperationCancelled {
		t.Errorf("%v", err)
	}
}

func (s *shared) exchange(r *Request, up []byte, piece int, opened func(*Stream)) (body []byte, hash string, err error) {
	st, err := s.Open(r, patient)
	if err != nil {
		return nil, "", err
	}
	defer st.Close()
	if opened != nil {
		opened(st)
	}
	for first := true; first || len(up) > 0; first = false {
		n := min(piece, len(up))
		if err := st.Write(up[:n], n == len(up), patient); err != nil {
			return nil, "", err
		}
		up = up[n:]
	}
	h, err := st.Head(patient)
	if err != nil {
		return nil, "", err
	}
	if n, ok := h.Length(); ok {
		st.Expect(n)
	}
	hash, _ = h.Fields.Get("hash", 0)
	for buf := make([]byte, piece); ; {
		n, err := st.ReadBody(buf, patient)
		if n == 0 {
			return body, hash, err
		}
		body = append(body, buf[:n]...)
	}
}

func BenchmarkGet(b *testing.B) {
	c := share(dialServer(b, func(http.ResponseWriter, *http.Request) {}), defaults)
	b.ReportAllocs()
	for b.Loop() {
		c.wait()
		s, err := c.Open(request(true), patient)
		require.NoError(b, err)
		_, err = s.Head(patient)
		require.NoError(b, err)
		s.Close()
	}
	c.Retire()
	<-c.closed
}
