package main

import (
	. "github.com/gowinhttp/winhttp"
)

// exchange is a request on its way: what goes out, and what becomes of the answer. It is driven by run in a synchronous
// session and by runAsync in an asynchronous one; everything else is common to both.
type exchange struct {
	hRequest HINTERNET
	body     *body
	response *response
	buffer   []byte // for the piece that is under way, in either direction
}

// driver makes the calls of an exchange.
type driver func(*exchange) error

// run drives x in a synchronous session: each call returns when it is done.
func (x *exchange) run() error {
	if err := x.send(); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		if more, err = x.write(); err != nil {
			return err
		}
	}
	if err := WinHttpReceiveResponse(x.hRequest, nil); err != nil {
		return err
	}
	more, err := x.response.begin(x.hRequest)
	for more && err == nil {
		var n uint32
		if err = x.read(&n); err == nil {
			more, err = x.response.add(x.buffer[:n])
		}
	}
	return err
}

// send sends the head of the request, and the text behind it.
func (x *exchange) send() error {
	headers, total := announce(int64(len(x.body.text)) + x.body.size)
	return WinHttpSendRequest(x.hRequest, headers, x.body.text, total, nil)
}

// write sends the next piece of the file, if there is one.
func (x *exchange) write() (more bool, err error) {
	piece, err := x.body.next(x.buffer)
	if len(piece) == 0 || err != nil {
		return false, err
	}
	return true, WinHttpWriteData(x.hRequest, piece, nil)
}

// read asks for the next piece of the answer.
func (x *exchange) read(n *uint32) error { return WinHttpReadDataEx(x.hRequest, x.buffer, n, 0, nil) }
