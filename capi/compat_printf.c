//go:build unix

// The functions that print their arguments: those of compat_print.c do the work.
#define _DEFAULT_SOURCE 1
#include <stdint.h>

#include "include/compat/windows.h"

int winhttp_printf(const char *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfprintf(stdout, f, args);
	va_end(args);
	return n;
}

int winhttp_vprintf(const char *f, va_list args)
{
	return winhttp_vfprintf(stdout, f, args);
}

int winhttp_fprintf(FILE *file, const char *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfprintf(file, f, args);
	va_end(args);
	return n;
}

int winhttp_snprintf(char *to, size_t n, const char *f, ...)
{
	va_list args;
	va_start(args, f);
	int length = winhttp_vsnprintf(to, n, f, args);
	va_end(args);
	return length;
}

int winhttp_vsprintf(char *to, const char *f, va_list args)
{
	return winhttp_vsnprintf(to, SIZE_MAX, f, args);
}

int winhttp_sprintf(char *to, const char *f, ...)
{
	va_list args;
	va_start(args, f);
	int length = winhttp_vsprintf(to, f, args);
	va_end(args);
	return length;
}

int winhttp_wprintf(const WCHAR *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfwprintf(stdout, f, args);
	va_end(args);
	return n;
}

int winhttp_vwprintf(const WCHAR *f, va_list args)
{
	return winhttp_vfwprintf(stdout, f, args);
}

int winhttp_fwprintf(FILE *file, const WCHAR *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfwprintf(file, f, args);
	va_end(args);
	return n;
}

int winhttp_swprintf(WCHAR *to, size_t n, const WCHAR *f, ...)
{
	va_list args;
	va_start(args, f);
	int length = winhttp_vswprintf(to, n, f, args);
	va_end(args);
	return length;
}

// The buffer of wsprintf has 1024 units, whatever it has.
int winhttp_wsprintf(WCHAR *to, const WCHAR *f, ...)
{
	va_list args;
	va_start(args, f);
	winhttp_vswprintf(to, 1024, f, args);
	va_end(args);
	return (int)winhttp_wcslen(to);
}

int winhttp_putws(const WCHAR *s)
{
	return winhttp_fwprintf(stdout, (const WCHAR[]){'%', 's', '\n', 0}, s) >= 0 ? 0 : -1;
}

wint_t winhttp_fputwc(WCHAR c, FILE *file)
{
	return winhttp_fwprintf(file, (const WCHAR[]){'%', 'c', 0}, c) >= 0 ? c : WEOF;
}
