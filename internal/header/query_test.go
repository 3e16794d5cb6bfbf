package header_test

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

func TestLevels(t *testing.T) {
	var numbers []header.Level
	suffixes := map[string]bool{}
	var pseudo []header.Level
	for l := range header.Levels() {
		numbers = append(numbers, l)
		suffixes[l.String()] = true
		if l.Header() == "" {
			pseudo = append(pseudo, l)
			continue
		}
		plain := strings.ReplaceAll(l.String(), "_", "")
		require.Equal(t, plain, strings.ToUpper(strings.ReplaceAll(l.Header(), "-", "")))
	}
	require.Len(t, numbers, 76)
	require.Len(t, slices.Collect(maps.Keys(suffixes)), 76)
	require.True(t, slices.IsSorted(numbers))
	require.Equal(t, []header.Level{18, 19, 20, 21, 22, 45, 65535}, pseudo)
	require.Equal(t, "72", header.Level(72).String())
	require.Equal(t, "79", header.Level(79).String())
	for range header.Levels() {
		break
	}
}

// Every number of the table in query.md section 1 that stands at the head of a column, and its ends.
func TestLevelNumbers(t *testing.T) {
	for level, name := range map[header.Level]string{
		0: "Mime-Version", 5: "Content-Length", 14: "Derived-From", 25: "Accept-Charset", 26: "Accept-Encoding",
		31: "From", 34: "Orig-URI", 43: "Set-Cookie", 51: "Content-Location", 52: "Content-MD5", 54: "ETag",
		63: "Transfer-Encoding", 70: "Unless-Modified-Since", 75: "Proxy-Support", 77: "PassportURLs", 78: "PassportConfig",
	} {
		require.Equal(t, name, level.Header())
	}
	require.Equal(t, header.Level(78), header.MaxLevel)
}

func query(l header.Level, flags header.Flag) header.Query {
	return header.Query(uint32(l) | uint32(flags))
}

func message(t testing.TB, head string) *header.Message {
	t.Helper()
	h, err := header.ParseHead([]byte(head))
	require.NoError(t, err)
	m := h.Message()
	return &m
}

const exampleHead = "HTTP/1.1  200  All well\r\nServer: x\r\nA  :   b\r\nSet-Cookie: 1\r\nEmpty:\r\nset-cookie: 2\r\n" +
	"X-Number: 0123abc\r\nDate: Mon, 28 Jul 2008 10:05:52 GMT\r\nLatin: \xe9\r\n\r\n"

func TestFindResponse(t *testing.T) {
	m := message(t, exampleHead)
	for _, c := range []struct {
		name  string
		q     header.Query
		arg   string
		index uint32
		value header.Value
		next  uint32
		err   error
	}{
		{"header", query(header.Server, 0), "", 0, "x", 1, nil},
		{"name ignored without CUSTOM", query(header.Server, 0), "A", 0, "x", 1, nil},
		{"CUSTOM", query(header.Custom, 0), "a", 0, "b", 1, nil},
		{"CUSTOM, empty value", query(header.Custom, 0), "EMPTY", 0, "", 1, nil},
		{"CUSTOM without name", query(header.Custom, 0), "", 0, "", 0, werr.InvalidParameter},
		{"CUSTOM absent", query(header.Custom, 0), "nope", 0, "", 0, werr.HeaderNotFound},
		{"first occurrence", query(header.SetCookie, 0), "", 0, "1", 1, nil},
		{"second occurrence", query(header.SetCookie, 0), "", 1, "2", 2, nil},
		{"past the last", query(header.SetCookie, 0), "", 2, "", 2, werr.HeaderNotFound},
		{"far past the last", query(header.SetCookie, 0), "", math.MaxUint32, "", math.MaxUint32, werr.HeaderNotFound},
		{"VERSION", query(header.Version, 0), "", 7, "HTTP/1.1", 7, nil},
		{"STATUS_CODE", query(header.StatusCode, header.AsNumber), "", 7, "200", 7, nil},
		{"STATUS_TEXT", query(header.StatusText, 0), "", 0, "All well", 0, nil},
		{"REQUEST_METHOD of a response", query(header.RequestMethod, 0), "", 0, "", 0, werr.HeaderNotFound},
		{"(o) ORIG_URI", query(header.OrigURI, 0), "", 0, "", 0, werr.HeaderNotFound},
		{"71", query(71, 0), "", 0, "", 0, werr.HeaderNotFound},
		{"74", query(74, 0), "", 3, "", 3, werr.HeaderNotFound},
		{"79", query(79, 0), "", 0, "", 0, werr.InvalidParameter},
		{"65534", query(65534, 0), "", 0, "", 0, werr.InvalidParameter},
		{"unknown modifier 0x10000000", query(header.Server, 0x10000000), "", 0, "", 0, werr.InvalidParameter},
		{"unknown modifier 0x04000000", query(header.Server, 0x04000000), "", 0, "", 0, werr.InvalidParameter},
		{"unknown modifier 0x00010000", query(header.Server, 0x00010000), "", 0, "", 0, werr.InvalidParameter},
		{"trailers of the request", query(header.Server, header.Trailers|header.RequestHeaders), "", 0, "", 0, werr.InvalidParameter},
		{"all flags", query(header.Server, header.Trailers|header.WireEncoding|header.AsNumber|header.AsNumber64|header.AsSystemTime), "", 0, "x", 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, next, err := c.q.Find(m, c.arg, c.index)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.value, value)
			require.Equal(t, c.next, next)
		})
	}
}

