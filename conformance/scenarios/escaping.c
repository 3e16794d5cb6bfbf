// What goes over the wire of a path with special characters, by the WINHTTP_FLAG_ESCAPE_ flags of WinHttpOpenRequest.
#include "scenario.h"

#include <string.h>

#define DISABLE WINHTTP_FLAG_ESCAPE_DISABLE
#define DISABLE_QUERY WINHTTP_FLAG_ESCAPE_DISABLE_QUERY
#define PERCENT WINHTTP_FLAG_ESCAPE_PERCENT
#define NULL_CODEPAGE WINHTTP_FLAG_NULL_CODEPAGE

static HINTERNET connection;

// echo makes a request and prints its first line, as the server has got it.
static void echo(const char *arguments, LPCWSTR path, DWORD flags)
{
	char text[2048] = "";
	DWORD length = 0;
	HINTERNET request;
	BOOL echoed;

	begin_callf("WinHttpOpenRequest(connection, NULL, %s)", arguments);
	request = WinHttpOpenRequest(connection, NULL, path, NULL, WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, flags);
	echoed = request && WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, 0, WINHTTP_NO_REQUEST_DATA, 0, 0, 0) &&
		WinHttpReceiveResponse(request, NULL) && WinHttpReadData(request, text, sizeof text - 1, &length);
	bool_result(echoed);
	out_bytes("sent", text, (int)strcspn(text, "\r"));
	WinHttpCloseHandle(request);
	end_call();
}

#define ECHO(...) echo(#__VA_ARGS__, __VA_ARGS__)

#define EVERYTHING L"/echo/a b%20\"~'{}\t#x?q=<1> \x00e9%\r\n^"
#define PUNCTUATION L"/echo/!\"#$%&'()*+,-.:;<=>@[\\]^_`{|}~?!\"#$%&'()*+,-.:;<=>@[\\]^_`{|}~"
#define CONTROLS L"/echo/\x01\x1f\x7f?\x01\x1f\x7f"
#define WIDE L"/echo/\x0080\x00ff\x541b\xd83d\xde00?\x0080\x00ff\x541b\xd83d\xde00"

#define QUOTED(text) #text
#define EXPANDED(macro) QUOTED(macro)
#define SECTION(macro) section(#macro ": " EXPANDED(macro))

static void flags(void)
{
	SECTION(EVERYTHING);
	ECHO(EVERYTHING, 0);
	ECHO(EVERYTHING, PERCENT);
	ECHO(EVERYTHING, DISABLE);
	ECHO(EVERYTHING, DISABLE_QUERY);
	ECHO(EVERYTHING, PERCENT | DISABLE_QUERY);
	ECHO(EVERYTHING, PERCENT | DISABLE);
	ECHO(EVERYTHING, DISABLE | DISABLE_QUERY);
	ECHO(EVERYTHING, NULL_CODEPAGE);
	SECTION(PUNCTUATION);
	ECHO(PUNCTUATION, 0);
	ECHO(PUNCTUATION, PERCENT);
	ECHO(PUNCTUATION, DISABLE);
	ECHO(PUNCTUATION, DISABLE_QUERY);
	SECTION(CONTROLS);
	ECHO(CONTROLS, 0);
	ECHO(CONTROLS, DISABLE);
	ECHO(CONTROLS, DISABLE_QUERY);
	SECTION(WIDE);
	ECHO(WIDE, 0);
	ECHO(WIDE, PERCENT);
	ECHO(WIDE, DISABLE);
	ECHO(WIDE, DISABLE_QUERY);
}

static void paths(void)
{
	section("paths");
	ECHO(L"echo", 0);
	ECHO(L"echo/../echo/./x//y/", 0);
	ECHO(L"/echo?", 0);
	ECHO(L"/echo?a?b c?d", 0);
	ECHO(L"/echo/#fragment", 0);
	ECHO(L"/echo/%41%zz%", 0);
	ECHO(L"/echo/%41%zz%", PERCENT);
	ECHO(L"/echo/?%41%zz%", PERCENT);
}

void scenario(void)
{
	HINTERNET session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);

	connection = WinHttpConnect(session, L"127.0.0.1", server_port, 0);
	flags();
	paths();
}
