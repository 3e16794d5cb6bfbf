package winhttp

import (
	"crypto/tls"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// The tests of this file and of edge_http_test.go are numbered like the cases of callbacks.md 5. Here are those of registration,
// contexts and handles, there those of exchanges.

// word is one notification of a timeline.
type word struct{ handle, status, context, who string }

// words are the notifications so far. In a synchronous scene nobody is named as their speaker.
func (x *scene) words() (found []word) {
	for _, line := range x.lines("") {
		at := strings.LastIndex(line, "), ")
		if at < 0 || line[0] == '>' || line[0] == '<' {
			continue
		}
		f, tail := strings.Fields(line), line[at+len("), "):]
		context, who, _ := strings.Cut(tail, " [")
		who, _, _ = strings.Cut(who, " ")
		found = append(found, word{f[0], f[1], context, who})
	}
	return found
}

// heard are the statuses of one handle so far.
func (x *scene) heard(name string) (found []string) {
	for _, w := range x.words() {
		if w.handle == name {
			found = append(found, w.status)
		}
	}
	return found
}

// count is how often a status was heard, on all handles.
func (x *scene) count(status callback.Status) (n int) {
	for _, w := range x.words() {
		if w.status == status.String() {
			n++
		}
	}
	return n
}

// edge plays a case in both modes.
func edge(t *testing.T, run func(x *scene)) {
	t.Helper()
	t.Run("sync", func(t *testing.T) { t.Helper(); timeline(t, run) })
	t.Run("async", func(t *testing.T) { t.Helper(); asyncScene(t, run) })
}

// unheard says that calls are accepted in this scene whose completion nobody counts.
func (x *scene) unheard() {
	if x.duo != nil {
		x.duo.loose = true
	}
}

// outcome is how an operation has ended: by its result, or by the REQUEST_ERROR that follows.
func (x *scene) outcome(err error) string {
	x.Helper()
	if x.duo == nil {
		return GetLastError(err).Name()
	}
	require.NoError(x, err)
	synctest.Wait()
	_, payload, _ := strings.Cut(lastLine(x, "REQUEST_ERROR {"), "{")
	payload, _, _ = strings.Cut(payload, "}")
	_, code, _ := strings.Cut(payload, " ")
	return code
}

func (x *scene) setContext(h HINTERNET, context any) {
	require.NoError(x, WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, context))
}

func (x *scene) context(h HINTERNET) (value any) {
	require.NoError(x, WinHttpQueryOption(h, WINHTTP_OPTION_CONTEXT_VALUE, &value))
	return value
}

func (x *scene) silence(h HINTERNET) {
	_, err := WinHttpSetStatusCallback(h, nil, 0, 0)
	require.NoError(x, err)
}

func (x *scene) sendContext(q HINTERNET, context any) {
	require.NoError(x, x.call("SendRequest", q, func() error { return WinHttpSendRequest(q, "", nil, 0, context) }))
}

func TestEdge01(t *testing.T) {
	edge(t, func(x *scene) {
		for _, h := range []HINTERNET{x.open("another"), x.openAsync()} {
			previous, err := WinHttpSetStatusCallback(h, x.notified, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
			requireCode(x, success, err)
			require.Nil(x, previous)
		}
	})
}

func TestEdge02(t *testing.T) {
	edge(t, func(x *scene) {
		q := x.get()
		x.closeHandle(q)
		_, err := WinHttpSetStatusCallback(q, x.notified, 0, 0)
		requireCode(x, ERROR_INVALID_HANDLE, err)
	})
}

func TestEdge03(t *testing.T) {
	edge(t, func(x *scene) {
		x.unheard()
		x.serve(answering(hello))
		x.silence(x.session)
		c := x.connect(host, 0)
		x.watch(x.session, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
		q := x.openRequest(c, "GET", 0)
		x.whole(q, "")
		x.closeHandle(q)
		x.closeHandle(c)
		require.Empty(x, x.words())
		x.closeHandle(x.session)
		require.Equal(x, []string{"HANDLE_CLOSING"}, x.heard("S"))
	})
}

func TestEdge04(t *testing.T) {
	edge(t, func(x *scene) {
		x.unheard()
		always(x, tls.NewListener(x.net.Listen(address+":443"), wintest.SelfSigned(host).Config()), hello)
		x.silence(x.session)
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", WINHTTP_FLAG_SECURE)
		x.watch(q, WINHTTP_CALLBACK_FLAG_SECURE_FAILURE)
		_ = x.send(q, "", "", 0)
		for _, h := range []HINTERNET{q, c, x.session} {
			x.closeHandle(h)
		}
		require.Len(x, x.words(), 1, "%s", x.log)
		require.Equal(x, []string{"SECURE_FAILURE"}, x.heard("Q1"))
	})
}

func TestEdge05(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering(hello))
		x.setContext(x.session, "late")
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		x.whole(q, "")
		for _, h := range []HINTERNET{q, c, x.session} {
			x.closeHandle(h)
		}
		for _, w := range x.words() {
			require.Equal(x, "late", w.context, "%s", x.log)
		}
		require.Equal(x, 2, x.count(callback.HandleCreated))
		require.Equal(x, 3, x.count(callback.HandleClosing))
	})
}

