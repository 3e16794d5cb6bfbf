#include <windows.h>
#include <winhttp.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))
#define SYSTEM (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)

static void texts(void)
{
	WCHAR b[200], other[200], *allocated = NULL;
	char narrow[200], *bytes = NULL;
	DWORD n = FormatMessage(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_IGNORE_INSERTS, GetModuleHandle(TEXT("winhttp.dll")),
		ERROR_WINHTTP_TIMEOUT, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), b, 200, NULL);

	CHECK(n == wcslen(b) && n > 2 && b[n - 2] == '\r' && b[n - 1] == '\n');
	CHECK(FormatMessageA(SYSTEM, NULL, ERROR_INVALID_HANDLE, 0, narrow, 200, NULL) == strlen(narrow));
	CHECK(FormatMessageW(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_WINHTTP_TIMEOUT, 0, (LPWSTR)(void *)&allocated, 0,
			  NULL) == n);
	CHECK(allocated != NULL && wcscmp(allocated, b) == 0 && LocalFree(allocated) == NULL);
	CHECK(FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_WINHTTP_TIMEOUT, 0, (LPSTR)(void *)&bytes, 500,
			  NULL) == n);
	CHECK(bytes != NULL && strlen(bytes) == n && LocalFree(bytes) == NULL);
	CHECK(FormatMessageW(SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, ERROR_WINHTTP_TIMEOUT, 0, other, 200, NULL) == n - 1);
	CHECK(other[n - 2] == ' ' && other[n - 1] == 0 && wcsncmp(other, b, n - 2) == 0);
	CHECK(FormatMessageW(SYSTEM, NULL, (DWORD)HRESULT_FROM_WIN32(ERROR_WINHTTP_TIMEOUT), 0, other, 200, NULL) == n);
	CHECK(FormatMessageW(SYSTEM, NULL, ERROR_WINHTTP_TIMEOUT, 0, other, n + 1, NULL) == n);
	for (DWORD code = 12001; code <= 12193; code++)
		if (FormatMessageA(SYSTEM, NULL, code, 0, narrow, 200, NULL) > 0)
			CHECK(strchr(narrow, '%') == NULL && narrow[0] != 0); // no inserts
}

static void failing(void)
{
	WCHAR b[200];

	SetLastError(0);
	CHECK(FormatMessageW(SYSTEM, NULL, ERROR_WINHTTP_TIMEOUT, 0, b, 5, NULL) == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	SetLastError(0);
	CHECK(FormatMessageW(SYSTEM, NULL, 4711, 0, b, 200, NULL) == 0 && GetLastError() == ERROR_MR_MID_NOT_FOUND);
	CHECK(FormatMessageW(SYSTEM, NULL, 0xFFFFFFFF, 0, b, 200, NULL) == 0 && GetLastError() == 317);
	SetLastError(0);
	CHECK(FormatMessageW(0, NULL, ERROR_WINHTTP_TIMEOUT, 0, b, 200, NULL) == 0 && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(FormatMessageW(SYSTEM, NULL, ERROR_WINHTTP_TIMEOUT, 0, NULL, 200, NULL) == 0);
}

static void modules(void)
{
	HMODULE module = LoadLibraryW(L"winhttp.dll");

	CHECK(module != NULL && GetModuleHandleA("WINHTTP") == module && LoadLibraryA("winhttp.dll") == module);
	CHECK(GetModuleHandle(NULL) != NULL && FreeLibrary(module) && !FreeLibrary(NULL));
	SetLastError(0);
	CHECK(GetModuleHandle(L"kernel32.dll") == NULL && GetLastError() == ERROR_MOD_NOT_FOUND);
	CHECK(LoadLibrary(L"a name that is long.dll") == NULL && GetLastError() == ERROR_MOD_NOT_FOUND);
}

int main(void)
{
	texts();
	failing();
	modules();
	return failures > 0;
}
