// Failures of asynchronous operations: which call, which code.
#include "scenario.h"

static HINTERNET session, connection;

static void get(LPCWSTR path)
{
	HINTERNET request = open_request("request", connection, L"GET", path);

	if (send_request(request) && receive_response(request)) {
		query_status(request);
		read_data(request, 64);
		read_data(request, 64);
	}
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", WINHTTP_FLAG_ASYNC);
	connection = open_connection("connection", session);
	section("no status line");
	get(L"/malformed");
	section("a connection that ends without an answer");
	get(L"/drop");
	section("a body that is shorter than announced");
	get(L"/short");
	close_handle(connection);
	close_handle(session);
}
