// What is not built yet. Programs link against these functions, so they exist, and say ERROR_NOT_SUPPORTED.
#include "_cgo_export.h"

#define BOOL_FUNCTION(name, ...) WINHTTPAPI BOOL WINAPI name(__VA_ARGS__) { return winhttp_done(ERROR_NOT_SUPPORTED); }
#define DWORD_FUNCTION(name, ...) WINHTTPAPI DWORD WINAPI name(__VA_ARGS__) { return ERROR_NOT_SUPPORTED; }
#define HANDLE_FUNCTION(name, ...) WINHTTPAPI HINTERNET WINAPI name(__VA_ARGS__) { return unsupported(); }
#define VOID_FUNCTION(name, ...) WINHTTPAPI VOID WINAPI name(__VA_ARGS__) {}

static HINTERNET unsupported(void)
{
	winhttp_done(ERROR_NOT_SUPPORTED);
	return NULL;
}

// kind is ERROR_NOT_SUPPORTED for an open handle of a kind, and what is wrong with any other.
static DWORD kind(HINTERNET handle, DWORD wanted)
{
	DWORD type = 0, size = sizeof type;
	DWORD code = winhttpQueryOption((uintptr_t)handle, WINHTTP_OPTION_HANDLE_TYPE, (uintptr_t)&type, (uintptr_t)&size);
	if (!handle || code)
		return ERROR_INVALID_HANDLE;
	return type == wanted ? ERROR_NOT_SUPPORTED : ERROR_WINHTTP_INCORRECT_HANDLE_TYPE;
}

// given refuses a NULL argument.
static DWORD given(const void *argument)
{
	return argument ? ERROR_NOT_SUPPORTED : ERROR_INVALID_PARAMETER;
}

// Authentication.
WINHTTPAPI BOOL WINAPI WinHttpQueryAuthSchemes(HINTERNET request, LPDWORD supported, LPDWORD first, LPDWORD target)
{
	DWORD code = kind(request, WINHTTP_HANDLE_TYPE_REQUEST);
	if (code == ERROR_NOT_SUPPORTED && (!supported || !first || !target))
		code = ERROR_INVALID_PARAMETER;
	return winhttp_done(code);
}

BOOL_FUNCTION(WinHttpSetCredentials, HINTERNET request, DWORD target, DWORD scheme, LPCWSTR user, LPCWSTR password, LPVOID params)
BOOL_FUNCTION(WinHttpQueryAuthParams, HINTERNET request, DWORD scheme, LPVOID *params)

// Other protocols after an upgrade.
HANDLE_FUNCTION(WinHttpProtocolCompleteUpgrade, HINTERNET request, DWORD_PTR context)
DWORD_FUNCTION(WinHttpProtocolSend, HINTERNET protocol, ULONGLONG flags, PVOID buffer, DWORD length)
DWORD_FUNCTION(WinHttpProtocolReceive, HINTERNET protocol, ULONGLONG flags, PVOID buffer, DWORD length, DWORD *read)

// Proxies.
WINHTTPAPI BOOL WINAPI WinHttpDetectAutoProxyConfigUrl(DWORD flags, LPWSTR *url)
{
	if (!url || !flags)
		return winhttp_done(ERROR_INVALID_PARAMETER);
	*url = NULL;
	return winhttp_done(ERROR_NOT_SUPPORTED);
}

WINHTTPAPI BOOL WINAPI WinHttpGetDefaultProxyConfiguration(WINHTTP_PROXY_INFO *info)
{
	return winhttp_done(given(info));
}

WINHTTPAPI BOOL WINAPI WinHttpSetDefaultProxyConfiguration(WINHTTP_PROXY_INFO *info)
{
	return winhttp_done(given(info));
}

WINHTTPAPI BOOL WINAPI WinHttpGetIEProxyConfigForCurrentUser(WINHTTP_CURRENT_USER_IE_PROXY_CONFIG *config)
{
	return winhttp_done(given(config));
}

WINHTTPAPI BOOL WINAPI WinHttpGetProxyForUrl(HINTERNET session, LPCWSTR url, WINHTTP_AUTOPROXY_OPTIONS *options,
	WINHTTP_PROXY_INFO *info)
{
	DWORD code = kind(session, WINHTTP_HANDLE_TYPE_SESSION);
	if (code == ERROR_NOT_SUPPORTED && (!url || !options || !info))
		code = ERROR_INVALID_PARAMETER;
	return winhttp_done(code);
}

WINHTTPAPI DWORD WINAPI WinHttpCreateProxyResolver(HINTERNET session, HINTERNET *resolver)
{
	(void)resolver;
	return kind(session, WINHTTP_HANDLE_TYPE_SESSION);
}

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
WINHTTPAPI DWORD WINAPI WinHttpFreeProxySettingsEx(WINHTTP_PROXY_SETTINGS_TYPE type, PVOID settings)
{
	(void)type;
	(void)settings;
	return ERROR_SUCCESS; // nothing was ever given out
}

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
