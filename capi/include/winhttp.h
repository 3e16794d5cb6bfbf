/* WinHTTP for programs in C and C++ outside Windows: link with -lwinhttp.
 *
 * Text is UTF-16. With -fshort-wchar, wchar_t is a UTF-16 unit and L"text" works as on Windows; without, write u"text". Beside
 * this header, compat/windows.h has what console programs need of Windows. Numbers are in winhttp_constants.h.
 *
 * On Windows, include winsock2.h before windows.h for WINHTTP_CONNECTION_INFO, and schannel.h for WINHTTP_SECURITY_INFO. */
#ifndef WINHTTP_H
#define WINHTTP_H

#ifdef _WIN32
#ifndef _WINSOCKAPI_
#include <winsock2.h>
#endif
#include <windows.h>
#include <wincrypt.h>
#if defined(WINHTTP_BUILD)
#define WINHTTPAPI __declspec(dllexport)
#else
#define WINHTTPAPI __declspec(dllimport)
#endif
#else
#include "winhttp_base.h"
#define WINHTTPAPI
#endif

#include "winhttp_constants.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef LPVOID HINTERNET, *LPHINTERNET;
typedef WORD INTERNET_PORT, *LPINTERNET_PORT;
typedef int INTERNET_SCHEME, *LPINTERNET_SCHEME;
typedef int WINHTTP_WEB_SOCKET_CLOSE_STATUS;

#define WINHTTP_NO_PROXY_NAME NULL
#define WINHTTP_NO_PROXY_BYPASS NULL
#define WINHTTP_NO_REFERER NULL
#define WINHTTP_DEFAULT_ACCEPT_TYPES NULL
#define WINHTTP_NO_ADDITIONAL_HEADERS NULL
#define WINHTTP_NO_REQUEST_DATA NULL
#define WINHTTP_HEADER_NAME_BY_INDEX NULL
#define WINHTTP_NO_OUTPUT_BUFFER NULL
#define WINHTTP_NO_HEADER_INDEX NULL
#define WINHTTP_NO_CLIENT_CERT_CONTEXT NULL
#define WINHTTP_INVALID_STATUS_CALLBACK ((WINHTTP_STATUS_CALLBACK)(intptr_t)-1)
#define WINHTTP_TIME_FORMAT_BUFSIZE 62 /* bytes */

/* URLs. A length counts UTF-16 units. */

typedef struct _URL_COMPONENTS {
	DWORD dwStructSize;
	LPWSTR lpszScheme;
	DWORD dwSchemeLength;
	INTERNET_SCHEME nScheme;
	LPWSTR lpszHostName;
	DWORD dwHostNameLength;
	INTERNET_PORT nPort;
	LPWSTR lpszUserName;
	DWORD dwUserNameLength;
	LPWSTR lpszPassword;
	DWORD dwPasswordLength;
	LPWSTR lpszUrlPath;
	DWORD dwUrlPathLength;
	LPWSTR lpszExtraInfo;
	DWORD dwExtraInfoLength;
} URL_COMPONENTS, *LPURL_COMPONENTS, URL_COMPONENTSW, *LPURL_COMPONENTSW;
typedef const URL_COMPONENTS *LPCURL_COMPONENTS;

/* Notifications. */

typedef void(CALLBACK *WINHTTP_STATUS_CALLBACK)(HINTERNET hInternet, DWORD_PTR dwContext, DWORD dwInternetStatus,
	LPVOID lpvStatusInformation, DWORD dwStatusInformationLength);
typedef WINHTTP_STATUS_CALLBACK *LPWINHTTP_STATUS_CALLBACK;

typedef struct _WINHTTP_ASYNC_RESULT {
	DWORD_PTR dwResult;
	DWORD dwError;
} WINHTTP_ASYNC_RESULT, *LPWINHTTP_ASYNC_RESULT, *PWINHTTP_ASYNC_RESULT;

typedef struct _WINHTTP_WEB_SOCKET_ASYNC_RESULT {
	WINHTTP_ASYNC_RESULT AsyncResult;
	WINHTTP_WEB_SOCKET_OPERATION Operation;
} WINHTTP_WEB_SOCKET_ASYNC_RESULT;

typedef struct _WINHTTP_WEB_SOCKET_STATUS {
	DWORD dwBytesTransferred;
	WINHTTP_WEB_SOCKET_BUFFER_TYPE eBufferType;
} WINHTTP_WEB_SOCKET_STATUS;

