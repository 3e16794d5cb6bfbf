package header_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

var (
	now     = header.SystemTime{Year: 2026, Month: 7, DayOfWeek: 3, Day: 15, Hour: 1, Minute: 2, Second: 3, Milliseconds: 4}
	example = header.SystemTime{Year: 2008, Month: 7, DayOfWeek: 1, Day: 28, Hour: 10, Minute: 5, Second: 52}
	rfc     = header.SystemTime{Year: 1994, Month: 11, DayOfWeek: 0, Day: 6, Hour: 8, Minute: 49, Second: 37}
)

func TestFormatTime(t *testing.T) {
	text, err := header.FormatTime(example)
	require.NoError(t, err)
	require.Equal(t, "Mon, 28 Jul 2008 10:05:52 GMT", text)

	st := example
	st.DayOfWeek, st.Day, st.Milliseconds = 6, 1, 1234
	text, err = header.FormatTime(st)
	require.NoError(t, err)
	require.Equal(t, "Sat, 01 Jul 2008 10:05:52 GMT", text, "weekday as given, milliseconds ignored")
}

func TestFormatTimeRefuses(t *testing.T) {
	for name, change := range map[string]func(*header.SystemTime){
		"year low":  func(st *header.SystemTime) { st.Year = 1600 },
		"year high": func(st *header.SystemTime) { st.Year = 30828 },
		"month 0":   func(st *header.SystemTime) { st.Month = 0 },
		"month 13":  func(st *header.SystemTime) { st.Month = 13 },
		"weekday 7": func(st *header.SystemTime) { st.DayOfWeek = 7 },
		"day 0":     func(st *header.SystemTime) { st.Day = 0 },
		"day 32":    func(st *header.SystemTime) { st.Day = 32 },
		"hour 24":   func(st *header.SystemTime) { st.Hour = 24 },
		"minute 60": func(st *header.SystemTime) { st.Minute = 60 },
		"second 60": func(st *header.SystemTime) { st.Second = 60 },
	} {
		st := example
		change(&st)
		_, err := header.FormatTime(st)
		require.ErrorIs(t, err, werr.InvalidParameter, name)
	}
}

func TestParseTime(t *testing.T) {
	with := func(change func(*header.SystemTime)) header.SystemTime {
		st := now
		change(&st)
		return st
	}
	for _, c := range []struct {
		name, text string
		want       header.SystemTime
	}{
		{"RFC 1123", "Mon, 28 Jul 2008 10:05:52 GMT", example},
		{"LF behind", "Mon, 28 Jul 2008 10:05:52 GMT\n", example},
		{"loose", " mon 28 jul 2008 10 05 52\n", example},
		{"full names", "Monday, 28 July 2008 10:05:52", example},
		{"other text between", "?MON-28/JUL/2008T10.05.52 and more 99", example},
		{"RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", rfc},
		{"asctime", "Sun Nov  6 08:49:37 1994", rfc},
		{"asctime, long names", "sunday november 6 08:49:37 1994\n", rfc},
		{"nothing", "", now},
		{"no letter", "28", now},
		{"unknown weekday", "Jul 28 2008", now},
		{"two letters", "Mo", now},
		{"weekday alone", "Mon", with(func(st *header.SystemTime) { st.DayOfWeek = 1 })},
		{"until the day", "Mon, 28", with(func(st *header.SystemTime) { st.DayOfWeek, st.Day = 1, 28 })},
		{"unknown month", "Mon, 28 Foo 2008 10:05:52", with(func(st *header.SystemTime) { st.DayOfWeek, st.Day = 1, 28 })},
		{"until the minute", "Mon, 28 Jul 2008 10:05", with(func(st *header.SystemTime) {
			*st = example
			st.Second, st.Milliseconds = now.Second, now.Milliseconds
		})},
		{"asctime without year", "Mon Jul 28 10:05:52", with(func(st *header.SystemTime) {
			*st = example
			st.Year, st.Milliseconds = now.Year, now.Milliseconds
		})},
		{"numbers too large", "Mon, 99999 Jul 70000 65536:1:1", header.SystemTime{
			Year: 65535, Month: 7, DayOfWeek: 1, Day: 65535, Hour: 65535, Minute: 1, Second: 1,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, header.ParseTime(c.text, now))
		})
	}
}

func TestTwoDigitYear(t *testing.T) {
	for _, c := range []struct {
		date string
		want uint16
	}{
		{"15-Jul-76", 2076}, {"16-Jul-76", 1976}, {"01-Aug-76", 1976}, {"30-Jun-76", 2076}, {"01-Jan-77", 1977},
		{"01-Jan-26", 2026}, {"01-Jan-00", 2000}, {"01-Jan-99", 1999}, {"01-Jan-7", 2007}, {"01-Jan-094", 94},
	} {
		require.Equal(t, c.want, header.ParseTime("Sunday, "+c.date+" 08:49:37 GMT", now).Year, c.date)
	}
}

func TestTimeConversion(t *testing.T) {
	at := time.Date(2008, time.July, 28, 12, 5, 52, 7_900_000, time.FixedZone("", 2*60*60))
	st := header.SystemTimeOf(at)
	want := example
	want.Milliseconds = 7
	require.Equal(t, want, st)
	require.Equal(t, at.UTC().Truncate(time.Millisecond), st.Time())
}
