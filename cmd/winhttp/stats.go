package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	. "github.com/gowinhttp/winhttp"
)

// phases are the parts of a request in the order in which they come. A part whose end has not come is left out.
var phases = []struct {
	name       string
	start, end WINHTTP_REQUEST_TIME_ENTRY
}{
	{"wait for a connection", WinHttpConnectionAcquireStart, WinHttpConnectionAcquireWaitEnd},
	{"wait for a stream", WinHttpStreamWaitStart, WinHttpStreamWaitEnd},
	{"resolve", WinHttpNameResolutionStart, WinHttpNameResolutionEnd},
	{"connect", WinHttpConnectionEstablishmentStart, WinHttpConnectionEstablishmentEnd},
	{"TLS handshake", WinHttpTlsHandshakeClientLeg1Start, WinHttpTlsHandshakeClientLeg2End},
	{"send", WinHttpSendRequestStart, WinHttpSendRequestEnd},
	{"wait for the server", WinHttpSendRequestEnd, WinHttpReceiveResponseStart},
	{"receive the head", WinHttpReceiveResponseStart, WinHttpReceiveResponseHeadersEnd},
	{"receive the body", WinHttpReceiveResponseHeadersEnd, WinHttpReceiveResponseEnd},
}

const barWidth = 40

// printStats shows the last leg of a request as a waterfall, and its sizes. A request that was never sent has nothing to show.
func printStats(out io.Writer, hRequest HINTERNET) {
	var t WINHTTP_REQUEST_TIMES
	var s WINHTTP_REQUEST_STATS
	if WinHttpQueryOption(hRequest, WINHTTP_OPTION_REQUEST_TIMES, &t) != nil || WinHttpQueryOption(hRequest, WINHTTP_OPTION_REQUEST_STATS, &s) != nil {
		return
	}
	from, to := bounds(&t)
	if from == 0 {
		return
	}
	for _, p := range phases {
		if start, end := t.Times[p.start], t.Times[p.end]; start != 0 && end >= start {
			fmt.Fprintf(out, "%-22s |%s| %9.3f ms\n", p.name, bar(start-from, end-from, to-from), milliseconds(end-start))
		}
	}
	fmt.Fprintf(out, "%-22s  %*s  %9.3f ms\n", "all", barWidth, "", milliseconds(to-from))
	printSizes(out, hRequest, &s)
}

// bounds are the first and the last moment.
func bounds(t *WINHTTP_REQUEST_TIMES) (from, to uint64) {
	from = t.Times[WinHttpConnectionAcquireStart]
	for _, p := range phases {
		to = max(to, t.Times[p.end])
	}
	return from, max(from, to)
}

// bar is a line with the part from start to end marked, at least one column of it.
func bar(start, end, all uint64) string {
	left := barWidth * start / max(1, all)
	left = min(left, barWidth-1)
	right := max(left+1, min(barWidth, barWidth*end/max(1, all)))
	return strings.Repeat(" ", int(left)) + strings.Repeat("=", int(right-left)) + strings.Repeat(" ", int(barWidth-right))
}

// milliseconds are those of a number of 100 ns.
func milliseconds(ticks uint64) float64 {
	return float64(ticks) * 100 / float64(time.Millisecond)
}

func printSizes(out io.Writer, hRequest HINTERNET, s *WINHTTP_REQUEST_STATS) {
	connection := "a new connection"
	if s.Index > 0 {
		connection = fmt.Sprintf("request %d on its connection", s.Index+1)
	}
	if s.Flags&WINHTTP_REQUEST_STAT_FLAG_TLS_SESSION_RESUMPTION != 0 {
		connection += ", TLS session resumed"
	}
	var security WINHTTP_SECURITY_INFO
	if WinHttpQueryOption(hRequest, WINHTTP_OPTION_SECURITY_INFO, &security) == nil && security.CipherInfo.CipherSuiteName != "" {
		connection += ", " + security.CipherInfo.CipherSuiteName
	}
	fmt.Fprintln(out, connection)
	fmt.Fprintf(out, "bytes: request head %s, response head %s, body %s\n",
		sizes(s, WinHttpRequestHeadersSize, WinHttpRequestHeadersCompressedSize),
		sizes(s, WinHttpResponseHeadersSize, WinHttpResponseHeadersCompressedSize),
		sizes(s, WinHttpResponseBodySize, WinHttpResponseBodyCompressedSize))
}

// sizes are that of something and, where it differs, what went over the wire.
func sizes(s *WINHTTP_REQUEST_STATS, plain, wire WINHTTP_REQUEST_STAT_ENTRY) string {
	if s.Stats[plain] == s.Stats[wire] {
		return fmt.Sprint(s.Stats[plain])
	}
	return fmt.Sprintf("%d (%d on the wire)", s.Stats[plain], s.Stats[wire])
}
