/* The part of Windows that ordinary WinHTTP programs need beside winhttp.h, for Linux and macOS. It is in libwinhttp.
 *
 * Compile with -fshort-wchar. The C library's own wide functions then work on the wrong units, so their names stand for the
 * functions here, and printf and fprintf too, for the sake of %ls and %S. Wide output is written as UTF-8. Both the ANSI and the
 * UTF-8 code page are UTF-8 here. TCHAR is WCHAR, with UNICODE defined or not.
 *
 * Not covered: windows and messages, files and consoles beyond stdio.h, the registry, COM, fibers, structured exceptions,
 * mutexes, semaphores and timers; the wide functions in the list of what is missing below, which do not link. Only the lower
 * case is here, for a file that says Windows.h too. A program whose entry is wmain needs a main of its own that calls it:
 * nothing in a header or a shared library can be that main without getting in the way of other programs. For C++ see
 * winhttp_std.h. */
#ifndef WINHTTP_COMPAT_WINDOWS_H
#define WINHTTP_COMPAT_WINDOWS_H

/* What says a name that is a macro below comes first. */
#ifdef __cplusplus
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <cwctype>
#include <string>
#if __cplusplus >= 201703L
#include <filesystem>
#include <iostream>
#include <string_view>
#include <type_traits>
#endif
#if __cplusplus > 201703L && __has_include(<format>)
#include <format>
#endif
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
#define __fastcall
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define CONST const
#define IN
#define OUT
#define OPTIONAL

/* Annotations say nothing to these compilers. */
#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(n)
#define _In_reads_opt_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _Out_
#define _Out_opt_
#define _Out_writes_(n)
#define _Out_writes_opt_(n)
#define _Out_writes_z_(n)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_to_(n, used)
#define _Out_writes_bytes_to_(n, used)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_result_bytebuffer_(n)
#define _Inout_
#define _Inout_opt_
#define _Inout_updates_(n)
#define _Inout_updates_bytes_(n)
#define _Reserved_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Success_(condition)
#define _When_(condition, annotation)
#define _Must_inspect_result_
#define _Check_return_
#define _Use_decl_annotations_
#define _Printf_format_string_
#define _Null_terminated_

#define MAX_PATH 260
#define INFINITE 0xFFFFFFFF
#define UNREFERENCED_PARAMETER(p) ((void)(p))
#define ARRAYSIZE(a) (sizeof(a) / sizeof((a)[0]))
#define _countof(a) ARRAYSIZE(a)
#define ZeroMemory(p, n) memset((p), 0, (n))
#define FillMemory(p, n, byte) memset((p), (byte), (n))
#define CopyMemory(to, from, n) memcpy((to), (from), (n))
#define MoveMemory(to, from, n) memmove((to), (from), (n))
#define LOBYTE(n) ((BYTE)((n) & 0xFF))
#define HIBYTE(n) ((BYTE)((WORD)(n) >> 8))
#define LOWORD(n) ((WORD)((n) & 0xFFFF))
#define HIWORD(n) ((WORD)((DWORD)(n) >> 16))
#define MAKEWORD(low, high) ((WORD)((BYTE)(low) | (WORD)(BYTE)(high) << 8))
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
typedef BYTE BOOLEAN;
typedef WCHAR TCHAR, *LPTSTR, *PTSTR;
typedef const WCHAR *LPCTSTR, *PCTSTR;
#if __SIZEOF_WCHAR_T__ == 2
#define __TEXT(quoted) L##quoted
#else
#define __TEXT(quoted) u##quoted
#endif
#define TEXT(quoted) __TEXT(quoted)
#define S_OK ((HRESULT)0)
#define E_FAIL ((HRESULT)0x80004005)
#define SUCCEEDED(result) ((HRESULT)(result) >= 0)
#define FAILED(result) ((HRESULT)(result) < 0)
#define HRESULT_FROM_WIN32(code) \
	((HRESULT)(code) <= 0 ? (HRESULT)(code) : (HRESULT)(((code) & 0xFFFF) | 0x80070000))

