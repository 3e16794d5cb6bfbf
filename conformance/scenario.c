//go:build ignore

// The calls of a scenario: their text, result, last error and what they have stored, in one line each.
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNTOUCHED 0xdeadbeef // the last error before each call

// A call that has begun and not ended. Calls nest where a callback makes one.
struct call {
	struct text line;
	const char *opens; // the name of the handle to be, until it has it; NULL if the call opens none
	DWORD result;
	struct call *outer;
};

static _Thread_local struct call *current;

INTERNET_PORT server_port;

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s PORT\n", argv[0]);
		return 2;
	}
	server_port = (INTERNET_PORT)atoi(argv[1]);
	lines_begin();
	handles_begin();
	scenario();
	lines_end();
	return 0;
}

BOOL inside_call(void)
{
	return current != NULL;
}

void name_opened(HINTERNET handle)
{
	if (!current || !current->opens)
		return;
	name_handle(handle, current->opens, strstr(current->line.data, "WebSocketCompleteUpgrade") != NULL);
	current->opens = NULL;
}

// starts_word says whether text, within whole, is the beginning of an identifier.
static BOOL starts_word(const char *whole, const char *text)
{
	return text == whole || !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", text[-1]);
}

// add_short leaves out what says nothing: the L of L"text", and WINHTTP_.
static void add_short(struct text *line, const char *text)
{
	const char *rest = text;

	while (*rest) {
		if (starts_word(text, rest) && !strncmp(rest, "WINHTTP_", 8))
			rest += 8;
		else if (starts_word(text, rest) && !strncmp(rest, "L\"", 2))
			rest++;
		text_add(line, "%c", *rest++);
	}
}

static void begin(const char *opens, const char *text)
{
	struct call *call = calloc(1, sizeof *call);

	add_short(&call->line, text);
	call->opens = opens;
	call->outer = current;
	current = call;
	enter();
	SetLastError(UNTOUCHED);
}

static void begin_formatted(const char *opens, const char *format, va_list arguments)
{
	struct text text = {NULL, 0, 0};

	text_addv(&text, format, arguments);
	begin(opens, text.data);
	text_free(&text);
	SetLastError(UNTOUCHED);
}

void begin_call(const char *text)
{
	begin(NULL, text);
}

void begin_callf(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	begin_formatted(NULL, format, arguments);
	va_end(arguments);
}

void begin_open(const char *name, const char *text)
{
	begin(name, text);
}

void begin_openf(const char *name, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	begin_formatted(name, format, arguments);
	va_end(arguments);
}

static void add_error(DWORD error)
{
	if (error == UNTOUCHED)
		text_add(&current->line, " error untouched");
	else
		text_add(&current->line, " error %lu", (unsigned long)error);
}

void bool_result(BOOL result)
{
	DWORD error = GetLastError();

	text_add(&current->line, result ? " -> TRUE" : " -> FALSE");
	add_error(error);
	current->result = (DWORD)result;
}

void code_result(DWORD code)
{
	text_add(&current->line, " -> %lu", (unsigned long)code);
	current->result = code;
}

void callback_result(WINHTTP_STATUS_CALLBACK previous)
{
	DWORD error = GetLastError();
	const char *name = "another callback";

	if (!previous)
		name = "NULL";
	else if (previous == WINHTTP_INVALID_STATUS_CALLBACK)
		name = "INVALID_STATUS_CALLBACK";
	else if (previous == notify)
		name = "notify";
	text_add(&current->line, " -> %s", name);
	add_error(error);
	current->result = previous != WINHTTP_INVALID_STATUS_CALLBACK;
}

HINTERNET end_open(HINTERNET handle)
{
	DWORD error = GetLastError();

	if (handle)
		name_opened(handle);
	text_add(&current->line, " -> %s", handle_name(handle));
	add_error(error);
	end_call();
	return handle;
}

DWORD end_call(void)
{
	struct call *call = current;
	DWORD result = call->result;

	print_line(depth() - 1, call->line.data);
	leave();
	current = call->outer;
	text_free(&call->line);
	free(call);
	return result;
}

void out_number(const char *name, unsigned long long value)
{
	if (value == UNTOUCHED)
		text_add(&current->line, ", %s untouched", name);
	else
		text_add(&current->line, ", %s %llu", name, value);
}

void out_text(const char *name, LPCWSTR value, int length)
{
	out_name(name, value ? "" : "NULL");
	if (value && length < 0)
		for (length = 0; value[length]; length++)
			;
	if (value)
		text_wide(&current->line, value, (size_t)length);
}

void out_bytes(const char *name, const void *value, int length)
{
	out_name(name, value ? "" : "NULL");
	if (value)
		text_bytes(&current->line, value, length < 0 ? strlen(value) : (size_t)length);
}

void out_name(const char *name, const char *value)
{
	text_add(&current->line, ", %s %s", name, value);
}

void out_handle(const char *name, HINTERNET value)
{
	out_name(name, handle_name(value));
}

void note(const char *format, ...)
{
	struct text text = {NULL, 0, 0};
	va_list arguments;

	va_start(arguments, format);
	text_addv(&text, format, arguments);
	va_end(arguments);
	print_line(depth(), text.data);
	text_free(&text);
}

void section(const char *title)
{
	note("# %s", title);
}
