// Responses that have no body, whatever their headers say.
#include "scenario.h"

static HINTERNET session, connection;

static void get(LPCWSTR verb, LPCWSTR path, BOOL read_first)
{
	HINTERNET request = open_request("request", connection, verb, path);

	send_and_receive(request);
	query_status(request);
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_LENGTH | WINHTTP_QUERY_FLAG_NUMBER, NULL);
	if (read_first)
		read_data(request, 16);
	query_available(request);
	read_data(request, 16);
	query_available(request);
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	get(L"HEAD", L"/hello", FALSE);
	get(L"HEAD", L"/hello", TRUE);
	get(L"GET", L"/empty", FALSE);
	get(L"GET", L"/empty", TRUE);
	get(L"GET", L"/status/304", FALSE);
	get(L"GET", L"/status/304", TRUE);
	close_handle(connection);
	close_handle(session);
}
