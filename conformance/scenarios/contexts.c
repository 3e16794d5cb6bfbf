// The context value: inherited, set as an option, given to SendRequest.
#include "scenario.h"

static void set_context(HINTERNET handle, const char *name)
{
	DWORD_PTR context = new_context(name);

	CALL(WinHttpSetOption(handle, WINHTTP_OPTION_CONTEXT_VALUE, &context, sizeof context));
	query_context(handle);
}

void scenario(void)
{
	HINTERNET session = open_session("session", 0), connection, request;

	section("inherited");
	query_context(session);
	set_context(session, "alpha");
	connection = open_connection("connection", session);
	query_context(connection);
	set_context(session, "beta");
	query_context(connection);
	set_context(connection, "gamma");
	request = open_request("request", connection, L"GET", L"/hello");
	query_context(request);
	section("0 leaves it, another value replaces it");
	send_request(request);
	query_context(request);
	receive_response(request);
	read_all(request);
	CALL(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, new_context("delta")));
	query_context(request);
	query_context(connection);
	receive_response(request);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
