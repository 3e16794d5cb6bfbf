package cookie

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

var now = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

func at(url string) Place {
	rest, secure := strings.CutPrefix(url, "https://")
	host, path, _ := strings.Cut(strings.TrimPrefix(rest, "http://"), "/")
	return Place{Secure: secure, Host: host, Path: "/" + path}
}

// protocol.md 3: each row sets cookies at one place, and says what another place gets.
func TestJar(t *testing.T) {
	for _, row := range []struct {
		name, from string
		fields     []string
		to, want   string
	}{
		{"trimmed", "http://h/", []string{" name = value "}, "http://h/", "name=value"},
		{"case-sensitive, last first", "http://h/", []string{"name=value", "NAME=value"}, "http://h/", "NAME=value; name=value"},
		{"replaced and last again", "http://h/", []string{"a=1", "b=2", "a=3"}, "http://h/", "a=3; b=2"},
		{"same name, other path", "http://h/x/y", []string{"a=1", "a=2; path=/"}, "http://h/x/y", "a=2; a=1"},
		{"directory of the setter", "http://h/cookie", []string{"a=1"}, "http://h/cookie2", "a=1"},
		{"a path that does not cover the setter", "http://h/cookie4", []string{"a=1; Path=/cookie5"}, "http://h/cookie5", "a=1"},
		{"and nowhere else", "http://h/cookie4", []string{"a=1; Path=/cookie5"}, "http://h/cookie4", ""},
		{"the root is a path like another", "http://h/x", []string{"a=1", "a=2; path=/"}, "http://h/x", "a=2"},
		{"the last path counts", "http://h/x/", []string{"a=1; path=/y; path=z"}, "http://h/x/", "a=1"},
		{"a deeper directory", "http://h/a/b/c", []string{"a=1"}, "http://h/a/b", "a=1"},
		{"not beside it", "http://h/a/b/c", []string{"a=1"}, "http://h/a/bc", ""},
		{"a path boundary", "http://h/", []string{"a=1; path=/x"}, "http://h/xy", ""},
		{"a path below", "http://h/", []string{"a=1; path=/x"}, "http://h/x/y", "a=1"},
		{"a path that is none", "http://h/x/", []string{"a=1; path=y"}, "http://h/x/z", "a=1"},
		{"blanks and order", "http://localhost/", []string{"c = 1 ; Domain = localhost ; Path=/x ; HttpOnly; "}, "http://localhost/x", "c=1"},
		{"no equals sign", "http://h/", []string{"name"}, "http://h/", ""},
		{"no name", "http://h/", []string{"=value"}, "http://h/", ""},
		{"empty value", "http://h/", []string{"a="}, "http://h/", "a="},
		{"equals signs", "http://h/", []string{"a=b=c"}, "http://h/", "a=b=c"},
		{"another host", "http://a.test.com/", []string{"a=1"}, "http://b.test.com/", ""},
		{"hosts below without a domain", "http://test.com/", []string{"a=1"}, "http://b.test.com/", ""},
		{"hosts below with one", "http://test.com/", []string{"a=1; domain=.TEST.com"}, "http://b.test.com/", "a=1"},
		{"from below", "http://b.test.com/", []string{"a=1; domain=test.com"}, "http://test.com/", "a=1"},
		{"a foreign domain", "http://a.test.com/", []string{"a=1; domain=other.com"}, "http://other.com/", ""},
		{"a domain that only ends alike", "http://mytest.com/", []string{"a=1; domain=test.com"}, "http://test.com/", ""},
		{"a host below the setter", "http://test.com/", []string{"a=1; domain=b.test.com"}, "http://b.test.com/", ""},
		{"a public suffix", "http://a.co.uk/", []string{"a=1; domain=co.uk"}, "http://b.co.uk/", ""},
		{"a suffix that is the host", "http://co.uk/", []string{"a=1; domain=co.uk"}, "http://b.co.uk/", ""},
		{"an address", "http://10.0.0.1/", []string{"a=1; domain=10.0.0.1"}, "http://10.0.0.1/", "a=1"},
		{"part of an address", "http://10.0.0.1/", []string{"a=1; domain=0.0.1"}, "http://10.0.0.1/", ""},
		{"host in another case", "http://Test.Com/", []string{"a=1"}, "http://tEST.com/", "a=1"},
		{"secure over http", "https://h/", []string{"a=1; Secure"}, "http://h/", ""},
		{"secure over https", "https://h/", []string{"a=1; Secure"}, "https://h/", "a=1"},
		{"expired", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015 22:23:01 GMT"}, "http://h/", ""},
		{"not expired", "http://h/", []string{"a=1; expires=Wed, 13 Jan 2021 22:23:01 GMT"}, "http://h/", "a=1"},
		{"expires with hyphens", "http://h/", []string{"a=1; expires=Wed, 13-Jan-2021 22:23:01 GMT"}, "http://h/", "a=1"},
		{"deletes", "http://h/", []string{"a=1", "a=; expires=Tue, 13 Jan 2015 22:23:01 GMT"}, "http://h/", ""},
		{"expires in the form of RFC 850", "http://h/", []string{"a=1", "a=; expires=Thursday, 01-Jan-70 00:00:01 GMT"}, "http://h/", ""},
		{"two digits of this century", "http://h/", []string{"a=1; expires=Wednesday, 13-Jan-21 22:23:01 GMT"}, "http://h/", "a=1"},
		{"the last such year", "http://h/", []string{"a=1; expires=Tuesday, 31-Dec-69 23:59:59 GMT"}, "http://h/", "a=1"},
		{"expires in the form of asctime", "http://h/", []string{"a=1; expires=Sun Nov  6 08:49:37 1994"}, "http://h/", ""},
		{"expires without the weekday", "http://h/", []string{"a=1; expires=13 Jan 2015 22:23:01 GMT"}, "http://h/", ""},
		{"expires with a foreign weekday", "http://h/", []string{"a=1; expires=mer., 13 Jan 2015 22:23:01 GMT"}, "http://h/", ""},
		{"expires without the time", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015"}, "http://h/", "a=1"},
		{"expires at no hour", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015 24:00:00 GMT"}, "http://h/", "a=1"},
		{"expires at no minute", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015 22:60:01 GMT"}, "http://h/", "a=1"},
		{"expires at no second", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015 22:23:60 GMT"}, "http://h/", "a=1"},
		{"expires on day 0", "http://h/", []string{"a=1; expires=Tue, 00 Jan 2015 22:23:01 GMT"}, "http://h/", "a=1"},
		{"expires on no day", "http://h/", []string{"a=1; expires=Tue, 32 Jan 2015 22:23:01 GMT"}, "http://h/", "a=1"},
		{"expires before the calendar", "http://h/", []string{"a=1; expires=Tue, 02 Jan 1600 00:00:00 GMT"}, "http://h/", "a=1"},
		{"expires is no date", "http://h/", []string{"a=1; expires=soon"}, "http://h/", "a=1"},
		{"max-age 0", "http://h/", []string{"a=1", "a=2; max-age=0"}, "http://h/", ""},
		{"max-age below 0", "http://h/", []string{"a=1; max-age=-99999999999999999999"}, "http://h/", ""},
		{"max-age beats expires", "http://h/", []string{"a=1; max-age=9; expires=Tue, 13 Jan 2015 22:23:01 GMT"}, "http://h/", "a=1"},
		{"in this order too", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015 22:23:01 GMT; max-age=9"}, "http://h/", "a=1"},
		{"max-age is huge", "http://h/", []string{"a=1; max-age=99999999999999999999"}, "http://h/", "a=1"},
		{"max-age is no number", "http://h/", []string{"a=1; max-age=x"}, "http://h/", "a=1"},
		{"max-age with a plus", "http://h/", []string{"a=1; max-age=+0"}, "http://h/", "a=1"},
		{"max-age beats one that is no number", "http://h/", []string{"a=1; max-age=9; max-age=x"}, "http://h/", "a=1"},
		{"max-age is empty", "http://h/", []string{"a=1; max-age=; expires=Tue, 13 Jan 2015 22:23:01 GMT"}, "http://h/", ""},
		{"a line feed", "http://h/", []string{"a=1\r\nX: 2"}, "http://h/", ""},
		{"a DEL", "http://h/", []string{"a=\x7f"}, "http://h/", ""},
		{"a NUL in an attribute", "http://h/", []string{"a=1; x=\x00"}, "http://h/", ""},
		{"a tab", "http://h/", []string{"\ta\t=\tx\ty\t"}, "http://h/", "a=x\ty"},
		{"bytes beyond ASCII", "http://h/", []string{"a=\xe9\xff"}, "http://h/", "a=\xe9\xff"},
		{"too long", "http://h/", []string{"a=" + strings.Repeat("x", maxSize)}, "http://h/", ""},
	} {
		var j Jar
		for _, f := range row.fields {
			j.Store(at(row.from), f, now)
		}
		require.Equal(t, row.want, j.Header(at(row.to), now), row.name)
	}
}

// A target that is no path, such as the * of OPTIONS, counts as the root.
func TestPlaceWithoutPath(t *testing.T) {
	for _, path := range []string{"", "*", "x/y"} {
		var j Jar
		j.Store(Place{Host: "h", Path: path}, "a=1", now)
		require.Equal(t, "a=1", j.Header(at("http://h/z"), now), path)
		require.Equal(t, "a=1", j.Header(Place{Host: "h", Path: path}, now), path)
	}
}

func TestAddressWithBrackets(t *testing.T) {
	var j Jar
	from := Place{Host: "[::1]", Path: "/"}
	j.Store(from, "a=1", now)
	j.Store(from, "b=2; domain=[::1]", now)
	j.Store(from, "c=3; domain=::1", now)
	require.Equal(t, "b=2; a=1", j.Header(from, now))
	require.Empty(t, j.Header(Place{Host: "[::2]", Path: "/"}, now))
}

func TestExpiry(t *testing.T) {
	var j Jar
	j.Store(at("http://h/"), "a=1; max-age=10", now)
	require.Equal(t, "a=1", j.Header(at("http://h/"), now.Add(9*time.Second)))
	require.Empty(t, j.Header(at("http://h/"), now.Add(10*time.Second)))
	require.Empty(t, j.cookies)
}

// A server can make the jar hold no more than its bounds.
func TestBounds(t *testing.T) {
	var j Jar
	for i := range 2 * maxDomain {
		j.Store(at("http://h/"), fmt.Sprintf("c%d=1", i), now)
	}
	require.Len(t, j.cookies, maxDomain)
	require.True(t, strings.HasPrefix(j.Header(at("http://h/"), now), "c99=1; c98=1"))
	for i := range maxAll + 100 {
		j.Store(at(fmt.Sprintf("http://h%d.example/", i)), "a=1", now)
	}
	require.Len(t, j.cookies, maxAll)
}

// Cookies that have expired are no reason to drop one that lives.
func TestExpiredGoFirst(t *testing.T) {
	var j Jar
	j.Store(at("http://h/"), "live=1", now)
	for i := range maxDomain - 1 {
		j.Store(at("http://h/"), fmt.Sprintf("c%d=1; max-age=1", i), now)
	}
	later := now.Add(time.Second)
	j.Store(at("http://h/"), "new=1", later)
	require.Len(t, j.cookies, 2)
	require.Equal(t, "new=1; live=1", j.Header(at("http://h/"), later))
}

// A cookie keeps no more than its own text alive, and what it takes from the place counts too.
func TestMemory(t *testing.T) {
	var j Jar
	const field = "name=value; domain=test.com; path=/path"
	head := strings.Repeat("x", 1<<16) + field
	j.Store(at("http://test.com/"), head[1<<16:], now)
	url := strings.Repeat("h", 10) + strings.Repeat("/p", 100)
	j.Store(Place{Host: url[:10], Path: url[10:]}, "a=1", now)
	require.Len(t, j.cookies, 2)
	for _, whole := range []string{head, url} {
		for _, c := range j.cookies {
			for _, text := range []string{c.name, c.value, c.domain, c.path} {
				require.False(t, within(text, whole), text)
			}
		}
	}
	j.Store(at("http://h/"+strings.Repeat("x", maxSize)+"/"), "a=1", now)
	j.Store(at("http://"+strings.Repeat("x.", maxSize)+"com/"), "a=1", now)
	require.Len(t, j.cookies, 2)
}

// within says whether part is a piece of the memory of whole.
func within(part, whole string) bool {
	p, w := uintptr(unsafe.Pointer(unsafe.StringData(part))), uintptr(unsafe.Pointer(unsafe.StringData(whole)))
	return w <= p && p < w+uintptr(len(whole))
}

func TestConcurrency(t *testing.T) {
	var j Jar
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for range 100 {
				j.Store(at("http://h/"), fmt.Sprintf("c%d=1", i), now)
				_ = j.Header(at("http://h/"), now)
			}
		})
	}
	all.Wait()
	require.Len(t, j.cookies, 4)
}

// Whatever a server sends, at most one cookie is kept, within the bounds and for that server alone; what goes out is clean, and
// is the same cookie when it comes back.
func FuzzStore(f *testing.F) {
	f.Add("h", "/x", "a=b; domain=.h; path=/; expires=Wed, 13 Jan 2021 22:23:01 GMT; max-age=1; secure")
	f.Add("b.test.com", "/x/y", " a = b ;Domain=TEST.com;Path=/x;Expires=Thu Jan  1 00:00:01 1970;HttpOnly;;")
	f.Add("[::1]", "*", "=;==;domain=.;path=x;max-age=-99999999999999999999")
	f.Fuzz(func(t *testing.T, host, path, field string) {
		var j Jar
		place := Place{Secure: true, Host: host, Path: path}
		j.Store(place, field, now)
		for _, c := range j.cookies {
			require.LessOrEqual(t, c.size(), maxSize)
			require.True(t, c.domain == canonical(host) || strings.HasSuffix(canonical(host), "."+c.domain))
			require.True(t, c.hostOnly || !isPublic(c.domain))
			place.Path = c.path
		}
		sent := j.Header(place, now)
		require.Equal(t, len(j.cookies) > 0, sent != "")
		require.False(t, strings.ContainsAny(sent, ";\r\n\x00"), "%q", sent)

		var again Jar
		again.Store(Place{Host: "h", Path: "/"}, sent, now)
		require.Equal(t, sent, again.Header(Place{Host: "h", Path: "/"}, now))
	})
}

func full() *Jar {
	var j Jar
	for i := range maxAll {
		j.Store(at(fmt.Sprintf("http://h%d.example/", i%100)), fmt.Sprintf("c%d=1", i), now)
	}
	return &j
}

// Cookies of other servers cost a request no memory.
func TestHeaderAllocations(t *testing.T) {
	j, none, some := full(), at("http://other.example/"), at("http://h7.example/")
	require.Zero(t, testing.AllocsPerRun(100, func() { _ = j.Header(none, now) }))
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _ = j.Header(some, now) }), 10.0) // 30 cookies: the text grows
}

func BenchmarkHeader(b *testing.B) {
	j, place := full(), at("http://h7.example/")
	b.ReportAllocs()
	for b.Loop() {
		_ = j.Header(place, now)
	}
}
