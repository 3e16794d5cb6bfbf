/* What the files of the library share, and scenarios do not see. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdarg.h>
#include <stddef.h>
#include "scenario.h"

/* --- lines.c: texts, and the order of the lines --- */

/* A text that grows; {NULL, 0, 0} is the empty one. What is added by text_wide and text_bytes is quoted printable ASCII. */
struct text {
	char *data;
	size_t length, capacity;
};

void text_add(struct text *text, const char *format, ...);
void text_addv(struct text *text, const char *format, va_list arguments);
void text_wide(struct text *text, const WCHAR *wide, size_t length);
void text_bytes(struct text *text, const void *bytes, size_t length);
void text_free(struct text *text);

/* enter and leave enclose a call or a callback: what the thread prints between the outermost two stays together, and what
 * other threads print meanwhile comes after it. The depth is also that of the indentation. */
void enter(void);
void leave(void);
int depth(void);

/* print_line adds to what the thread is in. print_line_after is for a line that belongs to no thread: it comes after the
 * call or callback that the thread is in. */
void print_line(int level, const char *text);
void print_line_after(int level, const char *text);

void lines_begin(void);
void lines_end(void); /* prints what is still held back; later lines are dropped */

/* --- handles.c: the names of handles and contexts, and what has been notified --- */

void handles_begin(void);
void name_handle(HINTERNET handle, const char *name, BOOL websocket);
BOOL is_websocket(HINTERNET handle);
const char *handle_name(HINTERNET handle); /* "NULL", "unknown" */
const char *context_name(DWORD_PTR context);
void count_notification(HINTERNET handle, DWORD status, DWORD number);

/* --- scenario.c --- */

void out_name(const char *name, const char *value);
BOOL inside_call(void); /* whether the thread is in a call; a callback of a worker's own is in none */
void name_opened(HINTERNET handle); /* names the handle that the thread's call has just created, if it is to open one */

#endif
