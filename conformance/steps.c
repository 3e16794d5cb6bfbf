//go:build ignore

// Calls that most scenarios make, printed with the names of the handles and without the parameters that never change.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define ALL WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS

BOOL asynchronous;

static char buffer[1 << 17]; // of the reads: one at a time

// quoted and quoted_bytes are for lines; their memory is never given back.
static const char *quoted(LPCWSTR wide)
{
	struct text text = {NULL, 0, 0};
	size_t length = 0;

	if (!wide)
		return "NULL";
	while (wide[length])
		length++;
	text_wide(&text, wide, length);
	return text.data;
}

static const char *quoted_bytes(const char *bytes)
{
	struct text text = {NULL, 0, 0};

	text_bytes(&text, bytes, strlen(bytes));
	return text.data;
}

// completed waits for the completion of an operation that was accepted, and says whether it has succeeded.
static BOOL completed(HINTERNET request, DWORD accepted, DWORD status)
{
	if (!accepted || !asynchronous)
		return (BOOL)accepted;
	return wait_for(request, status | WINHTTP_CALLBACK_STATUS_REQUEST_ERROR) == status;
}

HINTERNET open_session(const char *name, DWORD flags)
{
	HINTERNET session;

	asynchronous = (flags & WINHTTP_FLAG_ASYNC) != 0;
	begin_openf(name, "WinHttpOpen(\"conformance\", NO_PROXY%s)", asynchronous ? ", ASYNC" : "");
	session = end_open(WinHttpOpen(L"conformance", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME,
		WINHTTP_NO_PROXY_BYPASS, flags));
	if (!usual_context)
		usual_context = new_context("usual context");
	WinHttpSetOption(session, WINHTTP_OPTION_CONTEXT_VALUE, &usual_context, sizeof usual_context);
	begin_callf("WinHttpSetStatusCallback(%s, notify, ALL_NOTIFICATIONS)", name);
	callback_result(WinHttpSetStatusCallback(session, notify, ALL, 0));
	end_call();
	return session;
}

HINTERNET open_connection(const char *name, HINTERNET session)
{
	begin_openf(name, "WinHttpConnect(%s)", handle_name(session));
	return end_open(WinHttpConnect(session, L"127.0.0.1", server_port, 0));
}

HINTERNET open_request(const char *name, HINTERNET connection, LPCWSTR verb, LPCWSTR path)
{
	begin_openf(name, "WinHttpOpenRequest(%s, %s, %s)", handle_name(connection), quoted(verb), quoted(path));
	return end_open(WinHttpOpenRequest(connection, verb, path, NULL, WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, 0));
}

BOOL send_request(HINTERNET request)
{
	begin_callf("WinHttpSendRequest(%s)", handle_name(request));
	bool_result(WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, 0, WINHTTP_NO_REQUEST_DATA, 0, 0, 0));
	return completed(request, end_call(), WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE);
}

BOOL send_body(HINTERNET request, const char *body)
{
	DWORD length = (DWORD)strlen(body);

	begin_callf("WinHttpSendRequest(%s, body %s)", handle_name(request), quoted_bytes(body));
	bool_result(WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, 0, (LPVOID)body, length, length, 0));
	return completed(request, end_call(), WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE);
}

BOOL write_data(HINTERNET request, const char *text)
{
	DWORD written = 0xdeadbeef;

	begin_callf("WinHttpWriteData(%s, %s)", handle_name(request), quoted_bytes(text));
	bool_result(WinHttpWriteData(request, text, (DWORD)strlen(text), asynchronous ? NULL : &written));
	if (!asynchronous)
		out_number("written", written);
	return completed(request, end_call(), WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE);
}

BOOL receive_response(HINTERNET request)
{
	begin_callf("WinHttpReceiveResponse(%s)", handle_name(request));
	bool_result(WinHttpReceiveResponse(request, NULL));
	return completed(request, end_call(), WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE);
}

