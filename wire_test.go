package winhttp

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// sample is a request, and what goes over the wire for it.
type sample struct {
	name  string
	agent string // "none" for a session without
	host  string // "" is the known one
	port  INTERNET_PORT

	verb, object, version, referrer string
	accept                          []string
	flags                           uint32

	prepare func(q HINTERNET) error // before SendRequest
	send    func(q HINTERNET) error // instead of a SendRequest with nothing
}

// wire compares the bytes of all samples with a golden file. Line ends are shown as \r\n, other bytes that cannot be
// printed as in a Go string.
func wire(t *testing.T, file string, samples []sample) {
	t.Helper()
	var all strings.Builder
	for _, s := range samples {
		fmt.Fprintf(&all, "# %s\n%s\n", s.name, visible(onTheWire(t, &s)))
	}
	wintest.Golden(t, "wire/"+file+".txt", all.String())
}

func visible(text string) string {
	lines := strings.Split(text, "\r\n")
	for i, line := range lines {
		quoted := fmt.Sprintf("%q", line)
		lines[i] = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(quoted[1 : len(quoted)-1])
	}
	return strings.Join(lines, "\\r\\n\n")
}

// onTheWire is what the server receives, on all connections.
func onTheWire(t *testing.T, s *sample) (text string) {
	bubble(t, func(b *bed) {
		if s.agent != "" {
			b.session = b.open(strings.TrimPrefix(s.agent, "none"))
		}
		if s.host == "" {
			s.host = host
		}
		server := b.serveEverybody(s.host, s.flags&WINHTTP_FLAG_SECURE != 0)
		c := b.connect(s.host, s.port)
		q := b.keep(WinHttpOpenRequest(c, s.verb, s.object, s.version, s.referrer, s.accept, s.flags))
		if s.prepare != nil {
			require.NoError(b, s.prepare(q), s.name)
		}
		if s.send == nil {
			s.send = sends("", "", 0)
		}
		require.NoError(b, s.send(q), s.name)
		synctest.Wait()
		for i := range server.Connections() {
			text += server.Received(i)
		}
	})
	return text
}

// serveEverybody lets every name resolve and every address lead to one server.
func (b *bed) serveEverybody(name string, secure bool) *wintest.Server {
	b.network.LookupNetIP = func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr(address)}, nil
	}
	b.network.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return b.net.Dial(ctx, network, address+":80")
	}
	script := wintest.Script{wintest.UntilGone(wintest.Repeat(9, wintest.Request(0), wintest.Send(hello)))}
	if secure {
		cert := wintest.SelfSigned(strings.Trim(name, "[]"))
		b.network.RootCAs = wintest.Pool(cert)
		script = append(wintest.Script{wintest.TLS(cert.Config())}, script...)
	}
	return b.serve(script)
}

func sends(headers, optional string, total uint32) func(HINTERNET) error {
	return func(q HINTERNET) error { return WinHttpSendRequest(q, headers, []byte(optional), total, nil) }
}

func adds(headers string) func(HINTERNET) error {
	return func(q HINTERNET) error { return WinHttpAddRequestHeaders(q, headers, WINHTTP_ADDREQ_FLAG_ADD) }
}

func sets(option uint32, value any) func(HINTERNET) error {
	return func(q HINTERNET) error { return WinHttpSetOption(q, option, value) }
}

// steps makes one call after the other.
func steps(calls ...func(HINTERNET) error) func(HINTERNET) error {
	return func(q HINTERNET) error {
		for _, call := range calls {
			if err := call(q); err != nil {
				return err
			}
		}
		return nil
	}
}

func writes(text string) func(HINTERNET) error {
	return func(q HINTERNET) error { return WinHttpWriteData(q, []byte(text), nil) }
}

func receives(q HINTERNET) error { return WinHttpReceiveResponse(q, nil) }
