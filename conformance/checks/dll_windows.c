// What winhttp.dll is for Windows: it stays loaded, and carries a version and the texts of its errors.
#include "check.h"

// certificate asks for the certificate of a server, which is one of crypt32's.
static void certificate(INTERNET_PORT port)
{
	HINTERNET session = WinHttpOpen(L"check", WINHTTP_ACCESS_TYPE_NO_PROXY, NULL, NULL, 0);
	HINTERNET connection = WinHttpConnect(session, L"127.0.0.1", port, 0);
	HINTERNET request = WinHttpOpenRequest(connection, NULL, NULL, NULL, NULL, NULL, WINHTTP_FLAG_SECURE);
	DWORD ignore = SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_CERT_CN_INVALID, size = sizeof(PCCERT_CONTEXT);
	PCCERT_CONTEXT context = NULL;
	char name[100];

	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_SECURITY_FLAGS, &ignore, sizeof ignore));
	CHECK(WinHttpSetOption(request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, WINHTTP_NO_CLIENT_CERT_CONTEXT, 0));
	CHECK(WinHttpSendRequest(request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(request, NULL));
	CHECK(WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &context, &size) && size == sizeof context);
	CHECK(CertGetNameStringA(context, CERT_NAME_RDN_TYPE, 0, NULL, name, sizeof name) > 1);
	CHECK(context->pCertInfo->NotAfter.dwHighDateTime != 0 && CertFreeCertificateContext(context));
	CHECK(WinHttpCloseHandle(request) && WinHttpCloseHandle(connection) && WinHttpCloseHandle(session));
}

int main(int argc, char **argv)
{
	HMODULE dll = LoadLibraryW(L"winhttp.dll");
	WCHAR text[256];
	DWORD ignored;

	for (DWORD code = 12001; code <= 12192; code++) {
		DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_IGNORE_INSERTS, dll, code, 0, text, 256, NULL);
		if (code == ERROR_WINHTTP_TIMEOUT || code == ERROR_WINHTTP_HEADER_NOT_FOUND || code == 12192)
			CHECK(length > 3 && text[length - 1] == '\n');
	}
	CHECK(GetFileVersionInfoSizeW(L"winhttp.dll", &ignored) > 0);
	CHECK(WinHttpCheckPlatform());
	certificate(argc == 3 ? (INTERNET_PORT)atoi(argv[2]) : 0);
	for (int i = 0; i < 3; i++) // more often than it has been loaded
		FreeLibrary(dll);
	CHECK(GetModuleHandleW(L"winhttp.dll") == dll && WinHttpCheckPlatform());
	return failures > 0;
}
