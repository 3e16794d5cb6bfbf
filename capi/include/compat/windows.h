/* The part of Windows that ordinary WinHTTP programs need beside winhttp.h, for Linux and macOS. It is in libwinhttp.
 *
 * Compile with -fshort-wchar. The C library's own wide functions then work on the wrong units, so their names stand for the
 * functions here, and printf and fprintf too, for the sake of %ls and %S. Wide output is written as UTF-8. Both the ANSI and the
 * UTF-8 code page are UTF-8 here.
 *
 * Not covered: windows and messages, files and consoles beyond stdio.h, the registry, COM, fibers, structured exceptions; a
 * program whose entry is wmain needs a main of its own that calls it. */
#ifndef WINHTTP_COMPAT_WINDOWS_H
#define WINHTTP_COMPAT_WINDOWS_H

#ifdef __cplusplus
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <cwctype>
#include <string>
#endif
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "../winhttp_base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define APIENTRY
#define WINAPIV
#define __stdcall
#define __cdecl
#define CONST const
#define IN
#define OUT
#define OPTIONAL
#define _In_
#define _In_opt_
#define _In_z_
#define _Out_
#define _Out_opt_
#define _Inout_
#define _Inout_opt_

#define MAX_PATH 260
#define INFINITE 0xFFFFFFFF
#define UNREFERENCED_PARAMETER(p) ((void)(p))
#define ARRAYSIZE(a) (sizeof(a) / sizeof((a)[0]))
#define _countof(a) ARRAYSIZE(a)
#define ZeroMemory(p, n) memset((p), 0, (n))
#define FillMemory(p, n, byte) memset((p), (byte), (n))
#define CopyMemory(to, from, n) memcpy((to), (from), (n))
#define MoveMemory(to, from, n) memmove((to), (from), (n))
#define SecureZeroMemory(p, n) memset((p), 0, (n))
#define LOWORD(n) ((WORD)((n) & 0xFFFF))
#define HIWORD(n) ((WORD)((DWORD)(n) >> 16))
#define MAKELONG(low, high) ((LONG)((DWORD)(WORD)(low) | (DWORD)(WORD)(high) << 16))
#ifndef __cplusplus
#ifndef NOMINMAX
#ifndef min
#define min(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef max
#define max(a, b) ((a) > (b) ? (a) : (b))
#endif
#endif
#endif

typedef LONG HRESULT;
typedef HANDLE HMODULE, HINSTANCE;
typedef WCHAR TCHAR, *LPTSTR;
typedef const WCHAR *LPCTSTR;
#define TEXT(quoted) L##quoted
#define S_OK ((HRESULT)0)
#define E_FAIL ((HRESULT)0x80004005)
#define SUCCEEDED(result) ((HRESULT)(result) >= 0)
#define FAILED(result) ((HRESULT)(result) < 0)
#define HRESULT_FROM_WIN32(code) \
	((HRESULT)(code) <= 0 ? (HRESULT)(code) : (HRESULT)(((code) & 0xFFFF) | 0x80070000))

#define NO_ERROR 0
#define ERROR_SUCCESS 0
#define ERROR_INVALID_HANDLE 6
#define ERROR_NOT_ENOUGH_MEMORY 8
#define ERROR_INVALID_PARAMETER 87
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_MR_MID_NOT_FOUND 317
#define ERROR_INVALID_FLAGS 1004
#define ERROR_NO_UNICODE_TRANSLATION 1113

/* Memory. */

#define GMEM_MOVEABLE 0x0002
#define LMEM_FIXED GMEM_FIXED
#define LMEM_ZEROINIT GMEM_ZEROINIT
#define LPTR GPTR
#define HEAP_ZERO_MEMORY 0x00000008

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size);
HANDLE WINAPI GetProcessHeap(void);
LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size);
LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size);
BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID memory);

/* Threads, events, waiting. A handle that is none of these, as far as can be told, is ERROR_INVALID_HANDLE. */

