//go:build unix

// printf and its wide relatives, with a va_list. The C library formats the numbers; text is ours, since its wide characters are
// not 16 bits.
#define _DEFAULT_SOURCE 1
#include <stdint.h>

#include "include/compat/windows.h"

#undef snprintf
#undef vsnprintf

// out collects text in memory that grows: UTF-16 for a wide format, bytes for a narrow one. Lengths count units of it.
struct out {
	BOOL wide, failed;
	size_t length, room, unit;
	char *text;
};

// more returns where n more units go, NULL without memory. There is always room for a NUL.
static void *more(struct out *o, size_t n)
{
	if (o->length + n + 1 > o->room && !o->failed) {
		size_t room = 2 * (o->length + n + 1);
		char *text = realloc(o->text, room * o->unit);
		if (text != NULL) {
			o->text = text;
			o->room = room;
		} else {
			o->failed = TRUE;
		}
	}
	if (o->failed)
		return NULL;
	o->length += n;
	return o->text + (o->length - n) * o->unit;
}

static void put(struct out *o, const char *s, size_t n)
{
	size_t size = o->wide && n > 0 ? (size_t)MultiByteToWideChar(CP_UTF8, 0, s, (int)n, NULL, 0) : n;
	void *to = more(o, size);
	if (to == NULL || n == 0)
		return;
	if (o->wide)
		MultiByteToWideChar(CP_UTF8, 0, s, (int)n, to, (int)size);
	else
		memcpy(to, s, n);
}

static void put_wide(struct out *o, const WCHAR *s, size_t n)
{
	size_t size = !o->wide && n > 0 ? (size_t)WideCharToMultiByte(CP_UTF8, 0, s, (int)n, NULL, 0, NULL, NULL) : n;
	void *to = more(o, size);
	if (to == NULL || n == 0)
		return;
	if (o->wide)
		memcpy(to, s, n * sizeof *s);
	else
		WideCharToMultiByte(CP_UTF8, 0, s, (int)n, to, (int)size, NULL, NULL);
}

static void end(struct out *o)
{
	if (more(o, 0) != NULL)
		memset(o->text + o->length * o->unit, 0, o->unit);
}

// spec is one conversion of a format, such as %-8.3I64u.
struct spec {
	char flags[8];
	int width, precision; // -1: none
	enum { PLAIN, TINY, HALF, LONG_, WIDE64, SIZE, BIG } size;
	char type;
};

// arguments can be passed on by address, which a bare va_list cannot everywhere.
struct arguments {
	va_list list;
};

static int number(const char **f, struct arguments *args)
{
	int n = 0;
	if (**f == '*') {
		++*f;
		return va_arg(args->list, int);
	}
	for (; **f >= '0' && **f <= '9'; ++*f)
		if (n < 1 << 20)
			n = 10 * n + **f - '0';
	return n;
}

static void parse_size(const char **f, struct spec *s)
{
	static const struct {
		const char *text;
		int size;
	} sizes[] = {{"I64", WIDE64}, {"I32", PLAIN}, {"I", SIZE}, {"ll", WIDE64}, {"l", LONG_}, {"w", LONG_}, {"hh", TINY},
		{"h", HALF}, {"z", SIZE}, {"t", SIZE}, {"j", WIDE64}, {"L", BIG}};

	s->size = PLAIN;
	for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
		size_t n = strlen(sizes[i].text);
		if (strncmp(*f, sizes[i].text, n) == 0) {
			s->size = sizes[i].size;
			*f += n;
			return;
		}
	}
}

