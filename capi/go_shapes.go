//go:build cgo

package main

// #include "bridge.h"
import "C"

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"strconv"
	"time"
	"unsafe"

	winhttp "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/internal/option"
)

// shape is how values of one type of option stand in memory. Sizes have been checked.
type shape struct {
	read  func(p C.uintptr_t, length uint32) any
	write func(p C.uintptr_t, value any) error
}

// shapes has a row for the type of every option that is built, under the name that the table of options gives it.
var shapes = map[string]shape{
	"nil": {
		read: func(C.uintptr_t, uint32) any { return nil },
	},
	"uint32": {
		read:  func(p C.uintptr_t, _ uint32) any { return *at[uint32](p) },
		write: func(p C.uintptr_t, v any) error { return store(p, v.(uint32)) },
	},
	"uint64": {
		write: func(p C.uintptr_t, v any) error { return store(p, v.(uint64)) },
	},
	"QUIC_STATISTICS":    {write: unreached},
	"QUIC_STATISTICS_V2": {write: unreached},
	"bool": {
		read:  func(p C.uintptr_t, _ uint32) any { return *at[uint32](p) != 0 },
		write: func(p C.uintptr_t, v any) error { return store(p, flag(v.(bool))) },
	},
	"string": {
		read: func(p C.uintptr_t, length uint32) any { return decode(before(units(p, length))) },
	},
	"any": {
		read:  func(p C.uintptr_t, _ uint32) any { return contextToGo(*at[C.uintptr_t](p)) },
		write: func(p C.uintptr_t, v any) error { return store(p, contextToC(v)) },
	},
	"HINTERNET": {
		write: func(p C.uintptr_t, v any) error { return store(p, C.uintptr_t(v.(winhttp.HINTERNET))) },
	},
	"chan struct{}": {
		read: func(p C.uintptr_t, _ uint32) any { return event(*at[C.uintptr_t](p)) },
	},
	"WINHTTP_STATUS_CALLBACK": {
		read:  func(p C.uintptr_t, _ uint32) any { return toGo(*at[C.uintptr_t](p)) },
		write: func(p C.uintptr_t, v any) error { return store(p, toC(v.(winhttp.WINHTTP_STATUS_CALLBACK))) },
	},
	"HTTP_VERSION_INFO": {
		read:  func(p C.uintptr_t, _ uint32) any { return *at[winhttp.HTTP_VERSION_INFO](p) },
		write: func(p C.uintptr_t, v any) error { return store(p, v.(winhttp.HTTP_VERSION_INFO)) },
	},
	"WINHTTP_HTTP2_RECEIVE_WINDOW":      {read: value[winhttp.WINHTTP_HTTP2_RECEIVE_WINDOW]},
	"Tcp_keepalive":                     {read: value[winhttp.Tcp_keepalive]},
	"WINHTTP_FAILED_CONNECTION_RETRIES": {read: value[winhttp.WINHTTP_FAILED_CONNECTION_RETRIES]},
	"WINHTTP_RESOLVER_CACHE_CONFIG":     {read: value[winhttp.WINHTTP_RESOLVER_CACHE_CONFIG]},
	"GUID":                              {read: value[winhttp.GUID]},
	"WINHTTP_MATCH_CONNECTION_GUID":     {read: value[winhttp.WINHTTP_MATCH_CONNECTION_GUID]},
	"PRIORITY_STATUS":                   {write: func(p C.uintptr_t, v any) error { return store(p, v.(winhttp.PRIORITY_STATUS)) }},
	"WINHTTP_REQUEST_TIMES":             {write: writeTimes},
	"WINHTTP_REQUEST_STATS":             {write: writeStats},
	"WINHTTP_SECURITY_INFO":             {write: writeSecurityInfo},
	"[]*x509.Certificate":               {write: writeChain},
	"TCP_INFO_v0":                       {write: func(p C.uintptr_t, v any) error { return store(p, v.(winhttp.TCP_INFO_v0)) }},
	"TCP_INFO_v1":                       {write: func(p C.uintptr_t, v any) error { return store(p, v.(winhttp.TCP_INFO_v1)) }},
	"TCP_INFO_v2":                       {write: func(p C.uintptr_t, v any) error { return store(p, v.(winhttp.TCP_INFO_v2)) }},
	"WINHTTP_PROXY_INFO":                {readProxyInfo, writeProxyInfo},
	"WINHTTP_CONNECTION_INFO":           {write: writeConnectionInfo},
	"*x509.Certificate":                 {write: writeCertificate},
	"*tls.Certificate":                  {read: readClientCertificate},
	"[][]byte":                          {write: writeIssuers},
	"[]byte":                            {},
	"WINHTTP_CERTIFICATE_INFO":          {write: writeCertificateInfo},
}

