//go:build !plan9

package errors

import "syscall"

// The numbers of the system that net passes on. On Windows those are Winsock's, which no other system uses; the names
// of syscall are inventions there.
var (
	timedOut    = []error{syscall.ETIMEDOUT, syscall.Errno(WSATimedOut)}
	unreachable = []error{
		syscall.ECONNREFUSED, syscall.ENETUNREACH, syscall.EHOSTUNREACH,
		syscall.Errno(WSAConnRefused), syscall.Errno(WSANetUnreach), syscall.Errno(WSAHostUnreach),
	}
	broken = []error{
		syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE,
		syscall.Errno(WSAConnReset), syscall.Errno(WSAConnAborted),
	}
)
