// What winhttp.dll is for Windows: it stays loaded, and carries a version and the texts of its errors.
#include "check.h"

int main(void)
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
	for (int i = 0; i < 3; i++) // more often than it has been loaded
		FreeLibrary(dll);
	CHECK(GetModuleHandleW(L"winhttp.dll") == dll && WinHttpCheckPlatform());
	return failures > 0;
}
