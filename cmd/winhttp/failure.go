package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	. "github.com/gowinhttp/winhttp"
)

// insecure is a failure that a SECURE_FAILURE notification came before.
type insecure struct {
	error
	flags uint32 // WINHTTP_CALLBACK_STATUS_FLAG_ bits
}

func (e *insecure) Unwrap() error { return e.error }

// badStatus is a response that says that the server did not do what was asked.
type badStatus struct {
	code uint32
	text string
}

func (e *badStatus) Error() string {
	text := strings.Trim(strconv.Quote(e.text), `"`) // it may be aimed at the terminal
	return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.code, text))
}

// report prints how a command failed and returns the exit code. Of a failed API call it shows the function with the number,
// then the cause, then the faults of the server's certificate.
func (c *console) report(err error) int {
	if err == nil {
		return exitOK
	}
	call, status, tls := (*Error)(nil), (*badStatus)(nil), (*insecure)(nil)
	if errors.As(err, &call) {
		fmt.Fprintf(c.err, "winhttp: %v\n", &Error{Code: call.Code, Op: call.Op})
		if call.Err != nil {
			fmt.Fprintf(c.err, "  cause: %s\n", strings.ReplaceAll(call.Err.Error(), "\n", "; "))
		}
	} else {
		fmt.Fprintf(c.err, "winhttp: %v\n", err)
	}
	if errors.As(err, &tls) {
		fmt.Fprintf(c.err, "  reasons: %s\n", failureNames(tls.flags))
	}
	if errors.As(err, &status) {
		return exitStatus
	}
	return exitFailure
}
