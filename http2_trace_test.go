package winhttp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
)

// plays2 are exchanges over HTTP/2, the same in both modes: the notifications are those of HTTP/1.1 (callbacks.md 3).
func plays2() []play {
	fail := func(answer func(p *peer2, id uint32)) func(x *scene) {
		return func(x *scene) {
			x.serve2(x.frames(nil, func(p *peer2) { answer(p, p.request().id) }))
			q := x.openRequest(x.connect(host, 443), "GET", WINHTTP_FLAG_SECURE)
			_ = x.send(q, "", "", 0)
			x.wait()
			if x.receive(q) == nil {
				x.wait()
				_ = x.read(q, 100)
				x.wait()
			}
		}
	}
	return []play{
		{"two requests", func(x *scene) {
			x.serve2(x.frames(nil, func(p *peer2) {
				for range 2 {
					id := p.request().id
					p.head(id, false, ":status", "103")
					p.hello(id)
				}
			}))
			c := x.connect(host, 443)
			for range 2 {
				q := x.openRequest(c, "GET", WINHTTP_FLAG_SECURE)
				require.NoError(x, x.send(q, "", "", 0))
				x.wait()
				require.NoError(x, x.receive(q))
				x.wait()
				require.NoError(x, x.read(q, 100))
				x.wait()
				x.closeHandle(q)
			}
		}},
		{"redirect with a cookie", func(x *scene) {
			x.serve2(x.frames(nil, func(p *peer2) {
				p.head(p.request().id, true, ":status", "302", "location", "/there", "set-cookie", "a=b")
				r := p.request()
				require.Equal(x, "a=b", r.field("cookie"))
				require.Equal(x, "/there", r.field(":path"))
				p.hello(r.id)
			}))
			q := x.openRequest(x.connect(host, 443), "GET", WINHTTP_FLAG_SECURE)
			require.NoError(x, x.send(q, "", "", 0))
			x.wait()
			require.NoError(x, x.receive(q))
			x.wait()
			require.NoError(x, x.read(q, 100))
			x.wait()
		}},
		{"upload", func(x *scene) {
			x.serve2(x.frames(nil, func(p *peer2) {
				id := p.request().id
				require.Equal(x, "0123456789", p.rest())
				p.hello(id)
			}))
			q := x.openRequest(x.connect(host, 443), "POST", WINHTTP_FLAG_SECURE)
			require.NoError(x, x.send(q, "", "0123", 10))
			x.wait()
			require.NoError(x, x.write(q, "456789"))
			x.wait()
			require.NoError(x, x.receive(q))
			x.wait()
			require.NoError(x, x.read(q, 100))
			x.wait()
		}},
		{"reset before the head", fail(func(p *peer2, id uint32) { p.reset(id, http2.ErrCodeInternal) })},
		{"reset in the body", fail(func(p *peer2, id uint32) {
			p.head(id, false, ":status", "200")
			time.Sleep(time.Second)
			p.reset(id, http2.ErrCodeInternal)
		})},
		{"connection lost", fail(func(p *peer2, _ uint32) { must(p.p.Conn.Close()) })},
		{"no HTTP/2 after all", fail(func(p *peer2, _ uint32) { _, _ = p.p.Conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) })},
	}
}

// wait lets the server and the workers do what they have to do.
func (x *scene) wait() { x.pass(2 * time.Second) }

func TestHTTP2Trace(t *testing.T)      { traces(t, "http2", plays2()) }
func TestHTTP2AsyncTrace(t *testing.T) { asyncTraces(t, "http2", plays2()) }
