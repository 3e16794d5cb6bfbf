package header

import (
	"fmt"
	"math"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
)

// SystemTime is a SYSTEMTIME: UTC, Month 1 to 12, DayOfWeek 0 for Sunday. The root converts it to its own struct.
type SystemTime struct {
	Year, Month, DayOfWeek, Day, Hour, Minute, Second, Milliseconds uint16
}

var (
	weekdays = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	months   = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// SystemTimeOf is t in UTC, cut to milliseconds. Years outside 0 to 65535 do not fit.
func SystemTimeOf(t time.Time) SystemTime {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return SystemTime{
		Year: uint16(year), Month: uint16(month), DayOfWeek: uint16(t.Weekday()), Day: uint16(day),
		Hour: uint16(hour), Minute: uint16(minute), Second: uint16(second),
		Milliseconds: uint16(t.Nanosecond() / int(time.Millisecond)),
	}
}

// Time is st as UTC. DayOfWeek has no effect; a field out of its range carries over into the next one, as in time.Date.
func (st SystemTime) Time() time.Time {
	return time.Date(int(st.Year), time.Month(st.Month), int(st.Day), int(st.Hour), int(st.Minute), int(st.Second),
		int(st.Milliseconds)*int(time.Millisecond), time.UTC)
}

// FormatTime is st as "Mon, 28 Jul 2008 10:05:52 GMT" (RFC 9110, section 5.6.7). The weekday is the struct's, milliseconds
// are left out. InvalidParameter for another field out of range; years are 1601 to 30827, as the reference has them.
func FormatTime(st SystemTime) (string, error) {
	if !st.inRange() {
		return "", werr.InvalidParameter
	}
	return fmt.Sprintf("%s, %02d %s %04d %02d:%02d:%02d GMT", weekdays[st.DayOfWeek], st.Day, months[st.Month-1],
		st.Year, st.Hour, st.Minute, st.Second), nil
}

func (st SystemTime) inRange() bool {
	return 1601 <= st.Year && st.Year <= 30827 && 1 <= st.Month && st.Month <= 12 && st.DayOfWeek < 7 &&
		1 <= st.Day && st.Day <= 31 && st.Hour < 24 && st.Minute < 60 && st.Second < 60
}

// ParseTime reads the three date forms of RFC 9110 section 5.6.7, and anything that has their parts in their order,
// whatever stands between. It begins with now and stops at the first part that it cannot find, so it never fails
// (query.md section 7). Milliseconds become 0 when nothing is missing. A number above 65535 counts as that.
func ParseTime(text string, now SystemTime) SystemTime {
	st, s := now, timeText(text)
	if !s.name(&st.DayOfWeek, weekdays[:], 0) {
		return st
	}
	s.skip(isLetter)
	complete := false
	if s.atMonth() {
		complete = s.month(&st) && s.number(&st.Day) && s.clock(&st) && s.year(&st, now)
	} else {
		complete = s.number(&st.Day) && s.month(&st) && s.year(&st, now) && s.clock(&st)
	}
	if complete {
		st.Milliseconds = 0
	}
	return st
}

// timeText is the rest of a text that is being read.
type timeText string

func (s *timeText) month(st *SystemTime) bool { return s.name(&st.Month, months[:], 1) }

func (s *timeText) clock(st *SystemTime) bool {
	return s.number(&st.Hour) && s.number(&st.Minute) && s.number(&st.Second)
}

// year needs the month and the day in st. Of one or two digits it is the last such year that puts the date at most 50
// years after now.
func (s *timeText) year(st *SystemTime, now SystemTime) bool {
	year, digits := s.digits()
	if digits == 0 {
		return false
	}
	if digits <= 2 {
		latest := now.Year + 50
		if st.Month > now.Month || st.Month == now.Month && st.Day > now.Day {
			latest--
		}
		year = latest - (latest-year)%100
	}
	st.Year = year
	return true
}

func (s *timeText) atMonth() bool {
	next, month := *s, uint16(0)
	next.skip(func(c byte) bool { return !isLetter(c) && !isDigit(c) })
	return next != "" && isLetter(next[0]) && next.name(&month, months[:], 1)
}

// name skips to a letter and reads one of names by its three letters, in any case; first is the number of names[0].
func (s *timeText) name(n *uint16, names []string, first uint16) bool {
	s.skip(func(c byte) bool { return !isLetter(c) })
	if len(*s) < 3 {
		return false
	}
	for i, name := range names {
		if equalFold(string((*s)[:3]), name) {
			*n, *s = first+uint16(i), (*s)[3:]
			return true
		}
	}
	return false
}

func (s *timeText) number(n *uint16) bool {
	value, digits := s.digits()
	if digits > 0 {
		*n = value
	}
	return digits > 0
}

// digits skips to a digit, reads the number that begins there, and tells how many digits it has.
func (s *timeText) digits() (value uint16, count int) {
	s.skip(func(c byte) bool { return !isDigit(c) })
	n, count := leadingNumber(string(*s), math.MaxUint16)
	*s = (*s)[count:]
	return uint16(n), count
}

func (s *timeText) skip(these func(byte) bool) {
	for *s != "" && these((*s)[0]) {
		*s = (*s)[1:]
	}
}
