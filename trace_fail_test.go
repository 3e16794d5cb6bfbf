package winhttp

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestTraceFailures has the ways in which an exchange without TLS fails (callbacks.md 3.9, 3.10; errors.tsv, mapping).
func TestTraceFailures(t *testing.T) {
	fails := func(want Code, play func(x *scene) HINTERNET) func(x *scene) {
		return func(x *scene) {
			q := play(x)
			requireCode(x, want, x.send(q, "", "", 0))
			requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, x.receive(q))
		}
	}
	to := func(addresses ...string) func(x *scene) HINTERNET {
		return func(x *scene) HINTERNET {
			x.net.AddHost("many", addresses...)
			for _, a := range addresses {
				if a < "10.0.0.5" {
					x.net.BlackHole(a + ":80")
				}
			}
			return x.openRequest(x.connect("many", 80), "GET", 0)
		}
	}
	traces(t, "not-connected", []play{
		{"name unknown (3.9; 5, case 24)", fails(ERROR_WINHTTP_NAME_NOT_RESOLVED, func(x *scene) HINTERNET {
			return x.openRequest(x.connect("nowhere", 80), "GET", 0)
		})},
		{"name hangs", fails(ERROR_WINHTTP_TIMEOUT, func(x *scene) HINTERNET {
			x.net.HangHost("slow")
			q := x.openRequest(x.connect("slow", 80), "GET", 0)
			require.NoError(x, WinHttpSetTimeouts(q, 700, 0, 0, 0))
			return q
		})},
		{"refused (3.10; 5, case 25)", fails(ERROR_WINHTTP_CANNOT_CONNECT, func(x *scene) HINTERNET {
			return x.openRequest(x.connect("127.0.0.1", 80), "GET", 0)
		})},
		{"several refused", fails(ERROR_WINHTTP_CANNOT_CONNECT, to("10.0.0.7", "2001:db8::7", "10.0.0.8"))},
		{"all time out", fails(ERROR_WINHTTP_TIMEOUT, to("10.0.0.2", "10.0.0.3", "10.0.0.4"))},
		{"some time out", fails(ERROR_WINHTTP_CANNOT_CONNECT, to("10.0.0.2", "10.0.0.7"))},
		{"CONNECT_RETRIES is 5", fails(ERROR_WINHTTP_CANNOT_CONNECT,
			to("10.0.0.50", "10.0.0.51", "10.0.0.52", "10.0.0.53", "10.0.0.54", "10.0.0.55", "10.0.0.56"))},
	})
	trace(t, "second-address", func(x *scene) {
		x.serve(answering(hello))
		x.net.AddHost("many", "10.0.0.9", "10.0.0.8", address)
		x.net.BlackHole("10.0.0.9:80")
		q := x.openRequest(x.connect("many", 80), "GET", 0)
		require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_CONNECT_TIMEOUT, 1500))
		require.NoError(x, x.send(q, "", "", 0))
	})
}

// TestTraceTimeouts: the receive timeouts (options.md 3).
func TestTraceTimeouts(t *testing.T) {
	traces(t, "timeouts", []play{
		{"silent server", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Hold()})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0)) // which keeps the failure for the receive
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.receive(q))
		}},
		{"silent server after the body", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(1), wintest.Hold()})
			q := x.get()
			require.NoError(x, WinHttpSetTimeouts(q, 0, 0, 0, 5000))
			require.NoError(x, x.send(q, "", "", 1))
			require.NoError(x, x.write(q, "x"))
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.receive(q))
		}},
		{"slow head (3.1: looked at when data arrives)", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.UntilGone(wintest.Drip(hello, 20*time.Second))})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.receive(q))
		}},
		{"slow interim responses", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.UntilGone(wintest.Repeat(20,
				wintest.Sleep(25*time.Second), wintest.Send("HTTP/1.1 102 Processing\r\n\r\n")))})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.receive(q))
		}},
		{"body stalls, and goes on", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"),
				wintest.Sleep(50 * time.Second), wintest.Send("def"), wintest.Hold()})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.read(q, 6))
			require.NoError(x, x.read(q, 6)) // nothing is lost
			require.NoError(x, x.available(q))
		}},
		{"body stalls", func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"), wintest.Hold()})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.read(q, 6))
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_RECEIVE_TIMEOUT, 100))
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.available(q))
		}},
		{"send times out", func(x *scene) {
			l := x.net.Listen(address + ":80")
			l.SetReadBuffer(1 << 10)
			wintest.Serve(x.T, l, wintest.Script{wintest.Sleep(time.Hour)})
			q := x.get()
			requireCode(x, ERROR_WINHTTP_TIMEOUT, x.send(q, "", string(make([]byte, 20<<10)), 0))
		}},
	})
}

