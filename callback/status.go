package callback

import "strconv"

// Status says what a notification is about. The values are bits; a mask is an OR of them.
type Status uint32

// The statuses. What each carries is documented at WINHTTP_STATUS_CALLBACK in the root package.
const (
	ResolvingName            Status = 0x00000001
	NameResolved             Status = 0x00000002
	ConnectingToServer       Status = 0x00000004
	ConnectedToServer        Status = 0x00000008
	SendingRequest           Status = 0x00000010
	RequestSent              Status = 0x00000020
	ReceivingResponse        Status = 0x00000040
	ResponseReceived         Status = 0x00000080
	ClosingConnection        Status = 0x00000100
	ConnectionClosed         Status = 0x00000200
	HandleCreated            Status = 0x00000400
	HandleClosing            Status = 0x00000800
	DetectingProxy           Status = 0x00001000 // documented, never sent
	Redirect                 Status = 0x00004000
	IntermediateResponse     Status = 0x00008000
	SecureFailure            Status = 0x00010000
	HeadersAvailable         Status = 0x00020000
	DataAvailable            Status = 0x00040000
	ReadComplete             Status = 0x00080000
	WriteComplete            Status = 0x00100000
	RequestError             Status = 0x00200000
	SendRequestComplete      Status = 0x00400000
	GetProxyForURLComplete   Status = 0x01000000
	CloseComplete            Status = 0x02000000
	ShutdownComplete         Status = 0x04000000
	GetProxySettingsComplete Status = 0x08000000
	SettingsWriteComplete    Status = 0x10000000 // reserved, never sent
	SettingsReadComplete     Status = 0x20000000 // reserved, never sent
)

// Named is a number with the tail of its C name.
type Named struct {
	Name  string
	Value uint32
}

// Statuses lists the statuses: the C names begin with WINHTTP_CALLBACK_STATUS_.
func Statuses() []Named { return statuses[:] }

var statuses = [...]Named{
	{"RESOLVING_NAME", 0x00000001},
	{"NAME_RESOLVED", 0x00000002},
	{"CONNECTING_TO_SERVER", 0x00000004},
	{"CONNECTED_TO_SERVER", 0x00000008},
	{"SENDING_REQUEST", 0x00000010},
	{"REQUEST_SENT", 0x00000020},
	{"RECEIVING_RESPONSE", 0x00000040},
	{"RESPONSE_RECEIVED", 0x00000080},
	{"CLOSING_CONNECTION", 0x00000100},
	{"CONNECTION_CLOSED", 0x00000200},
	{"HANDLE_CREATED", 0x00000400},
	{"HANDLE_CLOSING", 0x00000800},
	{"DETECTING_PROXY", 0x00001000},
	{"REDIRECT", 0x00004000},
	{"INTERMEDIATE_RESPONSE", 0x00008000},
	{"SECURE_FAILURE", 0x00010000},
	{"HEADERS_AVAILABLE", 0x00020000},
	{"DATA_AVAILABLE", 0x00040000},
	{"READ_COMPLETE", 0x00080000},
	{"WRITE_COMPLETE", 0x00100000},
	{"REQUEST_ERROR", 0x00200000},
	{"SENDREQUEST_COMPLETE", 0x00400000},
	{"GETPROXYFORURL_COMPLETE", 0x01000000},
	{"CLOSE_COMPLETE", 0x02000000},
	{"SHUTDOWN_COMPLETE", 0x04000000},
	{"GETPROXYSETTINGS_COMPLETE", 0x08000000},
	{"SETTINGS_WRITE_COMPLETE", 0x10000000},
	{"SETTINGS_READ_COMPLETE", 0x20000000},
}

// String is the C name without WINHTTP_CALLBACK_STATUS_, or the number in hexadecimal.
func (s Status) String() string {
	for _, row := range statuses {
		if row.Value == uint32(s) {
			return row.Name
		}
	}
	return "0x" + strconv.FormatUint(uint64(s), 16)
}

// The masks that name more than one status.
const (
	AllCompletions   uint32 = 0x097E0000 // the six of a request and the two of a resolver; not those of a websocket
	AllNotifications uint32 = 0xFFFFFFFF
)

// Masks lists the masks: the C names begin with WINHTTP_CALLBACK_FLAG_.
func Masks() []Named { return masks[:] }

var masks = [...]Named{
	{"RESOLVE_NAME", 0x00000003},
	{"CONNECT_TO_SERVER", 0x0000000C},
	{"SEND_REQUEST", 0x00000030},
	{"RECEIVE_RESPONSE", 0x000000C0},
	{"CLOSE_CONNECTION", 0x00000300},
	{"HANDLES", 0x00000C00},
	{"DETECTING_PROXY", 0x00001000},
	{"REDIRECT", 0x00004000},
	{"INTERMEDIATE_RESPONSE", 0x00008000},
	{"SECURE_FAILURE", 0x00010000},
	{"HEADERS_AVAILABLE", 0x00020000},
	{"DATA_AVAILABLE", 0x00040000},
	{"READ_COMPLETE", 0x00080000},
	{"WRITE_COMPLETE", 0x00100000},
	{"REQUEST_ERROR", 0x00200000},
	{"SENDREQUEST_COMPLETE", 0x00400000},
	{"GETPROXYFORURL_COMPLETE", 0x01000000},
	{"GETPROXYSETTINGS_COMPLETE", 0x08000000},
	{"ALL_COMPLETIONS", AllCompletions},
	{"ALL_NOTIFICATIONS", AllNotifications},
}

// API says which call a failed completion belongs to.
type API uint32

const (
	APIReceiveResponse    API = 1
	APIQueryDataAvailable API = 2
	APIReadData           API = 3
	APIWriteData          API = 4
	APISendRequest        API = 5
	APIGetProxyForURL     API = 6
	APIGetProxySettings   API = 7
)

// APIs lists the calls: the C names begin with API_.
func APIs() []Named { return apis[:] }

var apis = [...]Named{
	{"RECEIVE_RESPONSE", 1},
	{"QUERY_DATA_AVAILABLE", 2},
	{"READ_DATA", 3},
	{"WRITE_DATA", 4},
	{"SEND_REQUEST", 5},
	{"GET_PROXY_FOR_URL", 6},
	{"GET_PROXY_SETTINGS", 7},
}

// String is the C name without API_, or the number.
func (a API) String() string {
	if i := int(a) - 1; i >= 0 && i < len(apis) {
		return apis[i].Name
	}
	return strconv.FormatUint(uint64(a), 10)
}
