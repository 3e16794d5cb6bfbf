// The order in which handles are closed, and what a handle is still good for when its parent is closed.
#include "scenario.h"

static HINTERNET session, connection, request;

static void open_all(const char *title)
{
	section(title);
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	request = open_request("request", connection, L"GET", L"/hello");
}

static void children_first(void)
{
	open_all("children first");
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}

static void parents_first(void)
{
	open_all("parents first");
	CALL(WinHttpCloseHandle(session));
	CALL(WinHttpCloseHandle(connection));
	settle();
	query_context(request);
	query_context(connection);
	query_context(session);
	send_request(request);
	close_handle(request);
	WAIT(connection, HANDLE_CLOSING);
	WAIT(session, HANDLE_CLOSING);
}

static void twice(void)
{
	open_all("twice");
	close_handle(request);
	CALL(WinHttpCloseHandle(request));
	close_handle(connection);
	CALL(WinHttpCloseHandle(connection));
	close_handle(session);
	CALL(WinHttpCloseHandle(session));
	CALL(WinHttpCloseHandle(NULL));
	settle();
}

static void siblings(void)
{
	HINTERNET second;

	open_all("a request outlives another");
	second = open_request("second", connection, L"GET", L"/hello");
	close_handle(request);
	CALL(WinHttpCloseHandle(connection));
	settle();
	query_context(second);
	close_handle(second);
	WAIT(connection, HANDLE_CLOSING);
	close_handle(session);
}

void scenario(void)
{
	children_first();
	parents_first();
	twice();
	siblings();
}
