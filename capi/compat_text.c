//go:build unix

// UTF-16 text: the string functions of the C library, and conversion from and to UTF-8.
#include "include/compat/windows.h"

size_t winhttp_wcslen(const WCHAR *s)
{
	size_t n = 0;
	while (s[n] != 0)
		n++;
	return n;
}

WCHAR *winhttp_wcscpy(WCHAR *to, const WCHAR *from)
{
	return memcpy(to, from, (winhttp_wcslen(from) + 1) * sizeof *to);
}

WCHAR *winhttp_wcsncpy(WCHAR *to, const WCHAR *from, size_t n)
{
	size_t i = 0;
	for (; i < n && from[i] != 0; i++)
		to[i] = from[i];
	for (; i < n; i++)
		to[i] = 0;
	return to;
}

WCHAR *winhttp_wcscat(WCHAR *to, const WCHAR *from)
{
	winhttp_wcscpy(to + winhttp_wcslen(to), from);
	return to;
}

WCHAR *winhttp_wcsncat(WCHAR *to, const WCHAR *from, size_t n)
{
	WCHAR *end = to + winhttp_wcslen(to);
	while (n-- > 0 && *from != 0)
		*end++ = *from++;
	*end = 0;
	return to;
}

static unsigned as_is(unsigned c)
{
	return c;
}

static unsigned folded(unsigned c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static int compare(const WCHAR *a, const WCHAR *b, size_t n, unsigned (*fold)(unsigned))
{
	for (; n > 0; n--, a++, b++) {
		unsigned x = fold(*a), y = fold(*b);
		if (x != y)
			return x < y ? -1 : 1;
		if (x == 0)
			break;
	}
	return 0;
}

int winhttp_wcscmp(const WCHAR *a, const WCHAR *b)
{
	return compare(a, b, SIZE_MAX, as_is);
}

int winhttp_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n)
{
	return compare(a, b, n, as_is);
}

int winhttp_wcsicmp(const WCHAR *a, const WCHAR *b)
{
	return compare(a, b, SIZE_MAX, folded);
}

int winhttp_wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n)
{
	return compare(a, b, n, folded);
}

WCHAR *winhttp_wcschr(const WCHAR *s, WCHAR c)
{
	for (; *s != c; s++)
		if (*s == 0)
			return NULL;
	return (WCHAR *)s;
}

WCHAR *winhttp_wcsrchr(const WCHAR *s, WCHAR c)
{
	const WCHAR *at = s + winhttp_wcslen(s);
	for (; *at != c; at--)
		if (at == s)
			return NULL;
	return (WCHAR *)at;
}

WCHAR *winhttp_wcsstr(const WCHAR *s, const WCHAR *part)
{
	size_t n = winhttp_wcslen(part);
	for (;; s++) {
		if (compare(s, part, n, as_is) == 0)
			return (WCHAR *)s;
		if (*s == 0)
			return NULL;
	}
}

WCHAR *winhttp_wcsdup(const WCHAR *s)
{
	size_t size = (winhttp_wcslen(s) + 1) * sizeof *s;
	WCHAR *copy = malloc(size);
	return copy != NULL ? memcpy(copy, s, size) : NULL;
}

// digits copies the beginning of s that may be a number.
static void digits(const WCHAR *s, char *to, size_t room)
{
	size_t n = 0;
	for (; n + 1 < room && s[n] != 0 && s[n] < 0x80; n++)
		to[n] = (char)s[n];
	to[n] = 0;
}

long winhttp_wcstol(const WCHAR *s, WCHAR **end, int base)
{
	char narrow[128], *stop;
	digits(s, narrow, sizeof narrow);
	long n = strtol(narrow, &stop, base);
	if (end != NULL)
		*end = (WCHAR *)s + (stop - narrow);
	return n;
}

unsigned long winhttp_wcstoul(const WCHAR *s, WCHAR **end, int base)
{
	char narrow[128], *stop;
	digits(s, narrow, sizeof narrow);
	unsigned long n = strtoul(narrow, &stop, base);
	if (end != NULL)
		*end = (WCHAR *)s + (stop - narrow);
	return n;
}

int winhttp_wtoi(const WCHAR *s)
{
	return (int)winhttp_wcstol(s, NULL, 10);
}

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
