// Upload sends a file as the body of a POST request: it announces the length with WinHttpSendRequest, writes the file with
// WinHttpWriteData, and prints the status and the body of the response.
//
//	go run ./examples/upload https://example.com/form picture.jpg
package main

import (
	"fmt"
	"io"
	"math"
	"os"

	. "github.com/gowinhttp/winhttp"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: upload URL FILE")
		os.Exit(2)
	}
	if err := upload(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "upload:", err)
		os.Exit(1)
	}
}

func upload(url, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}

	var parts URL_COMPONENTS
	if err := WinHttpCrackUrl(url, 0, &parts); err != nil {
		return err
	}
	var flags uint32
	if parts.SchemeType == INTERNET_SCHEME_HTTPS {
		flags = WINHTTP_FLAG_SECURE
	}

	hSession, err := WinHttpOpen("WinHTTP Example/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hSession)
	hConnect, err := WinHttpConnect(hSession, parts.HostName, parts.Port, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hConnect)
	hRequest, err := WinHttpOpenRequest(hConnect, "POST", parts.UrlPath+parts.ExtraInfo, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, flags)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hRequest)

	if err := send(hRequest, file, info.Size()); err != nil {
		return err
	}
	return receive(hRequest)
}

// send sends the head of the request, then size bytes of the file.
func send(hRequest HINTERNET, file io.Reader, size int64) error {
	// A total length above the maximum of a DWORD is announced in a header.
	headers, total := WINHTTP_NO_ADDITIONAL_HEADERS, uint32(size)
	if size > math.MaxUint32 {
		headers, total = fmt.Sprintf("Content-Length: %d", size), WINHTTP_IGNORE_REQUEST_TOTAL_LENGTH
	}
	if err := WinHttpSendRequest(hRequest, headers, WINHTTP_NO_REQUEST_DATA, total, nil); err != nil {
		return err
	}
	buffer := make([]byte, 64<<10)
	for size > 0 {
		n, err := file.Read(buffer[:min(size, int64(len(buffer)))])
		if err != nil {
			return err
		}
		if err := WinHttpWriteData(hRequest, buffer[:n], nil); err != nil {
			return err
		}
		size -= int64(n)
	}
	return nil
}

// receive prints the response.
func receive(hRequest HINTERNET) error {
	if err := WinHttpReceiveResponse(hRequest, nil); err != nil {
		return err
	}
	var status uint32
	if err := WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, WINHTTP_NO_HEADER_INDEX); err != nil {
		return err
	}
	fmt.Println("Status", status)
	buffer := make([]byte, 4<<10)
	for {
		var n uint32
		if err := WinHttpReadData(hRequest, buffer, &n); err != nil || n == 0 {
			return err
		}
		if _, err := os.Stdout.Write(buffer[:n]); err != nil {
			return err
		}
	}
}
