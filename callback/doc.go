// Package callback reports to the application what happens on a handle.
//
// # Who is told what
//
// A handle has one callback and one mask, set together and replaced together; a child copies its parent's, and the
// context, when it is created. Later changes reach neither the other way nor further down. A notification whose status is
// not in the mask is dropped, never kept. Context, callback and mask are read at the moment of the notification.
// HANDLE_CREATED is judged by what the new handle has just inherited; HANDLE_CLOSING is sent only if the handle's context
// is not null at that moment. (Reference: WinHttpSetStatusCallback, WINHTTP_STATUS_CALLBACK.)
//
// # On which goroutine
//
// A notification is emitted by the goroutine that executes the step it reports, with no lock of the library held. It is
// never queued for another goroutine to deliver. In a synchronous session that is always the caller, inside the call.
//
// # In which order
//
//  1. The notifications of one operation come in the order of its steps; its completion is the last of them.
//  2. An operation has ended before its completion is emitted: when that callback starts, the next call on the handle is
//     legal, from inside the callback and from any goroutine that it wakes.
//  3. A handle has one operation at a time (a websocket has one that sends and one that receives), so its notifications do
//     not overlap, with two exceptions: a completion delivered inside a call nests in the callback that made the call, and
//     the tail of a completion callback may overlap with what the next call delivers inside itself.
//  4. HANDLE_CREATED is the first notification of a handle and HANDLE_CLOSING the last. HANDLE_CLOSING is not sent while
//     any other callback of the handle is executing. A parent's comes after its last descendant's.
//  5. Between different handles there is no order, and no waiting.
//
// # How deep
//
// At most [Room] callbacks of one handle are executing when a completion is delivered, itself included. A call that finds no
// room leaves the delivery to a worker. A worker waits for room before everything it emits; a caller never waits.
package callback
