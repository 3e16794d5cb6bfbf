//go:build unix

// Critical sections, SRW locks, condition variables.
#define _DEFAULT_SOURCE 1
#include "include/compat/windows.h"

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutexattr_t attributes;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&section->mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spinCount)
{
	(void)spinCount;
	InitializeCriticalSection(section);
	return TRUE;
}

void WINAPI EnterCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutex_lock(&section->mutex);
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section)
{
	return pthread_mutex_trylock(&section->mutex) == 0;
}

void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutex_unlock(&section->mutex);
}

void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section)
{
	pthread_mutex_destroy(&section->mutex);
}

// The state of an SRW lock, in its lower half: how many share it, or WRITER. In the upper half: how many wait for it. It is
// one number since who has released a lock must not look at it again: its memory may be gone.
#define WAITING ((ULONG_PTR)1 << 4 * sizeof(ULONG_PTR))
#define WRITER (WAITING >> 1)
#define HOLDERS (WAITING - 1)

static pthread_mutex_t waiters = PTHREAD_MUTEX_INITIALIZER; // of all SRW locks
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;

void WINAPI InitializeSRWLock(PSRWLOCK lock)
{
	lock->state = 0;
}

BOOL WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock)
{
	ULONG_PTR state = __atomic_load_n(&lock->state, __ATOMIC_RELAXED);
	while ((state & HOLDERS) == 0)
		if (__atomic_compare_exchange_n(&lock->state, &state, state | WRITER, FALSE, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return TRUE;
	return FALSE;
}

BOOL WINAPI TryAcquireSRWLockShared(PSRWLOCK lock)
{
	ULONG_PTR state = __atomic_load_n(&lock->state, __ATOMIC_RELAXED);
	while ((state & WRITER) == 0)
		if (__atomic_compare_exchange_n(&lock->state, &state, state + 1, FALSE, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return TRUE;
	return FALSE;
}

static void acquire(PSRWLOCK lock, BOOL (*try)(PSRWLOCK))
{
	if (try(lock))
		return;
	pthread_mutex_lock(&waiters);
	__atomic_add_fetch(&lock->state, WAITING, __ATOMIC_RELAXED);
	while (!try(lock))
		pthread_cond_wait(&released, &waiters);
	__atomic_sub_fetch(&lock->state, WAITING, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&waiters);
}

static void release(PSRWLOCK lock, ULONG_PTR holder)
{
	ULONG_PTR state = __atomic_sub_fetch(&lock->state, holder, __ATOMIC_RELEASE);
	if ((state & HOLDERS) != 0 || state < WAITING)
		return;
	pthread_mutex_lock(&waiters);
	pthread_cond_broadcast(&released);
	pthread_mutex_unlock(&waiters);
}

void WINAPI AcquireSRWLockExclusive(PSRWLOCK lock)
{
	acquire(lock, TryAcquireSRWLockExclusive);
}

void WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock)
{
	release(lock, WRITER);
}

void WINAPI AcquireSRWLockShared(PSRWLOCK lock)
{
	acquire(lock, TryAcquireSRWLockShared);
}

void WINAPI ReleaseSRWLockShared(PSRWLOCK lock)
{
	release(lock, 1);
}

// sleeper is a thread that waits for a condition variable. Who takes it off the list wakes it, still under the lock of the
// lists: it may be gone once it has had that lock itself.
struct sleeper {
	struct sleeper *next;
	HANDLE woken;
};

static pthread_mutex_t lists = PTHREAD_MUTEX_INITIALIZER;

void WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition)
{
	condition->sleepers = NULL;
}

static BOOL fall_asleep(PCONDITION_VARIABLE condition, struct sleeper *me)
{
	struct sleeper *last;

	*me = (struct sleeper){NULL, CreateEventW(NULL, FALSE, FALSE, NULL)};
	if (me->woken == NULL)
		return FALSE;
	pthread_mutex_lock(&lists);
	last = condition->sleepers;
	while (last != NULL && last->next != NULL)
		last = last->next;
	if (last != NULL)
		last->next = me;
	else
		condition->sleepers = me;
	pthread_mutex_unlock(&lists);
	return TRUE;
}

// stay_asleep returns whether somebody has woken the sleeper.
static BOOL stay_asleep(PCONDITION_VARIABLE condition, struct sleeper *me, DWORD milliseconds)
{
	struct sleeper *before = NULL, *at;

	WaitForSingleObject(me->woken, milliseconds);
	pthread_mutex_lock(&lists);
	for (at = condition->sleepers; at != NULL && at != me; at = at->next)
		before = at;
	if (at != NULL && before != NULL)
		before->next = me->next;
	else if (at != NULL)
		condition->sleepers = me->next;
	pthread_mutex_unlock(&lists);
	CloseHandle(me->woken);
	return at == NULL;
}

static BOOL timed_out(BOOL woken)
{
	if (!woken)
		SetLastError(ERROR_TIMEOUT);
	return woken;
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, LPCRITICAL_SECTION section, DWORD milliseconds)
{
	struct sleeper me;
	BOOL woken;

	if (!fall_asleep(condition, &me))
		return FALSE;
	LeaveCriticalSection(section);
	woken = stay_asleep(condition, &me, milliseconds);
	EnterCriticalSection(section);
	return timed_out(woken);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds, ULONG flags)
{
	BOOL shared = (flags & CONDITION_VARIABLE_LOCKMODE_SHARED) != 0, woken;
	struct sleeper me;

	if (!fall_asleep(condition, &me))
		return FALSE;
	release(lock, shared ? 1 : WRITER);
	woken = stay_asleep(condition, &me, milliseconds);
	acquire(lock, shared ? TryAcquireSRWLockShared : TryAcquireSRWLockExclusive);
	return timed_out(woken);
}

static void wake(PCONDITION_VARIABLE condition, BOOL all)
{
	pthread_mutex_lock(&lists);
	do {
		struct sleeper *first = condition->sleepers;
		if (first == NULL)
			break;
		condition->sleepers = first->next;
		SetEvent(first->woken);
	} while (all);
	pthread_mutex_unlock(&lists);
}

void WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition)
{
	wake(condition, FALSE);
}

void WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition)
{
	wake(condition, TRUE);
}
