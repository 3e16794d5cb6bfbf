// The functions and options that are newer than Wine and mingw, and those that hand out memory.
#include "check.h"

static HINTERNET session, connection;

static HINTERNET answered(LPCWSTR path)
{
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", path, NULL, NULL, NULL, 0);
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
	return request;
}

// read_ex reads the whole body as it comes.
static void read_ex(void)
{
	HINTERNET request = answered(L"/hello");
	char buffer[64];
	DWORD n = 7, length = 0;

	CHECK(WinHttpReadDataEx(NULL, buffer, 64, &n, 0, 0, NULL) == ERROR_INVALID_HANDLE);
	CHECK(WinHttpReadDataEx(request, buffer, 64, &n, 2, 0, NULL) == ERROR_INVALID_PARAMETER);
	CHECK(WinHttpReadDataEx(request, buffer, 64, &n, 0, 1, NULL) == ERROR_INVALID_PARAMETER);
	CHECK(WinHttpReadDataEx(request, buffer, 64, &n, 0, 0, &n) == ERROR_INVALID_PARAMETER && n == 7);
	CHECK(WinHttpReadDataEx(request, NULL, 1, &n, 0, 0, NULL) == ERROR_INVALID_PARAMETER);
	do {
		CHECK(WinHttpReadDataEx(request, buffer + length, 64 - length, &n, 0, 0, NULL) == 0);
		length += n;
	} while (n > 0);
	CHECK(length == 11 && memcmp(buffer, "hello world", 11) == 0);
	CHECK(WinHttpCloseHandle(request));
}

static void query_ex(void)
{
	HINTERNET request = answered(L"/hello");
	WINHTTP_EXTENDED_HEADER *headers = NULL;
	WINHTTP_HEADER_NAME name = {L"content-LENGTH"};
	DWORD size = 0, count = 77, needed, at = 0;
	char buffer[2048];

	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_EX_ALL_HEADERS, 0, 0, NULL, NULL, NULL, &size, &headers, &count) ==
		ERROR_INSUFFICIENT_BUFFER);
	CHECK(headers == NULL && count == 77 && size > 0 && size < sizeof buffer);
	needed = size--;
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_EX_ALL_HEADERS, 0, 0, NULL, NULL, buffer, &size, &headers, &count) ==
		ERROR_INSUFFICIENT_BUFFER && size == needed);
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_EX_ALL_HEADERS, 0, 0, NULL, NULL, buffer, &size, &headers, &count) == 0);
	CHECK((char *)headers == buffer && count >= 2 && size == needed);
	for (DWORD i = 0; i < count; i++)
		CHECK((char *)headers[i].pwszName > buffer && (char *)headers[i].pwszValue < buffer + size);

	size = sizeof buffer;
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_CUSTOM, 0, 0, &at, &name, buffer, &size, &headers, &count) == 0);
	CHECK(count == 1 && at == 1 && wcscmp(headers[0].pwszValue, L"11") == 0);
	CHECK(_wcsicmp(headers[0].pwszName, L"Content-Length") == 0);
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_CUSTOM, 0, 0, &at, &name, buffer, &size, &headers, &count) ==
		ERROR_WINHTTP_HEADER_NOT_FOUND && at == 1);
	name.pszName = "Content-Length";
	size = sizeof buffer;
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_CUSTOM | WINHTTP_QUERY_FLAG_WIRE_ENCODING, 0, 0, NULL, &name, buffer,
			  &size, &headers, &count) == 0 && strcmp(headers[0].pszValue, "11") == 0);
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_STATUS_CODE, 0, 0, NULL, NULL, buffer, &size, &headers, &count) ==
		ERROR_INVALID_PARAMETER);
	CHECK(WinHttpQueryHeadersEx(request, WINHTTP_QUERY_EX_ALL_HEADERS, 0, 0, NULL, NULL, buffer, NULL, &headers, &count) ==
		ERROR_INVALID_PARAMETER);
	CHECK(WinHttpQueryHeadersEx(connection, WINHTTP_QUERY_EX_ALL_HEADERS, 0, 0, NULL, NULL, buffer, &size, NULL, &count) ==
		ERROR_WINHTTP_INCORRECT_HANDLE_TYPE);

	size = 3;
	CHECK(WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_LENGTH | WINHTTP_QUERY_FLAG_WIRE_ENCODING, NULL, buffer, &size, NULL));
	CHECK(size == 2 && strcmp(buffer, "11") == 0);
	FAILS(WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_LENGTH | WINHTTP_QUERY_FLAG_WIRE_ENCODING, NULL, buffer, &size, NULL),
		FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(size == 3);
	CHECK(WinHttpCloseHandle(request));
}

