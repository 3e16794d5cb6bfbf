// A port on which nobody listens: port 1 of the loopback.
#include "scenario.h"

static void refused(DWORD flags)
{
	HINTERNET session = open_session("session", flags);
	HINTERNET connection, request;

	OPEN(connection, WinHttpConnect(session, L"127.0.0.1", 1, 0));
	request = open_request("request", connection, L"GET", L"/");
	send_request(request);
	receive_response(request);
	query_available(request);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}

void scenario(void)
{
	section("synchronous");
	refused(0);
	section("asynchronous");
	refused(WINHTTP_FLAG_ASYNC);
}
