// Options of a session: each with the right length, a byte too few or too many, and without a buffer; wrong ones.
#include "scenario.h"

static HINTERNET session;

#define SET(option, value) (section(#option), set(WINHTTP_OPTION_##option, (value)))
#define QUERY(option) query(WINHTTP_OPTION_##option)

static void set(DWORD option, DWORD value)
{
	DWORD buffer[2] = {value, 0};

	CALL(WinHttpSetOption(session, option, buffer, 3));
	CALL(WinHttpSetOption(session, option, buffer, 5));
	CALL(WinHttpSetOption(session, option, buffer, 0));
	CALL(WinHttpSetOption(session, option, NULL, 4));
	CALL(WinHttpSetOption(session, option, buffer, 4));
}

static void query(DWORD option)
{
	DWORD value = 0xdeadbeef, length = 3;

	CALL(WinHttpQueryOption(session, option, &value, &length), NUMBER(value), NUMBER(length));
	length = 0;
	CALL(WinHttpQueryOption(session, option, NULL, &length), NUMBER(length));
	length = 4;
	CALL(WinHttpQueryOption(session, option, NULL, &length), NUMBER(length));
	CALL(WinHttpQueryOption(session, option, &value, NULL), NUMBER(value));
	CALL(WinHttpQueryOption(session, option, NULL, NULL));
	length = 64;
	CALL(WinHttpQueryOption(session, option, &value, &length), NUMBER(value), NUMBER(length));
}

static void pointers(void)
{
	DWORD_PTR value = new_context("another");
	WINHTTP_PROXY_INFO proxy = {WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL};
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);

	section("CONTEXT_VALUE");
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_CONTEXT_VALUE, &value, 4));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_CONTEXT_VALUE, &value, 9));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_CONTEXT_VALUE, NULL, 8));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_CONTEXT_VALUE, NULL, 0));
	query_context(session);
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_CONTEXT_VALUE, &value, 8));
	query_context(session);
	section("PROXY");
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy - 1));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy + 1));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_PROXY, NULL, sizeof proxy));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy));
	proxy.dwAccessType = 7;
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy));
	proxy.dwAccessType = WINHTTP_ACCESS_TYPE_NAMED_PROXY;
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy));
	section("UNLOAD_NOTIFY_EVENT");
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &event, sizeof event - 1));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, NULL, sizeof event));
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &event, sizeof event));
	QUERY(UNLOAD_NOTIFY_EVENT);
	CALL(WinHttpCloseHandle(session));
	note(wait_event(event) ? "the event is set" : "the event is not set");
}

void scenario(void)
{
	session = open_session("session", 0);
	SET(RESOLVE_TIMEOUT, 2000);
	QUERY(RESOLVE_TIMEOUT);
	SET(CONNECT_TIMEOUT, 0);
	QUERY(CONNECT_TIMEOUT);
	SET(SEND_TIMEOUT, 0xBEEFDEAD);
	QUERY(SEND_TIMEOUT);
	SET(RECEIVE_TIMEOUT, 3000);
	QUERY(RECEIVE_TIMEOUT);
	SET(RECEIVE_RESPONSE_TIMEOUT, 90001);
	QUERY(RECEIVE_RESPONSE_TIMEOUT);
	SET(REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_NEVER);
	QUERY(REDIRECT_POLICY);
	SET_OPTION(session, WINHTTP_OPTION_REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_LAST + 1);
	CALL(WinHttpSetOption(session, WINHTTP_OPTION_REDIRECT_POLICY, NULL, 0));
	SET(MAX_CONNS_PER_SERVER, 6);
	QUERY(MAX_CONNS_PER_SERVER);
	SET(SECURE_PROTOCOLS, WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2);
	SET_OPTION(session, WINHTTP_OPTION_SECURE_PROTOCOLS, 0x01000000);
	QUERY(SECURE_PROTOCOLS);
	SET(WORKER_THREAD_COUNT, 1);
	QUERY(WORKER_THREAD_COUNT);
	SET(DISABLE_FEATURE, WINHTTP_DISABLE_COOKIES);
	QUERY(DISABLE_FEATURE);
	SET(SECURITY_FLAGS, 0);
	QUERY(SECURITY_FLAGS);
	section("no option");
	set(0, 1);
	query(0);
	query(99999);
	pointers();
}
