package winhttp

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// duo watches who speaks in an asynchronous scene. A notification comes from the caller if its goroutine is inside a call
// of the API, else from a worker; the number behind it says how many callbacks its goroutine is inside, that one included.
// While the test is inside a call, what workers say waits, so that timelines repeat; when a call of the
// test's own goroutine has returned, everything that follows from it is waited for.
type duo struct {
	t    testing.TB
	main string       // the test's goroutine
	slow bool         // workers let everything else come to rest before they write a line; the test lets time pass
	gate sync.RWMutex // held by calls that are in no callback, for reading by workers that write a line

	mu sync.Mutex
	// mu guards the following.
	speakers map[string]*speaker
	handles  map[HINTERNET]*tale
	loose    bool // calls and completions need not match
}

// speaker is one goroutine.
type speaker struct {
	calls     int // of the API that it is inside
	callbacks int
	gated     bool
}

// tale is what one handle has been through.
type tale struct {
	executing           int
	deepest             int
	accepted, completed int
	over                bool
}

// operations are the calls that complete through the callback.
var operations = []string{"SendRequest", "WriteData", "ReceiveResponse", "QueryDataAvailable", "ReadData",
	"WebSocketSend", "WebSocketReceive", "WebSocketShutdown", "WebSocketClose"}

// completions are how they end.
const completions = WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS | WINHTTP_CALLBACK_STATUS_CLOSE_COMPLETE |
	WINHTTP_CALLBACK_STATUS_SHUTDOWN_COMPLETE

// goid is the name of this goroutine.
func goid() string {
	buf := make([]byte, 40)
	id, _, _ := bytes.Cut(buf[:runtime.Stack(buf, false)], []byte(" ["))
	return string(id)
}

func newDuo(t testing.TB) *duo {
	return &duo{t: t, main: goid(), speakers: map[string]*speaker{}, handles: map[HINTERNET]*tale{}}
}

func (d *duo) speakerLocked() *speaker {
	id := goid()
	if d.speakers[id] == nil {
		d.speakers[id] = new(speaker)
	}
	return d.speakers[id]
}

func (d *duo) taleLocked(h HINTERNET) *tale {
	if d.handles[h] == nil {
		d.handles[h] = new(tale)
	}
	return d.handles[h]
}

// call is told of the beginning of a call, and what it returns of the end.
func (d *duo) call() (end func()) {
	if d == nil {
		return func() {}
	}
	d.mu.Lock()
	s := d.speakerLocked()
	first := s.calls == 0 && s.callbacks == 0
	s.calls++
	d.mu.Unlock()
	if first {
		d.gate.Lock()
		s.gated = true
	}
	return func() {
		d.mu.Lock()
		s.calls--
		d.mu.Unlock()
		if !first {
			return
		}
		s.gated = false
		d.gate.Unlock()
		if goid() == d.main {
			synctest.Wait()
		}
	}
}

// accept counts what was accepted.
func (d *duo) accept(call string, h HINTERNET, err error) {
	if d == nil || err != nil || !slices.Contains(operations, call) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taleLocked(h).accepted++
}

// inside is told of the beginning of a notification, and what it returns of the end.
func (d *duo) inside(h HINTERNET, s callback.Status, info any) (end func()) {
	if d == nil {
		return func() {}
	}
	if about, ok := info.(HINTERNET); ok {
		h = about
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	who, t := d.speakerLocked(), d.taleLocked(h)
	if t.over {
		d.t.Errorf("%v after HANDLE_CLOSING", s)
	}
	t.over = s == callback.HandleClosing
	if t.over && t.executing > 0 {
		d.t.Errorf("HANDLE_CLOSING inside another callback")
	}
	who.callbacks++
	t.executing++
	t.deepest = max(t.deepest, t.executing)
	if uint32(s)&completions != 0 {
		t.completed++
	}
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		who.callbacks--
		t.executing--
	}
}

