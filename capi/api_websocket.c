// Websockets. These functions return their code; the last error means nothing.
#include "_cgo_export.h"

WINHTTPAPI HINTERNET WINAPI WinHttpWebSocketCompleteUpgrade(HINTERNET request, DWORD_PTR context)
{
	uintptr_t handle = 0;
	DWORD code = winhttpWebSocketCompleteUpgrade((uintptr_t)request, context, &handle);

	return winhttp_done(code) ? (HINTERNET)handle : NULL;
}

WINHTTPAPI DWORD WINAPI WinHttpWebSocketSend(HINTERNET socket, WINHTTP_WEB_SOCKET_BUFFER_TYPE type, PVOID buffer, DWORD length)
{
	return winhttpWebSocketSend((uintptr_t)socket, type, (uintptr_t)buffer, length);
}

WINHTTPAPI DWORD WINAPI WinHttpWebSocketReceive(HINTERNET socket, PVOID buffer, DWORD length, DWORD *read,
	WINHTTP_WEB_SOCKET_BUFFER_TYPE *type)
{
	return winhttpWebSocketReceive((uintptr_t)socket, (uintptr_t)buffer, length, (uintptr_t)read, (uintptr_t)type);
}

WINHTTPAPI DWORD WINAPI WinHttpWebSocketShutdown(HINTERNET socket, USHORT status, PVOID reason, DWORD length)
{
	return winhttpWebSocketShutdown((uintptr_t)socket, status, (uintptr_t)reason, length);
}

WINHTTPAPI DWORD WINAPI WinHttpWebSocketClose(HINTERNET socket, USHORT status, PVOID reason, DWORD length)
{
	return winhttpWebSocketClose((uintptr_t)socket, status, (uintptr_t)reason, length);
}

WINHTTPAPI DWORD WINAPI WinHttpWebSocketQueryCloseStatus(HINTERNET socket, USHORT *status, PVOID reason, DWORD length,
	DWORD *consumed)
{
	return winhttpWebSocketQueryCloseStatus((uintptr_t)socket, (uintptr_t)status, (uintptr_t)reason, length, (uintptr_t)consumed);
}
