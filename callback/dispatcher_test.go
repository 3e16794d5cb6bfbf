package callback

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/stretchr/testify/require"
)

// recorder keeps every notification as a line.
type recorder struct{ lines []string }

func (r *recorder) fn(h handle.HINTERNET, context any, status uint32, info any, length uint32) {
	r.lines = append(r.lines, fmt.Sprintf("%d %v %s %v %d", h, context, Status(status), info, length))
}

func newDispatcher(h handle.HINTERNET, parent *Dispatcher) *Dispatcher {
	d := new(Dispatcher)
	d.Init(h, parent)
	return d
}

func TestMaskDecidesWhatIsDelivered(t *testing.T) {
	for _, row := range []struct {
		mask uint32
		want []string
	}{
		{AllNotifications, []string{"7 ctx RESOLVING_NAME host 5", "7 ctx READ_COMPLETE [1 2] 2", "7 ctx HANDLE_CLOSING 7 8"}},
		{AllCompletions, []string{"7 ctx READ_COMPLETE [1 2] 2"}},
		{0x00000003, []string{"7 ctx RESOLVING_NAME host 5"}},
		{0, nil},
	} {
		d, r := newDispatcher(7, nil), new(recorder)
		d.SetContext("ctx")
		require.Nil(t, d.Register(r.fn, row.mask))
		d.Emit(ResolvingName, "host")
		d.Emit(ReadComplete, []byte{1, 2})
		d.EmitClosing()
		require.Equal(t, row.want, r.lines, "%#x", row.mask)
	}
}

func TestPayloadLengths(t *testing.T) {
	for _, row := range []struct {
		info any
		want uint32
	}{
		{nil, 0}, {"", 1}, {"api.test", 9}, {"\u00e9", 2}, {"\U0001F600", 3}, {uint32(200), 4}, {[]byte{}, 0}, {make([]byte, 5), 5},
		{handle.HINTERNET(1), 8}, {&AsyncResult{}, 16}, {&WebSocketStatus{}, 8}, {&WebSocketAsyncResult{}, 24}, {&ProtocolAsyncResult{}, 24},
	} {
		require.Equal(t, row.want, infoLength(row.info), "%T %v", row.info, row.info)
	}
}

// callbacks.md 2.1 rule 4 and 2.3, "creation"; section 5 case 3.
func TestAChildCopiesItsParentOnce(t *testing.T) {
	parent, first, second := newDispatcher(1, nil), new(recorder), new(recorder)
	parent.Register(first.fn, AllNotifications)
	parent.SetContext("a")
	child := newDispatcher(2, parent)
	parent.Register(second.fn, AllNotifications)
	parent.SetContext("b")
	child.Emit(SendingRequest, nil)
	require.Equal(t, []string{"2 a SENDING_REQUEST <nil> 0"}, first.lines)
	require.Empty(t, second.lines)

	child.SetContext("c")
	child.Register(nil, 0)
	parent.Emit(HandleCreated, handle.HINTERNET(3))
	require.Equal(t, []string{"1 b HANDLE_CREATED 3 8"}, second.lines)
}

func TestRegisterReturnsThePreviousCallback(t *testing.T) {
	d, r := newDispatcher(1, nil), new(recorder)
	require.Nil(t, d.Register(r.fn, 1))
	require.NotNil(t, d.Callback())
	require.NotNil(t, d.Register(nil, 0xFFFFFFFF))
	require.Nil(t, d.Callback())
	require.False(t, d.Wants(ResolvingName))
	require.Nil(t, d.Register(nil, 0))
}

func TestSetCallbackKeepsTheMask(t *testing.T) {
	d, r := newDispatcher(1, nil), new(recorder)
	d.SetCallback(r.fn)
	require.True(t, d.Wants(HandleClosing))
	d.Register(r.fn, uint32(SecureFailure))
	d.SetCallback(r.fn)
	require.False(t, d.Wants(HandleClosing))
	require.True(t, d.Wants(SecureFailure))
}

