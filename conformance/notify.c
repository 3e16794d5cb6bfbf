//go:build ignore

// The status callback: a notification as a line.
#include "internal.h"

#include <string.h>

void (*on_notification)(HINTERNET handle, DWORD_PTR context, DWORD status, LPVOID information, DWORD length);

static const struct status {
	DWORD value;
	const char *name;
} statuses[] = {
#define STATUS(name) {WINHTTP_CALLBACK_STATUS_##name, #name}
	STATUS(RESOLVING_NAME),
	STATUS(NAME_RESOLVED),
	STATUS(CONNECTING_TO_SERVER),
	STATUS(CONNECTED_TO_SERVER),
	STATUS(SENDING_REQUEST),
	STATUS(REQUEST_SENT),
	STATUS(RECEIVING_RESPONSE),
	STATUS(RESPONSE_RECEIVED),
	STATUS(CLOSING_CONNECTION),
	STATUS(CONNECTION_CLOSED),
	STATUS(HANDLE_CREATED),
	STATUS(HANDLE_CLOSING),
	STATUS(REDIRECT),
	STATUS(INTERMEDIATE_RESPONSE),
	STATUS(SECURE_FAILURE),
	STATUS(HEADERS_AVAILABLE),
	STATUS(DATA_AVAILABLE),
	STATUS(READ_COMPLETE),
	STATUS(WRITE_COMPLETE),
	STATUS(REQUEST_ERROR),
	STATUS(SENDREQUEST_COMPLETE),
	STATUS(GETPROXYFORURL_COMPLETE),
	STATUS(CLOSE_COMPLETE),
	STATUS(SHUTDOWN_COMPLETE),
	STATUS(GETPROXYSETTINGS_COMPLETE),
#undef STATUS
};

// The names of WINHTTP_ASYNC_RESULT's dwResult, of WINHTTP_WEB_SOCKET_ASYNC_RESULT's Operation, and of a buffer's type.
static const char *const apis[] = {"0", "RECEIVE_RESPONSE", "QUERY_DATA_AVAILABLE", "READ_DATA", "WRITE_DATA",
	"SEND_REQUEST", "GET_PROXY_FOR_URL", "GET_PROXY_SETTINGS"};
static const char *const operations[] = {"SEND", "RECEIVE", "CLOSE", "SHUTDOWN"};
static const char *const buffer_types[] = {"BINARY_MESSAGE", "BINARY_FRAGMENT", "UTF8_MESSAGE", "UTF8_FRAGMENT", "CLOSE"};

static void add_name(struct text *text, const char *const *names, size_t count, size_t value)
{
	text_add(text, value < count ? " %s" : " ?", value < count ? names[value] : "");
}

#define ADD_NAME(text, names, value) add_name(text, names, sizeof names / sizeof *names, (size_t)(value))

static void add_number(struct text *text, const void *information, DWORD length)
{
	if (information && length == sizeof(DWORD))
		text_add(text, " %lu", (unsigned long)*(const DWORD *)information);
}

static void add_string(struct text *text, const WCHAR *string)
{
	size_t length = 0;

	while (string[length])
		length++;
	text_add(text, " ");
	text_wide(text, string, length);
}

static void add_websocket_status(struct text *text, const WINHTTP_WEB_SOCKET_STATUS *status)
{
	text_add(text, " %lu bytes", (unsigned long)status->dwBytesTransferred);
	ADD_NAME(text, buffer_types, status->eBufferType);
}

static void add_error_result(struct text *text, const void *information, DWORD length)
{
	const WINHTTP_ASYNC_RESULT *result = information;

	ADD_NAME(text, apis, result->dwResult);
	text_add(text, " %lu", (unsigned long)result->dwError);
	if (length == sizeof(WINHTTP_WEB_SOCKET_ASYNC_RESULT))
		ADD_NAME(text, operations, ((const WINHTTP_WEB_SOCKET_ASYNC_RESULT *)information)->Operation);
}