typedef struct _WINHTTP_PROTOCOL_ASYNC_RESULT {
	WINHTTP_ASYNC_RESULT AsyncResult;
	WINHTTP_PROTOCOL_OPERATION Operation;
} WINHTTP_PROTOCOL_ASYNC_RESULT;

/* Headers. The narrow member counts where a function is told so. */

typedef struct _WINHTTP_EXTENDED_HEADER {
	union {
		PCWSTR pwszName;
		PCSTR pszName;
	};
	union {
		PCWSTR pwszValue;
		PCSTR pszValue;
	};
} WINHTTP_EXTENDED_HEADER, *PWINHTTP_EXTENDED_HEADER;

typedef union _WINHTTP_HEADER_NAME {
	PCWSTR pwszName;
	PCSTR pszName;
} WINHTTP_HEADER_NAME, *PWINHTTP_HEADER_NAME;

/* Proxies. */

typedef struct _WINHTTP_PROXY_INFO {
	DWORD dwAccessType;
	LPWSTR lpszProxy;
	LPWSTR lpszProxyBypass;
} WINHTTP_PROXY_INFO, *LPWINHTTP_PROXY_INFO, *PWINHTTP_PROXY_INFO, WINHTTP_PROXY_INFOW, *LPWINHTTP_PROXY_INFOW;

typedef struct _WINHTTP_AUTOPROXY_OPTIONS {
	DWORD dwFlags;
	DWORD dwAutoDetectFlags;
	LPCWSTR lpszAutoConfigUrl;
	LPVOID lpvReserved;
	DWORD dwReserved;
	BOOL fAutoLogonIfChallenged;
} WINHTTP_AUTOPROXY_OPTIONS, *PWINHTTP_AUTOPROXY_OPTIONS;

typedef struct _WINHTTP_CURRENT_USER_IE_PROXY_CONFIG {
	BOOL fAutoDetect;
	LPWSTR lpszAutoConfigUrl;
	LPWSTR lpszProxy;
	LPWSTR lpszProxyBypass;
} WINHTTP_CURRENT_USER_IE_PROXY_CONFIG;

typedef struct _WINHTTP_PROXY_RESULT_ENTRY {
	BOOL fProxy;
	BOOL fBypass;
	INTERNET_SCHEME ProxyScheme;
	PWSTR pwszProxy;
	INTERNET_PORT ProxyPort;
} WINHTTP_PROXY_RESULT_ENTRY;

typedef struct _WINHTTP_PROXY_RESULT {
	DWORD cEntries;
	WINHTTP_PROXY_RESULT_ENTRY *pEntries;
} WINHTTP_PROXY_RESULT;

typedef struct _WINHTTP_PROXY_RESULT_EX {
	DWORD cEntries;
	WINHTTP_PROXY_RESULT_ENTRY *pEntries;
	HANDLE hProxyDetectionHandle;
	DWORD dwProxyInterfaceAffinity;
} WINHTTP_PROXY_RESULT_EX;

typedef struct _WINHTTP_PROXY_SETTINGS_PARAM {
	ULONGLONG ullFlags;
	PCWSTR pcwszConnectionName;
	PCWSTR pcwszProbeHost;
} WINHTTP_PROXY_SETTINGS_PARAM, *PWINHTTP_PROXY_SETTINGS_PARAM;

typedef struct _WINHTTP_PROXY_SETTINGS_EX {
	ULONGLONG ullGenerationId;
	ULONGLONG ullFlags;
	PCWSTR pcwszAutoconfigUrl;
	PCWSTR pcwszProxy;
	PCWSTR pcwszSecureProxy;
	DWORD cProxyBypasses;
	const PCWSTR *rgpcwszProxyBypasses;
	DWORD dwInterfaceIndex;
	PCWSTR pcwszConnectionName;
} WINHTTP_PROXY_SETTINGS_EX, *PWINHTTP_PROXY_SETTINGS_EX;

typedef struct _WINHTTP_PROXY_NETWORKING_KEY {
	unsigned char pbBuffer[NETWORKING_KEY_BUFSIZE];
} WINHTTP_PROXY_NETWORKING_KEY, *PWINHTTP_PROXY_NETWORKING_KEY;