static void add_ex(void)
{
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", L"/hello", NULL, NULL, NULL, 0);
	WINHTTP_EXTENDED_HEADER wide[2] = {{{L"One"}, {L"1"}}, {{L"Two"}, {L"2"}}}, narrow = {{NULL}, {NULL}};
	WCHAR value[8];
	DWORD size = sizeof value;

	narrow.pszName = "Three";
	narrow.pszValue = "3";
	CHECK(WinHttpAddRequestHeadersEx(request, WINHTTP_ADDREQ_FLAG_ADD, WINHTTP_EXTENDED_HEADER_FLAG_UNICODE, 0, 2, wide) == 0);
	CHECK(WinHttpAddRequestHeadersEx(request, WINHTTP_ADDREQ_FLAG_ADD, 0, 0, 1, &narrow) == 0);
	CHECK(WinHttpAddRequestHeadersEx(request, WINHTTP_ADDREQ_FLAG_ADD_IF_NEW, 0, 0, 1, &narrow) ==
		ERROR_WINHTTP_HEADER_ALREADY_EXISTS);
	CHECK(WinHttpAddRequestHeadersEx(request, WINHTTP_ADDREQ_FLAG_ADD, 0, 0, 0, &narrow) == ERROR_INVALID_PARAMETER);
	CHECK(WinHttpAddRequestHeadersEx(request, WINHTTP_ADDREQ_FLAG_ADD, 0, 0, 1, NULL) == ERROR_INVALID_PARAMETER);
	CHECK(WinHttpAddRequestHeadersEx(NULL, WINHTTP_ADDREQ_FLAG_ADD, 0, 0, 1, NULL) == ERROR_INVALID_HANDLE);
	CHECK(WinHttpQueryHeaders(request, WINHTTP_QUERY_CUSTOM | WINHTTP_QUERY_FLAG_REQUEST_HEADERS, L"three", value, &size, NULL));
	CHECK(wcscmp(value, L"3") == 0);
	CHECK(WinHttpCloseHandle(request));
}

static void options(void)
{
	HINTERNET request = answered(L"/hello");
	WINHTTP_CONNECTION_INFO info;
	WINHTTP_PROXY_INFO proxy;
	HTTP_VERSION_INFO version;
	DWORD size = sizeof info;

	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_CONNECTION_INFO, &info, &size) && size == 264 && info.cbSize == 264);
	CHECK(info.RemoteAddress.ss_family == AF_INET && info.LocalAddress.ss_family == AF_INET);
	size = 263;
	FAILS(WinHttpQueryOption(request, WINHTTP_OPTION_CONNECTION_INFO, &info, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(size == 264);
	size = sizeof version;
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_HTTP_VERSION, &version, &size) && version.dwMinorVersion == 1);

	proxy = (WINHTTP_PROXY_INFO){WINHTTP_ACCESS_TYPE_NAMED_PROXY, (WCHAR[]){'p', ':', '1', 0}, NULL};
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy));
	memset(&proxy, 1, size = sizeof proxy);
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_PROXY, &proxy, &size) && proxy.dwAccessType == 3);
	CHECK(wcscmp(proxy.lpszProxy, L"p:1") == 0 && proxy.lpszProxyBypass == NULL && GlobalFree(proxy.lpszProxy) == NULL);
	proxy = (WINHTTP_PROXY_INFO){WINHTTP_ACCESS_TYPE_NO_PROXY, (LPWSTR)1, (LPWSTR)2}; // pointers that do not count
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_PROXY, &proxy, sizeof proxy));
	FAILS(WinHttpQueryOption(request, 0xF0000001, &proxy, &size), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WinHttpSetOption(session, 0xF0000003, &size, 4), FALSE, ERROR_WINHTTP_INVALID_OPTION);
	CHECK(WinHttpCloseHandle(request));
}

