// Download is the classic sample of the WinHTTP reference, ported line by line: it opens a session, connects, opens and
// sends a request, waits for the response and reads what is available until nothing is.
//
//	go run ./examples/download https://example.com/
package main

import (
	"fmt"
	"os"

	. "github.com/gowinhttp/winhttp"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: download URL")
		os.Exit(2)
	}
	if err := download(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "Error %d has occurred: %v\n", GetLastError(err), err)
		os.Exit(1)
	}
}

func download(url string) error {
	var parts URL_COMPONENTS
	if err := WinHttpCrackUrl(url, 0, &parts); err != nil {
		return err
	}
	var flags uint32
	if parts.SchemeType == INTERNET_SCHEME_HTTPS {
		flags = WINHTTP_FLAG_SECURE
	}

	// Use WinHttpOpen to obtain a session handle.
	hSession, err := WinHttpOpen("WinHTTP Example/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hSession)

	// Specify an HTTP server.
	hConnect, err := WinHttpConnect(hSession, parts.HostName, parts.Port, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hConnect)

	// Create an HTTP request handle.
	hRequest, err := WinHttpOpenRequest(hConnect, "GET", parts.UrlPath+parts.ExtraInfo, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, flags)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hRequest)

	// Send a request.
	if err := WinHttpSendRequest(hRequest, WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, 0, nil); err != nil {
		return err
	}

	// End the request.
	if err := WinHttpReceiveResponse(hRequest, nil); err != nil {
		return err
	}

	// Keep checking for data until there is nothing left.
	for {
		var size uint32
		if err := WinHttpQueryDataAvailable(hRequest, &size); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
		buffer := make([]byte, size)
		var downloaded uint32
		if err := WinHttpReadData(hRequest, buffer, &downloaded); err != nil {
			return err
		}
		if _, err := os.Stdout.Write(buffer[:downloaded]); err != nil {
			return err
		}
	}
}