typedef struct _WINHTTP_PROXY_SETTINGS {
	DWORD dwStructSize;
	DWORD dwFlags;
	DWORD dwCurrentSettingsVersion;
	PWSTR pwszConnectionName;
	PWSTR pwszProxy;
	PWSTR pwszProxyBypass;
	PWSTR pwszAutoconfigUrl;
	PWSTR pwszAutoconfigSecondaryUrl;
	DWORD dwAutoDiscoveryFlags;
	PWSTR pwszLastKnownGoodAutoConfigUrl;
	DWORD dwAutoconfigReloadDelayMins;
	FILETIME ftLastKnownDetectTime;
	DWORD dwDetectedInterfaceIpCount;
	PDWORD pdwDetectedInterfaceIp;
	DWORD cNetworkKeys;
	PWINHTTP_PROXY_NETWORKING_KEY pNetworkKeys;
} WINHTTP_PROXY_SETTINGS, *PWINHTTP_PROXY_SETTINGS;

typedef void(CALLBACK *WINHTTP_PROXY_CHANGE_CALLBACK)(ULONGLONG ullFlags, PVOID pvContext);
typedef PVOID WINHTTP_PROXY_CHANGE_REGISTRATION_HANDLE;

/* Values of options. */

typedef struct _HTTP_VERSION_INFO {
	DWORD dwMajorVersion;
	DWORD dwMinorVersion;
} HTTP_VERSION_INFO, *LPHTTP_VERSION_INFO;

#if !defined(_WIN32) || defined(_WINSOCK2API_)
typedef struct _WINHTTP_CONNECTION_INFO {
	DWORD cbSize;
	SOCKADDR_STORAGE LocalAddress;
	SOCKADDR_STORAGE RemoteAddress;
} WINHTTP_CONNECTION_INFO;
#endif

typedef struct _WINHTTP_CERTIFICATE_INFO {
	FILETIME ftExpiry;
	FILETIME ftStart;
	LPWSTR lpszSubjectInfo;
	LPWSTR lpszIssuerInfo;
	LPWSTR lpszProtocolName;
	LPWSTR lpszSignatureAlgName;
	LPWSTR lpszEncryptionAlgName;
	DWORD dwKeySize;
} WINHTTP_CERTIFICATE_INFO;

typedef struct _WINHTTP_CREDS {
	LPSTR lpszUserName;
	LPSTR lpszPassword;
	LPSTR lpszRealm;
	DWORD dwAuthScheme;
	LPSTR lpszHostName;
	DWORD dwPort;
} WINHTTP_CREDS, *PWINHTTP_CREDS;

typedef struct _WINHTTP_CREDS_EX {
	LPSTR lpszUserName;
	LPSTR lpszPassword;
	LPSTR lpszRealm;
	DWORD dwAuthScheme;
	LPSTR lpszHostName;
	DWORD dwPort;
	LPSTR lpszUrl;
} WINHTTP_CREDS_EX, *PWINHTTP_CREDS_EX;

typedef struct _WINHTTP_REQUEST_TIMES {
	ULONG cTimes;
	ULONGLONG rgullTimes[64];
} WINHTTP_REQUEST_TIMES, *PWINHTTP_REQUEST_TIMES;

typedef struct _WINHTTP_REQUEST_STATS {
	ULONGLONG ullFlags;
	ULONG ulIndex;
	ULONG cStats;
	ULONGLONG rgullStats[32];
} WINHTTP_REQUEST_STATS, *PWINHTTP_REQUEST_STATS;

typedef struct _WINHTTP_MATCH_CONNECTION_GUID {
	GUID ConnectionGuid;
	ULONGLONG ullFlags;
} WINHTTP_MATCH_CONNECTION_GUID, *PWINHTTP_MATCH_CONNECTION_GUID;

typedef struct _WINHTTP_FAILED_CONNECTION_RETRIES {
	DWORD dwMaxRetries;
	DWORD dwAllowedRetryConditions;
} WINHTTP_FAILED_CONNECTION_RETRIES, *PWINHTTP_FAILED_CONNECTION_RETRIES;

typedef struct _WINHTTP_RESOLVER_CACHE_CONFIG {
	ULONG ulMaxResolverCacheEntries;
	ULONG ulMaxCacheEntryAge;
	ULONG ulMinCacheEntryTtl;
	WINHTTP_SECURE_DNS_SETTING SecureDnsSetting;
	ULONGLONG ullConnResolutionWaitTime;
	ULONGLONG ullFlags;
} WINHTTP_RESOLVER_CACHE_CONFIG, *PWINHTTP_RESOLVER_CACHE_CONFIG;