// issuers are those of client certificates, which the server asks for.
static void issuers(HINTERNET request)
{
	SecPkgContext_IssuerListInfoEx *list = NULL;
	DWORD size = sizeof list;

	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0));
	FAILS(WinHttpReceiveResponse(request, NULL), FALSE, ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED);
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_CLIENT_CERT_ISSUER_LIST, &list, &size) && size == sizeof list);
	CHECK(list->cIssuers == 1 && list->aIssuers[0].cbData > 10 && list->aIssuers[0].pbData[0] == 0x30);
	CHECK(GlobalFree(list) == NULL);
}

static void summary(HINTERNET request)
{
	WINHTTP_CERTIFICATE_INFO info;
	SYSTEMTIME expiry;
	char binding[200];
	DWORD size = sizeof info;

	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_SECURITY_CERTIFICATE_STRUCT, &info, &size) && size == sizeof info);
	CHECK(wcscmp(info.lpszSubjectInfo, L"Acme Co") == 0 && info.dwKeySize >= 128 && info.lpszProtocolName == NULL);
	CHECK(FileTimeToSystemTime(&info.ftExpiry, &expiry) && expiry.wYear > 2026);
	LocalFree(info.lpszSubjectInfo);
	LocalFree(info.lpszIssuerInfo);
	size = 0;
	FAILS(WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CBT, NULL, &size), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(size > 32 + 21 && WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CBT, binding, &size));
	CHECK(memcmp(binding + 32, "tls-server-end-point:", 21) == 0 && ((DWORD *)binding)[6] == size - 32 && ((DWORD *)binding)[7] == 32);
}

// certificate asks for the certificate of a server that speaks TLS, which nobody has signed.
// chain_of is the chain of the server's certificate, which begins with it.
static void chain_of(HINTERNET request)
{
	PCCERT_CHAIN_CONTEXT chain = NULL;
	WINHTTP_SECURITY_INFO security;
	DWORD size = sizeof chain;

	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CHAIN_CONTEXT, &chain, &size) && size == sizeof chain);
	CHECK(chain != NULL && chain->cChain == 1 && chain->rgpChain[0]->cElement >= 1);
	CHECK(chain->rgpChain[0]->rgpElement[0]->pCertContext->pbCertEncoded[0] == 0x30);
	CertFreeCertificateChain(chain);
	CertFreeCertificateChain(NULL);
	size = sizeof security;
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_SECURITY_INFO, &security, &size) && size == 708);
	CHECK(security.ConnectionInfo.dwProtocol == WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3 && security.CipherInfo.dwVersion == 1);
	CHECK(security.CipherInfo.szCipherSuite[0] == L'T');
}

static void certificate(INTERNET_PORT port)
{
	HINTERNET tls = WinHttpConnect(session, L"127.0.0.1", port, 0);
	HINTERNET request = WinHttpOpenRequest(tls, NULL, NULL, NULL, NULL, NULL, WINHTTP_FLAG_SECURE);
	DWORD ignore = SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_CERT_CN_INVALID, size = sizeof(PCCERT_CONTEXT);
	PCCERT_CONTEXT context = NULL;

	FAILS(WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &context, &size), FALSE,
		ERROR_WINHTTP_INCORRECT_HANDLE_STATE);
	FAILS(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0), FALSE, ERROR_WINHTTP_SECURE_FAILURE);
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, &ignore, sizeof ignore));
	issuers(request);
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, WINHTTP_NO_CLIENT_CERT_CONTEXT, 0));
	FAILS(WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &ignore, 4), FALSE, ERROR_INVALID_PARAMETER);
	CERT_CONTEXT broken = {0};
	broken.cbCertEncoded = 100;
	FAILS(WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, &broken, sizeof broken), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &context, &size) && size == sizeof context);
	summary(request);
	CHECK(context != NULL && context->cbCertEncoded > 100 && context->pbCertEncoded[0] == 0x30); // a SEQUENCE of DER
	CHECK(CertDuplicateCertificateContext(context) == context);
	CHECK(CertFreeCertificateContext(context) && context->pbCertEncoded[0] == 0x30 && CertFreeCertificateContext(context));
	chain_of(request);
	CHECK(WinHttpCloseHandle(request) && WinHttpCloseHandle(tls));
}

