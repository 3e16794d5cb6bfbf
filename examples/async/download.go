package main

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	. "github.com/gowinhttp/winhttp"
)

const bufferSize = 8 << 10 // of each download, in bytes

// download is the context value of one request. Only its callbacks touch it while handles are open, one after another.
type download struct {
	batch              *batch
	url                string
	hConnect, hRequest HINTERNET
	buffer             []byte

	status uint32
	size   uint64 // bytes that the server has promised, 0 if none
	bytes  uint64 // bytes that have come
	sum    hash.Hash
	err    error
}

func newDownload(b *batch, url string) *download {
	b.open.Add(1)
	return &download{batch: b, url: url, buffer: make([]byte, bufferSize), sum: sha256.New()}
}

// start sends the request. Everything else happens in callbacks.
func (d *download) start(hSession HINTERNET) {
	if err := d.openRequest(hSession); err != nil {
		d.finish(err)
		d.free() // no callback knows of it
		return
	}
	d.check(WinHttpSendRequest(d.hRequest, WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, 0, nil))
}

// openRequest makes the handles. After success HANDLE_CLOSING is certain to come.
func (d *download) openRequest(hSession HINTERNET) error {
	var parts URL_COMPONENTS
	if err := WinHttpCrackUrl(d.url, 0, &parts); err != nil {
		return err
	}
	var flags uint32
	if parts.SchemeType == INTERNET_SCHEME_HTTPS {
		flags = WINHTTP_FLAG_SECURE
	}
	var err error
	if d.hConnect, err = WinHttpConnect(hSession, parts.HostName, parts.Port, 0); err != nil {
		return err
	}
	d.hRequest, err = WinHttpOpenRequest(d.hConnect, "GET", parts.UrlPath+parts.ExtraInfo, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, flags)
	if err != nil {
		return err
	}
	return WinHttpSetOption(d.hRequest, WINHTTP_OPTION_CONTEXT_VALUE, d)
}

// statusCallback gets the notifications of all downloads. It never blocks.
func statusCallback(_ HINTERNET, context any, status uint32, info any, _ uint32) {
	d, ok := context.(*download)
	if !ok {
		return // HANDLE_CREATED: the handle has no context yet
	}
	switch status {
	case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE:
		d.check(WinHttpReceiveResponse(d.hRequest, nil))
	case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
		d.headers()
	case WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE:
		d.available(info.(uint32))
	case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
		d.read(info.([]byte))
	case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
		d.finish(info.(*WINHTTP_ASYNC_RESULT).Err)
	case WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING:
		d.free()
	}
}

func (d *download) headers() {
	err := WinHttpQueryHeaders(d.hRequest, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &d.status, WINHTTP_NO_HEADER_INDEX)
	if err != nil {
		d.finish(err)
		return
	}
	// A response without a Content-Length promises nothing.
	_ = WinHttpQueryHeaders(d.hRequest, WINHTTP_QUERY_CONTENT_LENGTH|WINHTTP_QUERY_FLAG_NUMBER64, "", &d.size, WINHTTP_NO_HEADER_INDEX)
	d.check(WinHttpQueryDataAvailable(d.hRequest, nil))
}

func (d *download) available(n uint32) {
	if n == 0 {
		d.finish(d.complete())
		return
	}
	d.check(WinHttpReadData(d.hRequest, d.buffer[:min(n, bufferSize)], nil))
}

func (d *download) read(piece []byte) {
	d.sum.Write(piece)
	d.bytes += uint64(len(piece))
	d.batch.bytes.Add(int64(len(piece)))
	d.check(WinHttpQueryDataAvailable(d.hRequest, nil))
}

// complete compares the lengths: WinHTTP does not call a short body an error.
func (d *download) complete() error {
	if d.bytes < d.size {
		return fmt.Errorf("the connection ended after %d of %d bytes", d.bytes, d.size)
	}
	return nil
}

// check ends the download if a call was refused: no completion will follow. After success the completion has the word, and
// may have had it already.
func (d *download) check(err error) {
	if err != nil {
		d.finish(err)
	}
}

// finish notes the outcome and closes the handles that are open. The callback of the request may not have returned yet;
// HANDLE_CLOSING comes after it.
func (d *download) finish(err error) {
	d.err = err
	d.batch.over.Add(1)
	for _, h := range []HINTERNET{d.hRequest, d.hConnect} {
		if h != 0 {
			_ = WinHttpCloseHandle(h)
		}
	}
}

// free is where a C program would free the structure.
func (d *download) free() {
	d.buffer = nil
	d.batch.open.Done()
}

func (d *download) print(w io.Writer) {
	if d.err != nil {
		fmt.Fprintf(w, "%s: %v\n", d.url, d.err)
		return
	}
	fmt.Fprintf(w, "%d %d %x %s\n", d.status, d.bytes, d.sum.Sum(nil), d.url)
}
