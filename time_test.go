package winhttp

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// july is the example of functions.md 7.
var july = SYSTEMTIME{2008, 7, 1, 28, 10, 5, 52, 0}

// TestTimeFromSystemTime: query.md 7.
func TestTimeFromSystemTime(t *testing.T) {
	with := func(change func(st *SYSTEMTIME)) SYSTEMTIME {
		st := july
		change(&st)
		return st
	}
	for _, row := range []struct {
		name string
		st   SYSTEMTIME
		want string // "" is ERROR_INVALID_PARAMETER
	}{
		{"example", july, "Mon, 28 Jul 2008 10:05:52 GMT"},
		{"weekday as given", with(func(st *SYSTEMTIME) { st.DayOfWeek = 0 }), "Sun, 28 Jul 2008 10:05:52 GMT"},
		{"milliseconds ignored", with(func(st *SYSTEMTIME) { st.Milliseconds = 999 }), "Mon, 28 Jul 2008 10:05:52 GMT"},
		{"two digits", SYSTEMTIME{1601, 1, 1, 1, 0, 0, 0, 0}, "Mon, 01 Jan 1601 00:00:00 GMT"},
		{"December", SYSTEMTIME{9999, 12, 6, 31, 23, 59, 59, 0}, "Sat, 31 Dec 9999 23:59:59 GMT"},
		{"no such date", SYSTEMTIME{2001, 2, 6, 31, 0, 0, 0, 0}, "Sat, 31 Feb 2001 00:00:00 GMT"},
		{"zero", SYSTEMTIME{}, ""},
		{"month 0", with(func(st *SYSTEMTIME) { st.Month = 0 }), ""},
		{"month 13", with(func(st *SYSTEMTIME) { st.Month = 13 }), ""},
		{"weekday 7", with(func(st *SYSTEMTIME) { st.DayOfWeek = 7 }), ""},
		{"day 0", with(func(st *SYSTEMTIME) { st.Day = 0 }), ""},
		{"day 32", with(func(st *SYSTEMTIME) { st.Day = 32 }), ""},
		{"hour 24", with(func(st *SYSTEMTIME) { st.Hour = 24 }), ""},
		{"minute 60", with(func(st *SYSTEMTIME) { st.Minute = 60 }), ""},
		{"second 60", with(func(st *SYSTEMTIME) { st.Second = 60 }), ""},
		{"largest", SYSTEMTIME{65535, 65535, 65535, 65535, 65535, 65535, 65535, 65535}, ""},
	} {
		text := untouchedText
		err := WinHttpTimeFromSystemTime(&row.st, &text)
		if row.want == "" {
			requireCode(t, invalid, err, row.name)
			require.Equal(t, untouchedText, text, row.name)
			continue
		}
		require.NoError(t, err, row.name)
		require.Equal(t, row.want, text, row.name)
	}
	requireCode(t, invalid, WinHttpTimeFromSystemTime(nil, new(string)))
	requireCode(t, invalid, WinHttpTimeFromSystemTime(&july, nil))
	requireCode(t, invalid, WinHttpTimeFromSystemTime(nil, nil))
}

// TestTimeToSystemTime: query.md 7. A bubble's clock begins at midnight UTC on Saturday, 2000-01-01.
func TestTimeToSystemTime(t *testing.T) {
	now := SYSTEMTIME{2000, 1, 6, 1, 0, 0, 1, 500}
	november := SYSTEMTIME{1994, 11, 0, 6, 8, 49, 37, 0}
	for _, row := range []struct {
		text string
		want SYSTEMTIME
	}{
		{"Mon, 28 Jul 2008 10:05:52 GMT\n", july},
		{" mon 28 jul 2008 10 05 52\n", july},
		{"Mon, 28 Jul 2008 10:05:52", july},
		{"MONDAY, 28-JULY-2008 10.05.52 and more text 1 2 3", july},
		{"Sun, 06 Nov 1994 08:49:37 GMT", november},
		{"Sunday, 06-Nov-94 08:49:37 GMT", november},
		{"Sun Nov  6 08:49:37 1994", november},
		{"Tue, 28 Jul 2008 10:05:52 GMT", SYSTEMTIME{2008, 7, 2, 28, 10, 5, 52, 0}},
		{"Mon, 28 Jul 49 10:05:52 GMT", SYSTEMTIME{2049, 7, 1, 28, 10, 5, 52, 0}},
		{"Sat, 01-Jan-50 00:00:00 GMT", SYSTEMTIME{2050, 1, 6, 1, 0, 0, 0, 0}},
		{"Sun, 02-Jan-50 00:00:00 GMT", SYSTEMTIME{1950, 1, 0, 2, 0, 0, 0, 0}},
		{"", now},
		{"12345", now},
		{"xyz", now},
		{"Mon", SYSTEMTIME{2000, 1, 1, 1, 0, 0, 1, 500}},
		{"Mon, 28", SYSTEMTIME{2000, 1, 1, 28, 0, 0, 1, 500}},
		{"Mon, 28 Foo 2008 10:05:52", SYSTEMTIME{2000, 1, 1, 28, 0, 0, 1, 500}},
		{"Mon, 28 Jul 2008 10:05", SYSTEMTIME{2008, 7, 1, 28, 10, 5, 1, 500}},
		{"Mon, 99999 Jul 99999 99:99:99", SYSTEMTIME{65535, 7, 1, 65535, 99, 99, 99, 0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			<-time.After(1500 * time.Millisecond)
			var st SYSTEMTIME
			require.NoError(t, WinHttpTimeToSystemTime(row.text, &st))
			require.Equal(t, row.want, st, "%q", row.text)
		})
	}
	requireCode(t, invalid, WinHttpTimeToSystemTime("", nil))
}

// TestQueryTime: a header as time, which never fails on text.
func TestQueryTime(t *testing.T) {
	const asTime = WINHTTP_QUERY_FLAG_SYSTEMTIME
	respond(t, "HTTP/1.1 204 x\r\nDate: Mon, 28 Jul 2008 10:05:52 GMT\r\nExpires: never\r\n\r\n", func(b *bed, q HINTERNET) {
		var st SYSTEMTIME
		require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_DATE|asTime, "", &st, nil))
		require.Equal(b, july, st)
		var moment time.Time
		require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_DATE|asTime, "", &moment, nil))
		require.Equal(b, july.Time(), moment)
		require.NoError(b, WinHttpQueryHeaders(q, WINHTTP_QUERY_EXPIRES|asTime, "", &moment, nil))
		require.WithinDuration(b, time.Now(), moment, time.Millisecond)
		st = july
		requireCode(b, absent, WinHttpQueryHeaders(q, WINHTTP_QUERY_LAST_MODIFIED|asTime, "", &st, nil))
		require.Equal(b, july, st)
		requireCode(b, invalid, WinHttpQueryHeaders(q, WINHTTP_QUERY_DATE|asTime, "", new(string), nil))
	})
}
