// Websocket sends a few messages to a server that echoes them, in an asynchronous session: every step is made by the callback in
// which the step before has completed, as in C.
//
//	go run ./examples/websocket http://127.0.0.1:8080/echo
package main

import (
	"fmt"
	"os"

	. "github.com/gowinhttp/winhttp"
)

var greetings = []string{"one", "two", "three"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: websocket URL")
		os.Exit(2)
	}
	t := &talk{done: make(chan error, 1), buffer: make([]byte, 4096)}
	if err := t.run(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "Error %d has occurred: %v\n", GetLastError(err), err)
		os.Exit(1)
	}
}

// talk is the context of the handles.
type talk struct {
	done       chan error
	hRequest   HINTERNET
	hWebSocket HINTERNET
	sent       int
	buffer     []byte
	message    []byte
}

func (t *talk) run(url string) error {
	var parts URL_COMPONENTS
	if err := WinHttpCrackUrl(url, 0, &parts); err != nil {
		return err
	}
	var flags uint32
	if parts.SchemeType == INTERNET_SCHEME_HTTPS {
		flags = WINHTTP_FLAG_SECURE
	}
	hSession, err := WinHttpOpen("WinHTTP Example/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, WINHTTP_FLAG_ASYNC)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hSession)
	if _, err := WinHttpSetStatusCallback(hSession, notified, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0); err != nil {
		return err
	}
	hConnect, err := WinHttpConnect(hSession, parts.HostName, parts.Port, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hConnect)
	t.hRequest, err = WinHttpOpenRequest(hConnect, "GET", parts.UrlPath+parts.ExtraInfo, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, flags)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(t.hRequest)
	if err := WinHttpSetOption(t.hRequest, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil); err != nil {
		return err
	}
	if err := WinHttpSendRequest(t.hRequest, WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, 0, t); err != nil {
		return err
	}
	err = <-t.done
	if t.hWebSocket != 0 {
		_ = WinHttpCloseHandle(t.hWebSocket)
	}
	return err
}

// notified is the status callback.
func notified(_ HINTERNET, context any, status uint32, info any, _ uint32) {
	t, ok := context.(*talk)
	if !ok {
		return // of a handle without a context
	}
	var err error
	switch status {
	case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE:
		err = WinHttpReceiveResponse(t.hRequest, nil)
	case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
		err = t.upgrade()
	case WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE:
		err = WinHttpWebSocketReceive(t.hWebSocket, t.buffer, nil, nil)
	case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
		err = t.received(info.(*WINHTTP_WEB_SOCKET_STATUS))
	case WINHTTP_CALLBACK_STATUS_CLOSE_COMPLETE:
		t.end(nil)
	case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
		switch result := info.(type) {
		case *WINHTTP_ASYNC_RESULT:
			err = result.Err
		case *WINHTTP_WEB_SOCKET_ASYNC_RESULT:
			err = result.AsyncResult.Err
		}
	}
	if err != nil {
		t.end(err)
	}
}

func (t *talk) upgrade() (err error) {
	if t.hWebSocket, err = WinHttpWebSocketCompleteUpgrade(t.hRequest, t); err != nil {
		return err
	}
	return t.next()
}

// next sends the next message, or closes.
func (t *talk) next() error {
	if t.sent == len(greetings) {
		return WinHttpWebSocketClose(t.hWebSocket, WINHTTP_WEB_SOCKET_SUCCESS_CLOSE_STATUS, nil)
	}
	t.sent++
	return WinHttpWebSocketSend(t.hWebSocket, WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE, []byte(greetings[t.sent-1]))
}

// received collects the parts of a message.
func (t *talk) received(s *WINHTTP_WEB_SOCKET_STATUS) error {
	t.message = append(t.message, t.buffer[:s.BytesTransferred]...)
	if s.BufferType == WINHTTP_WEB_SOCKET_UTF8_FRAGMENT_BUFFER_TYPE || s.BufferType == WINHTTP_WEB_SOCKET_BINARY_FRAGMENT_BUFFER_TYPE {
		return WinHttpWebSocketReceive(t.hWebSocket, t.buffer, nil, nil)
	}
	fmt.Printf("%s\n", t.message)
	t.message = t.message[:0]
	return t.next()
}

func (t *talk) end(err error) {
	select {
	case t.done <- err:
	default: // the handles are being closed
	}
}
