//go:build unix

// printf and its wide relatives. The C library formats the numbers; text is ours, since its wide characters are not 16 bits.
#include <stdint.h>

#include "include/compat/windows.h"

#undef printf
#undef fprintf

// out collects UTF-8, in memory that grows.
struct out {
	char *text;
	size_t length, room;
	BOOL failed;
};

static void put(struct out *o, const char *s, size_t n)
{
	if (o->length + n + 1 > o->room && !o->failed) {
		size_t room = 2 * (o->length + n + 1);
		char *text = realloc(o->text, room);
		if (text == NULL) {
			o->failed = TRUE;
			return;
		}
		o->text = text;
		o->room = room;
	}
	if (o->failed)
		return;
	memcpy(o->text + o->length, s, n);
	o->length += n;
	o->text[o->length] = 0;
}

static void put_wide(struct out *o, const WCHAR *s, size_t n)
{
	if (n == 0)
		return;
	int size = WideCharToMultiByte(CP_UTF8, 0, s, (int)n, NULL, 0, NULL, NULL);
	char *text = malloc((size_t)size);
	if (text == NULL) {
		o->failed = TRUE;
		return;
	}
	WideCharToMultiByte(CP_UTF8, 0, s, (int)n, text, size, NULL, NULL);
	put(o, text, (size_t)size);
	free(text);
}

// spec is one conversion of a format, such as %-8.3I64u.
struct spec {
	char flags[8];
	int width, precision; // -1: none
	enum { PLAIN, HALF, LONG_, WIDE64, SIZE } size;
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
	while (**f >= '0' && **f <= '9')
		n = n < 1 << 20 ? 10 * n + *(*f)++ - '0' : (++*f, n);
	return n;
}

// parse_size reads l, ll, h, hh, w, I, I32, I64, z, t and j.
static void parse_size(const char **f, struct spec *s)
{
	static const struct {
		const char *text;
		int size;
	} sizes[] = {{"I64", WIDE64}, {"I32", PLAIN}, {"I", SIZE}, {"ll", WIDE64}, {"l", LONG_}, {"w", LONG_}, {"hh", HALF},
		{"h", HALF}, {"z", SIZE}, {"t", SIZE}, {"j", WIDE64}};

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

// put_number lets the C library format what takes an int64, a double or a pointer.
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

	switch (s->size) {
	case WIDE64:
	case SIZE:
		n = va_arg(args->list, long long);
		break;
	default: // a long of Windows has 32 bits, and is what DWORD is here
		n = isSigned ? va_arg(args->list, int) : (long long)va_arg(args->list, unsigned);
	}
	if (s->size == HALF)
		n = isSigned ? (short)n : (unsigned short)n;
	put_number(o, s, "ll", n);
}

static void pad(struct out *o, const struct spec *s, size_t length, BOOL before)
{
	BOOL left = strchr(s->flags, '-') != NULL;
	for (size_t n = length; before != left && s->width > 0 && n < (size_t)s->width; n++)
		put(o, " ", 1);
}

static void put_text(struct out *o, const struct spec *s, const char *text)
{
	size_t n = s->precision >= 0 ? strnlen(text, (size_t)s->precision) : strlen(text);
	pad(o, s, n, TRUE);
	put(o, text, n);
	pad(o, s, n, FALSE);
}

static void put_wide_text(struct out *o, const struct spec *s, const WCHAR *text)
{
	size_t n = 0;
	while ((s->precision < 0 || n < (size_t)s->precision) && text[n] != 0)
		n++;
	pad(o, s, n, TRUE);
	put_wide(o, text, n);
	pad(o, s, n, FALSE);
}

// put_string formats %s, %S, %c and %C, in a format that is wide or not.
static void put_string(struct out *o, const struct spec *s, struct arguments *args, BOOL wide)
{
	BOOL upper = s->type == 'S' || s->type == 'C';
	wide = s->size == LONG_ || (s->size != HALF && wide != upper);
	if (s->type == 'c' || s->type == 'C') {
		WCHAR unit[2] = {(WCHAR)va_arg(args->list, int), 0};
		char byte = (char)unit[0];
		if (wide)
			put_wide_text(o, s, unit);
		else
			put(o, &byte, 1);
	} else if (wide) {
		const WCHAR *text = va_arg(args->list, const WCHAR *);
		put_wide_text(o, s, text != NULL ? text : (const WCHAR[]){'(', 'n', 'u', 'l', 'l', ')', 0});
	} else {
		const char *text = va_arg(args->list, const char *);
		put_text(o, s, text != NULL ? text : "(null)");
	}
}

