// ReadData and QueryDataAvailable: nothing, one byte, exactly what there is, more than that.
#include "scenario.h"

static HINTERNET session, connection, request;

static void get(LPCWSTR path)
{
	request = open_request("request", connection, L"GET", path);
	send_and_receive(request);
}

// release lets /held send its second half.
static void release(void)
{
	HINTERNET other = open_request("other", connection, L"GET", L"/release");

	exchange(other);
	close_handle(other);
}

void scenario(void)
{
	char text[8];

	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("before the response");
	request = open_request("request", connection, L"GET", L"/hello");
	query_available(request);
	read_data(request, 5);
	send_request(request);
	query_available(request);
	close_handle(request);

	section("bit by bit");
	get(L"/hello");
	read_data(request, 0);
	read_data(request, 1);
	query_available(request);
	query_available(request);
	read_data(request, 9);
	read_data(request, 1);
	read_data(request, 0);
	read_data(request, 1);
	close_handle(request);

	section("exactly");
	get(L"/hello");
	read_data(request, query_available(request));
	query_available(request);
	close_handle(request);

	section("a count until it has been read");
	get(L"/held");
	query_available(request);
	release();
	query_available(request);
	read_data(request, 2);
	query_available(request);
	read_data(request, query_available(request));
	close_handle(request);

	section("nowhere to put a count");
	get(L"/hello");
	CALL(WinHttpQueryDataAvailable(request, NULL));
	CALL(WinHttpReadData(request, text, 5, NULL), BYTES(text, 5));
	read_data(request, 100);
	close_handle(request);

	section("more than there is");
	get(L"/hello");
	read_data(request, 100);
	read_data(request, 100);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
