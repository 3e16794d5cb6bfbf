// An upload driven by callbacks: each completion makes the next call.
#include "scenario.h"

static HANDLE done;

static void CALLBACK next(HINTERNET handle, DWORD_PTR context, DWORD status, LPVOID information, DWORD length)
{
	(void)context;
	(void)information;
	(void)length;
	switch (status) {
	case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE:
		CALL(WinHttpWriteData(handle, "hello", 5, NULL));
		break;
	case WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE:
		CALL(WinHttpReceiveResponse(handle, NULL));
		break;
	case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
		query_status(handle);
		SetEvent(done);
	}
}

void scenario(void)
{
	HINTERNET session = open_session("session", WINHTTP_FLAG_ASYNC), connection = open_connection("connection", session);
	HINTERNET request = open_request("request", connection, L"POST", L"/wait-upload");

	done = CreateEventW(NULL, FALSE, FALSE, NULL);
	on_notification = next;
	CALL(WinHttpSendRequest(request, NULL, 0, NULL, 0, 5, 0));
	wait_event(done);
	on_notification = NULL;
	settle();
	read_data(request, 64);
	close_handle(request);
	close_handle(connection);
	close_handle(session);
}
