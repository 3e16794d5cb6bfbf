//go:build unix

// The last error and memory.
#include "include/compat/windows.h"

static _Thread_local DWORD last;

DWORD WINAPI GetLastError(void)
{
	return last;
}

void WINAPI SetLastError(DWORD code)
{
	last = code;
}

static void *allocate(SIZE_T size, BOOL zeroed)
{
	void *memory = zeroed ? calloc(1, size ? size : 1) : malloc(size ? size : 1);
	if (memory == NULL)
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
	return allocate(size, (flags & GMEM_ZEROINIT) != 0);
}

HGLOBAL WINAPI GlobalFree(HGLOBAL memory)
{
	free(memory);
	return NULL;
}

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
	return GlobalAlloc(flags, size);
}

HLOCAL WINAPI LocalFree(HLOCAL memory)
{
	return GlobalFree(memory);
}

HANDLE WINAPI GetProcessHeap(void)
{
	static char heap;
	return &heap;
}

LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
	(void)heap;
	return allocate(size, (flags & HEAP_ZERO_MEMORY) != 0);
}

LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size)
{
	(void)heap;
	(void)flags; // what is new is not zeroed: its size is unknown
	return realloc(memory, size ? size : 1);
}

BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID memory)
{
	(void)heap;
	(void)flags;
	free(memory);
	return TRUE;
}