// callbacks.md 2.3, "HANDLE_CLOSING condition"; section 5 case 8.
func TestClosingNeedsAContext(t *testing.T) {
	for _, row := range []struct {
		context any
		want    int
	}{{nil, 0}, {0, 1}, {"x", 1}, {uintptr(5), 1}} {
		d, r := newDispatcher(1, nil), new(recorder)
		d.Register(r.fn, 0xC00)
		d.EmitCreated(9)
		d.SetContext(row.context)
		d.EmitClosing()
		require.Len(t, r.lines, 1+row.want, "%v", row.context)
		require.Equal(t, "9 <nil> HANDLE_CREATED 1 8", r.lines[0])
	}
}

func TestContextIsReadAtTheMomentOfTheNotification(t *testing.T) {
	d, r := newDispatcher(1, nil), new(recorder)
	d.Register(func(h handle.HINTERNET, context any, status uint32, info any, n uint32) {
		r.fn(h, context, status, info, n)
		d.SetContext("later")
	}, AllNotifications)
	d.SetContext("now")
	d.Emit(SendingRequest, nil)
	d.Emit(RequestSent, uint32(9))
	require.Equal(t, []string{"1 now SENDING_REQUEST <nil> 0", "1 later REQUEST_SENT 9 4"}, r.lines)
}

// callbacks.md 6.1 "room", 3.17: three callbacks of a handle inside one another, no more.
func TestRoom(t *testing.T) {
	d := newDispatcher(1, nil)
	depth, deepest := 0, 0
	d.Register(func(handle.HINTERNET, any, uint32, any, uint32) {
		depth++
		deepest = max(deepest, depth)
		if d.Enter() {
			d.Deliver(ReadComplete, nil)
		}
		depth--
	}, AllNotifications)
	d.Emit(SendingRequest, nil)
	require.Equal(t, Room, deepest)
	require.True(t, d.Enter())
	d.Leave()
}

func TestAWorkerWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDispatcher(1, nil)
		for range Room {
			d.Await()
		}
		require.False(t, d.Enter())
		var wg sync.WaitGroup
		var done atomic.Int32
		for range 5 {
			wg.Go(func() {
				d.Await()
				done.Add(1)
			})
		}
		for i := range Room {
			synctest.Wait()
			require.EqualValues(t, i, done.Load())
			d.Leave()
		}
		for done.Load() < 5 {
			synctest.Wait()
			d.Leave()
		}
		wg.Wait()
	})
}

func TestUnwantedDeliveryGivesRoomBack(t *testing.T) {
	d := newDispatcher(1, nil)
	for range 10 {
		require.True(t, d.Enter())
		d.Deliver(ReadComplete, nil)
	}
}

func TestNames(t *testing.T) {
	require.Equal(t, "HANDLE_CLOSING", HandleClosing.String())
	require.Equal(t, "0x2000", Status(0x2000).String())
	require.Equal(t, "SEND_REQUEST", APISendRequest.String())
	require.Equal(t, "99", API(99).String())
	require.Equal(t, "UTF8_FRAGMENT", UTF8Fragment.String())
	require.Equal(t, "SHUTDOWN", WebSocketShutdown.String())
	require.Equal(t, "RECEIVE", ProtocolReceive.String())
	require.Equal(t, "7", WebSocketOperation(7).String())
}

// callbacks.md 1.3: ALL_COMPLETIONS is the six of a request and the two of a resolver.
func TestMasks(t *testing.T) {
	var all Status
	for _, s := range []Status{SendRequestComplete, HeadersAvailable, DataAvailable, ReadComplete, WriteComplete, RequestError,
		GetProxyForURLComplete, GetProxySettingsComplete} {
		all |= s
	}
	require.EqualValues(t, AllCompletions, all)
	seen := uint32(0)
	for _, row := range Statuses() {
		require.Zero(t, seen&row.Value, row.Name)
		require.Equal(t, row.Name, Status(row.Value).String())
		seen |= row.Value
	}
	require.Len(t, Masks(), 20)
	require.Len(t, APIs(), 7)
}

func TestAsyncResultCarriesTheCause(t *testing.T) {
	cause := werr.Timeout.Wrap(fmt.Errorf("slow"))
	r := AsyncResult{Result: uint32(APIReadData), Error: werr.From(cause), Err: cause}
	require.Equal(t, werr.Timeout, r.Error)
	require.ErrorIs(t, r.Err, werr.Timeout)
}