// value reads a structure that lies in memory in Go as it does in C on a processor of 64 bits.
func value[T any](p C.uintptr_t, _ uint32) any { return *at[T](p) }

// unreached is for values that no query ever gets.
func unreached(C.uintptr_t, any) error { return winhttp.ERROR_WINHTTP_INCORRECT_HANDLE_STATE }

func store[T any](p C.uintptr_t, value T) error {
	*at[T](p) = value
	return nil
}

// event is a signal that sets an event of the system; 0 is none.
func event(h C.uintptr_t) any {
	if h == 0 {
		return (chan struct{})(nil)
	}
	return option.Signal(func() { C.winhttp_signal(h) })
}

// proxyInfo is WINHTTP_PROXY_INFO with its pointers as numbers.
type proxyInfo struct {
	accessType         uint32
	proxy, proxyBypass C.uintptr_t
}

func readProxyInfo(p C.uintptr_t, _ uint32) any {
	i := at[proxyInfo](p)
	info := winhttp.WINHTTP_PROXY_INFO{AccessType: i.accessType}
	if i.accessType == winhttp.WINHTTP_ACCESS_TYPE_NAMED_PROXY { // else the pointers do not count
		info.Proxy, info.ProxyBypass = text(i.proxy), text(i.proxyBypass)
	}
	return info
}

func writeProxyInfo(p C.uintptr_t, value any) error {
	v := value.(winhttp.WINHTTP_PROXY_INFO)
	return store(p, proxyInfo{v.AccessType, global(v.Proxy), global(v.ProxyBypass)})
}

// global is a string that the program frees with GlobalFree; NULL for an empty one, and where memory is short.
func global(s string) C.uintptr_t {
	if s == "" {
		return 0
	}
	u := encode(s)
	p := C.GlobalAlloc(C.GMEM_FIXED, C.SIZE_T(2*len(u)))
	if p == nil {
		return 0
	}
	copy(unsafe.Slice((*uint16)(unsafe.Pointer(p)), len(u)), u)
	return C.uintptr_t(uintptr(unsafe.Pointer(p)))
}

func writeConnectionInfo(p C.uintptr_t, value any) error {
	v := value.(winhttp.WINHTTP_CONNECTION_INFO)
	info := at[C.WINHTTP_CONNECTION_INFO](p)
	*info = C.WINHTTP_CONNECTION_INFO{cbSize: C.sizeof_WINHTTP_CONNECTION_INFO}
	writeAddress(&info.LocalAddress, v.LocalAddress)
	writeAddress(&info.RemoteAddress, v.RemoteAddress)
	return nil
}

func writeAddress(p *C.SOCKADDR_STORAGE, a netip.AddrPort) {
	family := C.int(6)
	if a.Addr().Is4() {
		family = 4
	}
	bytes := a.Addr().AsSlice()
	C.winhttp_address(p, family, unsafe.Pointer(unsafe.SliceData(bytes)), C.uint16_t(a.Port()), C.uint32_t(scope(a.Addr().Zone())))
}

// scope is the number of a zone: of the interface of that name, or the number itself.
func scope(zone string) uint32 {
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n)
	}
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index)
	}
	return 0
}

func writeCertificate(p C.uintptr_t, value any) error {
	raw := value.(*x509.Certificate).Raw
	context := C.winhttp_certificate(unsafe.Pointer(unsafe.SliceData(raw)), C.uint32_t(len(raw)))
	if context == nil {
		return winhttp.ERROR_NOT_ENOUGH_MEMORY
	}
	return store(p, C.uintptr_t(uintptr(unsafe.Pointer(context))))
}

