#include <windows.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))

static void memory(void)
{
	static const char zeros[64];
	char *p = GlobalAlloc(GPTR, 64), *q = LocalAlloc(LPTR, 64);

	CHECK(p != NULL && memcmp(p, zeros, 64) == 0 && GlobalFree(p) == NULL);
	CHECK(q != NULL && memcmp(q, zeros, 64) == 0 && LocalFree(q) == NULL && LocalFree(NULL) == NULL);
	CHECK(GlobalFree(GlobalAlloc(GMEM_FIXED, 0)) == NULL);
	p = HeapAlloc(GetProcessHeap(), 0, 8);
	CHECK(p != NULL && (DWORD_PTR)p % 16 == 0 && HeapSize(GetProcessHeap(), 0, p) == 8);
	FillMemory(p, 8, 0xAA);
	p = HeapReAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, p, 64); // what is new is zeroed
	CHECK(p != NULL && memcmp(p, "\xAA\xAA\xAA\xAA\xAA\xAA\xAA\xAA", 8) == 0 && memcmp(p + 8, zeros, 56) == 0);
	CHECK(SecureZeroMemory(p, 8) == p && memcmp(p, zeros, 64) == 0);
	FillMemory(p, 8, 0xAA);
	ZeroMemory(p, 64);
	CopyMemory(p, "abc", 4);
	MoveMemory(p + 1, p, 4);
	CHECK(strcmp(p, "aabc") == 0 && HeapFree(GetProcessHeap(), 0, p) && HeapFree(GetProcessHeap(), 0, NULL));
	SetLastError(0);
	CHECK(HeapAlloc(GetProcessHeap(), 0, SIZE_MAX) == NULL && GetLastError() == ERROR_NOT_ENOUGH_MEMORY);
}

static void round_trip(const SYSTEMTIME *t, ULONGLONG want)
{
	ULARGE_INTEGER n;
	SYSTEMTIME back;
	FILETIME f;

	CHECK(SystemTimeToFileTime(t, &f));
	n.LowPart = f.dwLowDateTime;
	n.HighPart = f.dwHighDateTime;
	CHECK(n.QuadPart == want && FileTimeToSystemTime(&f, &back) && memcmp(t, &back, sizeof back) == 0);
}

static void times(void)
{
	static const SYSTEMTIME wrong[] = {{1600, 1, 0, 1, 0, 0, 0, 0}, {2024, 13, 0, 1, 0, 0, 0, 0}, {2023, 2, 0, 29, 0, 0, 0, 0},
		{2100, 2, 0, 29, 0, 0, 0, 0}, {2024, 4, 0, 31, 0, 0, 0, 0}, {2024, 1, 0, 0, 0, 0, 0, 0}, {2024, 1, 0, 1, 24, 0, 0, 0},
		{2024, 1, 0, 1, 0, 60, 0, 0}, {2024, 1, 0, 1, 0, 0, 60, 0}, {2024, 1, 0, 1, 0, 0, 0, 1000}};
	FILETIME f = {0, 0x80000000};
	LARGE_INTEGER perSecond, a, b;
	SYSTEMTIME t;

	round_trip(&(SYSTEMTIME){1601, 1, 1, 1, 0, 0, 0, 0}, 0);
	round_trip(&(SYSTEMTIME){1970, 1, 4, 1, 0, 0, 0, 0}, 116444736000000000);
	round_trip(&(SYSTEMTIME){2000, 2, 2, 29, 23, 59, 59, 999}, 125963423999990000);
	round_trip(&(SYSTEMTIME){2024, 12, 2, 31, 12, 0, 0, 5}, 133801200000050000);
	CHECK(!FileTimeToSystemTime(&f, &t));
	for (size_t i = 0; i < _countof(wrong); i++) {
		SetLastError(0);
		CHECK(!SystemTimeToFileTime(&wrong[i], &f) && GetLastError() == ERROR_INVALID_PARAMETER);
	}
	GetSystemTime(&t);
	GetSystemTimeAsFileTime(&f);
	CHECK(t.wYear >= 2024 && t.wMonth >= 1 && t.wMonth <= 12 && FileTimeToSystemTime(&f, &t) && t.wYear >= 2024);
	CHECK(QueryPerformanceFrequency(&perSecond) && perSecond.QuadPart > 0 && QueryPerformanceCounter(&a));
	ULONGLONG ticks = GetTickCount64();
	Sleep(1);
	CHECK(QueryPerformanceCounter(&b) && b.QuadPart > a.QuadPart && GetTickCount64() > ticks - 1 && GetTickCount() > 0);
	CHECK(b.u.LowPart == b.LowPart);
}

static void macros(void)
{
	unsigned __int64 wide = ~0ull;

	CHECK(HRESULT_FROM_WIN32(12002) == (HRESULT)0x80072EE2 && HRESULT_FROM_WIN32(0) == S_OK && FAILED(E_FAIL) && SUCCEEDED(S_OK));
	CHECK(MAKEWORD(0x34, 0x12) == 0x1234 && LOBYTE(0x1234) == 0x34 && HIBYTE(0x1234) == 0x12);
	CHECK(MAKELONG(0x5678, 0x1234) == 0x12345678 && HIWORD(0x12345678) == 0x1234 && LOWORD(0x12345678) == 0x5678);
	CHECK(min(1, 2) == 1 && max(1, 2) == 2 && ARRAYSIZE("abc") == 4 && wide + 1 == 0);
	CHECK(sizeof(DWORD) == 4 && sizeof(LONG) == 4 && sizeof(WCHAR) == 2 && sizeof(TCHAR) == 2 && sizeof(LARGE_INTEGER) == 8);
	CHECK(sizeof(DWORD_PTR) == sizeof(void *) && sizeof(TEXT("abc")) == 8);
}

int main(void)
{
	SetLastError(5);
	CHECK(GetLastError() == 5);
	memory();
	times();
	macros();
	return failures > 0;
}
