//go:build unix

// Clocks.
#define _DEFAULT_SOURCE 1
#include <time.h>
#include <unistd.h>

#include "include/compat/windows.h"

static ULONGLONG since_start(clockid_t clock, ULONGLONG perSecond)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (ULONGLONG)t.tv_sec * perSecond + (ULONGLONG)t.tv_nsec / (1000000000 / perSecond);
}

ULONGLONG WINAPI GetTickCount64(void)
{
	return since_start(CLOCK_MONOTONIC, 1000);
}

DWORD WINAPI GetTickCount(void)
{
	return (DWORD)GetTickCount64();
}

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count)
{
	count->QuadPart = (LONGLONG)since_start(CLOCK_MONOTONIC, 1000000000);
	return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *perSecond)
{
	perSecond->QuadPart = 1000000000;
	return TRUE;
}

void WINAPI Sleep(DWORD milliseconds)
{
	struct timespec t = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
	while (milliseconds == INFINITE)
		pause();
	while (nanosleep(&t, &t) != 0)
		;
}

// A FILETIME counts 100 ns from 1601 on.
#define FILETIME_SECOND 10000000ull
#define SECONDS_FROM_1601_TO_1970 11644473600ull

void WINAPI GetSystemTimeAsFileTime(LPFILETIME time)
{
	ULONGLONG t = since_start(CLOCK_REALTIME, FILETIME_SECOND) + SECONDS_FROM_1601_TO_1970 * FILETIME_SECOND;
	time->dwLowDateTime = (DWORD)t;
	time->dwHighDateTime = (DWORD)(t >> 32);
}

void WINAPI GetSystemTime(LPSYSTEMTIME time)
{
	FILETIME now;
	GetSystemTimeAsFileTime(&now);
	FileTimeToSystemTime(&now, time);
}

BOOL WINAPI FileTimeToSystemTime(const FILETIME *from, LPSYSTEMTIME to)
{
	ULONGLONG t = (ULONGLONG)from->dwHighDateTime << 32 | from->dwLowDateTime;
	time_t seconds = (time_t)(t / FILETIME_SECOND) - (time_t)SECONDS_FROM_1601_TO_1970;
	struct tm tm;

	if (t >> 63 != 0 || gmtime_r(&seconds, &tm) == NULL) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return FALSE;
	}
	*to = (SYSTEMTIME){(WORD)(tm.tm_year + 1900), (WORD)(tm.tm_mon + 1), (WORD)tm.tm_wday, (WORD)tm.tm_mday, (WORD)tm.tm_hour,
		(WORD)tm.tm_min, (WORD)tm.tm_sec, (WORD)(t % FILETIME_SECOND / 10000)};
	return TRUE;
}

static const int month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}; // the days before it

static BOOL leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// days counts the days from 1601 to the first of a month (0 to 11) by the Gregorian calendar.
static ULONGLONG days(int year, int m)
{
	int past = year - 1601;
	return (ULONGLONG)(past * 365 + past / 4 - past / 100 + past / 400 + month[m] + (leap(year) && m > 1));
}

static BOOL is_time(const SYSTEMTIME *t)
{
	if (t->wYear < 1601 || t->wYear > 30827 || t->wMonth < 1 || t->wMonth > 12)
		return FALSE;
	int length = month[t->wMonth] - month[t->wMonth - 1] + (t->wMonth == 2 && leap(t->wYear));
	return t->wDay >= 1 && t->wDay <= length && t->wHour <= 23 && t->wMinute <= 59 && t->wSecond <= 59 &&
		t->wMilliseconds <= 999;
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *from, LPFILETIME to)
{
	ULONGLONG t;

	if (!is_time(from)) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return FALSE;
	}
	t = (days(from->wYear, from->wMonth - 1) + from->wDay - 1u) * 86400 + from->wHour * 3600u + from->wMinute * 60u +
		from->wSecond;
	t = t * FILETIME_SECOND + from->wMilliseconds * 10000ull;
	to->dwLowDateTime = (DWORD)t;
	to->dwHighDateTime = (DWORD)(t >> 32);
	return TRUE;
}
