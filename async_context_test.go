package winhttp

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// speech is what the functions of a test were told.
type speech struct {
	*scene
	words []string
}

// say is a callback with a name of its own.
func (s *speech) say(name string) WINHTTP_STATUS_CALLBACK {
	return func(_ HINTERNET, _ any, status uint32, _ any, _ uint32) {
		s.words = append(s.words, name+" "+callback.Status(status).String())
	}
}

// heard is what was said since the last time.
func (s *speech) heard() string {
	s.pass(10 * time.Millisecond) // a connection from the pool is listened to
	words := strings.Join(s.words, ", ")
	s.words = nil
	return words
}

func (s *speech) register(h HINTERNET, name string, mask uint32) {
	_, err := WinHttpSetStatusCallback(h, s.say(name), mask, 0)
	require.NoError(s, err)
}

// TestAsyncCallbackInheritance: callbacks.md 2.1, rules 4 to 6: a handle has what its parent had when it was made, and keeps
// it; between two operations a callback can be replaced.
func TestAsyncCallbackInheritance(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.duo.loose = true
		const mask = WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS | WINHTTP_CALLBACK_FLAG_HANDLES
		s := &speech{scene: x}
		x.serve(answering(hello, hello))
		s.register(x.session, "a", mask)
		c := x.bed.connect(host, 0)
		s.register(x.session, "b", mask)
		q := x.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
		require.Equal(x, "a HANDLE_CREATED, a HANDLE_CREATED", s.heard())
		s.register(c, "c", mask)
		late := x.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
		other := x.bed.connect(host, 0)
		require.Equal(x, "c HANDLE_CREATED, b HANDLE_CREATED", s.heard())

		require.NoError(x, WinHttpSendRequest(q, "", nil, 0, nil))
		require.Equal(x, "a SENDREQUEST_COMPLETE", s.heard())
		s.register(q, "d", mask)
		require.NoError(x, WinHttpReceiveResponse(q, nil))
		require.Equal(x, "d HEADERS_AVAILABLE", s.heard())
		_, err := WinHttpSetStatusCallback(q, nil, mask, 0)
		require.NoError(x, err)
		require.NoError(x, WinHttpQueryDataAvailable(q, nil))
		require.Empty(x, s.heard())
		s.register(q, "e", mask)
		require.NoError(x, WinHttpReadData(q, make([]byte, 9), nil))
		require.Equal(x, "e READ_COMPLETE", s.heard())
		require.NoError(x, WinHttpSendRequest(late, "", nil, 0, nil))
		require.Equal(x, "c SENDREQUEST_COMPLETE", s.heard())
		for _, h := range []HINTERNET{q, late, c, other, x.session} {
			x.close(h)
		}
		require.Equal(x, "e HANDLE_CLOSING, c HANDLE_CLOSING, c HANDLE_CLOSING, b HANDLE_CLOSING, b HANDLE_CLOSING", s.heard())
	})
}

// TestAsyncCallbackAtDispatch: callbacks.md 2.1, rules 5 and 6: the callback and the mask of the moment count, also when
// they come while the operation is in flight or inside another notification of it.
func TestAsyncCallbackAtDispatch(t *testing.T) {
	const all = WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS
	for _, row := range []struct {
		name   string
		change func(s *speech, q HINTERNET)
		want   string
	}{
		{"another", func(s *speech, q HINTERNET) { s.register(q, "b", all) }, "b READ_COMPLETE"},
		{"another mask", func(s *speech, q HINTERNET) { s.register(q, "b", all&^uint32(callback.ReadComplete)) }, ""},
		{"none", func(s *speech, q HINTERNET) {
			_, err := WinHttpSetStatusCallback(q, nil, all, 0)
			require.NoError(s, err)
		}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				x.duo.loose = true
				s := &speech{scene: x}
				q := stalledBody(x)
				s.register(q, "a", all)
				require.NoError(x, WinHttpReadData(q, make([]byte, 9), nil))
				row.change(s, q)
				x.pass(2 * time.Second)
				require.Equal(x, row.want, s.heard())
			})
			asyncScene(t, func(x *scene) {
				x.duo.loose = true
				s := &speech{scene: x}
				x.during(callback.RequestSent, func(q HINTERNET) { row.change(s, q) })
				x.serve(answering(hello))
				q := x.bed.get()
				require.NoError(x, WinHttpSendRequest(q, "", nil, 0, nil))
				require.Equal(x, strings.Contains(row.name, "another"), s.heard() == "b SENDREQUEST_COMPLETE")
			})
		})
	}
}