// chunked_upload writes the chunks itself. (Wine waits for ever.)
static void chunked_upload(void)
{
	static const char *const pieces[] = {"5\r\nhello\r\n", "6\r\n world\r\n", "0\r\n\r\n"};
	HINTERNET request = WinHttpOpenRequest(connection, L"POST", L"/wait-upload", NULL, NULL, NULL, 0);
	char buffer[32] = "";
	DWORD n;

	CHECK(WinHttpSendRequest(request, L"Transfer-Encoding: chunked", (DWORD)-1, NULL, 0, WINHTTP_IGNORE_REQUEST_TOTAL_LENGTH, 0));
	for (size_t i = 0; i < ARRAYSIZE(pieces); i++)
		CHECK(WinHttpWriteData(request, pieces[i], (DWORD)strlen(pieces[i]), &n) && n == strlen(pieces[i]));
	CHECK(WinHttpReceiveResponse(request, NULL) && WinHttpReadData(request, buffer, sizeof buffer, &n));
	CHECK(n == 11 && memcmp(buffer, "received 26", 11) == 0); // chunks as they are
	CHECK(WinHttpCloseHandle(request));
}

// redirects and a coded body, which Wine does otherwise.
static void legs(void)
{
	HINTERNET request = WinHttpOpenRequest(connection, L"GET", L"/redirect/302/2", NULL, NULL, NULL, 0);
	DWORD limit = 1, gzip = WINHTTP_DECOMPRESSION_FLAG_GZIP, n;
	char buffer[512];

	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_MAX_HTTP_AUTOMATIC_REDIRECTS, &limit, sizeof limit));
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0));
	FAILS(WinHttpReceiveResponse(request, NULL), FALSE, ERROR_WINHTTP_REDIRECT_FAILED);
	CHECK(WinHttpCloseHandle(request));
	request = WinHttpOpenRequest(connection, L"GET", L"/gzip", NULL, NULL, NULL, 0);
	FAILS(WinHttpSetOption(request, WINHTTP_OPTION_DECOMPRESSION, &gzip, 3), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_DECOMPRESSION, &gzip, sizeof gzip));
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
	FAILS(WinHttpQueryHeaders(request, WINHTTP_QUERY_CONTENT_ENCODING, NULL, buffer, &n, NULL), FALSE, ERROR_WINHTTP_HEADER_NOT_FOUND);
	CHECK(WinHttpReadData(request, buffer, sizeof buffer, &n) && n > 0 && buffer[0] != 0x1f);
	CHECK(WinHttpCloseHandle(request));
}

static void unload(void)
{
	HINTERNET other = WinHttpOpen(L"", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);

	FAILS(WinHttpSetOption(other, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &event, 4), FALSE, ERROR_INSUFFICIENT_BUFFER);
	CHECK(WinHttpSetOption(other, WINHTTP_OPTION_UNLOAD_NOTIFY_EVENT, &event, sizeof event));
	CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT && WinHttpCloseHandle(other));
	CHECK(WaitForSingleObject(event, 10000) == WAIT_OBJECT_0 && CloseHandle(event));
}

static void unbuilt(void)
{
	FAILS(WinHttpProtocolCompleteUpgrade(session, 0), NULL, ERROR_NOT_SUPPORTED);
	WinHttpFreeProxyResult(NULL);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	session = WinHttpOpen(L"check", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	connection = WinHttpConnect(session, L"127.0.0.1", (INTERNET_PORT)atoi(argv[1]), 0);
	read_ex();
	query_ex();
	add_ex();
	options();
	certificate((INTERNET_PORT)atoi(argv[2]));
	chunked_upload();
	legs();
	unload();
	unbuilt();
	CHECK(WinHttpCloseHandle(connection) && WinHttpCloseHandle(session));
	return failures > 0;
}
