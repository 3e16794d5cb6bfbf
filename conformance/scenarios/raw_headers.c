// RAW_HEADERS and RAW_HEADERS_CRLF of requests and responses: the lines, the lengths, and what is behind the last line.
#include "scenario.h"

#define RAW WINHTTP_QUERY_RAW_HEADERS
#define RAW_CRLF WINHTTP_QUERY_RAW_HEADERS_CRLF
#define OF_REQUEST WINHTTP_QUERY_FLAG_REQUEST_HEADERS

enum { UNITS = 1024, AMPLE = UNITS * sizeof(WCHAR), NONE = -1 };

static HINTERNET connection, request;

// query asks with room for so many bytes, or NONE. Of the buffer it shows two units more than the length says.
static void query(const char *arguments, DWORD level, int room)
{
	static WCHAR buffer[UNITS + 2];
	DWORD length = room == NONE ? 0 : (DWORD)room, index = 5;
	BOOL found;

	for (int i = 0; i < UNITS + 2; i++)
		buffer[i] = '!';
	begin_callf("WinHttpQueryHeaders(request, %s)", arguments);
	found = WinHttpQueryHeaders(request, level, WINHTTP_HEADER_NAME_BY_INDEX, room == NONE ? NULL : buffer, &length, &index);
	bool_result(found);
	out_number("length", length);
	out_number("index", index);
	if (room != NONE)
		out_text("buffer", buffer, found ? (int)(length / sizeof(WCHAR)) + 2 : 2);
	end_call();
}

#define QUERY(...) query(#__VA_ARGS__, __VA_ARGS__)

static void open_quiet(LPCWSTR verb, LPCWSTR path)
{
	request = open_request("request", connection, verb, path);
	WinHttpSetStatusCallback(request, NULL, 0, 0);
}

static void lengths(void)
{
	section("one header");
	open_quiet(L"GET", L"/chunked");
	send_and_receive(request);
	QUERY(RAW, NONE);
	QUERY(RAW, 88);
	QUERY(RAW, 87);
	QUERY(RAW, 86);
	QUERY(RAW, 2);
	QUERY(RAW_CRLF, NONE);
	QUERY(RAW_CRLF, 96);
	QUERY(RAW_CRLF, 95);
	QUERY(RAW_CRLF, 94);
	QUERY(RAW_CRLF, AMPLE);
}

static void responses(void)
{
	static const LPCWSTR paths[] = {L"/headers", L"/odd", L"/interim", L"/status/404", L"/empty", L"/http10"};

	section("responses");
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		open_quiet(L"GET", paths[i]);
		send_and_receive(request);
		QUERY(RAW, AMPLE);
		QUERY(RAW_CRLF, AMPLE);
		WinHttpCloseHandle(request);
	}
}

static void requests(void)
{
	section("requests");
	open_quiet(L"Patch", L"hello?a b%41");
	QUERY(RAW | OF_REQUEST, NONE);
	QUERY(RAW | OF_REQUEST, AMPLE);
	QUERY(RAW_CRLF | OF_REQUEST, NONE);
	QUERY(RAW_CRLF | OF_REQUEST, AMPLE);
	QUERY(RAW_CRLF, AMPLE);
	CALL(WinHttpAddRequestHeaders(request, L"X-Mine:first\nX-Mine:   second", -1, WINHTTP_ADDREQ_FLAG_ADD));
	QUERY(RAW | OF_REQUEST, NONE);
	QUERY(RAW | OF_REQUEST, AMPLE);
	QUERY(RAW_CRLF | OF_REQUEST, AMPLE);
	send_body(request, "body");
	QUERY(RAW | OF_REQUEST, AMPLE);
	receive_response(request);
	QUERY(RAW_CRLF | OF_REQUEST, AMPLE);
	WinHttpCloseHandle(request);
	open_quiet(NULL, NULL);
	QUERY(RAW_CRLF | OF_REQUEST, AMPLE);
}

void scenario(void)
{
	connection = open_connection("connection", open_session("session", 0));
	lengths();
	responses();
	requests();
}
