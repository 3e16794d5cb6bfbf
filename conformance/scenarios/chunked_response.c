// A chunked body: no chunk shows, and its end can be asked for again and again.
#include "scenario.h"

static HINTERNET session, connection, request;

static void get(LPCWSTR path)
{
	request = open_request("request", connection, L"GET", path);
	send_request(request);
	receive_response(request);
	QUERY_HEADER(request, WINHTTP_QUERY_TRANSFER_ENCODING, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_LENGTH, NULL);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("one read for all");
	get(L"/chunked");
	read_data(request, 64);
	read_data(request, 64);
	read_data(request, 64);
	query_available(request);
	close_handle(request);

	section("across the chunks");
	get(L"/chunked");
	read_data(request, 3);
	read_data(request, 5);
	read_data(request, 3);
	query_available(request);
	read_data(request, 1);
	close_handle(request);

	section("chunk by chunk");
	get(L"/chunked");
	read_data(request, query_available(request));
	read_data(request, query_available(request));
	read_data(request, query_available(request));
	query_available(request);
	query_available(request);
	close_handle(request);

	close_handle(connection);
	close_handle(session);
}
