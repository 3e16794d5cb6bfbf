package winhttp

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// stall is an operation that a server keeps in flight for a second.
type stall struct {
	name string
	busy Code     // what other operations get meanwhile
	done []string // the completions when the server goes on
	lost []string // the completions when it is cancelled
	run  func(x *scene) HINTERNET
}

var stalls = []stall{
	{"SendRequest", state, []string{"SENDREQUEST_COMPLETE -"}, []string{cancelled("SEND_REQUEST")}, func(x *scene) HINTERNET {
		x.serve(wintest.Script{wintest.Request(0), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Hold()})
		q := x.get()
		require.NoError(x, x.send(q, "", "", 0))
		return q
	}},
	{"SendRequest, ReceiveResponse", state, []string{"SENDREQUEST_COMPLETE -", "HEADERS_AVAILABLE -"},
		[]string{cancelled("SEND_REQUEST"), cancelled("RECEIVE_RESPONSE")}, func(x *scene) HINTERNET {
			x.serve(wintest.Script{wintest.Request(0), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Hold()})
			q := x.get()
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			require.Contains(x, lastLine(x, ", ctx ["), "RECEIVING_RESPONSE - (0), ctx [caller 1]")
			return q
		}},
	{"WriteData", ERROR_INVALID_OPERATION, []string{"WRITE_COMPLETE 102400"}, []string{cancelled("WRITE_DATA")}, func(x *scene) HINTERNET {
		const size = 100 << 10
		x.serve(wintest.Script{wintest.UntilGone(wintest.Sleep(time.Second), wintest.Request(size), wintest.Hold())})
		q := x.openRequest(x.connect(host, 0), "POST", 0)
		require.NoError(x, x.send(q, "", "", size))
		require.NoError(x, x.write(q, string(make([]byte, size))))
		return q
	}},
	{"ReceiveResponse", ERROR_INVALID_OPERATION, []string{"HEADERS_AVAILABLE -"}, []string{cancelled("RECEIVE_RESPONSE")}, func(x *scene) HINTERNET {
		x.serve(wintest.Script{wintest.Request(1), wintest.Sleep(time.Second), wintest.Send(hello), wintest.Hold()})
		q := x.openRequest(x.connect(host, 0), "POST", 0)
		require.NoError(x, x.send(q, "", "", 1))
		require.NoError(x, x.write(q, "x"))
		require.NoError(x, x.receive(q))
		return q
	}},
	{"QueryDataAvailable", ERROR_INVALID_OPERATION, []string{"DATA_AVAILABLE 5"}, []string{cancelled("QUERY_DATA_AVAILABLE")}, func(x *scene) HINTERNET {
		q := stalledBody(x)
		require.NoError(x, x.available(q))
		return q
	}},
	{"ReadData", ERROR_INVALID_OPERATION, []string{`READ_COMPLETE "hello"`}, []string{cancelled("READ_DATA")}, func(x *scene) HINTERNET {
		q := stalledBody(x)
		require.NoError(x, x.read(q, 10))
		return q
	}},
}

func cancelled(api string) string {
	return "REQUEST_ERROR {" + api + " ERROR_WINHTTP_OPERATION_CANCELLED}"
}

const wrongState = "REQUEST_ERROR {RECEIVE_RESPONSE ERROR_WINHTTP_INCORRECT_HANDLE_STATE}"

// stalledBody receives a response whose body comes later.
func stalledBody(x *scene) HINTERNET {
	head, body := hello[:len(hello)-5], hello[len(hello)-5:]
	x.serve(wintest.Script{wintest.Request(0), wintest.Send(head), wintest.Sleep(time.Second), wintest.Send(body), wintest.Hold()})
	q := x.get()
	require.NoError(x, x.send(q, "", "", 0))
	require.NoError(x, x.receive(q))
	return q
}

// completions are those so far, with their payload and without handle, length and context.
func (x *scene) completions() (found []string) {
	for _, line := range x.lines(", ctx [") {
		_, line, _ = strings.Cut(line, " ")
		for _, s := range []callback.Status{callback.SendRequestComplete, callback.WriteComplete, callback.HeadersAvailable,
			callback.DataAvailable, callback.ReadComplete, callback.RequestError} {
			if strings.HasPrefix(line, s.String()+" ") {
				found = append(found, line[:strings.LastIndex(line, " (")])
			}
		}
	}
	return found
}

