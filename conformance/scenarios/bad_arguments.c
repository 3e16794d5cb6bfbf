// Arguments that are wrong: NULL, lengths of zero and more than there is, halves of surrogate pairs, reserved values and flags.
#include "scenario.h"

static HINTERNET session, connection, request, none;

static void fresh(LPCWSTR path)
{
	if (request)
		close_handle(request);
	request = open_request("request", connection, L"GET", path);
}

// headers adds texts that do not end where their length says, and some that no header can be.
static void headers(void)
{
	const WCHAR open_end[] = {'a', ':', ' ', '1', 'x', '?'}, two_parts[] = L"b: 2\0c: 3";

	section("headers");
	fresh(L"/echo");
	CALL(WinHttpAddRequestHeaders(request, NULL, 0, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, NULL, 4, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, L"a: 1", 0, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, open_end, 1, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, open_end, 5, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, two_parts, -1, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, L"d: 4", -1, 0x00010000));
	CALL(WinHttpAddRequestHeaders(request, L"e: 5", -1, WINHTTP_ADDREQ_FLAG_ADD | 7));
	CALL(WinHttpAddRequestHeaders(request, L"f: \xd800", -1, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, L"f\xdc00: 6", -1, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpAddRequestHeaders(request, L"g: caf\xe9", -1, WINHTTP_ADDREQ_FLAG_ADD));
	CALL(WinHttpSendRequest(request, L"no colon", -1, NULL, 0, 0, 0));
	CALL(WinHttpSendRequest(request, L"h: \xdfff", -1, NULL, 0, 0, 0));
	CALL(WinHttpSendRequest(request, open_end, 1, NULL, 0, 0, 0));
	exchange(request);
}

static void queries(void)
{
	DWORD length = 64, index = 0xFFFFFFFF;
	WCHAR text[32] = L"before";

	section("queries");
	fresh(L"/hello");
	send_and_receive(request);
	CALL(WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_TYPE, NULL, NULL, &length, NULL), NUMBER(length));
	CALL(WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_TYPE, NULL, text, &length, &index), TEXT_OUT(text), NUMBER(index));
	CALL(WinHttpQueryHeaders(request, WINHTTP_QUERY_CUSTOM, L"", text, &length, NULL), TEXT_OUT(text));
	CALL(WinHttpQueryHeaders(request, WINHTTP_QUERY_CUSTOM, L"\xd800", text, &length, NULL), TEXT_OUT(text));
	length = 0xFFFFFFFF;
	CALL(WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_TYPE, NULL, text, &length, NULL), TEXT_OUT(text), NUMBER(length));
}

static void bodies(void)
{
	DWORD number = 0xdeadbeef;
	char text[64] = "before";

	section("bodies");
	CALL(WinHttpReadData(request, text, 0, &number), NUMBER(number));
	CALL(WinHttpReadData(request, text, 0xFFFFFFFF, &number), NUMBER(number), BYTES(text, -1));
	fresh(L"/wait-upload");
	CALL(WinHttpSendRequest(request, NULL, 4, text, 0, 2, 0));
	CALL(WinHttpWriteData(request, text, 0, &number), NUMBER(number));
	CALL(WinHttpWriteData(request, NULL, 0, &number), NUMBER(number));
	number = 0xdeadbeef;
	CALL(WinHttpWriteData(request, NULL, 2, &number), NUMBER(number));
	CALL(WinHttpWriteData(request, text, 2, &number), NUMBER(number));
	CALL(WinHttpReceiveResponse(request, text));
	receive_response(request);
	read_all(request);
}

static void paths(void)
{
	section("halves of surrogate pairs");
	fresh(L"/echo/\xd800\xd83d\xde00?\xdc00\xd83d");
	exchange(request);
	OPEN(none, WinHttpOpenRequest(connection, L"G\xd800T", NULL, NULL, NULL, NULL, 0));
	OPEN(none, WinHttpConnect(session, L"127.0.0.1\xd800", server_port, 0));
}

static void reserved(void)
{
	section("reserved and unknown");
	OPEN(none, WinHttpOpen(L"x", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 1));
	OPEN(none, WinHttpConnect(session, L"127.0.0.1", server_port, 1));
	OPEN(none, WinHttpOpenRequest(connection, NULL, NULL, NULL, NULL, NULL, 1));
	CALL(WinHttpSetStatusCallback(session, notify, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 1));
}

static void lengths_of_bodies(void)
{
	section("a body and its lengths");
	fresh(L"/wait-upload");
	CALL(WinHttpSendRequest(request, NULL, 0, NULL, 4, 4, 0));
	fresh(L"/wait-upload");
	CALL(WinHttpSendRequest(request, NULL, 0, "four", 4, 2, 0));
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	headers();
	queries();
	bodies();
	paths();
	reserved();
	lengths_of_bodies();
}
