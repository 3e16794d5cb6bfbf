//go:build unix

// Modules. There is one, this library, and it is there for FormatMessage.
#include "include/compat/windows.h"

static char module;

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
	if (name == NULL || strcasecmp(name, "winhttp.dll") == 0 || strcasecmp(name, "winhttp") == 0)
		return &module;
	SetLastError(ERROR_MOD_NOT_FOUND);
	return NULL;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
	char narrow[16];
	if (name == NULL)
		return GetModuleHandleA(NULL);
	return GetModuleHandleA(WideCharToMultiByte(CP_UTF8, 0, name, -1, narrow, sizeof narrow, NULL, NULL) > 0 ? narrow : "");
}

HMODULE WINAPI LoadLibraryA(LPCSTR name)
{
	return GetModuleHandleA(name != NULL ? name : "");
}

HMODULE WINAPI LoadLibraryW(LPCWSTR name)
{
	return name != NULL ? GetModuleHandleW(name) : LoadLibraryA(NULL);
}

BOOL WINAPI FreeLibrary(HMODULE handle)
{
	if (handle == &module)
		return TRUE;
	SetLastError(ERROR_INVALID_HANDLE);
	return FALSE;
}
