// Functions that are not built yet still look at their arguments; and the options that are newest work over the border.
#include "check.h"
#include <string.h>

// refused says whether a BOOL function fails with a code.
#define REFUSED(call, code) CHECK(!(call) && GetLastError() == (code))

static void unbuilt(HINTERNET session, HINTERNET request)
{
	DWORD n = 0;
	LPWSTR url = (LPWSTR)1;
	WINHTTP_PROXY_INFO info;
	WINHTTP_AUTOPROXY_OPTIONS options;
	HINTERNET resolver;

	memset(&options, 0, sizeof options);
	REFUSED(WinHttpQueryAuthSchemes(NULL, NULL, NULL, NULL), ERROR_INVALID_HANDLE);
	REFUSED(WinHttpQueryAuthSchemes(session, &n, &n, &n), ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);
	REFUSED(WinHttpQueryAuthSchemes(request, &n, &n, NULL), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpQueryAuthSchemes(request, &n, &n, &n), ERROR_NOT_SUPPORTED);
	REFUSED(WinHttpDetectAutoProxyConfigUrl(WINHTTP_AUTO_DETECT_TYPE_DHCP, NULL), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpDetectAutoProxyConfigUrl(0, &url), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpDetectAutoProxyConfigUrl(WINHTTP_AUTO_DETECT_TYPE_DHCP, &url), ERROR_NOT_SUPPORTED);
	CHECK(url == NULL);
	REFUSED(WinHttpSetDefaultProxyConfiguration(NULL), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpGetDefaultProxyConfiguration(NULL), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpGetIEProxyConfigForCurrentUser(NULL), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpGetProxyForUrl(NULL, L"http://a", &options, &info), ERROR_INVALID_HANDLE);
	REFUSED(WinHttpGetProxyForUrl(request, L"http://a", &options, &info), ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);
	REFUSED(WinHttpGetProxyForUrl(session, NULL, &options, &info), ERROR_INVALID_PARAMETER);
	REFUSED(WinHttpGetProxyForUrl(session, L"http://a", &options, &info), ERROR_NOT_SUPPORTED);
	CHECK(WinHttpCreateProxyResolver(NULL, &resolver) == ERROR_INVALID_HANDLE);
	CHECK(WinHttpCreateProxyResolver(request, &resolver) == ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);
	CHECK(WinHttpFreeProxySettingsEx(WinHttpProxySettingsTypeWsl, NULL) == ERROR_SUCCESS);
}

