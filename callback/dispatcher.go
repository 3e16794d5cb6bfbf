package callback

import (
	"sync"
	"sync/atomic"

	"github.com/gowinhttp/winhttp/handle"
)

// Func is the application's function. context is the handle's value at this moment, nil if it has none. status is one
// Status; info and infoLength depend on it. The library holds no lock while the function runs; it may call any function of
// the API, also for the same handle. A panic in it unwinds the call or ends the program, like any other.
type Func func(h handle.HINTERNET, context any, status uint32, info any, infoLength uint32)

// Room is how many callbacks of one handle may be executing when one more completion is delivered, that one included.
// (Recorded on Windows: callbacks.md 3.17.)
const Room = 3

// Dispatcher is the voice of one handle: callback, mask and context. Every method may be called from any goroutine.
type Dispatcher struct {
	handle handle.HINTERNET

	registration atomic.Pointer[registration]
	context      atomic.Pointer[any]
	depth        atomic.Int32 // callbacks that are executing or have been given room
	waiting      atomic.Int32 // workers in Await

	mu   sync.Mutex
	room sync.Cond // signalled under mu when depth falls while somebody waits
}

type registration struct {
	fn   Func
	mask uint32
}

// Init makes d the dispatcher of h, with what parent has at this moment; a session has no parent. It must be called once,
// before any other method.
func (d *Dispatcher) Init(h handle.HINTERNET, parent *Dispatcher) {
	d.handle = h
	d.room.L = &d.mu
	if parent != nil {
		d.registration.Store(parent.registration.Load())
		d.context.Store(parent.context.Load())
	}
}

// Register replaces callback and mask together and returns the previous callback. nil unregisters.
func (d *Dispatcher) Register(fn Func, mask uint32) (previous Func) {
	old := d.registration.Swap(&registration{fn, mask})
	if old == nil {
		return nil
	}
	return old.fn
}

// Callback is the registered function, nil if there is none.
func (d *Dispatcher) Callback() Func {
	if reg := d.registration.Load(); reg != nil {
		return reg.fn
	}
	return nil
}

// SetCallback replaces the function and keeps the mask (WINHTTP_OPTION_CALLBACK); without a registration so far the mask
// is AllNotifications.
func (d *Dispatcher) SetCallback(fn Func) {
	mask := AllNotifications
	if reg := d.registration.Load(); reg != nil {
		mask = reg.mask
	}
	d.registration.Store(&registration{fn, mask})
}

// Context is the application's value for this handle, nil if there is none.
func (d *Dispatcher) Context() any {
	if c := d.context.Load(); c != nil {
		return *c
	}
	return nil
}

// SetContext replaces the application's value.
func (d *Dispatcher) SetContext(context any) {
	if context == nil {
		d.context.Store(nil)
		return
	}
	d.context.Store(&context)
}

// Wants says whether a notification of this status would be delivered now. Ask before making a costly payload.
func (d *Dispatcher) Wants(s Status) bool { return d.wants(s) != nil }

func (d *Dispatcher) wants(s Status) *registration {
	if reg := d.registration.Load(); reg != nil && reg.fn != nil && reg.mask&uint32(s) != 0 {
		return reg
	}
	return nil
}

// Emit delivers a notification on this goroutine, if it is wanted, and returns when the application's function has. The
// caller holds no lock.
func (d *Dispatcher) Emit(s Status, info any) { d.emit(d.handle, s, info) }

// EmitCreated delivers HANDLE_CREATED for this handle. first is the handle that the application's function gets as its
// first argument: the one given to the creating call for a connection and a websocket, this one for a request.
func (d *Dispatcher) EmitCreated(first handle.HINTERNET) {
	if d.Wants(HandleCreated) {
		d.emit(first, HandleCreated, d.handle)
	}
}

// EmitClosing delivers HANDLE_CLOSING, unless the context is null. Nothing may be emitted for this handle afterwards.
func (d *Dispatcher) EmitClosing() {
	if d.Wants(HandleClosing) && d.context.Load() != nil {
		d.Emit(HandleClosing, d.handle)
	}
}

// HasRoom says whether Enter would succeed at this moment.
func (d *Dispatcher) HasRoom() bool { return d.depth.Load() < Room }

// Enter takes room for a completion without waiting. After true, Deliver or Leave must follow.
func (d *Dispatcher) Enter() bool {
	for {
		n := d.depth.Load()
		if n >= Room {
			return false
		}
		if d.depth.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Await takes room for a completion, and waits for it. Only workers call it: a caller never waits for a callback.
func (d *Dispatcher) Await() {
	if d.Enter() {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting.Add(1)
	defer d.waiting.Add(-1)
	for !d.Enter() {
		d.room.Wait()
	}
}

// Deliver is Emit in the room that Enter or Await took, and gives it back.
func (d *Dispatcher) Deliver(s Status, info any) {
	defer d.Leave()
	if reg := d.wants(s); reg != nil {
		reg.fn(d.handle, d.Context(), uint32(s), info, infoLength(info))
	}
}

// Leave gives back room that was taken and not used.
func (d *Dispatcher) Leave() {
	d.depth.Add(-1)
	if d.waiting.Load() > 0 {
		d.mu.Lock()
		d.room.Broadcast()
		d.mu.Unlock()
	}
}

func (d *Dispatcher) emit(first handle.HINTERNET, s Status, info any) {
	if reg := d.wants(s); reg != nil {
		d.depth.Add(1)
		defer d.Leave()
		reg.fn(first, d.Context(), uint32(s), info, infoLength(info))
	}
}
