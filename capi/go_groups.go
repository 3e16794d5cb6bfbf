//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	"unsafe"

	winhttp "github.com/gowinhttp/winhttp"
)

// The structures of WinHttpQueryConnectionGroup, with their pointers as numbers.
type (
	groupResult struct {
		count uint32
		hosts C.uintptr_t
	}
	hostGroup struct {
		name   C.uintptr_t
		count  uint32
		groups C.uintptr_t
	}
	group struct {
		connections uint32
		mark        winhttp.GUID
	}
)

//export winhttpQueryConnectionGroup
func winhttpQueryConnectionGroup(handle, guid C.uintptr_t, flags C.uint64_t, result C.uintptr_t) C.uint32_t {
	if result == 0 {
		return code(winhttp.ERROR_INVALID_PARAMETER)
	}
	var mark *winhttp.GUID
	if guid != 0 {
		mark = new(*at[winhttp.GUID](guid))
	}
	var all winhttp.WINHTTP_QUERY_CONNECTION_GROUP_RESULT
	if err := winhttp.WinHttpQueryConnectionGroup(winhttp.HINTERNET(handle), mark, uint64(flags), &all); err != nil {
		return code(err)
	}
	return code(writeGroups(result, all.HostConnectionGroups))
}

// writeGroups stores the address of the result and of all that it points to, in one piece of memory that GlobalFree frees.
func writeGroups(p C.uintptr_t, hosts []winhttp.WINHTTP_HOST_CONNECTION_GROUP) error {
	size := unsafe.Sizeof(groupResult{}) + uintptr(len(hosts))*unsafe.Sizeof(hostGroup{})
	for _, h := range hosts {
		size += uintptr(len(h.ConnectionGroups))*unsafe.Sizeof(group{}) + uintptr(2*len(encode(h.Host)))
	}
	block := C.GlobalAlloc(C.GMEM_FIXED, C.SIZE_T(size))
	if block == nil {
		return winhttp.ERROR_NOT_ENOUGH_MEMORY
	}
	place := C.uintptr_t(uintptr(unsafe.Pointer(block)))
	list := place + C.uintptr_t(unsafe.Sizeof(groupResult{}))
	*at[groupResult](place) = groupResult{uint32(len(hosts)), list}
	data := list + C.uintptr_t(uintptr(len(hosts))*unsafe.Sizeof(hostGroup{}))
	for i, h := range hosts {
		groups := data
		for _, g := range h.ConnectionGroups {
			*at[group](data) = group{g.Connections, g.Group}
			data += C.uintptr_t(unsafe.Sizeof(group{}))
		}
		slice[hostGroup](list, uint32(len(hosts)))[i] = hostGroup{data, uint32(len(h.ConnectionGroups)), groups}
		name := encode(h.Host)
		copy(slice[uint16](data, uint32(len(name))), name)
		data += C.uintptr_t(2 * len(name))
	}
	return store(p, place)
}
