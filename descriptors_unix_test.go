//go:build unix

package winhttp

import "syscall"

// descriptors is how many files this process may have open; Go has raised the limit as far as it can.
func descriptors() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 1024
	}
	return int(min(uint64(limit.Cur), 1<<30))
}
