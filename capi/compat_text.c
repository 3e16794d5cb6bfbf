//go:build unix

// The string functions of the C library for UTF-16.
#include "include/compat/windows.h"

size_t winhttp_wcslen(const WCHAR *s)
{
	size_t n = 0;
	while (s[n] != 0)
		n++;
	return n;
}

size_t winhttp_wcsnlen(const WCHAR *s, size_t n)
{
	size_t i = 0;
	while (i < n && s[i] != 0)
		i++;
	return i;
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

// span counts the units at the beginning of s that are in a set, or that are not.
static size_t span(const WCHAR *s, const WCHAR *set, BOOL in)
{
	size_t n = 0;
	while (s[n] != 0 && (winhttp_wcschr(set, s[n]) != NULL) == in)
		n++;
	return n;
}

size_t winhttp_wcsspn(const WCHAR *s, const WCHAR *set)
{
	return span(s, set, TRUE);
}

size_t winhttp_wcscspn(const WCHAR *s, const WCHAR *set)
{
	return span(s, set, FALSE);
}

WCHAR *winhttp_wcspbrk(const WCHAR *s, const WCHAR *set)
{
	s += span(s, set, FALSE);
	return *s != 0 ? (WCHAR *)s : NULL;
}

WCHAR *winhttp_wcstok(WCHAR *s, const WCHAR *separators, WCHAR **rest)
{
	if (s == NULL)
		s = *rest;
	s += span(s, separators, TRUE);
	*rest = s + span(s, separators, FALSE);
	if (*s == 0)
		return NULL;
	if (**rest != 0)
		*(*rest)++ = 0;
	return s;
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

long long winhttp_wcstoll(const WCHAR *s, WCHAR **end, int base)
{
	char narrow[128], *stop;
	digits(s, narrow, sizeof narrow);
	long long n = strtoll(narrow, &stop, base);
	if (end != NULL)
		*end = (WCHAR *)s + (stop - narrow);
	return n;
}

unsigned long long winhttp_wcstoull(const WCHAR *s, WCHAR **end, int base)
{
	char narrow[128], *stop;
	digits(s, narrow, sizeof narrow);
	unsigned long long n = strtoull(narrow, &stop, base);
	if (end != NULL)
		*end = (WCHAR *)s + (stop - narrow);
	return n;
}

double winhttp_wcstod(const WCHAR *s, WCHAR **end)
{
	char narrow[512], *stop;
	digits(s, narrow, sizeof narrow);
	double n = strtod(narrow, &stop);
	if (end != NULL)
		*end = (WCHAR *)s + (stop - narrow);
	return n;
}

int winhttp_wtoi(const WCHAR *s)
{
	return (int)winhttp_wcstol(s, NULL, 10);
}

WCHAR *winhttp_wmemcpy(WCHAR *to, const WCHAR *from, size_t n)
{
	return memcpy(to, from, n * sizeof *to);
}

WCHAR *winhttp_wmemmove(WCHAR *to, const WCHAR *from, size_t n)
{
	return memmove(to, from, n * sizeof *to);
}

WCHAR *winhttp_wmemset(WCHAR *to, WCHAR c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = c;
	return to;
}

int winhttp_wmemcmp(const WCHAR *a, const WCHAR *b, size_t n)
{
	for (; n > 0; n--, a++, b++)
		if (*a != *b)
			return *a < *b ? -1 : 1;
	return 0;
}

WCHAR *winhttp_wmemchr(const WCHAR *s, WCHAR c, size_t n)
{
	for (; n > 0; n--, s++)
		if (*s == c)
			return (WCHAR *)s;
	return NULL;
}
