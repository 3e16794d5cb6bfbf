// WinHttpCrackUrl with pointers into the URL: where it splits one, and what it takes for none. crack_buffers.c has the rest.
#include "scenario.h"

#include <stdio.h>
#include <string.h>

static WCHAR url[64];
static URL_COMPONENTS parts;

static void want_all(void)
{
	parts = (URL_COMPONENTS){.dwStructSize = sizeof parts, .nScheme = (INTERNET_SCHEME)0xdeadbeef};
	parts.dwSchemeLength = parts.dwUserNameLength = parts.dwPasswordLength = 1;
	parts.dwHostNameLength = parts.dwUrlPathLength = parts.dwExtraInfoLength = (DWORD)-1;
}

static void out_part(const char *name, LPCWSTR text, DWORD length)
{
	char place[32];

	snprintf(place, sizeof place, text ? "%s at %d" : "%s", name, (int)(text - url));
	if (text || length)
		out_text(place, text, (int)length);
}

static void crack(const char *arguments, LPCWSTR given, DWORD length, DWORD flags)
{
	BOOL cracked;

	memset(url, 0, sizeof url);
	for (int i = 0; given[i]; i++)
		url[i] = given[i];
	begin_callf("WinHttpCrackUrl(%s)", arguments);
	cracked = WinHttpCrackUrl(url, length, flags, &parts);
	bool_result(cracked);
	out_number("nScheme", (DWORD)parts.nScheme);
	if (cracked) {
		out_number("nPort", parts.nPort);
		out_part("scheme", parts.lpszScheme, parts.dwSchemeLength);
		out_part("user", parts.lpszUserName, parts.dwUserNameLength);
		out_part("password", parts.lpszPassword, parts.dwPasswordLength);
		out_part("host", parts.lpszHostName, parts.dwHostNameLength);
		out_part("path", parts.lpszUrlPath, parts.dwUrlPathLength);
		out_part("extra", parts.lpszExtraInfo, parts.dwExtraInfoLength);
	}
	end_call();
}

#define CRACK_AS_IS(...) crack(#__VA_ARGS__, __VA_ARGS__)
#define CRACK(...) (want_all(), crack(#__VA_ARGS__, __VA_ARGS__))

static void good(void)
{
	CRACK(L"http://api.test/", 0, 0);
	CRACK(L"HTTPS://api.test/a/b", 0, 0);
	CRACK(L"http://api.test", 0, 0);
	CRACK(L"http://api.test/p?x=1", 0, 0);
	CRACK(L"http://api.test/p?", 0, 0);
	CRACK(L"http://api.test/a?b?c", 0, 0);
	CRACK(L"http://api.test?x=1", 0, 0);
	CRACK(L"http://api.test/p;v=1", 0, 0);
	CRACK(L"http://api.test/p#f", 0, 0);
	CRACK(L"http://a b\x01/c d\xe9", 0, 0);
	CRACK(L"http://api.test/pXYZ", 17, 0);
	section("users and ports");
	CRACK(L"http://bob:pw@api.test/p", 0, 0);
	CRACK(L"http://bob@api.test/p", 0, 0);
	CRACK(L"http://bob:@api.test/", 0, 0);
	CRACK(L"http://:@api.test/p", 0, 0);
	CRACK(L"http://api.test/u?m=a@b.test", 0, 0);
	CRACK(L"http://api.test/", 0, ICU_REJECT_USERPWD);
	CRACK(L"http://api.test:8080/p", 0, 0);
	CRACK(L"http://api.test:/p", 0, 0);
	CRACK(L"https://api.test:", 0, 0);
	CRACK(L"http://api.test:0/", 0, 0);
	CRACK(L"http://api.test:65535/", 0, 0);
	CRACK(L"http://api.test:80x/", 0, 0);
	CRACK(L"http://api.test/x:9/y", 0, 0);
	CRACK(L"https://api.test/q?t=1:2", 0, 0);
	CRACK(L"http://[2001:db8::1]:81/x", 0, 0);
	CRACK(L"http://[::1]/", 0, 0);
}

static void not_requested(void)
{
	section("not requested");
	want_all();
	parts.dwExtraInfoLength = 0;
	CRACK_AS_IS(L"http://api.test/p?x=1", 0, 0);
	want_all();
	parts.dwUserNameLength = parts.dwPasswordLength = 0;
	CRACK_AS_IS(L"http://bob:pw@api.test/p", 0, 0);
	parts = (URL_COMPONENTS){.dwStructSize = sizeof parts};
	CRACK_AS_IS(L"https://bob:pw@api.test:81/p?x=1", 0, ICU_DECODE);
}

static void bad(void)
{
	static const LPCWSTR none;

	section("bad");
	CRACK(L"http:", 0, 0);
	CRACK(L"http:api.test", 0, 0);
	CRACK(L"http:/api.test", 0, 0);
	CRACK(L"http://", 0, 0);
	CRACK(L"http:///x", 0, 0);
	CRACK(L"", 0, 0);
	CRACK(L"http", 0, 0);
	CRACK(L"api.test/p", 0, 0);
	CRACK(L" http://api.test/", 0, 0);
	CRACK(L"ftp://api.test/", 0, 0);
	CRACK(L"ws://api.test/", 0, 0);
	CRACK(L"http://api.test:65536/", 0, 0);
	CRACK(L"http://bob:pw@api.test/", 0, ICU_REJECT_USERPWD);
	CRACK(L"http://:@api.test/", 0, ICU_REJECT_USERPWD);
	CRACK(L"http://api.test/p?x=1", 0, ICU_ESCAPE);
	CRACK(L"http://api.test/p?x=1", 0, ICU_DECODE);
	CALL(WinHttpCrackUrl(none, 0, 0, &parts));
	CALL(WinHttpCrackUrl(L"http://api.test/", 0, 0, NULL));
	want_all();
	parts.dwStructSize = 0;
	CRACK_AS_IS(L"http://api.test/", 0, 0);
	parts.dwStructSize = sizeof parts + 1;
	CRACK_AS_IS(L"http://api.test/", 0, 0);
}

void scenario(void)
{
	good();
	not_requested();
	bad();
}
