// Several threads at once, half of which have nothing but bad input: every call gets its code, and nothing ends.
#include "check.h"

enum { THREADS = 8, ROUNDS = 300 };

static HINTERNET session, connection, closed;
static INTERNET_PORT port;

static void good(void)
{
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", L"/hello", NULL, NULL, NULL, 0);
	char buffer[32];
	DWORD n = 0;

	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0));
	CHECK(WinHttpReceiveResponse(request, NULL));
	CHECK(WinHttpReadData(request, buffer, sizeof buffer, &n) && n == 11 && memcmp(buffer, "hello world", 11) == 0);
	CHECK(WinHttpCloseHandle(request));
}

// wrong calls everything that takes a handle with one that is of no use, and pointers to nowhere that nobody may follow.
static void wrong(HINTERNET h, DWORD code)
{
	LPWSTR nowhere = (LPWSTR)1;
	DWORD n = 4711, size = 4;

	FAILS(WinHttpSendRequest(h, NULL, 0, nowhere, 0, 0, 0), FALSE, code);
	FAILS(WinHttpReceiveResponse(h, NULL), FALSE, code);
	FAILS(WinHttpReadData(h, nowhere, 0, &n), FALSE, code);
	FAILS(WinHttpReadData(h, NULL, 0xFFFFFFFF, &n), FALSE, code);
	FAILS(WinHttpWriteData(h, NULL, 0xFFFFFFFF, &n), FALSE, code);
	FAILS(WinHttpQueryDataAvailable(h, &n), FALSE, code);
	FAILS(WinHttpQueryHeaders(h, WINHTTP_QUERY_STATUS_CODE, NULL, NULL, &size, NULL), FALSE, code);
	FAILS(WinHttpAddRequestHeaders(h, L"a: b", 4, 0), FALSE, code);
	CHECK(n == 4711 && size == 4);
}

static void bad(void)
{
	URL_COMPONENTS url;
	WCHAR half[] = {'/', 0xD800, 'x', 0};
	DWORD n = 5, type = 0;

	wrong(NULL, ERROR_INVALID_HANDLE);
	wrong((HINTERNET)1, ERROR_INVALID_HANDLE);
	wrong((HINTERNET)(uintptr_t)-1, ERROR_INVALID_HANDLE);
	wrong(closed, ERROR_INVALID_HANDLE);
	wrong(session, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);
	wrong(connection, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);
	FAILS(WinHttpConnect(session, NULL, port, 0), NULL, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpConnect(closed, L"h", port, 0), NULL, ERROR_INVALID_HANDLE);
	FAILS(WinHttpOpenRequest(session, NULL, NULL, NULL, NULL, NULL, 0), NULL, ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);
	FAILS(WinHttpCloseHandle((HINTERNET)3), FALSE, ERROR_INVALID_HANDLE);
	FAILS(WinHttpSetStatusCallback(closed, NULL, 0, 0), WINHTTP_INVALID_STATUS_CALLBACK, ERROR_INVALID_HANDLE);
	FAILS(WinHttpQueryOption(session, WINHTTP_OPTION_HANDLE_TYPE, &type, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpQueryOption(session, WINHTTP_OPTION_HANDLE_TYPE, NULL, &n), FALSE, ERROR_INSUFFICIENT_BUFFER);
	FAILS(WinHttpSetOption(session, WINHTTP_OPTION_RESOLVE_TIMEOUT, NULL, 4), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpSetOption(session, WINHTTP_OPTION_RESOLVE_TIMEOUT, &n, 0xFFFFFFFF), FALSE, ERROR_INSUFFICIENT_BUFFER);
	memset(&url, 0xFF, sizeof url); // a size that is none, and pointers that are none
	FAILS(WinHttpCrackUrl(L"http://h/", 0, 0, &url), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpCreateUrl(&url, 0, NULL, &n), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpTimeToSystemTime(NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);
	HINTERNET request = WinHttpOpenRequest(connection, NULL, half, NULL, NULL, NULL, 0);
	CHECK(request != NULL && WinHttpCloseHandle(request));
}

static DWORD WINAPI work(LPVOID isBad)
{
	for (int i = 0; i < ROUNDS; i++) {
		if (isBad)
			bad();
		else
			good();
	}
	return 0;
}

int main(int argc, char **argv)
{
	HANDLE threads[THREADS];

	if (argc != 3)
		return 2;
	port = (INTERNET_PORT)atoi(argv[1]);
	session = WinHttpOpen(L"check", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", port, 0);
	closed = WinHttpConnect(session, L"127.0.0.1", port, 0);
	WinHttpCloseHandle(closed);
	for (intptr_t i = 0; i < THREADS; i++)
		threads[i] = CreateThread(NULL, 0, work, (LPVOID)(i % 2), 0, NULL);
	CHECK(WaitForMultipleObjects(THREADS, threads, TRUE, 60000) == WAIT_OBJECT_0);
	CHECK(WinHttpCloseHandle(connection) && WinHttpCloseHandle(session));
	return failures > 0;
}
