//go:build cgo

package main

// #include "bridge.h"
import "C"

import winhttp "github.com/gowinhttp/winhttp"

// The structures of measurements, which lie in memory in Go as they do in C on a processor of 64 bits.

// writeTimes fills as many moments as the program has asked for, and says how many.
func writeTimes(p C.uintptr_t, value any) error {
	v, to := value.(winhttp.WINHTTP_REQUEST_TIMES), at[winhttp.WINHTTP_REQUEST_TIMES](p)
	to.Count = min(to.Count, v.Count)
	copy(to.Times[:to.Count], v.Times[:])
	return nil
}

// writeStats fills as many figures as the program has asked for, and says how many.
func writeStats(p C.uintptr_t, value any) error {
	v, to := value.(winhttp.WINHTTP_REQUEST_STATS), at[winhttp.WINHTTP_REQUEST_STATS](p)
	to.Flags, to.Index, to.Count = v.Flags, v.Index, min(to.Count, v.Count)
	copy(to.Stats[:to.Count], v.Stats[:])
	return nil
}

// securityInfo is WINHTTP_SECURITY_INFO.
type securityInfo struct {
	connection                                      winhttp.SecPkgContext_ConnectionInfo
	version, protocol, cipherSuite, baseCipherSuite uint32
	cipherSuiteName, cipher                         [64]uint16
	cipherLen, cipherBlockLen                       uint32
	hash                                            [64]uint16
	hashLen                                         uint32
	exchange                                        [64]uint16
	minExchangeLen, maxExchangeLen                  uint32
	certificate                                     [64]uint16
	keyType                                         uint32
}

func writeSecurityInfo(p C.uintptr_t, value any) error {
	v := value.(winhttp.WINHTTP_SECURITY_INFO)
	c := v.CipherInfo
	return store(p, securityInfo{
		connection: v.ConnectionInfo,
		version:    c.Version, protocol: c.Protocol, cipherSuite: c.CipherSuite, baseCipherSuite: c.BaseCipherSuite,
		cipherSuiteName: name(c.CipherSuiteName), cipher: name(c.Cipher), cipherLen: c.CipherLen, cipherBlockLen: c.CipherBlockLen,
		hash: name(c.Hash), hashLen: c.HashLen, exchange: name(c.Exchange), minExchangeLen: c.MinExchangeLen,
		maxExchangeLen: c.MaxExchangeLen, certificate: name(c.Certificate), keyType: c.KeyType,
	})
}

// name is a text of fixed size, with its NUL.
func name(s string) (units [64]uint16) {
	copy(units[:len(units)-1], before(encode(s)))
	return units
}
