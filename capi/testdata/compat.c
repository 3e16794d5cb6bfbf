// compat/windows.h as programs use it. Prints what is wrong, and says nothing else.
#include <windows.h>
#include <winhttp.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("line %d: %s\n", __LINE__, #condition)))
#define SAME(got, want) CHECK(wcscmp((got), (want)) == 0)

static void strings(void)
{
	WCHAR buffer[32], *end;

	CHECK(wcslen(L"") == 0 && wcslen(L"gr\u00fcn") == 4);
	wcscpy(buffer, L"one");
	wcscat(buffer, L"two");
	SAME(buffer, L"onetwo");
	wcsncat(buffer, L"three", 2);
	SAME(buffer, L"onetwoth");
	memset(buffer, 1, sizeof buffer);
	wcsncpy(buffer, L"ab", 4);
	CHECK(buffer[2] == 0 && buffer[3] == 0 && buffer[4] == 0x0101);
	CHECK(wcscmp(L"a", L"b") < 0 && wcscmp(L"b", L"a") > 0 && wcscmp(L"a", L"ab") < 0 && wcscmp(L"\uffff", L"a") > 0);
	CHECK(wcsncmp(L"abc", L"abd", 2) == 0 && wcsncmp(L"abc", L"abd", 3) < 0 && wcsncmp(L"a", L"b", 0) == 0);
	CHECK(_wcsicmp(L"Content-TYPE", L"content-type") == 0 && _wcsicmp(L"a", L"B") < 0 && _wcsnicmp(L"ABx", L"aby", 2) == 0);
	SAME(wcschr(L"a.b.c", '.'), L".b.c");
	SAME(wcsrchr(L"a.b.c", '.'), L".c");
	CHECK(wcschr(L"abc", 'x') == NULL && wcsrchr(L"abc", 'x') == NULL && *wcschr(L"abc", 0) == 0);
	SAME(wcsstr(L"text/html; q=1", L"html"), L"html; q=1");
	SAME(wcsstr(L"abc", L""), L"abc");
	CHECK(wcsstr(L"abc", L"abcd") == NULL);
	CHECK(wcstol(L" -12x", &end, 10) == -12 && *end == 'x' && wcstoul(L"ff", NULL, 16) == 255 && _wtoi(L"8080") == 8080);
	CHECK(lstrlenW(L"four") == 4);
	end = _wcsdup(L"copy");
	SAME(end, L"copy");
	free(end);
}

static void conversion(void)
{
	static const WCHAR pair[] = {0xD83D, 0xDE00, 0}, half[] = {'a', 0xD83D, 'b', 0};
	WCHAR wide[16];
	char narrow[16];

	CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xF0\x9F\x98\x80", -1, wide, 16) == 3);
	SAME(wide, pair);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, pair, -1, narrow, 16, NULL, NULL) == 5 && strcmp(narrow, "\xF0\x9F\x98\x80") == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, half, -1, narrow, 16, NULL, NULL) == 6 && strcmp(narrow, "a\xEF\xBF\xBD" "b") == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, half, -1, narrow, 16, NULL, NULL) == 0);
	CHECK(GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "a\xC3\xBC", 3, NULL, 0) == 2 && MultiByteToWideChar(CP_ACP, 0, "abc", 2, wide, 2) == 2);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, wide, 3) == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	// Overlong, surrogate, too large, cut off, stray: each bad byte is one character.
	static const char *const bad[] = {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"};
	for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
		CHECK(MultiByteToWideChar(CP_UTF8, 0, bad[i], -1, wide, 16) == (int)strlen(bad[i]) + 1 && wide[0] == 0xFFFD);
		CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bad[i], -1, wide, 16) == 0);
	}
	CHECK(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, wide, 16) == 0 && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(MultiByteToWideChar(1252, 0, "a", -1, wide, 16) == 0 && MultiByteToWideChar(CP_UTF8, 0, "a", 0, wide, 16) == 0);
}

