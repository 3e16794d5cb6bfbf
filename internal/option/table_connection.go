package option

import "math"

// unlimited is the default of the connection limits.
const unlimited uint32 = math.MaxUint32

const normalPriority = 2

// Keepalive is the value of TCPKeepalive, field for field the root's Tcp_keepalive.
type Keepalive struct{ Onoff, Keepalivetime, Keepaliveinterval uint32 }

// Priority is the value of TCPPriorityStatus, field for field the root's PRIORITY_STATUS.
type Priority struct{ Sender, Receiver uint32 }

// Retries is the value of FailedConnectionRetries, field for field the root's WINHTTP_FAILED_CONNECTION_RETRIES.
type Retries struct{ MaxRetries, AllowedRetryConditions uint32 }

// The conditions of Retries.
const (
	RetryOn408       = 1
	RetryOnHandshake = 2
	RetryOnStale     = 4
)

func areRetries(r Retries) bool {
	return r.AllowedRetryConditions&^(RetryOn408|RetryOnHandshake|RetryOnStale) == 0
}

// ResolverCache is the value of ResolverCacheConfig, field for field the root's WINHTTP_RESOLVER_CACHE_CONFIG.
type ResolverCache struct {
	MaxResolverCacheEntries, MaxCacheEntryAge, MinCacheEntryTtl uint32
	SecureDnsSetting                                            uint32
	ConnResolutionWaitTime, Flags                               uint64
}

// BypassResolverCache is a flag of ResolverCache.
const BypassResolverCache = 2

// isResolverCache refuses what cannot be had: encrypted questions, and unknown flags.
func isResolverCache(c ResolverCache) bool {
	const requireEncryption, lastSetting, flags = 2, 3, 0xF
	return c.SecureDnsSetting != requireEncryption && c.SecureDnsSetting <= lastSetting && c.Flags&^flags == 0
}

// Name resolution, TCP and the pool.
var (
	// ConnectRetries is the number of resolved addresses that one connect tries, each once.
	ConnectRetries = define[uint32](built, 4, "CONNECT_RETRIES", either, either, 5, inherited)
	// MaxConnsPerServer limits the simultaneous connections to a server; 0 means 2.
	MaxConnsPerServer = define(built, 73, "MAX_CONNS_PER_SERVER", session, session, unlimited, inherited, shown("unlimited"))
	// MaxConnsPer10Server is the same limit for HTTP/1.0 servers.
	MaxConnsPer10Server = define(built, 74, "MAX_CONNS_PER_1_0_SERVER", session, session, unlimited, inherited, shown("unlimited"))
	// ConnectionInfo is the pair of addresses of the final exchange; IncorrectHandleState before the request is sent.
	ConnectionInfo = object[Foreign](built, 93, "CONNECTION_INFO", never, request,
		shape("WINHTTP_CONNECTION_INFO", 264))
	// TCPPriorityHint is the priority of the TCP connection: 0 very low, 1 low, 2 normal. The hint is kept and not taken.
	TCPPriorityHint = define[uint32](built, 128, "TCP_PRIORITY_HINT", either, never, normalPriority, inherited, atMost(normalPriority))
	// IPv6FastFallback races the address families (options.md 4.8).
	IPv6FastFallback = define[bool](built, 140, "IPV6_FAST_FALLBACK", session, never, false, inherited)
	// ExpireConnection closes the connection of the active request when the request is done.
	ExpireConnection = object[None](built, 143, "EXPIRE_CONNECTION", request, never, takesNil)
	// TCPKeepalive is the keep-alive of new connections.
	TCPKeepalive = define(built, 152, "TCP_KEEPALIVE", session, never, Keepalive{}, inherited, shape("Tcp_keepalive", 12), shown("off"))
	// TCPFastOpen turns on RFC 7413: a hint, not taken, because a connection that is refused would be reported as made.
	TCPFastOpen = define[bool](built, 153, "TCP_FAST_OPEN", session, never, false, inherited)
	// FailedConnectionRetries says how often and when a failed connection is tried again; before any child handle.
	FailedConnectionRetries = define(built, 162, "FAILED_CONNECTION_RETRIES", session, never, Retries{}, inherited,
		shape("WINHTTP_FAILED_CONNECTION_RETRIES", 8), checked(areRetries), ofObject, shown("none"))
	// ResolutionHostname is resolved in place of the host of the URL; before sending.
	ResolutionHostname = define[string](built, 165, "RESOLUTION_HOSTNAME", request, never, "", ofObject)
	// ResolverCacheConfig bounds the cache of resolved names; without it there is none. Names are resolved by the system, which
	// tells nothing of the life of an answer and cannot be made to encrypt the question.
	ResolverCacheConfig = define(built, 170, "RESOLVER_CACHE_CONFIG", session, never, ResolverCache{}, inherited,
		shape("WINHTTP_RESOLVER_CACHE_CONFIG", 32), checked(isResolverCache), shown("none"))
	// BackgroundConnections is the number of connections opened together for the first request to a host: a hint, not taken.
	BackgroundConnections = define[uint32](built, 172, "BACKGROUND_CONNECTIONS", session, never, 0, inherited)
	// FirstAvailableConnection gives a waiting request whichever connection is free first, as it does here anyway.
	FirstAvailableConnection = define[bool](built, 173, "FIRST_AVAILABLE_CONNECTION", session, never, false, inherited)
	// TCPPriorityStatus is the priority that was asked for, once there is a connection.
	TCPPriorityStatus = object[Foreign](built, 177, "TCP_PRIORITY_STATUS", never, request, shape("PRIORITY_STATUS", 8))
	// ConnectionGUID marks the connection of the request.
	ConnectionGUID = define[Foreign](built, 178, "CONNECTION_GUID", request, never, nil, shape("GUID", 16), ofObject)
	// MatchConnectionGUID asks for a marked connection (options.md 4.8).
	MatchConnectionGUID = define[Foreign](built, 179, "MATCH_CONNECTION_GUID", request, never, nil,
		shape("WINHTTP_MATCH_CONNECTION_GUID", 24), ofObject)
	// DisableGlobalPooling keeps the connections of the session in a pool of its own.
	DisableGlobalPooling = define[bool](built, 195, "DISABLE_GLOBAL_POOLING", session, never, false, inherited)
)
