#include <windows.h>
#include <process.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))

static HANDLE go;

static DWORD WINAPI tells_its_id(LPVOID id)
{
	WaitForSingleObject(go, INFINITE);
	*(DWORD *)id = GetCurrentThreadId();
	return 0x12345678;
}

static DWORD WINAPI exits(LPVOID context)
{
	(void)context;
	ExitThread(5);
	return 6;
}

static unsigned __stdcall ends(void *context)
{
	*(int *)context = 1;
	_endthreadex(0xFFFFFFFF);
	return 6;
}

static unsigned __stdcall returns(void *context)
{
	return *(unsigned *)context + 1;
}

// The last error belongs to the thread, and begins as 0.
static DWORD WINAPI has_its_own(LPVOID context)
{
	DWORD before = GetLastError();
	SetLastError((DWORD)(DWORD_PTR)context);
	Sleep(0);
	return before == 0 ? GetLastError() : 0;
}

static DWORD ended(HANDLE thread)
{
	DWORD code = 0;
	CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && CloseHandle(thread));
	return code;
}

static void last_errors(void)
{
	HANDLE threads[4];

	SetLastError(77);
	for (DWORD i = 0; i < 4; i++)
		threads[i] = CreateThread(NULL, 0, has_its_own, (LPVOID)(DWORD_PTR)(100 + i), 0, NULL);
	for (DWORD i = 0; i < 4; i++)
		CHECK(ended(threads[i]) == 100 + i);
	CHECK(GetLastError() == 77);
}

int main(void)
{
	DWORD id = 0, own = 0, code;
	unsigned n = 41, number = 0;
	int ran = 0;

	go = CreateEvent(NULL, TRUE, FALSE, NULL);
	HANDLE thread = CreateThread(NULL, 0, tells_its_id, &own, STACK_SIZE_PARAM_IS_A_RESERVATION, &id);
	CHECK(thread != NULL && id != 0 && id != GetCurrentThreadId() && GetCurrentThreadId() == GetCurrentThreadId());
	CHECK(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE && WaitForSingleObject(thread, 1) == WAIT_TIMEOUT);
	SetEvent(go);
	CHECK(ended(thread) == 0x12345678 && own == id);

	CHECK(ended(CreateThread(NULL, 0, exits, NULL, 0, NULL)) == 5);
	CHECK(ended((HANDLE)_beginthreadex(NULL, 0, ends, &ran, 0, NULL)) == 0xFFFFFFFF && ran == 1);
	CHECK(ended((HANDLE)_beginthreadex(NULL, 0, returns, &n, 0, &number)) == 42 && number != 0 && number != id);
	CHECK(CloseHandle(CreateThread(NULL, 0, exits, NULL, 0, NULL))); // which ends no thread
	CHECK(CreateThread(NULL, 0, exits, NULL, 4, NULL) == NULL && GetLastError() == ERROR_INVALID_PARAMETER); // suspended

	last_errors();
	CHECK(GetCurrentProcessId() != 0 && CloseHandle(go));
	ExitProcess(failures > 0);
}
