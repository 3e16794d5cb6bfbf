#include <windows.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))
#define IS_SET(event) (WaitForSingleObject((event), 0) == WAIT_OBJECT_0)

static void any(HANDLE *e)
{
	CHECK(WaitForMultipleObjects(3, e, FALSE, 0) == WAIT_TIMEOUT && WaitForMultipleObjects(3, e, FALSE, 1) == WAIT_TIMEOUT);
	SetEvent(e[2]);
	CHECK(WaitForMultipleObjects(3, e, FALSE, INFINITE) == WAIT_OBJECT_0 + 2 && !IS_SET(e[2]));
	SetEvent(e[0]);
	SetEvent(e[1]);
	CHECK(WaitForMultipleObjects(3, e, FALSE, INFINITE) == WAIT_OBJECT_0); // the first of those that are set
	CHECK(!IS_SET(e[0]) && IS_SET(e[1]));                                  // and only that one is reset
}

static void all(HANDLE *e)
{
	SetEvent(e[0]);
	SetEvent(e[1]);
	CHECK(WaitForMultipleObjects(3, e, TRUE, 0) == WAIT_TIMEOUT && WaitForMultipleObjects(3, e, TRUE, 1) == WAIT_TIMEOUT);
	SetEvent(e[2]); // and the others have not been reset
	CHECK(WaitForMultipleObjects(3, e, TRUE, INFINITE) == WAIT_OBJECT_0);
	CHECK(WaitForMultipleObjects(3, e, FALSE, 0) == WAIT_TIMEOUT);
}

static DWORD WINAPI sets(LPVOID context)
{
	HANDLE *e = context;
	for (int i = 0; i < 3; i++)
		SetEvent(e[i]);
	return 0;
}

static void from_threads(HANDLE *e)
{
	HANDLE many[MAXIMUM_WAIT_OBJECTS];

	for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
		many[i] = CreateThread(NULL, 0, sets, e, 0, NULL);
	CHECK(WaitForMultipleObjects(3, e, TRUE, INFINITE) == WAIT_OBJECT_0);
	CHECK(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, many, FALSE, INFINITE) < WAIT_OBJECT_0 + MAXIMUM_WAIT_OBJECTS);
	CHECK(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, many, TRUE, INFINITE) == WAIT_OBJECT_0);
	for (int i = 0; i < MAXIMUM_WAIT_OBJECTS; i++)
		CHECK(IS_SET(many[i]) && CloseHandle(many[i])); // who has ended stays so
}

static DWORD WINAPI waits(LPVOID context)
{
	HANDLE *pair = context;
	SetEvent(pair[1]);
	return WaitForSingleObject(pair[0], INFINITE);
}

// A handle may be closed while a thread waits for it.
static void closed_in_a_wait(void)
{
	HANDLE pair[2] = {CreateEvent(NULL, TRUE, FALSE, NULL), CreateEvent(NULL, FALSE, FALSE, NULL)};
	HANDLE thread = CreateThread(NULL, 0, waits, pair, 0, NULL);
	DWORD code;

	CHECK(WaitForSingleObject(pair[1], INFINITE) == WAIT_OBJECT_0);
	CHECK(WaitForSingleObject(thread, 2) == WAIT_TIMEOUT);
	CHECK(SetEvent(pair[0]) && WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
	CHECK(GetExitCodeThread(thread, &code) && code == WAIT_OBJECT_0);
	CHECK(CloseHandle(pair[0]) && CloseHandle(pair[1]) && CloseHandle(thread));
}

static void wrong(HANDLE *e)
{
	HANDLE bad[] = {e[0], NULL};

	SetLastError(0);
	CHECK(WaitForMultipleObjects(2, bad, FALSE, 0) == WAIT_FAILED && GetLastError() == ERROR_INVALID_HANDLE);
	SetLastError(0);
	CHECK(WaitForMultipleObjects(0, e, FALSE, 0) == WAIT_FAILED && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, e, FALSE, 0) == WAIT_FAILED);
}

int main(void)
{
	HANDLE e[3];

	for (int i = 0; i < 3; i++)
		e[i] = CreateEvent(NULL, FALSE, FALSE, NULL);
	any(e);
	all(e);
	from_threads(e);
	closed_in_a_wait();
	wrong(e);
	for (int i = 0; i < 3; i++)
		CHECK(CloseHandle(e[i]));
	return failures > 0;
}
