//go:build unix

// UTF-16 from and to UTF-8, which is the code page.
#include <errno.h>

#include "include/compat/windows.h"

#define BROKEN 0xFFFD // stands for what is not text

// next_rune reads a code point from UTF-16; BROKEN, with *good false, for half of a pair.
static unsigned next_rune(const WCHAR **s, const WCHAR *end, BOOL *good)
{
	unsigned c = *(*s)++;
	if (c < 0xD800 || c > 0xDFFF)
		return c;
	if (c < 0xDC00 && *s < end && **s >= 0xDC00 && **s <= 0xDFFF)
		return 0x10000 + ((c - 0xD800) << 10) + (*(*s)++ - 0xDC00u);
	*good = FALSE;
	return BROKEN;
}

// next_utf8 reads a code point from UTF-8 (RFC 3629); BROKEN, with *good false, for a byte that begins none.
static unsigned next_utf8(const unsigned char **s, const unsigned char *end, BOOL *good)
{
	static const unsigned least[] = {0, 0x80, 0x800, 0x10000};
	unsigned c = *(*s)++;
	int more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : -1;

	if (more >= 0 && end - *s >= more) {
		unsigned rune = more == 0 ? c : c & (0x3Fu >> more);
		int i = 0;
		for (; i < more && ((*s)[i] & 0xC0) == 0x80; i++)
			rune = rune << 6 | ((*s)[i] & 0x3Fu);
		if (i == more && rune >= least[more] && rune < 0x110000 && (rune < 0xD800 || rune > 0xDFFF)) {
			*s += more;
			return rune;
		}
	}
	*good = FALSE;
	return BROKEN;
}

static int put_utf8(unsigned c, char *to)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	to[0] = (char)(0xFF00u >> (more + 1) | c >> 6 * more);
	for (int i = 1; i <= more; i++)
		to[i] = (char)(0x80 | (c >> 6 * (more - i) & 0x3F));
	return more + 1;
}

static int put_utf16(unsigned c, WCHAR *to)
{
	if (c < 0x10000) {
		to[0] = (WCHAR)c;
		return 1;
	}
	to[0] = (WCHAR)(0xD800 + ((c - 0x10000) >> 10));
	to[1] = (WCHAR)(0xDC00 + (c & 0x3FF));
	return 2;
}

static int fail(DWORD code)
{
	SetLastError(code);
	return 0;
}

int WINAPI MultiByteToWideChar(UINT codePage, DWORD flags, LPCSTR from, int length, LPWSTR to, int room)
{
	if ((codePage != CP_UTF8 && codePage != CP_ACP) || from == NULL || length == 0 || room < 0 || (room > 0 && to == NULL))
		return fail(ERROR_INVALID_PARAMETER);
	const unsigned char *s = (const unsigned char *)from;
	const unsigned char *end = s + (length < 0 ? strlen(from) + 1 : (size_t)length);
	int n = 0;
	while (s < end) {
		WCHAR units[2];
		BOOL good = TRUE;
		int size = put_utf16(next_utf8(&s, end, &good), units);
		if (!good && flags & MB_ERR_INVALID_CHARS)
			return fail(ERROR_NO_UNICODE_TRANSLATION);
		if (room > 0 && n + size > room)
			return fail(ERROR_INSUFFICIENT_BUFFER);
		if (room > 0)
			memcpy(to + n, units, (size_t)size * sizeof *to);
		n += size;
	}
	return n;
}

int WINAPI WideCharToMultiByte(UINT codePage, DWORD flags, LPCWSTR from, int length, LPSTR to, int room, LPCSTR standIn,
	LPBOOL stoodIn)
{
	(void)standIn; // UTF-8 has everything
	if ((codePage != CP_UTF8 && codePage != CP_ACP) || from == NULL || length == 0 || room < 0 || (room > 0 && to == NULL))
		return fail(ERROR_INVALID_PARAMETER);
	const WCHAR *end = from + (length < 0 ? winhttp_wcslen(from) + 1 : (size_t)length);
	int n = 0;
	if (stoodIn != NULL)
		*stoodIn = FALSE;
	while (from < end) {
		char bytes[4];
		BOOL good = TRUE;
		int size = put_utf8(next_rune(&from, end, &good), bytes);
		if (!good && flags & WC_ERR_INVALID_CHARS)
			return fail(ERROR_NO_UNICODE_TRANSLATION);
		if (room > 0 && n + size > room)
			return fail(ERROR_INSUFFICIENT_BUFFER);
		if (room > 0)
			memcpy(to + n, bytes, (size_t)size);
		n += size;
	}
	return n;
}

size_t winhttp_mbstowcs(WCHAR *to, const char *from, size_t n)
{
	const unsigned char *s = (const unsigned char *)from, *end = s + strlen(from);
	size_t length = 0;
	while (s < end) {
		WCHAR units[2];
		BOOL good = TRUE;
		size_t size = (size_t)put_utf16(next_utf8(&s, end, &good), units);
		if (!good) {
			errno = EILSEQ;
			return (size_t)-1;
		}
		if (to != NULL && length + size > n)
			return length;
		if (to != NULL)
			memcpy(to + length, units, size * sizeof *to);
		length += size;
	}
	if (to != NULL && length < n)
		to[length] = 0;
	return length;
}

size_t winhttp_wcstombs(char *to, const WCHAR *from, size_t n)
{
	const WCHAR *end = from + winhttp_wcslen(from);
	size_t length = 0;
	while (from < end) {
		char bytes[4];
		BOOL good = TRUE;
		size_t size = (size_t)put_utf8(next_rune(&from, end, &good), bytes);
		if (!good) {
			errno = EILSEQ;
			return (size_t)-1;
		}
		if (to != NULL && length + size > n)
			return length;
		if (to != NULL)
			memcpy(to + length, bytes, size);
		length += size;
	}
	if (to != NULL && length < n)
		to[length] = 0;
	return length;
}
