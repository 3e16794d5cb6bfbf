//go:build unix

// Events, threads, and waiting for them. All handles share one lock and one condition: a program has few of them, and waiting
// for several at once is then no harder than waiting for one.
#define _DEFAULT_SOURCE 1
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "include/compat/windows.h"

enum kind { EVENT = 0x57544556, THREAD = 0x57544854 }; // found at the start of a handle that is one

struct object {
	enum kind kind;
	int uses;
	BOOL signaled;
	BOOL manual; // stays signaled when somebody has waited for it
	LPTHREAD_START_ROUTINE start;
	LPVOID context;
	DWORD exitCode;
	DWORD id; // of a thread
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int threads; // that have a number
static _Thread_local DWORD current;
static _Thread_local struct object *self; // of a thread that CreateThread has started

static DWORD next_id(void)
{
	return (DWORD)InterlockedIncrement(&threads);
}

static void prepare(void)
{
#ifdef __APPLE__
	pthread_cond_init(&changed, NULL);
#else
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&changed, &attributes);
	pthread_condattr_destroy(&attributes);
#endif
}

static struct object *create(enum kind kind, BOOL manual, BOOL signaled)
{
	struct object *o = calloc(1, sizeof *o);
	pthread_once(&once, prepare);
	if (o == NULL) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	*o = (struct object){.kind = kind, .uses = 1, .manual = manual, .signaled = signaled};
	return o;
}

// object is the object behind a handle, NULL with the last error set if it is none. No object is below 64 KB or at an odd
// place, where numbers that are no pointers would be.
static struct object *object(HANDLE handle)
{
	struct object *o = handle;
	uintptr_t place = (uintptr_t)handle;
	if (place < 0x10000 || place % _Alignof(struct object) != 0 || (o->kind != EVENT && o->kind != THREAD)) {
		SetLastError(ERROR_INVALID_HANDLE);
		return NULL;
	}
	return o;
}

static void release(struct object *o)
{
	pthread_mutex_lock(&lock);
	BOOL unused = --o->uses == 0;
	pthread_mutex_unlock(&lock);
	if (unused) {
		o->kind = 0;
		free(o);
	}
}

static void signal_object(struct object *o, BOOL signaled)
{
	pthread_mutex_lock(&lock);
	o->signaled = signaled;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manualReset, BOOL initialState, LPCWSTR name)
{
	(void)security;
	(void)name; // events have no names here
	return create(EVENT, manualReset, initialState);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manualReset, BOOL initialState, LPCSTR name)
{
	(void)name;
	return CreateEventW(security, manualReset, initialState, NULL);
}

static BOOL set(HANDLE event, BOOL signaled)
{
	struct object *o = object(event);
	if (o == NULL)
		return FALSE;
	if (o->kind != EVENT) {
		SetLastError(ERROR_INVALID_HANDLE);
		return FALSE;
	}
	signal_object(o, signaled);
	return TRUE;
}

BOOL WINAPI SetEvent(HANDLE event)
{
	return set(event, TRUE);
}

BOOL WINAPI ResetEvent(HANDLE event)
{
	return set(event, FALSE);
}

static void finish(DWORD code)
{
	struct object *o = self;
	self = NULL;
	o->exitCode = code;
	signal_object(o, TRUE);
	release(o);
}

static void *run(void *thread)
{
	self = thread;
	current = self->id;
	finish(self->start(self->context));
	return NULL;
}