static void printing(void)
{
	WCHAR b[64];

#define PRINTS(want, ...) (CHECK(swprintf(b, 64, __VA_ARGS__) == (int)wcslen(want)), SAME(b, want))
	PRINTS(L"a 7 -7 2a 2A 0x2a 052", L"%c %d %i %x %X %#x %#o", 'a', 7, -7, 42, 42, 42, 42);
	PRINTS(L"wide narrow wide narrow narrow", L"%s %S %ls %hs %hS", L"wide", "narrow", L"wide", "narrow", "narrow");
	PRINTS(L"[  ab|ab  |00042|   +7|ab]", L"[%4s|%-4s|%05d|%+5d|%.2s]", L"ab", L"ab", 42, 7, L"abc");
	PRINTS(L"[  3|3  ]", L"[%*d|%*d]", 3, 3, -3, 3);
	PRINTS(L"4294967295 18446744073709551615 -5 65535", L"%lu %I64u %I64d %hu", 0xFFFFFFFF, ~0ull, -5ll, 0x1FFFF);
	PRINTS(L"1.50 100%", L"%.2f %d%%", 1.5, 100);
	PRINTS(L"0000000000001234", L"%p", (void *)0x1234);
	PRINTS(L"(null) (null)", L"%s %S", (WCHAR *)NULL, (char *)NULL);
	PRINTS(L"\u20ac \u00fc", L"%s %S", L"\u20ac", "\xC3\xBC");
	CHECK(swprintf(b, 3, L"abc") == -1 && swprintf(b, 4, L"abc") == 3);
	CHECK(swprintf(b, 64, L"%n", (int *)NULL) == -1);
}

static DWORD WINAPI wait_and_count(LPVOID context)
{
	HANDLE *events = context;
	SetLastError(5);
	if (WaitForSingleObject(events[0], INFINITE) != WAIT_OBJECT_0)
		return 1;
	SetEvent(events[1]);
	return GetLastError();
}

static void events(void)
{
	HANDLE pair[2] = {CreateEventW(NULL, FALSE, FALSE, NULL), CreateEvent(NULL, TRUE, FALSE, NULL)}, threads[2];
	DWORD id, code;

	CHECK(WaitForSingleObject(pair[0], 0) == WAIT_TIMEOUT && WaitForSingleObject(pair[0], 1) == WAIT_TIMEOUT);
	SetEvent(pair[0]);
	CHECK(WaitForSingleObject(pair[0], 0) == WAIT_OBJECT_0 && WaitForSingleObject(pair[0], 0) == WAIT_TIMEOUT);
	SetEvent(pair[1]);
	CHECK(WaitForSingleObject(pair[1], 0) == WAIT_OBJECT_0 && WaitForSingleObject(pair[1], 0) == WAIT_OBJECT_0);
	CHECK(WaitForMultipleObjects(2, pair, FALSE, 0) == WAIT_OBJECT_0 + 1 && WaitForMultipleObjects(2, pair, TRUE, 0) == WAIT_TIMEOUT);
	SetEvent(pair[0]);
	CHECK(WaitForMultipleObjects(2, pair, TRUE, 0) == WAIT_OBJECT_0 && WaitForSingleObject(pair[0], 0) == WAIT_TIMEOUT);
	CHECK(ResetEvent(pair[1]) && WaitForSingleObject(pair[1], 0) == WAIT_TIMEOUT);

	SetLastError(7);
	for (int i = 0; i < 2; i++)
		threads[i] = CreateThread(NULL, 0, wait_and_count, pair, 0, &id);
	CHECK(id != 0 && id != GetCurrentThreadId());
	CHECK(GetExitCodeThread(threads[0], &code) && code == STILL_ACTIVE);
	SetEvent(pair[0]); // wakes one
	CHECK(WaitForSingleObject(pair[1], INFINITE) == WAIT_OBJECT_0);
	DWORD first = WaitForMultipleObjects(2, threads, FALSE, INFINITE);
	CHECK(first <= 1 && WaitForSingleObject(threads[1 - first], 1) == WAIT_TIMEOUT);
	SetEvent(pair[0]);
	CHECK(WaitForMultipleObjects(2, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
	for (int i = 0; i < 2; i++)
		CHECK(GetExitCodeThread(threads[i], &code) && code == 5);
	CHECK(GetLastError() == 7); // each thread has its own
	for (int i = 0; i < 2; i++)
		CHECK(CloseHandle(threads[i]) && CloseHandle(pair[i]));
	CHECK(!SetEvent(NULL) && GetLastError() == ERROR_INVALID_HANDLE && !CloseHandle(INVALID_HANDLE_VALUE));
	CHECK(WaitForSingleObject(NULL, 0) == WAIT_FAILED && WaitForMultipleObjects(0, pair, FALSE, 0) == WAIT_FAILED);
}

static HANDLE tried; // set when the other thread has tried to enter

static unsigned enters(void *context)
{
	LPCRITICAL_SECTION section = context;
	BOOL entered = TryEnterCriticalSection(section);
	SetEvent(tried);
	if (entered)
		return 1;
	EnterCriticalSection(section);
	LeaveCriticalSection(section);
	return 2;
}

static void sections(void)
{
	CRITICAL_SECTION section;
	DWORD code = 0;

	InitializeCriticalSection(&section);
	EnterCriticalSection(&section);
	EnterCriticalSection(&section);
	tried = CreateEventW(NULL, TRUE, FALSE, NULL);
	HANDLE thread = (HANDLE)_beginthreadex(NULL, 0, enters, &section, 0, NULL);
	CHECK(WaitForSingleObject(tried, INFINITE) == WAIT_OBJECT_0);
	CHECK(WaitForSingleObject(thread, 5) == WAIT_TIMEOUT);
	LeaveCriticalSection(&section);
	LeaveCriticalSection(&section);
	CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 2);
	CloseHandle(thread);
	CloseHandle(tried);
	DeleteCriticalSection(&section);

	LONG n = 5;
	CHECK(InterlockedIncrement(&n) == 6 && InterlockedDecrement(&n) == 5 && InterlockedExchangeAdd(&n, 3) == 5);
	CHECK(InterlockedExchange(&n, 1) == 8 && InterlockedCompareExchange(&n, 2, 1) == 1 && n == 2);
}

static void messages(void)
{
	WCHAR buffer[200], *allocated;
	char narrow[200];

	DWORD n = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_IGNORE_INSERTS, GetModuleHandle(L"winhttp.dll"),
		ERROR_WINHTTP_TIMEOUT, 0, buffer, 200, NULL);
	CHECK(n == wcslen(buffer) && n > 2 && buffer[n - 2] == '\r' && buffer[n - 1] == '\n');
	CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_INVALID_HANDLE, 0, narrow, 200, NULL) == strlen(narrow));
	CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_WINHTTP_TIMEOUT, 0,
			  (LPWSTR)&allocated, 0, NULL) == n);
	SAME(allocated, buffer);
	CHECK(LocalFree(allocated) == NULL);
	CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_WINHTTP_TIMEOUT, 0, buffer, 5, NULL) == 0);
	CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	CHECK(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 4711, 0, buffer, 200, NULL) == 0);
	CHECK(GetLastError() == ERROR_MR_MID_NOT_FOUND);
	for (DWORD code = 12001; code <= 12192; code++)
		if (FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, NULL, code, 0, narrow, 200, NULL) > 0)
			CHECK(strchr(narrow, '%') == NULL);
}

