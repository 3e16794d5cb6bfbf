// A synchronous GET from the first call to the last: no completion, everything on the thread that calls.
#include "scenario.h"

void scenario(void)
{
	HINTERNET session = open_session("session", 0);
	HINTERNET connection = open_connection("connection", session);
	HINTERNET request = open_request("request", connection, L"GET", L"/hello");

	send_request(request);
	receive_response(request);
	query_status(request);
	QUERY_HEADER(request, WINHTTP_QUERY_STATUS_TEXT, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_TYPE, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_RAW_HEADERS_CRLF, NULL);
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
