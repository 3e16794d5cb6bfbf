// NULL for every pointer, text without a NUL, buffers that are exactly large enough or one unit too small, text that is no
// UTF-16. What is handed over ends where memory ends, so that one unit too many ends the program.
#define _DEFAULT_SOURCE
#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

static HINTERNET session, connection, request;

// at_the_end is memory of a size behind which there is none, filled with 0xCC.
static void *at_the_end(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), rounded = (size + page - 1) / page * page;
	char *p = mmap(NULL, rounded + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || mprotect(p + rounded, page, PROT_NONE) != 0)
		exit(2);
	return memset(p + rounded - size, 0xCC, size);
}

static LPWSTR unterminated(LPCWSTR text)
{
	size_t size = wcslen(text) * sizeof *text;
	return memcpy(at_the_end(size), text, size);
}

#define HALF 0xD800 // of a surrogate pair

static void nothing(void)
{
	HINTERNET h = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);

	CHECK(h != NULL && WinHttpCloseHandle(h));
	FAILS(WinHttpConnect(session, NULL, 80, 0), NULL, ERROR_INVALID_PARAMETER);
	h = WinHttpOpenRequest(connection, NULL, NULL, NULL, NULL, NULL, 0);
	CHECK(h != NULL);
	FAILS(WinHttpAddRequestHeaders(h, NULL, 4, WINHTTP_ADDREQ_FLAG_ADD), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpSendRequest(h, NULL, 0, NULL, 4, 4, 0), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(WinHttpSendRequest(h, NULL, 5, NULL, 0, 0, 0) && WinHttpReceiveResponse(h, NULL));
	FAILS(WinHttpReceiveResponse(h, h), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(WinHttpQueryDataAvailable(h, NULL));
	FAILS(WinHttpReadData(h, NULL, 1, NULL), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(WinHttpReadData(h, NULL, 0, NULL));
	FAILS(WinHttpWriteData(h, NULL, 1, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpQueryHeaders(h, WINHTTP_QUERY_STATUS_CODE, NULL, NULL, NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpQueryHeaders(h, WINHTTP_QUERY_CUSTOM, NULL, NULL, &(DWORD){0}, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpQueryOption(h, WINHTTP_OPTION_URL, NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpSetOption(h, WINHTTP_OPTION_RECEIVE_TIMEOUT, NULL, 0), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(WinHttpSetStatusCallback(h, NULL, 0, 0) == NULL && WinHttpCloseHandle(h));
	FAILS(WinHttpCrackUrl(NULL, 0, 0, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpCrackUrl(L"http://h/", 0, 0, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpCreateUrl(NULL, 0, NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpTimeFromSystemTime(NULL, NULL), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpTimeToSystemTime(L"x", NULL), FALSE, ERROR_INVALID_PARAMETER);
}

static void lengths(void)
{
	URL_COMPONENTS url = {.dwStructSize = sizeof url, .dwHostNameLength = 1, .dwUrlPathLength = 1, .dwExtraInfoLength = 1};
	LPWSTR text = unterminated(L"http://host/path?extra");
	WCHAR *created = at_the_end(23 * sizeof *created);
	DWORD size = 23;

	CHECK(WinHttpCrackUrl(text, 22, 0, &url) && url.lpszExtraInfo == text + 16 && url.dwExtraInfoLength == 6);
	CHECK(WinHttpCreateUrl(&url, 0, created, &size) && size == 22 && wcscmp(created, L"http://host/path?extra") == 0);
	size = 22;
	FAILS(WinHttpCreateUrl(&url, 0, created, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(size == 23);
	CHECK(WinHttpAddRequestHeaders(request, unterminated(L"One: 1"), 6, WINHTTP_ADDREQ_FLAG_ADD));
	CHECK(WinHttpAddRequestHeaders(request, unterminated(L"Two: 2\r\n"), 8, WINHTTP_ADDREQ_FLAG_ADD));
	CHECK(WinHttpSetOption(session, WINHTTP_OPTION_USER_AGENT, unterminated(L"agent"), 5));
	CHECK(WinHttpSendRequest(request, unterminated(L"Three: 3"), 8, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
}

static void buffers(void)
{
	WCHAR *text = at_the_end(3 * sizeof *text), *time = at_the_end(WINHTTP_TIME_FORMAT_BUFSIZE);
	DWORD *number = at_the_end(sizeof *number), size = 6;
	char *body = at_the_end(11);
	SYSTEMTIME moment = {2008, 7, 1, 28, 10, 5, 52, 0};

	FAILS(WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE, NULL, text, &size, NULL), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(size == 8 && text[0] == 0xCCCC && text[2] == 0xCCCC);
	size = 6;
	CHECK(WinHttpQueryHeaders(request, WINHTTP_QUERY_CUSTOM | WINHTTP_QUERY_FLAG_REQUEST_HEADERS, L"One", text, &size, NULL));
	CHECK(size == 2 && wcscmp(text, L"1") == 0);
	size = 3;
	FAILS(WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, NULL, number, &size, NULL), FALSE,
		ERROR_INSUFFICIENT_BUFFER);
	CHECK(size == 4 && *number == 0xCCCCCCCC);
	CHECK(WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, NULL, number, &size, NULL));
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_RECEIVE_TIMEOUT, number, &size) && *number == 30000);
	CHECK(WinHttpReadData(request, body, 11, &size) && size == 11 && memcmp(body, "hello world", 11) == 0);
	CHECK(WinHttpTimeFromSystemTime(&moment, time) && wcscmp(time, L"Mon, 28 Jul 2008 10:05:52 GMT") == 0);
}

static void halves(void)
{
	static const WCHAR text[] = {'a', HALF, 'b', 0}, header[] = {'a', ':', HALF, 0}, path[] = {'/', HALF, 0};
	HINTERNET h;

	FAILS(WinHttpOpen(text, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0), NULL, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpConnect(session, text, 80, 0), NULL, ERROR_WINHTTP_INVALID_URL);
	FAILS(WinHttpOpenRequest(connection, text, NULL, NULL, NULL, NULL, 0), NULL, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpAddRequestHeaders(request, header, 3, WINHTTP_ADDREQ_FLAG_ADD), FALSE, ERROR_INVALID_PARAMETER);
	h = WinHttpOpenRequest(connection, NULL, path, NULL, NULL, NULL, 0);
	CHECK(h != NULL && WinHttpCloseHandle(h));
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	session = WinHttpOpen(L"check", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", (INTERNET_PORT)atoi(argv[1]), 0);
	request = WinHttpOpenRequest(connection, L"GET", L"/hello", NULL, NULL, NULL, 0);
	nothing();
	lengths();
	buffers();
	halves();
	CHECK(WinHttpCloseHandle(request) && WinHttpCloseHandle(connection) && WinHttpCloseHandle(session));
	return failures > 0;
}
