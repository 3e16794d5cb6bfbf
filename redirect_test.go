package winhttp

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// redirect is a response that leads to another place; it has a body that nobody reads.
func redirect(status, location string) string {
	return "HTTP/1.1 " + status + "\r\nLocation: " + location + "\r\nContent-Length: 4\r\n\r\nmove"
}

// willing answers as long as the client asks.
func willing(responses ...string) wintest.Script {
	return wintest.Script{wintest.UntilGone(answering(responses...)...)}
}

// addOther makes a second host known, at another address.
func (b *bed) addOther() { b.net.AddHost("other.test", "10.0.0.2") }

// TestTraceRedirect has the sequences of callbacks.md 3.6.
func TestTraceRedirect(t *testing.T) {
	plays := []play{
		{"to the same server", func(x *scene) {
			x.serve(willing(redirect("302 Found", "/next"), hello))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			x.pass(time.Millisecond)
			require.NoError(x, x.receive(q))
			x.pass(time.Millisecond)
			require.NoError(x, x.read(q, 100))
		}},
		{"twice, the second time to another server", func(x *scene) {
			x.addOther()
			x.serve(willing(redirect("301 Moved", "/a"), redirect("307 Moved", "http://other.test/b")))
			wintest.Serve(x.T, x.net.Listen("10.0.0.2:80"), answering(hello))
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			x.pass(time.Millisecond)
			require.NoError(x, x.receive(q))
			x.pass(time.Millisecond)
		}},
		{"one too many", func(x *scene) { // 5, case 26
			x.serve(willing(redirect("302 Found", "/1"), redirect("302 Found", "/2"), redirect("302 Found", "/3"), hello))
			q := x.get()
			require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_MAX_HTTP_AUTOMATIC_REDIRECTS, 2))
			require.NoError(x, x.send(q, "", "", 0))
			x.pass(time.Millisecond)
			_ = x.receive(q)
			x.pass(time.Millisecond)
		}},
	}
	traces(t, "redirect", plays)
	asyncTraces(t, "redirect", plays)
}

// TestRedirectPolicy is the table of protocol.md 2.1 and 2.3: what is delivered as it is, and what fails.
func TestRedirectPolicy(t *testing.T) {
	set := func(option uint32, value uint32) func(b *bed, q HINTERNET) {
		return func(b *bed, q HINTERNET) { require.NoError(b, WinHttpSetOption(q, option, value)) }
	}
	nothing := func(*bed, HINTERNET) {}
	for _, row := range []struct {
		name    string
		prepare func(b *bed, q HINTERNET)
		answer  string
		status  uint32 // of the response that the application gets
		err     Code
	}{
		{"followed", nothing, redirect("302 Found", "/x"), 200, 0},
		{"300", nothing, redirect("300 Choices", "/x"), 200, 0},
		{"308", nothing, redirect("308 Moved", "/x"), 200, 0},
		{"201 is no redirect", nothing, redirect("201 Created", "/x"), 201, 0},
		{"304 is no redirect", nothing, "HTTP/1.1 304 Same\r\nLocation: /x\r\n\r\n", 304, 0},
		{"never", set(WINHTTP_OPTION_REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_NEVER), redirect("302 Found", "/x"), 302, 0},
		{"disabled", set(WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_REDIRECTS), redirect("302 Found", "/x"), 302, 0},
		{"none allowed", set(WINHTTP_OPTION_MAX_HTTP_AUTOMATIC_REDIRECTS, 0), redirect("302 Found", "/x"), 0, ERROR_WINHTTP_REDIRECT_FAILED},
		{"no Location", nothing, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", 0, ERROR_WINHTTP_HEADER_NOT_FOUND},
		{"another scheme", nothing, redirect("302 Found", "ftp://h/"), 0, ERROR_WINHTTP_UNRECOGNIZED_SCHEME},
		{"hopeless", nothing, redirect("302 Found", "http:///"), 0, ERROR_WINHTTP_INVALID_URL},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(willing(row.answer, hello))
				q := b.get()
				row.prepare(b, q)
				require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
				requireCode(b, row.err, WinHttpReceiveResponse(q, nil))
				if row.err != 0 {
					return
				}
				var status uint32
				require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, nil))
				require.Equal(b, row.status, status)
			})
		})
	}
}

// TestRedirectFromTLS: to http only if the policy says so, and then without TLS (protocol.md 2.1).
func TestRedirectFromTLS(t *testing.T) {
	for policy, want := range map[uint32]string{
		WINHTTP_OPTION_REDIRECT_POLICY_DISALLOW_HTTPS_TO_HTTP: "302", WINHTTP_OPTION_REDIRECT_POLICY_ALWAYS: "200",
	} {
		bubble(t, func(b *bed) {
			cert := wintest.SelfSigned(host)
			b.network.RootCAs = wintest.Pool(cert)
			script := append(wintest.Script{wintest.TLS(cert.Config())}, willing(redirect("302 Found", "http://example.com/x"))...)
			wintest.Serve(b.T, b.net.Listen(address+":443"), script)
			if want == "200" {
				b.serve(willing(hello))
			}
			q := b.request("GET", "/", WINHTTP_FLAG_SECURE)
			require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_REDIRECT_POLICY, policy))
			b.exchange(q)
			var status, url string
			require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_STATUS_CODE, "", &status, nil))
			require.Equal(b, want, status)
			require.NoError(b, WinHttpQueryOption(q, WINHTTP_OPTION_URL, &url))
			require.Equal(b, want == "200", url == "http://example.com/x", url)
		})
	}
}

