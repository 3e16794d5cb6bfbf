// A request that is closed while an operation is in flight: one completion, then HANDLE_CLOSING.
#include "scenario.h"

static HINTERNET session, connection, request;
static char buffer[5];

static void closed(void)
{
	CALL(WinHttpCloseHandle(request));
	WAIT(request, HANDLE_CLOSING);
	settle();
}

void scenario(void)
{
	session = open_session("session", WINHTTP_FLAG_ASYNC);
	connection = open_connection("connection", session);

	section("while the body is awaited");
	request = open_request("request", connection, L"GET", L"/stall");
	SET_OPTION(request, WINHTTP_OPTION_RECEIVE_TIMEOUT, 500);
	send_request(request);
	receive_response(request);
	read_data(request, 6);
	CALL(WinHttpReadData(request, buffer, 5, NULL));
	closed();
	section("with nothing in flight");
	request = open_request("request", connection, L"GET", L"/hello");
	send_request(request);
	receive_response(request);
	closed();
	close_handle(connection);
	close_handle(session);
}
