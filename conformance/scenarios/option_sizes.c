// Options on each kind of handle: right and wrong sizes, the wrong kind, nothing at all.
#include "scenario.h"

static HINTERNET session, connection, request;

// dword sets a DWORD with several lengths and reads it back.
static void dword(HINTERNET handle, DWORD option)
{
	BYTE value[8] = {0x39, 0x30, 0, 0, 0, 0, 0, 0};
	DWORD got = 0xdeadbeef, size;

	CALL(WinHttpSetOption(handle, option, value, 3), NUMBER(option));
	CALL(WinHttpSetOption(handle, option, value, 5));
	CALL(WinHttpSetOption(handle, option, value, 0));
	CALL(WinHttpSetOption(handle, option, NULL, 4));
	CALL(WinHttpSetOption(handle, option, value, 4));
	size = 3;
	CALL(WinHttpQueryOption(handle, option, &got, &size), NUMBER(got), NUMBER(size));
	size = 0;
	CALL(WinHttpQueryOption(handle, option, NULL, &size), NUMBER(size));
	size = 8;
	CALL(WinHttpQueryOption(handle, option, &got, &size), NUMBER(got), NUMBER(size));
	CALL(WinHttpQueryOption(handle, option, &got, NULL));
}

static void unknown(HINTERNET handle, DWORD option)
{
	DWORD value = 1, size = 4;

	CALL(WinHttpSetOption(handle, option, &value, 4), NUMBER(option));
	CALL(WinHttpQueryOption(handle, option, &value, &size), NUMBER(value), NUMBER(size));
}

static void kind(HINTERNET handle)
{
	DWORD type = 0, size = sizeof type;
	HINTERNET parent = NULL;

	CALL(WinHttpQueryOption(handle, WINHTTP_OPTION_HANDLE_TYPE, &type, &size), NUMBER(type), NUMBER(size));
	size = sizeof parent;
	CALL(WinHttpQueryOption(handle, WINHTTP_OPTION_PARENT_HANDLE, &parent, &size), HANDLE_OUT(parent));
	unknown(handle, 0);
	unknown(handle, 0xFFFF);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	request = open_request("request", connection, L"GET", L"/hello");

	section("session");
	kind(session);
	dword(session, WINHTTP_OPTION_CONNECT_TIMEOUT);
	unknown(session, WINHTTP_OPTION_SECURITY_FLAGS);
	section("connection");
	kind(connection);
	unknown(connection, WINHTTP_OPTION_CONNECT_TIMEOUT);
	section("request");
	kind(request);
	dword(request, WINHTTP_OPTION_RECEIVE_TIMEOUT);
	unknown(request, WINHTTP_OPTION_MAX_CONNS_PER_SERVER);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