// TestRedirectRequests is what the second leg says (protocol.md 2.2, 2.5).
func TestRedirectRequests(t *testing.T) {
	const added = "Authorization: x\r\nContent-Type: text/x\r\nX: y\r\nHost: mine"
	gone := "HTTP/1.1 301 Moved\r\nLocation: /a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
	for _, row := range []struct {
		name, verb, answer, body string
		want                     []string // lines of the second request
		not                      string
	}{
		{"GET", "GET", redirect("302 Found", "/a b"), "",
			[]string{"GET /a%20b ", "Authorization: x", "Content-Type: text/x", "X: y", "Host: mine"}, "Content-Length"},
		{"POST becomes GET", "POST", redirect("302 Found", "/a"), "body",
			[]string{"GET /a ", "Authorization: x", "X: y", "Host: mine"}, "Content-"},
		{"PUT becomes GET", "PUT", redirect("303 See", "/a"), "body", []string{"GET /a ", "X: y", "Host: mine"}, "Content-"},
		{"POST again", "POST", redirect("307 Again", "/a"), "body",
			[]string{"POST /a ", "Content-Type: text/x", "Content-Length: 4", "\r\n\r\nbody"}, "other"},
		{"PUT again, of a server that goes", "PUT", gone, "body", []string{"PUT /a ", "Content-Length: 4", "\r\n\r\nbody"}, "other"},
		{"another host", "GET", redirect("302 Found", "http://other.test:81/"), "",
			[]string{"GET / ", "Authorization: x", "Host: other.test:81"}, "mine"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.net.AddHost("other.test", address)
				second := 0
				if strings.Contains(row.want[len(row.want)-1], "body") {
					second = len(row.body)
				}
				scripts := []wintest.Script{{wintest.Request(len(row.body)), wintest.Send(row.answer)}}
				last := []wintest.Step{wintest.Request(second), wintest.Send(hello), wintest.Hold()}
				if row.answer == gone {
					scripts = append(scripts, last)
				} else if row.not != "mine" {
					scripts[0] = append(scripts[0], last...)
				} else {
					scripts[0] = append(scripts[0], wintest.Hold())
				}
				server := b.serve(scripts...)
				if row.not == "mine" {
					server = wintest.Serve(b.T, b.net.Listen(address+":81"), last)
				}
				q := b.request(row.verb, "/", 0)
				require.NoError(b, WinHttpSendRequest(q, added, []byte(row.body), uint32(len(row.body)), nil))
				require.NoError(b, WinHttpReceiveResponse(q, nil))
				require.Equal(b, "hello", b.body(q))
				text := server.Received(server.Connections() - 1)
				text = text[strings.LastIndex(text, row.want[0]):]
				for _, line := range row.want {
					require.Contains(b, text, line)
				}
				require.NotContains(b, text, row.not)
			})
		})
	}
}

// TestRedirectOfAStreamedBody: it cannot be repeated, but the application may do so, at the new place (protocol.md 2.2).
func TestRedirectOfAStreamedBody(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(wintest.Script{wintest.Request(4), wintest.Send(redirect("307 Again", "/b")), wintest.Request(4),
			wintest.Send(hello), wintest.Hold()})
		q := b.request("POST", "/a", 0)
		stream := func() {
			require.NoError(b, WinHttpSendRequest(q, "", nil, 4, nil))
			require.NoError(b, WinHttpWriteData(q, []byte("body"), nil))
		}
		stream()
		requireCode(b, ERROR_WINHTTP_RESEND_REQUEST, WinHttpReceiveResponse(q, nil))
		stream()
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Equal(b, "hello", b.body(q))
		require.Contains(b, s.Requests()[1], "POST /b ")
	})
}

