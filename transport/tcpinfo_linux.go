package transport

import "golang.org/x/sys/unix"

// tcpStates are those of Linux as those of Windows.
var tcpStates = [...]uint32{1: 4, 2: 2, 3: 3, 4: 5, 5: 6, 6: 10, 7: 0, 8: 7, 9: 9, 10: 1, 11: 8}

const tcpTimestamps = 1 // a bit of the options

func readTCPInfo(fd uintptr, info *TCPInfoV2) bool {
	t, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return false
	}
	if int(t.State) < len(tcpStates) {
		info.State = tcpStates[t.State]
	}
	info.Mss = t.Snd_mss
	info.TimestampsEnabled = t.Options&tcpTimestamps != 0
	info.RttUs, info.MinRttUs = t.Rtt, t.Min_rtt
	info.BytesInFlight, info.Cwnd = t.Unacked*t.Snd_mss, t.Snd_cwnd*t.Snd_mss
	info.SndWnd, info.RcvBuf = t.Snd_wnd, t.Rcv_space
	info.BytesOut, info.BytesIn = t.Bytes_sent, t.Bytes_received
	info.BytesRetrans = uint32(t.Bytes_retrans)
	info.FastRetrans = t.Total_retrans
	info.SndLimTimeRwin = uint32(t.Rwnd_limited / 1000)
	info.SndLimTimeSnd = uint32(t.Sndbuf_limited / 1000)
	return true
}
