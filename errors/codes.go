package errors

// The codes, under their C names without prefix. The root package shows them under the full C names.
// Sources: the reference's "Error Messages" page, the SDK's winhttp.h, winerror.h and winsock2.h.
const (
	Success                           Code = 0
	FileNotFound                      Code = 2
	AccessDenied                      Code = 5
	InvalidHandle                     Code = 6
	NotEnoughMemory                   Code = 8
	OutOfMemory                       Code = 14
	NoMoreFiles                       Code = 18
	NotSupported                      Code = 50
	InvalidParameter                  Code = 87
	InsufficientBuffer                Code = 122
	NoMoreItems                       Code = 259
	OperationAborted                  Code = 995
	IOPending                         Code = 997
	NoToken                           Code = 1008
	NoUnicodeTranslation              Code = 1113
	ConnectionAborted                 Code = 1236
	InvalidOperation                  Code = 4317
	WSANetUnreach                     Code = 10051
	WSAConnAborted                    Code = 10053
	WSAConnReset                      Code = 10054
	WSATimedOut                       Code = 10060
	WSAConnRefused                    Code = 10061
	WSAHostUnreach                    Code = 10065
	WSAHostNotFound                   Code = 11001
	WSATryAgain                       Code = 11002
	WSANoRecovery                     Code = 11003
	WSANoData                         Code = 11004
	OutOfHandles                      Code = 12001
	Timeout                           Code = 12002
	InternalError                     Code = 12004
	InvalidURL                        Code = 12005
	UnrecognizedScheme                Code = 12006
	NameNotResolved                   Code = 12007
	InvalidOption                     Code = 12009
	OptionNotSettable                 Code = 12011
	Shutdown                          Code = 12012
	LoginFailure                      Code = 12015
	OperationCancelled                Code = 12017
	IncorrectHandleType               Code = 12018
	IncorrectHandleState              Code = 12019
	CannotConnect                     Code = 12029
	ConnectionError                   Code = 12030
	ResendRequest                     Code = 12032
	SecureCertDateInvalid             Code = 12037
	SecureCertCNInvalid               Code = 12038
	ClientAuthCertNeeded              Code = 12044
	SecureInvalidCA                   Code = 12045
	SecureCertRevFailed               Code = 12057
	CannotCallBeforeOpen              Code = 12100
	CannotCallBeforeSend              Code = 12101
	CannotCallAfterSend               Code = 12102
	CannotCallAfterOpen               Code = 12103
	HeaderNotFound                    Code = 12150
	InvalidServerResponse             Code = 12152
	InvalidHeader                     Code = 12153
	InvalidQueryRequest               Code = 12154
	HeaderAlreadyExists               Code = 12155
	RedirectFailed                    Code = 12156
	SecureChannelError                Code = 12157
	BadAutoProxyScript                Code = 12166
	UnableToDownloadScript            Code = 12167
	SecureInvalidCert                 Code = 12169
	SecureCertRevoked                 Code = 12170
	NotInitialized                    Code = 12172
	SecureFailure                     Code = 12175
	UnhandledScriptType               Code = 12176
	ScriptExecutionError              Code = 12177
	AutoProxyServiceError             Code = 12178
	SecureCertWrongUsage              Code = 12179
	AutodetectionFailed               Code = 12180
	HeaderCountExceeded               Code = 12181
	HeaderSizeOverflow                Code = 12182
	ChunkedEncodingHeaderSizeOverflow Code = 12183
	ResponseDrainOverflow             Code = 12184
	ClientCertNoPrivateKey            Code = 12185
	ClientCertNoAccessPrivateKey      Code = 12186
	ClientAuthCertNeededProxy         Code = 12187
	SecureFailureProxy                Code = 12188
	Reserved189                       Code = 12189
	HTTPProtocolMismatch              Code = 12190
	GlobalCallbackFailed              Code = 12191
	FeatureDisabled                   Code = 12192
	FastForwardingNotSupported        Code = 12193
	SecInvalidToken                   Code = 0x80090308
	SecNoCredentials                  Code = 0x8009030E
	SecContextExpired                 Code = 0x80090317
	SecIncompleteMessage              Code = 0x80090318
	SecWrongPrincipal                 Code = 0x80090322
	SecUntrustedRoot                  Code = 0x80090325
	SecIllegalMessage                 Code = 0x80090326
	SecCertUnknown                    Code = 0x80090327
	SecCertExpired                    Code = 0x80090328
	SecAlgorithmMismatch              Code = 0x80090331
	SecApplicationProtocolMismatch    Code = 0x80090367
	CryptRevoked                      Code = 0x80092010
	CryptNoRevocationCheck            Code = 0x80092012
	CryptRevocationOffline            Code = 0x80092013
	CertExpired                       Code = 0x800B0101
	CertValidityPeriodNesting         Code = 0x800B0102
	CertRole                          Code = 0x800B0103
	CertPathLenConst                  Code = 0x800B0104
	CertCritical                      Code = 0x800B0105
	CertPurpose                       Code = 0x800B0106
	CertIssuerChaining                Code = 0x800B0107
	CertMalformed                     Code = 0x800B0108
	CertUntrustedRoot                 Code = 0x800B0109
	CertChaining                      Code = 0x800B010A
	CertRevoked                       Code = 0x800B010C
	CertRevocationFailure             Code = 0x800B010E
	CertCNNoMatch                     Code = 0x800B010F
	CertWrongUsage                    Code = 0x800B0110
)

