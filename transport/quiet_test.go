package transport

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

const late = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

type noiseRow struct {
	name  string
	quiet bool
	steps wintest.Script
}

// noise is what a server may do on an idle connection. A connection that has made any is not used again.
var noise = []noiseRow{
	{"nothing", true, nil},
	{"close", false, wintest.Script{wintest.Close()}},
	{"cut", false, wintest.Script{wintest.Cut()}},
	{"half close", false, wintest.Script{wintest.CloseWrite()}},
	{"reset", false, wintest.Script{wintest.Reset(true)}},
	{"late 408", false, wintest.Script{wintest.Send(late)}},
	{"late 408 and close", false, wintest.Script{wintest.Send(late), wintest.Close()}},
	{"late 408 and reset", false, wintest.Script{wintest.Send(late), wintest.Reset(true)}},
	{"one byte", false, wintest.Script{wintest.Send("\n")}},
	{"a large answer that nobody wanted", false, wintest.Script{wintest.UntilGone(wintest.Send(ok[:len(ok)-2] + string(make([]byte, 20_000))))}},
}

func TestQuiet(t *testing.T) {
	for _, row := range noise {
		inWorld(t, row.name, func(t *testing.T, w *world) { row.run(t, w, plain) })
	}
}

// Over TLS the good-bye of the server is noise like any other.
func TestQuietTLS(t *testing.T) {
	root := wintest.NewCA("Root")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := root.Leaf("example.com").Config()
		config.MaxVersion = version
		for _, row := range noise {
			inWorld(t, tls.VersionName(version)+", "+row.name, func(t *testing.T, w *world) {
				w.RootCAs = wintest.Pool(root)
				row.run(t, w, secure, wintest.TLS(config))
			})
		}
	}
}

func (row *noiseRow) run(t *testing.T, w *world, target Target, begin ...wintest.Step) {
	scripts := row.scripts(nil, begin...)
	server := w.serveAt(fmt.Sprintf("10.0.0.1:%d", target.Port), scripts...)
	for range 2 {
		body, err := w.fetch(target)
		require.NoError(t, err)
		require.Equal(t, "ok", body)
		synctest.Wait()
	}
	require.Equal(t, len(scripts), server.Connections())
}

// scripts are those of the connections that two requests need. Unless it is nil, the noise waits for a signal.
func (row *noiseRow) scripts(signal <-chan struct{}, begin ...wintest.Step) []wintest.Script {
	first := append(slices.Clone(begin), answer(ok)...)
	if row.quiet {
		return []wintest.Script{append(first, answer(ok, wintest.Hold())...)}
	}
	if signal != nil {
		first = append(first, waitFor(signal))
	}
	first = append(append(first, row.steps...), wintest.UntilGone(wintest.Hold()))
	return []wintest.Script{first, append(slices.Clone(begin), answer(ok, wintest.Hold())...)}
}

// All connections that have died are passed over, none is left behind.
func TestQuietManyDead(t *testing.T) {
	inWorld(t, "five dead, one alive", func(t *testing.T, w *world) {
		dead := make(chan struct{})
		scripts := []wintest.Script{answer(ok, wintest.Request(0), wintest.Send(ok), wintest.End())}
		for range 5 {
			scripts = append(scripts, answer(ok, waitFor(dead)))
		}
		server := w.serve(scripts...)
		var all []*Exchange
		for range scripts {
			x := w.exchange()
			require.NoError(t, x.start(plain, message("GET", "")))
			all = append(all, x)
			synctest.Wait()
		}
		for _, x := range all {
			x.Abandon()
		}
		require.Equal(t, 6, w.idle())
		close(dead)
		synctest.Wait()
		start := time.Now()
		_, err := w.fetch(plain)
		require.NoError(t, err)
		require.Less(t, time.Since(start), time.Millisecond)
		require.Equal(t, 1, w.idle())
		require.Equal(t, 6, server.Connections())
	})
}

// batch holds back what is written to a connection.
type batch struct {
	net.Conn
	hold bool
	held []byte
}

func (b *batch) Write(p []byte) (int, error) {
	if !b.hold {
		return b.Conn.Write(p)
	}
	b.held = append(b.held, p...)
	return len(p), nil
}

// inOneSegment accepts TLS, reads a request and sends several records at once, so that the client's TLS reads more than it
// hands out.
func inOneSegment(config *tls.Config, speak func(c *tls.Conn)) wintest.Step {
	return func(p *wintest.Peer) error {
		b := &batch{Conn: p.Raw}
		c := tls.Server(b, config)
		p.Conn, p.Reader = c, bufio.NewReader(c)
		if err := wintest.Request(0)(p); err != nil {
			return err
		}
		b.hold = true
		speak(c)
		b.hold = false
		_ = b.SetWriteDeadline(time.Time{}) // a good-bye has ended it
		_, err := b.Conn.Write(b.held)
		return err
	}
}

// Bytes that only the TLS layer has are noise, too.
func TestQuietHiddenInTLS(t *testing.T) {
	for _, row := range hidden {
		inWorld(t, row.name, func(t *testing.T, w *world) {
			w.RootCAs = wintest.Pool(hiddenRoot)
			server := w.serveAt("10.0.0.1:443", row.scripts()...)
			for i := range 2 {
				_, err := w.fetch(secure)
				require.NoError(t, err)
				require.Equal(t, 1, w.idle(), "hidden, so it goes to the pool")
				require.Equal(t, i+1, server.Connections())
			}
		})
	}
}

// hidden is what TLS may have read and not handed out when the response is over.
var hidden = []hiddenRow{
	{"late 408", func(c *tls.Conn) { _, _ = io.WriteString(c, late) }},
	{"one byte", func(c *tls.Conn) { _, _ = io.WriteString(c, "\n") }},
	{"good-bye", func(c *tls.Conn) { _ = c.CloseWrite() }},
}

type hiddenRow struct {
	name  string
	speak func(c *tls.Conn)
}

var hiddenRoot = wintest.NewCA("Root")

func (row *hiddenRow) scripts() []wintest.Script {
	config := hiddenRoot.Leaf("example.com").Config()
	first := inOneSegment(config, func(c *tls.Conn) {
		_, _ = io.WriteString(c, ok)
		row.speak(c)
	})
	return []wintest.Script{
		{first, wintest.UntilGone(wintest.Hold())},
		append(wintest.Script{wintest.TLS(config)}, answer(ok, wintest.Hold())...),
	}
}
