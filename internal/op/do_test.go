package op

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/stretchr/testify/require"
)

// The operations of an asynchronous lane: one that never completes inside the call, one that may, and one that may follow
// the first.
var (
	slow = Op{API: 5, Done: callback.SendRequestComplete, From: In(fresh, ready, broken), To: ready, Failed: broken,
		Busy: werr.IncorrectHandleState}
	quick = Op{API: 3, Done: callback.ReadComplete, From: In(ready), To: ready, Failed: ready, Busy: werr.InvalidOperation,
		Inside: true}
	later = Op{API: 1, First: callback.ReceivingResponse, Done: callback.HeadersAvailable, From: In(ready), To: ready,
		Failed: broken, Busy: werr.InvalidOperation, Inside: true, Whole: true, Eager: true, After: &slow}
)

// rig is an asynchronous lane in a bubble, with a record of what it has said.
type rig struct {
	*testing.T
	lane  Lane
	voice callback.Dispatcher
	table handle.Table
	ref   *handle.Ref
	on    func(callback.Status) // called inside every callback; may be nil

	mu sync.Mutex
	// mu guards the following.
	heard []string
	now   int
	most  int // callbacks at once
}

func (r *rig) Cancel()  { r.lane.Close() }
func (r *rig) Destroy() { r.say("destroyed") }

func async(t *testing.T, run func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{T: t}
		ref, err := r.table.Reserve(handle.Request, nil)
		require.NoError(t, err)
		require.NoError(t, r.table.Open(ref, r))
		defer ref.Release()
		r.ref = ref
		r.voice.Init(ref.Number(), nil)
		r.voice.Register(r.notified, callback.AllNotifications)
		r.lane.Init(ref, &r.voice, true)
		run(r)
		synctest.Wait()
		require.LessOrEqual(t, r.most, callback.Room)
	})
}

func (r *rig) say(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heard = append(r.heard, line)
}

func (r *rig) lines() []string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.heard...)
}

func (r *rig) notified(_ handle.HINTERNET, _ any, status uint32, info any, _ uint32) {
	line := callback.Status(status).String()
	if result, ok := info.(*callback.AsyncResult); ok {
		line = fmt.Sprintf("%s %v %d", line, callback.API(result.Result), result.Error)
	}
	r.say(line)
	r.mu.Lock()
	r.now++
	r.most = max(r.most, r.now)
	r.mu.Unlock()
	if r.on != nil {
		r.on(callback.Status(status))
	}
	r.mu.Lock()
	r.now--
	r.mu.Unlock()
}

// do makes a call and records where it returns.
func (r *rig) do(o *Op, s Step) error {
	err := r.lane.Do(o, s)
	r.say(fmt.Sprintf("return %v", err))
	return err
}

func (r *rig) ready() {
	r.Helper()
	require.NoError(r, r.lane.Do(&slow, &step{}))
	synctest.Wait()
	require.Equal(r, ready, r.lane.State())
	r.heard = nil
}

func atOnce() (bool, error) { return true, nil }

// callbacks.md 6.2 rule 4, 6.3: where the completion comes from.
func TestInsideOrWorker(t *testing.T) {
	fails := func() (bool, error) { return false, io.EOF }
	for _, row := range []struct {
		name  string
		op    *Op
		step  step
		steps []string
		want  []string
	}{
		{"done at once, may be inside", &quick, step{now: atOnce}, []string{"now", "finish", "out"},
			[]string{"READ_COMPLETE", "return <nil>"}},
		{"done at once, never inside", &slow, step{now: atOnce}, []string{"now", "out", "finish"},
			[]string{"return <nil>", "SENDREQUEST_COMPLETE"}},
		{"blocks", &quick, step{}, []string{"now", "wait", "finish"}, []string{"return <nil>", "READ_COMPLETE"}},
		{"fails at once, may be inside", &quick, step{now: fails}, []string{"now"},
			[]string{"REQUEST_ERROR READ_DATA 12030", "return <nil>"}},
		{"fails at once, never inside", &slow, step{now: fails}, []string{"now"},
			[]string{"return <nil>", "REQUEST_ERROR SEND_REQUEST 12030"}},
		{"fails later", &quick, step{wait: func() error { return io.EOF }}, []string{"now", "wait"},
			[]string{"return <nil>", "REQUEST_ERROR READ_DATA 12030"}},
		{"first progress", &later, step{now: atOnce}, []string{"now", "finish", "out"},
			[]string{"RECEIVING_RESPONSE", "HEADERS_AVAILABLE", "return <nil>"}},
		{"first progress, blocks", &later, step{}, []string{"now", "wait", "finish"},
			[]string{"RECEIVING_RESPONSE", "return <nil>", "HEADERS_AVAILABLE"}},
	} {
		async(t, func(r *rig) {
			r.ready()
			var returned sync.Mutex // workers speak after the return
			returned.Lock()
			wait := row.step.wait
			row.step.wait = func() error {
				returned.Lock()
				defer returned.Unlock()
				if wait != nil {
					return wait()
				}
				return nil
			}
			require.NoError(r, r.do(row.op, &row.step), row.name)
			returned.Unlock()
			require.ElementsMatch(r, row.want, r.lines(), row.name)
			if row.op != &slow {
				require.Equal(r, row.want, r.lines(), row.name)
			}
			require.Equal(r, row.steps, row.step.log, row.name)
			require.NoError(r, r.lane.Busy())
		})
	}
}

