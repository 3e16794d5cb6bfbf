// WinHttpQueryHeaders: what is found, and when; repeated headers and the index. query_forms.c has numbers, times and sizes.
#include "scenario.h"

#define REQUEST WINHTTP_QUERY_FLAG_REQUEST_HEADERS
#define AS_NUMBER WINHTTP_QUERY_FLAG_NUMBER
#define CUSTOM WINHTTP_QUERY_CUSTOM

static HINTERNET session, connection, request;

static void before_the_response(void)
{
	section("before sending");
	QUERY_HEADER(request, CUSTOM | REQUEST, NULL);
	CALL(WinHttpAddRequestHeaders(request, L"X-Mine: first\r\nX-Mine: second", -1, WINHTTP_ADDREQ_FLAG_ADD));
	QUERY_HEADER(request, WINHTTP_QUERY_REQUEST_METHOD, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_REQUEST_METHOD | REQUEST, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_VERSION | REQUEST, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_STATUS_CODE | REQUEST, NULL);
	QUERY_HEADER(request, CUSTOM | REQUEST, L"x-mine");
	QUERY_HEADER(request, WINHTTP_QUERY_USER_AGENT | REQUEST, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_HOST | REQUEST, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_LENGTH | AS_NUMBER, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_STATUS_CODE | AS_NUMBER, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_RAW_HEADERS_CRLF, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_VERSION, NULL);
	section("before receiving");
	send_request(request);
	QUERY_HEADER(request, WINHTTP_QUERY_USER_AGENT | REQUEST, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_HOST | REQUEST, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_STATUS_CODE | AS_NUMBER, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER, NULL);
	receive_response(request);
}

static void texts(void)
{
	section("texts");
	QUERY_HEADER(request, WINHTTP_QUERY_VERSION, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_STATUS_CODE, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_STATUS_TEXT, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_REQUEST_METHOD, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_TYPE, L"Server");
	QUERY_HEADER(request, WINHTTP_QUERY_CONTENT_LENGTH, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_ETAG, NULL);
	QUERY_HEADER(request, CUSTOM, L"sErVeR");
	QUERY_HEADER(request, CUSTOM, L"X-Empty");
	QUERY_HEADER(request, CUSTOM, L"X-Latin");
	QUERY_HEADER(request, CUSTOM, L"X-Mine");
	QUERY_HEADER(request, CUSTOM | REQUEST, L"X-Mine");
	section("absent");
	QUERY_HEADER(request, WINHTTP_QUERY_DATE, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_DATE | WINHTTP_QUERY_FLAG_SYSTEMTIME, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_AGE | AS_NUMBER, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_ORIG_URI, NULL);
	QUERY_HEADER(request, CUSTOM, L"X-Absent");
	QUERY_HEADER(request, CUSTOM, L"");
	QUERY_HEADER(request, CUSTOM, L"Server:");
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER | REQUEST, NULL);
	QUERY_HEADER(request, 71, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_MAX, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_MAX + 1, NULL);
	QUERY_HEADER(request, 0xfffe, NULL);
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER | 0x00010000, NULL);
}

static void occurrences(void)
{
	DWORD index = 0;

	section("occurrences");
	while (QUERY_HEADER_AT(request, CUSTOM, L"X-Repeated", &index))
		;
	index = 1;
	QUERY_HEADER_AT(request, WINHTTP_QUERY_VIA, NULL, &index);
	index = 7;
	QUERY_HEADER_AT(request, WINHTTP_QUERY_VIA, NULL, &index);
	index = 0;
	while (QUERY_HEADER_AT(request, CUSTOM | REQUEST, L"X-Mine", &index))
		;
	index = 0;
	QUERY_HEADER_AT(request, CUSTOM | AS_NUMBER, L"X-Number", &index);
	QUERY_HEADER_AT(request, CUSTOM | AS_NUMBER, L"X-Number", &index);
	section("pseudo headers and the index");
	index = 0;
	QUERY_HEADER_AT(request, WINHTTP_QUERY_STATUS_CODE, NULL, &index);
	QUERY_HEADER_AT(request, WINHTTP_QUERY_STATUS_TEXT, NULL, &index);
	QUERY_HEADER_AT(request, WINHTTP_QUERY_VERSION, NULL, &index);
	QUERY_HEADER_AT(request, WINHTTP_QUERY_REQUEST_METHOD, NULL, &index);
	QUERY_HEADER_AT(request, WINHTTP_QUERY_RAW_HEADERS, NULL, &index);
}

void scenario(void)
{
	session = open_session("session", 0);
	connection = open_connection("connection", session);
	request = open_request("request", connection, L"GET", L"/headers");
	before_the_response();
	texts();
	occurrences();
	section("handles");
	QUERY_HEADER(connection, WINHTTP_QUERY_SERVER, NULL);
	QUERY_HEADER(session, WINHTTP_QUERY_SERVER, NULL);
	QUERY_HEADER(NULL, WINHTTP_QUERY_SERVER, NULL);
	close_handle(request);
	QUERY_HEADER(request, WINHTTP_QUERY_SERVER, NULL);
}
