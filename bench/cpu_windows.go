package main

import (
	"syscall"
	"time"
)

// cpuTime is the processor time that this process has used so far, its own and the kernel's for it.
func cpuTime() (time.Duration, error) {
	var created, exited, kernel, user syscall.Filetime
	self, err := syscall.GetCurrentProcess()
	if err == nil {
		err = syscall.GetProcessTimes(self, &created, &exited, &kernel, &user)
	}
	return ticks(kernel) + ticks(user), err
}

// ticks are units of 100 nanoseconds.
func ticks(f syscall.Filetime) time.Duration {
	return 100 * time.Duration(int64(f.HighDateTime)<<32|int64(f.LowDateTime))
}