#define NO_ERROR 0
#define ERROR_SUCCESS 0
#define ERROR_FILE_NOT_FOUND 2
#define ERROR_ACCESS_DENIED 5
#define ERROR_INVALID_HANDLE 6
#define ERROR_NOT_ENOUGH_MEMORY 8
#define ERROR_OUTOFMEMORY 14
#define ERROR_NOT_SUPPORTED 50
#define ERROR_INVALID_PARAMETER 87
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_MOD_NOT_FOUND 126
#define ERROR_MORE_DATA 234
#define ERROR_MR_MID_NOT_FOUND 317
#define ERROR_IO_PENDING 997
#define ERROR_INVALID_FLAGS 1004
#define ERROR_NO_UNICODE_TRANSLATION 1113
#define ERROR_CANCELLED 1223
#define ERROR_TIMEOUT 1460

/* Memory. */

#define GMEM_MOVEABLE 0x0002
#define LMEM_FIXED GMEM_FIXED
#define LMEM_ZEROINIT GMEM_ZEROINIT
#define LPTR GPTR
#define HEAP_ZERO_MEMORY 0x00000008

/* No compiler leaves this out. */
static inline PVOID SecureZeroMemory(PVOID memory, SIZE_T size)
{
	volatile char *at = (volatile char *)memory;
	while (size-- > 0)
		*at++ = 0;
	return memory;
}

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size);
HANDLE WINAPI GetProcessHeap(void);
LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size);
LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size);
SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, LPCVOID memory);
BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID memory);

/* Threads, events, waiting. A handle that is none of these, as far as can be told, is ERROR_INVALID_HANDLE. Events have no
 * names, and a thread starts at once. */

#define WAIT_OBJECT_0 0x00000000
#define WAIT_TIMEOUT 0x00000102
#define WAIT_FAILED 0xFFFFFFFF
#define MAXIMUM_WAIT_OBJECTS 64
#define STILL_ACTIVE 0x00000103
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000
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
void WINAPI ExitThread(DWORD code);
void _endthreadex(unsigned code);
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

/* Zeros are a lock that nobody holds, and a condition variable that nobody waits for. */
typedef struct _RTL_SRWLOCK {
	ULONG_PTR state;
} SRWLOCK, *PSRWLOCK;
typedef struct _RTL_CONDITION_VARIABLE {
	void *sleepers;
} CONDITION_VARIABLE, *PCONDITION_VARIABLE;
#define SRWLOCK_INIT {0}
#define CONDITION_VARIABLE_INIT {0}
#define CONDITION_VARIABLE_LOCKMODE_SHARED 0x00000001

void WINAPI InitializeSRWLock(PSRWLOCK lock);
void WINAPI AcquireSRWLockExclusive(PSRWLOCK lock);
BOOL WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock);
void WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock);
void WINAPI AcquireSRWLockShared(PSRWLOCK lock);
BOOL WINAPI TryAcquireSRWLockShared(PSRWLOCK lock);
void WINAPI ReleaseSRWLockShared(PSRWLOCK lock);
void WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition);
BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, LPCRITICAL_SECTION section, DWORD milliseconds);
BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds, ULONG flags);
void WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition);
void WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition);

#define InterlockedIncrement(p) __atomic_add_fetch((p), 1, __ATOMIC_SEQ_CST)
#define InterlockedDecrement(p) __atomic_sub_fetch((p), 1, __ATOMIC_SEQ_CST)
#define InterlockedExchangeAdd(p, n) __atomic_fetch_add((p), (n), __ATOMIC_SEQ_CST)
#define InterlockedExchange(p, value) __atomic_exchange_n((p), (value), __ATOMIC_SEQ_CST)
#define InterlockedCompareExchange(p, value, old) __sync_val_compare_and_swap((p), (old), (value))
#define InterlockedExchangePointer(p, value) __atomic_exchange_n((p), (value), __ATOMIC_SEQ_CST)
#define InterlockedCompareExchangePointer(p, value, old) __sync_val_compare_and_swap((p), (old), (value))
#define InterlockedIncrement64 InterlockedIncrement
#define InterlockedDecrement64 InterlockedDecrement
#define InterlockedExchangeAdd64 InterlockedExchangeAdd
#define InterlockedExchange64 InterlockedExchange
#define InterlockedCompareExchange64 InterlockedCompareExchange

/* Time. */