static void add_payload(struct text *text, HINTERNET handle, DWORD status, const void *information, DWORD length)
{
	switch (status) {
	case WINHTTP_CALLBACK_STATUS_HANDLE_CREATED: // the handle is the line's subject
	case WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING:
		return;
	case WINHTTP_CALLBACK_STATUS_RESPONSE_RECEIVED: // its number depends on how much of the body came with the head
		break;
	case WINHTTP_CALLBACK_STATUS_RESOLVING_NAME:
	case WINHTTP_CALLBACK_STATUS_NAME_RESOLVED:
	case WINHTTP_CALLBACK_STATUS_CONNECTING_TO_SERVER:
	case WINHTTP_CALLBACK_STATUS_CONNECTED_TO_SERVER:
	case WINHTTP_CALLBACK_STATUS_REDIRECT:
		add_string(text, information);
		break;
	case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
		add_error_result(text, information, length);
		break;
	case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
	case WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE:
		if (is_websocket(handle)) {
			add_websocket_status(text, information);
		} else if (status == WINHTTP_CALLBACK_STATUS_READ_COMPLETE) {
			text_add(text, " ");
			text_bytes(text, information, length);
			text_add(text, " length %lu", (unsigned long)length);
			return;
		}
		/* fallthrough */
	default:
		add_number(text, information, length);
	}
	if (length)
		text_add(text, " length %lu", (unsigned long)length);
}

static void add_status(struct text *text, DWORD status)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		if (statuses[i].value == status) {
			text_add(text, "%s", statuses[i].name);
			return;
		}
	}
	text_add(text, "status 0x%lx", (unsigned long)status);
}

// subject is the handle that the notification is about; which one comes first with HANDLE_CREATED is not pinned.
static HINTERNET subject(HINTERNET handle, DWORD status, const void *information)
{
	if (status == WINHTTP_CALLBACK_STATUS_HANDLE_CREATED || status == WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING)
		return *(const HINTERNET *)information;
	return handle;
}

static DWORD number_of(HINTERNET handle, DWORD status, const void *information, DWORD length)
{
	if (status == WINHTTP_CALLBACK_STATUS_READ_COMPLETE && !is_websocket(handle))
		return length;
	return information && length >= sizeof(DWORD) ? *(const DWORD *)information : 0;
}

// print_notification prints the thread as well, except with HANDLE_CLOSING, for which any will do: it also comes after the
// line of the call whichever thread delivers it.
static void print_notification(HINTERNET handle, DWORD_PTR context, DWORD status, const void *information, DWORD length)
{
	BOOL closing = status == WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING;
	struct text text = {NULL, 0, 0}, names = {NULL, 0, 0};

	text_add(&text, "%s: ", handle_name(handle));
	add_status(&text, status);
	add_payload(&text, handle, status, information, length);
	text_add(&names, "%s", closing ? "" : inside_call() ? " caller" : " worker");
	if (context != usual_context)
		text_add(&names, " %s", context_name(context));
	if (names.length)
		text_add(&text, " [%s]", names.data + 1);
	if (closing)
		print_line_after(1, text.data);
	else
		print_line(depth(), text.data);
	text_free(&text);
	text_free(&names);
}

void CALLBACK notify(HINTERNET handle, DWORD_PTR context, DWORD status, LPVOID information, DWORD length)
{
	BOOL outermost = depth() == 0; // on a worker's own account
	HINTERNET about = subject(handle, status, information);
	DWORD number = number_of(about, status, information, length);

	if (status == WINHTTP_CALLBACK_STATUS_HANDLE_CREATED)
		name_opened(about);
	if (outermost)
		enter();
	print_notification(about, context, status, information, length);
	enter();
	if (on_notification)
		on_notification(handle, context, status, information, length);
	leave();
	if (outermost)
		leave();
	count_notification(about, status, number);
}
