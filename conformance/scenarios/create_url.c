// WinHttpCreateUrl: the text of components, present or not, and the length of the buffer.
#include "scenario.h"

#include <string.h>

#ifndef ICU_INCLUDE_DEFAULT_PORT /* newer than some SDKs */
#define ICU_INCLUDE_DEFAULT_PORT 0x00008000
#endif

enum { ROOM = 64 };

static WCHAR scheme[] = L"http", https[] = L"https", ftp[] = L"ftp", user[] = L"bob", password[] = L"pw";
static WCHAR host[] = L"api.test", path[] = L"/p", extra[] = L"?q", empty[] = L"", odd[] = L" \x1f\x7f";
static WCHAR unsafe[] = L"/a%b~'", wide[] = L"/\xfb00", inner[] = L"/a\0b";

static URL_COMPONENTS parts;
static WCHAR url[ROOM];
static DWORD length;

static void all(void)
{
	parts = (URL_COMPONENTS){
		.dwStructSize = sizeof parts, .lpszScheme = scheme, .nScheme = INTERNET_SCHEME_HTTP, .lpszHostName = host, .nPort = 80,
		.lpszUserName = user, .lpszPassword = password, .lpszUrlPath = path, .lpszExtraInfo = extra,
	};
}

static void no_user(void)
{
	all();
	parts.lpszUserName = parts.lpszPassword = NULL;
}

static void nothing(void)
{
	parts = (URL_COMPONENTS){.dwStructSize = sizeof parts};
}

static void reset(DWORD room)
{
	memset(url, 0, sizeof url);
	memcpy(url, L"untouched", sizeof L"untouched");
	length = room;
}

static void create(const char *flags_text, DWORD flags)
{
	BOOL created;

	begin_callf("WinHttpCreateUrl(&parts, %s, url, &length)", flags_text);
	created = WinHttpCreateUrl(&parts, flags, url, &length);
	bool_result(created);
	out_text("url", url, created && !url[length] ? (int)length : -1);
	out_number("length", length);
	end_call();
}

// CREATE changes what a function has set up, and creates.
#define CREATE(setup, change, flags) \
	(setup(), reset(ROOM), (void)(change), note("%s, %s", #setup, #change), create(#flags, flags))
#define UNCHANGED 0

static void texts(void)
{
	section("users");
	CREATE(all, UNCHANGED, 0);
	CREATE(no_user, UNCHANGED, 0);
	CREATE(all, parts.lpszPassword = NULL, 0);
	CREATE(all, parts.lpszPassword = empty, 0);
	CREATE(all, parts.lpszUserName = parts.lpszPassword = empty, 0);
	CREATE(all, parts.lpszUserName = empty, 0);
	CREATE(all, parts.lpszUserName = NULL, 0);
	CREATE(all, UNCHANGED, ICU_REJECT_USERPWD);
	CREATE(no_user, UNCHANGED, ICU_REJECT_USERPWD);
	section("schemes and ports");
	CREATE(all, parts.lpszScheme = NULL, 0);
	CREATE(all, (parts.lpszScheme = NULL, parts.nScheme = 0), 0);
	CREATE(no_user, (parts.lpszScheme = NULL, parts.nScheme = INTERNET_SCHEME_HTTPS), 0);
	CREATE(no_user, (parts.lpszScheme = NULL, parts.nScheme = 0, parts.nPort = 0), 0);
	CREATE(no_user, parts.lpszScheme = ftp, 0);
	CREATE(no_user, parts.nPort = 81, 0);
	CREATE(no_user, (parts.lpszScheme = https, parts.nPort = 443), 0);
	CREATE(no_user, parts.lpszScheme = https, 0);
	CREATE(no_user, UNCHANGED, ICU_INCLUDE_DEFAULT_PORT);
	section("paths");
	CREATE(no_user, (parts.lpszUrlPath = path + 1, parts.lpszExtraInfo = NULL), 0);
	CREATE(no_user, parts.lpszUrlPath = empty, 0);
	CREATE(no_user, parts.lpszUrlPath = NULL, 0);
	CREATE(no_user, parts.lpszHostName = NULL, 0);
	CREATE(nothing, UNCHANGED, 0);
	section("lengths");
	CREATE(no_user, (parts.dwSchemeLength = 3, parts.dwHostNameLength = 3, parts.dwUrlPathLength = 1), 0);
	CREATE(all, (parts.dwUserNameLength = 1, parts.dwPasswordLength = 1, parts.dwExtraInfoLength = 1), 0);
	CREATE(no_user, (parts.lpszUrlPath = inner, parts.dwUrlPathLength = 4), 0);
	section("escaping");
	CREATE(nothing, parts.lpszExtraInfo = odd, ICU_ESCAPE);
	CREATE(nothing, parts.lpszUrlPath = odd, ICU_ESCAPE);
	CREATE(no_user, (parts.lpszUrlPath = unsafe, parts.lpszExtraInfo = NULL), ICU_ESCAPE);
	CREATE(no_user, parts.lpszUrlPath = wide, ICU_ESCAPE);
	CREATE(no_user, parts.lpszUrlPath = wide, 0);
	CREATE(all, parts.lpszUserName = parts.lpszHostName = odd, ICU_ESCAPE);
	CREATE(all, parts.lpszUserName = parts.lpszHostName = odd, ICU_ESCAPE | ICU_ESCAPE_AUTHORITY);
	CREATE(all, parts.lpszUserName = parts.lpszExtraInfo = odd, ICU_ESCAPE_AUTHORITY);
}

static void buffers(void)
{
	static const DWORD rooms[] = {0, 2, 19, 20};
	static LPWSTR none;

	section("buffers");
	no_user();
	for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
		reset(rooms[i]);
		note("length %lu", (unsigned long)length);
		create("0", 0);
	}
	reset(0);
	CALL(WinHttpCreateUrl(&parts, 0, none, &length), NUMBER(length));
	reset(256);
	CALL(WinHttpCreateUrl(&parts, 0, none, &length), NUMBER(length));
	CALL(WinHttpCreateUrl(&parts, 0, url, NULL));
	CALL(WinHttpCreateUrl(NULL, 0, url, &length), NUMBER(length));
	parts.dwStructSize = 0;
	CALL(WinHttpCreateUrl(&parts, 0, url, &length), NUMBER(length));
	parts.dwStructSize = sizeof parts + 1;
	CALL(WinHttpCreateUrl(&parts, 0, url, &length), NUMBER(length));
}

void scenario(void)
{
	texts();
	buffers();
}
