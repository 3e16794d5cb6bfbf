// Which notifications come: the mask goes with the callback, and both are inherited when a handle is created.
#include "scenario.h"

static HINTERNET session, connection, request;

static void get(const char *title, DWORD mask)
{
	section(title);
	request = open_request("request", connection, L"GET", L"/hello");
	CALL(WinHttpSetStatusCallback(request, notify, mask, 0));
	exchange(request);
	CALL(WinHttpCloseHandle(request));
	settle();
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	get("sending", WINHTTP_CALLBACK_FLAG_SEND_REQUEST);
	get("handles", WINHTTP_CALLBACK_FLAG_HANDLES);
	get("receiving", WINHTTP_CALLBACK_FLAG_RECEIVE_RESPONSE);
	get("completions, in a synchronous session", WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS);
	get("nothing", 0);
	section("no callback on the connection");
	CALL(WinHttpSetStatusCallback(connection, NULL, 0, 0));
	request = open_request("request", connection, L"GET", L"/hello");
	exchange(request);
	CALL(WinHttpCloseHandle(request));
	settle();
	section("registered again");
	CALL(WinHttpSetStatusCallback(connection, notify, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0));
	close_handle(connection);
	close_handle(session);
}
