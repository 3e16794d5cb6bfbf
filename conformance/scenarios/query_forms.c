// WinHttpQueryHeaders: texts, numbers and times, and what it needs of a buffer and says of its length.
#include "scenario.h"

#include <string.h>

#define NUMBER32 WINHTTP_QUERY_FLAG_NUMBER
#define NUMBER64 WINHTTP_QUERY_FLAG_NUMBER64
#define TIME WINHTTP_QUERY_FLAG_SYSTEMTIME
#define CUSTOM WINHTTP_QUERY_CUSTOM

enum { NONE = -1, AMPLE = 64 };

static HINTERNET connection, request;

static union {
	WCHAR text[AMPLE / sizeof(WCHAR)];
	DWORD number;
	ULONGLONG large;
	SYSTEMTIME time;
} buffer;

static void out_buffer(DWORD form)
{
	WCHAR text[WINHTTP_TIME_FORMAT_BUFSIZE];

	if (form & NUMBER32)
		out_number("number", buffer.number);
	else if (form & NUMBER64)
		out_number("number", buffer.large);
	else if (form & TIME && WinHttpTimeFromSystemTime(&buffer.time, text))
		out_text("time", text, -1);
	else
		out_text("buffer", buffer.text, -1);
}

// query asks with room for so many bytes, or NONE.
static void query(const char *arguments, DWORD level, LPCWSTR name, int room)
{
	DWORD length = room == NONE ? 0x1000 : (DWORD)room, index = 0;
	BOOL found;

	memset(&buffer, 0, sizeof buffer);
	memcpy(&buffer, L"untouched", sizeof L"untouched");
	begin_callf("WinHttpQueryHeaders(request, %s)", arguments);
	found = WinHttpQueryHeaders(request, level, name, room == NONE ? NULL : &buffer, &length, &index);
	bool_result(found);
	out_number("length", length);
	out_number("index", index);
	if (room != NONE)
		out_buffer(found ? level : 0);
	end_call();
}

#define QUERY(...) query(#__VA_ARGS__, __VA_ARGS__)

static void get(LPCWSTR path)
{
	request = open_request("request", connection, L"GET", path);
	WinHttpSetStatusCallback(request, NULL, 0, 0);
	send_and_receive(request);
}

static void sizes(void)
{
	section("texts");
	QUERY(WINHTTP_QUERY_SERVER, NULL, AMPLE);
	QUERY(WINHTTP_QUERY_SERVER, NULL, 24);
	QUERY(WINHTTP_QUERY_SERVER, NULL, 23);
	QUERY(WINHTTP_QUERY_SERVER, NULL, 22);
	QUERY(WINHTTP_QUERY_SERVER, NULL, 0);
	QUERY(WINHTTP_QUERY_SERVER, NULL, NONE);
	QUERY(WINHTTP_QUERY_STATUS_CODE, NULL, 7);
	QUERY(CUSTOM, L"X-Empty", 2);
	QUERY(CUSTOM, L"X-Empty", 1);
	QUERY(WINHTTP_QUERY_DATE, NULL, AMPLE);
	QUERY(WINHTTP_QUERY_DATE, NULL, NONE);
	QUERY(WINHTTP_QUERY_MAX + 1, NULL, AMPLE);
	QUERY(WINHTTP_QUERY_MAX + 1, NULL, NONE);
}

static void numbers(void)
{
	section("numbers");
	QUERY(WINHTTP_QUERY_STATUS_CODE | NUMBER32, NULL, AMPLE);
	QUERY(WINHTTP_QUERY_CONTENT_LENGTH | NUMBER32, NULL, 4);
	QUERY(WINHTTP_QUERY_CONTENT_LENGTH | NUMBER32, NULL, 3);
	QUERY(WINHTTP_QUERY_CONTENT_LENGTH | NUMBER32, NULL, NONE);
	QUERY(CUSTOM | NUMBER32, L"X-Number", AMPLE);
	QUERY(CUSTOM | NUMBER32, L"X-Large", AMPLE);
	QUERY(CUSTOM | NUMBER32, L"X-Empty", AMPLE);
	QUERY(WINHTTP_QUERY_SERVER | NUMBER32, NULL, AMPLE);
	QUERY(WINHTTP_QUERY_STATUS_CODE | NUMBER64, NULL, AMPLE);
	QUERY(CUSTOM | NUMBER64, L"X-Large", 8);
	QUERY(CUSTOM | NUMBER64, L"X-Large", 7);
	QUERY(CUSTOM | NUMBER64, L"X-Large", NONE);
	QUERY(CUSTOM | NUMBER64, L"X-Number", AMPLE);
	QUERY(CUSTOM | NUMBER32 | NUMBER64, L"X-Number", AMPLE);
}

static void times(void)
{
	SYSTEMTIME time = {0};
	DWORD length = sizeof time;

	section("times");
	get(L"/date");
	QUERY(WINHTTP_QUERY_DATE | TIME, NULL, 16);
	QUERY(WINHTTP_QUERY_DATE | TIME, NULL, 15);
	QUERY(WINHTTP_QUERY_DATE | TIME, NULL, NONE);
	QUERY(WINHTTP_QUERY_LAST_MODIFIED | TIME, NULL, AMPLE);
	QUERY(WINHTTP_QUERY_AGE | TIME | NUMBER32, NULL, AMPLE);
	note("what a text does not say is taken from the present");
	CALL(WinHttpQueryHeaders(request, WINHTTP_QUERY_EXPIRES | TIME, NULL, &time, &length, NULL), NUMBER(length),
		NUMBER(time.wYear == 1994 && time.wSecond == 37));
	CALL(WinHttpQueryHeaders(request, CUSTOM | TIME, L"X-Date", &time, &length, NULL), NUMBER(length));
}

void scenario(void)
{
	connection = open_connection("connection", open_session("session", 0));
	get(L"/headers");
	sizes();
	numbers();
	times();
}
