#include <string>
#include <vector>
#include <windows.h>
#include <tchar.h>
#include <strsafe.h>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>
#include <unordered_map>

static int failures;

#define CHECK(condition) ((condition) ? (void)0 : (void)(failures++, printf("FAIL %d %s\n", __LINE__, #condition)))

static void strings()
{
	std::wstring a = L"conformance";
	std::wstring b = a + L" and some more, which is enough for the heap";
	CHECK(a.size() == 11 && b.size() == 55 && wcslen(b.c_str()) == 55 && b.compare(0, 11, a) == 0);
	CHECK(a == L"conformance" && a < b && a != b && std::max(a, b) == b);
	CHECK(b.find(L"more") == 21 && b.find(L'x') == std::wstring::npos && b.rfind(L' ') == 50 && b.find_first_of(L",;") == 25);
	std::wstring c = b.substr(3, 5);
	c += L'x';
	c.append(100, L'y').insert(2, L"ins").replace(0, 2, L"FO").erase(6, 2);
	CHECK(c.size() == 107 && c.substr(0, 8) == L"FOinsrxy");
	std::vector<wchar_t> buffer(b.begin(), b.end());
	buffer.push_back(0);
	CHECK(std::wstring(buffer.data()) == b && std::wstring(&buffer[0], 3) == L"con");
	std::wstring d(3, L'z');
	std::swap(c, d);
	d = std::move(a);
	d.resize(20);
	CHECK(c == L"zzz" && d.size() == 20 && d[12] == 0);
	constexpr std::wstring_view view = L"a view";
	CHECK(view.size() == 6 && view.substr(2) == L"view" && std::wstring(view) == L"a view");
}

static void containers()
{
	std::map<std::wstring, int> ordered;
	std::unordered_map<std::wstring, int> hashed;
	for (const wchar_t *name : {L"Host", L"Accept", L"Host"}) {
		ordered[name]++;
		hashed[name]++;
	}
	CHECK(ordered.size() == 2 && ordered.begin()->first == L"Accept" && hashed.size() == 2 && hashed[L"Host"] == 2);
}

static void numbers()
{
	CHECK(std::to_wstring(-42) == L"-42" && std::to_wstring(4294967295u) == L"4294967295");
	CHECK(std::stoi(std::wstring(L"8080/x")) == 8080 && std::stoul(std::wstring(L"ff"), nullptr, 16) == 255);
	CHECK(std::stoi(std::string("7")) == 7 && std::stod(std::wstring(L"1.5")) == 1.5);
}

static void streams()
{
	std::ostringstream narrow;
	std::streambuf *before = std::cout.rdbuf(narrow.rdbuf());
	wchar_t text[] = L"\u20ac";
	std::wcout << L"error " << 12002 << L' ' << text << std::wstring(L" w ") << std::hex << 255 << " n" << std::endl;
	std::cout.rdbuf(before);
	CHECK(narrow.str() == "error 12002 \xE2\x82\xAC w ff n\n");
	std::wcerr << L"" << std::wstring_view(L"") << std::flush;
}

static void functions()
{
	WCHAR b[32];
	CHECK(std::wcslen(L"abc") == 3 && std::wcscmp(L"a", L"b") < 0 && std::wcstol(L"12", nullptr, 10) == 12);
	CHECK(std::swprintf(b, 32, L"%s %d", L"x", 1) == 3 && ::wcscmp(b, L"x 1") == 0);
	CHECK(std::printf("%s", "") == 0 && std::wmemcpy(b, L"ab", 3) == b && std::wcschr(b, L'b') == b + 1);
	CHECK(StringCchPrintf(b, 32, _T("%s"), TEXT("t")) == S_OK && _tcslen(b) == 1);
	CHECK((std::min)(1, 2) == 1 && std::filesystem::path("a/b").filename() == "b");
	volatile LONG n = 1;
	CHECK(::InterlockedIncrement(&n) == 2);
}

int main()
{
	strings();
	containers();
	numbers();
	streams();
	functions();
	return failures > 0;
}
