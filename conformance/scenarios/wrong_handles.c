// Every function with handles that are none, closed, unknown, or of another kind: 6 or 12018, and which checks come first.
#include "scenario.h"

static HINTERNET none;

static void of_requests(HINTERNET handle)
{
	DWORD value = 0xdeadbeef, size = 4;

	CALL(WinHttpSendRequest(handle, NULL, 0, NULL, 0, 0, 0));
	CALL(WinHttpReceiveResponse(handle, NULL));
	CALL(WinHttpQueryDataAvailable(handle, &value), NUMBER(value));
	CALL(WinHttpReadData(handle, &size, 4, &value), NUMBER(value));
	CALL(WinHttpWriteData(handle, "x", 1, &value), NUMBER(value));
	CALL(WinHttpQueryHeaders(handle, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, NULL, &value, &size, NULL));
	CALL(WinHttpAddRequestHeaders(handle, L"a: b", -1, WINHTTP_ADDREQ_FLAG_ADD));
}

// bad_arguments has arguments that are wrong in themselves, for which a request would get an error, too.
static void bad_arguments(HINTERNET handle)
{
	CALL(WinHttpSendRequest(handle, L"no colon", -1, NULL, 4, 2, 0));
	CALL(WinHttpQueryDataAvailable(handle, NULL));
	CALL(WinHttpReadData(handle, NULL, 4, NULL));
	CALL(WinHttpWriteData(handle, NULL, 1, NULL));
	CALL(WinHttpQueryHeaders(handle, 79, NULL, NULL, NULL, NULL));
	CALL(WinHttpAddRequestHeaders(handle, NULL, 0, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(handle, L"a: b", 0, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(handle, L"no colon", -1, WINHTTP_ADDREQ_FLAG_ADD));
	OPEN(none, WinHttpConnect(handle, NULL, server_port, 0));
}

// of_any is what every kind of handle has, for handles that are not there.
static void of_any(HINTERNET handle)
{
	DWORD value = 0xdeadbeef, size = 4;

	CALL(WinHttpSetStatusCallback(handle, notify, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0));
	CALL(WinHttpQueryOption(handle, WINHTTP_OPTION_RESOLVE_TIMEOUT, &value, &size), NUMBER(value), NUMBER(size));
	CALL(WinHttpQueryOption(handle, WINHTTP_OPTION_RESOLVE_TIMEOUT, &value, NULL), NUMBER(value));
	CALL(WinHttpQueryOption(handle, 0, NULL, &size), NUMBER(size));
	CALL(WinHttpSetOption(handle, WINHTTP_OPTION_RESOLVE_TIMEOUT, &size, 4));
	CALL(WinHttpSetOption(handle, WINHTTP_OPTION_RESOLVE_TIMEOUT, NULL, 4));
	CALL(WinHttpSetOption(handle, 0, &size, 3));
	CALL(WinHttpSetTimeouts(handle, 0, 0, 0, 0));
	CALL(WinHttpSetTimeouts(handle, -2, 0, 0, 0));
	CALL(WinHttpCloseHandle(handle));
	OPEN(none, WinHttpConnect(handle, L"127.0.0.1", server_port, 0));
	OPEN(none, WinHttpOpenRequest(handle, NULL, NULL, NULL, NULL, NULL, 0));
}

static void missing(const char *title, HINTERNET handle)
{
	section(title);
	of_requests(handle);
	bad_arguments(handle);
	of_any(handle);
}

void scenario(void)
{
	HINTERNET session = open_session("session", 0), connection = open_connection("connection", session);
	HINTERNET closed = open_connection("closed", session);
	HINTERNET request = open_request("request", connection, L"GET", L"/hello");
	DWORD threads = 2;

	close_handle(closed);
	missing("NULL", NULL);
	CALL(WinHttpSetOption(NULL, WINHTTP_OPTION_WORKER_THREAD_COUNT, &threads, 4));
	missing("closed", closed);
	missing("never opened", (HINTERNET)(DWORD_PTR)0xffff);
	missing("out of range", (HINTERNET)~(DWORD_PTR)0);
	section("a session");
	of_requests(session);
	bad_arguments(session);
	OPEN(none, WinHttpOpenRequest(session, NULL, NULL, NULL, NULL, NULL, 0));
	section("a connection");
	of_requests(connection);
	bad_arguments(connection);
	OPEN(none, WinHttpConnect(connection, L"127.0.0.1", server_port, 0));
	section("a request");
	OPEN(none, WinHttpConnect(request, L"127.0.0.1", server_port, 0));
	OPEN(none, WinHttpOpenRequest(request, NULL, NULL, NULL, NULL, NULL, 0));
	close_handle(request);
	missing("a request that is closed", request);
	close_handle(connection);
	close_handle(session);
}
