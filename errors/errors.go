// Package errors holds the numbers that WinHTTP reports: their names, their texts, and the one place where an error of
// the Go libraries becomes such a number. It is imported as werr, so that errors always means the standard library's.
package errors

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
)

// Code is a Win32 or WinHTTP error number. It is an error itself: errors.Is(err, code) holds for every error of this
// module that carries the number.
type Code uint32

// Name is the C name, such as ERROR_WINHTTP_TIMEOUT, or the decimal number if it has none here.
func (c Code) Name() string {
	if row, ok := names[c]; ok {
		return row.name
	}
	return strconv.FormatUint(uint64(c), 10)
}

// Error is the text that belongs to the number.
func (c Code) Error() string {
	if row, ok := names[c]; ok {
		return row.text
	}
	return "error " + strconv.FormatUint(uint64(c), 10)
}

// Is lets a timeout be os.ErrDeadlineExceeded and a cancelled operation context.Canceled.
func (c Code) Is(target error) bool {
	switch c {
	case Timeout:
		return target == os.ErrDeadlineExceeded
	case OperationCancelled:
		return target == context.Canceled
	}
	return false
}

// Codes calls yield for every number that has a name, in no particular order.
func Codes(yield func(Code) bool) {
	for c := range names {
		if !yield(c) {
			return
		}
	}
}

// Error is what every function of the root package returns: the number first, then who says so and why.
type Error struct {
	Code Code
	Op   string // the function that failed, such as WinHttpSendRequest; may be empty
	Err  error  // the cause; may be nil
}

func (e *Error) Error() string {
	text := e.Code.Name() + " (" + strconv.FormatUint(uint64(e.Code), 10) + "): " + e.Code.Error()
	if e.Op != "" {
		text = e.Op + ": " + text
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap leads to the number and to the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

// Wrap gives a cause its number: the error reads and tests as code, and keeps err for errors.As.
func (c Code) Wrap(err error) error { return &Error{Code: c, Err: err} }

// In names the function that failed. The result is nil for nil, else an *Error with the number that From finds.
func In(op string, err error) error {
	if err == nil {
		return nil
	}
	if c, ok := err.(Code); ok {
		return &Error{Code: c, Op: op}
	}
	if e, ok := err.(*Error); ok && e.Op == "" {
		return &Error{Code: e.Code, Op: op, Err: e.Err}
	}
	return &Error{Code: From(err), Op: op, Err: err}
}

// From is the number of an error: Success for nil, the outermost Code or *Error in the chain, else by the kind of
// failure. An error of an unknown kind is InternalError. (errors.tsv, "mapping".)
func From(err error) Code {
	if err == nil {
		return Success
	}
	var own *Error
	if errors.As(err, &own) {
		return own.Code
	}
	var code Code
	if errors.As(err, &code) {
		return code
	}
	for _, row := range kinds {
		if row.is(err) {
			return row.code
		}
	}
	return InternalError
}

// kinds is read from top to bottom: a timeout is a timeout wherever it happens, and a failed dial is CannotConnect
// whatever the reason.
var kinds = []struct {
	is   func(error) bool
	code Code
}{
	{anyOf(context.Canceled), OperationCancelled},
	{isTimeout, Timeout},
	{anyOf(timedOut...), Timeout},
	{isA[*net.DNSError], NameNotResolved},
	{isOp("dial"), CannotConnect},
	{anyOf(unreachable...), CannotConnect},
	{isA[*tls.CertificateVerificationError], SecureFailure},
	{isA[tls.RecordHeaderError], SecureFailure},
	{isA[tls.AlertError], SecureFailure},
	{isOp("remote error"), SecureFailure}, // crypto/tls: an alert came in
	{isOp("local error"), SecureFailure},  // crypto/tls: an alert went out
	{isA[x509.CertificateInvalidError], SecureFailure},
	{isA[x509.ConstraintViolationError], SecureFailure},
	{isA[x509.HostnameError], SecureFailure},
	{isA[x509.InsecureAlgorithmError], SecureFailure},
	{isA[x509.SystemRootsError], SecureFailure},
	{isA[x509.UnhandledCriticalExtension], SecureFailure},
	{isA[x509.UnknownAuthorityError], SecureFailure},
	{anyOf(io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed), ConnectionError},
	{anyOf(broken...), ConnectionError},
	{isA[*net.OpError], ConnectionError},
}

func anyOf(targets ...error) func(error) bool {
	return func(err error) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
}

func isA[T error](err error) bool {
	var t T
	return errors.As(err, &t)
}

// isTimeout asks everything in the chain: a net.OpError does not see a timeout that its cause wraps.
func isTimeout(err error) bool {
	var t interface {
		error
		Timeout() bool
	}
	for errors.As(err, &t) {
		if t.Timeout() {
			return true
		}
		err = errors.Unwrap(t)
	}
	return false
}

func isOp(name string) func(error) bool {
	return func(err error) bool {
		var op *net.OpError
		return errors.As(err, &op) && op.Op == name
	}
}