// log writes a line when its turn has come.
func (d *duo) log(write func(who string)) {
	if d == nil {
		write("")
		return
	}
	d.mu.Lock()
	s := d.speakerLocked()
	who := "worker"
	if s.calls > 0 {
		who = "caller"
	}
	text := fmt.Sprintf(" [%s %d]", who, s.callbacks)
	d.mu.Unlock()
	if d.slow && who == "worker" {
		<-time.After(time.Millisecond)
	}
	if !s.gated {
		d.gate.RLock()
		defer d.gate.RUnlock()
	}
	write(text)
}

// check wants one completion for every accepted operation, and never more callbacks of a handle than there is room for,
// progress included.
func (d *duo) check() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for h, t := range d.handles {
		require.LessOrEqual(d.t, t.deepest, callback.Room, "%v", h)
		if !d.loose {
			require.Equal(d.t, t.accepted, t.completed, "accepted, completed")
		}
	}
}

// asyncTrace is trace for an asynchronous session; the session of the bed is another one, x.session the asynchronous one.
func asyncTrace(t *testing.T, file string, run func(x *scene)) {
	t.Helper()
	t.Run(file, func(t *testing.T) { wintest.Golden(t, "trace/async-"+file+".txt", asyncTimeline(t, run)) })
}

// asyncTraces is traces for asynchronous sessions.
func asyncTraces(t *testing.T, file string, plays []play) {
	t.Helper()
	t.Run(file, func(t *testing.T) {
		var all strings.Builder
		for _, p := range plays {
			t.Run(p.name, func(t *testing.T) { fmt.Fprintf(&all, "# %s\n%s\n", p.name, asyncTimeline(t, p.run)) })
		}
		wintest.Golden(t, "trace/async-"+file+".txt", all.String())
	})
}

func asyncTimeline(t *testing.T, run func(x *scene)) (text string) {
	bubble(t, func(b *bed) {
		x := newAsync(b)
		run(x)
		synctest.Wait()
		text = sorted(x.log.String(), x.at)
		x.end()
	})
	return text
}

// newAsync is a scene on an asynchronous session with the context ctx and all notifications.
func newAsync(b *bed) *scene {
	b.session = b.openAsync()
	x := &scene{bed: b, log: wintest.NewTimeline(), names: map[HINTERNET]string{b.session: "S"}, duo: newDuo(b)}
	x.watch(b.session, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS)
	require.NoError(b, WinHttpSetOption(b.session, WINHTTP_OPTION_CONTEXT_VALUE, "ctx"))
	return x
}

// asyncScene is a scene without a golden file.
func asyncScene(t *testing.T, run func(x *scene)) { t.Helper(); asyncTimeline(t, run) }

// openAsync makes another session on the network of the bed.
func (b *bed) openAsync() HINTERNET {
	b.Helper()
	h, err := WinHttpOpen("agent/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, "", "", WINHTTP_FLAG_ASYNC)
	b.keep(h, err)
	require.NoError(b, WinHttpSetOption(h, OPTION_NETWORK, b.network))
	return h
}

// end closes all handles, waits for the workers and checks.
func (x *scene) end() {
	x.on = nil
	for _, h := range slices.Backward(x.opened) {
		_ = WinHttpCloseHandle(h)
	}
	x.opened = nil
	synctest.Wait()
	x.duo.check()
}

// pass lets time go by.
func (x *scene) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// during does something once, inside the first notification of a kind, before its callback returns.
func (x *scene) during(s callback.Status, f func(h HINTERNET)) {
	var done atomic.Bool
	before := x.on
	x.on = func(h HINTERNET, now callback.Status) {
		if before != nil {
			before(h, now)
		}
		if now == s && !done.Swap(true) {
			f(h)
		}
	}
}

// lines are the lines of the timeline so far that contain a text, without the time.
func (x *scene) lines(text string) (found []string) {
	for line := range strings.Lines(x.log.String()) {
		if strings.Contains(line, text) {
			_, line, _ = strings.Cut(line, " ")
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}