// measures are those of a request that has been read to its end.
static void measures(HINTERNET connection)
{
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", L"/hello", NULL, NULL, NULL, 0);
	WINHTTP_MATCH_CONNECTION_GUID match = {{0x12345678, 1, 2, {3}}, 0};
	WINHTTP_REQUEST_TIMES times;
	WINHTTP_REQUEST_STATS stats;
	WINHTTP_SECURITY_INFO security;
	WINHTTP_QUERY_CONNECTION_GROUP_RESULT *groups = NULL;
	DWORD size = sizeof times, n = 0;
	char buffer[64];

	times.cTimes = WinHttpRequestTimeLast;
	stats.cStats = 0;
	memset(stats.rgullStats, 0, sizeof stats.rgullStats);
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_MATCH_CONNECTION_GUID, &match, sizeof match));
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
	CHECK(WinHttpQueryConnectionGroup(connection, &match.ConnectionGuid, WINHTTP_QUERY_CONNECTION_GROUP_FLAG_INSECURE, &groups) == 0);
	CHECK(groups->cHosts == 1 && groups->pHostConnectionGroups[0].cConnectionGroups == 1);
	CHECK(groups->pHostConnectionGroups[0].pConnectionGroups[0].cConnections == 1);
	CHECK(groups->pHostConnectionGroups[0].pConnectionGroups[0].guidGroup.Data1 == 0x12345678);
	CHECK(groups->pHostConnectionGroups[0].pwszHost[0] == L'1');
	WinHttpFreeQueryConnectionGroupResult(groups);
	WinHttpFreeQueryConnectionGroupResult(NULL);
	CHECK(WinHttpQueryConnectionGroup(connection, NULL, 0, NULL) == ERROR_INVALID_PARAMETER);
	do
		CHECK(WinHttpReadData(request, buffer, sizeof buffer, &n));
	while (n > 0);
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_REQUEST_TIMES, &times, &size) && times.cTimes == WinHttpRequestTimeLast);
	CHECK(times.rgullTimes[WinHttpSendRequestStart] > 0);
	CHECK(times.rgullTimes[WinHttpReceiveResponseEnd] >= times.rgullTimes[WinHttpSendRequestStart]);
	size = sizeof stats;
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_REQUEST_STATS, &stats, &size));
	CHECK(stats.cStats == 0 && stats.rgullStats[WinHttpResponseBodySize] == 0);
	stats.cStats = WinHttpResponseBodySize + 1;
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_REQUEST_STATS, &stats, &size));
	CHECK(stats.cStats == WinHttpResponseBodySize + 1 && stats.rgullStats[WinHttpResponseBodySize] == 11);
	size = sizeof security;
	CHECK(sizeof security == 708 && WinHttpQueryOption(request, WINHTTP_OPTION_SECURITY_INFO, &security, &size));
	CHECK(security.ConnectionInfo.dwProtocol == 0 && security.CipherInfo.szCipherSuite[0] == 0);
	CHECK(WinHttpCloseHandle(request));
}

// orphan has a request whose session is closed: the handle comes before the arguments.
static void orphan(void)
{
	HINTERNET session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	HINTERNET connection = WinHttpConnect(session, L"127.0.0.1", 80, 0);
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", NULL, NULL, NULL, NULL, 0);
	DWORD value = 1;

	CHECK(WinHttpCloseHandle(session));
	REFUSED(WinHttpSetOption(request, WINHTTP_OPTION_REDIRECT_POLICY, NULL, 4), ERROR_INVALID_HANDLE);
	REFUSED(WinHttpSetOption(request, WINHTTP_OPTION_REDIRECT_POLICY, &value, 3), ERROR_INVALID_HANDLE);
	REFUSED(WinHttpSetOption(request, WINHTTP_OPTION_REDIRECT_POLICY, &value, 4), ERROR_INVALID_HANDLE);
	CHECK(WinHttpCloseHandle(request) && WinHttpCloseHandle(connection));
}

// unloaded sets the event again, and away: only the last one is set, when the session ends.
static void unloaded(void)
{
	HINTERNET session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	HANDLE first = CreateEventA(NULL, TRUE, FALSE, NULL), second = CreateEventA(NULL, TRUE, FALSE, NULL), none = NULL;

	CHECK(WinHttpSetOption(session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &first, sizeof first));
	CHECK(WinHttpSetOption(session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &none, sizeof none));
	CHECK(WinHttpSetOption(session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &second, sizeof second));
	CHECK(WinHttpCloseHandle(session));
	CHECK(WaitForSingleObject(second, 0) == WAIT_OBJECT_0 && WaitForSingleObject(first, 0) == WAIT_TIMEOUT);
	CHECK(CloseHandle(first) && CloseHandle(second));
}

int main(int argc, char **argv)
{
	HINTERNET session, connection, request;

	session = WinHttpOpen(L"check", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", (INTERNET_PORT)atoi(argv[argc > 1 ? 1 : 0]), 0);
	request = WinHttpOpenRequest(connection, L"GET", NULL, NULL, NULL, NULL, 0);
	unbuilt(session, request);
	measures(connection);
	orphan();
	unloaded();
	CHECK(WinHttpCloseHandle(request) && WinHttpCloseHandle(connection) && WinHttpCloseHandle(session));
	return failures > 0;
}
