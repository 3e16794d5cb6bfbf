// Async downloads many URLs at once, the way a C program does it with WINHTTP_FLAG_ASYNC: no goroutine waits for a
// download. The context value of each request is its download; every completion that the status callback gets makes the
// next call:
//
//	WinHttpSendRequest         SENDREQUEST_COMPLETE
//	WinHttpReceiveResponse     HEADERS_AVAILABLE
//	WinHttpQueryDataAvailable  DATA_AVAILABLE, 0 at the end of the body
//	WinHttpReadData            READ_COMPLETE, then the query again
//	WinHttpCloseHandle         HANDLE_CLOSING, the last notification: now the download may be freed
//
// What fails arrives as REQUEST_ERROR; a call that returns an error is followed by no completion. A completion may be
// delivered inside the call that it belongs to, so making a call is the last thing that a callback does.
//
// One line on standard error shows the progress. The bodies are not kept; when all downloads are over, each is a line on
// standard output: status, bytes, SHA-256, URL.
//
//	go run ./examples/async https://example.com/ https://example.org/
package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/gowinhttp/winhttp"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: async URL...")
		os.Exit(2)
	}
	failed, err := run(os.Args[1:], os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "async:", err)
	}
	if failed > 0 || err != nil {
		os.Exit(1)
	}
}

// batch is what all downloads of a run share.
type batch struct {
	open        sync.WaitGroup // downloads that have not been freed
	over, bytes atomic.Int64   // for the progress
}

// run downloads all URLs and prints the results. It returns the number of downloads that failed.
func run(urls []string, stdout, stderr io.Writer) (failed int, err error) {
	hSession, err := WinHttpOpen("WinHTTP Example/1.0", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, WINHTTP_FLAG_ASYNC)
	if err != nil {
		return 0, err
	}
	defer WinHttpCloseHandle(hSession)

	// Handles that are opened below the session inherit the callback.
	const flags = WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS | WINHTTP_CALLBACK_FLAG_HANDLES
	if _, err := WinHttpSetStatusCallback(hSession, statusCallback, flags, 0); err != nil {
		return 0, err
	}

	var b batch
	downloads := make([]*download, len(urls))
	for i, url := range urls {
		downloads[i] = newDownload(&b, url)
		downloads[i].start(hSession)
	}
	b.watch(len(urls), stderr)
	for _, d := range downloads {
		if d.print(stdout); d.err != nil {
			failed++
		}
	}
	return failed, nil
}

// watch shows the progress until all downloads have been freed.
func (b *batch) watch(total int, w io.Writer) {
	freed := make(chan struct{})
	go func() {
		b.open.Wait()
		close(freed)
	}()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-tick.C:
		case <-freed:
			running = false
		}
		fmt.Fprintf(w, "\r%d of %d over, %d bytes", b.over.Load(), total, b.bytes.Load())
	}
	fmt.Fprintln(w)
}