// course is all that a request without a connection from the pool has to say: one exchange with a body on both sides, a
// ReceiveResponse too many, and the end of the handle.
var course = []callback.Status{
	callback.ResolvingName, callback.NameResolved, callback.ConnectingToServer, callback.ConnectedToServer,
	callback.SendingRequest, callback.RequestSent, callback.SendRequestComplete, callback.WriteComplete,
	callback.ReceivingResponse, callback.ResponseReceived, callback.HeadersAvailable, callback.DataAvailable,
	callback.ReadComplete, callback.RequestError, callback.HandleClosing,
}

// TestAsyncMasks: callbacks.md 2.2: what is masked out is dropped, never deferred, and the operation is the same.
func TestAsyncMasks(t *testing.T) {
	masks := []uint32{0, WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS,
		WINHTTP_CALLBACK_FLAG_HANDLES, ^WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS}
	for _, s := range course {
		masks = append(masks, uint32(s), ^uint32(s))
	}
	for _, mask := range masks {
		t.Run(fmt.Sprintf("%#x", mask), func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				x.duo.loose = true
				x.serve(wintest.Script{wintest.Request(1), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Hold()})
				s := &speech{scene: x}
				q := x.bed.request("POST", "/", 0)
				s.register(q, "q", mask)
				var want []string
				for _, status := range course {
					if mask&uint32(status) != 0 {
						want = append(want, "q "+status.String())
					}
				}
				runCourse(x, q)
				s.register(q, "q", mask|^WINHTTP_CALLBACK_FLAG_HANDLES)
				x.close(q)
				require.Equal(x, strings.Join(want, ", "), s.heard())
			})
		})
	}
}

func runCourse(x *scene, q HINTERNET) {
	require.NoError(x, WinHttpSendRequest(q, "", nil, 1, nil))
	synctest.Wait()
	require.NoError(x, WinHttpWriteData(q, []byte("x"), nil))
	synctest.Wait()
	require.NoError(x, WinHttpReceiveResponse(q, nil))
	requireCode(x, ERROR_INVALID_OPERATION, WinHttpReadData(q, nil, nil))
	x.pass(2 * time.Second)
	require.Equal(x, "200", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
	buffer, n := make([]byte, 9), uint32(0)
	require.NoError(x, WinHttpQueryDataAvailable(q, &n))
	require.Equal(x, uint32(5), n)
	require.NoError(x, WinHttpReadData(q, buffer, &n))
	require.Equal(x, "hello", string(buffer[:n]))
	require.NoError(x, WinHttpReceiveResponse(q, nil))
}

// TestAsyncContextOfSendRequest: callbacks.md 2.3: stored before the first notification; nil and a refused call store
// nothing.
func TestAsyncContextOfSendRequest(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.serve(wintest.Script{wintest.Request(0), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Request(0), wintest.Send(hello), wintest.Hold()})
		q := x.get()
		send := func(context any) error {
			return x.call("SendRequest", q, func() error { return WinHttpSendRequest(q, "", nil, 0, context) })
		}
		context := func() (value any) {
			require.NoError(x, WinHttpQueryOption(q, WINHTTP_OPTION_CONTEXT_VALUE, &value))
			return value
		}
		require.Equal(x, "ctx", context())
		requireCode(x, invalid, WinHttpSendRequest(q, "bad", nil, 0, "refused"))
		require.Equal(x, "ctx", context())
		require.NoError(x, send("first"))
		require.Equal(x, "first", context())
		requireCode(x, state, send("refused"))
		require.Equal(x, "first", context())
		x.pass(2 * time.Second)
		require.Len(x, x.lines("), first ["), 7, "%s", x.log)
		require.NoError(x, x.receive(q))
		require.NoError(x, x.read(q, 9))
		require.Len(x, x.lines("), first ["), 11, "%s", x.log)
		require.NoError(x, send(nil))
		require.Equal(x, "first", context())
		x.pass(time.Second)
		require.Len(x, x.lines("), first ["), 14, "%s", x.log)
		x.closeHandle(q)
		x.closeHandle(x.handle("C1"))
		require.Equal(x, []string{"Q1 HANDLE_CLOSING Q1 (h), first [caller 1]", "C1 HANDLE_CLOSING C1 (h), ctx [caller 1]"},
			x.lines("HANDLE_CLOSING"))
	})
}

