package main

import (
	"errors"
	"net/netip"

	. "github.com/gowinhttp/winhttp"
)

// winHTTP is this library with its default timeouts. A caller makes a request handle for each request and closes it.
type winHTTP struct {
	connection HINTERNET
	asks       bool              // it calls WinHttpQueryDataAvailable before each WinHttpReadData, as most C programs do
	flags      uint32            // of its requests
	options    map[uint32]uint32 // of its requests
}

func newWinHTTP(asks bool) func(*site) (client, error) {
	return func(s *site) (client, error) { return openWinHTTP(s.plain, 0, asks) }
}

func openWinHTTP(address string, flags uint32, asks bool) (w winHTTP, err error) {
	return openWinHTTPOn(nil, address, flags, asks)
}

// openWinHTTPOn opens a session on a network, nil for that of the process.
func openWinHTTPOn(network *Network, address string, flags uint32, asks bool) (w winHTTP, err error) {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return w, err
	}
	session, err := WinHttpOpen("bench", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, flags)
	if err != nil {
		return w, err
	}
	if network != nil {
		if err := WinHttpSetOption(session, OPTION_NETWORK, network); err != nil {
			return w, err
		}
	}
	connection, err := WinHttpConnect(session, a.Addr().String(), a.Port(), 0)
	return winHTTP{connection: connection, asks: asks}, err
}

func (w winHTTP) caller() (caller, error) { return w, nil }

func (w winHTTP) open(verb, path string) (HINTERNET, error) {
	request, err := WinHttpOpenRequest(w.connection, verb, path, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, w.flags)
	if err != nil {
		return 0, err
	}
	for option, value := range w.options {
		if err := WinHttpSetOption(request, option, value); err != nil {
			return 0, errors.Join(err, WinHttpCloseHandle(request))
		}
	}
	return request, nil
}

func (w winHTTP) get(path string, buffer []byte) (int, error) {
	request, err := w.open("GET", path)
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
	request, err := w.open("PUT", path)
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
	if err := checkResponse(request); err != nil {
		return 0, err
	}
	for {
		n, err := w.read(request, buffer)
		if err != nil || n == 0 {
			return length, err
		}
		length += int(n)
	}
}

// read reads the next piece of the body; 0 bytes are its end.
func (w winHTTP) read(request HINTERNET, buffer []byte) (n uint32, err error) {
	if w.asks {
		if err := WinHttpQueryDataAvailable(request, &n); err != nil || n == 0 {
			return n, err
		}
		buffer = buffer[:min(n, pieceSize)]
	}
	err = WinHttpReadData(request, buffer, &n)
	return n, err
}

func checkResponse(request HINTERNET) error {
	var status uint32
	if err := WinHttpQueryHeaders(request, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, nil); err != nil {
		return err
	}
	return checkStatus(int(status))
}
