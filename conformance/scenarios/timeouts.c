// WinHttpSetTimeouts, what it sets, and a server that says nothing.
#include "scenario.h"

static HINTERNET session, connection, request;

static void show(HINTERNET handle)
{
	QUERY_OPTION(handle, WINHTTP_OPTION_RESOLVE_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_CONNECT_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_SEND_TIMEOUT);
	QUERY_OPTION(handle, WINHTTP_OPTION_RECEIVE_TIMEOUT);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("values and handles");
	CALL(WinHttpSetTimeouts(session, -2, 0, 0, 0));
	CALL(WinHttpSetTimeouts(connection, -2, 0, 0, 0));
	CALL(WinHttpSetTimeouts(connection, 1, 2, 3, 4));
	CALL(WinHttpSetTimeouts(NULL, 1, 2, 3, -2));
	CALL(WinHttpSetTimeouts(NULL, 1, 2, 3, 4));
	CALL(WinHttpSetTimeouts(session, 0x123, 0x4567, 0x89AB, 0xCDEF));
	show(session);
	section("a request has its own");
	request = open_request("request", connection, L"GET", L"/slow");
	show(request);
	CALL(WinHttpSetTimeouts(request, 1000, 2000, 3000, 300));
	show(request);
	show(session);
	section("no answer");
	send_and_receive(request);
	receive_response(request);
	close_handle(request);
	section("half a body");
	request = open_request("request", connection, L"GET", L"/stall");
	SET_OPTION(request, WINHTTP_OPTION_RECEIVE_TIMEOUT, 300);
	send_and_receive(request);
	read_data(request, 6);
	read_data(request, 6);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
