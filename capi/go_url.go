//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	"unsafe"

	winhttp "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/internal/crack"
)

// urlComponents is URL_COMPONENTS with its pointers as numbers: a program may leave anything in them.
type urlComponents struct {
	size         uint32
	scheme       C.uintptr_t
	schemeLength uint32
	schemeType   int32
	host         C.uintptr_t
	hostLength   uint32
	port         uint16
	user         C.uintptr_t
	userLength   uint32
	password     C.uintptr_t
	passLength   uint32
	path         C.uintptr_t
	pathLength   uint32
	extra        C.uintptr_t
	extraLength  uint32
}

var _ = [1]struct{}{}[unsafe.Sizeof(urlComponents{})-C.sizeof_URL_COMPONENTS]

// components is the structure at p; nil for NULL and for one that does not have its own size.
func components(p C.uintptr_t) *urlComponents {
	if p == 0 {
		return nil
	}
	if c := at[urlComponents](p); uintptr(c.size) == unsafe.Sizeof(*c) {
		return c
	}
	return nil
}

//export winhttpCrackUrl
func winhttpCrackUrl(url C.uintptr_t, length, flags C.uint32_t, structure C.uintptr_t) C.uint32_t {
	if length == 0 {
		length = nulTerminated
	}
	c := components(structure)
	if c == nil {
		return C.uint32_t(winhttp.ERROR_INVALID_PARAMETER)
	}
	out, err := crack.CrackInto(units(url, uint32(length)), crack.Flags(flags), c.wanted())
	if result := code(err); result != 0 && result != C.uint32_t(winhttp.ERROR_INSUFFICIENT_BUFFER) {
		return result
	}
	c.store(url, &out)
	return code(err)
}

func (c *urlComponents) wanted() *crack.Components[crack.Want] {
	return &crack.Components[crack.Want]{
		Scheme:   crack.Want{Buffer: c.scheme != 0, Len: c.schemeLength},
		Host:     crack.Want{Buffer: c.host != 0, Len: c.hostLength},
		User:     crack.Want{Buffer: c.user != 0, Len: c.userLength},
		Password: crack.Want{Buffer: c.password != 0, Len: c.passLength},
		Path:     crack.Want{Buffer: c.path != 0, Len: c.pathLength},
		Extra:    crack.Want{Buffer: c.extra != 0, Len: c.extraLength},
	}
}

func (c *urlComponents) store(url C.uintptr_t, out *crack.Components[crack.Out[uint16]]) {
	storeComponent(&c.scheme, &c.schemeLength, url, &out.Scheme)
	storeComponent(&c.host, &c.hostLength, url, &out.Host)
	storeComponent(&c.user, &c.userLength, url, &out.User)
	storeComponent(&c.password, &c.passLength, url, &out.Password)
	storeComponent(&c.path, &c.pathLength, url, &out.Path)
	storeComponent(&c.extra, &c.extraLength, url, &out.Extra)
	c.schemeType, c.port = int32(out.SchemeType), out.Port
}

func storeComponent(p *C.uintptr_t, length *uint32, url C.uintptr_t, out *crack.Out[uint16]) {
	switch out.Action {
	case crack.Leave:
		return
	case crack.Null:
		*p = 0
	case crack.Point:
		*p = url + 2*C.uintptr_t(out.Off)
	case crack.Copy:
		room := slice[uint16](*p, out.Len+1)
		room[copy(room, out.Text)] = 0
	}
	*length = out.Len
}

//export winhttpCreateUrl
func winhttpCreateUrl(structure C.uintptr_t, flags C.uint32_t, url, length C.uintptr_t) C.uint32_t {
	var c *crack.Components[[]uint16]
	if s := components(structure); s != nil {
		c = s.texts()
	}
	t, err := crack.CreateInto(c, crack.Flags(flags), url != 0, at[uint32](length))
	if err == nil {
		copy(slice[uint16](url, uint32(len(t))), t)
	}
	return code(err)
}

// texts are the components that are there: a length of 0 means that a text ends with a NUL.
func (c *urlComponents) texts() *crack.Components[[]uint16] {
	read := func(p C.uintptr_t, length uint32) []uint16 {
		if length == 0 {
			length = nulTerminated
		}
		return units(p, length)
	}
	return &crack.Components[[]uint16]{
		Scheme:     read(c.scheme, c.schemeLength),
		Host:       read(c.host, c.hostLength),
		User:       read(c.user, c.userLength),
		Password:   read(c.password, c.passLength),
		Path:       read(c.path, c.pathLength),
		Extra:      read(c.extra, c.extraLength),
		SchemeType: crack.Scheme(c.schemeType),
		Port:       c.port,
	}
}
