// Every function with handles that are none, closed, or of another kind.
#include "scenario.h"

static HINTERNET none;

static void all(HINTERNET handle)
{
	DWORD value = 0xdeadbeef, size = 4;

	CALL(WinHttpSendRequest(handle, NULL, 0, NULL, 0, 0, 0));
	CALL(WinHttpReceiveResponse(handle, NULL));
	CALL(WinHttpQueryDataAvailable(handle, &value), NUMBER(value));
	CALL(WinHttpReadData(handle, &size, 4, &value), NUMBER(value));
	CALL(WinHttpWriteData(handle, "x", 1, &value), NUMBER(value));
	CALL(WinHttpQueryHeaders(handle, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, NULL, &value, &size, NULL));
	CALL(WinHttpAddRequestHeaders(handle, L"a: b", -1, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(handle, NULL, 0, WINHTTP_ADDREQ_FLAG_ADD));
}

void scenario(void)
{
	HINTERNET session = open_session("session", 0), connection = open_connection("connection", session);
	HINTERNET closed = open_connection("closed", session);
	DWORD type = 0, size = 4;

	close_handle(closed);
	section("NULL");
	all(NULL);
	CALL(WinHttpSetTimeouts(NULL, 0, 0, 0, 0));
	OPEN(none, WinHttpConnect(NULL, L"127.0.0.1", server_port, 0));
	OPEN(none, WinHttpConnect(NULL, NULL, server_port, 0));
	OPEN(none, WinHttpOpenRequest(NULL, NULL, NULL, NULL, NULL, NULL, 0));
	section("closed");
	all(closed);
	CALL(WinHttpCloseHandle(closed));
	CALL(WinHttpQueryOption(closed, WINHTTP_OPTION_HANDLE_TYPE, &type, &size));
	CALL(WinHttpSetStatusCallback(closed, notify, 0, 0));
	OPEN(none, WinHttpOpenRequest(closed, NULL, NULL, NULL, NULL, NULL, 0));
	section("a session");
	all(session);
	OPEN(none, WinHttpOpenRequest(session, NULL, NULL, NULL, NULL, NULL, 0));
	section("a connection");
	all(connection);
	OPEN(none, WinHttpConnect(connection, L"127.0.0.1", server_port, 0));
	close_handle(connection);
	close_handle(session);
}
