// Which connection a request travels on; the server numbers them.
#include "scenario.h"

static void get(HINTERNET connection, LPCWSTR path)
{
	HINTERNET request = open_request("request", connection, L"GET", path);

	exchange(request);
	close_handle(request);
}

static void close_wanted(HINTERNET connection, LPCWSTR path)
{
	HINTERNET request = open_request("request", connection, L"GET", path);

	CALL(WinHttpAddRequestHeaders(request, L"Connection: close", -1, WINHTTP_ADDREQ_FLAG_ADD));
	exchange(request);
	close_handle(request);
}

static void unread(HINTERNET connection, LPCWSTR path)
{
	HINTERNET request = open_request("request", connection, L"GET", path);

	send_and_receive(request);
	close_handle(request);
}

void scenario(void)
{
	HINTERNET session = open_session("session", 0), connection = open_connection("connection", session);

	section("kept");
	get(connection, L"/connection");
	get(connection, L"/connection");
	section("with a body that nobody has read");
	unread(connection, L"/big/2000");
	get(connection, L"/connection");
	section("after a chunked body");
	get(connection, L"/chunked");
	get(connection, L"/connection");
	section("closed by the server");
	get(connection, L"/close");
	get(connection, L"/connection");
	section("closed by the client");
	close_wanted(connection, L"/hello");
	get(connection, L"/connection");
	close_handle(connection);
	close_handle(session);

	section("a new session");
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	get(connection, L"/connection");
	close_handle(connection);
	close_handle(session);
}
