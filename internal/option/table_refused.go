package option

// Numbers that only headers name: to an application they are unknown options. What is known of their kinds and sizes
// is kept for the day when one of them is documented.
var _ = []*Row{
	refused(39, "PROXY_RESULT_ENTRY", 32, request, never),
	refused(105, "NETWORK_INTERFACE_AFFINITY", 4, never, never),
	refused(131, "CONNECTION_FILTER", 0, never, never),
	refused(136, "KDC_PROXY_SETTINGS", 0, never, never),
	refused(137, "PROXY_DISABLE_SERVICE_CALLS", 4, never, never),
	refused(156, "SOURCE_ADDRESS", 0, never, never),
	refused(157, "HEAP_EXTENSION", 0, never, never),
	refused(163, "SET_GLOBAL_CALLBACK", 0, never, never),
	refused(166, "SET_TOKEN_BINDING", 0, request, never),
	refused(167, "TOKEN_BINDING_PUBLIC_KEY", 0, never, never),
	refused(168, "REFERER_TOKEN_BINDING_HOSTNAME", 0, request, never),
	refused(174, "ENABLE_TEST_SIGNING", 4, never, never),
	refused(175, "NTSERVICE_FLAG_TEST", 0, never, never),
	refused(176, "DISABLE_PROXY_LINK_LOCAL_NAME_RESOLUTION", 4, never, never),
	refused(180, "PROXY_CONFIG_INFO", 112, never, never),
	refused(181, "AGGREGATE_PROXY_CONFIG", 0, never, never),
	refused(182, "SELECTED_PROXY_CONFIG_INFO", 112, never, never),
	refused(199, "SERVER_CERT_CHAIN_BUILD_CACHE_ONLY", 4, never, never),
	refused(202, "QUIC_STREAM_STATS", 0, never, request),
	refused(203, "USE_LOOKASIDE", 4, never, never),
	refused(204, "ERROR_LOG_GUID", 16, never, never),
	refused(205, "ENABLE_FAST_FORWARDING", 4, request, never),
	refused(206, "FAST_FORWARDING_RESPONSE_DATA", 16, never, request),
	refused(207, "UPGRADE_TO_PROTOCOL", 0, request, never),
	refused(210, "DSCP_TAG", 0, never, never),
	refused(211, "HTTP11_DOWNGRADE_TTL", 4, never, never),
	refused(212, "SESSION_ERROR_LOG_GUID", 16, session, never),
}
