// A server that falls silent, in the body and before the head: the codes, and what the request is still good for.
#include "scenario.h"

static HINTERNET session, connection, request;

static void get(LPCWSTR path)
{
	request = open_request("request", connection, L"GET", path);
	SET_OPTION(request, WINHTTP_OPTION_RECEIVE_TIMEOUT, 200);
	SET_OPTION(request, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, 200);
	send_and_receive(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("half a body, and more is wanted");
	get(L"/stall");
	read_data(request, 11);
	close_handle(request);
	section("half a body, asked for");
	get(L"/stall");
	read_data(request, query_available(request));
	query_available(request);
	close_handle(request);
	section("another request is none the worse");
	request = open_request("request", connection, L"GET", L"/hello");
	exchange(request);
	close_handle(request);
	section("after the failure");
	get(L"/stall");
	read_data(request, 6);
	read_data(request, 5);
	query_status(request);
	read_data(request, 5);
	close_handle(request);
	section("no head");
	get(L"/slow");
	query_status(request);
	query_available(request);
	read_data(request, 16);
	close_handle(request);

	close_handle(connection);
	close_handle(session);
}
