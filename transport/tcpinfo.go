package transport

import "time"

// TCPInfoV0 is what TCP knows of a connection, as the root's TCP_INFO_v0. Sizes are in bytes, and a figure that the system
// does not tell is 0.
type TCPInfoV0 struct {
	State                                                                 uint32 // TCPSTATE of Windows
	Mss                                                                   uint32
	ConnectionTimeMs                                                      uint64
	TimestampsEnabled                                                     bool
	RttUs, MinRttUs, BytesInFlight, Cwnd, SndWnd, RcvWnd, RcvBuf          uint32
	BytesOut, BytesIn                                                     uint64
	BytesReordered, BytesRetrans, FastRetrans, DupAcksIn, TimeoutEpisodes uint32
	SynRetrans                                                            uint8
}

// TCPInfoV1 is the root's TCP_INFO_v1: what has limited the sender, how often, how long in milliseconds, and for how many bytes.
type TCPInfoV1 struct {
	TCPInfoV0
	SndLimTransRwin, SndLimTimeRwin uint32
	SndLimBytesRwin                 uint64
	SndLimTransCwnd, SndLimTimeCwnd uint32
	SndLimBytesCwnd                 uint64
	SndLimTransSnd, SndLimTimeSnd   uint32
	SndLimBytesSnd                  uint64
}

// TCPInfoV2 is the root's TCP_INFO_v2.
type TCPInfoV2 struct {
	TCPInfoV1
	OutOfOrderPktsIn       uint32
	EcnNegotiated          bool
	EceAcksIn, PtoEpisodes uint32
}

const tcpEstablished = 4 // of TCPSTATE

// TCP asks the system about the connection; ok is false when it is closed, or no connection of TCP.
func (f *Facts) TCP() (info TCPInfoV2, ok bool) {
	if f.socket == nil {
		return info, false
	}
	info.State = tcpEstablished
	info.ConnectionTimeMs = uint64(time.Since(f.Since).Milliseconds())
	err := f.socket.Control(func(fd uintptr) { ok = readTCPInfo(fd, &info) })
	return info, ok && err == nil
}
