// WinHttpCrackUrl with buffers: their sizes, what a failure leaves in them, escaping and decoding.
#include "scenario.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = 64 };

static URL_COMPONENTS parts;
static WCHAR scheme[ROOM], user[ROOM], password[ROOM], host[ROOM], path[ROOM], extra[ROOM];

static LPWSTR fresh(LPWSTR buffer)
{
	return memcpy(buffer, L"untouched", sizeof L"untouched");
}

static void want_all(void)
{
	parts = (URL_COMPONENTS){
		sizeof parts, fresh(scheme), ROOM, (INTERNET_SCHEME)0xdeadbeef, fresh(host), ROOM, 9999, fresh(user), ROOM,
		fresh(password), ROOM, fresh(path), ROOM, fresh(extra), ROOM,
	};
}

static void out_part(const char *name, LPCWSTR text, DWORD length)
{
	char sized[32];

	snprintf(sized, sizeof sized, "%s length %lu", name, (unsigned long)length);
	out_text(sized, text, -1);
}

static void out_parts(void)
{
	out_number("nScheme", (DWORD)parts.nScheme);
	out_number("nPort", parts.nPort);
	out_part("scheme", parts.lpszScheme, parts.dwSchemeLength);
	out_part("user", parts.lpszUserName, parts.dwUserNameLength);
	out_part("password", parts.lpszPassword, parts.dwPasswordLength);
	out_part("host", parts.lpszHostName, parts.dwHostNameLength);
	out_part("path", parts.lpszUrlPath, parts.dwUrlPathLength);
	out_part("extra", parts.lpszExtraInfo, parts.dwExtraInfoLength);
}

// ROOMD sets the size of a buffer, or of more, before the call.
#define ROOMD(sizes, url) (want_all(), (sizes), note(#sizes), CALL(WinHttpCrackUrl(url, 0, 0, &parts), out_parts()))

static void sizes(void)
{
	section("sizes");
	ROOMD(parts.dwHostNameLength = 9, L"http://api.test/p?x=1");
	ROOMD(parts.dwHostNameLength = 8, L"http://api.test/p?x=1");
	ROOMD(parts.dwSchemeLength = 5, L"http://api.test/p?x=1");
	ROOMD(parts.dwSchemeLength = 4, L"http://api.test/p?x=1");
	ROOMD(parts.dwSchemeLength = parts.dwHostNameLength = 1, L"https://api.test:81/p?x=1");
	ROOMD(parts.dwUserNameLength = 3, L"http://bob:pw@api.test/p");
	ROOMD(parts.dwPasswordLength = 2, L"http://bob:pw@api.test/p");
	ROOMD(parts.dwUrlPathLength = 2, L"http://api.test/p?x=1");
	ROOMD(parts.dwExtraInfoLength = 4, L"http://api.test/p?x=1");
	ROOMD(parts.dwExtraInfoLength = parts.dwUserNameLength = 1, L"http://api.test");
	section("no room at all");
	ROOMD(parts.dwSchemeLength = 0, L"http://api.test/p?x=1");
	ROOMD(parts.dwUserNameLength = 0, L"http://bob:pw@api.test/p");
	ROOMD(parts.dwPasswordLength = 0, L"http://bob:pw@api.test/p");
	ROOMD(parts.dwHostNameLength = 0, L"http://api.test/p?x=1");
	ROOMD(parts.dwUrlPathLength = 0, L"http://api.test/p?x=1");
	ROOMD(parts.dwExtraInfoLength = 0, L"http://api.test/p?x=1");
	ROOMD(parts.dwExtraInfoLength = 0, L"http://api.test");
}

static void out_texts(void)
{
	out_part("host", parts.lpszHostName, parts.dwHostNameLength);
	out_part("path", parts.lpszUrlPath, parts.dwUrlPathLength);
	out_part("extra", parts.lpszExtraInfo, parts.dwExtraInfoLength);
}

#define ESCAPE(url) (want_all(), CALL(WinHttpCrackUrl(url, 0, ICU_ESCAPE, &parts), out_texts()))
#define DECODE(url) (want_all(), CALL(WinHttpCrackUrl(url, 0, ICU_DECODE, &parts), out_texts()))

static void escaping(void)
{
	section("ICU_ESCAPE");
	ESCAPE(L"http://a b/c d");
	ESCAPE(L"http://api.test/c d/e f?g h");
	ESCAPE(L"http://api.test/100%");
	ESCAPE(L"http://api.test/a%41");
	ESCAPE(L"http://api.test/~k'v");
	ESCAPE(L"http://api.test/\x01\x1f\"%<>[\\]^`{|}~\x7f");
	ESCAPE(L"http://api.test/!$&'()*+,-./:;=@_");
	ESCAPE(L"http://api.test/#f g");
	ESCAPE(L"http://api.test/\x20ac");
	ESCAPE(L"http://api.test/\xe9");
	want_all();
	parts.dwUrlPathLength = 6;
	CALL(WinHttpCrackUrl(L"http://a b/c d", 0, ICU_ESCAPE, &parts), out_texts());
	section("ICU_DECODE");
	DECODE(L"http://api.test/a%20b?d%3D1");
	DECODE(L"http://api.test/%zz%4");
	DECODE(L"http://api.test/%C3%A9");
	DECODE(L"http://a%20b/c%23d?e");
	DECODE(L"http://api.test/a%2Fb%3Fc?d%3Fe");
	want_all();
	parts.dwUrlPathLength = 5;
	CALL(WinHttpCrackUrl(L"http://api.test/a%20b", 0, ICU_DECODE, &parts), out_texts());
	want_all();
	parts.dwUrlPathLength = 4;
	CALL(WinHttpCrackUrl(L"http://api.test/a%20b", 0, ICU_DECODE, &parts), out_texts());
	section("both");
	want_all();
	CALL(WinHttpCrackUrl(L"http://a b/c d%41", 0, ICU_ESCAPE | ICU_DECODE, &parts), out_texts());
}

void scenario(void)
{
	sizes();
	escaping();
}
