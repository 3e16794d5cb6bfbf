// Sessions, connections, requests, and what all handles have: options and callbacks.
#include "_cgo_export.h"

// opened returns a new handle, or NULL.
static HINTERNET opened(DWORD code, uintptr_t handle)
{
	return winhttp_done(code) ? (HINTERNET)handle : NULL;
}

WINHTTPAPI BOOL WINAPI WinHttpCheckPlatform(void)
{
	return winhttp_done(winhttpCheckPlatform());
}

WINHTTPAPI HINTERNET WINAPI WinHttpOpen(LPCWSTR agent, DWORD accessType, LPCWSTR proxy, LPCWSTR proxyBypass, DWORD flags)
{
	uintptr_t handle = 0;
	DWORD code = winhttpOpen((uintptr_t)agent, accessType, (uintptr_t)proxy, (uintptr_t)proxyBypass, flags, &handle);
	return opened(code, handle);
}

WINHTTPAPI HINTERNET WINAPI WinHttpConnect(HINTERNET session, LPCWSTR serverName, INTERNET_PORT serverPort, DWORD reserved)
{
	uintptr_t handle = 0;
	DWORD code = winhttpConnect((uintptr_t)session, (uintptr_t)serverName, serverPort, reserved, &handle);
	return opened(code, handle);
}

WINHTTPAPI HINTERNET WINAPI WinHttpOpenRequest(HINTERNET connect, LPCWSTR verb, LPCWSTR objectName, LPCWSTR version,
	LPCWSTR referrer, LPCWSTR *acceptTypes, DWORD flags)
{
	uintptr_t handle = 0;
	DWORD code = winhttpOpenRequest((uintptr_t)connect, (uintptr_t)verb, (uintptr_t)objectName, (uintptr_t)version,
		(uintptr_t)referrer, (uintptr_t)acceptTypes, flags, &handle);
	return opened(code, handle);
}

WINHTTPAPI BOOL WINAPI WinHttpCloseHandle(HINTERNET handle)
{
	return winhttp_done(winhttpCloseHandle((uintptr_t)handle));
}

WINHTTPAPI BOOL WINAPI WinHttpSetTimeouts(HINTERNET handle, int resolve, int connect, int send, int receive)
{
	return winhttp_done(winhttpSetTimeouts((uintptr_t)handle, resolve, connect, send, receive));
}

WINHTTPAPI BOOL WINAPI WinHttpSetOption(HINTERNET handle, DWORD option, LPVOID buffer, DWORD length)
{
	return winhttp_done(winhttpSetOption((uintptr_t)handle, option, (uintptr_t)buffer, length));
}

WINHTTPAPI BOOL WINAPI WinHttpQueryOption(HINTERNET handle, DWORD option, LPVOID buffer, LPDWORD length)
{
	return winhttp_done(winhttpQueryOption((uintptr_t)handle, option, (uintptr_t)buffer, (uintptr_t)length));
}

WINHTTPAPI DWORD WINAPI WinHttpQueryConnectionGroup(HINTERNET handle, const GUID *connection, ULONGLONG flags,
	PWINHTTP_QUERY_CONNECTION_GROUP_RESULT *result)
{
	return winhttpQueryConnectionGroup((uintptr_t)handle, (uintptr_t)connection, flags, (uintptr_t)result);
}

WINHTTPAPI VOID WINAPI WinHttpFreeQueryConnectionGroupResult(WINHTTP_QUERY_CONNECTION_GROUP_RESULT *result)
{
	if (result)
		GlobalFree(result);
}

WINHTTPAPI WINHTTP_STATUS_CALLBACK WINAPI WinHttpSetStatusCallback(HINTERNET handle, WINHTTP_STATUS_CALLBACK callback,
	DWORD flags, DWORD_PTR reserved)
{
	uintptr_t previous = 0;
	DWORD code = winhttpSetStatusCallback((uintptr_t)handle, (uintptr_t)callback, flags, reserved, &previous);
	return winhttp_done(code) ? (WINHTTP_STATUS_CALLBACK)previous : WINHTTP_INVALID_STATUS_CALLBACK;
}
