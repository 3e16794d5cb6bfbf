// An asynchronous GET: which notification comes inside the call, and which from a worker.
#include "scenario.h"

void scenario(void)
{
	HINTERNET session = open_session("session", WINHTTP_FLAG_ASYNC);
	HINTERNET connection = open_connection("connection", session);
	HINTERNET request = open_request("request", connection, L"GET", L"/hello");

	send_request(request);
	receive_response(request);
	query_status(request);
	query_available(request);
	read_data(request, 5);
	query_available(request);
	read_data(request, 64);
	query_available(request);
	read_data(request, 64);

	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
