// The whole cycle of a request through libwinhttp.so, as the Go client of this library makes it.
#include <windows.h>
#include <winhttp.h>

#include "loop.h"

static HINTERNET connection;

int start(int port)
{
	HINTERNET session = WinHttpOpen(L"bench", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", (INTERNET_PORT)port, 0);
	return connection != NULL;
}

static long receive(HINTERNET request)
{
	static char buffer[64 << 10];
	DWORD status, size = sizeof status, n;
	long length = 0;

	if (!WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, 0, WINHTTP_NO_REQUEST_DATA, 0, 0, 0))
		return -1;
	if (!WinHttpReceiveResponse(request, NULL))
		return -1;
	if (!WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, WINHTTP_HEADER_NAME_BY_INDEX,
			&status, &size, WINHTTP_NO_HEADER_INDEX) || status != 200)
		return -1;
	do {
		if (!WinHttpReadData(request, buffer, sizeof buffer, &n))
			return -1;
		length += n;
	} while (n > 0);
	return length;
}

long get(void)
{
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", L"/small", NULL, WINHTTP_NO_REFERER,
		WINHTTP_DEFAULT_ACCEPT_TYPES, 0);
	long length = request != NULL ? receive(request) : -1;
	WinHttpCloseHandle(request);
	return length;
}
