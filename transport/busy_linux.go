package transport

import (
	"syscall"
	"time"
)

// busyRead asks the system for data again and again, instead of parking the goroutine, and gives up after d. It returns
// 0 for nothing, and for an end or an error, which the ordinary read finds again. Between two questions other threads may
// have the processor, but not other goroutines; whoever closes the connection waits.
func (p *probe) busyRead(b []byte, d time.Duration) (n int) {
	if p.raw == nil || len(b) == 0 {
		return 0
	}
	end := time.Now().Add(d)
	_ = p.raw.Control(func(fd uintptr) {
		for {
			m, err := syscall.Read(int(fd), b)
			if n = max(m, 0); err != syscall.EAGAIN || time.Now().After(end) {
				return
			}
			_, _, _ = syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0)
		}
	})
	return n
}
