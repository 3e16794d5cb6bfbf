package option

const (
	webSocketBuffer       = 32 << 10
	minWebSocketKeepalive = 15_000 // milliseconds
)

// WebSocket (options.md 4.9).
var (
	// UpgradeToWebSocket makes every later send of the request a WebSocket handshake.
	UpgradeToWebSocket = object[None](built, 114, "UPGRADE_TO_WEB_SOCKET", request, never, takesNil, shown("off"))
	// WebSocketCloseTimeout is how long a close waits for the peer's, in milliseconds.
	WebSocketCloseTimeout = define[uint32](built, 115, "WEB_SOCKET_CLOSE_TIMEOUT", webSocket, webSocket, 10_000, size87)
	// WebSocketKeepaliveInterval is the time between keep-alive frames, in milliseconds.
	WebSocketKeepaliveInterval = define[uint32](built, 116, "WEB_SOCKET_KEEPALIVE_INTERVAL", webSocket, never, 30_000,
		atLeast(minWebSocketKeepalive), size87)
	// WebSocketReceiveBufferSize is the receive buffer of sockets made from the request, in bytes.
	WebSocketReceiveBufferSize = define[uint32](built, 122, "WEB_SOCKET_RECEIVE_BUFFER_SIZE", either, either,
		webSocketBuffer, inherited)
	// WebSocketSendBufferSize is the send buffer, in bytes, latched by send; below 16 an upgrading send fails.
	WebSocketSendBufferSize = define[uint32](built, 123, "WEB_SOCKET_SEND_BUFFER_SIZE", either, either,
		webSocketBuffer, inherited)
)
