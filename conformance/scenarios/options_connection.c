// Options of a connection: only its context can be set; what it answers are its parent and the timeouts of the session.
#include "scenario.h"

static HINTERNET session, connection;

#define SET(option, value) set(WINHTTP_OPTION_##option, (value))
#define QUERY(option) (section(#option), query(WINHTTP_OPTION_##option))

static void query(DWORD option)
{
	DWORD value = 0xdeadbeef, length = 3;

	CALL(WinHttpQueryOption(connection, option, &value, &length), NUMBER(value), NUMBER(length));
	length = 0;
	CALL(WinHttpQueryOption(connection, option, NULL, &length), NUMBER(length));
	length = 0xDEADBEEE;
	CALL(WinHttpQueryOption(connection, option, NULL, &length), NUMBER(length));
	CALL(WinHttpQueryOption(connection, option, &value, NULL), NUMBER(value));
	length = 5;
	CALL(WinHttpQueryOption(connection, option, &value, &length), NUMBER(value), NUMBER(length));
}

static void set(DWORD option, DWORD value)
{
	DWORD buffer[2] = {value, 0};

	CALL(WinHttpSetOption(connection, option, buffer, 3));
	CALL(WinHttpSetOption(connection, option, buffer, 0));
	CALL(WinHttpSetOption(connection, option, NULL, 4));
	CALL(WinHttpSetOption(connection, option, NULL, 0));
	CALL(WinHttpSetOption(connection, option, buffer, 4));
}

static void parent(void)
{
	HINTERNET parent = NULL;
	DWORD length = sizeof parent - 1;

	section("PARENT_HANDLE");
	CALL(WinHttpQueryOption(connection, WINHTTP_OPTION_PARENT_HANDLE, &parent, &length), HANDLE_OUT(parent), NUMBER(length));
	length = 0;
	CALL(WinHttpQueryOption(connection, WINHTTP_OPTION_PARENT_HANDLE, NULL, &length), NUMBER(length));
	CALL(WinHttpQueryOption(connection, WINHTTP_OPTION_PARENT_HANDLE, &parent, NULL), HANDLE_OUT(parent));
	length = sizeof parent + 1;
	CALL(WinHttpQueryOption(connection, WINHTTP_OPTION_PARENT_HANDLE, &parent, &length), HANDLE_OUT(parent), NUMBER(length));
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_PARENT_HANDLE, &parent, sizeof parent));
}

static void context(void)
{
	DWORD_PTR value = new_context("another"), got = 0;
	DWORD length = sizeof got - 1;

	section("CONTEXT_VALUE");
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, &value, 7));
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, &value, 9));
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, NULL, 8));
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, NULL, 0));
	query_context(connection);
	CALL(WinHttpSetOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, &value, 8));
	query_context(connection);
	query_context(session);
	CALL(WinHttpQueryOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, &got, &length), NUMBER(got), NUMBER(length));
	CALL(WinHttpQueryOption(connection, WINHTTP_OPTION_CONTEXT_VALUE, NULL, &length), NUMBER(length));
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	SET_OPTION(session, WINHTTP_OPTION_SEND_TIMEOUT, 4000);
	QUERY(SEND_TIMEOUT);
	SET(SEND_TIMEOUT, 1);
	SET_OPTION(session, WINHTTP_OPTION_SEND_TIMEOUT, 5000);
	QUERY_OPTION(connection, WINHTTP_OPTION_SEND_TIMEOUT);
	QUERY(RESOLVE_TIMEOUT);
	SET(RESOLVE_TIMEOUT, 1);
	QUERY(WORKER_THREAD_COUNT);
	SET(WORKER_THREAD_COUNT, 1);
	parent();
	context();

	section("those of other handles");
	SET(SECURE_PROTOCOLS, WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2);
	QUERY(REDIRECT_POLICY);
	SET(REDIRECT_POLICY, WINHTTP_OPTION_REDIRECT_POLICY_NEVER);
	QUERY(SECURITY_FLAGS);
	SET(SECURITY_FLAGS, 0);
	QUERY(DISABLE_FEATURE);
	SET(DISABLE_FEATURE, WINHTTP_DISABLE_COOKIES);
	QUERY(CONNECTION_INFO);
	section("no option");
	query(0);
	set(0, 1);
	set(99999, 1);
	close_handle(connection);
	close_handle(session);
}
