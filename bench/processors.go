package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
)

// The server has the last processor to itself and the clients have the others, as if it were another machine. Otherwise a
// client that waits for one answer at a time takes 26 or 61 µs, depending on whether the system puts both on the same one.

// runApart runs this program again without the last processor, with the flag that names it. It says false where that cannot
// be done, or is not needed: with one processor only.
func runApart() (ran bool, err error) {
	n := runtime.NumCPU()
	if _, err := exec.LookPath("taskset"); err != nil || n == 1 {
		return false, nil
	}
	self, err := os.Executable()
	if err != nil {
		return false, err
	}
	args := append([]string{self, "-server-cpu", strconv.Itoa(n - 1)}, os.Args[1:]...)
	cmd := onProcessors(fmt.Sprintf("0-%d", n-2), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return true, cmd.Run()
}

func onProcessors(list string, command ...string) *exec.Cmd {
	return exec.Command("taskset", append([]string{"--cpu-list", list}, command...)...)
}
