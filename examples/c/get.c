/* Fetches a URL and writes the body to standard output. An ordinary program for Windows; nothing in it is ours.
 *
 *	cc -fshort-wchar get.c -o get $(pkg-config --cflags --libs winhttp)
 */
#include <windows.h>
#include <winhttp.h>
#include <stdio.h>

static int fail(const char *what)
{
	WCHAR text[256] = L"";
	DWORD code = GetLastError();

	FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_IGNORE_INSERTS, GetModuleHandleW(L"winhttp.dll"), code, 0,
		text, 256, NULL);
	fprintf(stderr, "%s: error %lu: %ls", what, code, text);
	return 1;
}

static int copy_body(HINTERNET request)
{
	char buffer[8192];
	DWORD read;

	do {
		if (!WinHttpReadData(request, buffer, sizeof buffer, &read))
			return fail("WinHttpReadData");
		fwrite(buffer, 1, read, stdout);
	} while (read > 0);
	return 0;
}

static int get(HINTERNET session, LPCWSTR url)
{
	WCHAR host[256], path[2048];
	URL_COMPONENTS parts = {.dwStructSize = sizeof parts};
	HINTERNET connection, request;
	int result;

	parts.lpszHostName = host;
	parts.dwHostNameLength = 256;
	parts.lpszUrlPath = path;
	parts.dwUrlPathLength = 2048;
	if (!WinHttpCrackUrl(url, 0, 0, &parts))
		return fail("WinHttpCrackUrl");
	connection = WinHttpConnect(session, host, parts.nPort, 0);
	if (connection == NULL)
		return fail("WinHttpConnect");
	request = WinHttpOpenRequest(connection, L"GET", path, NULL, WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES,
		parts.nScheme == INTERNET_SCHEME_HTTPS ? WINHTTP_FLAG_SECURE : 0);
	if (request == NULL)
		result = fail("WinHttpOpenRequest");
	else if (!WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, 0, WINHTTP_NO_REQUEST_DATA, 0, 0, 0))
		result = fail("WinHttpSendRequest");
	else if (!WinHttpReceiveResponse(request, NULL))
		result = fail("WinHttpReceiveResponse");
	else
		result = copy_body(request);
	WinHttpCloseHandle(request);
	WinHttpCloseHandle(connection);
	return result;
}

int main(int argc, char **argv)
{
	WCHAR url[2048];
	HINTERNET session;
	int result;

	if (argc != 2 || MultiByteToWideChar(CP_ACP, 0, argv[1], -1, url, 2048) == 0) {
		fprintf(stderr, "usage: get URL\n");
		return 2;
	}
	session = WinHttpOpen(L"get/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
	if (session == NULL)
		return fail("WinHttpOpen");
	result = get(session, url);
	WinHttpCloseHandle(session);
	return result;
}