static void times(void)
{
	SYSTEMTIME t = {2008, 7, 1, 28, 10, 5, 52, 7}, back;
	FILETIME f;
	LARGE_INTEGER frequency, a, b;

	CHECK(SystemTimeToFileTime(&t, &f) && f.dwHighDateTime == 0x01C8F099);
	CHECK(FileTimeToSystemTime(&f, &back) && memcmp(&t, &back, sizeof t) == 0);
	t.wMonth = 13;
	CHECK(!SystemTimeToFileTime(&t, &f) && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(QueryPerformanceFrequency(&frequency) && frequency.QuadPart > 0 && QueryPerformanceCounter(&a));
	Sleep(0);
	CHECK(QueryPerformanceCounter(&b) && b.QuadPart >= a.QuadPart && GetTickCount64() > 0);
	GetSystemTime(&t);
	CHECK(t.wYear >= 2024 && t.wMonth >= 1 && t.wMonth <= 12);
}

static void memory(void)
{
	char *p = GlobalAlloc(GPTR, 8);
	CHECK(p != NULL && memcmp(p, "\0\0\0\0\0\0\0", 8) == 0 && GlobalFree(p) == NULL);
	p = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 8);
	CHECK(p != NULL && p[7] == 0);
	p = HeapReAlloc(GetProcessHeap(), 0, p, 1000);
	CHECK(p != NULL && HeapFree(GetProcessHeap(), 0, p));
	CHECK(HRESULT_FROM_WIN32(12002) == (HRESULT)0x80072EE2 && FAILED(E_FAIL) && SUCCEEDED(S_OK));
}

int main(void)
{
	strings();
	conversion();
	printing();
	events();
	sections();
	messages();
	times();
	memory();
	return failures > 0;
}
