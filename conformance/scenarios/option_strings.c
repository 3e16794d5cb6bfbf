// Options that are strings, USER_AGENT and URL: bytes when queried, characters when set, and when they take effect.
#include "scenario.h"

static HINTERNET session, connection, request;

static void query(HINTERNET handle, DWORD option, DWORD length)
{
	WCHAR text[64] = L"before";

	CALL(WinHttpQueryOption(handle, option, text, &length), TEXT_OUT(text), NUMBER(length));
}

// sizes asks for a string of some bytes, without its NUL, by all lengths that could matter.
static void sizes(HINTERNET handle, DWORD option, DWORD bytes)
{
	WCHAR text[64] = L"before";
	DWORD length = 0;

	CALL(WinHttpQueryOption(handle, option, NULL, &length), NUMBER(length));
	length = 128;
	CALL(WinHttpQueryOption(handle, option, NULL, &length), NUMBER(length));
	CALL(WinHttpQueryOption(handle, option, text, NULL), TEXT_OUT(text));
	query(handle, option, 0);
	query(handle, option, bytes);
	query(handle, option, bytes + 1);
	query(handle, option, bytes + 2);
	query(handle, option, bytes + 3);
	length = bytes + 2;
	CALL(WinHttpQueryOption(handle, option, text, &length), TEXT_OUT(text), NUMBER(length));
	CALL(WinHttpQueryOption(handle, option, text, &length), TEXT_OUT(text), NUMBER(length));
}

static void set_agent(LPWSTR text, DWORD length)
{
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_USER_AGENT, text, length), NUMBER(length));
	query(session, WINHTTP_OPTION_USER_AGENT, 128);
}

static void agents(void)
{
	WCHAR text[] = L"second/2.0", parts[] = L"one\0two";

	section("USER_AGENT");
	OPEN(session, WinHttpOpen(L"first/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0));
	sizes(session, WINHTTP_OPTION_USER_AGENT, 18);
	set_agent(text, 10);
	set_agent(text, 11);
	set_agent(text, 6);
	set_agent(parts, 7);
	set_agent(NULL, 4);
	set_agent(text, 0);
	CALL(WinHttpCloseHandle(session));
	section("no agent");
	OPEN(session, WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0));
	sizes(session, WINHTTP_OPTION_USER_AGENT, 0);
	CALL(WinHttpCloseHandle(session));
}

static void echo(void)
{
	send_and_receive(request);
	read_all(request);
}

static void effect(void)
{
	WCHAR text[] = L"second/2.0";

	section("a request asks the session when it is sent");
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	request = open_request("request", connection, L"GET", L"/echo");
	echo();
	close_handle(request);
	request = open_request("request", connection, L"GET", L"/echo");
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_USER_AGENT, text, 10));
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_USER_AGENT, text, 10));
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_USER_AGENT, text, 10));
	query(connection, WINHTTP_OPTION_USER_AGENT, 128);
	query(request, WINHTTP_OPTION_USER_AGENT, 128);
	echo();
	close_handle(request);
	request = open_request("request", connection, L"GET", L"/echo");
	CALL(WinHttpAddRequestHeaders(request, L"User-Agent: my own", -1, WINHTTP_ADDREQ_FLAG_ADD));
	echo();
	query(session, WINHTTP_OPTION_USER_AGENT, 128);
}

#define URL(path, port, flags) \
	do { \
		OPEN(connection, WinHttpConnect(session, L"localhost", port, 0)); \
		OPEN(request, WinHttpOpenRequest(connection, L"POST", path, NULL, NULL, NULL, flags)); \
		query(request, WINHTTP_OPTION_URL, 128); \
		close_handle(request); \
		close_handle(connection); \
	} while (0)

void scenario(void)
{
	agents();
	effect();
	section("URL");
	sizes(request, WINHTTP_OPTION_URL, 54);
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_URL, L"http://localhost/", 17));
	query(connection, WINHTTP_OPTION_URL, 128);
	close_handle(request);
	close_handle(connection);
	URL(L"path", 0, 0);
	URL(L"/path?query", 80, 0);
	URL(L"", 443, WINHTTP_FLAG_SECURE);
	URL(L"/", 7532, 0);
	close_handle(session);
}
