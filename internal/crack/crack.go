// Package crack takes URLs apart and puts them together as WinHttpCrackUrl and WinHttpCreateUrl do (url.md). It has two
// users: the root package, whose strings come as their UTF-8 bytes, and the C library, whose text is UTF-16.
//
// Split says where the components are, Crack gives their text, Create is the way back. CrackInto and CreateInto add the
// rules for buffers, lengths and NULL pointers that only C has. Nothing here validates, normalises or invents text.
package crack

import "strings"

// Unit is what text is made of and what offsets and lengths count: bytes of UTF-8 or UTF-16 units. It is a type of the
// elements because Go cannot index or slice one type parameter that stands for both string and []uint16.
type Unit interface{ byte | uint16 }

// Components is one value for each component of a URL, such as its place or its text, in the order of the URL. It
// mirrors URL_COMPONENTS.
type Components[E any] struct {
	Scheme, User, Password, Host, Path, Extra E

	SchemeType Scheme
	Port       uint16
}

// Span is the place of a component in the url. An absent user or password has Present false; the other components are
// always present, an empty path or extra at the end of the url.
type Span struct {
	Present  bool
	Off, Len int
}

// End is the offset behind the last unit.
func (s Span) End() int { return s.Off + s.Len }

func span(from, to int) Span { return Span{true, from, to - from} }

// Scheme is a number of INTERNET_SCHEME. The zero value stands for none.
type Scheme int32

// The schemes. Only HTTP and HTTPS can be cracked; FTP and SOCKS occur in proxy settings.
const (
	HTTP  Scheme = 1
	HTTPS Scheme = 2
	FTP   Scheme = 3
	SOCKS Scheme = 4
)

// String is the scheme as it is written in a URL, empty for an unknown number.
func (s Scheme) String() string {
	switch s {
	case HTTP:
		return "http"
	case HTTPS:
		return "https"
	case FTP:
		return "ftp"
	case SOCKS:
		return "socks"
	}
	return ""
}

// DefaultPort is 80 for HTTP, 443 for HTTPS, else 0.
func (s Scheme) DefaultPort() uint16 {
	switch s {
	case HTTP:
		return 80
	case HTTPS:
		return 443
	}
	return 0
}

// Flags are the ICU flags; unknown ones have no effect.
type Flags uint32

// The flags that have an effect, with the numbers of the ICU constants.
const (
	EscapeAuthority    Flags = 0x00002000 // create: escape user, password and host as well
	RejectUserPassword Flags = 0x00004000 // crack, create: user info is InvalidURL
	IncludeDefaultPort Flags = 0x00008000 // create: write ports 80 and 443 as well
	Decode             Flags = 0x10000000 // crack: decode every component; Escape overrides it
	Escape             Flags = 0x80000000 // crack, create: escape path and extra
)

// String lists the flags that have an effect.
func (f Flags) String() string {
	var set []string
	for _, row := range flagNames {
		if f&row.flag != 0 {
			set = append(set, row.name)
		}
	}
	return strings.Join(set, "|")
}

var flagNames = []struct {
	flag Flags
	name string
}{
	{EscapeAuthority, "EscapeAuthority"},
	{RejectUserPassword, "RejectUserPassword"},
	{IncludeDefaultPort, "IncludeDefaultPort"},
	{Decode, "Decode"},
	{Escape, "Escape"},
}
