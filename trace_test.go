package winhttp

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// scene is a bed whose calls and notifications go into a timeline. Lines begin with the time that has passed; those with >
// are calls, those with < their results, the others notifications: handle, status, payload with its C length (h is the size
// of a handle), context.
type scene struct {
	*bed
	log *wintest.Timeline
	on  func(h HINTERNET, status callback.Status) // called at the end of every notification; may be nil
	at  string                                    // when several goroutines race; the lines of that moment are sorted
	duo *duo                                      // of an asynchronous scene: who speaks; nil in others

	mu    sync.Mutex // guards the following
	names map[HINTERNET]string
}

// play is a scene with a name.
type play struct {
	name string
	run  func(x *scene)
}

// trace plays a scene on the virtual clock and compares its timeline with a golden file. Unless the scene changes it, the
// session has the context ctx and all notifications.
func trace(t *testing.T, file string, run func(x *scene)) {
	t.Helper()
	t.Run(file, func(t *testing.T) { wintest.Golden(t, "trace/"+file+".txt", timeline(t, run)) })
}

// traces plays several scenes into one golden file.
func traces(t *testing.T, file string, plays []play) {
	t.Helper()
	t.Run(file, func(t *testing.T) {
		var all strings.Builder
		for _, p := range plays {
			t.Run(p.name, func(t *testing.T) { fmt.Fprintf(&all, "# %s\n%s\n", p.name, timeline(t, p.run)) })
		}
		wintest.Golden(t, "trace/"+file+".txt", all.String())
	})
}

func timeline(t *testing.T, run func(x *scene)) (text string) {
	bubble(t, func(b *bed) {
		x := &scene{bed: b, log: wintest.NewTimeline(), names: map[HINTERNET]string{}}
		x.names[b.session] = "S"
		x.watch(b.session, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
		require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, "ctx"))
		run(x)
		text = sorted(x.log.String(), x.at)
	})
	return text
}

// sorted puts the lines of one moment in order.
func sorted(text, at string) string {
	lines := strings.SplitAfter(text, "\n")
	var here []int
	for i, line := range lines {
		if moment, _, _ := strings.Cut(line, " "); at != "" && moment == at {
			here = append(here, i)
		}
	}
	if len(here) > 0 {
		slices.Sort(lines[here[0] : here[len(here)-1]+1])
	}
	return strings.Join(lines, "")
}

// watch registers the recorder on a handle.
func (x *scene) watch(h HINTERNET, mask uint32) {
	_, err := WinHttpSetStatusCallback(h, x.notified, mask, 0)
	require.NoError(x, err)
}

func (x *scene) notified(h HINTERNET, context any, status uint32, info any, infoLength uint32) {
	defer x.duo.inside(h, callback.Status(status), info)()
	text, length := fmt.Sprintf("%T %[1]v", info), fmt.Sprint(infoLength)
	switch v := info.(type) {
	case nil:
		text = "-"
	case HINTERNET:
		text = x.name(v)
		if infoLength == bits.UintSize/8 {
			length = "h"
		}
	case string:
		text = strconv.Quote(v)
	case []byte:
		text = fmt.Sprintf("%q", v)
	case *WINHTTP_ASYNC_RESULT:
		text = fmt.Sprintf("{%s %s}", callback.API(v.Result), v.Error.Name())
	case *WINHTTP_WEB_SOCKET_ASYNC_RESULT:
		text = fmt.Sprintf("{%d %s %v}", v.AsyncResult.Result, v.AsyncResult.Error.Name(), v.Operation)
	case *WINHTTP_WEB_SOCKET_STATUS:
		text = fmt.Sprintf("{%d %v}", v.BytesTransferred, v.BufferType)
	case uint32:
		text = fmt.Sprint(v)
		if status == uint32(callback.SecureFailure) {
			text = fmt.Sprintf("%#x", v)
		}
	}
	x.duo.log(func(who string) {
		x.log.Addf("    %s %s %s (%s), %v%s", x.name(h), callback.Status(status), text, length, context, who)
	})
	if x.on != nil {
		x.on(h, callback.Status(status))
	}
}

