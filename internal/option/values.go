package option

// RequestTimesValue is the value of RequestTimes, field for field the root's WINHTTP_REQUEST_TIMES.
type RequestTimesValue struct {
	Count uint32
	Times [64]uint64
}

// RequestStatsValue is the value of RequestStats, field for field the root's WINHTTP_REQUEST_STATS.
type RequestStatsValue struct {
	Flags        uint64
	Index, Count uint32
	Stats        [32]uint64
}
