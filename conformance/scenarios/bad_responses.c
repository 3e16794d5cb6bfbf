// What is no response, and what ends too early.
#include "scenario.h"

static HINTERNET session, connection;

static void get(LPCWSTR path)
{
	HINTERNET request = open_request("request", connection, L"GET", path);

	if (send_and_receive(request)) {
		query_status(request);
		read_all(request);
	}
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	section("no status line");
	get(L"/malformed");
	section("no answer");
	get(L"/drop");
	section("a body that is shorter than announced");
	get(L"/short");
	section("to the end of the connection");
	get(L"/until-close");
	get(L"/http10");
	close_handle(connection);
	close_handle(session);
}
