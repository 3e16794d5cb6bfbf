// The headers of a request, and its life from sending to reading.
#include "_cgo_export.h"

WINHTTPAPI BOOL WINAPI WinHttpAddRequestHeaders(HINTERNET request, LPCWSTR headers, DWORD length, DWORD modifiers)
{
	return winhttp_done(winhttpAddRequestHeaders((uintptr_t)request, (uintptr_t)headers, length, modifiers));
}

WINHTTPAPI DWORD WINAPI WinHttpAddRequestHeadersEx(HINTERNET request, DWORD modifiers, ULONGLONG flags, ULONGLONG extra,
	DWORD count, WINHTTP_EXTENDED_HEADER *headers)
{
	return winhttpAddRequestHeadersEx((uintptr_t)request, modifiers, flags, extra, count, (uintptr_t)headers);
}

WINHTTPAPI BOOL WINAPI WinHttpQueryHeaders(HINTERNET request, DWORD infoLevel, LPCWSTR name, LPVOID buffer, LPDWORD length,
	LPDWORD index)
{
	return winhttp_done(winhttpQueryHeaders((uintptr_t)request, infoLevel, (uintptr_t)name, (uintptr_t)buffer,
		(uintptr_t)length, (uintptr_t)index));
}

WINHTTPAPI DWORD WINAPI WinHttpQueryHeadersEx(HINTERNET request, DWORD infoLevel, ULONGLONG flags, UINT codePage, PDWORD index,
	PWINHTTP_HEADER_NAME name, LPVOID buffer, PDWORD length, PWINHTTP_EXTENDED_HEADER *headers, PDWORD count)
{
	return winhttpQueryHeadersEx((uintptr_t)request, infoLevel, flags, codePage, (uintptr_t)index, (uintptr_t)name,
		(uintptr_t)buffer, (uintptr_t)length, (uintptr_t)headers, (uintptr_t)count);
}

WINHTTPAPI BOOL WINAPI WinHttpSendRequest(HINTERNET request, LPCWSTR headers, DWORD length, LPVOID optional,
	DWORD optionalLength, DWORD totalLength, DWORD_PTR context)
{
	return winhttp_done(winhttpSendRequest((uintptr_t)request, (uintptr_t)headers, length, (uintptr_t)optional,
		optionalLength, totalLength, context));
}

WINHTTPAPI BOOL WINAPI WinHttpWriteData(HINTERNET request, LPCVOID buffer, DWORD length, LPDWORD written)
{
	return winhttp_done(winhttpWriteData((uintptr_t)request, (uintptr_t)buffer, length, (uintptr_t)written));
}

WINHTTPAPI BOOL WINAPI WinHttpReceiveResponse(HINTERNET request, LPVOID reserved)
{
	return winhttp_done(winhttpReceiveResponse((uintptr_t)request, (uintptr_t)reserved));
}

// pending is the result of a call that may go on after it has returned TRUE.
static BOOL pending(DWORD code)
{
	return winhttp_done(code) || code == ERROR_IO_PENDING;
}

WINHTTPAPI BOOL WINAPI WinHttpQueryDataAvailable(HINTERNET request, LPDWORD available)
{
	BOOL outer = winhttp_begin();
	DWORD code = winhttpQueryDataAvailable((uintptr_t)request, (uintptr_t)available);
	return pending(winhttp_accepted(code, outer));
}

WINHTTPAPI BOOL WINAPI WinHttpReadData(HINTERNET request, LPVOID buffer, DWORD length, LPDWORD read)
{
	BOOL outer = winhttp_begin();
	DWORD code = winhttpReadData((uintptr_t)request, (uintptr_t)buffer, length, (uintptr_t)read);
	return pending(winhttp_accepted(code, outer));
}

WINHTTPAPI DWORD WINAPI WinHttpReadDataEx(HINTERNET request, LPVOID buffer, DWORD length, LPDWORD read, ULONGLONG flags,
	DWORD propertyLength, PVOID property)
{
	BOOL outer = winhttp_begin();
	DWORD code = winhttpReadDataEx((uintptr_t)request, (uintptr_t)buffer, length, (uintptr_t)read, flags, propertyLength,
		(uintptr_t)property);
	return winhttp_accepted(code, outer);
}
