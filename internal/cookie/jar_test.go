package cookie

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

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
		{"expires is no date", "http://h/", []string{"a=1; expires=soon"}, "http://h/", "a=1"},
		{"max-age 0", "http://h/", []string{"a=1", "a=2; max-age=0"}, "http://h/", ""},
		{"max-age below 0", "http://h/", []string{"a=1; max-age=-99999999999999999999"}, "http://h/", ""},
		{"max-age beats expires", "http://h/", []string{"a=1; max-age=9; expires=Tue, 13 Jan 2015 22:23:01 GMT"}, "http://h/", "a=1"},
		{"in this order too", "http://h/", []string{"a=1; expires=Tue, 13 Jan 2015 22:23:01 GMT; max-age=9"}, "http://h/", "a=1"},
		{"max-age is huge", "http://h/", []string{"a=1; max-age=99999999999999999999"}, "http://h/", "a=1"},
		{"max-age is no number", "http://h/", []string{"a=1; max-age=x"}, "http://h/", "a=1"},
		{"too long", "http://h/", []string{"a=" + strings.Repeat("x", maxSize)}, "http://h/", ""},
	} {
		var j Jar
		for _, f := range row.fields {
			j.Store(at(row.from), f, now)
		}
		require.Equal(t, row.want, j.Header(at(row.to), now), row.name)
	}
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

func FuzzStore(f *testing.F) {
	f.Add("a=b; domain=.h; path=/; expires=Wed, 13 Jan 2021 22:23:01 GMT; max-age=1; secure")
	f.Fuzz(func(t *testing.T, field string) {
		var j Jar
		j.Store(at("http://h/x"), field, now)
		require.LessOrEqual(t, len(j.Header(at("http://h/x"), now)), maxSize)
	})
}