// callbacks.md 6.2 rule 2: when the completion's callback starts, the next call is legal, inside it and elsewhere.
func TestNextCallInsideTheCompletion(t *testing.T) {
	async(t, func(r *rig) {
		r.on = func(now callback.Status) {
			if now != callback.SendRequestComplete {
				return
			}
			require.NoError(r, r.lane.Busy())
			require.NoError(r, r.lane.Do(&quick, &step{now: atOnce}))
			elsewhere := make(chan error)
			go func() { elsewhere <- r.lane.Do(&quick, &step{now: atOnce}) }()
			require.NoError(r, <-elsewhere)
		}
		require.NoError(r, r.lane.Do(&slow, &step{}))
		require.Equal(r, []string{"SENDREQUEST_COMPLETE", "READ_COMPLETE", "READ_COMPLETE"}, r.lines())
	})
}

// callbacks.md 6.1, "room"; 3.17: three callbacks inside one another, the fourth completion is a worker's.
func TestRoomIsThree(t *testing.T) {
	async(t, func(r *rig) {
		r.ready()
		depth, deepest, left := 0, 0, 12
		r.on = func(callback.Status) {
			r.mu.Lock()
			left--
			more := left > 0
			if depth++; depth > deepest {
				deepest = depth
			}
			r.mu.Unlock()
			if more {
				filled := false
				require.NoError(r, r.lane.Do(&quick, &step{now: atOnce, out: func() { filled = true }}))
				require.True(r, filled) // whether there was room or not
			}
			r.mu.Lock()
			depth--
			r.mu.Unlock()
		}
		require.NoError(r, r.lane.Do(&quick, &step{now: atOnce}))
		require.Len(r, r.lines(), 12)
		require.Equal(r, 3, r.most)
		require.Equal(r, 3, deepest)
	})
}

// callbacks.md 6.3: without room, what is Whole happens on a worker from its first progress on, and what is not finishes
// there.
func TestWithoutRoom(t *testing.T) {
	async(t, func(r *rig) {
		r.ready()
		for range callback.Room {
			r.voice.Await()
		}
		s := &step{now: atOnce}
		require.NoError(r, r.lane.Do(&later, s))
		require.Empty(r, r.lines())
		require.Empty(r, s.log)
		require.Equal(r, werr.InvalidOperation, r.lane.Do(&quick, &step{}))
		r.voice.Leave()
		require.Equal(r, []string{"RECEIVING_RESPONSE", "HEADERS_AVAILABLE"}, r.lines())
		require.Equal(r, []string{"now", "finish"}, s.log)

		r.voice.Await()
		s = &step{now: atOnce}
		require.NoError(r, r.lane.Do(&quick, s))
		synctest.Wait()
		require.Equal(r, []string{"now", "out", "finish"}, s.log)
		require.Len(r, r.lines(), 2)
		for range callback.Room {
			r.voice.Leave()
		}
		require.Len(r, r.lines(), 3)
	})
}

