//go:build unix

// FormatMessage, for the codes that winhttp.h names.
#include "include/compat/windows.h"
#include "zmessages.h"

static const char *message(DWORD code)
{
	if (code >> 16 == 0x8007) // HRESULT_FROM_WIN32
		code &= 0xFFFF;
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

// ending is what follows a text: the end of a line, or a space for who wants no lines.
static const char *ending(DWORD flags)
{
	return (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == FORMAT_MESSAGE_MAX_WIDTH_MASK ? " " : "\r\n";
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
	size_t n = strlen(text), end = strlen(ending(flags));
	char *to = room(flags, buffer, size, n + end, 1);
	if (to == NULL)
		return 0;
	memcpy(to, text, n);
	memcpy(to + n, ending(flags), end + 1);
	return (DWORD)(n + end);
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
	int n = MultiByteToWideChar(CP_UTF8, 0, text, (int)strlen(text), NULL, 0), end = (int)strlen(ending(flags));
	WCHAR *to = room(flags, buffer, size, (size_t)(n + end), sizeof *to);
	if (to == NULL)
		return 0;
	MultiByteToWideChar(CP_UTF8, 0, text, (int)strlen(text), to, n);
	MultiByteToWideChar(CP_UTF8, 0, ending(flags), end + 1, to + n, end + 1);
	return (DWORD)(n + end);
}
