package main

import (
	"net/netip"

	. "github.com/gowinhttp/winhttp"
)

// winHTTP is this library with its default timeouts. A caller makes a request handle for each request and closes it.
type winHTTP struct{ connection HINTERNET }

func newWinHTTP(address string) (client, error) {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	session, err := WinHttpOpen("bench", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0)
	if err != nil {
		return nil, err
	}
	connection, err := WinHttpConnect(session, a.Addr().String(), a.Port(), 0)
	return winHTTP{connection}, err
}

func (w winHTTP) caller() (caller, error) { return w, nil }

func (w winHTTP) get(path string, buffer []byte) (int, error) {
	request, err := WinHttpOpenRequest(w.connection, "GET", path, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, 0)
	if err != nil {
		return 0, err
	}
	defer WinHttpCloseHandle(request)
	if err := WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, 0, nil); err != nil {
		return 0, err
	}
	return w.receive(request, buffer)
}

func (w winHTTP) put(path string, buffer []byte) (int, error) {
	request, err := WinHttpOpenRequest(w.connection, "PUT", path, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, 0)
	if err != nil {
		return 0, err
	}
	defer WinHttpCloseHandle(request)
	if err := WinHttpSendRequest(request, WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, largeSize, nil); err != nil {
		return 0, err
	}
	for left := largeSize; left > 0; left -= pieceSize {
		if err := WinHttpWriteData(request, piece[:min(left, pieceSize)], nil); err != nil {
			return 0, err
		}
	}
	return w.receive(request, buffer)
}

func (w winHTTP) receive(request HINTERNET, buffer []byte) (length int, err error) {
	if err := WinHttpReceiveResponse(request, nil); err != nil {
		return 0, err
	}
	var status uint32
	if err := WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, nil); err != nil {
		return 0, err
	}
	if err := checkStatus(int(status)); err != nil {
		return 0, err
	}
	for {
		var n uint32
		if err := WinHttpReadData(request, buffer, &n); err != nil || n == 0 {
			return length, err
		}
		length += int(n)
	}
}