static void parse(const char **f, struct spec *s, struct arguments *args)
{
	size_t n = 0;
	while (**f != 0 && strchr("-+ #0", **f) != NULL) {
		if (n + 1 < sizeof s->flags)
			s->flags[n++] = **f;
		++*f;
	}
	s->flags[n] = 0;
	s->width = **f == '*' || (**f >= '0' && **f <= '9') ? number(f, args) : -1;
	if (s->width < -1) {
		s->width = -s->width;
		memcpy(s->flags, "-", 2);
	}
	s->precision = -1;
	if (**f == '.') {
		++*f;
		s->precision = number(f, args);
	}
	parse_size(f, s);
	s->type = **f;
	if (s->type != 0)
		++*f;
}

// put_number lets the C library format one argument, of the size that is given.
static void put_number(struct out *o, const struct spec *s, const char *size, ...)
{
	char format[64], text[512];
	va_list args;
	int n;

	n = snprintf(format, sizeof format, "%%%s", s->flags);
	if (s->width >= 0)
		n += snprintf(format + n, sizeof format - (size_t)n, "%d", s->width < 400 ? s->width : 400);
	if (s->precision >= 0)
		n += snprintf(format + n, sizeof format - (size_t)n, ".%d", s->precision < 100 ? s->precision : 100);
	snprintf(format + n, sizeof format - (size_t)n, "%s%c", size, s->type);
	va_start(args, size);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n > 0)
		put(o, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

static void put_integer(struct out *o, const struct spec *s, struct arguments *args)
{
	BOOL isSigned = s->type == 'd' || s->type == 'i';
	long long n;

	if (s->size == WIDE64 || s->size == BIG)
		n = va_arg(args->list, long long);
	else if (s->size == SIZE)
		n = isSigned ? va_arg(args->list, intptr_t) : (long long)va_arg(args->list, uintptr_t);
	else // a long of Windows has 32 bits, and is what DWORD is here
		n = isSigned ? va_arg(args->list, int) : (long long)va_arg(args->list, unsigned);
	if (s->size == HALF)
		n = isSigned ? (short)n : (unsigned short)n;
	if (s->size == TINY)
		n = isSigned ? (signed char)n : (unsigned char)n;
	put_number(o, s, "ll", n);
}

static void put_real(struct out *o, const struct spec *s, struct arguments *args)
{
	if (s->size == BIG)
		put_number(o, s, "L", va_arg(args->list, long double));
	else
		put_number(o, s, "", va_arg(args->list, double));
}

static void pad(struct out *o, const struct spec *s, size_t length, BOOL before)
{
	BOOL left = strchr(s->flags, '-') != NULL;
	for (size_t n = length; before != left && s->width > 0 && n < (size_t)s->width; n++)
		put(o, " ", 1);
}

// put_padded pads a text that is wide or narrow. Width and precision count its units.
static void put_padded(struct out *o, const struct spec *s, const WCHAR *wide, const char *narrow, size_t n)
{
	pad(o, s, n, TRUE);
	if (wide != NULL)
		put_wide(o, wide, n);
	else
		put(o, narrow, n);
	pad(o, s, n, FALSE);
}

// put_string formats %s, %S, %c and %C, in a format that is wide or not.
static void put_string(struct out *o, const struct spec *s, struct arguments *args)
{
	BOOL upper = s->type == 'S' || s->type == 'C';
	BOOL wide = s->size == LONG_ || (s->size != HALF && o->wide != upper);
	static const WCHAR null[] = {'(', 'n', 'u', 'l', 'l', ')', 0};
	size_t most = s->precision >= 0 ? (size_t)s->precision : SIZE_MAX;

	if (s->type == 'c' || s->type == 'C') {
		WCHAR unit = (WCHAR)va_arg(args->list, int);
		char byte = (char)unit;
		put_padded(o, s, wide ? &unit : NULL, &byte, 1);
	} else if (wide) {
		const WCHAR *text = va_arg(args->list, const WCHAR *);
		if (text == NULL)
			text = null;
		put_padded(o, s, text, NULL, winhttp_wcsnlen(text, most));
	} else {
		const char *text = va_arg(args->list, const char *);
		if (text == NULL)
			text = "(null)";
		put_padded(o, s, NULL, text, most < SIZE_MAX ? strnlen(text, most) : strlen(text));
	}
}

static void convert(struct out *o, const struct spec *s, struct arguments *args)
{
	switch (s->type) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_integer(o, s, args);
		break;
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
	case 'a':
	case 'A':
		put_real(o, s, args);
		break;
	case 's':
	case 'S':
	case 'c':
	case 'C':
		put_string(o, s, args);
		break;
	case 'p': // as on Windows
		put_number(o, &(struct spec){.flags = "0", .width = 2 * sizeof(void *), .precision = -1, .type = 'X'}, "ll",
			(long long)(uintptr_t)va_arg(args->list, void *));
		break;
	case 'n': // would write
		o->failed = TRUE;
		break;
	case 0:
		break;
	default: // %% and what is no conversion stand for themselves, as on Windows
		put(o, &s->type, 1);
	}
}