// callbacks.md 3.12, 6.5: closing while a worker waits for room; nothing but the one completion follows.
func TestCloseWhileWaitingForRoom(t *testing.T) {
	for _, row := range []struct {
		op   *Op
		step *step
	}{
		{&quick, &step{now: atOnce}}, {&quick, &step{}}, {&later, &step{now: atOnce}}, {&slow, &step{}},
	} {
		async(t, func(r *rig) {
			r.ready()
			for range callback.Room {
				r.voice.Await()
			}
			if row.op == &slow {
				row.step.wait = func() error { return r.lane.Emit(callback.SendingRequest, nil) }
			}
			require.NoError(r, r.lane.Do(row.op, row.step))
			synctest.Wait()
			require.NoError(r, r.table.Close(r.ref.Number()))
			require.Empty(r, r.lines())
			require.Equal(r, werr.InvalidHandle, r.lane.Do(row.op, &step{}))
			for range callback.Room {
				r.voice.Leave()
			}
			require.Equal(r, []string{fmt.Sprintf("REQUEST_ERROR %v 12017", row.op.API)}, r.lines())
		})
	}
}

// callbacks.md 4 rule 7, first row: a call that follows the one in flight.
func TestFollowing(t *testing.T) {
	for _, row := range []struct {
		name string
		fail error
		want []string
	}{
		{"success", nil, []string{"RECEIVING_RESPONSE", "SENDREQUEST_COMPLETE", "HEADERS_AVAILABLE"}},
		{"failure", io.EOF, []string{"RECEIVING_RESPONSE", "REQUEST_ERROR SEND_REQUEST 12030",
			"REQUEST_ERROR RECEIVE_RESPONSE 12019"}},
		{"cancelled", werr.OperationCancelled, []string{"RECEIVING_RESPONSE", "REQUEST_ERROR SEND_REQUEST 12017",
			"REQUEST_ERROR RECEIVE_RESPONSE 12017"}},
	} {
		async(t, func(r *rig) {
			gate := make(chan error)
			require.NoError(r, r.lane.Do(&slow, &step{wait: func() error { return <-gate }}))
			s := &step{}
			require.NoError(r, r.lane.Do(&later, s))
			require.Equal(r, werr.InvalidOperation, r.lane.Do(&later, &step{}))
			require.Equal(r, werr.IncorrectHandleState, r.lane.Do(&quick, &step{}))
			r.on = func(now callback.Status) {
				if now == callback.SendRequestComplete { // the lane has been handed on
					require.Equal(r, werr.InvalidOperation, r.lane.Busy())
					require.Equal(r, werr.InvalidOperation, r.lane.Do(&later, &step{}))
				}
			}
			if row.fail == werr.OperationCancelled {
				require.NoError(r, r.table.Close(r.ref.Number()))
			}
			gate <- row.fail
			require.Equal(r, row.want, r.lines(), row.name)
			require.NoError(r, r.lane.Busy())
			require.Equal(r, row.fail == nil, len(s.log) > 0, "%s %v", row.name, s.log)
		})
	}
}

// The operation in flight ends while the call that follows is still reporting its first progress.
func TestFollowingAnnouncedLate(t *testing.T) {
	for _, row := range []struct {
		name        string
		fail        error
		close       bool
		early, late []string
	}{
		{"success", nil, false, []string{"RECEIVING_RESPONSE", "SENDREQUEST_COMPLETE"}, []string{"HEADERS_AVAILABLE"}},
		{"failure", io.EOF, false, []string{"RECEIVING_RESPONSE", "REQUEST_ERROR SEND_REQUEST 12030"},
			[]string{"REQUEST_ERROR RECEIVE_RESPONSE 12019"}},
		{"closed after the end", nil, true, []string{"RECEIVING_RESPONSE", "SENDREQUEST_COMPLETE"},
			[]string{"REQUEST_ERROR RECEIVE_RESPONSE 12017"}},
	} {
		async(t, func(r *rig) {
			gate, announced := make(chan error), make(chan bool)
			require.NoError(r, r.lane.Do(&slow, &step{wait: func() error { return <-gate }}))
			r.on = func(now callback.Status) {
				if now == callback.ReceivingResponse {
					<-announced
				}
			}
			var returned atomic.Bool
			go func() {
				require.NoError(r, r.lane.Do(&later, &step{}))
				returned.Store(true)
			}()
			synctest.Wait()
			gate <- row.fail
			require.Equal(r, row.early, r.lines(), row.name)
			require.False(r, returned.Load())
			if row.fail == nil {
				require.Equal(r, werr.InvalidOperation, r.lane.Busy())
			}
			if row.close {
				require.NoError(r, r.table.Close(r.ref.Number()))
			}
			close(announced)
			require.Equal(r, append(row.early, row.late...), r.lines(), row.name)
			require.True(r, returned.Load())
			require.NoError(r, r.lane.Busy())
		})
	}
}

