// Bodies that end where the connection does, as announced or too early.
#include "scenario.h"

static HINTERNET session, connection, request;

static void get(LPCWSTR path)
{
	request = open_request("request", connection, L"GET", path);
	send_and_receive(request);
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_LENGTH | WINHTTP_QUERY_FLAG_NUMBER, NULL);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("no length");
	get(L"/until-close");
	read_data(request, 5);
	read_data(request, 64);
	query_available(request);
	read_data(request, 64);
	close_handle(request);
	section("no length, all at once");
	get(L"/until-close");
	read_data(request, 11);
	query_available(request);
	close_handle(request);

	section("HTTP/1.0");
	get(L"/http10");
	read_data(request, 64);
	close_handle(request);

	section("shorter than its length");
	get(L"/short");
	read_data(request, 64);
	query_available(request);
	read_data(request, 64);
	close_handle(request);
	section("shorter than its length, asked for first");
	get(L"/short");
	read_data(request, query_available(request));
	query_available(request);
	read_data(request, 64);
	close_handle(request);

	section("in the middle of a chunk");
	get(L"/bad/cut-chunk");
	read_data(request, 5);
	read_data(request, 64);
	query_available(request);
	close_handle(request);

	section("none of these connections is used again");
	get(L"/connection");
	read_all(request);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