typedef union _LARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		LONG HighPart;
	};
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef union _ULARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		DWORD HighPart;
	};
	struct {
		DWORD LowPart;
		DWORD HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

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

size_t winhttp_mbstowcs(WCHAR *to, const char *from, size_t n);
size_t winhttp_wcstombs(char *to, const WCHAR *from, size_t n);

size_t winhttp_wcslen(const WCHAR *s);
size_t winhttp_wcsnlen(const WCHAR *s, size_t n);
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
size_t winhttp_wcsspn(const WCHAR *s, const WCHAR *set);
size_t winhttp_wcscspn(const WCHAR *s, const WCHAR *set);
WCHAR *winhttp_wcspbrk(const WCHAR *s, const WCHAR *set);
WCHAR *winhttp_wcstok(WCHAR *s, const WCHAR *separators, WCHAR **rest);
WCHAR *winhttp_wcsdup(const WCHAR *s);
long winhttp_wcstol(const WCHAR *s, WCHAR **end, int base);
unsigned long winhttp_wcstoul(const WCHAR *s, WCHAR **end, int base);
long long winhttp_wcstoll(const WCHAR *s, WCHAR **end, int base);
unsigned long long winhttp_wcstoull(const WCHAR *s, WCHAR **end, int base);
double winhttp_wcstod(const WCHAR *s, WCHAR **end);
int winhttp_wtoi(const WCHAR *s);
WCHAR *winhttp_wmemcpy(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *winhttp_wmemmove(WCHAR *to, const WCHAR *from, size_t n);
WCHAR *winhttp_wmemset(WCHAR *to, WCHAR c, size_t n);
int winhttp_wmemcmp(const WCHAR *a, const WCHAR *b, size_t n);
WCHAR *winhttp_wmemchr(const WCHAR *s, WCHAR c, size_t n);

/* In a wide format %s is wide and %S narrow, in a narrow one the other way round; %ls and %ws are wide, %hs is narrow. l is 32
 * bits, as a long of Windows is. The functions that fill a buffer of n units return -1 when the text does not fit, and what
 * does fit is there, with its NUL; but snprintf returns the whole length. */
int winhttp_printf(const char *format, ...);
int winhttp_vprintf(const char *format, va_list args);
int winhttp_fprintf(FILE *file, const char *format, ...);
int winhttp_vfprintf(FILE *file, const char *format, va_list args);
int winhttp_sprintf(char *to, const char *format, ...);
int winhttp_vsprintf(char *to, const char *format, va_list args);
int winhttp_snprintf(char *to, size_t n, const char *format, ...);
int winhttp_vsnprintf(char *to, size_t n, const char *format, va_list args);
int winhttp_wprintf(const WCHAR *format, ...);
int winhttp_vwprintf(const WCHAR *format, va_list args);
int winhttp_fwprintf(FILE *file, const WCHAR *format, ...);
int winhttp_vfwprintf(FILE *file, const WCHAR *format, va_list args);
int winhttp_swprintf(WCHAR *to, size_t n, const WCHAR *format, ...);
int winhttp_vswprintf(WCHAR *to, size_t n, const WCHAR *format, va_list args);
int winhttp_wsprintf(WCHAR *to, const WCHAR *format, ...);
int winhttp_fputws(const WCHAR *s, FILE *file);
int winhttp_putws(const WCHAR *s);
wint_t winhttp_fputwc(WCHAR c, FILE *file);

#define _wcsicmp winhttp_wcsicmp
#define _wcsnicmp winhttp_wcsnicmp
#define _wcsdup winhttp_wcsdup
#define _wtoi winhttp_wtoi
#define _wtol(s) winhttp_wcstol((s), NULL, 10)
#define _wtoi64(s) winhttp_wcstoll((s), NULL, 10)
#define _wtof(s) winhttp_wcstod((s), NULL)
#define _snwprintf winhttp_swprintf
#define _vsnwprintf winhttp_vswprintf
#define _putws winhttp_putws
#define _stricmp strcasecmp
#define _strnicmp strncasecmp
#define wsprintfW winhttp_wsprintf
#define wsprintf wsprintfW
#define lstrlenW(s) ((int)winhttp_wcslen(s))
#define lstrcpyW winhttp_wcscpy
#define lstrcatW winhttp_wcscat
#define lstrcmpW winhttp_wcscmp
#define lstrcmpiW winhttp_wcsicmp
#define lstrlenA(s) ((int)strlen(s))
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcat lstrcatW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW

#if __SIZEOF_WCHAR_T__ == 2
#define wcslen winhttp_wcslen
#define wcsnlen winhttp_wcsnlen
#define wcscpy winhttp_wcscpy
#define wcsncpy winhttp_wcsncpy
#define wcscat winhttp_wcscat
#define wcsncat winhttp_wcsncat
#define wcscmp winhttp_wcscmp
#define wcscoll winhttp_wcscmp
#define wcsncmp winhttp_wcsncmp
#define wcschr winhttp_wcschr
#define wcsrchr winhttp_wcsrchr
#define wcsstr winhttp_wcsstr
#define wcsspn winhttp_wcsspn
#define wcscspn winhttp_wcscspn
#define wcspbrk winhttp_wcspbrk
#define wcstok winhttp_wcstok
#define wcsdup winhttp_wcsdup
#define wcstol winhttp_wcstol
#define wcstoul winhttp_wcstoul
#define wcstoll winhttp_wcstoll
#define wcstoull winhttp_wcstoull
#define wcstod winhttp_wcstod
#define wmemcpy winhttp_wmemcpy
#define wmemmove winhttp_wmemmove
#define wmemset winhttp_wmemset
#define wmemcmp winhttp_wmemcmp
#define wmemchr winhttp_wmemchr
#define mbstowcs winhttp_mbstowcs
#define wcstombs winhttp_wcstombs
#define wprintf winhttp_wprintf
#define vwprintf winhttp_vwprintf
#define fwprintf winhttp_fwprintf
#define vfwprintf winhttp_vfwprintf
#define swprintf winhttp_swprintf
#define vswprintf winhttp_vswprintf
#define fputws winhttp_fputws
#define fputwc winhttp_fputwc
#define putwc winhttp_fputwc
#define putwchar(c) winhttp_fputwc((c), stdout)

/* With parameters, since __attribute__((format(printf, 1, 2))) says printf too. */
#define printf(...) winhttp_printf(__VA_ARGS__)
#define vprintf(format, args) winhttp_vprintf(format, args)
#define fprintf(file, ...) winhttp_fprintf(file, __VA_ARGS__)
#define vfprintf(file, format, args) winhttp_vfprintf(file, format, args)
#define sprintf(to, ...) winhttp_sprintf(to, __VA_ARGS__)
#define vsprintf(to, format, args) winhttp_vsprintf(to, format, args)
#define snprintf(to, n, ...) winhttp_snprintf(to, n, __VA_ARGS__)
#define vsnprintf(to, n, format, args) winhttp_vsnprintf(to, n, format, args)

/* Missing. The C library's functions would read and write 32-bit units. */
#define fgetws winhttp_has_no_fgetws
#define wscanf winhttp_has_no_wscanf
#define fwscanf winhttp_has_no_fwscanf
#define swscanf winhttp_has_no_swscanf
#define vwscanf winhttp_has_no_vwscanf
#define vfwscanf winhttp_has_no_vfwscanf
#define vswscanf winhttp_has_no_vswscanf
#define wcstof winhttp_has_no_wcstof
#define wcstold winhttp_has_no_wcstold
#define wcsxfrm winhttp_has_no_wcsxfrm
#define wcsftime winhttp_has_no_wcsftime
#define mbtowc winhttp_has_no_mbtowc
#define mbrtowc winhttp_has_no_mbrtowc
#define mbsrtowcs winhttp_has_no_mbsrtowcs
#define wcsrtombs winhttp_has_no_wcsrtombs
#endif

/* Messages: the texts of the codes that winhttp.h names. The only module is winhttp.dll, and what it is for is FormatMessage. */

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF
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
HMODULE WINAPI LoadLibraryW(LPCWSTR name);
HMODULE WINAPI LoadLibraryA(LPCSTR name);
#define LoadLibrary LoadLibraryW
BOOL WINAPI FreeLibrary(HMODULE module);

#ifdef __cplusplus
}
#if __SIZEOF_WCHAR_T__ == 2
#include "winhttp_std.h"
#endif
#endif

#endif
