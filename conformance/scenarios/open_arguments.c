// The arguments of WinHttpOpen, WinHttpConnect and WinHttpOpenRequest, and what of them arrives at the server.
#include "scenario.h"

#include <string.h>

static HINTERNET session, connection, request;

// arrives sends a request that has just been opened, and prints what the server got, less the Connection header, which is
// always there and has another place on Windows than in Wine.
static void arrives(void)
{
	char got[512] = "", *line, *next;
	DWORD length = 0;

	if (!request)
		return;
	if (!WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) || !WinHttpReceiveResponse(request, NULL) ||
		!WinHttpReadData(request, got, sizeof got - 1, &length))
		note("  error %lu", (unsigned long)GetLastError());
	for (line = got; (next = strstr(line, "\r\n")); line = next + 2) {
		*next = 0;
		if (*line && strncmp(line, "Connection:", 11) != 0)
			note("    %s", line);
	}
	WinHttpCloseHandle(request);
}

// They print their arguments as they are written.
#define SESSION(...) \
	(begin_open("session", "WinHttpOpen(" #__VA_ARGS__ ")"), session = end_open(WinHttpOpen(__VA_ARGS__)))
#define SERVER(...) \
	(begin_open("connection", "WinHttpConnect(session, " #__VA_ARGS__ ")"), \
		connection = end_open(WinHttpConnect(session, __VA_ARGS__)))
#define REQUEST(...) \
	(begin_open("request", "WinHttpOpenRequest(connection, " #__VA_ARGS__ ")"), \
		request = end_open(WinHttpOpenRequest(connection, __VA_ARGS__)), arrives())

static void sessions(void)
{
	section("access types and flags");
	SESSION(NULL, WINHTTP_ACCESS_TYPE_DEFAULT_PROXY, NULL, NULL, 0);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_DEFAULT_PROXY, L"proxy:1", L"<local>", 0);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, L"proxy:1", NULL, 0);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_NAMED_PROXY, L"proxy:1", L"", 0);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_NAMED_PROXY, NULL, NULL, 0);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_NAMED_PROXY, L"", NULL, 0);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY, NULL, NULL, 0);
	SESSION(NULL, 2, NULL, NULL, 0);
	SESSION(NULL, 5, NULL, NULL, WINHTTP_FLAG_ASYNC);
	SESSION(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, WINHTTP_FLAG_ASYNC);
}

static void agent(void)
{
	connection = WinHttpConnect(session, L"127.0.0.1", server_port, 0);
	REQUEST(NULL, L"/echo", NULL, NULL, NULL, 0);
}

static void servers(void)
{
	section("servers");
	SERVER(L"LocalHost", server_port, 0);
	REQUEST(NULL, L"/echo", NULL, NULL, NULL, 0);
	SERVER(L"[::1]", 0, 0);
	SERVER(L"name.test", 65535, 0);
	SERVER(NULL, server_port, 0);
	SERVER(L"", server_port, 0);
	SERVER(L"a b", server_port, 0);
	SERVER(L"127.0.0.1/", server_port, 0);
}

static void requests(void)
{
	LPCWSTR none[] = {NULL}, one[] = {L"text/html", NULL}, two[] = {L"text/*;q=0.5", L"*/*", NULL};

	section("verb, path and version");
	REQUEST(NULL, NULL, NULL, NULL, NULL, 0);
	REQUEST(L"", L"", L"", NULL, NULL, 0);
	REQUEST(L"get", L"/", NULL, NULL, NULL, 0);
	REQUEST(L"PropFind", L"echo", NULL, NULL, NULL, 0);
	REQUEST(L"POST", L"?x=1", NULL, NULL, NULL, 0);
	REQUEST(L"A B", L"/echo", NULL, NULL, NULL, 0);
	REQUEST(L"GET", L"/echo/#part", L"HTTP/1.1", NULL, NULL, 0);
	REQUEST(L"GET", L"/echo", L"HTTP/1.0", NULL, NULL, 0);
	REQUEST(L"GET", L"/echo", L"http/9.9", NULL, NULL, 0);
	section("accept types, referrer and flags");
	REQUEST(NULL, L"/echo", NULL, NULL, none, 0);
	REQUEST(NULL, L"/echo", NULL, NULL, one, 0);
	REQUEST(NULL, L"/echo", NULL, NULL, two, 0);
	REQUEST(NULL, L"/echo", NULL, L"http://a.test/b?c=d", NULL, 0);
	REQUEST(NULL, L"/echo", NULL, L"", NULL, WINHTTP_FLAG_REFRESH);
	REQUEST(NULL, L"/echo", L"HTTP/1.0", NULL, NULL, WINHTTP_FLAG_BYPASS_PROXY_CACHE);
}

void scenario(void)
{
	sessions();
	section("agents");
	SESSION(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	agent();
	SESSION(L"", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	agent();
	SESSION(L"agent/1.0 (a; b)", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	agent();
	servers();
	connection = WinHttpConnect(session, L"127.0.0.1", server_port, 0);
	requests();
}
