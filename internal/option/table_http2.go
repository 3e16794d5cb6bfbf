package option

import "math"

const (
	advancedProtocols = 1 | 2 // HTTP/2, HTTP/3
	minHTTP2Keepalive = 5_000 // milliseconds
)

// ReceiveWindow is the value of HTTP2ReceiveWindow, field for field the root's WINHTTP_HTTP2_RECEIVE_WINDOW.
type ReceiveWindow struct{ StreamWindow, StreamWindowUpdateDelta uint32 }

// isWindow allows what RFC 9113, section 6.9.1, does, and an update before the server has to stop.
func isWindow(w ReceiveWindow) bool {
	return w.StreamWindow > 0 && w.StreamWindow <= math.MaxInt32 && w.StreamWindowUpdateDelta <= w.StreamWindow
}

// HTTP/2 and HTTP/3 (options.md 4.7).
var (
	// EnableHTTPProtocol are the advanced versions that may be negotiated: 1 HTTP/2, 2 HTTP/3.
	EnableHTTPProtocol = define[uint32](built, 133, "ENABLE_HTTP_PROTOCOL", either, never, 0,
		inherited, within(advancedProtocols), size87)
	// HTTPProtocolUsed is the advanced version of the exchange, 0 for HTTP/1.
	HTTPProtocolUsed = object[uint32](built, 134, "HTTP_PROTOCOL_USED", never, request)
	// DisableStreamQueue opens another connection when no stream is free.
	DisableStreamQueue = define[bool](built, 139, "DISABLE_STREAM_QUEUE", either, never, false, inherited)
	// HTTPProtocolRequired forbids everything but the enabled versions: HTTPProtocolMismatch.
	HTTPProtocolRequired = define[bool](built, 145, "HTTP_PROTOCOL_REQUIRED", either, never, false, inherited)
	// StreamErrorCode is the code of the RST_STREAM frame received (RFC 9113, 7).
	StreamErrorCode = object[uint32](built, 159, "STREAM_ERROR_CODE", never, request)
	// RequireStreamEnd reads to END_STREAM whatever Content-Length says.
	RequireStreamEnd = define[bool](built, 160, "REQUIRE_STREAM_END", either, never, false, inherited)
	// EnableHTTP2PlusClientCert allows HTTP/2 with a client certificate.
	EnableHTTP2PlusClientCert = define[bool](built, 161, "ENABLE_HTTP2_PLUS_CLIENT_CERT", session, never, false, inherited)
	// HTTP2Keepalive is the idle time in milliseconds before a PING; 0, never set, is off.
	HTTP2Keepalive = define[uint32](built, 164, "HTTP2_KEEPALIVE", session, never, 0,
		inherited, atLeast(minHTTP2Keepalive), shown("off"))
	// HTTP2PlusTransferEncoding tolerates a Transfer-Encoding header in an HTTP/2 response.
	HTTP2PlusTransferEncoding = define[bool](built, 169, "HTTP2_PLUS_TRANSFER_ENCODING", either, never, true, inherited)
	// HTTP2ReceiveWindow is the number of bytes that the server may send ahead on one stream, and how many are read before it
	// may send as many more; 0 is half of the window.
	HTTP2ReceiveWindow = define(built, 183, "HTTP2_RECEIVE_WINDOW", either, never, ReceiveWindow{}, inherited,
		shape("WINHTTP_HTTP2_RECEIVE_WINDOW", 8), checked(isWindow), shown("1048576, half of it"))

	// QUICStats are the statistics of the QUIC connection; there is none, as HTTP/3 is never negotiated.
	QUICStats = object[Foreign](built, 185, "QUIC_STATS", never, request, shape("QUIC_STATISTICS", 200))
	// HTTP3Keepalive is the keep-alive interval in milliseconds; 0 is off.
	HTTP3Keepalive = define[uint32](built, 188, "HTTP3_KEEPALIVE", either, never, 0, inherited, shown("off"))
	// HTTP3HandshakeTimeout limits the QUIC handshake, in milliseconds; 0 leaves it to the library.
	HTTP3HandshakeTimeout = define[uint32](built, 189, "HTTP3_HANDSHAKE_TIMEOUT", either, never, 0, inherited)
	// HTTP3InitialRTT is the first guess of the round trip, in milliseconds; 0 leaves it to the library.
	HTTP3InitialRTT = define[uint32](built, 190, "HTTP3_INITIAL_RTT", either, never, 0, inherited)
	// HTTP3StreamErrorCode is the code with which the server ended the stream.
	HTTP3StreamErrorCode = object[uint64](built, 191, "HTTP3_STREAM_ERROR_CODE", never, request)
	// QUICStatsV2 is the second version.
	QUICStatsV2 = object[Foreign](built, 200, "QUIC_STATS_V2", never, request, shape("QUIC_STATISTICS_V2", 208))
)
