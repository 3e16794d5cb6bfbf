/* The names of windows.h in namespace std, and wide strings of C++. windows.h includes this.
 *
 * The C++ library has wide strings and streams that are compiled for 32-bit wchar_t, and call the wide functions of the C
 * library. From C++17 on, std::wstring, std::wstring_view, std::wcout and std::wcerr therefore stand for the types here, which
 * work on UTF-16; a file with an older dialect must use none of them. To the compiler std::wstring is not
 * std::basic_string<wchar_t>, which stays what it is: as std::basic_string<TCHAR> it is broken. All files that pass strings
 * to each other must include windows.h first. Other wide streams do not compile; filesystem::path, locales, codecvt and regex
 * know no wide text. */
#ifndef WINHTTP_STD_H
#define WINHTTP_STD_H

namespace std {
using ::winhttp_fprintf;
using ::winhttp_fputwc;
using ::winhttp_fputws;
using ::winhttp_fwprintf;
using ::winhttp_mbstowcs;
using ::winhttp_printf;
using ::winhttp_snprintf;
using ::winhttp_sprintf;
using ::winhttp_swprintf;
using ::winhttp_vfprintf;
using ::winhttp_vfwprintf;
using ::winhttp_vprintf;
using ::winhttp_vsnprintf;
using ::winhttp_vsprintf;
using ::winhttp_vswprintf;
using ::winhttp_vwprintf;
using ::winhttp_wcscat;
using ::winhttp_wcschr;
using ::winhttp_wcscmp;
using ::winhttp_wcscpy;
using ::winhttp_wcscspn;
using ::winhttp_wcslen;
using ::winhttp_wcsncat;
using ::winhttp_wcsncmp;
using ::winhttp_wcsncpy;
using ::winhttp_wcspbrk;
using ::winhttp_wcsrchr;
using ::winhttp_wcsspn;
using ::winhttp_wcsstr;
using ::winhttp_wcstod;
using ::winhttp_wcstok;
using ::winhttp_wcstol;
using ::winhttp_wcstoll;
using ::winhttp_wcstombs;
using ::winhttp_wcstoul;
using ::winhttp_wcstoull;
using ::winhttp_wmemchr;
using ::winhttp_wmemcmp;
using ::winhttp_wmemcpy;
using ::winhttp_wmemmove;
using ::winhttp_wmemset;
using ::winhttp_wprintf;
} // namespace std

#if __cplusplus >= 201703L

namespace winhttp {

struct wide_traits : std::char_traits<wchar_t> {
	using std::char_traits<wchar_t>::assign;

	static constexpr std::size_t length(const wchar_t *s)
	{
		std::size_t n = 0;
		while (s[n] != 0)
			n++;
		return n;
	}

	static constexpr int compare(const wchar_t *a, const wchar_t *b, std::size_t n)
	{
		for (; n > 0; n--, a++, b++)
			if (*a != *b)
				return *a < *b ? -1 : 1;
		return 0;
	}

	static constexpr const wchar_t *find(const wchar_t *s, std::size_t n, const wchar_t &c)
	{
		for (; n > 0; n--, s++)
			if (*s == c)
				return s;
		return nullptr;
	}

	static wchar_t *copy(wchar_t *to, const wchar_t *from, std::size_t n)
	{
		return n > 0 ? static_cast<wchar_t *>(memcpy(to, from, n * sizeof *to)) : to;
	}

	static wchar_t *move(wchar_t *to, const wchar_t *from, std::size_t n)
	{
		return n > 0 ? static_cast<wchar_t *>(memmove(to, from, n * sizeof *to)) : to;
	}

