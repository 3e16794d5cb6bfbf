// What is no response, breaks off in the head, or has a head that breaks a rule: which code, and from which call.
#include "scenario.h"

#define SHOWN \
	(WINHTTP_CALLBACK_FLAG_RECEIVE_RESPONSE | WINHTTP_CALLBACK_FLAG_INTERMEDIATE_RESPONSE | WINHTTP_CALLBACK_FLAG_HANDLES)

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
	CALL(WinHttpSetStatusCallback(session, notify, SHOWN, 0));
	connection = open_connection("connection", session);

	section("no answer");
	get(L"/drop");
	section("no status line");
	get(L"/malformed");
	get(L"/bad/page");
	get(L"/bad/bytes");
	section("status lines");
	get(L"/bad/http2");
	get(L"/bad/two-digits");
	get(L"/bad/bare");
	section("a head that ends early");
	get(L"/bad/half-line");
	get(L"/bad/half-head");
	section("header lines");
	get(L"/bad/no-colon");
	get(L"/bad/two-lengths");
	get(L"/bad/large");
	get(L"/bad/long");
	section("interim responses");
	get(L"/interim");
	get(L"/bad/only-interim");
	get(L"/bad/many-interim");
	section("chunks");
	get(L"/bad/no-chunk-size");

	close_handle(connection);
	close_handle(session);
}
