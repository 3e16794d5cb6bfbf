// A request handle that is sent again: after its response, with a body that nobody has read, after a failure.
#include "scenario.h"

void scenario(void)
{
	HINTERNET session = open_session("session", 0), connection = open_connection("connection", session);
	HINTERNET request = open_request("request", connection, L"GET", L"/drop-once");

	section("after a failure");
	send_and_receive(request);
	query_status(request);
	exchange(request);
	close_handle(request);

	request = open_request("request", connection, L"GET", L"/headers");
	section("after the whole response");
	exchange(request);
	exchange(request);
	section("with an unread body");
	send_and_receive(request);
	send_request(request);
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER, NULL);
	receive_response(request);
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER, NULL);
	section("what the first send has added stays");
	CALL(WinHttpSendRequest(request, L"X-Mine: 1", -1, NULL, 0, 0, 0));
	receive_response(request);
	send_and_receive(request);
	QUERY_HEADER(request, WINHTTP_QUERY_CUSTOM | WINHTTP_QUERY_FLAG_REQUEST_HEADERS, L"X-Mine");
	close_handle(request);

	section("receiving without sending");
	request = open_request("request", connection, L"GET", L"/hello");
	receive_response(request);
	exchange(request);
	receive_response(request);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
