//go:build ignore

// The names of handles and contexts, and the notifications that have come and that nobody has waited for yet.
#include "internal.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE 10000 // milliseconds
#define QUIET 250      // milliseconds
#define FIRST_CONTEXT 0x1001

struct named {
	HINTERNET handle;
	char name[32];
	BOOL websocket;
	unsigned arrived[32]; // notifications by the bit of their status
	DWORD number;         // of the last one that brought a number
};

static CRITICAL_SECTION lock; // guards the following
static struct named handles[256];
static int handle_count;
static const char *contexts[32];
static int context_count;
static unsigned notifications;

static HANDLE notified; // signalled by each notification

DWORD_PTR usual_context;

void handles_begin(void)
{
	InitializeCriticalSection(&lock);
	notified = CreateEventW(NULL, FALSE, FALSE, NULL);
}

// find_locked goes from the newest to the oldest, since a closed handle's value may be another's later.
static struct named *find_locked(HINTERNET handle)
{
	for (int i = handle_count - 1; i >= 0; i--)
		if (handles[i].handle == handle)
			return &handles[i];
	return NULL;
}

void name_handle(HINTERNET handle, const char *name, BOOL websocket)
{
	EnterCriticalSection(&lock);
	if (handle_count < (int)(sizeof handles / sizeof *handles)) {
		struct named *named = &handles[handle_count++];

		named->handle = handle;
		named->websocket = websocket;
		snprintf(named->name, sizeof named->name, "%s", name);
	}
	LeaveCriticalSection(&lock);
}

const char *handle_name(HINTERNET handle)
{
	struct named *named;

	if (!handle)
		return "NULL";
	EnterCriticalSection(&lock);
	named = find_locked(handle);
	LeaveCriticalSection(&lock);
	return named ? named->name : "unknown";
}

BOOL is_websocket(HINTERNET handle)
{
	struct named *named;
	BOOL websocket;

	EnterCriticalSection(&lock);
	named = find_locked(handle);
	websocket = named && named->websocket;
	LeaveCriticalSection(&lock);
	return websocket;
}

DWORD_PTR new_context(const char *name)
{
	DWORD_PTR context;

	EnterCriticalSection(&lock);
	context = FIRST_CONTEXT + (DWORD_PTR)context_count;
	contexts[context_count++] = name;
	LeaveCriticalSection(&lock);
	return context;
}

const char *context_name(DWORD_PTR context)
{
	const char *name = "unknown context";

	EnterCriticalSection(&lock);
	if (!context)
		name = "no context";
	else if (context >= FIRST_CONTEXT && context < FIRST_CONTEXT + (DWORD_PTR)context_count)
		name = contexts[context - FIRST_CONTEXT];
	LeaveCriticalSection(&lock);
	return name;
}

static int bit_of(DWORD status)
{
	int bit = 0;

	while (bit < 31 && !(status >> bit & 1))
		bit++;
	return bit;
}

void count_notification(HINTERNET handle, DWORD status, DWORD number)
{
	const DWORD with_number = WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE | WINHTTP_CALLBACK_STATUS_READ_COMPLETE |
		WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE;
	struct named *named;

	EnterCriticalSection(&lock);
	named = find_locked(handle);
	if (named) {
		named->arrived[bit_of(status)]++;
		if (status & with_number)
			named->number = number;
	}
	notifications++;
	LeaveCriticalSection(&lock);
	SetEvent(notified);
}

DWORD last_number(HINTERNET handle)
{
	struct named *named;
	DWORD number;

	EnterCriticalSection(&lock);
	named = find_locked(handle);
	number = named ? named->number : 0;
	LeaveCriticalSection(&lock);
	return number;
}

// take gives one of the statuses that has arrived, and counts it off.
static DWORD take(HINTERNET handle, DWORD statuses)
{
	struct named *named;
	DWORD status = 0;

	EnterCriticalSection(&lock);
	named = find_locked(handle);
	for (int bit = 0; named && !status && bit < 32; bit++) {
		if (statuses >> bit & 1 && named->arrived[bit]) {
			named->arrived[bit]--;
			status = (DWORD)1 << bit;
		}
	}
	LeaveCriticalSection(&lock);
	return status;
}

DWORD wait_for(HINTERNET handle, DWORD statuses)
{
	DWORD status;

	for (int waited = 0; !(status = take(handle, statuses)); waited += 10) {
		if (waited >= PATIENCE) {
			note("TIMEOUT waiting for a notification of %s", handle_name(handle));
			break;
		}
		WaitForSingleObject(notified, 10);
	}
	return status;
}

static unsigned notified_so_far(void)
{
	unsigned number;

	EnterCriticalSection(&lock);
	number = notifications;
	LeaveCriticalSection(&lock);
	return number;
}

void settle(void)
{
	unsigned before;
	int waited = 0;

	do {
		before = notified_so_far();
		Sleep(QUIET);
		waited += QUIET;
	} while (before != notified_so_far() && waited < PATIENCE);
}

BOOL wait_event(HANDLE event)
{
	if (WaitForSingleObject(event, PATIENCE) == WAIT_OBJECT_0)
		return TRUE;
	note("TIMEOUT waiting for an event");
	return FALSE;
}
