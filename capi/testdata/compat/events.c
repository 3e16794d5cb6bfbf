#include <windows.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))
#define IS_SET(event) (WaitForSingleObject((event), 0) == WAIT_OBJECT_0)
#define WAITERS 8

static void resetting(void)
{
	HANDLE automatic = CreateEventW(NULL, FALSE, FALSE, NULL), manual = CreateEvent(NULL, TRUE, FALSE, NULL);
	HANDLE begun = CreateEventA(NULL, FALSE, TRUE, NULL);

	CHECK(!IS_SET(automatic) && WaitForSingleObject(automatic, 1) == WAIT_TIMEOUT);
	CHECK(SetEvent(automatic) && SetEvent(automatic) && IS_SET(automatic) && !IS_SET(automatic));
	CHECK(SetEvent(automatic) && ResetEvent(automatic) && !IS_SET(automatic));
	CHECK(SetEvent(manual) && IS_SET(manual) && IS_SET(manual) && ResetEvent(manual) && !IS_SET(manual));
	CHECK(WaitForSingleObject(manual, 1) == WAIT_TIMEOUT);
	CHECK(IS_SET(begun) && !IS_SET(begun));
	CHECK(CloseHandle(automatic) && CloseHandle(manual) && CloseHandle(begun));
}

struct scene {
	HANDLE event, passed;
	LONG count;
};

static DWORD WINAPI passes(LPVOID context)
{
	struct scene *s = context;
	if (WaitForSingleObject(s->event, INFINITE) != WAIT_OBJECT_0)
		return 1;
	InterlockedIncrement(&s->count);
	SetEvent(s->passed);
	return 0;
}

static void start(HANDLE *threads, struct scene *s, BOOL manual)
{
	*s = (struct scene){CreateEvent(NULL, manual, FALSE, NULL), CreateEvent(NULL, FALSE, FALSE, NULL), 0};
	for (int i = 0; i < WAITERS; i++)
		threads[i] = CreateThread(NULL, 0, passes, s, 0, NULL);
}

static void finish(HANDLE *threads, struct scene *s)
{
	DWORD code;

	CHECK(WaitForMultipleObjects(WAITERS, threads, TRUE, INFINITE) == WAIT_OBJECT_0 && s->count == WAITERS);
	for (int i = 0; i < WAITERS; i++)
		CHECK(GetExitCodeThread(threads[i], &code) && code == 0 && CloseHandle(threads[i]));
	CHECK(CloseHandle(s->event) && CloseHandle(s->passed));
}

// Each time that the event is set, one of those that wait passes.
static void automatic_wakes_one(void)
{
	HANDLE threads[WAITERS];
	struct scene s;

	start(threads, &s, FALSE);
	for (LONG i = 1; i <= WAITERS; i++) {
		CHECK(SetEvent(s.event));
		CHECK(WaitForSingleObject(s.passed, INFINITE) == WAIT_OBJECT_0);
		CHECK(InterlockedExchangeAdd(&s.count, 0) == i && !IS_SET(s.event));
	}
	finish(threads, &s);
}

static void manual_wakes_all(void)
{
	HANDLE threads[WAITERS];
	struct scene s;

	start(threads, &s, TRUE);
	CHECK(WaitForMultipleObjects(WAITERS, threads, FALSE, 1) == WAIT_TIMEOUT);
	CHECK(SetEvent(s.event));
	CHECK(WaitForMultipleObjects(WAITERS, threads, TRUE, INFINITE) == WAIT_OBJECT_0 && IS_SET(s.event));
	finish(threads, &s);
}

static void wrong_handles(void)
{
	HANDLE thread = CreateThread(NULL, 0, passes, &(struct scene){NULL, NULL, 0}, 0, NULL);
	char nothing[256] = "no handle";
	HANDLE wrong[] = {NULL, INVALID_HANDLE_VALUE, (HANDLE)7, (HANDLE)0x200, nothing};
	DWORD code;

	CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
	for (size_t i = 0; i < ARRAYSIZE(wrong); i++) {
		SetLastError(0);
		CHECK(!SetEvent(wrong[i]) && GetLastError() == ERROR_INVALID_HANDLE);
		SetLastError(0);
		CHECK(WaitForSingleObject(wrong[i], INFINITE) == WAIT_FAILED && GetLastError() == ERROR_INVALID_HANDLE);
		CHECK(!ResetEvent(wrong[i]) && !CloseHandle(wrong[i]) && !GetExitCodeThread(wrong[i], &code));
	}
	CHECK(!SetEvent(thread) && GetLastError() == ERROR_INVALID_HANDLE); // a handle, but of a thread
	CHECK(CloseHandle(thread));
}

int main(void)
{
	resetting();
	automatic_wakes_one();
	manual_wakes_all();
	wrong_handles();
	return failures > 0;
}
