#include <windows.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))
#define THREADS 4
#define ROUNDS 2000

static CRITICAL_SECTION section;
static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
static LONG shared, turns, waiting;

static DWORD WINAPI tries(LPVOID context)
{
	(void)context;
	if (TryEnterCriticalSection(&section))
		return 1;
	EnterCriticalSection(&section);
	LeaveCriticalSection(&section);
	return 2;
}

static DWORD WINAPI counts_in_section(LPVOID context)
{
	(void)context;
	for (int i = 0; i < ROUNDS; i++) {
		EnterCriticalSection(&section);
		shared++;
		LeaveCriticalSection(&section);
	}
	return 0;
}

static DWORD WINAPI counts_in_lock(LPVOID context)
{
	LONG before = 0;
	(void)context;
	for (int i = 0; i < ROUNDS; i++) {
		AcquireSRWLockExclusive(&lock);
		shared++;
		ReleaseSRWLockExclusive(&lock);
		AcquireSRWLockShared(&lock);
		if (shared <= before)
			failures++;
		before = shared;
		ReleaseSRWLockShared(&lock);
	}
	return 0;
}

static void together(LPTHREAD_START_ROUTINE f)
{
	HANDLE threads[THREADS];
	DWORD_PTR i;

	for (i = 0; i < THREADS; i++)
		threads[i] = CreateThread(NULL, 0, f, (LPVOID)i, 0, NULL);
	CHECK(WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
	for (i = 0; i < THREADS; i++)
		CHECK(CloseHandle(threads[i]));
}

static void sections(void)
{
	DWORD code = 0;

	InitializeCriticalSection(&section);
	EnterCriticalSection(&section);
	EnterCriticalSection(&section);
	CHECK(TryEnterCriticalSection(&section)); // a thread may enter again
	HANDLE thread = CreateThread(NULL, 0, tries, NULL, 0, NULL);
	CHECK(WaitForSingleObject(thread, 2) == WAIT_TIMEOUT);
	LeaveCriticalSection(&section);
	LeaveCriticalSection(&section);
	CHECK(WaitForSingleObject(thread, 2) == WAIT_TIMEOUT); // and leaves as often
	LeaveCriticalSection(&section);
	CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 2);
	CHECK(CloseHandle(thread));
	shared = 0;
	together(counts_in_section);
	CHECK(shared == THREADS * ROUNDS);
	DeleteCriticalSection(&section);
}

static void srw_locks(void)
{
	SRWLOCK l;

	InitializeSRWLock(&l);
	AcquireSRWLockShared(&l);
	CHECK(TryAcquireSRWLockShared(&l) && !TryAcquireSRWLockExclusive(&l));
	ReleaseSRWLockShared(&l);
	CHECK(!TryAcquireSRWLockExclusive(&l));
	ReleaseSRWLockShared(&l);
	CHECK(TryAcquireSRWLockExclusive(&l) && !TryAcquireSRWLockExclusive(&l) && !TryAcquireSRWLockShared(&l));
	ReleaseSRWLockExclusive(&l);
	AcquireSRWLockExclusive(&l);
	ReleaseSRWLockExclusive(&l);
	shared = 0;
	together(counts_in_lock);
	CHECK(shared == THREADS * ROUNDS);
}

// Each thread has every THREADSth turn.
static DWORD WINAPI takes_turns(LPVOID context)
{
	LONG me = (LONG)(DWORD_PTR)context;

	for (int i = 0; i < 50; i++) {
		EnterCriticalSection(&section);
		while (turns % THREADS != me)
			SleepConditionVariableCS(&changed, &section, INFINITE);
		turns++;
		LeaveCriticalSection(&section);
		WakeAllConditionVariable(&changed);
	}
	return 0;
}

static DWORD WINAPI waits_for_shared(LPVOID context)
{
	(void)context;
	AcquireSRWLockShared(&lock);
	InterlockedIncrement(&waiting);
	while (shared == 0)
		if (!SleepConditionVariableSRW(&changed, &lock, INFINITE, CONDITION_VARIABLE_LOCKMODE_SHARED))
			return 1;
	ReleaseSRWLockShared(&lock);
	return 0;
}

static void conditions(void)
{
	HANDLE threads[2];

	InitializeCriticalSectionAndSpinCount(&section, 4000);
	turns = 0;
	together(takes_turns);
	CHECK(turns == 50 * THREADS);
	EnterCriticalSection(&section);
	SetLastError(0);
	CHECK(!SleepConditionVariableCS(&changed, &section, 1) && GetLastError() == ERROR_TIMEOUT);
	LeaveCriticalSection(&section);
	DeleteCriticalSection(&section);

	shared = 0;
	for (int i = 0; i < 2; i++)
		threads[i] = CreateThread(NULL, 0, waits_for_shared, NULL, 0, NULL);
	while (InterlockedExchangeAdd(&waiting, 0) < 2)
		Sleep(0);
	AcquireSRWLockExclusive(&lock); // from now on both sleep
	CHECK(!SleepConditionVariableSRW(&changed, &lock, 1, 0) && GetLastError() == ERROR_TIMEOUT);
	shared = 1;
	ReleaseSRWLockExclusive(&lock);
	WakeConditionVariable(&changed);
	DWORD first = WaitForMultipleObjects(2, threads, FALSE, INFINITE); // one only, there is nothing that wakes both
	CHECK(first < 2 && WaitForSingleObject(threads[1 - first], 1) == WAIT_TIMEOUT);
	WakeConditionVariable(&changed);
	CHECK(WaitForMultipleObjects(2, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
	WakeAllConditionVariable(&changed); // nobody
	for (int i = 0; i < 2; i++)
		CHECK(CloseHandle(threads[i]));
}

static void interlocked(void)
{
	volatile LONG n = 5;
	volatile LONGLONG wide = 1ll << 40;
	void *p = NULL;

	CHECK(InterlockedIncrement(&n) == 6 && InterlockedDecrement(&n) == 5 && InterlockedExchangeAdd(&n, 3) == 5 && n == 8);
	CHECK(InterlockedExchange(&n, 1) == 8 && InterlockedCompareExchange(&n, 2, 7) == 1 && n == 1);
	CHECK(InterlockedCompareExchange(&n, 2, 1) == 1 && n == 2);
	CHECK(InterlockedIncrement64(&wide) == (1ll << 40) + 1 && InterlockedExchange64(&wide, 2) == (1ll << 40) + 1);
	CHECK(InterlockedExchangePointer(&p, (void *)&n) == NULL && InterlockedCompareExchangePointer(&p, NULL, (void *)&n) == &n);
	CHECK(p == NULL);
}

int main(void)
{
	sections();
	srw_locks();
	conditions();
	interlocked();
	return failures > 0;
}
