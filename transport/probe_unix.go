//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package transport

import (
	"net"
	"syscall"
)

// probe looks at a socket without touching what it holds.
type probe struct {
	raw  syscall.RawConn // nil if the connection is no socket
	look func(fd uintptr)
	busy bool // what look found
	one  [1]byte
}

func (p *probe) init(nc net.Conn) {
	sc, ok := nc.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return
	}
	p.raw, p.look = raw, p.peek
}

// peek asks the system for a byte without taking it: a socket that is alive and silent has none and would block.
func (p *probe) peek(fd uintptr) {
	_, _, err := syscall.Recvfrom(int(fd), p.one[:], syscall.MSG_PEEK)
	p.busy = err != syscall.EAGAIN
}

// silent says whether the socket holds neither data nor an end. ok is false if it cannot tell.
func (p *probe) silent() (silent, ok bool) {
	if p.raw == nil {
		return false, false
	}
	err := p.raw.Control(p.look)
	return err == nil && !p.busy, true
}
