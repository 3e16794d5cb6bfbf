#include <wchar.h>
#include <windows.h>
#include <stdlib.h>
#include <strsafe.h>
#include <tchar.h>
#include <wctype.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))
#define SAME(got, want) CHECK(wcscmp((got), (want)) == 0)

static void copying(void)
{
	WCHAR b[16];

	CHECK(wcslen(L"") == 0 && wcslen(L"gr\u00fcn") == 4 && wcsnlen(L"abc", 2) == 2 && wcsnlen(L"abc", 9) == 3);
	CHECK(wcscpy(b, L"one") == b && wcscat(b, L"two") == b && wcsncat(b, L"three", 2) == b);
	SAME(b, L"onetwoth");
	wmemset(b, 0x0101, 16);
	CHECK(wcsncpy(b, L"ab", 4) == b && b[2] == 0 && b[3] == 0 && b[4] == 0x0101);
	wcsncpy(b, L"abcdef", 3);
	CHECK(b[2] == 'c' && b[3] == 0); // from before
	wmemcpy(b, L"0123456789", 11);
	wmemmove(b + 1, b, 5);
	SAME(b, L"0012346789");
	CHECK(wmemcmp(b, L"00x", 2) == 0 && wmemcmp(b, L"00x", 3) < 0 && wmemcmp(L"\uffff", L"a", 1) > 0);
	CHECK(wmemchr(b, '4', 10) == b + 5 && wmemchr(b, '4', 5) == NULL);
	lstrcpy(b, L"l");
	lstrcat(b, L"str");
	CHECK(lstrlen(b) == 4 && lstrcmp(b, TEXT("lstr")) == 0 && lstrcmpi(b, _T("LSTR")) == 0 && lstrlenA("four") == 4);
	wchar_t *copy = wcsdup(L"copy"), *other = _wcsdup(copy);
	SAME(other, L"copy");
	free(copy);
	free(other);
}

static void comparing(void)
{
	CHECK(wcscmp(L"a", L"b") < 0 && wcscmp(L"b", L"a") > 0 && wcscmp(L"a", L"ab") < 0 && wcscmp(L"\uffff", L"a") > 0);
	CHECK(wcsncmp(L"abc", L"abd", 2) == 0 && wcsncmp(L"abc", L"abd", 3) < 0 && wcsncmp(L"a", L"b", 0) == 0);
	CHECK(wcsncmp(L"ab", L"ab", 9) == 0 && wcscoll(L"a", L"b") < 0);
	CHECK(_wcsicmp(L"Content-TYPE", L"content-type") == 0 && _wcsicmp(L"a", L"B") < 0 && _wcsicmp(L"Z", L"[") > 0);
	CHECK(_wcsnicmp(L"ABx", L"aby", 2) == 0 && _wcsnicmp(L"ABx", L"aby", 3) < 0);
	CHECK(_stricmp("ABC", "abc") == 0 && _strnicmp("ABx", "aby", 2) == 0);
	int (*order)(const wchar_t *, const wchar_t *) = wcscmp; // as for bsearch
	CHECK(order(L"x", L"x") == 0);
	CHECK(towlower(L'A') == L'a' && towupper(L'z') == L'Z' && iswdigit(L'7') && !iswspace(L'x'));
}

static void searching(void)
{
	wchar_t line[] = L",,a,bc;,d", *rest;

	SAME(wcschr(L"a.b.c", L'.'), L".b.c");
	SAME(wcsrchr(L"a.b.c", L'.'), L".c");
	CHECK(wcschr(L"abc", 'x') == NULL && wcsrchr(L"abc", 'x') == NULL && *wcschr(L"abc", 0) == 0 && *wcsrchr(L"abc", 0) == 0);
	SAME(wcsstr(L"text/html; q=1", L"html"), L"html; q=1");
	SAME(wcsstr(L"aab", L"ab"), L"ab");
	SAME(wcsstr(L"abc", L""), L"abc");
	CHECK(wcsstr(L"abc", L"abcd") == NULL && wcsstr(L"", L"a") == NULL);
	CHECK(wcsspn(L"aabc", L"ab") == 3 && wcscspn(L"key=value", L"=:") == 3 && wcscspn(L"key", L"=") == 3);
	SAME(wcspbrk(L"key:value", L"=:"), L":value");
	CHECK(wcspbrk(L"key", L"=:") == NULL);
	SAME(wcstok(line, L",;", &rest), L"a");
	SAME(wcstok(NULL, L",;", &rest), L"bc");
	SAME(wcstok(NULL, L",;", &rest), L"d");
	CHECK(wcstok(NULL, L",;", &rest) == NULL);
}

static void numbers(void)
{
	static const wchar_t text[] = L" -12x";
	wchar_t *end;

	CHECK(wcstol(text, &end, 10) == -12 && end == text + 4);
	CHECK(wcstoul(L"ff", NULL, 16) == 255 && wcstoul(L"4294967295", NULL, 10) == 4294967295u && wcstol(L"0x10", NULL, 0) == 16);
	CHECK(wcstoll(L"-9000000000", NULL, 10) == -9000000000 && wcstoull(L"18446744073709551615", NULL, 10) == ~0ull);
	CHECK(wcstod(L"1.5e3z", &end) == 1500 && *end == 'z' && _wtof(L"0.25") == 0.25);
	CHECK(_wtoi(L"8080/x") == 8080 && _ttoi(_T("-1")) == -1 && _wtol(L"7") == 7 && _wtoi64(L"9000000000") == 9000000000);
	CHECK(wcstol(L"\u0663", &end, 10) == 0 && *end == 0x0663); // a digit, but not an ASCII one
}

static void safe(void)
{
	WCHAR b[8];
	char narrow[8];
	size_t n;

	CHECK(StringCchCopy(b, 8, L"abc") == S_OK && StringCchCat(b, 8, L"def") == S_OK);
	SAME(b, L"abcdef");
	CHECK(StringCchCatW(b, 8, L"ghi") == STRSAFE_E_INSUFFICIENT_BUFFER);
	SAME(b, L"abcdefg");
	CHECK(StringCchCopyW(b, 0, L"x") == STRSAFE_E_INVALID_PARAMETER && StringCchCopyNW(b, 8, L"abc", 2) == S_OK);
	SAME(b, L"ab");
	CHECK(StringCchLength(b, 8, &n) == S_OK && n == 2 && StringCchLengthW(b, 2, &n) == STRSAFE_E_INVALID_PARAMETER);
	CHECK(StringCchPrintf(b, 8, L"%d %s", 12, L"abcd") == S_OK);
	SAME(b, L"12 abcd");
	CHECK(StringCchPrintfW(b, 8, L"%d", 123456789) == STRSAFE_E_INSUFFICIENT_BUFFER);
	SAME(b, L"1234567");
	CHECK(StringCbPrintf(b, sizeof b, L"%S", "eight bytes") == STRSAFE_E_INSUFFICIENT_BUFFER && wcslen(b) == 7);
	CHECK(StringCchPrintfA(narrow, 8, "%S", L"abcdefgh") == STRSAFE_E_INSUFFICIENT_BUFFER && strcmp(narrow, "abcdefg") == 0);
	CHECK(StringCchCopyA(narrow, 8, "ab") == S_OK && StringCchCatA(narrow, 8, "cd") == S_OK && strcmp(narrow, "abcd") == 0);
	CHECK(FAILED(STRSAFE_E_INSUFFICIENT_BUFFER) && SUCCEEDED(S_OK));
}

int main(void)
{
	copying();
	comparing();
	searching();
	numbers();
	safe();
	return failures > 0;
}