// format makes the text, in memory that the caller frees. The text is NULL if it cannot.
static struct out format(const char *f, BOOL wide, va_list list)
{
	struct out o = {.wide = wide, .unit = wide ? sizeof(WCHAR) : 1};
	struct arguments args;

	va_copy(args.list, list);
	while (*f != 0 && !o.failed) {
		size_t n = strcspn(f, "%");
		struct spec s;
		put(&o, f, n);
		f += n;
		if (*f++ == 0)
			break;
		parse(&f, &s, &args);
		convert(&o, &s, &args);
	}
	va_end(args.list);
	end(&o);
	if (o.failed) {
		free(o.text);
		o.text = NULL;
	}
	return o;
}

// narrowed is a wide text as UTF-8, which the caller frees.
static struct out narrowed(const WCHAR *s, size_t n)
{
	struct out o = {.unit = 1};
	put_wide(&o, s, n);
	end(&o);
	return o;
}

static struct out format_wide(const WCHAR *f, va_list args)
{
	struct out narrow = narrowed(f, winhttp_wcslen(f)), o = {.failed = TRUE};
	if (!narrow.failed)
		o = format(narrow.text, TRUE, args);
	free(narrow.text);
	return o;
}

// print writes a narrow text and frees it.
static BOOL print(FILE *file, struct out o)
{
	BOOL good = !o.failed && fwrite(o.text, 1, o.length, file) == o.length;
	free(o.text);
	return good;
}

int winhttp_vfprintf(FILE *file, const char *f, va_list args)
{
	struct out o = format(f, FALSE, args);
	return print(file, o) ? (int)o.length : -1;
}

int winhttp_vfwprintf(FILE *file, const WCHAR *f, va_list args)
{
	struct out o = format_wide(f, args);
	BOOL good = !o.failed && print(file, narrowed((WCHAR *)(void *)o.text, o.length));
	free(o.text);
	return good ? (int)o.length : -1;
}

// store puts as much of a text as fits into a buffer of n units, with its NUL, and frees it.
static void store(void *to, size_t n, struct out o, size_t unit)
{
	size_t fits = o.failed ? 0 : o.length < n ? o.length : n - 1;
	if (n > 0) {
		if (fits > 0)
			memcpy(to, o.text, fits * unit);
		memset((char *)to + fits * unit, 0, unit);
	}
	free(o.text);
}

int winhttp_vswprintf(WCHAR *to, size_t n, const WCHAR *f, va_list args)
{
	struct out o = format_wide(f, args);
	store(to, n, o, sizeof *to);
	return !o.failed && o.length < n ? (int)o.length : -1;
}

int winhttp_vsnprintf(char *to, size_t n, const char *f, va_list args)
{
	struct out o = format(f, FALSE, args);
	store(to, n, o, 1);
	return o.failed ? -1 : (int)o.length;
}

int winhttp_fputws(const WCHAR *s, FILE *file)
{
	return print(file, narrowed(s, winhttp_wcslen(s))) ? 0 : -1;
}
