package option

const (
	autologonPolicies = 3     // MEDIUM, LOW, HIGH, PROXY_ONLY
	proxyAuthSchemes  = 0x11F // Basic, Digest, NTLM, Kerberos, Negotiate; the machine account
)

// Credentials and Passport (options.md 4.5). The four texts belong to one request; WinHttpSetCredentials wins over them
// and is not visible through them.
var (
	// Username is the user for the server.
	Username = define[string](later, 0x1000, "USERNAME", request, request, "")
	// Password is the password for the server.
	Password = define[string](later, 0x1001, "PASSWORD", request, request, "")
	// ProxyUsername is the user for the proxy.
	ProxyUsername = define[string](later, 0x1002, "PROXY_USERNAME", request, request, "")
	// ProxyPassword is the password for the proxy.
	ProxyPassword = define[string](later, 0x1003, "PROXY_PASSWORD", request, request, "")

	// AutologonPolicy says to whom default credentials go: 0 intranet, 1 everybody, 2 nobody, 3 proxies.
	AutologonPolicy = define[uint32](later, 77, "AUTOLOGON_POLICY", request, never, 0, atMost(autologonPolicies))
	// SPN says whether the port is part of the Kerberos name: 0 no, 1 yes.
	SPN = define[uint32](later, 96, "SPN", request, never, 0, within(1))
	// GlobalProxyCreds are the proxy credentials of the process.
	GlobalProxyCreds = facade[Foreign](later, 97, "GLOBAL_PROXY_CREDS", null|either, never, shape("WINHTTP_CREDS_EX", 56))
	// GlobalServerCreds are the server credentials of the process.
	GlobalServerCreds = facade[Foreign](later, 98, "GLOBAL_SERVER_CREDS", null|either, never, shape("WINHTTP_CREDS_EX", 56))
	// UseGlobalServerCredentials falls back to them on handles created afterwards.
	UseGlobalServerCredentials = define[bool](later, 101, "USE_GLOBAL_SERVER_CREDENTIALS", either, never, false, inherited)
	// ServerSPNUsed is the name given to the server's authentication package.
	ServerSPNUsed = object[string](later, 106, "SERVER_SPN_USED", never, request)
	// ProxySPNUsed is the name given to the proxy's authentication package.
	ProxySPNUsed = object[string](later, 107, "PROXY_SPN_USED", never, request)
	// DisableProxyAuthSchemes are the schemes never used with a proxy.
	DisableProxyAuthSchemes = define[uint32](later, 193, "DISABLE_PROXY_AUTH_SCHEMES", session, never, 0,
		inherited, within(proxyAuthSchemes))

	// PassportCobrandingText comes from the logon server, right after its 401.
	PassportCobrandingText = object[string](later, 81, "PASSPORT_COBRANDING_TEXT", never, request)
	// PassportCobrandingURL comes from the logon server too.
	PassportCobrandingURL = object[string](later, 82, "PASSPORT_COBRANDING_URL", never, request)
	// ConfigurePassportAuth turns Passport (0x10000000) and its keyring (0x40000000) on.
	ConfigurePassportAuth = define[uint32](later, 83, "CONFIGURE_PASSPORT_AUTH", session, never, 0, inherited)
	// PassportSignOut drops the cookies of a return URL.
	PassportSignOut = object[string](later, 86, "PASSPORT_SIGN_OUT", session, never)
	// PassportReturnURL is where the logon came from.
	PassportReturnURL = object[string](later, 87, "PASSPORT_RETURN_URL", never, request)
)
