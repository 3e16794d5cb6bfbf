//go:build unix

// FormatMessage, for the codes that winhttp.h names.
#include "include/compat/windows.h"
#include "zmessages.h"

static const char *message(DWORD code)
{
	size_t low = 0, high = ARRAYSIZE(winhttp_messages);
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (winhttp_messages[middle].code == code)
			return winhttp_messages[middle].text;
		if (winhttp_messages[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

// room is where n units of a size and a NUL go: the caller's buffer, or a new one whose address the caller wants.
static void *room(DWORD flags, void *buffer, DWORD size, size_t n, size_t unit)
{
	if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
		void *memory = LocalAlloc(LPTR, (n + 1 > size ? n + 1 : size) * unit);
		*(void **)buffer = memory;
		return memory;
	}
	if (n + 1 <= size)
		return buffer;
	SetLastError(ERROR_INSUFFICIENT_BUFFER);
	return NULL;
}

static const char *lookup(DWORD flags, DWORD code, const void *buffer)
{
	const char *text = message(code);
	if (!(flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE)) || buffer == NULL) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (text == NULL)
		SetLastError(ERROR_MR_MID_NOT_FOUND);
	return text;
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD code, DWORD language, LPSTR buffer, DWORD size,
	va_list *arguments)
{
	(void)source;
	(void)language;
	(void)arguments; // no text has inserts
	const char *text = lookup(flags, code, buffer);
	if (text == NULL)
		return 0;
	size_t n = strlen(text);
	char *to = room(flags, buffer, size, n + 2, 1);
	if (to == NULL)
		return 0;
	memcpy(to, text, n);
	memcpy(to + n, "\r\n", 3);
	return (DWORD)n + 2;
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD code, DWORD language, LPWSTR buffer, DWORD size,
	va_list *arguments)
{
	(void)source;
	(void)language;
	(void)arguments;
	const char *text = lookup(flags, code, buffer);
	if (text == NULL)
		return 0;
	size_t n = (size_t)MultiByteToWideChar(CP_UTF8, 0, text, (int)strlen(text), NULL, 0);
	WCHAR *to = room(flags, buffer, size, n + 2, sizeof *to);
	if (to == NULL)
		return 0;
	MultiByteToWideChar(CP_UTF8, 0, text, (int)strlen(text), to, (int)n);
	memcpy(to + n, (WCHAR[]){'\r', '\n', 0}, 3 * sizeof *to);
	return (DWORD)n + 2;
}

// A module is only ever handed to FormatMessage.

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
	(void)name;
	return (HMODULE)winhttp_messages;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
	(void)name;
	return GetModuleHandleA(NULL);
}