// TestTraceBrokenAnswers: what goes wrong with an answer (errors.tsv, mapping).
func TestTraceBrokenAnswers(t *testing.T) {
	fails := func(want Code, steps ...wintest.Step) func(x *scene) {
		return func(x *scene) {
			x.serve(append(wintest.Script{wintest.Request(0)}, steps...))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			requireCode(x, want, x.receive(q))
			requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, x.read(q, 1))
		}
	}
	cut := func(want Code, head string, end wintest.Step) func(x *scene) {
		return func(x *scene) {
			x.serve(wintest.Script{wintest.Request(0), wintest.Send(head), end})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			requireCode(x, want, x.read(q, 100))
			requireCode(x, want, x.read(q, 100))
			requireCode(x, want, x.available(q))
		}
	}
	traces(t, "broken-answers", []play{
		{"no answer", fails(ERROR_WINHTTP_INVALID_SERVER_RESPONSE, wintest.Close())},
		{"half a head", fails(ERROR_WINHTTP_INVALID_SERVER_RESPONSE, wintest.Send("HTTP/1.1 200 OK\r\n"), wintest.Close())},
		{"reset", fails(ERROR_WINHTTP_CONNECTION_ERROR, wintest.Reset(true))},
		{"no status line (5, case 27)", fails(ERROR_WINHTTP_INVALID_SERVER_RESPONSE, wintest.Send("<html>"), wintest.Hold())},
		{"eleven interim responses", fails(ERROR_WINHTTP_INVALID_SERVER_RESPONSE,
			wintest.Repeat(11, wintest.Send("HTTP/1.1 100 Continue\r\n\r\n")), wintest.Hold())},
		{"body cut, length known", cut(ERROR_SUCCESS, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", wintest.Close())},
		{"body cut, chunked", cut(ERROR_WINHTTP_CONNECTION_ERROR,
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", wintest.Close())},
		{"body reset", cut(ERROR_WINHTTP_CONNECTION_ERROR, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", wintest.Reset(true))},
		{"chunk size broken", cut(ERROR_WINHTTP_INVALID_SERVER_RESPONSE,
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nx\r\n", wintest.Hold())},
	})
}

// TestTraceTLS: a handshake that works, and every way in which it fails (callbacks.md 3.11, errors.tsv).
func TestTraceTLS(t *testing.T) {
	ca := wintest.NewCA("Root")
	past := wintest.Valid(time.Unix(0, 0), time.Unix(1, 0))
	clients := wintest.Usages(x509.ExtKeyUsageClientAuth)
	accepted := func(cert *wintest.Cert, flags uint32) func(x *scene) {
		return func(x *scene) {
			x.network.RootCAs = wintest.Pool(ca)
			wintest.Serve(x.T, x.net.Listen(address+":443"),
				wintest.Script{wintest.TLS(cert.Config()), wintest.Request(0), wintest.Send(hello), wintest.Hold()})
			q := x.openRequest(x.connect(host, 0), "GET", WINHTTP_FLAG_SECURE)
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_SECURITY_FLAGS, flags))
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
		}
	}
	refused := func(want Code, steps ...wintest.Step) func(x *scene) {
		return func(x *scene) {
			x.network.RootCAs = wintest.Pool(ca)
			wintest.Serve(x.T, x.net.Listen(address+":443"), wintest.Script{wintest.UntilGone(steps...)})
			q := x.openRequest(x.connect(host, 443), "GET", WINHTTP_FLAG_SECURE)
			requireCode(x, want, x.send(q, "", "", 0))
			requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_STATE, x.receive(q))
		}
	}
	handshake := func(c *wintest.Cert) wintest.Step { return wintest.TLS(c.Config()) }
	all := SECURITY_FLAG_IGNORE_ALL_CERT_ERRORS
	old := ca.Leaf(host).Config()
	old.MaxVersion = tls.VersionTLS10
	traces(t, "tls", []play{
		{"accepted", accepted(ca.Leaf(host), 0)},
		{"unknown authority", refused(ERROR_WINHTTP_SECURE_FAILURE, handshake(wintest.SelfSigned(host)))},
		{"other host", refused(ERROR_WINHTTP_SECURE_FAILURE, handshake(ca.Leaf("other")))},
		{"expired", refused(ERROR_WINHTTP_SECURE_FAILURE, handshake(ca.Leaf(host, past)))},
		{"wrong usage", refused(ERROR_WINHTTP_SECURE_FAILURE, handshake(ca.Leaf(host, clients)))},
		{"everything at once", refused(ERROR_WINHTTP_SECURE_FAILURE, handshake(wintest.SelfSigned("other", past, clients)))},
		{"everything ignored", accepted(wintest.SelfSigned("other", past, clients), all)},
		{"only old versions", refused(ERROR_WINHTTP_SECURE_FAILURE, wintest.TLS(old))},
		{"no TLS", refused(ERROR_WINHTTP_SECURE_FAILURE, wintest.Send("HTTP/1.1 400 Bad Request\r\n\r\n"), wintest.Hold())},
		{"closed in the handshake", refused(ERROR_WINHTTP_CONNECTION_ERROR)},
		{"reset in the handshake", refused(ERROR_WINHTTP_CONNECTION_ERROR, wintest.Reset(false))},
		{"silent", refused(ERROR_WINHTTP_TIMEOUT, wintest.Hold())},
	})
	trace(t, "tls-again", func(x *scene) { // options.md 4.1: set the flags and send again
		x.network.RootCAs = wintest.Pool(ca)
		secret := wintest.TLS(wintest.SelfSigned(host).Config())
		wintest.Serve(x.T, x.net.Listen(address+":443"), wintest.Script{wintest.UntilGone(secret)},
			wintest.Script{secret, wintest.Repeat(2, wintest.Request(0), wintest.Send(hello)), wintest.Hold()},
			wintest.Script{wintest.UntilGone(secret)})
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", WINHTTP_FLAG_SECURE)
		requireCode(t, ERROR_WINHTTP_SECURE_FAILURE, x.send(q, "", "", 0))
		require.NoError(t, WinHttpSetOption(q, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_IGNORE_UNKNOWN_CA))
		x.whole(q, "")
		x.whole(q, "")
		other := x.openRequest(c, "GET", WINHTTP_FLAG_SECURE) // does not profit from the other's flags
		requireCode(t, ERROR_WINHTTP_SECURE_FAILURE, x.send(other, "", "", 0))
	})
}
