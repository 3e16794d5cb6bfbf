// WriteData in a synchronous session, in pieces and behind the optional data.
#include "scenario.h"

static HINTERNET session, connection, request;

static void announce(DWORD total)
{
	request = open_request("request", connection, L"POST", L"/wait-upload");
	CALL(WinHttpSendRequest(request, NULL, 0, NULL, 0, total, 0), NUMBER(total));
}

static void answer(void)
{
	receive_response(request);
	query_status(request);
	read_all(request);
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("in pieces");
	announce(11);
	write_data(request, "hello");
	write_data(request, " ");
	write_data(request, "world");
	answer();

	section("behind the optional data");
	request = open_request("request", connection, L"POST", L"/wait-upload");
	CALL(WinHttpSendRequest(request, NULL, 0, "hello", 5, 11, 0));
	write_data(request, " world");
	answer();

	section("more than was announced");
	announce(5);
	write_data(request, "hello!");
	write_data(request, "hello");
	write_data(request, "!");
	write_data(request, "");
	answer();

	section("an answer before all is written");
	request = open_request("request", connection, L"POST", L"/early");
	CALL(WinHttpSendRequest(request, NULL, 0, NULL, 0, 11, 0));
	write_data(request, "hello");
	answer();

	close_handle(connection);
	close_handle(session);
}
