// compat/windows.h among the headers of C++, before and behind them.
#include <algorithm>
#include <windows.h>
#include <winhttp.h>
#include <cwchar>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

int main()
{
	std::wstring agent = L"conformance";
	std::vector<wchar_t> buffer(std::max(agent.size(), std::size_t(8)));
	HINTERNET session = WinHttpOpen(agent.c_str(), WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME,
		WINHTTP_NO_PROXY_BYPASS, 0);
	if (session == nullptr)
		std::cout << GetLastError() << std::numeric_limits<DWORD>::max();
	wprintf(L"%s %u\n", agent.c_str(), static_cast<unsigned>(wcslen(agent.c_str())));
	return WinHttpCloseHandle(session) ? 0 : 1;
}