	static wchar_t *assign(wchar_t *to, std::size_t n, wchar_t c)
	{
		for (std::size_t i = 0; i < n; i++)
			to[i] = c;
		return to;
	}
};

using wide_string = std::basic_string<wchar_t, wide_traits>;
using wide_view = std::basic_string_view<wchar_t, wide_traits>;

/* utf8 is for text up to 2^31 units. */
inline std::string utf8(wide_view s)
{
	std::string narrow;
	if (!s.empty()) {
		int length = static_cast<int>(s.size());
		int size = WideCharToMultiByte(CP_UTF8, 0, s.data(), length, nullptr, 0, nullptr, nullptr);
		narrow.resize(static_cast<std::size_t>(size));
		WideCharToMultiByte(CP_UTF8, 0, s.data(), length, &narrow[0], size, nullptr, nullptr);
	}
	return narrow;
}

/* number keeps each unit in its place: what is not ASCII ends a number anyway. */
inline std::string number(const wide_string &s)
{
	std::string narrow(s.size(), '?');
	for (std::size_t i = 0; i < s.size(); i++)
		if (s[i] < 0x80)
			narrow[i] = static_cast<char>(s[i]);
	return narrow;
}

/* A wide stream writes UTF-8 to a narrow one. */
class wide_stream {
public:
	constexpr explicit wide_stream(std::ostream &narrow) : narrow_(narrow) {}

	template <class T> wide_stream &operator<<(const T &value)
	{
		if constexpr (std::is_same<T, wchar_t>::value)
			narrow_ << utf8(wide_view(&value, 1));
		else if constexpr (std::is_convertible<const T &, wide_view>::value)
			narrow_ << utf8(value);
		else
			narrow_ << value;
		return *this;
	}

	wide_stream &operator<<(std::ostream &(*manipulator)(std::ostream &))
	{
		narrow_ << manipulator;
		return *this;
	}

	wide_stream &flush()
	{
		narrow_.flush();
		return *this;
	}

private:
	std::ostream &narrow_;
};

} // namespace winhttp

namespace std {
using winhttp_wstring = ::winhttp::wide_string;
using winhttp_wstring_view = ::winhttp::wide_view;
inline ::winhttp::wide_stream winhttp_wcout(cout);
inline ::winhttp::wide_stream winhttp_wcerr(cerr);

template <> struct hash<::winhttp::wide_view> {
	size_t operator()(::winhttp::wide_view s) const noexcept
	{
		return hash<string_view>()(string_view(reinterpret_cast<const char *>(s.data()), s.size() * sizeof(wchar_t)));
	}
};

template <> struct hash<::winhttp::wide_string> {
	size_t operator()(const ::winhttp::wide_string &s) const noexcept { return hash<::winhttp::wide_view>()(s); }
};

template <class T> ::winhttp::wide_string winhttp_to_wstring(T value)
{
	string narrow = to_string(value);
	return ::winhttp::wide_string(narrow.begin(), narrow.end());
}

inline int stoi(const ::winhttp::wide_string &s, size_t *end = nullptr, int base = 10)
{
	return stoi(::winhttp::number(s), end, base);
}

inline long stol(const ::winhttp::wide_string &s, size_t *end = nullptr, int base = 10)
{
	return stol(::winhttp::number(s), end, base);
}

inline unsigned long stoul(const ::winhttp::wide_string &s, size_t *end = nullptr, int base = 10)
{
	return stoul(::winhttp::number(s), end, base);
}

inline long long stoll(const ::winhttp::wide_string &s, size_t *end = nullptr, int base = 10)
{
	return stoll(::winhttp::number(s), end, base);
}

inline unsigned long long stoull(const ::winhttp::wide_string &s, size_t *end = nullptr, int base = 10)
{
	return stoull(::winhttp::number(s), end, base);
}

inline double stod(const ::winhttp::wide_string &s, size_t *end = nullptr)
{
	return stod(::winhttp::number(s), end);
}
} // namespace std

#define wstring winhttp_wstring
#define wstring_view winhttp_wstring_view
#define to_wstring winhttp_to_wstring
#define wcout winhttp_wcout
#define wcerr winhttp_wcerr
#define wclog winhttp_has_no_wclog
#define wcin winhttp_has_no_wcin
#define wstringstream winhttp_has_no_wstringstream
#define wostringstream winhttp_has_no_wostringstream
#define wistringstream winhttp_has_no_wistringstream
#define wfstream winhttp_has_no_wfstream
#define wofstream winhttp_has_no_wofstream
#define wifstream winhttp_has_no_wifstream
#endif

#endif
