/* Names for text that is wide, as TCHAR is here. */
#ifndef WINHTTP_COMPAT_TCHAR_H
#define WINHTTP_COMPAT_TCHAR_H

#include "windows.h"

typedef TCHAR _TCHAR;
#define _T(quoted) __TEXT(quoted)
#define _TEXT(quoted) __TEXT(quoted)
#define _tmain wmain

#define _tprintf wprintf
#define _ftprintf fwprintf
#define _stprintf swprintf
#define _sntprintf _snwprintf
#define _vtprintf vwprintf
#define _vftprintf vfwprintf
#define _vstprintf vswprintf
#define _putts _putws
#define _fputts fputws
#define _puttchar putwchar

#define _tcslen wcslen
#define _tcscpy wcscpy
#define _tcsncpy wcsncpy
#define _tcscat wcscat
#define _tcsncat wcsncat
#define _tcscmp wcscmp
#define _tcsncmp wcsncmp
#define _tcsicmp _wcsicmp
#define _tcsnicmp _wcsnicmp
#define _tcschr wcschr
#define _tcsrchr wcsrchr
#define _tcsstr wcsstr
#define _tcsdup _wcsdup
#define _tcstol wcstol
#define _tcstoul wcstoul
#define _tcstod wcstod
#define _ttoi _wtoi
#define _ttol _wtol

#endif
