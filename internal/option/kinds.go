package option

import (
	"strings"

	"github.com/gowinhttp/winhttp/handle"
)

// Kinds is a set of kinds of handle: bit n stands for handle.Type(n), bit 0 for the NULL handle.
type Kinds uint8

const (
	null       Kinds = 1
	session    Kinds = 1 << handle.Session
	connection Kinds = 1 << handle.Connection
	request    Kinds = 1 << handle.Request
	webSocket  Kinds = 1 << handle.WebSocket

	never  Kinds = 0
	either       = session | request
	levels       = session | connection | request

	// The first word of a row: on which of its kinds this version answers.
	later Kinds = 0
	built Kinds = 0xFF
)

// Has reports whether t is in the set. The type 0 asks for the NULL handle.
func (k Kinds) Has(t handle.Type) bool { return k>>t&1 != 0 }

// String lists the kinds with commas; "-" is the empty set.
func (k Kinds) String() string {
	var names []string
	for t := handle.Type(0); t < 8; t++ {
		switch {
		case k.Has(t) && t == 0:
			names = append(names, "null")
		case k.Has(t):
			names = append(names, t.String())
		}
	}
	if names == nil {
		return "-"
	}
	return strings.Join(names, ",")
}
