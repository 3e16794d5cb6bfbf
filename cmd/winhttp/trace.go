package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	. "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/callback"
)

// observer is the context of all handles of a session, and hears what happens on them.
type observer struct {
	line      func(text string)             // gets each notification as a line without its end; nil if nobody reads them
	completed func(status uint32, info any) // gets each notification after that; nil if nobody waits for them
	hSession  HINTERNET                     // what it watches
	closed    chan struct{}                 // closed with the last notification; nil if there is none to come

	mu sync.Mutex
	// mu guards the following.
	names    map[HINTERNET]string
	failures uint32 // the flags of SECURE_FAILURE
}

// watch makes o the observer of a session and of every handle that will be opened below it.
func (o *observer) watch(hSession HINTERNET) error {
	o.name(hSession)
	o.hSession, o.closed = hSession, make(chan struct{})
	err := WinHttpSetOption(hSession, WINHTTP_OPTION_CONTEXT_VALUE, o)
	if err == nil {
		_, err = WinHttpSetStatusCallback(hSession, notify, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
	}
	if err != nil {
		o.closed = nil // nothing will be heard
	}
	return err
}

// wait waits until the session that o watches, which the caller has closed, and everything below it are gone.
func (o *observer) wait() {
	if o.closed != nil {
		<-o.closed
	}
}

// explain adds to a failure what the notifications said about it.
func (o *observer) explain(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err == nil || o.failures == 0 {
		return err
	}
	return &insecure{err, o.failures}
}

// notify is the status callback.
func notify(h HINTERNET, context any, status uint32, info any, _ uint32) {
	o := context.(*observer)
	if status == WINHTTP_CALLBACK_STATUS_SECURE_FAILURE {
		o.mu.Lock()
		o.failures |= info.(uint32)
		o.mu.Unlock()
	}
	if o.line != nil {
		text := fmt.Sprintf("%-10s  %-20s  %s", o.name(h), callback.Status(status), o.payload(status, info))
		o.line(strings.TrimRight(text, " "))
	}
	if o.completed != nil {
		o.completed(status, info)
	}
	if status == WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING && h == o.hSession {
		close(o.closed)
	}
}

func (o *observer) payload(status uint32, info any) string {
	switch v := info.(type) {
	case nil:
		return ""
	case string:
		return strconv.Quote(v)
	case HINTERNET:
		return o.name(v)
	case []byte:
		return strconv.Itoa(len(v))
	case *WINHTTP_ASYNC_RESULT:
		return fmt.Sprintf("%s %s (%d)", callback.API(v.Result), v.Error.Name(), v.Error)
	case uint32:
		if status == WINHTTP_CALLBACK_STATUS_SECURE_FAILURE {
			return failureNames(v)
		}
	}
	return fmt.Sprint(info)
}

var handleTypes = map[uint32]string{
	WINHTTP_HANDLE_TYPE_SESSION: "session",
	WINHTTP_HANDLE_TYPE_CONNECT: "connection",
	WINHTTP_HANDLE_TYPE_REQUEST: "request",
}

// name is the kind of a handle. It is remembered, since a closed handle does not tell.
func (o *observer) name(h HINTERNET) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if name, ok := o.names[h]; ok {
		return name
	}
	var kind uint32
	if WinHttpQueryOption(h, WINHTTP_OPTION_HANDLE_TYPE, &kind) != nil {
		return "unknown"
	}
	if o.names == nil {
		o.names = map[HINTERNET]string{}
	}
	o.names[h] = handleTypes[kind]
	return o.names[h]
}

// timeline writes lines behind the milliseconds that have passed since it was made.
func timeline(w io.Writer) func(text string) {
	start := time.Now()
	return func(text string) {
		fmt.Fprintf(w, "%9.3f  %s\n", time.Since(start).Seconds()*1000, text)
	}
}

// failureNames names the flags of SECURE_FAILURE, as in INVALID_CA|CERT_CN_INVALID.
func failureNames(flags uint32) string {
	var names []string
	for _, row := range failures {
		if flags&row.flag != 0 {
			names = append(names, row.name)
			flags &^= row.flag
		}
	}
	if flags != 0 || names == nil {
		names = append(names, fmt.Sprintf("%#x", flags))
	}
	return strings.Join(names, "|")
}

var failures = []struct {
	flag uint32
	name string
}{
	{WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED, "CERT_REV_FAILED"},
	{WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CERT, "INVALID_CERT"},
	{WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED, "CERT_REVOKED"},
	{WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA, "INVALID_CA"},
	{WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID, "CERT_CN_INVALID"},
	{WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID, "CERT_DATE_INVALID"},
	{WINHTTP_CALLBACK_STATUS_FLAG_CERT_WRONG_USAGE, "CERT_WRONG_USAGE"},
	{WINHTTP_CALLBACK_STATUS_FLAG_SECURITY_CHANNEL_ERROR, "SECURITY_CHANNEL_ERROR"},
}
