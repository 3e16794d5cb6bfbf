// An upload with Transfer-Encoding: chunked, whose framing is the program's own; /echo shows it.
// With a total of 0 Wine asks for the response inside SendRequest: checks/newest.c has that.
#include "scenario.h"

static HINTERNET session, connection, request;

static BOOL start(LPCWSTR headers, char *body, DWORD length, DWORD total)
{
	request = open_request("request", connection, L"POST", L"/echo");
	return (BOOL)CALL(WinHttpSendRequest(request, headers, -1, body, length, total, 0), TEXT_OUT(headers),
		NUMBER(length), NUMBER(total));
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

	section("chunk by chunk");
	start(L"Transfer-Encoding: chunked", NULL, 0, 26);
	write_data(request, "5\r\nhello\r\n");
	write_data(request, "6\r\n world\r\n");
	write_data(request, "0\r\n\r\n");
	answer();
	section("chunks in pieces");
	start(L"Transfer-Encoding: chunked", NULL, 0, 26);
	write_data(request, "5\r\nhel");
	write_data(request, "");
	write_data(request, "lo\r\n6\r\n world\r\n0\r\n\r\n");
	answer();
	section("the first chunk is the optional data");
	start(L"Transfer-Encoding: chunked", "5\r\nhello\r\n", 10, 15);
	write_data(request, "0\r\n\r\n");
	answer();
	section("all of it is the optional data");
	start(L"Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n", 15, 15);
	answer();
	section("a header that was added before");
	request = open_request("request", connection, L"POST", L"/echo");
	CALL(WinHttpAddRequestHeaders(request, L"transfer-encoding: Chunked", -1, WINHTTP_ADDREQ_FLAG_ADD));
	send_body(request, "0\r\n\r\n");
	answer();
	section("a length as well");
	if (start(L"Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n", 5, 5))
		answer();
	else
		close_handle(request);

	close_handle(connection);
	close_handle(session);
}