typedef struct _WINHTTP_HTTP2_RECEIVE_WINDOW {
	ULONG ulStreamWindow;
	ULONG ulStreamWindowUpdateDelta;
} WINHTTP_HTTP2_RECEIVE_WINDOW, *PWINHTTP_HTTP2_RECEIVE_WINDOW;

typedef struct _WINHTTP_CONNECTION_GROUP {
	ULONG cConnections;
	GUID guidGroup;
} WINHTTP_CONNECTION_GROUP, *PWINHTTP_CONNECTION_GROUP;

typedef struct _WINHTTP_HOST_CONNECTION_GROUP {
	PCWSTR pwszHost;
	ULONG cConnectionGroups;
	PWINHTTP_CONNECTION_GROUP pConnectionGroups;
} WINHTTP_HOST_CONNECTION_GROUP, *PWINHTTP_HOST_CONNECTION_GROUP;

typedef struct _WINHTTP_QUERY_CONNECTION_GROUP_RESULT {
	ULONG cHosts;
	PWINHTTP_HOST_CONNECTION_GROUP pHostConnectionGroups;
} WINHTTP_QUERY_CONNECTION_GROUP_RESULT, *PWINHTTP_QUERY_CONNECTION_GROUP_RESULT;

#ifndef _WIN32
struct tcp_keepalive {
	ULONG onoff;
	ULONG keepalivetime;     /* ms */
	ULONG keepaliveinterval; /* ms */
};

typedef struct _CRYPTOAPI_BLOB {
	DWORD cbData;
	BYTE *pbData;
} CERT_NAME_BLOB, *PCERT_NAME_BLOB;

typedef struct _SecPkgContext_IssuerListInfoEx {
	PCERT_NAME_BLOB aIssuers;
	DWORD cIssuers;
} SecPkgContext_IssuerListInfoEx, *PSecPkgContext_IssuerListInfoEx;

typedef struct _SecPkgContext_ConnectionInfo {
	DWORD dwProtocol;
	UINT aiCipher;
	DWORD dwCipherStrength;
	UINT aiHash;
	DWORD dwHashStrength;
	UINT aiExch;
	DWORD dwExchStrength;
} SecPkgContext_ConnectionInfo, *PSecPkgContext_ConnectionInfo;

typedef struct _SecPkgContext_CipherInfo {
	DWORD dwVersion;
	DWORD dwProtocol;
	DWORD dwCipherSuite;
	DWORD dwBaseCipherSuite;
	WCHAR szCipherSuite[64];
	WCHAR szCipher[64];
	DWORD dwCipherLen;
	DWORD dwCipherBlockLen;
	WCHAR szHash[64];
	DWORD dwHashLen;
	WCHAR szExchange[64];
	DWORD dwMinExchangeLen;
	DWORD dwMaxExchangeLen;
	WCHAR szCertificate[64];
	DWORD dwKeyType;
} SecPkgContext_CipherInfo, *PSecPkgContext_CipherInfo;
#endif

#if !defined(_WIN32) || defined(__SCHANNEL_H__)
typedef struct _WINHTTP_SECURITY_INFO {
	SecPkgContext_ConnectionInfo ConnectionInfo;
	SecPkgContext_CipherInfo CipherInfo;
} WINHTTP_SECURITY_INFO, *PWINHTTP_SECURITY_INFO;
#endif

/* Functions. One that returns BOOL, HINTERNET or a callback sets the last error, ERROR_SUCCESS included; one that returns a
 * DWORD returns the error. */

WINHTTPAPI BOOL WINAPI WinHttpCheckPlatform(void);
WINHTTPAPI HINTERNET WINAPI WinHttpOpen(LPCWSTR pszAgentW, DWORD dwAccessType, LPCWSTR pszProxyW, LPCWSTR pszProxyBypassW,
	DWORD dwFlags);
WINHTTPAPI HINTERNET WINAPI WinHttpConnect(HINTERNET hSession, LPCWSTR pswzServerName, INTERNET_PORT nServerPort,
	DWORD dwReserved);
