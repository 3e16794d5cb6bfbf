// What the C half and the Go half of the library share. The C half has the functions that programs call; it casts, sets the
// last error after the Go half has returned, and calls the application's callback. A handle, a context, a function or a
// pointer that the application may have invented crosses as uintptr_t: a Go parameter of a pointer type with such a value
// would end the process.
#ifndef WINHTTP_BRIDGE_H
#define WINHTTP_BRIDGE_H

#define WINHTTP_BUILD
#include <stdint.h>

#include "include/winhttp.h"

// winhttp_done turns the code of a call into what a BOOL function returns, and makes it the last error.
BOOL winhttp_done(DWORD code);

// An asynchronous operation is accepted with last error 0 if its completion has been delivered inside the call, and with
// ERROR_IO_PENDING if a worker delivers it. A mark of the thread tells them apart: winhttp_begin clears it and returns what
// it was, every completion sets it, and winhttp_accepted looks at it and restores what winhttp_begin has returned.
// winhttp_accepted returns code, or ERROR_SUCCESS for an ERROR_IO_PENDING that has been delivered inside.
BOOL winhttp_begin(void);
DWORD winhttp_accepted(DWORD code, BOOL outer);

// These call the application's callback with a payload in memory, in a number of up to 8 bytes, or in an
// WINHTTP_ASYNC_RESULT that a websocket or protocol follows with its operation.
void winhttp_notify(uintptr_t callback, uintptr_t handle, uintptr_t context, uint32_t status, void *info, uint32_t length);
void winhttp_notify_number(uintptr_t callback, uintptr_t handle, uintptr_t context, uint32_t status, uint64_t number,
	uint32_t length);
void winhttp_notify_result(uintptr_t callback, uintptr_t handle, uintptr_t context, uint32_t status, uintptr_t result,
	uint32_t error, uint32_t operation, uint32_t length);

// winhttp_pin keeps the library loaded until the process ends: the Go runtime cannot be unloaded.
void winhttp_pin(void);

// winhttp_signal sets an event.
void winhttp_signal(uintptr_t event);

// winhttp_certificate makes a certificate context of the encoded bytes, NULL without memory.
PCCERT_CONTEXT winhttp_certificate(const void *encoded, uint32_t length);

// winhttp_chain makes a chain of certificates, the server's first, that lie one behind the other; NULL without memory.
PCCERT_CHAIN_CONTEXT winhttp_chain(const uint8_t *encoded, const uint32_t *lengths, uint32_t count);

// winhttp_address fills in a socket address; family is 4 or 6.
void winhttp_address(SOCKADDR_STORAGE *address, int family, const void *bytes, uint16_t port, uint32_t scope);

#endif
