// The values of the five timeouts: defaults, what WinHttpSetTimeouts takes, what each handle then answers, what is clamped.
#include "scenario.h"

static HINTERNET session, connection, request, second;

static void show(HINTERNET handle)
{
	QUERY_OPTION(handle, WINHTTP_OPTION_RESOLVE_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_CONNECT_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_SEND_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
}

static void values_before_handles(void)
{
	section("values are checked before handles");
	CALL(WinHttpSetTimeouts(session, -2, 0, 0, 0));
	CALL(WinHttpSetTimeouts(session, 0, -2, 0, 0));
	CALL(WinHttpSetTimeouts(session, 0, 0, -2, 0));
	CALL(WinHttpSetTimeouts(session, 0, 0, 0, -2));
	CALL(WinHttpSetTimeouts(request, 0x7fffffff, 0, 0, -0x7fffffff - 1));
	CALL(WinHttpSetTimeouts(connection, -2, 0, 0, 0));
	CALL(WinHttpSetTimeouts(connection, 0, 0, 0, 0));
	CALL(WinHttpSetTimeouts(connection, -1, -1, -1, -1));
	CALL(WinHttpSetTimeouts(NULL, 0, 0, 0, -2));
	CALL(WinHttpSetTimeouts(NULL, 0, 0, 0, -1));
	show(session);
}

static void values(void)
{
	section("no limit");
	CALL(WinHttpSetTimeouts(session, -1, -1, -1, -1));
	show(session);
	show(connection);
	CALL(WinHttpSetTimeouts(session, 0, 0, 0, 0));
	show(session);
	section("the largest, and those that are no int");
	CALL(WinHttpSetTimeouts(session, 0x7fffffff, 1, 0x7fffffff, 1));
	show(session);
	SET_OPTION(session, WINHTTP_OPTION_RESOLVE_TIMEOUT, 0xBEEFDEAD);
	SET_OPTION(session, WINHTTP_OPTION_CONNECT_TIMEOUT, 0xFFFFFFFF);
	SET_OPTION(session, WINHTTP_OPTION_SEND_TIMEOUT, 0x80000000);
	SET_OPTION(session, WINHTTP_OPTION_RECEIVE_TIMEOUT, 0xFFFFFFFE);
	show(session);
}

static void clamped(HINTERNET handle)
{
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_TIMEOUT, 48879);
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, 48878);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, 48880);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, 0);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_TIMEOUT, 0xBEEFDEAD);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, 30000);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_TIMEOUT);
	SET_OPTION(handle, WINHTTP_OPTION_RECEIVE_TIMEOUT, 1000);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT);
}

static void scopes(void)
{
	section("a connection has none of its own, a request a copy");
	CALL(WinHttpSetTimeouts(session, 1, 2, 3, 4));
	show(connection);
	show(request);
	second = open_request("second", connection, L"GET", L"/hello");
	show(second);
	CALL(WinHttpSetTimeouts(request, 11, 12, 13, 14));
	CALL(WinHttpSetTimeouts(session, 21, 22, 23, 24));
	show(request);
	show(second);
	show(connection);
	section("a connection whose session is closed");
	close_handle(second);
	close_handle(request);
	CALL(WinHttpCloseHandle(session));
	QUERY_OPTION(connection, WINHTTP_OPTION_RECEIVE_TIMEOUT);
	close_handle(connection);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	request = open_request("request", connection, L"GET", L"/hello");
	section("the defaults");
	show(session);
	show(connection);
	show(request);
	values_before_handles();
	values();
	section("the response timeout of a session");
	clamped(session);
	section("the response timeout of a request");
	clamped(request);
	scopes();
}