WINHTTPAPI HINTERNET WINAPI WinHttpOpenRequest(HINTERNET hConnect, LPCWSTR pwszVerb, LPCWSTR pwszObjectName,
	LPCWSTR pwszVersion, LPCWSTR pwszReferrer, LPCWSTR *ppwszAcceptTypes, DWORD dwFlags);
WINHTTPAPI BOOL WINAPI WinHttpCloseHandle(HINTERNET hInternet);
WINHTTPAPI WINHTTP_STATUS_CALLBACK WINAPI WinHttpSetStatusCallback(HINTERNET hInternet,
	WINHTTP_STATUS_CALLBACK lpfnInternetCallback, DWORD dwNotificationFlags, DWORD_PTR dwReserved);
WINHTTPAPI BOOL WINAPI WinHttpSetTimeouts(HINTERNET hInternet, int nResolveTimeout, int nConnectTimeout, int nSendTimeout,
	int nReceiveTimeout);
WINHTTPAPI BOOL WINAPI WinHttpSetOption(HINTERNET hInternet, DWORD dwOption, LPVOID lpBuffer, DWORD dwBufferLength);
WINHTTPAPI BOOL WINAPI WinHttpQueryOption(HINTERNET hInternet, DWORD dwOption, LPVOID lpBuffer, LPDWORD lpdwBufferLength);

WINHTTPAPI BOOL WINAPI WinHttpAddRequestHeaders(HINTERNET hRequest, LPCWSTR lpszHeaders, DWORD dwHeadersLength,
	DWORD dwModifiers);
WINHTTPAPI DWORD WINAPI WinHttpAddRequestHeadersEx(HINTERNET hRequest, DWORD dwModifiers, ULONGLONG ullFlags,
	ULONGLONG ullExtra, DWORD cHeaders, WINHTTP_EXTENDED_HEADER *pHeaders);
WINHTTPAPI BOOL WINAPI WinHttpSendRequest(HINTERNET hRequest, LPCWSTR lpszHeaders, DWORD dwHeadersLength, LPVOID lpOptional,
	DWORD dwOptionalLength, DWORD dwTotalLength, DWORD_PTR dwContext);
WINHTTPAPI BOOL WINAPI WinHttpWriteData(HINTERNET hRequest, LPCVOID lpBuffer, DWORD dwNumberOfBytesToWrite,
	LPDWORD lpdwNumberOfBytesWritten);
WINHTTPAPI BOOL WINAPI WinHttpReceiveResponse(HINTERNET hRequest, LPVOID lpReserved);
WINHTTPAPI BOOL WINAPI WinHttpQueryHeaders(HINTERNET hRequest, DWORD dwInfoLevel, LPCWSTR pwszName, LPVOID lpBuffer,
	LPDWORD lpdwBufferLength, LPDWORD lpdwIndex);
WINHTTPAPI DWORD WINAPI WinHttpQueryHeadersEx(HINTERNET hRequest, DWORD dwInfoLevel, ULONGLONG ullFlags, UINT uiCodePage,
	PDWORD pdwIndex, PWINHTTP_HEADER_NAME pHeaderName, LPVOID pBuffer, PDWORD pdwBufferLength,
	PWINHTTP_EXTENDED_HEADER *ppHeaders, PDWORD pdwHeadersCount);
WINHTTPAPI BOOL WINAPI WinHttpQueryDataAvailable(HINTERNET hRequest, LPDWORD lpdwNumberOfBytesAvailable);
WINHTTPAPI BOOL WINAPI WinHttpReadData(HINTERNET hRequest, LPVOID lpBuffer, DWORD dwNumberOfBytesToRead,
	LPDWORD lpdwNumberOfBytesRead);
WINHTTPAPI DWORD WINAPI WinHttpReadDataEx(HINTERNET hRequest, LPVOID lpBuffer, DWORD dwNumberOfBytesToRead,
	LPDWORD lpdwNumberOfBytesRead, ULONGLONG ullFlags, DWORD cbProperty, PVOID pvProperty);

WINHTTPAPI BOOL WINAPI WinHttpCrackUrl(LPCWSTR pwszUrl, DWORD dwUrlLength, DWORD dwFlags, LPURL_COMPONENTS lpUrlComponents);
WINHTTPAPI BOOL WINAPI WinHttpCreateUrl(LPURL_COMPONENTS lpUrlComponents, DWORD dwFlags, LPWSTR pwszUrl,
	LPDWORD pdwUrlLength);