static void convert(struct out *o, const struct spec *s, struct arguments *args, BOOL wide)
{
	switch (s->type) {
	case '%':
		put(o, "%", 1);
		break;
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_integer(o, s, args);
		break;
	case 's':
	case 'S':
	case 'c':
	case 'C':
		put_string(o, s, args, wide);
		break;
	case 'p': // as on Windows
		put_number(o, &(struct spec){.flags = "0", .width = 2 * sizeof(void *), .precision = -1, .type = 'X'}, "ll",
			(long long)(uintptr_t)va_arg(args->list, void *));
		break;
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
	case 'a':
	case 'A':
		put_number(o, s, "", va_arg(args->list, double));
		break;
	default: // among them %n, which writes
		o->failed = TRUE;
	}
}

// format makes the text in memory that the caller frees; NULL if it cannot.
static char *format(const char *f, BOOL wide, va_list list, size_t *length)
{
	struct out o = {0};
	struct arguments args;

	va_copy(args.list, list);
	put(&o, "", 0);
	while (*f != 0 && !o.failed) {
		size_t n = strcspn(f, "%");
		struct spec s;
		put(&o, f, n);
		f += n;
		if (*f++ == 0)
			break;
		parse(&f, &s, &args);
		convert(&o, &s, &args, wide);
	}
	va_end(args.list);
	if (o.failed) {
		free(o.text);
		return NULL;
	}
	*length = o.length;
	return o.text;
}

static char *format_wide(const WCHAR *f, va_list args, size_t *length)
{
	struct out narrow = {0};
	put(&narrow, "", 0);
	put_wide(&narrow, f, winhttp_wcslen(f));
	char *text = narrow.failed ? NULL : format(narrow.text, TRUE, args, length);
	free(narrow.text);
	return text;
}

// print writes a text and frees it; it returns its length, or -1.
static int print(FILE *file, char *text, size_t length)
{
	int n = text != NULL && fwrite(text, 1, length, file) == length ? (int)length : -1;
	free(text);
	return n;
}

int winhttp_vfprintf(FILE *file, const char *f, va_list args)
{
	size_t length = 0;
	char *text = format(f, FALSE, args, &length);
	return print(file, text, length);
}

int winhttp_vfwprintf(FILE *file, const WCHAR *f, va_list args)
{
	size_t length = 0;
	char *text = format_wide(f, args, &length);
	return print(file, text, length);
}

int winhttp_vswprintf(WCHAR *to, size_t n, const WCHAR *f, va_list args)
{
	size_t length = 0;
	char *text = format_wide(f, args, &length);
	int units = text != NULL ? MultiByteToWideChar(CP_UTF8, 0, text, (int)length + 1, NULL, 0) : 0;
	if (units > 0 && (size_t)units <= n)
		MultiByteToWideChar(CP_UTF8, 0, text, (int)length + 1, to, units);
	else if (n > 0)
		to[0] = 0;
	free(text);
	return units > 0 && (size_t)units <= n ? units - 1 : -1;
}

int winhttp_printf(const char *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfprintf(stdout, f, args);
	va_end(args);
	return n;
}

int winhttp_fprintf(FILE *file, const char *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfprintf(file, f, args);
	va_end(args);
	return n;
}

int winhttp_wprintf(const WCHAR *f, ...)
{
	va_list args;
	va_start(args, f);
	int n = winhttp_vfwprintf(stdout, f, args);
	va_end(args);
	return n;
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

int winhttp_fputws(const WCHAR *s, FILE *file)
{
	struct out o = {0};
	put(&o, "", 0);
	put_wide(&o, s, winhttp_wcslen(s));
	return print(file, o.text, o.length);
}
