// URLs and times.
#include "_cgo_export.h"

WINHTTPAPI BOOL WINAPI WinHttpCrackUrl(LPCWSTR url, DWORD length, DWORD flags, LPURL_COMPONENTS components)
{
	return winhttp_done(winhttpCrackUrl((uintptr_t)url, length, flags, (uintptr_t)components));
}

WINHTTPAPI BOOL WINAPI WinHttpCreateUrl(LPURL_COMPONENTS components, DWORD flags, LPWSTR url, LPDWORD length)
{
	return winhttp_done(winhttpCreateUrl((uintptr_t)components, flags, (uintptr_t)url, (uintptr_t)length));
}

WINHTTPAPI BOOL WINAPI WinHttpTimeFromSystemTime(const SYSTEMTIME *time, LPWSTR text)
{
	return winhttp_done(winhttpTimeFromSystemTime((uintptr_t)time, (uintptr_t)text));
}

WINHTTPAPI BOOL WINAPI WinHttpTimeToSystemTime(LPCWSTR text, SYSTEMTIME *time)
{
	return winhttp_done(winhttpTimeToSystemTime((uintptr_t)text, (uintptr_t)time));
}