// name is C1 for the first connection that is seen, Q1 for the first request.
func (x *scene) name(h HINTERNET) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.names[h] == "" {
		var kind uint32
		require.NoError(x, WinHttpQueryOption(h, WINHTTP_OPTION_HANDLE_TYPE, &kind))
		letter, count := string("?SCQRW"[kind]), 1
		for _, name := range x.names {
			if strings.HasPrefix(name, letter) {
				count++
			}
		}
		x.names[h] = fmt.Sprint(letter, count)
	}
	return x.names[h]
}

// do records a call and its result.
func (x *scene) do(call string, h HINTERNET, f func() (result string, err error)) error {
	text := fmt.Sprintf("%s(%s)", call, x.name(h))
	defer x.duo.call()()
	x.log.Addf("> %s", text)
	result, err := f()
	if err != nil {
		result = GetLastError(err).Name()
	}
	x.duo.accept(call, h, err)
	x.log.Addf("< %s = %s", text, result)
	return err
}

func (x *scene) call(name string, h HINTERNET, f func() error) error {
	return x.do(name, h, func() (string, error) { return "ok", f() })
}

func (x *scene) connect(name string, port INTERNET_PORT) (h HINTERNET) {
	return x.connectIn(x.session, name, port)
}

func (x *scene) connectIn(session HINTERNET, name string, port INTERNET_PORT) (h HINTERNET) {
	_ = x.do("Connect", session, func() (string, error) {
		h = x.keep(WinHttpConnect(session, name, port, 0))
		return x.name(h), nil
	})
	return h
}

func (x *scene) openRequest(c HINTERNET, verb string, flags uint32) (h HINTERNET) {
	_ = x.do("OpenRequest", c, func() (string, error) {
		h = x.keep(WinHttpOpenRequest(c, verb, "/path", "", "", nil, flags))
		return x.name(h), nil
	})
	return h
}

// get opens a connection to the known host and a GET request.
func (x *scene) get() HINTERNET { return x.openRequest(x.connect(host, 0), "GET", 0) }

func (x *scene) send(q HINTERNET, headers string, optional string, total uint32) error {
	return x.call("SendRequest", q, func() error {
		return WinHttpSendRequest(q, headers, []byte(optional), total, nil)
	})
}

func (x *scene) write(q HINTERNET, text string) error {
	return x.do("WriteData", q, func() (string, error) {
		var n uint32
		err := WinHttpWriteData(q, []byte(text), &n)
		return fmt.Sprint(n), err
	})
}

func (x *scene) receive(q HINTERNET) error {
	return x.call("ReceiveResponse", q, func() error { return WinHttpReceiveResponse(q, nil) })
}

func (x *scene) available(q HINTERNET) error {
	return x.do("QueryDataAvailable", q, func() (string, error) {
		var n uint32
		err := WinHttpQueryDataAvailable(q, &n)
		return fmt.Sprint(n), err
	})
}

func (x *scene) read(q HINTERNET, size int) error {
	return x.do("ReadData", q, func() (string, error) {
		buffer, n := make([]byte, size), uint32(0)
		err := WinHttpReadData(q, buffer, &n)
		return fmt.Sprintf("%q", buffer[:n]), err
	})
}

func (x *scene) closeHandle(h HINTERNET) {
	_ = x.call("CloseHandle", h, func() error { return WinHttpCloseHandle(h) })
}

// whole does everything from SendRequest to the end of the body.
func (x *scene) whole(q HINTERNET, headers string) {
	x.Helper()
	require.NoError(x, x.send(q, headers, "", 0))
	require.NoError(x, x.receive(q))
	require.NoError(x, x.read(q, 100))
}