void WINAPI ExitThread(DWORD code)
{
	if (self != NULL)
		finish(code);
	pthread_exit(NULL);
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stackSize, LPTHREAD_START_ROUTINE start, LPVOID context,
	DWORD flags, LPDWORD id)
{
	pthread_t thread;
	struct object *o;

	(void)security;
	(void)stackSize;
	if (flags & ~STACK_SIZE_PARAM_IS_A_RESERVATION) { // a thread cannot be created suspended
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	o = create(THREAD, TRUE, FALSE);
	if (o == NULL)
		return NULL;
	o->start = start;
	o->context = context;
	o->uses = 2; // the handle and the thread
	o->exitCode = STILL_ACTIVE;
	o->id = next_id();
	if (id != NULL)
		*id = o->id;
	if (pthread_create(&thread, NULL, run, o) != 0) {
		free(o);
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	pthread_detach(thread);
	return o;
}

// begun carries the arguments of _beginthreadex, whose thread returns unsigned.
struct begun {
	unsigned (*start)(void *);
	void *context;
};

static DWORD begin(LPVOID begun)
{
	struct begun b = *(struct begun *)begun;
	free(begun);
	return b.start(b.context);
}

uintptr_t _beginthreadex(void *security, unsigned stackSize, unsigned (*start)(void *), void *context, unsigned flags,
	unsigned *id)
{
	struct begun *b = malloc(sizeof *b);
	HANDLE thread = NULL;

	if (b != NULL) {
		*b = (struct begun){start, context};
		thread = CreateThread(security, stackSize, begin, b, flags, id);
	}
	if (thread == NULL)
		free(b);
	return (uintptr_t)thread;
}

void _endthreadex(unsigned code)
{
	ExitThread(code);
}

BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code)
{
	struct object *o = object(thread);
	if (o == NULL || o->kind != THREAD) {
		SetLastError(ERROR_INVALID_HANDLE);
		return FALSE;
	}
	pthread_mutex_lock(&lock);
	*code = o->signaled ? o->exitCode : STILL_ACTIVE;
	pthread_mutex_unlock(&lock);
	return TRUE;
}

BOOL WINAPI CloseHandle(HANDLE handle)
{
	struct object *o = object(handle);
	if (o != NULL)
		release(o);
	return o != NULL;
}

// take looks whether the wait is over, and resets the events that it was for. It returns the index, or -1.
static int take(DWORD count, struct object *const *objects, BOOL all)
{
	for (DWORD i = 0; i < count; i++) {
		if (!objects[i]->signaled) {
			if (all)
				return -1;
		} else if (!all) {
			objects[i]->signaled = objects[i]->manual;
			return (int)i;
		}
	}
	if (!all)
		return -1;
	for (DWORD i = 0; i < count; i++)
		objects[i]->signaled = objects[i]->manual;
	return 0;
}

// wait_until waits for a change under the lock, until end; it says false when end has passed.
static BOOL wait_until(const struct timespec *end)
{
#ifdef __APPLE__
	struct timespec now, left;
	clock_gettime(CLOCK_MONOTONIC, &now);
	left.tv_sec = end->tv_sec - now.tv_sec;
	left.tv_nsec = end->tv_nsec - now.tv_nsec;
	if (left.tv_nsec < 0) {
		left.tv_sec--;
		left.tv_nsec += 1000000000;
	}
	return left.tv_sec >= 0 && pthread_cond_timedwait_relative_np(&changed, &lock, &left) != ETIMEDOUT;
#else
	return pthread_cond_timedwait(&changed, &lock, end) != ETIMEDOUT;
#endif
}

static int wait_locked(DWORD count, struct object *const *objects, BOOL all, DWORD milliseconds)
{
	struct timespec end;
	int at;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += milliseconds / 1000;
	end.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (end.tv_nsec >= 1000000000) {
		end.tv_sec++;
		end.tv_nsec -= 1000000000;
	}
	while ((at = take(count, objects, all)) < 0) {
		if (milliseconds == INFINITE)
			pthread_cond_wait(&changed, &lock);
		else if (!wait_until(&end))
			return take(count, objects, all);
	}
	return at;
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds)
{
	struct object *objects[MAXIMUM_WAIT_OBJECTS];
	int at;

	if (count == 0 || count > MAXIMUM_WAIT_OBJECTS) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return WAIT_FAILED;
	}
	for (DWORD i = 0; i < count; i++)
		if ((objects[i] = object(handles[i])) == NULL)
			return WAIT_FAILED;
	pthread_mutex_lock(&lock);
	for (DWORD i = 0; i < count; i++)
		objects[i]->uses++; // somebody may close a handle that is waited for
	at = wait_locked(count, objects, all, milliseconds);
	pthread_mutex_unlock(&lock);
	for (DWORD i = 0; i < count; i++)
		release(objects[i]);
	return at < 0 ? WAIT_TIMEOUT : WAIT_OBJECT_0 + (DWORD)at;
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds)
{
	return WaitForMultipleObjects(1, &handle, FALSE, milliseconds);
}

DWORD WINAPI GetCurrentThreadId(void)
{
	if (current == 0)
		current = next_id();
	return current;
}

DWORD WINAPI GetCurrentProcessId(void)
{
	return (DWORD)getpid();
}

void WINAPI ExitProcess(UINT code)
{
	exit((int)code);
}