// TestInsideRedirect: the application changes the headers of the next leg, and reads those of the redirect; closing the
// handle ends it (protocol.md 2.4; callbacks.md 4 rule 6).
func TestInsideRedirect(t *testing.T) {
	bubble(t, func(b *bed) {
		s := b.serve(willing(redirect("302 Found", "/b"), hello))
		q := b.get()
		_, err := WinHttpSetStatusCallback(q, func(h HINTERNET, _ any, status uint32, info any, _ uint32) {
			require.Equal(b, callback.Redirect, callback.Status(status))
			require.Equal(b, "http://example.com/b", info)
			var location string
			require.NoError(b, WinHttpQueryHeaders(h, WINHTTP_QUERY_LOCATION, "", &location, nil))
			require.Equal(b, "/b", location)
			require.NoError(b, WinHttpAddRequestHeaders(h, "Authorization:", WINHTTP_ADDREQ_FLAG_REPLACE))
			requireCode(b, ERROR_INVALID_OPERATION, WinHttpSendRequest(h, "", nil, 0, nil))
		}, WINHTTP_CALLBACK_FLAG_REDIRECT, 0)
		require.NoError(b, err)
		require.NoError(b, WinHttpSendRequest(q, "Authorization: secret", nil, 0, nil))
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		require.Contains(b, s.Requests()[0], "secret")
		require.NotContains(b, s.Requests()[1], "secret")
	})
	bubble(t, func(b *bed) {
		b.serve(willing(redirect("302 Found", "/b"), hello))
		q := b.get()
		_, err := WinHttpSetStatusCallback(q, func(h HINTERNET, _ any, _ uint32, _ any, _ uint32) {
			require.NoError(b, WinHttpCloseHandle(h))
		}, WINHTTP_CALLBACK_FLAG_REDIRECT, 0)
		require.NoError(b, err)
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		requireCode(b, ERROR_WINHTTP_OPERATION_CANCELLED, WinHttpReceiveResponse(q, nil))
	})
}

// TestReadInsideRedirect reads the body of the redirect inside its notification, whole or in part (protocol.md 2.4).
func TestReadInsideRedirect(t *testing.T) {
	moved := "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved"
	for name, answer := range map[string]wintest.Script{
		"there": {wintest.Request(0), wintest.Send(moved), wintest.Request(0), wintest.Send(hello), wintest.Hold()},
		"slow": {wintest.Request(0), wintest.Send(moved[:len(moved)-2]), wintest.Sleep(time.Second / 2), wintest.Send("ed"), wintest.Request(0),
			wintest.Send(hello), wintest.Hold()},
	} {
		for _, size := range []int{2, 5, 100} {
			t.Run(fmt.Sprint(name, " ", size), func(t *testing.T) {
				bubble(t, func(b *bed) {
					b.serve(answer)
					q := b.get()
					got := make([]byte, size)
					_, err := WinHttpSetStatusCallback(q, func(h HINTERNET, _ any, _ uint32, _ any, _ uint32) {
						var n uint32
						require.NoError(b, WinHttpQueryDataAvailable(h, &n))
						require.NotZero(b, n)
						require.NoError(b, WinHttpReadData(h, got, &n))
						got = got[:n]
					}, WINHTTP_CALLBACK_FLAG_REDIRECT, 0)
					require.NoError(b, err)
					b.exchange(q)
					require.Equal(b, "moved"[:min(5, size)], string(got))
					require.Equal(b, "hello", b.body(q))
				})
			})
		}
	}
	asyncTrace(t, "read-inside-redirect", func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Send(moved), wintest.Request(0), wintest.Send(hello), wintest.Hold()})
		q := x.get()
		x.during(callback.Redirect, func(h HINTERNET) { require.NoError(x, x.read(h, 100)) })
		require.NoError(x, x.send(q, "", "", 0))
		x.pass(time.Millisecond)
		require.NoError(x, x.receive(q))
		x.pass(2 * time.Second)
		require.NoError(x, x.read(q, 100))
	})
}

// What has been begun inside the notification, and ends later, is waited for.
func TestAsyncReadInsideRedirect(t *testing.T) {
	bubble(t, func(b *bed) {
		moved := "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmo"
		b.serve(wintest.Script{wintest.Request(0), wintest.Send(moved), wintest.Sleep(time.Second), wintest.Send("ved"), wintest.Request(0),
			wintest.Send(hello), wintest.Hold()})
		b.session = b.openAsync()
		q := b.get()
		var mu sync.Mutex // guards the following
		var heard []string
		_, err := WinHttpSetStatusCallback(q, func(h HINTERNET, _ any, status uint32, info any, _ uint32) {
			mu.Lock()
			heard = append(heard, callback.Status(status).String())
			mu.Unlock()
			if status == WINHTTP_CALLBACK_STATUS_REDIRECT {
				require.NoError(b, WinHttpReadData(h, make([]byte, 100), nil))
			}
			if status == WINHTTP_CALLBACK_STATUS_READ_COMPLETE {
				require.Equal(b, "moved", string(info.([]byte)))
			}
		}, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS|WINHTTP_CALLBACK_FLAG_REDIRECT, 0)
		require.NoError(b, err)
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		<-time.After(100 * time.Millisecond)
		require.NoError(b, WinHttpReceiveResponse(q, nil))
		<-time.After(2 * time.Second)
		mu.Lock()
		defer mu.Unlock()
		require.Equal(b, []string{"SENDREQUEST_COMPLETE", "REDIRECT", "READ_COMPLETE", "HEADERS_AVAILABLE"}, heard)
	})
}

// TestRedirectLoop ends at the limit, whatever the server says.
func TestRedirectLoop(t *testing.T) {
	bubble(t, func(b *bed) {
		always(b, b.net.Listen(address+":80"), redirect("302 Found", "/"))
		q := b.get()
		require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
		requireCode(b, ERROR_WINHTTP_REDIRECT_FAILED, WinHttpReceiveResponse(q, nil))
	})
}
