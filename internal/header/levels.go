package header

import (
	"iter"
	"strconv"
)

// Level is what a query asks for, the WINHTTP_QUERY_ number: a header with a number of its own, a pseudo header such as
// the status code, or Custom for a header by name.
type Level uint16

const (
	MIMEVersion             Level = 0
	ContentType             Level = 1
	ContentTransferEncoding Level = 2
	ContentID               Level = 3
	ContentDescription      Level = 4
	ContentLength           Level = 5
	ContentLanguage         Level = 6
	Allow                   Level = 7
	Public                  Level = 8
	Date                    Level = 9
	Expires                 Level = 10
	LastModified            Level = 11
	MessageID               Level = 12
	URI                     Level = 13
	DerivedFrom             Level = 14
	Cost                    Level = 15
	Link                    Level = 16
	Pragma                  Level = 17
	Version                 Level = 18
	StatusCode              Level = 19
	StatusText              Level = 20
	RawHeaders              Level = 21
	RawHeadersCRLF          Level = 22
	Connection              Level = 23
	Accept                  Level = 24
	AcceptCharset           Level = 25
	AcceptEncoding          Level = 26
	AcceptLanguage          Level = 27
	Authorization           Level = 28
	ContentEncoding         Level = 29
	Forwarded               Level = 30
	From                    Level = 31
	IfModifiedSince         Level = 32
	Location                Level = 33
	OrigURI                 Level = 34
	Referer                 Level = 35
	RetryAfter              Level = 36
	Server                  Level = 37
	Title                   Level = 38
	UserAgent               Level = 39
	WWWAuthenticate         Level = 40
	ProxyAuthenticate       Level = 41
	AcceptRanges            Level = 42
	SetCookie               Level = 43
	Cookie                  Level = 44
	RequestMethod           Level = 45
	Refresh                 Level = 46
	ContentDisposition      Level = 47
	Age                     Level = 48
	CacheControl            Level = 49
	ContentBase             Level = 50
	ContentLocation         Level = 51
	ContentMD5              Level = 52
	ContentRange            Level = 53
	ETag                    Level = 54
	Host                    Level = 55
	IfMatch                 Level = 56
	IfNoneMatch             Level = 57
	IfRange                 Level = 58
	IfUnmodifiedSince       Level = 59
	MaxForwards             Level = 60
	ProxyAuthorization      Level = 61
	Range                   Level = 62
	TransferEncoding        Level = 63
	Upgrade                 Level = 64
	Vary                    Level = 65
	Via                     Level = 66
	Warning                 Level = 67
	Expect                  Level = 68
	ProxyConnection         Level = 69
	UnlessModifiedSince     Level = 70
	ProxySupport            Level = 75
	AuthenticationInfo      Level = 76
	PassportURLs            Level = 77
	PassportConfig          Level = 78
	Custom                  Level = 65535

	MaxLevel   = PassportConfig // every level but Custom is at most this
	AllHeaders = RawHeaders     // for Query.List only
)

// String is the C name without WINHTTP_QUERY_, or the number of a level without a name.
func (l Level) String() string {
	if row, ok := l.row(); ok {
		return row.suffix
	}
	return strconv.Itoa(int(l))
}

// Header is the name of the header field that the level means; empty for a pseudo header and for Custom.
func (l Level) Header() string {
	row, _ := l.row()
	return row.header
}

// Levels yields every level that has a name, in numeric order; String and Header tell the rest.
func Levels() iter.Seq[Level] {
	return func(yield func(Level) bool) {
		for l := range MaxLevel + 1 {
			if _, ok := l.row(); ok && !yield(l) {
				return
			}
		}
		yield(Custom)
	}
}

func (l Level) row() (levelRow, bool) {
	if l == Custom {
		return levelRow{suffix: "CUSTOM"}, true
	}
	if l > MaxLevel {
		return levelRow{}, false
	}
	return levels[l], levels[l].suffix != ""
}

// levelRow is a header by its name, or a pseudo header by the function that finds it in a message.
type levelRow struct {
	suffix, header string
	pseudo         func(*Message) (value string, ok bool)
}