WINHTTPAPI BOOL WINAPI WinHttpTimeFromSystemTime(const SYSTEMTIME *pst, LPWSTR pwszTime);
WINHTTPAPI BOOL WINAPI WinHttpTimeToSystemTime(LPCWSTR pwszTime, SYSTEMTIME *pst);

WINHTTPAPI BOOL WINAPI WinHttpQueryAuthSchemes(HINTERNET hRequest, LPDWORD lpdwSupportedSchemes, LPDWORD lpdwFirstScheme,
	LPDWORD pdwAuthTarget);
WINHTTPAPI BOOL WINAPI WinHttpSetCredentials(HINTERNET hRequest, DWORD AuthTargets, DWORD AuthScheme, LPCWSTR pwszUserName,
	LPCWSTR pwszPassword, LPVOID pAuthParams);
WINHTTPAPI BOOL WINAPI WinHttpQueryAuthParams(HINTERNET hRequest, DWORD AuthScheme, LPVOID *pAuthParams);

WINHTTPAPI BOOL WINAPI WinHttpDetectAutoProxyConfigUrl(DWORD dwAutoDetectFlags, LPWSTR *ppwstrAutoConfigUrl);
WINHTTPAPI BOOL WINAPI WinHttpGetDefaultProxyConfiguration(WINHTTP_PROXY_INFO *pProxyInfo);
WINHTTPAPI BOOL WINAPI WinHttpSetDefaultProxyConfiguration(WINHTTP_PROXY_INFO *pProxyInfo);
WINHTTPAPI BOOL WINAPI WinHttpGetIEProxyConfigForCurrentUser(WINHTTP_CURRENT_USER_IE_PROXY_CONFIG *pProxyConfig);
WINHTTPAPI BOOL WINAPI WinHttpGetProxyForUrl(HINTERNET hSession, LPCWSTR lpcwszUrl,
	WINHTTP_AUTOPROXY_OPTIONS *pAutoProxyOptions, WINHTTP_PROXY_INFO *pProxyInfo);
WINHTTPAPI DWORD WINAPI WinHttpCreateProxyResolver(HINTERNET hSession, HINTERNET *phResolver);
WINHTTPAPI DWORD WINAPI WinHttpGetProxyForUrlEx(HINTERNET hResolver, PCWSTR pcwszUrl,
	WINHTTP_AUTOPROXY_OPTIONS *pAutoProxyOptions, DWORD_PTR pContext);
WINHTTPAPI DWORD WINAPI WinHttpGetProxyForUrlEx2(HINTERNET hResolver, PCWSTR pcwszUrl,
	WINHTTP_AUTOPROXY_OPTIONS *pAutoProxyOptions, DWORD cbInterfaceSelectionContext, BYTE *pInterfaceSelectionContext,
	DWORD_PTR pContext);
WINHTTPAPI DWORD WINAPI WinHttpGetProxyResult(HINTERNET hResolver, WINHTTP_PROXY_RESULT *pProxyResult);
WINHTTPAPI DWORD WINAPI WinHttpGetProxyResultEx(HINTERNET hResolver, WINHTTP_PROXY_RESULT_EX *pProxyResultEx);
WINHTTPAPI VOID WINAPI WinHttpFreeProxyResult(WINHTTP_PROXY_RESULT *pProxyResult);
WINHTTPAPI VOID WINAPI WinHttpFreeProxyResultEx(WINHTTP_PROXY_RESULT_EX *pProxyResultEx);
WINHTTPAPI DWORD WINAPI WinHttpResetAutoProxy(HINTERNET hSession, DWORD dwFlags);
WINHTTPAPI DWORD WINAPI WinHttpGetProxySettingsEx(HINTERNET hResolver, WINHTTP_PROXY_SETTINGS_TYPE ProxySettingsType,
	PWINHTTP_PROXY_SETTINGS_PARAM pProxySettingsParam, DWORD_PTR pContext);
WINHTTPAPI DWORD WINAPI WinHttpGetProxySettingsResultEx(HINTERNET hResolver, PVOID pProxySettingsEx);
WINHTTPAPI DWORD WINAPI WinHttpFreeProxySettingsEx(WINHTTP_PROXY_SETTINGS_TYPE ProxySettingsType, PVOID pProxySettingsEx);
WINHTTPAPI DWORD WINAPI WinHttpRegisterProxyChangeNotification(ULONGLONG ullFlags, WINHTTP_PROXY_CHANGE_CALLBACK pfnCallback,
	PVOID pvContext, WINHTTP_PROXY_CHANGE_REGISTRATION_HANDLE *hRegistration);
