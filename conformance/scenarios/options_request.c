// Options of a request: each with the right length, a byte too few or too many, and without a buffer; wrong ones.
#include "scenario.h"

static HINTERNET session, connection, request, secure;

#define SET(option, value) (section(#option), set(WINHTTP_OPTION_##option, (value)))
#define QUERY(option) query(WINHTTP_OPTION_##option)

static void set(DWORD option, DWORD value)
{
	DWORD buffer[2] = {value, 0};

	CALL(WinHttpSetOption(request, option, buffer, 3));
	CALL(WinHttpSetOption(request, option, buffer, 5));
	CALL(WinHttpSetOption(request, option, buffer, 0));
	CALL(WinHttpSetOption(request, option, NULL, 4));
	CALL(WinHttpSetOption(request, option, buffer, 4));
}

static void query(DWORD option)
{
	DWORD value = 0xdeadbeef, length = 3;

	CALL(WinHttpQueryOption(request, option, &value, &length), NUMBER(value), NUMBER(length));
	length = 0;
	CALL(WinHttpQueryOption(request, option, NULL, &length), NUMBER(length));
	length = 64;
	CALL(WinHttpQueryOption(request, option, NULL, &length), NUMBER(length));
	CALL(WinHttpQueryOption(request, option, &value, NULL), NUMBER(value));
	CALL(WinHttpQueryOption(request, option, &value, &length), NUMBER(value), NUMBER(length));
}

static void connection_info(void)
{
	struct { DWORD cbSize; BYTE addresses[260]; } info = {0xdeadbeef, {0}};
	const DWORD lengths[] = {sizeof info, 0, sizeof info - 1};

	for (int i = 0; i < 3; i++) {
		DWORD length = lengths[i];

		CALL(WinHttpQueryOption(request, WINHTTP_OPTION_CONNECTION_INFO, &info, &length), NUMBER(info.cbSize), NUMBER(length));
	}
}

static void security(void)
{
	DWORD flags[2] = {SECURITY_FLAG_IGNORE_UNKNOWN_CA, 0};

	section("SECURITY_FLAGS");
	QUERY(SECURITY_FLAGS);
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, flags, 3));
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, NULL, 4));
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, NULL, 0));
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, flags, 8));
	QUERY(SECURITY_FLAGS);
	SET_OPTION(request, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_SECURE);
	SET_OPTION(request, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_STRENGTH_STRONG);
	SET_OPTION(request, WINHTTP_OPTION_SECURITY_FLAGS, 0x3300);
	QUERY_OPTION(request, WINHTTP_OPTION_SECURITY_FLAGS);
	SET_OPTION(request, WINHTTP_OPTION_SECURITY_FLAGS, 0);
	QUERY_OPTION(request, WINHTTP_OPTION_SECURITY_FLAGS);
	section("SECURITY_KEY_BITNESS");
	QUERY(SECURITY_KEY_BITNESS);
	section("CLIENT_CERT_CONTEXT");
	OPEN(secure, WinHttpOpenRequest(connection, NULL, NULL, NULL, NULL, NULL, WINHTTP_FLAG_SECURE));
	QUERY_OPTION(secure, WINHTTP_OPTION_SECURITY_FLAGS);
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, NULL, 0));
	CALL(WinHttpSetOption(secure, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, NULL, 0));
	CALL(WinHttpSetOption(secure, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, flags, 8));
	CALL(WinHttpSetOption(secure, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, NULL, 8));
	close_handle(secure);
}

void scenario(void)
{
	DWORD_PTR context = new_context("another");

	session = open_session("session", 0);
	connection = open_connection("connection", session);
	request = open_request("request", connection, L"GET", L"/hello");
	SET(CONNECT_TIMEOUT, 5000);
	QUERY(CONNECT_TIMEOUT);
	SET(CONNECT_RETRIES, 6);
	QUERY(CONNECT_RETRIES);
	SET(REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_ALWAYS);
	QUERY(REDIRECT_POLICY);
	SET_OPTION(request, WINHTTP_OPTION_REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_LAST + 1);
	SET(MAX_HTTP_AUTOMATIC_REDIRECTS, 2);
	QUERY(MAX_HTTP_AUTOMATIC_REDIRECTS);
	SET(MAX_RESPONSE_HEADER_SIZE, 1000);
	SET(DISABLE_FEATURE, WINHTTP_DISABLE_COOKIES);
	QUERY(DISABLE_FEATURE);
	SET_OPTION(request, WINHTTP_OPTION_DISABLE_FEATURE, 0xFFFFFFFF);
	SET_OPTION(request, WINHTTP_OPTION_DISABLE_FEATURE, 0);
	SET(SECURE_PROTOCOLS, 0);
	section("WORKER_THREAD_COUNT");
	QUERY(WORKER_THREAD_COUNT);
	section("no option");
	set(0, 1);
	query(0);
	security();

	section("CONTEXT_VALUE");
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_CONTEXT_VALUE, &context, 7));
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_CONTEXT_VALUE, NULL, 0));
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_CONTEXT_VALUE, &context, 8));
	query_context(request);
	section("CONNECTION_INFO");
	connection_info();
	send_request(request);
	connection_info();
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