// callbacks.md 4 rule 7, last rows: an eager call in a wrong state is accepted, fails, and changes nothing.
func TestEager(t *testing.T) {
	async(t, func(r *rig) {
		s := &step{}
		require.NoError(r, r.do(&later, s))
		require.Equal(r, []string{"REQUEST_ERROR RECEIVE_RESPONSE 12019", "return <nil>"}, r.lines())
		require.Empty(r, s.log)
		require.Equal(r, fresh, r.lane.State())
		require.Equal(r, werr.IncorrectHandleState, r.lane.Do(&quick, s))

		for range callback.Room {
			r.voice.Await()
		}
		require.NoError(r, r.lane.Do(&later, s))
		require.Len(r, r.lines(), 2)
		r.voice.Leave()
		require.Len(r, r.lines(), 3)
		r.lane.Close()
		require.Equal(r, werr.InvalidHandle, r.lane.Do(&later, s))
	})
}

// functions.md, WriteData: a refusal is returned and no completion follows.
func TestAsyncRefusal(t *testing.T) {
	async(t, func(r *rig) {
		r.ready()
		refuse := func() (bool, error) { return false, Refuse(werr.InvalidParameter) }
		for _, o := range []*Op{&slow, &quick} {
			s := &step{now: refuse}
			require.Equal(r, werr.InvalidParameter, r.lane.Do(o, s))
			require.Equal(r, []string{"now"}, s.log)
			require.NoError(r, r.lane.Busy())
			require.Equal(r, ready, r.lane.State())
		}
		require.Empty(r, r.lines())
	})
}

// A call that was accepted to follow an operation completes also when that operation is refused, or unwound.
func TestAsyncRefusalOfWhatIsFollowed(t *testing.T) {
	for name, end := range map[string]func() (bool, error){
		"refused": func() (bool, error) { return false, Refuse(werr.InvalidParameter) },
		"unwound": func() (bool, error) { panic("in a callback") },
	} {
		t.Run(name, func(t *testing.T) {
			async(t, func(r *rig) {
				s := &step{now: func() (bool, error) {
					require.NoError(r, r.lane.Do(&later, &step{}))
					return end()
				}}
				func() {
					defer func() { _ = recover() }()
					require.Equal(r, werr.InvalidParameter, r.lane.Do(&slow, s))
				}()
				synctest.Wait()
				require.Len(r, r.lines(), 2, "RECEIVING_RESPONSE and REQUEST_ERROR")
				require.NoError(r, r.lane.Busy())
			})
		})
	}
}

// A callback that panics inside a call leaves nothing taken.
func TestAsyncPanic(t *testing.T) {
	for _, status := range []callback.Status{callback.ReceivingResponse, callback.HeadersAvailable, callback.ClosingConnection} {
		async(t, func(r *rig) {
			r.ready()
			r.on = func(now callback.Status) {
				if now == status {
					panic("in a callback")
				}
			}
			for range callback.Room + 1 {
				s := &step{now: atOnce, finish: func() { _ = r.lane.Emit(callback.ClosingConnection, nil) }}
				require.Panics(r, func() { _ = r.lane.Do(&later, s) })
				require.NoError(r, r.lane.Busy())
				require.NoError(r, r.lane.Do(&slow, &step{}))
				synctest.Wait()
			}
			r.most = 0 // the record does not survive panics
			require.True(r, r.voice.Enter())
			r.voice.Leave()
		})
	}
}

// Whatever happens at once: one operation at a time, and a completion for each that was accepted.
func TestAsyncManyGoroutines(t *testing.T) {
	async(t, func(r *rig) {
		r.ready()
		var accepted, completed atomic.Int64
		r.on = func(now callback.Status) {
			if now != callback.ReceivingResponse {
				completed.Add(1)
			}
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for i := range 200 {
					s := &step{}
					if i%3 == 0 {
						s.now = atOnce
					}
					if r.lane.Do([]*Op{&slow, &later, &quick}[i%3], s) == nil {
						accepted.Add(1)
					}
				}
			})
		}
		all.Wait()
		synctest.Wait()
		require.Equal(r, accepted.Load(), completed.Load())
		require.NoError(r, r.lane.Busy())
	})
}