// within are the notifications inside the last call with this name.
func (x *scene) within(name string) (found []string) {
	all := x.lines("")
	for i := len(all) - 1; i >= 0 && !strings.HasPrefix(all[i], "> "+name+"("); i-- {
		if strings.Contains(all[i], ", ctx [") {
			found = append(found, all[i])
		}
		if strings.HasPrefix(all[i], "< "+name+"(") {
			found = nil
		}
	}
	slices.Reverse(found)
	return found
}

// seconds are the calls that can meet an operation in flight.
var seconds = []string{"SendRequest", "WriteData", "WriteData of nothing", "ReceiveResponse", "QueryDataAvailable", "ReadData",
	"ReadDataEx", "AddRequestHeaders", "AddRequestHeadersEx"}

// TestAsyncSecondCall: callbacks.md 4, rule 7: a second call is refused at once, stores nothing, and nobody hears of it; the
// operation in flight completes as if it had not been made. Adding headers always gives 12019 (functions.md 0.4).
func TestAsyncSecondCall(t *testing.T) {
	for _, s := range stalls {
		for _, name := range seconds {
			if s.name == "SendRequest" && name == "ReceiveResponse" {
				continue // TestAsyncReceiveWanted
			}
			t.Run(s.name+"/"+name, func(t *testing.T) {
				asyncScene(t, func(x *scene) {
					q := s.run(x)
					before, heard := len(x.completions()), len(x.lines(", ctx ["))
					requireCode(x, s.refusal(name), x.second(name, q))
					synctest.Wait()
					require.Len(x, x.lines(", ctx ["), heard, "%s", x.log)
					x.pass(2 * time.Second)
					require.Equal(x, s.done, x.completions()[before:], "%s", x.log)
				})
			})
		}
	}
}

// second makes a call that fails the test if it is refused and stores something all the same.
func (x *scene) second(name string, q HINTERNET) error {
	all := requestCalls(x.T)
	c := all[slices.IndexFunc(all, func(c call) bool { return c.name == name })]
	return x.call(name, q, func() error { return c.run(q) })
}

func (s *stall) refusal(second string) Code {
	switch {
	case strings.HasPrefix(second, "AddRequestHeaders"):
		return state
	case second == "ReceiveResponse":
		return ERROR_INVALID_OPERATION
	}
	return s.busy
}

// TestAsyncSecondCallInside is the same inside the progress of the operation in flight.
func TestAsyncSecondCallInside(t *testing.T) {
	for _, status := range []callback.Status{callback.ResolvingName, callback.ConnectedToServer, callback.SendingRequest,
		callback.RequestSent, callback.ReceivingResponse, callback.ResponseReceived} {
		t.Run(status.String(), func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				want, sending := ERROR_INVALID_OPERATION, status <= callback.RequestSent
				if sending {
					want = state
				}
				x.during(status, func(q HINTERNET) {
					for _, name := range seconds {
						switch {
						case sending && name == "ReceiveResponse":
						case strings.HasPrefix(name, "AddRequestHeaders"):
							requireCode(x, state, x.second(name, q), name)
						default:
							requireCode(x, want, x.second(name, q), name)
						}
					}
				})
				x.serve(answering(hello))
				x.all(x.get(), "")
				require.Equal(x, []string{"SENDREQUEST_COMPLETE -", "HEADERS_AVAILABLE -", `READ_COMPLETE "hello"`}, x.completions())
			})
		})
	}
}