func TestEveryHeaderLevel(t *testing.T) {
	for l := range header.Levels() {
		if l.Header() == "" {
			continue
		}
		m := message(t, "HTTP/1.1 200 OK\r\n"+strings.ToUpper(l.Header())+": 7\r\n\r\n")
		value, next, err := query(l, 0).Find(m, "", 0)
		require.NoError(t, err)
		require.Equal(t, header.Value("7"), value)
		require.EqualValues(t, 1, next)
	}
}

func TestFindRaw(t *testing.T) {
	request := &header.Message{Method: "GET", Target: "/a b", Version: "HTTP/1.1", Fields: blockOf(t, "Accept:x\nB:")}
	noFields := &header.Message{Method: "GET", Target: "/", Version: "HTTP/1.0", Fields: &header.Block{}}
	for _, c := range []struct {
		name string
		m    *header.Message
		crlf string
		err  error
	}{
		{"the example", message(t, "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"), "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", nil},
		{"rebuilt lines", message(t, "HTTP/1.1  200\nA  :   b\nC:\n\n"), "HTTP/1.1  200\r\nA: b\r\nC: \r\n\r\n", nil},
		{"no headers", message(t, "HTTP/1.1 200\r\n\r\n"), "HTTP/1.1 200\r\n\r\n", nil},
		{"request", request, "GET /a b HTTP/1.1\r\nAccept: x\r\nB: \r\n\r\n", nil},
		{"request before anything is added", noFields, "GET / HTTP/1.0\r\n\r\n", nil},
		{"trailers", &header.Message{Fields: blockOf(t, "A: b")}, "A: b\r\n\r\n", nil},
		{"no trailers", &header.Message{Fields: &header.Block{}}, "", werr.HeaderNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			crlf, next, err := query(header.RawHeadersCRLF, 0).Find(c.m, "", 5)
			require.ErrorIs(t, err, c.err)
			require.EqualValues(t, c.crlf, crlf)
			require.EqualValues(t, 5, next)
			nul, next, err := query(header.RawHeaders, 0).Find(c.m, "", 5)
			require.ErrorIs(t, err, c.err)
			require.EqualValues(t, strings.ReplaceAll(strings.TrimSuffix(c.crlf, "\r\n"), "\r\n", "\x00"), nul)
			require.EqualValues(t, 5, next)
		})
	}
}

func TestFindRequestAndTrailers(t *testing.T) {
	request := &header.Message{Method: "PoSt", Target: "/", Version: "HTTP/1.0", Fields: &header.Block{}}
	trailers := &header.Message{Fields: blockOf(t, "ETag: t")}
	for _, c := range []struct {
		name  string
		m     *header.Message
		level header.Level
		value header.Value
		err   error
	}{
		{"request VERSION", request, header.Version, "HTTP/1.0", nil},
		{"request REQUEST_METHOD", request, header.RequestMethod, "PoSt", nil},
		{"request STATUS_CODE", request, header.StatusCode, "", werr.HeaderNotFound},
		{"request STATUS_TEXT", request, header.StatusText, "", werr.HeaderNotFound},
		{"trailers header", trailers, header.ETag, "t", nil},
		{"trailers VERSION", trailers, header.Version, "", werr.HeaderNotFound},
		{"trailers STATUS_CODE", trailers, header.StatusCode, "", werr.HeaderNotFound},
	} {
		value, _, err := query(c.level, 0).Find(c.m, "", 0)
		if c.err != nil {
			require.ErrorIs(t, err, c.err, c.name)
			continue
		}
		require.NoError(t, err, c.name)
		require.Equal(t, c.value, value, c.name)
	}
}

func TestOfRequest(t *testing.T) {
	require.True(t, query(header.Server, header.RequestHeaders).OfRequest())
	require.True(t, query(header.RequestMethod, 0).OfRequest())
	require.True(t, query(header.RawHeaders, header.RequestHeaders|header.AsNumber).OfRequest())
	require.False(t, query(header.Server, 0).OfRequest())
	require.False(t, query(header.RawHeaders, header.Trailers).OfRequest())
	require.False(t, query(79, 0).OfRequest())
}

