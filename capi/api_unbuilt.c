// What is not built yet. Programs link against these functions, so they exist, and say ERROR_NOT_SUPPORTED.
#include "bridge.h"

#define BOOL_FUNCTION(name, ...) WINHTTPAPI BOOL WINAPI name(__VA_ARGS__) { return winhttp_done(ERROR_NOT_SUPPORTED); }
#define DWORD_FUNCTION(name, ...) WINHTTPAPI DWORD WINAPI name(__VA_ARGS__) { return ERROR_NOT_SUPPORTED; }
#define HANDLE_FUNCTION(name, ...) WINHTTPAPI HINTERNET WINAPI name(__VA_ARGS__) { return unsupported(); }
#define VOID_FUNCTION(name, ...) WINHTTPAPI VOID WINAPI name(__VA_ARGS__) {}

static HINTERNET unsupported(void)
{
	winhttp_done(ERROR_NOT_SUPPORTED);
	return NULL;
}


// Authentication.
BOOL_FUNCTION(WinHttpQueryAuthSchemes, HINTERNET request, LPDWORD supported, LPDWORD first, LPDWORD target)
BOOL_FUNCTION(WinHttpSetCredentials, HINTERNET request, DWORD target, DWORD scheme, LPCWSTR user, LPCWSTR password, LPVOID params)
BOOL_FUNCTION(WinHttpQueryAuthParams, HINTERNET request, DWORD scheme, LPVOID *params)

// WebSocket and other protocols after an upgrade.
HANDLE_FUNCTION(WinHttpWebSocketCompleteUpgrade, HINTERNET request, DWORD_PTR context)
DWORD_FUNCTION(WinHttpWebSocketSend, HINTERNET socket, WINHTTP_WEB_SOCKET_BUFFER_TYPE type, PVOID buffer, DWORD length)
DWORD_FUNCTION(WinHttpWebSocketReceive, HINTERNET socket, PVOID buffer, DWORD length, DWORD *read,
	WINHTTP_WEB_SOCKET_BUFFER_TYPE *type)
DWORD_FUNCTION(WinHttpWebSocketShutdown, HINTERNET socket, USHORT status, PVOID reason, DWORD length)
DWORD_FUNCTION(WinHttpWebSocketClose, HINTERNET socket, USHORT status, PVOID reason, DWORD length)
DWORD_FUNCTION(WinHttpWebSocketQueryCloseStatus, HINTERNET socket, USHORT *status, PVOID reason, DWORD length, DWORD *consumed)
HANDLE_FUNCTION(WinHttpProtocolCompleteUpgrade, HINTERNET request, DWORD_PTR context)
DWORD_FUNCTION(WinHttpProtocolSend, HINTERNET protocol, ULONGLONG flags, PVOID buffer, DWORD length)
DWORD_FUNCTION(WinHttpProtocolReceive, HINTERNET protocol, ULONGLONG flags, PVOID buffer, DWORD length, DWORD *read)

// Proxies.
BOOL_FUNCTION(WinHttpDetectAutoProxyConfigUrl, DWORD flags, LPWSTR *url)
BOOL_FUNCTION(WinHttpGetDefaultProxyConfiguration, WINHTTP_PROXY_INFO *info)
BOOL_FUNCTION(WinHttpSetDefaultProxyConfiguration, WINHTTP_PROXY_INFO *info)
BOOL_FUNCTION(WinHttpGetIEProxyConfigForCurrentUser, WINHTTP_CURRENT_USER_IE_PROXY_CONFIG *config)
BOOL_FUNCTION(WinHttpGetProxyForUrl, HINTERNET session, LPCWSTR url, WINHTTP_AUTOPROXY_OPTIONS *options,
	WINHTTP_PROXY_INFO *info)
DWORD_FUNCTION(WinHttpCreateProxyResolver, HINTERNET session, HINTERNET *resolver)
DWORD_FUNCTION(WinHttpGetProxyForUrlEx, HINTERNET resolver, PCWSTR url, WINHTTP_AUTOPROXY_OPTIONS *options, DWORD_PTR context)
DWORD_FUNCTION(WinHttpGetProxyForUrlEx2, HINTERNET resolver, PCWSTR url, WINHTTP_AUTOPROXY_OPTIONS *options, DWORD length,
	BYTE *selection, DWORD_PTR context)
DWORD_FUNCTION(WinHttpGetProxyResult, HINTERNET resolver, WINHTTP_PROXY_RESULT *result)
DWORD_FUNCTION(WinHttpGetProxyResultEx, HINTERNET resolver, WINHTTP_PROXY_RESULT_EX *result)
VOID_FUNCTION(WinHttpFreeProxyResult, WINHTTP_PROXY_RESULT *result)
VOID_FUNCTION(WinHttpFreeProxyResultEx, WINHTTP_PROXY_RESULT_EX *result)
DWORD_FUNCTION(WinHttpResetAutoProxy, HINTERNET session, DWORD flags)
DWORD_FUNCTION(WinHttpGetProxySettingsEx, HINTERNET resolver, WINHTTP_PROXY_SETTINGS_TYPE type,
	PWINHTTP_PROXY_SETTINGS_PARAM param, DWORD_PTR context)
DWORD_FUNCTION(WinHttpGetProxySettingsResultEx, HINTERNET resolver, PVOID settings)
DWORD_FUNCTION(WinHttpFreeProxySettingsEx, WINHTTP_PROXY_SETTINGS_TYPE type, PVOID settings)
DWORD_FUNCTION(WinHttpRegisterProxyChangeNotification, ULONGLONG flags, WINHTTP_PROXY_CHANGE_CALLBACK callback, PVOID context,
	WINHTTP_PROXY_CHANGE_REGISTRATION_HANDLE *registration)
DWORD_FUNCTION(WinHttpUnregisterProxyChangeNotification, WINHTTP_PROXY_CHANGE_REGISTRATION_HANDLE registration)
DWORD_FUNCTION(WinHttpGetProxySettingsVersion, HINTERNET session, DWORD *version)
DWORD_FUNCTION(WinHttpReadProxySettings, HINTERNET session, PCWSTR connectionName, BOOL fallBack, BOOL setAutoDiscover,
	DWORD *version, BOOL *defaults, WINHTTP_PROXY_SETTINGS *settings)
DWORD_FUNCTION(WinHttpWriteProxySettings, HINTERNET session, BOOL forceUpdate, WINHTTP_PROXY_SETTINGS *settings)
VOID_FUNCTION(WinHttpFreeProxySettings, WINHTTP_PROXY_SETTINGS *settings)
DWORD_FUNCTION(WinHttpSetProxySettingsPerUser, BOOL perUser)
DWORD_FUNCTION(WinHttpIsHostInProxyBypassList, const WINHTTP_PROXY_INFO *info, PCWSTR host, INTERNET_SCHEME scheme,
	INTERNET_PORT port, BOOL *inList)
