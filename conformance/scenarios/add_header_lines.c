// The text of WinHttpAddRequestHeaders: lines, what is no line, its length; handles of other types.
#include "scenario.h"

#define ADD WINHTTP_ADDREQ_FLAG_ADD

enum { START_LINE = sizeof "GET / HTTP/1.1\r\n" - 1 };

static HINTERNET session, connection, request;

// renew gives a request with no headers yet, and prints nothing.
static void renew(void)
{
	WinHttpCloseHandle(request);
	request = WinHttpOpenRequest(connection, L"GET", L"/", NULL, WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, 0);
}

static void out_headers(void)
{
	DWORD level = WINHTTP_QUERY_RAW_HEADERS_CRLF | WINHTTP_QUERY_FLAG_REQUEST_HEADERS;
	WCHAR text[512];
	DWORD length = sizeof text;

	if (WinHttpQueryHeaders(request, level, NULL, text, &length, NULL))
		out_text("headers", text + START_LINE, -1);
}

static void add(const char *arguments, LPCWSTR headers, DWORD length, DWORD flags)
{
	begin_callf("WinHttpAddRequestHeaders(request, %s)", arguments);
	bool_result(WinHttpAddRequestHeaders(request, headers, length, flags));
	out_headers();
	end_call();
}

#define LINES(...) (renew(), add(#__VA_ARGS__, __VA_ARGS__))

static void lines(void)
{
	section("lines");
	LINES(L"a: 1\r\nb: 2", -1, ADD);
	LINES(L"a: 1\nb: 2\rc: 3\n\rd: 4\r\n\r\n\r\r\re: 5\n\n", -1, ADD);
	LINES(L"\r\n\r\na: 1", -1, ADD);
	LINES(L"a:1", -1, ADD);
	LINES(L"a:  \t 1  2: 3", -1, ADD);
	LINES(L"a:", -1, ADD);
	LINES(L"field: value ", -1, ADD);
	LINES(L"a!#$%&'*+-.^_`|~1: caf\xe9", -1, ADD);
	section("no lines");
	LINES(L":", -1, ADD);
	LINES(L":b", -1, ADD);
	LINES(L"cd", -1, ADD);
	LINES(L" e :f", -1, ADD);
	LINES(L"n :v", -1, ADD);
	LINES(L" n:v", -1, ADD);
	LINES(L"n m: v", -1, ADD);
	LINES(L"n/m: v", -1, ADD);
	LINES(L"n\x7f: v", -1, ADD);
	LINES(L"a: \x20ac", -1, ADD);
	LINES(L"a: 1\r\ncd\r\nb: 2", -1, ADD);
	LINES(L"a: 1\r\n b: 2", -1, ADD);
}

static void lengths(void)
{
	section("lengths");
	LINES(L"a: 1234", 4, ADD);
	LINES(L"a: 1\r\nb: 2", 6, ADD);
	LINES(L"a: 1\r\nb: 2", 7, ADD);
	LINES(L"a: 1", 0, ADD);
	LINES(L"", -1, ADD);
	LINES(L"\r\n", -1, ADD);
	LINES(NULL, -1, ADD);
	LINES(NULL, 0, ADD);
	section("handles");
	CALL(WinHttpAddRequestHeaders(connection, L"a: 1", -1, ADD));
	CALL(WinHttpAddRequestHeaders(session, L"a: 1", -1, ADD));
	CALL(WinHttpAddRequestHeaders(NULL, L"a: 1", -1, ADD));
	CALL(WinHttpAddRequestHeaders(NULL, L"a: 1", 0, ADD));
	CALL(WinHttpAddRequestHeaders(NULL, NULL, 0, ADD));
	CALL(WinHttpAddRequestHeaders(NULL, L"cd", -1, ADD));
}

void scenario(void)
{
	session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", server_port, 0);
	lines();
	lengths();
}
