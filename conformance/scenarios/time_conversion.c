// WinHttpTimeFromSystemTime and WinHttpTimeToSystemTime: good and lenient input, what is out of range, NULL.
#include "scenario.h"

#include <string.h>

enum { UNITS = WINHTTP_TIME_FORMAT_BUFSIZE / sizeof(WCHAR) };

static WCHAR text[UNITS + 1];
static SYSTEMTIME st;

static void clear(void)
{
	memset(text, 0, sizeof text);
	memcpy(text, L"untouched", sizeof L"untouched");
	text[UNITS] = '!';
}

// FROM takes year, month, day of the week, day, hour, minute, second, milliseconds.
#define FROM(...) \
	(clear(), st = (SYSTEMTIME){__VA_ARGS__}, note("%s", #__VA_ARGS__), \
		CALL(WinHttpTimeFromSystemTime(&st, text), TEXT_OUT(text)))

static void from(void)
{
	section("from a SYSTEMTIME");
	FROM(2008, 7, 1, 28, 10, 5, 52, 0);
	FROM(1994, 11, 0, 6, 8, 49, 37, 999);
	FROM(2024, 2, 4, 29, 0, 0, 0, 0);
	FROM(1601, 1, 1, 1, 0, 0, 0, 0);
	FROM(9999, 12, 5, 31, 23, 59, 59, 999);
	note("the day of the week is another");
	FROM(2008, 7, 3, 28, 10, 5, 52, 0);
	section("out of range");
	FROM(2008, 0, 1, 28, 10, 5, 52, 0);
	FROM(2008, 13, 1, 28, 10, 5, 52, 0);
	FROM(2008, 7, 7, 28, 10, 5, 52, 0);
	FROM(2008, 7, 1, 0, 10, 5, 52, 0);
	FROM(2008, 7, 1, 32, 10, 5, 52, 0);
	FROM(2008, 7, 1, 28, 24, 5, 52, 0);
	FROM(2008, 7, 1, 28, 10, 60, 52, 0);
	FROM(2008, 7, 1, 28, 10, 5, 61, 0);
	note("%s", text[UNITS] == '!' ? "no more than WINHTTP_TIME_FORMAT_BUFSIZE was written" : "too much was written");
}

static void out_time(void)
{
	out_number("year", st.wYear);
	out_number("month", st.wMonth);
	out_number("weekday", st.wDayOfWeek);
	out_number("day", st.wDay);
	out_number("hour", st.wHour);
	out_number("minute", st.wMinute);
	out_number("second", st.wSecond);
	out_number("milliseconds", st.wMilliseconds);
}

#define TO(text) (memset(&st, 0xee, sizeof st), CALL(WinHttpTimeToSystemTime(text, &st), out_time()))

static void to(void)
{
	section("to a SYSTEMTIME");
	TO(L"Mon, 28 Jul 2008 10:05:52 GMT");
	TO(L"Mon, 28 Jul 2008 10:05:52 GMT\n");
	TO(L" mon 28 jul 2008 10 05 52\n");
	TO(L"Sunday, 06-Nov-94 08:49:37 GMT");
	TO(L"SUN, 06 NOV 1994 08:49:37 and more");
	TO(L"Wed, 28 Jul 2008 10:05:52 GMT");
	TO(L"Mon, 28 Jul 2008 10:05:52 +0200");
}

static BOOL in_1994(void)
{
	return st.wYear == 1994 && st.wMonth == 11 && st.wHour == 8 && st.wMinute == 49 && st.wSecond == 37 && !st.wMilliseconds;
}

// Fields that are not found in the text become those of the present, so not all can be shown.
static void in_part(void)
{
	section("in part");
	CALL(WinHttpTimeToSystemTime(L"Sun Nov  6 08:49:37 1994", &st), NUMBER(st.wDayOfWeek), NUMBER(st.wDay), NUMBER(in_1994()));
	CALL(WinHttpTimeToSystemTime(L"Sat, 28 Jul", &st), NUMBER(st.wDayOfWeek), NUMBER(st.wDay), NUMBER(st.wMonth));
	CALL(WinHttpTimeToSystemTime(L"Sat, 28 Jul 2008", &st), NUMBER(st.wMonth), NUMBER(st.wYear));
	CALL(WinHttpTimeToSystemTime(L"Sat, 28 Jul 2008 10:05", &st), NUMBER(st.wHour), NUMBER(st.wMinute));
	CALL(WinHttpTimeToSystemTime(L"Sat, 28 Foo 2008", &st), NUMBER(st.wDay), NUMBER(st.wYear > 2008));
	CALL(WinHttpTimeToSystemTime(L"", &st), NUMBER(st.wYear > 2008));
	CALL(WinHttpTimeToSystemTime(L"now", &st), NUMBER(st.wYear > 2008));
	CALL(WinHttpTimeToSystemTime(L"784111777", &st), NUMBER(st.wYear > 2008));
}

static void null(void)
{
	static SYSTEMTIME *none;
	static LPWSTR no_text;

	section("NULL");
	clear();
	CALL(WinHttpTimeFromSystemTime(none, text), TEXT_OUT(text));
	CALL(WinHttpTimeFromSystemTime(&st, no_text));
	CALL(WinHttpTimeToSystemTime(L"Mon, 28 Jul 2008 10:05:52 GMT", none));
	CALL(WinHttpTimeToSystemTime(no_text, &st));
}

void scenario(void)
{
	from();
	to();
	in_part();
	null();
}