// TestAsyncContextOfTheMoment: callbacks.md 2.3: a notification has the value stored when it is delivered, and HANDLE_CLOSING
// comes if that is not nil; so too when closing cancels something.
func TestAsyncContextOfTheMoment(t *testing.T) {
	for _, row := range []struct {
		session, own, late any // of the session; of the request before and during the operation
		want               []string
	}{
		{"s", "q", "late", []string{"late REQUEST_ERROR", "late HANDLE_CLOSING"}},
		{nil, nil, "late", []string{"late REQUEST_ERROR", "late HANDLE_CLOSING"}},
		{nil, "q", nil, []string{"<nil> REQUEST_ERROR"}},
		{"s", nil, nil, []string{"<nil> REQUEST_ERROR"}},
		{nil, 0, "", []string{" REQUEST_ERROR", " HANDLE_CLOSING"}}, // zero values are contexts
	} {
		asyncScene(t, func(x *scene) {
			x.duo.loose = true
			set := func(h HINTERNET, context any) {
				require.NoError(x, WinHttpSetOption(h, WINHTTP_OPTION_CONTEXT_VALUE, context))
			}
			set(x.session, row.session)
			q := stalledBody(x)
			set(q, row.own)
			var heard []string
			_, err := WinHttpSetStatusCallback(q, func(_ HINTERNET, context any, status uint32, _ any, _ uint32) {
				heard = append(heard, fmt.Sprint(context, " ", callback.Status(status)))
			}, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
			require.NoError(x, err)
			require.NoError(x, WinHttpReadData(q, make([]byte, 9), nil))
			set(q, row.late)
			x.close(q)
			synctest.Wait()
			require.Equal(x, row.want, heard)
			x.closeHandle(x.handle("C1"))
			x.closeHandle(x.session)
			closings := 2
			if row.session == nil {
				closings = 0
			}
			require.Len(x, x.lines("HANDLE_CLOSING"), closings, "%s", x.log)
		})
	}
}

// TestAsyncHandleOptions: the options of every handle, while an operation is in flight, inside its completion, and when the
// parents are closed.
func TestAsyncHandleOptions(t *testing.T) {
	asyncScene(t, func(x *scene) {
		q := stalledBody(x)
		c := x.handle("C1")
		check := func() {
			for h, want := range map[HINTERNET]struct {
				kind   handle.Type
				parent HINTERNET
			}{c: {handle.Connection, x.session}, q: {handle.Request, c}} {
				require.EqualValues(x, want.kind, dword(x, h, WINHTTP_OPTION_HANDLE_TYPE))
				var parent HINTERNET
				require.NoError(x, WinHttpQueryOption(h, WINHTTP_OPTION_PARENT_HANDLE, &parent))
				require.Equal(x, want.parent, parent)
				var cb WINHTTP_STATUS_CALLBACK
				require.NoError(x, WinHttpQueryOption(h, WINHTTP_OPTION_CALLBACK, &cb))
				require.NotNil(x, cb)
			}
			requireCode(x, invalid, WinHttpQueryOption(x.session, WINHTTP_OPTION_PARENT_HANDLE, new(HINTERNET)))
			require.EqualValues(x, handle.Session, dword(x, x.session, WINHTTP_OPTION_HANDLE_TYPE))
		}
		inside := false
		x.during(callback.ReadComplete, func(HINTERNET) { check(); inside = true })
		check()
		require.NoError(x, x.read(q, 9))
		check()
		x.pass(2 * time.Second)
		require.True(x, inside)
		x.closeHandle(c)
		require.EqualValues(x, handle.Request, dword(x, q, WINHTTP_OPTION_HANDLE_TYPE))
		var parent HINTERNET
		require.NoError(x, WinHttpQueryOption(q, WINHTTP_OPTION_PARENT_HANDLE, &parent))
		require.Equal(x, c, parent)
	})
}

// TestAsyncCallbackOption: WINHTTP_OPTION_CALLBACK changes the function for what follows, and keeps the mask.
func TestAsyncCallbackOption(t *testing.T) {
	asyncScene(t, func(x *scene) {
		x.duo.loose = true
		s := &speech{scene: x}
		s.register(x.session, "a", WINHTTP_CALLBACK_FLAG_SENDREQUEST_COMPLETE)
		x.serve(answering(hello, hello))
		require.NoError(x, WinHttpSetOption(x.session, WINHTTP_OPTION_CALLBACK, s.say("b")))
		q := x.bed.get()
		require.NoError(x, WinHttpSendRequest(q, "", nil, 0, nil))
		require.Equal(x, "b SENDREQUEST_COMPLETE", s.heard())
		require.NoError(x, WinHttpSetOption(q, WINHTTP_OPTION_CALLBACK, s.say("c")))
		require.NoError(x, WinHttpReceiveResponse(q, nil))
		require.Empty(x, s.heard())
		require.NoError(x, WinHttpSendRequest(q, "", nil, 0, nil))
		require.Equal(x, "c SENDREQUEST_COMPLETE", s.heard())
	})
}

// closed says whether an unload event has come.
func closed(event chan struct{}) bool {
	select {
	case <-event:
		return true
	default:
		return false
	}
}

// TestUnloadNotifyEvent: callbacks.md 3.5 and 5, case 33; both kinds of session.
func TestUnloadNotifyEvent(t *testing.T) {
	for name, open := range map[string]func(b *bed) HINTERNET{
		"sync":  func(b *bed) HINTERNET { return b.open("agent/1.0") },
		"async": func(b *bed) HINTERNET { return b.openAsync() },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.session = open(b)
				event, said := make(chan struct{}), 0
				setEvent := func(event chan struct{}) {
					require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, event))
				}
				setEvent(make(chan struct{}))
				setEvent(event) // the last one counts
				require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, 1))
				_, err := WinHttpSetStatusCallback(b.session, func(HINTERNET, any, uint32, any, uint32) {
					said++
					<-time.After(time.Second)
					require.False(b, closed(event))
				}, WINHTTP_CALLBACK_FLAG_HANDLES, 0)
				require.NoError(b, err)
				c := b.connect(host, 0)
				q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
				b.close(q)
				b.close(c)
				synctest.Wait()
				require.False(b, closed(event), "the session is open")
				c = b.connect(host, 0)
				b.close(b.session)
				synctest.Wait()
				require.False(b, closed(event), "a connection is open")
				b.close(c)
				<-event
				require.Equal(b, 7, said)
			})
			bubble(t, func(b *bed) { // nobody to be told
				for _, event := range []chan struct{}{nil, make(chan struct{})} {
					s := open(b)
					require.NoError(b, WinHttpSetOption(s, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, event))
					b.close(s)
					require.Equal(b, event != nil, closed(event))
				}
				s, event := open(b), make(chan struct{})
				require.NoError(b, WinHttpSetOption(s, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, event))
				close(event)
				require.NotPanics(b, func() { b.close(s) })
			})
		})
	}
}

