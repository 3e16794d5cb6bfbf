//go:build ignore

// The order of the lines. Threads race, and the transcript must not: a transcript is a list of blocks, one for each
// outermost call or callback of a thread, in the order in which they began. A block is printed when it has ended and all
// those before it have. So the notifications that a worker delivers while the main thread is still inside the call that
// caused them come after the line of that call, whoever was faster.
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct text lines;
	BOOL open;
	struct block *next;
};

static CRITICAL_SECTION lock; // guards the following
static struct block *first, *last;
static BOOL ended;

static _Thread_local struct {
	struct block *block; // NULL outside of calls and callbacks
	int depth;
} here;

void lines_begin(void)
{
	InitializeCriticalSection(&lock);
}

static struct block *add_block_locked(BOOL open)
{
	struct block *block = calloc(1, sizeof *block);

	block->open = open;
	if (last)
		last->next = block;
	else
		first = block;
	last = block;
	return block;
}

// print_locked prints text with the server's port, which is another in each run, as PORT.
static void print_locked(const char *text)
{
	char port[8];
	const char *found;

	snprintf(port, sizeof port, ":%u", (unsigned)server_port);
	while ((found = strstr(text, port))) {
		printf("%.*s:PORT", (int)(found - text), text);
		text = found + strlen(port);
	}
	fputs(text, stdout);
}

static void flush_locked(BOOL all)
{
	while (first && (all || !first->open)) {
		struct block *block = first;

		if (block->lines.data && !ended)
			print_locked(block->lines.data);
		first = block->next;
		if (!first)
			last = NULL;
		if (block->open)
			continue; // its thread may still add to it
		text_free(&block->lines);
		free(block);
	}
	fflush(stdout);
}

void lines_end(void)
{
	EnterCriticalSection(&lock);
	flush_locked(TRUE);
	ended = TRUE;
	LeaveCriticalSection(&lock);
}

void enter(void)
{
	if (here.depth++ > 0)
		return;
	EnterCriticalSection(&lock);
	here.block = add_block_locked(TRUE);
	LeaveCriticalSection(&lock);
}

void leave(void)
{
	if (--here.depth > 0)
		return;
	EnterCriticalSection(&lock);
	here.block->open = FALSE;
	here.block = NULL;
	flush_locked(FALSE);
	LeaveCriticalSection(&lock);
}

int depth(void)
{
	return here.depth;
}

static void add(struct block *block, int level, const char *text)
{
	EnterCriticalSection(&lock);
	if (!block)
		block = add_block_locked(FALSE);
	text_add(&block->lines, "%*s%s\n", 2 * level, "", text);
	flush_locked(FALSE);
	LeaveCriticalSection(&lock);
}

void print_line(int level, const char *text)
{
	add(here.block, level, text);
}

void print_line_after(int level, const char *text)
{
	add(NULL, level, text);
}

void text_addv(struct text *text, const char *format, va_list arguments)
{
	va_list copy;
	size_t length;

	va_copy(copy, arguments);
	length = (size_t)vsnprintf(NULL, 0, format, copy);
	va_end(copy);
	if (text->length + length + 1 > text->capacity) {
		text->capacity = 2 * (text->length + length + 1);
		text->data = realloc(text->data, text->capacity);
	}
	vsnprintf(text->data + text->length, length + 1, format, arguments);
	text->length += length;
}

void text_add(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_addv(text, format, arguments);
	va_end(arguments);
}

static void add_unit(struct text *text, unsigned unit, const char *escape)
{
	static const char special[] = "\r\n\t\"\\", names[] = "rnt\"\\";
	const char *found = unit ? strchr(special, (int)unit) : NULL;

	if (found && unit < 0x80)
		text_add(text, "\\%c", names[found - special]);
	else if (unit >= 0x20 && unit < 0x7f)
		text_add(text, "%c", (int)unit);
	else
		text_add(text, escape, unit);
}

void text_wide(struct text *text, const WCHAR *wide, size_t length)
{
	text_add(text, "\"");
	for (size_t i = 0; i < length; i++)
		add_unit(text, wide[i], wide[i] < 0x100 ? "\\x%02x" : "\\u%04x");
	text_add(text, "\"");
}

// Of long bytes the beginning is enough.
void text_bytes(struct text *text, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;
	size_t shown = length > 1024 ? 32 : length;

	text_add(text, "\"");
	for (size_t i = 0; i < shown; i++)
		add_unit(text, byte[i], "\\x%02x");
	text_add(text, shown < length ? "...\"" : "\"");
}

void text_free(struct text *text)
{
	free(text->data);
	*text = (struct text){NULL, 0, 0};
}