WINHTTPAPI DWORD WINAPI WinHttpUnregisterProxyChangeNotification(WINHTTP_PROXY_CHANGE_REGISTRATION_HANDLE hRegistration);
WINHTTPAPI DWORD WINAPI WinHttpGetProxySettingsVersion(HINTERNET hSession, DWORD *pdwProxySettingsVersion);
WINHTTPAPI DWORD WINAPI WinHttpReadProxySettings(HINTERNET hSession, PCWSTR pcwszConnectionName,
	BOOL fFallBackToDefaultSettings, BOOL fSetAutoDiscoverForDefaultSettings, DWORD *pdwSettingsVersion,
	BOOL *pfDefaultSettingsAreReturned, WINHTTP_PROXY_SETTINGS *pWinHttpProxySettings);
WINHTTPAPI DWORD WINAPI WinHttpWriteProxySettings(HINTERNET hSession, BOOL fForceUpdate,
	WINHTTP_PROXY_SETTINGS *pWinHttpProxySettings);
WINHTTPAPI VOID WINAPI WinHttpFreeProxySettings(WINHTTP_PROXY_SETTINGS *pWinHttpProxySettings);
WINHTTPAPI DWORD WINAPI WinHttpSetProxySettingsPerUser(BOOL fProxySettingsPerUser);
WINHTTPAPI DWORD WINAPI WinHttpIsHostInProxyBypassList(const WINHTTP_PROXY_INFO *pProxyInfo, PCWSTR pwszHost,
	INTERNET_SCHEME tScheme, INTERNET_PORT nPort, BOOL *pfIsInBypassList);

WINHTTPAPI DWORD WINAPI WinHttpQueryConnectionGroup(HINTERNET hInternet, const GUID *pGuidConnection, ULONGLONG ullFlags,
	PWINHTTP_QUERY_CONNECTION_GROUP_RESULT *ppResult);
WINHTTPAPI VOID WINAPI WinHttpFreeQueryConnectionGroupResult(WINHTTP_QUERY_CONNECTION_GROUP_RESULT *ppResult);

WINHTTPAPI HINTERNET WINAPI WinHttpWebSocketCompleteUpgrade(HINTERNET hRequest, DWORD_PTR pContext);
WINHTTPAPI DWORD WINAPI WinHttpWebSocketSend(HINTERNET hWebSocket, WINHTTP_WEB_SOCKET_BUFFER_TYPE eBufferType,
	PVOID pvBuffer, DWORD dwBufferLength);
WINHTTPAPI DWORD WINAPI WinHttpWebSocketReceive(HINTERNET hWebSocket, PVOID pvBuffer, DWORD dwBufferLength,
	DWORD *pdwBytesRead, WINHTTP_WEB_SOCKET_BUFFER_TYPE *peBufferType);
WINHTTPAPI DWORD WINAPI WinHttpWebSocketShutdown(HINTERNET hWebSocket, USHORT usStatus, PVOID pvReason,
	DWORD dwReasonLength);
WINHTTPAPI DWORD WINAPI WinHttpWebSocketClose(HINTERNET hWebSocket, USHORT usStatus, PVOID pvReason, DWORD dwReasonLength);
WINHTTPAPI DWORD WINAPI WinHttpWebSocketQueryCloseStatus(HINTERNET hWebSocket, USHORT *pusStatus, PVOID pvReason,
	DWORD dwReasonLength, DWORD *pdwReasonLengthConsumed);
WINHTTPAPI HINTERNET WINAPI WinHttpProtocolCompleteUpgrade(HINTERNET hRequest, DWORD_PTR dwContext);
WINHTTPAPI DWORD WINAPI WinHttpProtocolSend(HINTERNET hProtocol, ULONGLONG ullFlags, PVOID pvBuffer, DWORD dwBufferLength);
WINHTTPAPI DWORD WINAPI WinHttpProtocolReceive(HINTERNET hProtocol, ULONGLONG ullFlags, PVOID pvBuffer, DWORD dwBufferLength,
	DWORD *pdwBytesRead);

#ifdef __cplusplus
}
#endif

#endif