// TestAsyncReceiveWanted: callbacks.md 4, rule 7, first row: ReceiveResponse while the send is in flight, made elsewhere or
// inside the notifications of the send.
func TestAsyncReceiveWanted(t *testing.T) {
	want := []string{"SENDREQUEST_COMPLETE -", "HEADERS_AVAILABLE -"}
	check := func(x *scene, q HINTERNET) {
		require.NoError(x, x.receive(q))
		require.Len(x, x.within("ReceiveResponse"), 1, "%s", x.log)
		require.Contains(x, x.within("ReceiveResponse")[0], "Q1 RECEIVING_RESPONSE - (0), ctx [caller ")
		requireCode(x, ERROR_INVALID_OPERATION, x.receive(q))
		require.Empty(x, x.within("ReceiveResponse"))
	}
	asyncScene(t, func(x *scene) {
		q := stalls[0].run(x)
		check(x, q)
		x.pass(2 * time.Second)
		require.Equal(x, want, x.completions(), "%s", x.log)
		require.Contains(x, lastLine(x, "HEADERS_AVAILABLE"), "[worker 1]")
		require.NoError(x, x.read(q, 10))
	})
	for _, status := range []callback.Status{callback.ResolvingName, callback.ConnectingToServer, callback.SendingRequest, callback.RequestSent} {
		t.Run(status.String(), func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				x.during(status, func(q HINTERNET) { check(x, q) })
				q := stalls[0].run(x)
				x.pass(2 * time.Second)
				require.Equal(x, want, x.completions(), "%s", x.log)
				require.Contains(x, lastLine(x, "HEADERS_AVAILABLE"), "[worker 1]")
				require.NoError(x, x.read(q, 10))
				require.Contains(x, lastLine(x, "READ_COMPLETE"), `"hello"`)
			})
		})
	}
}

// TestAsyncReceiveTooEarlyOrTwice: callbacks.md 4, rule 7, last rows: the call is accepted, REQUEST_ERROR is all that it
// says, inside the call, and nothing is harmed.
func TestAsyncReceiveTooEarlyOrTwice(t *testing.T) {
	for _, row := range []struct {
		name  string
		reach func(x *scene, q HINTERNET)
		body  string // what can be read afterwards; empty if there is no response
	}{
		{"never sent", func(*scene, HINTERNET) {}, ""},
		{"never sent, again", func(x *scene, q HINTERNET) { require.NoError(x, x.receive(q)) }, ""},
		{"received", func(x *scene, q HINTERNET) {
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
		}, "hello"},
		{"read in part", func(x *scene, q HINTERNET) {
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			require.NoError(x, x.read(q, 2))
		}, "llo"},
		{"failed", func(x *scene, q HINTERNET) {
			broken := x.net.Listen(address + ":80")
			wintest.Serve(x.T, broken, answering("nonsense"))
			require.NoError(x, x.send(q, "", "", 0))
			require.NoError(x, x.receive(q))
			require.NoError(x, broken.Close())
		}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			asyncScene(t, func(x *scene) {
				switch {
				case row.body != "":
					x.serve(answering(hello, hello))
				case row.name != "failed":
					x.serve(answering(hello))
				}
				q := x.get()
				row.reach(x, q)
				require.NoError(x, x.receive(q))
				require.Equal(x, []string{"Q1 " + wrongState + " (16), ctx [caller 1]"}, x.within("ReceiveResponse"), "%s", x.log)
				if row.body != "" {
					require.Equal(x, "200", queryText(q, WINHTTP_QUERY_STATUS_CODE, ""))
					require.NoError(x, x.available(q))
					require.NoError(x, x.read(q, 100))
					require.Contains(x, lastLine(x, "< ReadData"), `"`+row.body+`"`)
				} else {
					requireCode(x, state, x.available(q))
				}
				if row.name == "failed" {
					x.serve(answering(hello))
				}
				x.all(q, "")
				require.Contains(x, lastLine(x, "< ReadData"), `"hello"`)
			})
		})
	}
}

// TestAsyncReceiveTooEarlyNested: failures nest as completions do (callbacks.md 3.17), and none is lost without room.
func TestAsyncReceiveTooEarlyNested(t *testing.T) {
	asyncScene(t, func(x *scene) {
		left := 7
		x.on = func(q HINTERNET, s callback.Status) {
			if s == callback.RequestError && left > 0 {
				left--
				require.NoError(x, x.receive(q))
			}
		}
		require.NoError(x, x.receive(x.get()))
		require.Equal(x, slices.Repeat([]string{wrongState}, 8), x.completions())
		require.NotEmpty(x, x.lines("[caller 3]"))
		require.NotEmpty(x, x.lines("[worker 1]"))
	})
}

