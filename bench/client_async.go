package main

import (
	. "github.com/gowinhttp/winhttp"
)

// asyncWinHTTP is this library in an asynchronous session. Callbacks drive each request from the first call to
// HANDLE_CLOSING, and then start the next one.
type asyncWinHTTP struct{ winHTTP }

func newAsyncWinHTTP(asks bool) func(*site) (client, error) {
	return func(s *site) (client, error) {
		w, err := openWinHTTP(s.plain, WINHTTP_FLAG_ASYNC, asks)
		if err != nil {
			return nil, err
		}
		const flags = WINHTTP_CALLBACK_FLAG_ALL_COMPLETIONS | WINHTTP_CALLBACK_FLAG_HANDLES
		_, err = WinHttpSetStatusCallback(w.connection, completed, flags, 0)
		return asyncWinHTTP{w}, err
	}
}

func (w asyncWinHTTP) caller() (caller, error) {
	return &asyncCaller{winHTTP: w.winHTTP, closed: make(chan struct{}, 1), times: 1}, nil
}

// asyncCaller is the context of its requests, of which there is one at a time.
type asyncCaller struct {
	winHTTP
	closed chan struct{} // gets a value with the last HANDLE_CLOSING
	times  int           // requests for each call

	verb, path string
	size       int // bytes of the upload
	buffer     []byte
	more       int // requests still to come
	total      int // bytes that have come in all

	request HINTERNET
	left    int // bytes to upload
	length  int // bytes that have come
	err     error
}

func (c *asyncCaller) chain(n int) { c.times = n }

func (c *asyncCaller) get(path string, buffer []byte) (int, error) {
	return c.do("GET", path, 0, buffer)
}
func (c *asyncCaller) put(path string, buffer []byte) (int, error) {
	return c.do("PUT", path, largeSize, buffer)
}

func (c *asyncCaller) do(verb, path string, size int, buffer []byte) (length int, err error) {
	c.verb, c.path, c.size, c.buffer, c.more, c.total = verb, path, size, buffer, c.times, 0
	if err := c.start(); err != nil {
		return 0, err
	}
	<-c.closed
	return c.total / c.times, c.err
}

// start begins the next request, which then goes on by itself.
func (c *asyncCaller) start() (err error) {
	if c.request, err = c.open(c.verb, c.path); err != nil {
		return err
	}
	c.more--
	c.left, c.length, c.err = c.size, 0, nil
	if err := WinHttpSetOption(c.request, WINHTTP_OPTION_CONTEXT_VALUE, c); err != nil {
		return err
	}
	c.check(WinHttpSendRequest(c.request, WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, uint32(c.size), nil))
	return nil
}

// ended starts the next request, or tells the caller how the last one has ended.
func (c *asyncCaller) ended() {
	c.total += c.length
	if c.err == nil && c.more > 0 {
		if c.err = c.start(); c.err == nil {
			return
		}
	}
	c.closed <- struct{}{}
}

// completed is the status callback.
func completed(_ HINTERNET, context any, status uint32, info any, _ uint32) {
	c, ok := context.(*asyncCaller)
	if !ok {
		return // HANDLE_CREATED
	}
	switch status {
	case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE, WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE:
		c.check(c.write())
	case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
		c.headers()
	case WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE:
		c.available(info.(uint32))
	case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
		c.read(len(info.([]byte)))
	case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
		c.finish(info.(*WINHTTP_ASYNC_RESULT).Err)
	case WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING:
		c.ended()
	}
}

// write sends the next piece, or asks for the response when there is none.
func (c *asyncCaller) write() error {
	if c.left == 0 {
		return WinHttpReceiveResponse(c.request, nil)
	}
	n := min(c.left, pieceSize)
	c.left -= n
	return WinHttpWriteData(c.request, piece[:n], nil)
}

func (c *asyncCaller) headers() {
	if err := checkResponse(c.request); err != nil {
		c.finish(err)
		return
	}
	c.check(c.next())
}

// next asks for the next piece of the body, or how long it will be.
func (c *asyncCaller) next() error {
	if c.asks {
		return WinHttpQueryDataAvailable(c.request, nil)
	}
	return WinHttpReadData(c.request, c.buffer, nil)
}

func (c *asyncCaller) available(n uint32) {
	if n == 0 {
		c.finish(nil)
		return
	}
	c.check(WinHttpReadData(c.request, c.buffer[:min(n, pieceSize)], nil))
}

func (c *asyncCaller) read(n int) {
	if n == 0 {
		c.finish(nil)
		return
	}
	c.length += n
	c.check(c.next())
}

// check ends the request if a call was refused.
func (c *asyncCaller) check(err error) {
	if err != nil {
		c.finish(err)
	}
}

func (c *asyncCaller) finish(err error) {
	c.err = err
	_ = WinHttpCloseHandle(c.request)
}
