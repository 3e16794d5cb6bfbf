//go:build unix

// The last error and memory.
#include <stddef.h>

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

// block is memory of the heap, which knows its size.
struct block {
	SIZE_T size;
	_Alignas(max_align_t) BYTE memory[];
};

static struct block *block(LPCVOID memory)
{
	return (struct block *)((const BYTE *)memory - offsetof(struct block, memory));
}

LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size)
{
	struct block *b = memory != NULL ? block(memory) : NULL;
	SIZE_T old = b != NULL ? b->size : 0;

	(void)heap;
	b = size <= SIZE_MAX - sizeof *b ? realloc(b, sizeof *b + size) : NULL;
	if (b == NULL) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	b->size = size;
	if (flags & HEAP_ZERO_MEMORY && size > old)
		memset(b->memory + old, 0, size - old);
	return b->memory;
}

LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
	return HeapReAlloc(heap, flags, NULL, size);
}

SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, LPCVOID memory)
{
	(void)heap;
	(void)flags;
	return block(memory)->size;
}

BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID memory)
{
	(void)heap;
	(void)flags;
	if (memory != NULL)
		free(block(memory));
	return TRUE;
}