// levels has an empty row for each of the unassigned numbers 71 to 74.
var levels = [MaxLevel + 1]levelRow{
	MIMEVersion:             {suffix: "MIME_VERSION", header: "Mime-Version"},
	ContentType:             {suffix: "CONTENT_TYPE", header: "Content-Type"},
	ContentTransferEncoding: {suffix: "CONTENT_TRANSFER_ENCODING", header: "Content-Transfer-Encoding"},
	ContentID:               {suffix: "CONTENT_ID", header: "Content-ID"},
	ContentDescription:      {suffix: "CONTENT_DESCRIPTION", header: "Content-Description"},
	ContentLength:           {suffix: "CONTENT_LENGTH", header: "Content-Length"},
	ContentLanguage:         {suffix: "CONTENT_LANGUAGE", header: "Content-Language"},
	Allow:                   {suffix: "ALLOW", header: "Allow"},
	Public:                  {suffix: "PUBLIC", header: "Public"},
	Date:                    {suffix: "DATE", header: "Date"},
	Expires:                 {suffix: "EXPIRES", header: "Expires"},
	LastModified:            {suffix: "LAST_MODIFIED", header: "Last-Modified"},
	MessageID:               {suffix: "MESSAGE_ID", header: "Message-ID"},
	URI:                     {suffix: "URI", header: "URI"},
	DerivedFrom:             {suffix: "DERIVED_FROM", header: "Derived-From"},
	Cost:                    {suffix: "COST", header: "Cost"},
	Link:                    {suffix: "LINK", header: "Link"},
	Pragma:                  {suffix: "PRAGMA", header: "Pragma"},
	Version:                 {suffix: "VERSION", pseudo: (*Message).version},
	StatusCode:              {suffix: "STATUS_CODE", pseudo: (*Message).statusCode},
	StatusText:              {suffix: "STATUS_TEXT", pseudo: (*Message).statusText},
	RawHeaders:              {suffix: "RAW_HEADERS", pseudo: (*Message).rawHeaders},
	RawHeadersCRLF:          {suffix: "RAW_HEADERS_CRLF", pseudo: (*Message).rawHeadersCRLF},
	Connection:              {suffix: "CONNECTION", header: "Connection"},
	Accept:                  {suffix: "ACCEPT", header: "Accept"},
	AcceptCharset:           {suffix: "ACCEPT_CHARSET", header: "Accept-Charset"},
	AcceptEncoding:          {suffix: "ACCEPT_ENCODING", header: "Accept-Encoding"},
	AcceptLanguage:          {suffix: "ACCEPT_LANGUAGE", header: "Accept-Language"},
	Authorization:           {suffix: "AUTHORIZATION", header: "Authorization"},
	ContentEncoding:         {suffix: "CONTENT_ENCODING", header: "Content-Encoding"},
	Forwarded:               {suffix: "FORWARDED", header: "Forwarded"},
	From:                    {suffix: "FROM", header: "From"},
	IfModifiedSince:         {suffix: "IF_MODIFIED_SINCE", header: "If-Modified-Since"},
	Location:                {suffix: "LOCATION", header: "Location"},
	OrigURI:                 {suffix: "ORIG_URI", header: "Orig-URI"},
	Referer:                 {suffix: "REFERER", header: "Referer"},
	RetryAfter:              {suffix: "RETRY_AFTER", header: "Retry-After"},
	Server:                  {suffix: "SERVER", header: "Server"},
	Title:                   {suffix: "TITLE", header: "Title"},
	UserAgent:               {suffix: "USER_AGENT", header: "User-Agent"},
	WWWAuthenticate:         {suffix: "WWW_AUTHENTICATE", header: "WWW-Authenticate"},
	ProxyAuthenticate:       {suffix: "PROXY_AUTHENTICATE", header: "Proxy-Authenticate"},
	AcceptRanges:            {suffix: "ACCEPT_RANGES", header: "Accept-Ranges"},
	SetCookie:               {suffix: "SET_COOKIE", header: "Set-Cookie"},
	Cookie:                  {suffix: "COOKIE", header: "Cookie"},
	RequestMethod:           {suffix: "REQUEST_METHOD", pseudo: (*Message).requestMethod},
	Refresh:                 {suffix: "REFRESH", header: "Refresh"},
	ContentDisposition:      {suffix: "CONTENT_DISPOSITION", header: "Content-Disposition"},
	Age:                     {suffix: "AGE", header: "Age"},
	CacheControl:            {suffix: "CACHE_CONTROL", header: "Cache-Control"},
	ContentBase:             {suffix: "CONTENT_BASE", header: "Content-Base"},
	ContentLocation:         {suffix: "CONTENT_LOCATION", header: "Content-Location"},
	ContentMD5:              {suffix: "CONTENT_MD5", header: "Content-MD5"},
	ContentRange:            {suffix: "CONTENT_RANGE", header: "Content-Range"},
	ETag:                    {suffix: "ETAG", header: "ETag"},
	Host:                    {suffix: "HOST", header: "Host"},
	IfMatch:                 {suffix: "IF_MATCH", header: "If-Match"},
	IfNoneMatch:             {suffix: "IF_NONE_MATCH", header: "If-None-Match"},
	IfRange:                 {suffix: "IF_RANGE", header: "If-Range"},
	IfUnmodifiedSince:       {suffix: "IF_UNMODIFIED_SINCE", header: "If-Unmodified-Since"},
	MaxForwards:             {suffix: "MAX_FORWARDS", header: "Max-Forwards"},
	ProxyAuthorization:      {suffix: "PROXY_AUTHORIZATION", header: "Proxy-Authorization"},
	Range:                   {suffix: "RANGE", header: "Range"},
	TransferEncoding:        {suffix: "TRANSFER_ENCODING", header: "Transfer-Encoding"},
	Upgrade:                 {suffix: "UPGRADE", header: "Upgrade"},
	Vary:                    {suffix: "VARY", header: "Vary"},
	Via:                     {suffix: "VIA", header: "Via"},
	Warning:                 {suffix: "WARNING", header: "Warning"},
	Expect:                  {suffix: "EXPECT", header: "Expect"},
	ProxyConnection:         {suffix: "PROXY_CONNECTION", header: "Proxy-Connection"},
	UnlessModifiedSince:     {suffix: "UNLESS_MODIFIED_SINCE", header: "Unless-Modified-Since"},
	ProxySupport:            {suffix: "PROXY_SUPPORT", header: "Proxy-Support"},
	AuthenticationInfo:      {suffix: "AUTHENTICATION_INFO", header: "Authentication-Info"},
	PassportURLs:            {suffix: "PASSPORT_URLS", header: "PassportURLs"},
	PassportConfig:          {suffix: "PASSPORT_CONFIG", header: "PassportConfig"},
}
