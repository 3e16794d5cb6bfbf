#include <stdio.h>
#include <windows.h>
#include <string.h>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))

// Formats a wide and a narrow text, and compares.
#define WIDE(want, ...) \
	do { \
		int n = swprintf(wide, 128, __VA_ARGS__); \
		CHECK(n == (int)wcslen(want) && wcscmp(wide, (want)) == 0); \
	} while (0)
#define NARROW(want, ...) \
	do { \
		int n = winhttp_snprintf(narrow, 128, __VA_ARGS__); \
		CHECK(n == (int)strlen(want) && strcmp(narrow, (want)) == 0); \
	} while (0)

static WCHAR wide[128];
static char narrow[128];

static void numbers(void)
{
	WIDE(L"a 7 -7 2a 2A 0x2a 052", L"%c %d %i %x %X %#x %#o", 'a', 7, -7, 42, 42, 42, 42);
	WIDE(L"[   42|42   |00042|  +42| 42|0042]", L"[%5d|%-5d|%05d|%+5d|% d|%.4d]", 42, 42, 42, 42, 42, 42);
	WIDE(L"[  3|3  |ab ]", L"[%*d|%*d|%-*s]", 3, 3, -3, 3, 3, L"ab");
	WIDE(L"18446744073709551615 -5 ffffffffffffffff", L"%I64u %I64d %I64x", ~0ull, -5ll, ~0ull);
	WIDE(L"18446744073709551615 -5 4294967295 7", L"%llu %lld %I32u %zu", ~0ull, -5ll, 0xFFFFFFFF, (size_t)7);
	WIDE(L"4294967295 -1 ffffffff", L"%lu %ld %08lx", (DWORD)0xFFFFFFFF, (LONG)-1, (DWORD)0xFFFFFFFF);
	WIDE(L"65535 -1 255 -1", L"%hu %hd %hhu %hhd", 0x1FFFF, 0x1FFFF, 0x1FF, 0x1FF);
	WIDE(L"1.50 1.500000e+00 1.5 0x1.8p+0 100%", L"%.2f %e %g %a %d%%", 1.5, 1.5, 1.5, 1.5, 100);
	WIDE(L"2.50", L"%.2Lf", 2.5L);
	WIDE(L"7 -7", L"%Iu %Id", (SIZE_T)7, (LONG_PTR)-7);
	if (sizeof(void *) == 8)
		WIDE(L"0000000000001234 00000000000ABCDE", L"%p %p", (void *)0x1234, (void *)0xABCDE);
	NARROW("-5 18446744073709551615 12002 2EE2", "%I64d %I64u %lu %lX", -5ll, ~0ull, (DWORD)12002, (DWORD)12002);
}

static void texts(void)
{
	static const WCHAR grin[] = {0xD83D, 0xDE00, 0};

	WIDE(L"w n w w n n", L"%s %S %ls %ws %hs %hS", L"w", "n", L"w", L"w", "n", "n");
	NARROW("n w w w n n", "%s %S %ls %ws %hs %hS", "n", L"w", L"w", L"w", "n", "n");
	WIDE(L"w n w n", L"%c %C %lc %hc", L'w', 'n', L'w', 'n');
	NARROW("n w w n", "%c %C %lc %hc", 'n', L'w', L'w', 'n');
	WIDE(L"[  ab|ab  |ab|  ab]", L"[%4s|%-4s|%.2s|%4.2S]", L"ab", L"ab", L"abc", "abc");
	NARROW("[  ab|ab  |ab|  ab|    x]", "[%4s|%-4s|%.2s|%4.2S|%5c]", "ab", "ab", "abc", L"abc", 'x');
	WIDE(L"(null) (null)", L"%s %S", (WCHAR *)NULL, (char *)NULL);
	WIDE(L"\u20ac \u00fc", L"%s %S", L"\u20ac", "\xC3\xBC");
	NARROW("\xE2\x82\xAC \xC3\xBC", "%S %s", L"\u20ac", "\xC3\xBC");
	WIDE(L"\u00fc=1", L"\u00fc=%d", 1);
	WIDE(grin, L"%c%c", grin[0], grin[1]); // halves find each other
	WIDE(grin, L"%.1s%s", grin, grin + 1);
	NARROW("\xF0\x9F\x98\x80", "%ls", grin);
	NARROW("\xFF\xFE", "%s", "\xFF\xFE"); // bytes stay what they are
	CHECK(winhttp_snprintf(narrow, 128, "a%cb", 0) == 3 && memcmp(narrow, "a\0b", 4) == 0);
	CHECK(swprintf(wide, 128, L"a%cb", 0) == 3 && wmemcmp(wide, L"a\0b", 4) == 0);
	WIDE(L"100!", L"100%!");
	WIDE(L"100", L"100%");
}

static void buffers(void)
{
	CHECK(swprintf(wide, 4, L"%s", L"abc") == 3 && swprintf(wide, 3, L"%s", L"abc") == -1 && wcscmp(wide, L"ab") == 0);
	CHECK(_snwprintf(wide, 1, L"abc") == -1 && wide[0] == 0 && swprintf(NULL, 0, L"abc") == -1);
	CHECK(winhttp_snprintf(narrow, 3, "%d", 12345) == 5 && strcmp(narrow, "12") == 0);
	CHECK(winhttp_snprintf(NULL, 0, "%S", L"\u20ac") == 3 && winhttp_sprintf(narrow, "%S", L"ab") == 2);
	CHECK(wsprintf(wide, L"%s=%d", L"n", 7) == 3 && wcscmp(wide, L"n=7") == 0);
	CHECK(swprintf(wide, 128, L"%n", (int *)NULL) == -1 && winhttp_snprintf(narrow, 128, "%n", (int *)NULL) == -1);
	SetLastError(7);
	swprintf(wide, 128, L"%s%S%d", L"", "", 1);
	CHECK(GetLastError() == 7);
}

static void files(void)
{
	FILE *file = tmpfile();
	size_t n;

	CHECK(file != NULL);
	if (file == NULL)
		return;
	CHECK(fprintf(file, "%ls %S %s %lu\n", L"\u20ac", L"w", "n", (DWORD)1) == 10);
	CHECK(fwprintf(file, L"%s %S\n", L"\u20ac", "n") == 4);
	CHECK(fputws(L"\u00fc", file) >= 0 && fputwc(L'x', file) == L'x' && fprintf(file, "\n") == 1);
	rewind(file);
	n = fread(narrow, 1, sizeof narrow - 1, file);
	narrow[n] = 0;
	CHECK(strcmp(narrow, "\xE2\x82\xAC w n 1\n\xE2\x82\xAC n\n\xC3\xBCx\n") == 0);
	fclose(file);
	CHECK(printf("%s", "") == 0 && wprintf(L"%s", L"") == 0);
}

int main(void)
{
	numbers();
	texts();
	buffers();
	files();
	return failures > 0;
}