func TestForm(t *testing.T) {
	all := header.AsNumber | header.AsNumber64 | header.AsSystemTime | header.WireEncoding
	for _, want := range []header.Flag{header.AsNumber, header.AsNumber64, header.AsSystemTime, header.WireEncoding, 0} {
		require.Equal(t, want, query(header.Date, all|header.RequestHeaders).Form())
		all &^= want
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		text     string
		number   uint32
		number64 uint64
	}{
		{"", 0, 0},
		{"12", 12, 12},
		{" \t007x9", 7, 7},
		{"-1", 0, 0},
		{"abc", 0, 0},
		{"4294967295", math.MaxUint32, math.MaxUint32},
		{"4294967296", math.MaxUint32, math.MaxUint32 + 1},
		{"18446744073709551615", math.MaxUint32, math.MaxUint64},
		{"18446744073709551616", math.MaxUint32, math.MaxUint64},
		{"999999999999999999999999", math.MaxUint32, math.MaxUint64},
	} {
		require.Equal(t, c.number, header.Value(c.text).Number(), c.text)
		require.Equal(t, c.number64, header.Value(c.text).Number64(), c.text)
	}
	latin := header.Value("\xe9")
	require.Equal(t, "\u00e9", latin.Text())
	require.Equal(t, []byte{0xe9}, latin.Bytes())
	require.Equal(t, header.ParseTime("Mon", header.SystemTime{Day: 3}), header.Value("Mon").SystemTime(header.SystemTime{Day: 3}))
}

func TestList(t *testing.T) {
	m := message(t, exampleHead)
	names := func(fields []header.Field) string {
		s := ""
		for _, f := range fields {
			s += f.Name + "=" + f.Value + " "
		}
		return s
	}
	for _, c := range []struct {
		name  string
		q     header.Query
		arg   string
		index uint32
		want  string
		next  uint32
		err   error
	}{
		{"header level", query(header.SetCookie, 0), "", 0, "Set-Cookie=1 set-cookie=2 ", 2, nil},
		{"from the index", query(header.SetCookie, header.WireEncoding), "", 1, "set-cookie=2 ", 2, nil},
		{"past the last", query(header.SetCookie, 0), "", 2, "", 2, werr.HeaderNotFound},
		{"CUSTOM", query(header.Custom, 0), "a", 0, "A=b ", 1, nil},
		{"CUSTOM without name", query(header.Custom, 0), "", 0, "", 0, werr.InvalidParameter},
		{"absent", query(header.Allow, 0), "", 0, "", 0, werr.HeaderNotFound},
		{"VERSION", query(header.Version, 0), "", 0, "", 0, werr.InvalidParameter},
		{"STATUS_CODE", query(header.StatusCode, 0), "", 0, "", 0, werr.InvalidParameter},
		{"STATUS_TEXT", query(header.StatusText, 0), "", 0, "", 0, werr.InvalidParameter},
		{"RAW_HEADERS_CRLF", query(header.RawHeadersCRLF, 0), "", 0, "", 0, werr.InvalidParameter},
		{"REQUEST_METHOD", query(header.RequestMethod, 0), "", 0, "", 0, werr.InvalidParameter},
		{"NUMBER", query(header.SetCookie, header.AsNumber), "", 0, "", 0, werr.InvalidParameter},
		{"NUMBER64", query(header.SetCookie, header.AsNumber64), "", 0, "", 0, werr.InvalidParameter},
		{"SYSTEMTIME", query(header.AllHeaders, header.AsSystemTime), "", 0, "", 0, werr.InvalidParameter},
		{"79", query(79, 0), "", 0, "", 0, werr.InvalidParameter},
	} {
		t.Run(c.name, func(t *testing.T) {
			fields, next, err := c.q.List(m, c.arg, c.index)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.want, names(fields))
			require.Equal(t, c.next, next)
		})
	}
	all, next, err := query(header.AllHeaders, 0).List(m, "", 3)
	require.NoError(t, err)
	require.Equal(t, m.Fields.Fields(), all)
	require.EqualValues(t, 3, next)
	_, _, err = query(header.AllHeaders, 0).List(&header.Message{Fields: &header.Block{}}, "", 0)
	require.ErrorIs(t, err, werr.HeaderNotFound)
}

func TestFindDoesNotAllocate(t *testing.T) {
	m := message(t, exampleHead)
	q := query(header.SetCookie, 0)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if v, _, _ := q.Find(m, "", 1); v.Number() != 2 {
			t.Error("not found")
		}
	}))
}