#define WAIT_OBJECT_0 0x00000000
#define WAIT_TIMEOUT 0x00000102
#define WAIT_FAILED 0xFFFFFFFF
#define MAXIMUM_WAIT_OBJECTS 64
#define STILL_ACTIVE 0x00000103
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)

typedef struct _SECURITY_ATTRIBUTES SECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;
typedef DWORD(WINAPI *LPTHREAD_START_ROUTINE)(LPVOID context);

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, BOOL manualReset, BOOL initialState, LPCWSTR name);
HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, BOOL manualReset, BOOL initialState, LPCSTR name);
#define CreateEvent CreateEventW
BOOL WINAPI SetEvent(HANDLE event);
BOOL WINAPI ResetEvent(HANDLE event);
HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stackSize, LPTHREAD_START_ROUTINE start, LPVOID context,
	DWORD flags, LPDWORD id);
uintptr_t _beginthreadex(void *security, unsigned stackSize, unsigned (*start)(void *), void *context, unsigned flags,
	unsigned *id);
BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code);
DWORD WINAPI GetCurrentThreadId(void);
DWORD WINAPI GetCurrentProcessId(void);
DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD milliseconds);
DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *handles, BOOL all, DWORD milliseconds);
BOOL WINAPI CloseHandle(HANDLE handle);
void WINAPI Sleep(DWORD milliseconds);
void WINAPI ExitProcess(UINT code);

typedef struct _RTL_CRITICAL_SECTION {
	pthread_mutex_t mutex;
} CRITICAL_SECTION, *LPCRITICAL_SECTION, *PCRITICAL_SECTION;

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section);
BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spinCount);
void WINAPI EnterCriticalSection(LPCRITICAL_SECTION section);
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section);
void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section);
void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section);

#define InterlockedIncrement(p) __atomic_add_fetch((p), 1, __ATOMIC_SEQ_CST)
#define InterlockedDecrement(p) __atomic_sub_fetch((p), 1, __ATOMIC_SEQ_CST)
#define InterlockedExchangeAdd(p, n) __atomic_fetch_add((p), (n), __ATOMIC_SEQ_CST)
#define InterlockedExchange(p, value) __atomic_exchange_n((p), (value), __ATOMIC_SEQ_CST)
#define InterlockedCompareExchange(p, value, old) __sync_val_compare_and_swap((p), (old), (value))
#define InterlockedExchangePointer(p, value) __atomic_exchange_n((p), (value), __ATOMIC_SEQ_CST)

/* Time. */

typedef union _LARGE_INTEGER {
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

DWORD WINAPI GetTickCount(void);
ULONGLONG WINAPI GetTickCount64(void);
BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count);
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *perSecond);
void WINAPI GetSystemTime(LPSYSTEMTIME time);
void WINAPI GetSystemTimeAsFileTime(LPFILETIME time);
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *from, LPFILETIME to);
BOOL WINAPI FileTimeToSystemTime(const FILETIME *from, LPSYSTEMTIME to);

/* Text. */

#define CP_ACP 0
#define CP_UTF8 65001
#define MB_PRECOMPOSED 0x00000001
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_ERR_INVALID_CHARS 0x00000080

int WINAPI MultiByteToWideChar(UINT codePage, DWORD flags, LPCSTR from, int length, LPWSTR to, int room);
int WINAPI WideCharToMultiByte(UINT codePage, DWORD flags, LPCWSTR from, int length, LPSTR to, int room, LPCSTR standIn,
	LPBOOL stoodIn);