// TestAsyncUnloadWhilePending: the event waits for the completion of what closing the session has cancelled, and for the
// handle of that request.
func TestAsyncUnloadWhilePending(t *testing.T) {
	asyncScene(t, func(x *scene) {
		event := make(chan struct{})
		require.NoError(x, WinHttpSetOption(x.session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, event))
		q := stalledBody(x)
		require.NoError(x, x.read(q, 9))
		gate := make(chan struct{})
		x.on = func(h HINTERNET, s callback.Status) {
			require.False(x, closed(event), "%v", s)
			if s == callback.RequestError {
				<-gate
			}
		}
		x.closeHandle(x.session)
		x.closeHandle(x.handle("C1"))
		x.closeHandle(q)
		require.Empty(x, x.closings(), "%s", x.log)
		require.False(x, closed(event))
		close(gate)
		<-event
		require.Equal(x, []string{"Q1", "C1", "S"}, x.closings())
	})
}

// TestAsyncSessionOptions: values of options that asynchronous sessions are for (options.tsv).
func TestAsyncSessionOptions(t *testing.T) {
	const wrongType = ERROR_WINHTTP_INCORRECT_HANDLE_TYPE
	for _, row := range []struct {
		name   string
		option uint32
		value  any
		kind   handle.Type
		want   Code
	}{
		{"event", WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, make(chan struct{}), handle.Session, success},
		{"no event", WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, (chan struct{})(nil), handle.Session, success},
		{"event of another type", WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, make(chan int), handle.Session, invalid},
		{"event of a connection", WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, make(chan struct{}), handle.Connection, wrongType},
		{"event of a request", WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, make(chan struct{}), handle.Request, wrongType},
		{"fast callbacks", WINHTTP_OPTION_ASSURED_NON_BLOCKING_CALLBACKS, true, handle.Session, success},
		{"no fast callbacks", WINHTTP_OPTION_ASSURED_NON_BLOCKING_CALLBACKS, false, handle.Session, success},
		{"fast callbacks as text", WINHTTP_OPTION_ASSURED_NON_BLOCKING_CALLBACKS, "true", handle.Session, invalid},
		{"fast callbacks of a connection", WINHTTP_OPTION_ASSURED_NON_BLOCKING_CALLBACKS, true, handle.Connection, wrongType},
		{"fast callbacks of a request", WINHTTP_OPTION_ASSURED_NON_BLOCKING_CALLBACKS, true, handle.Request, wrongType},
		{"workers of a session", WINHTTP_OPTION_WORKER_THREAD_COUNT, uint32(1), handle.Session, wrongType},
		{"workers of a connection", WINHTTP_OPTION_WORKER_THREAD_COUNT, uint32(1), handle.Connection, wrongType},
		{"workers of a request", WINHTTP_OPTION_WORKER_THREAD_COUNT, uint32(1), handle.Request, wrongType},
	} {
		asyncScene(t, func(x *scene) {
			h := x.threeHandles()[row.kind]
			if c, ok := row.value.(chan struct{}); ok && c != nil {
				row.value = make(chan struct{})
			}
			requireCode(x, row.want, WinHttpSetOption(h, row.option, row.value), row.name)
			if row.option != WINHTTP_OPTION_WORKER_THREAD_COUNT && row.kind == handle.Session {
				requireCode(x, invalid, WinHttpQueryOption(h, row.option, new(any)), row.name)
			}
			x.serve(answering(hello))
			x.all(x.get(), "")
		})
	}
}

