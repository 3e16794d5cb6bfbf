// A websocket in an asynchronous session: completions, a receive that Close cancels, closing the handle, the peer's end.
#include "scenario.h"

static HINTERNET session, connection, request, socket_;
static char buffer[32];
static DWORD consumed, untouched;
static USHORT status;
static WINHTTP_WEB_SOCKET_BUFFER_TYPE type;

#define SEND(kind, text, size) \
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_##kind##_BUFFER_TYPE, (PVOID)(text), (size))); \
	WAIT(socket_, WRITE_COMPLETE)

static void upgrade(void)
{
	request = open_request("request", connection, L"GET", L"/websocket");
	CALL(WinHttpSetOption(request, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, NULL, 0));
	send_and_receive(request);
	OPEN(socket_, WinHttpWebSocketCompleteUpgrade(request, usual_context));
	close_handle(request);
}

static void receive(void)
{
	untouched = 0xdeadbeef;
	CALL(WinHttpWebSocketReceive(socket_, buffer, 32, &untouched, NULL), NUMBER(untouched));
}

void scenario(void)
{
	session = open_session("session", WINHTTP_FLAG_ASYNC);
	connection = open_connection("connection", session);

	section("messages");
	upgrade();
	SEND(UTF8_MESSAGE, "hello", 5);
	receive();
	WAIT(socket_, READ_COMPLETE);
	SEND(BINARY_FRAGMENT, "one", 3);
	CALL(WinHttpWebSocketSend(socket_, WINHTTP_WEB_SOCKET_UTF8_FRAGMENT_BUFFER_TYPE, (PVOID)"two", 3));
	SEND(BINARY_MESSAGE, NULL, 0);
	receive();
	WAIT(socket_, READ_COMPLETE);
	receive();
	WAIT(socket_, READ_COMPLETE);

	section("a second receive, shutdown");
	receive();
	CALL(WinHttpWebSocketReceive(socket_, buffer, 32, NULL, &type));
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, NULL, 0, &consumed));
	CALL(WinHttpWebSocketShutdown(socket_, 1000, (PVOID)"done", 4));
	WAIT(socket_, SHUTDOWN_COMPLETE);
	WAIT(socket_, READ_COMPLETE);
	CALL(WinHttpWebSocketReceive(socket_, buffer, 32, NULL, NULL));
	CALL(WinHttpWebSocketClose(socket_, 1000, NULL, 0));
	WAIT(socket_, CLOSE_COMPLETE);
	CALL(WinHttpWebSocketQueryCloseStatus(socket_, &status, buffer, 32, &consumed), NUMBER(status), NUMBER(consumed));
	close_handle(socket_);

	section("closed by the server");
	upgrade();
	SEND(UTF8_MESSAGE, "close", 5);
	receive();
	WAIT(socket_, READ_COMPLETE);
	CALL(WinHttpWebSocketClose(socket_, 1000, NULL, 0));
	WAIT(socket_, CLOSE_COMPLETE);
	close_handle(socket_);

	section("dropped by the server");
	upgrade();
	SEND(UTF8_MESSAGE, "drop", 4);
	receive();
	WAIT(socket_, READ_COMPLETE);
	close_handle(socket_);

	section("the handle while a receive is pending");
	upgrade();
	receive();
	CALL(WinHttpCloseHandle(socket_));
	WAIT(socket_, HANDLE_CLOSING);
	settle();
	close_handle(connection);
	close_handle(session);
}
