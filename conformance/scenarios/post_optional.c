// Bodies that go out with SendRequest, and the lengths that announce them, as /echo shows them.
#include "scenario.h"

static HINTERNET session, connection, request;

static void post(LPCWSTR verb, LPCWSTR headers, const char *body, DWORD length, DWORD total)
{
	DWORD headers_length = headers ? (DWORD)-1 : 0;

	request = open_request("request", connection, verb, L"/echo");
	CALL(WinHttpSendRequest(request, headers, headers_length, (LPVOID)body, length, total, 0), TEXT_OUT(headers), NUMBER(length),
		NUMBER(total));
	if (receive_response(request))
		read_all(request);
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("the body is all there is");
	post(L"POST", NULL, "post", 4, 4);
	post(L"PUT", NULL, "put", 3, 3);
	post(L"GET", NULL, "get", 3, 3);
	section("no body");
	post(L"POST", NULL, NULL, 0, 0);
	post(L"PUT", NULL, NULL, 0, 0);
	post(L"GET", NULL, NULL, 0, 0);
	section("a length of the application's own");
	post(L"POST", L"Content-Length: 4", "post", 4, 0);
	post(L"POST", L"Content-Length: 4", "post", 4, 4);
	section("a Transfer-Encoding");
	post(L"POST", L"Transfer-Encoding: chunked", "4\r\npost\r\n0\r\n\r\n", 14, 14);

	close_handle(connection);
	close_handle(session);
}
