package main

import (
	. "github.com/gowinhttp/winhttp"
	werr "github.com/gowinhttp/winhttp/errors"
)

// asyncExchange is an exchange in an asynchronous session. One call starts it; each completion makes the next call.
type asyncExchange struct {
	*exchange
	over chan error // gets the result, when nothing is under way any more
}

// runAsync drives x by the completions that o hears of.
func runAsync(x *exchange, o *observer) error {
	a := &asyncExchange{x, make(chan error, 1)}
	o.completed = a.completed
	if err := x.send(); err != nil {
		return err
	}
	return <-a.over
}

// completed takes a notification of the request. What is no completion means nothing to it.
func (a *asyncExchange) completed(status uint32, info any) {
	next, ok := completions[status]
	if !ok {
		return
	}
	if more, err := next(a.exchange, info); !more || err != nil {
		a.over <- err
	}
}

// completions says what follows each completion. After more and no error the next one is due; it may have been delivered
// already, inside the call.
var completions = map[uint32]func(x *exchange, info any) (more bool, err error){
	WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE: afterSend,
	WINHTTP_CALLBACK_STATUS_WRITE_COMPLETE:       afterSend,
	WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:    afterHeaders,
	WINHTTP_CALLBACK_STATUS_READ_COMPLETE:        afterRead,
	WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:        afterError,
}

func afterSend(x *exchange, _ any) (more bool, err error) {
	if more, err := x.write(); more || err != nil {
		return more, err
	}
	return true, WinHttpReceiveResponse(x.hRequest, nil)
}

func afterHeaders(x *exchange, _ any) (more bool, err error) {
	return x.readIf(x.response.begin(x.hRequest))
}

func afterRead(x *exchange, info any) (more bool, err error) {
	return x.readIf(x.response.add(info.([]byte)))
}

func (x *exchange) readIf(more bool, err error) (bool, error) {
	if more && err == nil {
		err = x.read(nil)
	}
	return more, err
}

// calls are the calls that a WINHTTP_ASYNC_RESULT may name here.
var calls = map[uint32]string{
	API_SEND_REQUEST:     "WinHttpSendRequest",
	API_WRITE_DATA:       "WinHttpWriteData",
	API_RECEIVE_RESPONSE: "WinHttpReceiveResponse",
	API_READ_DATA:        "WinHttpReadDataEx",
}

func afterError(_ *exchange, info any) (more bool, err error) {
	result := info.(*WINHTTP_ASYNC_RESULT)
	return false, werr.In(calls[result.Result], result.Err)
}
