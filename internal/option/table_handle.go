package option

import "github.com/gowinhttp/winhttp/handle"

const maxBusyPoll = 1000 // microseconds

// Signal is a value of UnloadNotifyEvent that the C library uses: setting an event of the system.
type Signal func()

// The handles themselves, and what belongs to the process.
var (
	// Callback is the status callback of the handle.
	Callback = object[Foreign](built, 1, "CALLBACK", either, levels, inherited, shape("WINHTTP_STATUS_CALLBACK", 8))
	// HandleType is the kind of the handle.
	HandleType = facade[uint32](built, 9, "HANDLE_TYPE", never, levels|webSocket)
	// ParentHandle is the handle above; a session has none, which is InvalidParameter.
	ParentHandle = facade[handle.HINTERNET](built, 21, "PARENT_HANDLE", never, levels)
	// ExtendedError is the socket error behind the calling thread's last error.
	ExtendedError = facade[uint32](later, 24, "EXTENDED_ERROR", never, null|levels)
	// ContextValue is what callbacks get as context; nil is the null context. A non-nil context given to send replaces it.
	ContextValue = object[any](built, 45, "CONTEXT_VALUE", levels|webSocket, levels|webSocket, inherited, takesNil)
	// WorkerThreadCount is the size of the completion pool, where 0 leaves it to the library.
	WorkerThreadCount = facade[uint32](built, 80, "WORKER_THREAD_COUNT", null, levels)
	// EnableTracing is the trace switch of the process.
	EnableTracing = facade[bool](later, 85, "ENABLETRACING", null, null)
	// UnloadNotifyEvent is a channel that is closed, or a Signal that is called, when the session is closed and its last callback has returned.
	UnloadNotifyEvent = define[Foreign](built, 99, "UNLOAD_NOTIFY_EVENT", session, never, nil, ofObject, shape("chan struct{}", 8))
	// AssuredNonBlockingCallbacks promises that the callbacks of the session return fast.
	AssuredNonBlockingCallbacks = define[bool](built, 111, "ASSURED_NON_BLOCKING_CALLBACKS", session, never, false, inherited)
	// FeatureSupported tells whether a WINHTTP_FEATURE number is supported.
	FeatureSupported = facade[uint32](later, 184, "FEATURE_SUPPORTED", never, null|session)
	// Network is what the session stands on: Go only, to be set before the first connection handle.
	Network = object[Foreign](built, firstGoOnly, "NETWORK", session, session, shape("*Network", 8))
	// Async says whether operations on the handle complete through the callback: Go only, what C reads in the last error.
	Async = object[bool](built, firstGoOnly+1, "ASYNC", never, levels|webSocket)
	// BusyPoll is for how many microseconds a synchronous call polls the socket for a near server's answer before it parks
	// its goroutine: Go only, for callers whose goroutine is bound to a thread.
	BusyPoll = define[uint32](built, firstGoOnly+2, "BUSY_POLL", session, session, 0, inherited, atMost(maxBusyPoll))
)
