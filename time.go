package winhttp

import (
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// WinHttpTimeFromSystemTime writes a time as headers have it, such as Mon, 28 Jul 2008 10:05:52 GMT. The day of the week is
// taken as given, milliseconds do not count.
//
// Errors: ERROR_INVALID_PARAMETER for nil or a field out of range. (Reference: WinHttpTimeFromSystemTime; RFC 9110, 5.6.7.)
func WinHttpTimeFromSystemTime(st *SYSTEMTIME, text *string) error {
	const name = "WinHttpTimeFromSystemTime"
	if st == nil || text == nil {
		return werr.In(name, werr.InvalidParameter)
	}
	s, err := header.FormatTime(header.SystemTime(*st))
	if err != nil {
		return werr.In(name, err)
	}
	*text = s
	return nil
}

// WinHttpTimeToSystemTime reads a time in any of the forms of HTTP, and much else. It never fails on text: what cannot be
// read keeps the present time's value.
//
// Errors: ERROR_INVALID_PARAMETER for nil. (Reference: WinHttpTimeToSystemTime; RFC 9110, 5.6.7.)
func WinHttpTimeToSystemTime(text string, st *SYSTEMTIME) error {
	if st == nil {
		return werr.In("WinHttpTimeToSystemTime", werr.InvalidParameter)
	}
	*st = SYSTEMTIME(header.ParseTime(text, header.SystemTimeOf(time.Now())))
	return nil
}