BOOL send_and_receive(HINTERNET request)
{
	return send_request(request) && receive_response(request);
}

DWORD query_available(HINTERNET request)
{
	DWORD available = 0xdeadbeef;

	begin_callf("WinHttpQueryDataAvailable(%s)", handle_name(request));
	bool_result(WinHttpQueryDataAvailable(request, asynchronous ? NULL : &available));
	if (!asynchronous)
		out_number("available", available);
	if (!completed(request, end_call(), WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE))
		return 0;
	return asynchronous ? last_number(request) : available;
}

DWORD read_data(HINTERNET request, DWORD length)
{
	DWORD number = 0xdeadbeef, accepted;

	if (length > sizeof buffer)
		length = sizeof buffer;
	begin_callf("WinHttpReadData(%s, %lu)", handle_name(request), (unsigned long)length);
	accepted = (DWORD)WinHttpReadData(request, buffer, length, asynchronous ? NULL : &number);
	bool_result((BOOL)accepted);
	if (!asynchronous)
		out_number("read", number);
	if (!asynchronous && accepted)
		out_bytes("buffer", buffer, (int)number);
	if (!completed(request, end_call(), WINHTTP_CALLBACK_STATUS_READ_COMPLETE))
		return 0;
	return asynchronous ? last_number(request) : number;
}

void read_all(HINTERNET request)
{
	while (read_data(request, sizeof buffer))
		;
}

void exchange(HINTERNET request)
{
	if (!send_and_receive(request))
		return;
	query_status(request);
	read_all(request);
}

void close_handle(HINTERNET handle)
{
	begin_callf("WinHttpCloseHandle(%s)", handle_name(handle));
	bool_result(WinHttpCloseHandle(handle));
	if (end_call())
		wait_for(handle, WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING);
}

BOOL query_header(HINTERNET request, const char *level_text, DWORD level, LPCWSTR name, DWORD *index)
{
	BOOL number = (level & WINHTTP_QUERY_FLAG_NUMBER) != 0, found;
	union {
		DWORD number;
		WCHAR text[4096];
	} value;
	DWORD length = number ? sizeof value.number : sizeof value.text;

	begin_callf("WinHttpQueryHeaders(%s, %s%s%s)", handle_name(request), level_text, name ? ", " : "",
		name ? quoted(name) : "");
	found = WinHttpQueryHeaders(request, level, name, &value, &length, index);
	bool_result(found);
	if (found && number)
		out_number("value", value.number);
	else if (found)
		out_text("value", value.text, (int)(length / sizeof(WCHAR)));
	if (index)
		out_number("index", *index);
	return (BOOL)end_call();
}

BOOL query_status(HINTERNET request)
{
	return QUERY_HEADER(request, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, NULL);
}

BOOL set_option(HINTERNET handle, const char *option_text, DWORD option, DWORD value)
{
	begin_callf("WinHttpSetOption(%s, %s, %lu)", handle_name(handle), option_text, (unsigned long)value);
	bool_result(WinHttpSetOption(handle, option, &value, sizeof value));
	return (BOOL)end_call();
}

BOOL query_option(HINTERNET handle, const char *option_text, DWORD option)
{
	DWORD value = 0xdeadbeef, size = sizeof value;

	begin_callf("WinHttpQueryOption(%s, %s)", handle_name(handle), option_text);
	bool_result(WinHttpQueryOption(handle, option, &value, &size));
	out_number("value", value);
	return (BOOL)end_call();
}

BOOL query_context(HINTERNET handle)
{
	DWORD_PTR context = 0;
	DWORD size = sizeof context;
	BOOL found;

	begin_callf("WinHttpQueryOption(%s, WINHTTP_OPTION_CONTEXT_VALUE)", handle_name(handle));
	found = WinHttpQueryOption(handle, WINHTTP_OPTION_CONTEXT_VALUE, &context, &size);
	bool_result(found);
	if (found)
		out_name("value", context_name(context));
	return (BOOL)end_call();
}
