// WinHttpAddRequestHeaders: every flag on a header that is there and on one that is not. add_header_lines.c is about the text.
#include "scenario.h"

#include <stdio.h>

#define ADD WINHTTP_ADDREQ_FLAG_ADD
#define IF_NEW WINHTTP_ADDREQ_FLAG_ADD_IF_NEW
#define COMMA WINHTTP_ADDREQ_FLAG_COALESCE_WITH_COMMA
#define SEMICOLON WINHTTP_ADDREQ_FLAG_COALESCE_WITH_SEMICOLON
#define REPLACE WINHTTP_ADDREQ_FLAG_REPLACE

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

#define AND(...) add(#__VA_ARGS__, __VA_ARGS__)
#define LINES(...) (renew(), add(#__VA_ARGS__, __VA_ARGS__))

static void add_new_and_again(const char *flags_text, DWORD flags)
{
	char arguments[64];

	snprintf(arguments, sizeof arguments, "\"a: new\", -1, %s", flags_text);
	renew();
	add(arguments, L"a: new", (DWORD)-1, flags);
	renew();
	WinHttpAddRequestHeaders(request, L"a: one\r\nb: other\r\nA: two", (DWORD)-1, ADD);
	add(arguments, L"a: new", (DWORD)-1, flags);
}

#define FLAGS(flags) add_new_and_again(#flags, flags)

static void flags(void)
{
	section("flags: a new header, one that is there twice");
	FLAGS(0);
	FLAGS(ADD);
	FLAGS(IF_NEW);
	FLAGS(ADD | IF_NEW);
	FLAGS(REPLACE | IF_NEW);
	FLAGS(COMMA);
	FLAGS(ADD | COMMA);
	FLAGS(SEMICOLON);
	FLAGS(ADD | SEMICOLON);
	FLAGS(COMMA | SEMICOLON);
	FLAGS(REPLACE);
	FLAGS(ADD | REPLACE);
	FLAGS(REPLACE | COMMA);
	FLAGS(REPLACE | SEMICOLON);
}

static void one_after_another(void)
{
	section("one after another");
	renew();
	AND(L"a: 1", -1, ADD);
	AND(L"A: 2", -1, ADD);
	AND(L"a: 3", -1, REPLACE);
	AND(L"a: 4", -1, ADD | COMMA);
	AND(L"a: 5; 6", -1, ADD | SEMICOLON);
	AND(L"a:", -1, REPLACE);
	AND(L"a:", -1, ADD | REPLACE);
	AND(L"a: 7\r\na: 8\r\nb: 9\r\na: 10", -1, ADD);
	AND(L"a: 11", -1, REPLACE | 1);
	AND(L"a: 12\r\nb: 13", -1, REPLACE);
	section("no value");
	LINES(L"a:", -1, ADD);
	LINES(L"a:", -1, REPLACE);
	LINES(L"a:", -1, ADD | REPLACE);
}

void scenario(void)
{
	session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", server_port, 0);
	flags();
	one_after_another();
}
