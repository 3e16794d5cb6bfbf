package errors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestErrorText(t *testing.T) {
	cause := errors.New("no route")
	tests := []struct {
		err  error
		want string
	}{
		{&Error{Code: Timeout}, "ERROR_WINHTTP_TIMEOUT (12002): a time limit passed"},
		{&Error{Code: Timeout, Op: "WinHttpReadData"}, "WinHttpReadData: ERROR_WINHTTP_TIMEOUT (12002): a time limit passed"},
		{CannotConnect.Wrap(cause), "ERROR_WINHTTP_CANNOT_CONNECT (12029): TCP connect failed: no route"},
		{&Error{Code: 12999, Op: "f", Err: cause}, "f: 12999 (12999): error 12999: no route"},
	}
	for _, test := range tests {
		require.EqualError(t, test.err, test.want)
	}
}

// Every error of this module is its number, and what the number means to the standard library.
func TestIs(t *testing.T) {
	forms := func(c Code) map[string]error {
		return map[string]error{
			"code":            c,
			"error":           &Error{Code: c},
			"with a cause":    c.Wrap(io.EOF),
			"with a function": In("WinHttpReadData", c),
			"wrapped":         fmt.Errorf("outer: %w", c.Wrap(io.EOF)),
		}
	}
	for _, c := range []Code{Timeout, OperationCancelled, CannotConnect} {
		for name, err := range forms(c) {
			require.ErrorIs(t, err, c, name)
			require.NotErrorIs(t, err, InvalidHandle, name)
			require.Equal(t, c == Timeout, errors.Is(err, os.ErrDeadlineExceeded), name)
			require.Equal(t, c == OperationCancelled, errors.Is(err, context.Canceled), name)
			require.NotErrorIs(t, err, context.DeadlineExceeded, name)
		}
	}
}

func TestCause(t *testing.T) {
	cause := &os.PathError{Op: "open", Path: "/x", Err: syscall.ENOENT}
	err := In("WinHttpOpen", InternalError.Wrap(fmt.Errorf("reading: %w", cause)))
	var path *os.PathError
	require.ErrorAs(t, err, &path)
	require.Same(t, cause, path)
	require.ErrorIs(t, err, os.ErrNotExist)
	var own *Error
	require.ErrorAs(t, err, &own)
	var code Code
	require.ErrorAs(t, err, &code)
	require.Equal(t, InternalError, code)
}

func TestUnwrap(t *testing.T) {
	require.Equal(t, []error{Timeout}, (&Error{Code: Timeout}).Unwrap())
	require.Equal(t, []error{Timeout, io.EOF}, (&Error{Code: Timeout, Err: io.EOF}).Unwrap())
}

func TestIn(t *testing.T) {
	named := &Error{Code: Timeout, Op: "WinHttpSendRequest", Err: io.EOF}
	wrapped := fmt.Errorf("outer: %w", Timeout)
	tests := []struct {
		name string
		in   error
		want *Error
	}{
		{"code", InvalidHandle, &Error{Code: InvalidHandle, Op: "f"}},
		{"error without a function", Timeout.Wrap(io.EOF), &Error{Code: Timeout, Op: "f", Err: io.EOF}},
		{"error of another function", named, &Error{Code: Timeout, Op: "f", Err: named}},
		{"wrapped code", wrapped, &Error{Code: Timeout, Op: "f", Err: wrapped}},
		{"foreign", io.EOF, &Error{Code: ConnectionError, Op: "f", Err: io.EOF}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, error(test.want), In("f", test.in)) })
	}
	require.NoError(t, In("f", nil))
}

// In leaves the error that it was given as it was.
func TestInCopies(t *testing.T) {
	shared := Timeout.Wrap(io.EOF)
	_ = In("f", shared)
	require.Equal(t, &Error{Code: Timeout, Err: io.EOF}, shared)
}