func TestEdge06(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering(hello))
		q := x.get()
		x.setContext(q, 7)
		before := len(x.words())
		x.sendContext(q, 8)
		require.Equal(x, 8, x.context(q))
		require.NotEmpty(x, x.words()[before:])
		for _, w := range x.words()[before:] {
			require.Equal(x, "8", w.context, "%s", x.log)
		}
	})
}

func TestEdge07(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering(hello, hello))
		inherited, set := x.get(), x.get()
		x.setContext(set, "set")
		for q, want := range map[HINTERNET]string{inherited: "ctx", set: "set"} {
			x.all(q, "")
			require.Equal(x, want, x.context(q))
			require.Equal(x, want, x.words()[len(x.words())-1].context)
		}
	})
}

func TestEdge08(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering(hello))
		x.setContext(x.session, nil)
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		x.sendContext(q, "sent")
		for _, h := range []HINTERNET{q, c, x.session} {
			x.closeHandle(h)
		}
		for _, w := range x.words() {
			want := "sent"
			if w.status == "HANDLE_CREATED" {
				want = "<nil>"
			}
			require.Equal(x, want, w.context, "%s", x.log)
		}
		require.Equal(x, 2, x.count(callback.HandleCreated))
		require.Equal(x, 1, x.count(callback.HandleClosing))
		require.Contains(x, x.heard("Q1"), "HANDLE_CLOSING")
	})
}

func TestEdge09(t *testing.T) {
	edge(t, func(x *scene) {
		x.serve(answering(hello))
		x.watch(x.session, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS)
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		x.whole(q, "Connection: close")
		x.closeHandle(q)
		x.closeHandle(c)
		var want []string
		if x.duo != nil {
			want = []string{"SENDREQUEST_COMPLETE", "HEADERS_AVAILABLE", "READ_COMPLETE"}
		}
		require.Equal(x, want, x.heard("Q1"))
		require.Len(x, x.words(), len(want), "%s", x.log)
	})
}

func TestEdge10(t *testing.T) {
	edge(t, func(x *scene) {
		var seen []any
		x.on = func(h HINTERNET, s callback.Status) {
			if s == callback.HandleCreated {
				seen = append(seen, x.context(h))
			}
		}
		c := x.connect(host, 0)
		x.setContext(c, "of C")
		x.openRequest(c, "GET", 0)
		require.Equal(x, []any{"ctx", "of C"}, seen)
		for i, w := range x.words() {
			require.Equal(x, seen[i], w.context)
		}
	})
}

func TestEdge31(t *testing.T) {
	edge(t, func(x *scene) {
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		x.closeHandle(c)
		x.closeHandle(x.session)
		require.Equal(x, "ctx", x.context(q))
		require.Zero(x, x.count(callback.HandleClosing))
		require.NoError(x, WinHttpCloseHandle(q))
		synctest.Wait()
		require.Equal(x, 3, x.count(callback.HandleClosing), "%s", x.log)
	})
}

func TestEdge32(t *testing.T) {
	edge(t, func(x *scene) {
		c := x.connect(host, 0)
		q := x.openRequest(c, "GET", 0)
		require.NoError(x, WinHttpCloseHandle(q))
		requireCode(x, ERROR_INVALID_HANDLE, WinHttpCloseHandle(q))
		require.NoError(x, WinHttpCloseHandle(c))
		synctest.Wait()
		require.Equal(x, 2, x.count(callback.HandleClosing), "%s", x.log)
	})
}

func TestEdge33(t *testing.T) {
	edge(t, func(x *scene) {
		event := make(chan struct{})
		signalled := func() bool {
			synctest.Wait()
			select {
			case <-event:
				return true
			default:
				return false
			}
		}
		require.NoError(x, WinHttpSetOption(x.session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, event))
		q := x.get()
		require.False(x, signalled())
		x.closeHandle(x.session)
		require.False(x, signalled(), "children are left")
		x.closeHandle(x.opened[len(x.opened)-2]) // the connection
		x.closeHandle(q)
		require.True(x, signalled())
		require.Equal(x, 3, x.count(callback.HandleClosing))
	})
}