// names holds every code once: the C name and the text that Error shows.
var names = map[Code]struct{ name, text string }{
	Success:                           {"ERROR_SUCCESS", "no error"},
	FileNotFound:                      {"ERROR_FILE_NOT_FOUND", "nothing found"},
	AccessDenied:                      {"ERROR_ACCESS_DENIED", "caller lacks rights"},
	InvalidHandle:                     {"ERROR_INVALID_HANDLE", "handle unknown, NULL or already closed"},
	NotEnoughMemory:                   {"ERROR_NOT_ENOUGH_MEMORY", "allocation failed"},
	OutOfMemory:                       {"ERROR_OUTOFMEMORY", "allocation failed (alternative code)"},
	NoMoreFiles:                       {"ERROR_NO_MORE_FILES", "enumeration ended"},
	NotSupported:                      {"ERROR_NOT_SUPPORTED", "not supported here"},
	InvalidParameter:                  {"ERROR_INVALID_PARAMETER", "bad argument"},
	InsufficientBuffer:                {"ERROR_INSUFFICIENT_BUFFER", "output buffer too small; required size stored"},
	NoMoreItems:                       {"ERROR_NO_MORE_ITEMS", "enumeration ended"},
	OperationAborted:                  {"ERROR_OPERATION_ABORTED", "I/O aborted"},
	IOPending:                         {"ERROR_IO_PENDING", "operation continues asynchronously"},
	NoToken:                           {"ERROR_NO_TOKEN", "no token"},
	NoUnicodeTranslation:              {"ERROR_NO_UNICODE_TRANSLATION", "text not representable"},
	ConnectionAborted:                 {"ERROR_CONNECTION_ABORTED", "raw socket abort"},
	InvalidOperation:                  {"ERROR_INVALID_OPERATION", "call not valid now"},
	WSANetUnreach:                     {"WSAENETUNREACH", "network unreachable"},
	WSAConnAborted:                    {"WSAECONNABORTED", "connection aborted by the local side"},
	WSAConnReset:                      {"WSAECONNRESET", "connection reset by the peer"},
	WSATimedOut:                       {"WSAETIMEDOUT", "connection timed out"},
	WSAConnRefused:                    {"WSAECONNREFUSED", "connection refused"},
	WSAHostUnreach:                    {"WSAEHOSTUNREACH", "host unreachable"},
	WSAHostNotFound:                   {"WSAHOST_NOT_FOUND", "host not found"},
	WSATryAgain:                       {"WSATRY_AGAIN", "host not found, try again later"},
	WSANoRecovery:                     {"WSANO_RECOVERY", "name server failed for good"},
	WSANoData:                         {"WSANO_DATA", "host name has no address"},
	OutOfHandles:                      {"ERROR_WINHTTP_OUT_OF_HANDLES", "no handles left"},
	Timeout:                           {"ERROR_WINHTTP_TIMEOUT", "a time limit passed"},
	InternalError:                     {"ERROR_WINHTTP_INTERNAL_ERROR", "unexpected internal state"},
	InvalidURL:                        {"ERROR_WINHTTP_INVALID_URL", "URL not acceptable"},
	UnrecognizedScheme:                {"ERROR_WINHTTP_UNRECOGNIZED_SCHEME", "scheme is not http or https"},
	NameNotResolved:                   {"ERROR_WINHTTP_NAME_NOT_RESOLVED", "host (or proxy) name not found"},
	InvalidOption:                     {"ERROR_WINHTTP_INVALID_OPTION", "unknown or inapplicable option"},
	OptionNotSettable:                 {"ERROR_WINHTTP_OPTION_NOT_SETTABLE", "option is read-only"},
	Shutdown:                          {"ERROR_WINHTTP_SHUTDOWN", "library going away"},
	LoginFailure:                      {"ERROR_WINHTTP_LOGIN_FAILURE", "credentials could not be used"},
	OperationCancelled:                {"ERROR_WINHTTP_OPERATION_CANCELLED", "request handle closed during the operation"},
	IncorrectHandleType:               {"ERROR_WINHTTP_INCORRECT_HANDLE_TYPE", "wrong kind of handle"},
	IncorrectHandleState:              {"ERROR_WINHTTP_INCORRECT_HANDLE_STATE", "call out of order"},
	CannotConnect:                     {"ERROR_WINHTTP_CANNOT_CONNECT", "TCP connect failed"},
	ConnectionError:                   {"ERROR_WINHTTP_CONNECTION_ERROR", "connection reset/terminated or unusable TLS protocol"},
	ResendRequest:                     {"ERROR_WINHTTP_RESEND_REQUEST", "call SendRequest again on the same handle"},
	SecureCertDateInvalid:             {"ERROR_WINHTTP_SECURE_CERT_DATE_INVALID", "certificate not in its validity period"},
	SecureCertCNInvalid:               {"ERROR_WINHTTP_SECURE_CERT_CN_INVALID", "certificate name does not match host"},
	ClientAuthCertNeeded:              {"ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED", "server asks for a client certificate"},
	SecureInvalidCA:                   {"ERROR_WINHTTP_SECURE_INVALID_CA", "issuer not trusted"},
	SecureCertRevFailed:               {"ERROR_WINHTTP_SECURE_CERT_REV_FAILED", "revocation state could not be fetched"},
	CannotCallBeforeOpen:              {"ERROR_WINHTTP_CANNOT_CALL_BEFORE_OPEN", "COM: needs Open first"},
	CannotCallBeforeSend:              {"ERROR_WINHTTP_CANNOT_CALL_BEFORE_SEND", "COM: needs Send first"},
	CannotCallAfterSend:               {"ERROR_WINHTTP_CANNOT_CALL_AFTER_SEND", "COM: too late after Send"},
	CannotCallAfterOpen:               {"ERROR_WINHTTP_CANNOT_CALL_AFTER_OPEN", "COM: too late after Open"},
	HeaderNotFound:                    {"ERROR_WINHTTP_HEADER_NOT_FOUND", "no such header (or no such occurrence)"},
	InvalidServerResponse:             {"ERROR_WINHTTP_INVALID_SERVER_RESPONSE", "response not parseable"},
	InvalidHeader:                     {"ERROR_WINHTTP_INVALID_HEADER", "header text not valid"},
	InvalidQueryRequest:               {"ERROR_WINHTTP_INVALID_QUERY_REQUEST", "obsolete"},
	HeaderAlreadyExists:               {"ERROR_WINHTTP_HEADER_ALREADY_EXISTS", "header is there already"},
	RedirectFailed:                    {"ERROR_WINHTTP_REDIRECT_FAILED", "redirect limit exceeded (or redirect impossible)"},
	SecureChannelError:                {"ERROR_WINHTTP_SECURE_CHANNEL_ERROR", "TLS stack error"},
	BadAutoProxyScript:                {"ERROR_WINHTTP_BAD_AUTO_PROXY_SCRIPT", "PAC script failed (parse or run)"},
	UnableToDownloadScript:            {"ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT", "PAC file not fetched (unreachable, 404 ...)"},
	SecureInvalidCert:                 {"ERROR_WINHTTP_SECURE_INVALID_CERT", "certificate broken"},
	SecureCertRevoked:                 {"ERROR_WINHTTP_SECURE_CERT_REVOKED", "certificate revoked"},
	NotInitialized:                    {"ERROR_WINHTTP_NOT_INITIALIZED", "obsolete"},
	SecureFailure:                     {"ERROR_WINHTTP_SECURE_FAILURE", "server TLS validation or handshake failed"},
	UnhandledScriptType:               {"ERROR_WINHTTP_UNHANDLED_SCRIPT_TYPE", "auto-proxy script language unsupported"},
	ScriptExecutionError:              {"ERROR_WINHTTP_SCRIPT_EXECUTION_ERROR", "script raised an error"},
	AutoProxyServiceError:             {"ERROR_WINHTTP_AUTO_PROXY_SERVICE_ERROR", "no proxy could be determined / service failure"},
	SecureCertWrongUsage:              {"ERROR_WINHTTP_SECURE_CERT_WRONG_USAGE", "certificate not for server authentication"},
	AutodetectionFailed:               {"ERROR_WINHTTP_AUTODETECTION_FAILED", "no PAC URL discovered"},
	HeaderCountExceeded:               {"ERROR_WINHTTP_HEADER_COUNT_EXCEEDED", "too many response headers"},
	HeaderSizeOverflow:                {"ERROR_WINHTTP_HEADER_SIZE_OVERFLOW", "response header block above the limit"},
	ChunkedEncodingHeaderSizeOverflow: {"ERROR_WINHTTP_CHUNKED_ENCODING_HEADER_SIZE_OVERFLOW", "chunk-size line too long or size overflows"},
	ResponseDrainOverflow:             {"ERROR_WINHTTP_RESPONSE_DRAIN_OVERFLOW", "unread body larger than the drain limit"},
	ClientCertNoPrivateKey:            {"ERROR_WINHTTP_CLIENT_CERT_NO_PRIVATE_KEY", "client certificate has no private key"},
	ClientCertNoAccessPrivateKey:      {"ERROR_WINHTTP_CLIENT_CERT_NO_ACCESS_PRIVATE_KEY", "private key not accessible"},
	ClientAuthCertNeededProxy:         {"ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED_PROXY", "proxy asks for a client certificate"},
	SecureFailureProxy:                {"ERROR_WINHTTP_SECURE_FAILURE_PROXY", "TLS validation or handshake with the proxy failed"},
	Reserved189:                       {"ERROR_WINHTTP_RESERVED_189", "reserved"},
	HTTPProtocolMismatch:              {"ERROR_WINHTTP_HTTP_PROTOCOL_MISMATCH", "required HTTP version not negotiated"},
	GlobalCallbackFailed:              {"ERROR_WINHTTP_GLOBAL_CALLBACK_FAILED", "process-wide connection callback failed"},
	FeatureDisabled:                   {"ERROR_WINHTTP_FEATURE_DISABLED", "feature switched off"},
	FastForwardingNotSupported:        {"ERROR_WINHTTP_FAST_FORWARDING_NOT_SUPPORTED", "fast forwarding impossible"},
	SecInvalidToken:                   {"SEC_E_INVALID_TOKEN", "malformed handshake token"},
	SecNoCredentials:                  {"SEC_E_NO_CREDENTIALS", "no usable credentials"},
	SecContextExpired:                 {"SEC_E_CONTEXT_EXPIRED", "TLS context ended"},
	SecIncompleteMessage:              {"SEC_E_INCOMPLETE_MESSAGE", "TLS record truncated"},
	SecWrongPrincipal:                 {"SEC_E_WRONG_PRINCIPAL", "target name wrong"},
	SecUntrustedRoot:                  {"SEC_E_UNTRUSTED_ROOT", "chain ends in untrusted root"},
	SecIllegalMessage:                 {"SEC_E_ILLEGAL_MESSAGE", "unexpected or badly formatted TLS message"},
	SecCertUnknown:                    {"SEC_E_CERT_UNKNOWN", "unknown certificate error"},
	SecCertExpired:                    {"SEC_E_CERT_EXPIRED", "peer refused an expired certificate"},
	SecAlgorithmMismatch:              {"SEC_E_ALGORITHM_MISMATCH", "no common protocol version or cipher"},
	SecApplicationProtocolMismatch:    {"SEC_E_APPLICATION_PROTOCOL_MISMATCH", "ALPN mismatch"},
	CryptRevoked:                      {"CRYPT_E_REVOKED", "revoked"},
	CryptNoRevocationCheck:            {"CRYPT_E_NO_REVOCATION_CHECK", "no revocation information"},
	CryptRevocationOffline:            {"CRYPT_E_REVOCATION_OFFLINE", "revocation server offline"},
	CertExpired:                       {"CERT_E_EXPIRED", "certificate expired"},
	CertValidityPeriodNesting:         {"CERT_E_VALIDITYPERIODNESTING", "validity periods do not nest"},
	CertRole:                          {"CERT_E_ROLE", "certificate used in the wrong role"},
	CertPathLenConst:                  {"CERT_E_PATHLENCONST", "path length constraint violated"},
	CertCritical:                      {"CERT_E_CRITICAL", "unknown critical extension"},
	CertPurpose:                       {"CERT_E_PURPOSE", "certificate used for another purpose"},
	CertIssuerChaining:                {"CERT_E_ISSUERCHAINING", "certificate not issued by its parent"},
	CertMalformed:                     {"CERT_E_MALFORMED", "malformed certificate"},
	CertUntrustedRoot:                 {"CERT_E_UNTRUSTEDROOT", "untrusted root"},
	CertChaining:                      {"CERT_E_CHAINING", "chain incomplete"},
	CertRevoked:                       {"CERT_E_REVOKED", "revoked"},
	CertRevocationFailure:             {"CERT_E_REVOCATION_FAILURE", "revocation unknown"},
	CertCNNoMatch:                     {"CERT_E_CN_NO_MATCH", "name mismatch"},
	CertWrongUsage:                    {"CERT_E_WRONG_USAGE", "not valid for server authentication"},
}
