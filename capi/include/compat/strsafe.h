/* Strings with a length. As on Windows, what does not fit is cut off, and the result says so. */
#ifndef WINHTTP_COMPAT_STRSAFE_H
#define WINHTTP_COMPAT_STRSAFE_H

#include "windows.h"

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057)
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)

static inline HRESULT StringCchLengthW(LPCWSTR s, size_t room, size_t *length)
{
	size_t n = s != NULL && room <= STRSAFE_MAX_CCH ? winhttp_wcsnlen(s, room) : room;
	if (length != NULL)
		*length = n < room ? n : 0;
	return n < room ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

static inline HRESULT StringCchCopyNW(LPWSTR to, size_t room, LPCWSTR from, size_t count)
{
	size_t n, fits;
	if (room == 0 || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	n = winhttp_wcsnlen(from, count);
	fits = n < room ? n : room - 1;
	memcpy(to, from, fits * sizeof *to);
	to[fits] = 0;
	return fits == n ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

static inline HRESULT StringCchCopyW(LPWSTR to, size_t room, LPCWSTR from)
{
	return StringCchCopyNW(to, room, from, STRSAFE_MAX_CCH);
}

static inline HRESULT StringCchCatW(LPWSTR to, size_t room, LPCWSTR from)
{
	size_t n;
	HRESULT result = StringCchLengthW(to, room, &n);
	return result != S_OK ? result : StringCchCopyW(to + n, room - n, from);
}

static inline HRESULT StringCchVPrintfW(LPWSTR to, size_t room, LPCWSTR format, va_list args)
{
	if (room == 0 || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	return winhttp_vswprintf(to, room, format, args) >= 0 ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

static inline HRESULT StringCchPrintfW(LPWSTR to, size_t room, LPCWSTR format, ...)
{
	va_list args;
	HRESULT result;
	va_start(args, format);
	result = StringCchVPrintfW(to, room, format, args);
	va_end(args);
	return result;
}

static inline HRESULT StringCchCopyA(LPSTR to, size_t room, LPCSTR from)
{
	size_t n, fits;
	if (room == 0 || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	n = strlen(from);
	fits = n < room ? n : room - 1;
	memcpy(to, from, fits);
	to[fits] = 0;
	return fits == n ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

static inline HRESULT StringCchCatA(LPSTR to, size_t room, LPCSTR from)
{
	const char *end = room <= STRSAFE_MAX_CCH ? (const char *)memchr(to, 0, room) : NULL;
	size_t n = end != NULL ? (size_t)(end - to) : 0;
	return end == NULL ? STRSAFE_E_INVALID_PARAMETER : StringCchCopyA(to + n, room - n, from);
}

static inline HRESULT StringCchPrintfA(LPSTR to, size_t room, LPCSTR format, ...)
{
	va_list args;
	int n;
	if (room == 0 || room > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	va_start(args, format);
	n = winhttp_vsnprintf(to, room, format, args);
	va_end(args);
	return n >= 0 && (size_t)n < room ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

#define StringCbCopyW(to, size, from) StringCchCopyW((to), (size) / sizeof(WCHAR), (from))
#define StringCbCatW(to, size, from) StringCchCatW((to), (size) / sizeof(WCHAR), (from))
#define StringCbPrintfW(to, size, ...) StringCchPrintfW((to), (size) / sizeof(WCHAR), __VA_ARGS__)

#define StringCchLength StringCchLengthW
#define StringCchCopy StringCchCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCchCat StringCchCatW
#define StringCchPrintf StringCchPrintfW
#define StringCchVPrintf StringCchVPrintfW
#define StringCbCopy StringCbCopyW
#define StringCbCat StringCbCatW
#define StringCbPrintf StringCbPrintfW

#endif