size_t winhttp_wcslen(const WCHAR *s);
WCHAR *winhttp_wcscpy(WCHAR *to, const WCHAR *from);
WCHAR *winhttp_wcsncpy(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *winhttp_wcscat(WCHAR *to, const WCHAR *from);
WCHAR *winhttp_wcsncat(WCHAR *to, const WCHAR *from, size_t n);
int winhttp_wcscmp(const WCHAR *a, const WCHAR *b);
int winhttp_wcsncmp(const WCHAR *a, const WCHAR *b, size_t n);
int winhttp_wcsicmp(const WCHAR *a, const WCHAR *b);
int winhttp_wcsnicmp(const WCHAR *a, const WCHAR *b, size_t n);
WCHAR *winhttp_wcschr(const WCHAR *s, WCHAR c);
WCHAR *winhttp_wcsrchr(const WCHAR *s, WCHAR c);
WCHAR *winhttp_wcsstr(const WCHAR *s, const WCHAR *part);
WCHAR *winhttp_wcsdup(const WCHAR *s);
long winhttp_wcstol(const WCHAR *s, WCHAR **end, int base);
unsigned long winhttp_wcstoul(const WCHAR *s, WCHAR **end, int base);
int winhttp_wtoi(const WCHAR *s);

/* In a wide format %s is wide and %S narrow, in a narrow one the other way round; %ls and %ws are wide, %hs is narrow. The
 * functions that fill a buffer of n units return -1 when the text does not fit. */
int winhttp_printf(const char *format, ...);
int winhttp_fprintf(FILE *file, const char *format, ...);
int winhttp_vfprintf(FILE *file, const char *format, va_list args);
int winhttp_wprintf(const WCHAR *format, ...);
int winhttp_fwprintf(FILE *file, const WCHAR *format, ...);
int winhttp_vfwprintf(FILE *file, const WCHAR *format, va_list args);
int winhttp_swprintf(WCHAR *to, size_t n, const WCHAR *format, ...);
int winhttp_vswprintf(WCHAR *to, size_t n, const WCHAR *format, va_list args);
int winhttp_fputws(const WCHAR *s, FILE *file);

#define _wcsicmp winhttp_wcsicmp
#define _wcsnicmp winhttp_wcsnicmp
#define _wcsdup winhttp_wcsdup
#define _wtoi winhttp_wtoi
#define _snwprintf winhttp_swprintf
#define _stricmp strcasecmp
#define _strnicmp strncasecmp
#define lstrlenW(s) ((int)winhttp_wcslen(s))
#define lstrcpyW winhttp_wcscpy
#define lstrcatW winhttp_wcscat
#define lstrcmpW winhttp_wcscmp
#define lstrcmpiW winhttp_wcsicmp
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW

#if __SIZEOF_WCHAR_T__ == 2
#define wcslen winhttp_wcslen
#define wcscpy winhttp_wcscpy
#define wcsncpy winhttp_wcsncpy
#define wcscat winhttp_wcscat
#define wcsncat winhttp_wcsncat
#define wcscmp winhttp_wcscmp
#define wcsncmp winhttp_wcsncmp
#define wcschr winhttp_wcschr
#define wcsrchr winhttp_wcsrchr
#define wcsstr winhttp_wcsstr
#define wcsdup winhttp_wcsdup
#define wcstol winhttp_wcstol
#define wcstoul winhttp_wcstoul
#define printf winhttp_printf
#define fprintf winhttp_fprintf
#define vfprintf winhttp_vfprintf
#define wprintf winhttp_wprintf
#define fwprintf winhttp_fwprintf
#define vfwprintf winhttp_vfwprintf
#define swprintf winhttp_swprintf
#define vswprintf winhttp_vswprintf
#define fputws winhttp_fputws
#endif

/* Messages: the texts of the codes that winhttp.h names. */

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define MAKELANGID(primary, sub) ((WORD)((sub) << 10 | (primary)))
#define LANG_NEUTRAL 0
#define SUBLANG_DEFAULT 1

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD code, DWORD language, LPWSTR buffer, DWORD size,
	va_list *arguments);
DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD code, DWORD language, LPSTR buffer, DWORD size,
	va_list *arguments);
#define FormatMessage FormatMessageW
HMODULE WINAPI GetModuleHandleW(LPCWSTR name);
HMODULE WINAPI GetModuleHandleA(LPCSTR name);
#define GetModuleHandle GetModuleHandleW

#ifdef __cplusplus
}
#endif

#endif
