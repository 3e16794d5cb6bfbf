package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	. "github.com/gowinhttp/winhttp"
)

type wsCommand struct {
	URL      string   `arg:"" help:"A ws or wss URL; http and https do as well."`
	Header   []string `short:"H" sep:"none" placeholder:"HEADER" help:"A header line of the handshake; may be repeated."`
	Binary   bool     `help:"Send binary messages instead of text."`
	Ping     uint32   `placeholder:"SECONDS" help:"Send a sign of life after so many seconds of silence, at least 15. Default: 30."`
	Insecure bool     `help:"Accept any certificate of the server."`
}

// Help is the second paragraph of --help.
func (*wsCommand) Help() string {
	return "Each line of standard input is sent as a message; its end closes the websocket. Messages that are received are printed, " +
		"one a line, and in the end the status with which the server has closed."
}

// Run opens a websocket and talks until one side closes.
func (w *wsCommand) Run(c *console) error {
	var url URL_COMPONENTS
	if err := WinHttpCrackUrl(overHTTP(w.URL), ICU_REJECT_USERPWD, &url); err != nil {
		return err
	}
	hSession, err := WinHttpOpen("winhttp", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hSession)
	defer closeOnInterrupt(hSession)()
	hConnect, err := WinHttpConnect(hSession, url.HostName, url.Port, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hConnect)
	hWebSocket, err := w.open(hConnect, &url)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hWebSocket)
	return w.talk(c, hWebSocket)
}

// overHTTP is a URL with the scheme that WinHTTP knows.
func overHTTP(url string) string {
	for _, scheme := range []string{"ws", "wss"} {
		if len(url) > len(scheme) && strings.EqualFold(url[:len(scheme)], scheme) && url[len(scheme)] == ':' {
			return "http" + url[len("ws"):]
		}
	}
	return url
}

// open runs the handshake.
func (w *wsCommand) open(hConnect HINTERNET, url *URL_COMPONENTS) (HINTERNET, error) {
	var flags uint32
	if url.SchemeType == INTERNET_SCHEME_HTTPS {
		flags = WINHTTP_FLAG_SECURE
	}
	hRequest, err := WinHttpOpenRequest(hConnect, "GET", url.UrlPath+url.ExtraInfo, "", WINHTTP_NO_REFERER,
		WINHTTP_DEFAULT_ACCEPT_TYPES, flags)
	if err != nil {
		return 0, err
	}
	defer WinHttpCloseHandle(hRequest)
	if w.Insecure {
		if err := WinHttpSetOption(hRequest, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_IGNORE_ALL_CERT_ERRORS); err != nil {
			return 0, err
		}
	}
	if err := WinHttpSetOption(hRequest, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil); err != nil {
		return 0, err
	}
	if err := WinHttpSendRequest(hRequest, strings.Join(w.Header, "\r\n"), WINHTTP_NO_REQUEST_DATA, 0, nil); err != nil {
		return 0, err
	}
	if err := WinHttpReceiveResponse(hRequest, nil); err != nil {
		return 0, err
	}
	if err := switched(hRequest); err != nil {
		return 0, err
	}
	if err := WinHttpSetOption(hRequest, WINHTTP_OPTION_RECEIVE_TIMEOUT, uint32(0)); err != nil { // the server may be silent
		return 0, err
	}
	hWebSocket, err := WinHttpWebSocketCompleteUpgrade(hRequest, nil)
	if err == nil && w.Ping != 0 {
		err = WinHttpSetOption(hWebSocket, WINHTTP_OPTION_WEB_SOCKET_KEEPALIVE_INTERVAL, 1000*w.Ping)
	}
	if err != nil && hWebSocket != 0 {
		_ = WinHttpCloseHandle(hWebSocket)
	}
	return hWebSocket, err
}

// switched fails with the status of a response that is no 101.
func switched(hRequest HINTERNET) error {
	const switchingProtocols = 101
	var code uint32
	err := WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, WINHTTP_HEADER_NAME_BY_INDEX, &code, WINHTTP_NO_HEADER_INDEX)
	if err != nil || code == switchingProtocols {
		return err
	}
	var text string
	_ = WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_STATUS_TEXT, WINHTTP_HEADER_NAME_BY_INDEX, &text, WINHTTP_NO_HEADER_INDEX)
	return &badStatus{code, text}
}

// talk sends and receives at the same time.
func (w *wsCommand) talk(c *console, hWebSocket HINTERNET) error {
	sent, received := make(chan error, 1), make(chan error, 1)
	go func() { sent <- w.sendLines(c.in, hWebSocket) }()
	go func() { received <- printMessages(c.out, hWebSocket) }()
	select {
	case err := <-sent:
		if err == nil { // what is under way is still printed
			err = WinHttpWebSocketShutdown(hWebSocket, WINHTTP_WEB_SOCKET_SUCCESS_CLOSE_STATUS, nil)
		}
		if err != nil && !errors.Is(err, ERROR_INVALID_OPERATION) { // the server has closed meanwhile
			return err
		}
		if err := <-received; err != nil {
			return err
		}
	case err := <-received:
		if err != nil {
			return err
		}
	}
	if err := WinHttpWebSocketClose(hWebSocket, WINHTTP_WEB_SOCKET_SUCCESS_CLOSE_STATUS, nil); err != nil {
		return err
	}
	return printCloseStatus(c.err, hWebSocket)
}

const maxLine = 16 << 20 // bytes of a message from standard input

func (w *wsCommand) sendLines(in io.Reader, hWebSocket HINTERNET) error {
	kind := WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE
	if w.Binary {
		kind = WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if err := WinHttpWebSocketSend(hWebSocket, kind, lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// printMessages prints what is received until the server closes.
func printMessages(out io.Writer, hWebSocket HINTERNET) error {
	buffer := make([]byte, pieceSize)
	for {
		var (
			n    uint32
			kind WINHTTP_WEB_SOCKET_BUFFER_TYPE
		)
		if err := WinHttpWebSocketReceive(hWebSocket, buffer, &n, &kind); err != nil {
			return err
		}
		if kind == WINHTTP_WEB_SOCKET_CLOSE_BUFFER_TYPE {
			return nil
		}
		if _, err := out.Write(buffer[:n]); err != nil {
			return err
		}
		if kind == WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE || kind == WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE {
			if _, err := io.WriteString(out, "\n"); err != nil {
				return err
			}
		}
	}
}

func printCloseStatus(out io.Writer, hWebSocket HINTERNET) error {
	var (
		status uint16
		length uint32
		reason [WINHTTP_WEB_SOCKET_MAX_CLOSE_REASON_LENGTH]byte
	)
	if err := WinHttpWebSocketQueryCloseStatus(hWebSocket, &status, reason[:], &length); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "closed: %d %q\n", status, reason[:length])
	return err
}
