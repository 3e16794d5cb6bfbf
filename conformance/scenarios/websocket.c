// A websocket in a synchronous session: upgrade, messages and fragments, wrong calls, closing.
#include "scenario.h"

static HINTERNET session, connection, request, socket_;
static char buffer[32];
static DWORD length, consumed;
static USHORT status;
static WINHTTP_WEB_SOCKET_BUFFER_TYPE type;

#define RECEIVE(size) \
	CALL(WinHttpWebSocketReceive(socket_, buffer, (size), &length, &type), NUMBER(length), NUMBER(type), BYTES(buffer, (int)length))

static void upgrade(void)
{
	request = open_request("request", connection, L"GET", L"/websocket");
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, NULL, 0));
	send_and_receive(request);
	query_status(request);
	QUERY_HEADER(request, WINHTTP_QUERY_UPGRADE, NULL);
	OPEN(socket_, WinHttpWebSocketCompleteUpgrade(request, 0));
	close_handle(request);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);

	section("handles");
	OPEN(socket_, WinHttpWebSocketCompleteUpgrade(NULL, 0));
	OPEN(socket_, WinHttpWebSocketCompleteUpgrade(session, 0));
	CALL(WinHttpWebSocketSend(session, WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE, NULL, 0));

	section("messages");
	upgrade();
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE, (PVOID)"hello", 5));
	RECEIVE(32);
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE, (PVOID)"fragments", 9));
	RECEIVE(32);
	RECEIVE(32);
	RECEIVE(32);
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE, (PVOID)"0123456789", 10));
	RECEIVE(6);
	RECEIVE(6);

	section("arguments");
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE, NULL, 1));
	CALL(WinHttpWebSocketReceive(socket_, NULL, 0, &length, &type));
	CALL(WinHttpWebSocketReceive(socket_, buffer, 0, &length, &type));
	CALL(WinHttpWebSocketReceive(socket_, NULL, 1, &length, &type));
	CALL(WinHttpWebSocketShutdown(socket_, 1000, NULL, 1));
	CALL(WinHttpWebSocketClose(socket_, 1000, buffer, 124));
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, NULL, NULL, 0, &consumed));
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, NULL, 1, &consumed));
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, buffer, 32, &consumed));

	section("closed by the server");
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE, (PVOID)"close", 5));
	RECEIVE(32);
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, buffer, 32, &consumed), NUMBER(status), NUMBER(consumed),
		BYTES(buffer, (int)consumed));
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, buffer, 2, &consumed), NUMBER(consumed));
	CALL(WinHttpWebSocketReceive(socket_, buffer, 32, &length, &type));
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE, NULL, 0));
	CALL(WinHttpWebSocketClose(socket_, 1000, NULL, 0));
	CALL(WinHttpCloseHandle(socket_));

	section("closed by us");
	upgrade();
	CALL(WinHttpWebSocketShutdown(socket_, 1000, (PVOID)"done", 4));
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE, NULL, 0));
	CALL(WinHttpWebSocketShutdown(socket_, 1000, NULL, 0));
	RECEIVE(32);
	CALL(WinHttpWebSocketClose(socket_, 1000, NULL, 0));
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, buffer, 32, &consumed), NUMBER(status), NUMBER(consumed));
	CALL(WinHttpCloseHandle(socket_));
	close_handle(connection);
	close_handle(session);
}
