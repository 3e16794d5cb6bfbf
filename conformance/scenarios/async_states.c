// Asynchronous calls at the wrong time: what is refused at once, and what fails by completion.
#include "scenario.h"

void scenario(void)
{
	HINTERNET session = open_session("session", WINHTTP_FLAG_ASYNC), connection = open_connection("connection", session);
	HINTERNET request = open_request("request", connection, L"GET", L"/hello");

	section("never sent");
	CALL(WinHttpQueryDataAvailable(request, NULL));
	receive_response(request);
	section("sent all the same");
	send_request(request);
	CALL(WinHttpQueryDataAvailable(request, NULL));
	receive_response(request);
	section("received twice");
	receive_response(request);
	query_status(request);
	query_available(request);
	read_data(request, 64);
	section("the end, again");
	query_available(request);
	read_data(request, 64);
	query_available(request);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
