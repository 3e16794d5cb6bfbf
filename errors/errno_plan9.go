package errors

import "syscall"

// Plan 9 reports network failures as text; only net.OpError tells them apart.
var (
	timedOut    = []error{syscall.ETIMEDOUT}
	unreachable []error
	broken      []error
)
