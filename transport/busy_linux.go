package transport

import (
	"syscall"
	"time"
)

// busyRead asks the system for data again and again, instead of parking the goroutine, and gives up after d. It returns
// 0 for nothing, and for an end, which the ordinary read finds again; an error it would not. Between two questions other
// threads may have the processor, but not other goroutines; whoever closes the connection waits.
func (p *probe) busyRead(b []byte, d time.Duration) (n int, err error) {
	if p.raw == nil || len(b) == 0 {
		return 0, nil
	}
	end := time.Now().Add(d)
	_ = p.raw.Control(func(fd uintptr) {
		for {
			var m int
			m, err = syscall.Read(int(fd), b)
			if n = max(m, 0); err != syscall.EAGAIN || time.Now().After(end) {
				return
			}
			_, _, _ = syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0)
		}
	})
	if err == syscall.EAGAIN || err == syscall.EINTR {
		err = nil
	}
	return n, err
}