func writeChain(p C.uintptr_t, value any) error {
	var all []byte
	var lengths []C.uint32_t
	for _, c := range value.([]*x509.Certificate) {
		all = append(all, c.Raw...)
		lengths = append(lengths, C.uint32_t(len(c.Raw)))
	}
	chain := C.winhttp_chain((*C.uint8_t)(unsafe.SliceData(all)), unsafe.SliceData(lengths), C.uint32_t(len(lengths)))
	if chain == nil {
		return winhttp.ERROR_NOT_ENOUGH_MEMORY
	}
	return store(p, C.uintptr_t(uintptr(unsafe.Pointer(chain))))
}

// nothing is a value that no option takes: ERROR_INVALID_PARAMETER.
type nothing struct{}

// readClientCertificate takes a certificate context itself, not a pointer to one. The private keys of Windows are out of reach
// so far, and there are no others in a context.
func readClientCertificate(p C.uintptr_t, _ uint32) any {
	if p == 0 {
		return nil
	}
	c := at[C.CERT_CONTEXT](p)
	place, size := C.uintptr_t(uintptr(unsafe.Pointer(c.pbCertEncoded))), uint32(c.cbCertEncoded)
	if isNowhere(place, size) {
		return nothing{}
	}
	return &tls.Certificate{Certificate: [][]byte{bytes.Clone(slice[byte](place, size))}}
}

// issuerList is SecPkgContext_IssuerListInfoEx, and blob CERT_NAME_BLOB.
type (
	issuerList struct {
		issuers C.uintptr_t
		count   uint32
	}
	blob struct {
		size uint32
		data C.uintptr_t
	}
)

// writeIssuers stores the address of the list and all that it points to, in one piece of memory that GlobalFree frees.
func writeIssuers(p C.uintptr_t, value any) error {
	names := value.([][]byte)
	head := unsafe.Sizeof(issuerList{}) + uintptr(len(names))*unsafe.Sizeof(blob{})
	all := bytes.Join(names, nil)
	block := C.GlobalAlloc(C.GMEM_FIXED, C.SIZE_T(head)+C.SIZE_T(len(all)))
	if block == nil {
		return winhttp.ERROR_NOT_ENOUGH_MEMORY
	}
	place := C.uintptr_t(uintptr(unsafe.Pointer(block)))
	blobs := place + C.uintptr_t(unsafe.Sizeof(issuerList{}))
	*at[issuerList](place) = issuerList{blobs, uint32(len(names))}
	data := place + C.uintptr_t(head)
	for i, name := range names {
		slice[blob](blobs, uint32(len(names)))[i] = blob{uint32(len(name)), data}
		copy(slice[byte](data, uint32(len(name))), name)
		data += C.uintptr_t(len(name))
	}
	return store(p, place)
}

// certificateInfo is WINHTTP_CERTIFICATE_INFO with its pointers as numbers.
type certificateInfo struct {
	expiry, start                                    uint64 // in two halves, aligned alike
	subject, issuer, protocol, signature, encryption C.uintptr_t
	keySize                                          uint32
}

func writeCertificateInfo(p C.uintptr_t, value any) error {
	v := value.(winhttp.WINHTTP_CERTIFICATE_INFO)
	return store(p, certificateInfo{
		expiry: fileTime(v.Expiry), start: fileTime(v.Start), subject: global(v.SubjectInfo), issuer: global(v.IssuerInfo),
		keySize: v.KeySize,
	})
}

// fileTime is a moment in 100 ns from 1601 on.
func fileTime(t time.Time) uint64 {
	const from1601To1970 = 11_644_473_600
	return uint64(t.Unix()+from1601To1970)*10_000_000 + uint64(t.Nanosecond()/100)
}

// bindings is SEC_CHANNEL_BINDINGS with application data behind it.
func bindings(data []byte) []byte {
	head := [8]uint32{6: uint32(len(data)), 7: 32}
	return append(bytesOf(&head), data...)
}