// TestWorkerThreadCount: options.tsv, row 80: set once, on NULL, to any number; read everywhere, 0 unless it was set.
func TestWorkerThreadCount(t *testing.T) {
	for _, value := range []any{uint32(0), uint32(8), 1, ^uint32(0)} {
		t.Run(fmt.Sprint(value), func(t *testing.T) {
			before := workerThreads.Swap(0)
			defer workerThreads.Store(before)
			asyncScene(t, func(x *scene) {
				all := x.threeHandles()
				read := func(want any) {
					for kind, h := range all {
						require.EqualValues(x, want, dword(x, h, WINHTTP_OPTION_WORKER_THREAD_COUNT), kind)
					}
				}
				read(0)
				for _, bad := range []any{"1", nil, int64(-1), true, -1} {
					requireCode(x, invalid, WinHttpSetOption(0, WINHTTP_OPTION_WORKER_THREAD_COUNT, bad), "%v", bad)
				}
				read(0)
				require.NoError(x, WinHttpSetOption(0, WINHTTP_OPTION_WORKER_THREAD_COUNT, value))
				read(value)
				requireCode(x, state, WinHttpSetOption(0, WINHTTP_OPTION_WORKER_THREAD_COUNT, uint32(3)))
				requireCode(x, invalid, WinHttpSetOption(0, WINHTTP_OPTION_WORKER_THREAD_COUNT, "3"))
				requireCode(x, ERROR_INVALID_HANDLE, WinHttpQueryOption(0, WINHTTP_OPTION_WORKER_THREAD_COUNT, new(uint32)))
				read(value)
			})
		})
	}
}
