// What happens to requests in ways that Wine cannot take, or hides: resets, writing in a wrong state, lengths that disagree.
#include "check.h"

static HINTERNET session, connection;

static HINTERNET post(LPCWSTR path)
{
	return WinHttpOpenRequest(connection, L"POST", path, NULL, NULL, NULL, 0);
}

// resets are no end of the body, and no bad answer. (Wine's sockets lose them at times.)
static void resets(void)
{
	HINTERNET request = WinHttpOpenRequest(connection, NULL, L"/reset", NULL, NULL, NULL, 0);
	char buffer[16];
	DWORD n = 7;

	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0));
	FAILS(WinHttpReceiveResponse(request, NULL), FALSE, ERROR_WINHTTP_CONNECTION_ERROR);
	FAILS(WinHttpReceiveResponse(request, NULL), FALSE, ERROR_WINHTTP_INCORRECT_HANDLE_STATE);
	CHECK(WinHttpCloseHandle(request));
	request = WinHttpOpenRequest(connection, NULL, L"/reset-mid", NULL, NULL, NULL, 0);
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
	CHECK(WinHttpReadData(request, buffer, 6, &n) && n == 6);
	FAILS(WinHttpReadData(request, buffer, 5, &n), FALSE, ERROR_WINHTTP_CONNECTION_ERROR);
	n = 7;
	FAILS(WinHttpQueryDataAvailable(request, &n), FALSE, ERROR_WINHTTP_CONNECTION_ERROR);
	CHECK(n == 7 && WinHttpCloseHandle(request));
}

static void wrong_states(void)
{
	HINTERNET request = post(L"/slow");
	DWORD timeout = 200, n = 7;

	FAILS(WinHttpWriteData(request, "x", 1, &n), FALSE, ERROR_WINHTTP_INCORRECT_HANDLE_STATE);
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_RECEIVE_TIMEOUT, &timeout, sizeof timeout));
	for (int i = 0; i < 2; i++) { // sent again after its failure
		CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0));
		FAILS(WinHttpReceiveResponse(request, NULL), FALSE, ERROR_WINHTTP_TIMEOUT);
		FAILS(WinHttpWriteData(request, "x", 1, &n), FALSE, ERROR_WINHTTP_INCORRECT_HANDLE_STATE);
	}
	CHECK(n == 7 && WinHttpCloseHandle(request));
	request = post(L"/wait-upload"); // the server waits for what was announced
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_RECEIVE_TIMEOUT, &timeout, sizeof timeout));
	CHECK(WinHttpSendRequest(request, NULL, 0, "he", 2, 5, 0) && WinHttpWriteData(request, "ll", 2, &n) && n == 2);
	FAILS(WinHttpReceiveResponse(request, NULL), FALSE, ERROR_WINHTTP_TIMEOUT);
	CHECK(WinHttpCloseHandle(request));
}

static void lengths(void)
{
	HINTERNET request = post(L"/wait-upload");
	char buffer[16];
	DWORD n;

	FAILS(WinHttpSendRequest(request, L"Content-Length: 5", (DWORD)-1, "post", 4, 4, 0), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(WinHttpCloseHandle(request));
	request = post(L"/wait-upload");
	FAILS(WinHttpSendRequest(request, NULL, 0, "post", 4, 3, 0), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(WinHttpSendRequest(request, NULL, 0, "post", 4, 0, 0) && WinHttpReceiveResponse(request, NULL));
	CHECK(WinHttpReadData(request, buffer, sizeof buffer, &n) && n == 10 && memcmp(buffer, "received 4", 10) == 0);
	CHECK(WinHttpCloseHandle(request));
	request = post(L"/wait-upload");
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0));
	FAILS(WinHttpWriteData(request, "x", 1, NULL), FALSE, ERROR_INVALID_PARAMETER); // nothing was announced
	CHECK(WinHttpReceiveResponse(request, NULL) && WinHttpCloseHandle(request));
}

int main(int argc, char **argv)
{
	(void)argc;
	session = WinHttpOpen(NULL, WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", (INTERNET_PORT)atoi(argv[1]), 0);
	resets();
	wrong_states();
	lengths();
	CHECK(WinHttpCloseHandle(connection) && WinHttpCloseHandle(session));
	return failures > 0;
}
