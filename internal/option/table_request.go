package option

// VersionInfo is the value of HTTPVersion, field for field the root's HTTP_VERSION_INFO.
type VersionInfo struct{ MajorVersion, MinorVersion uint32 }

const (
	codePageUTF8     = 65001
	redirectFromTLS  = 1 // DISALLOW_HTTPS_TO_HTTP
	allDecompression = 1 | 2
	maxAnnotation    = 64_000
)

// What a request says and how it treats the response.
var (
	// ReadBufferSize has no effect and reads back.
	ReadBufferSize = define[uint32](built, 12, "READ_BUFFER_SIZE", request, request, 0)
	// WriteBufferSize has no effect and reads back.
	WriteBufferSize = define[uint32](built, 13, "WRITE_BUFFER_SIZE", request, request, 0)
	// URL is the current absolute URL; redirects move it.
	URL = object[string](built, 34, "URL", never, request)
	// UserAgent is the User-Agent of requests that have none of their own.
	UserAgent = define[string](built, 41, "USER_AGENT", session, session, "", inherited, shown("agent of WinHttpOpen"))
	// RequestPriority has no effect and reads back.
	RequestPriority = define[uint32](built, 58, "REQUEST_PRIORITY", request, request, 0)
	// HTTPVersion is 1.1 or 1.0.
	HTTPVersion = define(built&^null, 59, "HTTP_VERSION", null|either, null|either, VersionInfo{1, 1},
		inherited, checked(isHTTP1), shape("HTTP_VERSION_INFO", 8), shown("{1, 1}"))
	// DisableFeature turns off cookies (1), redirects (2), authentication (4), keep-alive (8); bits add up. The third
	// has nothing to turn off yet.
	DisableFeature = define[uint32](built, 63, "DISABLE_FEATURE", request, never, 0, accumulates)
	// CodePage turns the query part of a URL into bytes.
	CodePage = define[uint32](later, 68, "CODEPAGE", session, never, codePageUTF8, inherited)
	// RedirectPolicy says which redirects are followed: 0 none, 1 none from https to http, 2 all.
	RedirectPolicy = define[uint32](built, 88, "REDIRECT_POLICY", either, either, redirectFromTLS,
		inherited, atMost(2))
	// MaxRedirects is the number of redirects followed before RedirectFailed.
	MaxRedirects = define[uint32](built, 89, "MAX_HTTP_AUTOMATIC_REDIRECTS", either, either, 10,
		inherited, size87)
	// MaxStatusContinue is the number of 1xx responses passed over.
	MaxStatusContinue = define[uint32](built, 90, "MAX_HTTP_STATUS_CONTINUE", either, either, 10, inherited)
	// MaxResponseHeaderSize bounds the response head in bytes.
	MaxResponseHeaderSize = define[uint32](built, 91, "MAX_RESPONSE_HEADER_SIZE", either, either, 64<<10, inherited)
	// MaxResponseDrainSize bounds the unread rest of a body, in bytes, that is read to keep a connection.
	MaxResponseDrainSize = define[uint32](built, 92, "MAX_RESPONSE_DRAIN_SIZE", either, either, 1<<20, inherited)
	// RejectUserPwdInURL refuses URLs with a user part, those of redirects too: InvalidURL.
	RejectUserPwdInURL = define[bool](built, 100, "REJECT_USERPWD_IN_URL", request, never, false)
	// UnsafeHeaderParsing is reserved.
	UnsafeHeaderParsing = define[uint32](later, 110, "UNSAFE_HEADER_PARSING", request, never, 0)
	// Decompression decodes gzip (1) and deflate (2) bodies.
	Decompression = define[uint32](built, 118, "DECOMPRESSION", either, never, 0, inherited, within(allDecompression))
	// EncodeExtra percent-encodes path and query.
	EncodeExtra = define[bool](later, 138, "ENCODE_EXTRA", either, never, false, inherited)
	// RequestTimes are the moments of the phases of the request.
	RequestTimes = object[Foreign](built, 142, "REQUEST_TIMES", never, request, shape("WINHTTP_REQUEST_TIMES", 520))
	// RequestStats are the counters and sizes of the request.
	RequestStats = object[Foreign](built, 146, "REQUEST_STATS", never, request, shape("WINHTTP_REQUEST_STATS", 272))
	// RequestAnnotation is a text by which the request is known later, at most 64000 UTF-16 units.
	RequestAnnotation = define[string](built, 192, "REQUEST_ANNOTATION", request, request, "", unitsAtMost(maxAnnotation))

	// ConnectionStatsV0 is what TCP knows of the connection; V1 and V2 know more.
	ConnectionStatsV0 = object[Foreign](built, 141, "CONNECTION_STATS_V0", never, request, shape("TCP_INFO_v0", 88))
	// ConnectionStatsV1 is the second version.
	ConnectionStatsV1 = object[Foreign](built, 150, "CONNECTION_STATS_V1", never, request, shape("TCP_INFO_v1", 136))
	// ConnectionStatsV2 is the third version.
	ConnectionStatsV2 = object[Foreign](built, 208, "CONNECTION_STATS_V2", never, request, shape("TCP_INFO_v2", 152))
	// FastForwardingStatus is how far a forwarded response has come.
	FastForwardingStatus = object[Foreign](later, 209, "FAST_FORWARDING_RESPONSE_STATUS", never, request,
		shape("WINHTTP_FAST_FORWARDING_STATUS", 24))
)

func isHTTP1(v VersionInfo) bool { return v.MajorVersion == 1 && v.MinorVersion <= 1 }
