#include <stdlib.h>
#include <windows.h>
#include <errno.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))

// Both ways, between the same two texts.
static void pair(const char *narrow, const WCHAR *wide)
{
	int bytes = (int)strlen(narrow) + 1, units = (int)wcslen(wide) + 1;
	WCHAR w[32];
	char n[64];

	CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, narrow, -1, NULL, 0) == units);
	CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, narrow, -1, w, units) == units && wcscmp(w, wide) == 0);
	CHECK(MultiByteToWideChar(CP_ACP, 0, narrow, bytes, w, 32) == units);
	CHECK(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, wide, -1, NULL, 0, NULL, NULL) == bytes);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, wide, -1, n, bytes, NULL, NULL) == bytes && strcmp(n, narrow) == 0);
	CHECK(WideCharToMultiByte(CP_ACP, 0, wide, units, n, 64, NULL, NULL) == bytes);
	CHECK(mbstowcs(w, narrow, 32) == (size_t)units - 1 && wcscmp(w, wide) == 0);
	CHECK(wcstombs(n, wide, 64) == (size_t)bytes - 1 && strcmp(n, narrow) == 0);
	if (units == 1)
		return;
	SetLastError(0);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, narrow, -1, w, units - 1) == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	SetLastError(0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, wide, -1, n, bytes - 1, NULL, NULL) == 0 &&
		GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, narrow, bytes - 1, w, units - 1) == units - 1); // without the NUL
	CHECK(WideCharToMultiByte(CP_UTF8, 0, wide, units - 1, n, bytes - 1, NULL, NULL) == bytes - 1);
}

static void surrogates(void)
{
	static const WCHAR high[] = {'a', 0xD83D, 'b', 0}, low[] = {0xDE00, 0}, swapped[] = {0xDE00, 0xD83D, 0};
	static const WCHAR grin[] = {0xD83D, 0xDE00, 0}, first[] = {0xD800, 0xDC00, 0}, last[] = {0xDBFF, 0xDFFF, 0};
	char n[16];

	pair("\xF0\x9F\x98\x80", grin);
	pair("\xF0\x90\x80\x80", first);
	pair("\xF4\x8F\xBF\xBF", last);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, high, -1, n, 16, NULL, NULL) == 6 && strcmp(n, "a\xEF\xBF\xBD" "b") == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, low, -1, n, 16, NULL, NULL) == 4 && strcmp(n, "\xEF\xBF\xBD") == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, swapped, -1, n, 16, NULL, NULL) == 7);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, grin, 1, n, 16, NULL, NULL) == 3); // half of it
	SetLastError(0);
	CHECK(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, high, -1, n, 16, NULL, NULL) == 0 &&
		GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
	errno = 0;
	CHECK(wcstombs(n, high, 16) == (size_t)-1 && errno == EILSEQ);
}

// Overlong, a surrogate, too large, cut off, stray: no UTF-8.
static void invalid(void)
{
	static const char *const bad[] = {"\xC0\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
		"\xE2\x82", "\x80", "\xFF", "\xE2\x28\xA1"};
	WCHAR w[16];

	for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
		CHECK(MultiByteToWideChar(CP_UTF8, 0, bad[i], -1, w, 16) > 1 && w[0] == 0xFFFD);
		SetLastError(0);
		CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bad[i], -1, w, 16) == 0 &&
			GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
		errno = 0;
		CHECK(mbstowcs(w, bad[i], 16) == (size_t)-1 && errno == EILSEQ);
	}
}

static void arguments(void)
{
	WCHAR w[4];
	char n[4];

	SetLastError(0);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, w, 4) == 0 && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "a", 0, w, 4) == 0 && MultiByteToWideChar(CP_UTF8, 0, "a", -1, NULL, 4) == 0);
	CHECK(MultiByteToWideChar(1252, 0, "a", -1, w, 4) == 0);
	SetLastError(0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, NULL, -1, n, 4, NULL, NULL) == 0 && GetLastError() == ERROR_INVALID_PARAMETER);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, L"a", 0, n, 4, NULL, NULL) == 0);
	CHECK(mbstowcs(NULL, "abc", 0) == 3 && wcstombs(NULL, L"abc\u20ac", 0) == 6);
	w[2] = 'x';
	CHECK(mbstowcs(w, "abc", 2) == 2 && w[1] == 'b' && w[2] == 'x'); // no NUL
}

int main(void)
{
	pair("", L"");
	pair("plain", L"plain");
	pair("gr\xC3\xBCn \xE2\x82\xAC", L"gr\u00fcn \u20ac");
	pair("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF", L"\x7F\x80\x7FF\x800\xFFFF");
	surrogates();
	invalid();
	arguments();
	return failures > 0;
}
