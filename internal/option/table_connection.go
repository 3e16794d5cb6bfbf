package option

import "math"

// unlimited is the default of the connection limits.
const unlimited uint32 = math.MaxUint32

// Name resolution, TCP and the pool.
var (
	// ConnectRetries is the number of resolved addresses that one connect tries, each once.
	ConnectRetries = define[uint32](built, 4, "CONNECT_RETRIES", either, either, 5, inherited)
	// MaxConnsPerServer limits the simultaneous connections to a server; 0 means 2.
	MaxConnsPerServer = define(built, 73, "MAX_CONNS_PER_SERVER", session, session, unlimited, inherited, shown("unlimited"))
	// MaxConnsPer10Server is the same limit for HTTP/1.0 servers.
	MaxConnsPer10Server = define(later, 74, "MAX_CONNS_PER_1_0_SERVER", session, session, unlimited, inherited, shown("unlimited"))
	// ConnectionInfo is the pair of addresses of the final exchange; IncorrectHandleState before the request is sent.
	ConnectionInfo = object[Foreign](built, 93, "CONNECTION_INFO", never, request,
		shape("WINHTTP_CONNECTION_INFO", 264))
	// TCPPriorityHint is the priority of the TCP connection: 0 very low, 1 low, 2 normal.
	TCPPriorityHint = define[uint32](later, 128, "TCP_PRIORITY_HINT", either, never, 2, inherited)
	// IPv6FastFallback races the address families (options.md 4.8).
	IPv6FastFallback = define[bool](later, 140, "IPV6_FAST_FALLBACK", session, never, false, inherited)
	// ExpireConnection closes the connection of the active request when the request is done.
	ExpireConnection = object[None](later, 143, "EXPIRE_CONNECTION", request, never, takesNil)
	// TCPKeepalive is the keep-alive of new connections.
	TCPKeepalive = define[Foreign](later, 152, "TCP_KEEPALIVE", session, never, nil, inherited, shape("tcp_keepalive", 12))
	// TCPFastOpen turns on RFC 7413.
	TCPFastOpen = define[bool](later, 153, "TCP_FAST_OPEN", session, never, false, inherited)
	// FailedConnectionRetries says how often and when a failed connection is tried again; before any child handle.
	FailedConnectionRetries = define[Foreign](later, 162, "FAILED_CONNECTION_RETRIES", session, never, nil, inherited,
		shape("WINHTTP_FAILED_CONNECTION_RETRIES", 8))
	// ResolutionHostname is resolved in place of the host of the URL; before sending.
	ResolutionHostname = define[string](later, 165, "RESOLUTION_HOSTNAME", request, never, "", ofObject)
	// ResolverCacheConfig bounds the cache of resolved names.
	ResolverCacheConfig = define[Foreign](later, 170, "RESOLVER_CACHE_CONFIG", session, never, nil, inherited,
		shape("WINHTTP_RESOLVER_CACHE_CONFIG", 32))
	// BackgroundConnections is the number of connections opened together for the first request to a host.
	BackgroundConnections = define[uint32](later, 172, "BACKGROUND_CONNECTIONS", session, never, 0, inherited)
	// FirstAvailableConnection gives a waiting request whichever connection is free first.
	FirstAvailableConnection = define[bool](later, 173, "FIRST_AVAILABLE_CONNECTION", session, never, false, inherited)
	// TCPPriorityStatus is the priority in effect.
	TCPPriorityStatus = object[Foreign](later, 177, "TCP_PRIORITY_STATUS", never, request, shape("PRIORITY_STATUS", 8))
	// ConnectionGUID marks the connection of the request.
	ConnectionGUID = define[Foreign](later, 178, "CONNECTION_GUID", request, never, nil, shape("GUID", 16))
	// MatchConnectionGUID asks for a marked connection (options.md 4.8).
	MatchConnectionGUID = define[Foreign](later, 179, "MATCH_CONNECTION_GUID", request, never, nil,
		shape("WINHTTP_MATCH_CONNECTION_GUID", 24))
	// DisableGlobalPooling keeps the connections of the session in a pool of its own.
	DisableGlobalPooling = define[bool](later, 195, "DISABLE_GLOBAL_POOLING", session, never, false, inherited)
)