// TestAsyncHandleMisuse: callbacks.md 4, rule 8: every call, with handles that are closed, unknown or of another kind, says
// so itself.
func TestAsyncHandleMisuse(t *testing.T) {
	asyncScene(t, func(x *scene) {
		open, closed := x.threeHandles(), x.threeHandles()
		other := x.openAsync()
		for kind, h := range closed {
			if h == x.session {
				closed[kind] = other
			}
			x.close(closed[kind])
		}
		before := len(x.lines(", ctx ["))
		for _, c := range calls(x.T) {
			for _, h := range []HINTERNET{0, 1, ^HINTERNET(0)} {
				requireCode(x, ERROR_INVALID_HANDLE, c.run(h), "%s(%#x)", c.name, h)
			}
			for kind, h := range closed {
				requireCode(x, ERROR_INVALID_HANDLE, c.run(h), "%s, closed %v", c.name, kind)
			}
			for kind, h := range open {
				if !slices.Contains(c.kinds, kind) {
					requireCode(x, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE, c.run(h), "%s, %v", c.name, kind)
				}
			}
		}
		x.pass(time.Second)
		require.Len(x, x.lines(", ctx ["), before, "%s", x.log)
	})
}

// TestAsyncClosedParent: callbacks.md 4, rule 9: what is in flight is cancelled, by one completion each; then the request
// can be closed and asked for options, nothing else; a parent's HANDLE_CLOSING comes after its last child's.
func TestAsyncClosedParent(t *testing.T) {
	idle := stall{name: "nothing", run: func(x *scene) HINTERNET { return x.get() }}
	for _, victims := range [][]string{{"C1"}, {"S"}, {"C1", "S"}, {"S", "C1"}} {
		for _, s := range append(slices.Clone(stalls), idle) {
			t.Run(s.name+"/"+strings.Join(victims, ","), func(t *testing.T) {
				asyncScene(t, func(x *scene) {
					q := s.run(x)
					before := len(x.completions())
					for _, victim := range victims {
						x.closeHandle(x.handle(victim))
					}
					require.Equal(x, s.lost, append([]string(nil), x.completions()[before:]...), "%s", x.log)
					requireOrphan(x, q)
					x.pass(2 * time.Second)
					require.Len(x, x.completions(), before+len(s.lost), "%s", x.log)
					require.Empty(x, x.lines("HANDLE_CLOSING"))
					x.closeHandle(q)
					x.closeHandleIfOpen("C1", victims)
					x.closeHandleIfOpen("S", victims)
					require.Equal(x, []string{"Q1", "C1", "S"}, x.closings(), "%s", x.log)
				})
			})
		}
	}
}

// requireOrphan wants that an idle request with a closed parent can be closed and asked, nothing else.
func requireOrphan(x *scene, q HINTERNET) {
	heard := len(x.lines(", ctx ["))
	for _, c := range calls(x.T) {
		if !c.orphan && c.name != "CloseHandle" {
			requireCode(x, ERROR_INVALID_HANDLE, c.run(q), c.name)
		}
	}
	var kind uint32
	require.NoError(x, WinHttpQueryOption(q, WINHTTP_OPTION_HANDLE_TYPE, &kind))
	require.Equal(x, WINHTTP_HANDLE_TYPE_REQUEST, kind)
	var context any
	require.NoError(x, WinHttpQueryOption(q, WINHTTP_OPTION_CONTEXT_VALUE, &context))
	require.Equal(x, "ctx", context)
	previous, err := WinHttpSetStatusCallback(q, x.notified, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
	require.NoError(x, err)
	require.NotNil(x, previous)
	require.Len(x, x.lines(", ctx ["), heard, "%s", x.log)
}

func (x *scene) closeHandleIfOpen(name string, closed []string) {
	if !slices.Contains(closed, name) {
		x.closeHandle(x.handle(name))
	}
}

// closings are the handles in the order of their HANDLE_CLOSING.
func (x *scene) closings() (names []string) {
	for _, line := range x.lines(" HANDLE_CLOSING ") {
		name, _, _ := strings.Cut(line, " ")
		names = append(names, name)
	}
	return names
}
