package header

import "math/bits"

// AppendRequest appends a request head: the request line, the fields in the order Windows sends them, and the empty line.
// Well-known fields come first, by rank, then the others in the order added, then Content-Length, then Host (query.md
// section 4). Nothing is checked or escaped. Up to 64 fields it allocates nothing but room in dst.
func AppendRequest(dst []byte, verb, target, version string, b *Block) []byte {
	dst = append(dst, verb...)
	dst = append(dst, ' ')
	dst = append(dst, target...)
	dst = append(dst, ' ')
	dst = append(dst, version...)
	dst = append(dst, "\r\n"...)
	dst = appendRanked(dst, b.fields)
	return append(dst, "\r\n"...)
}

// appendRanked makes one pass for each rank that occurs.
func appendRanked(dst []byte, fields []Field) []byte {
	var few [64]uint8
	ranks := few[:0]
	var occurring uint64
	for i := range fields {
		rank := rankOf(fields[i].Name)
		ranks = append(ranks, rank)
		occurring |= 1 << rank
	}
	for ; occurring != 0; occurring &= occurring - 1 {
		rank := uint8(bits.TrailingZeros64(occurring))
		for i := range fields {
			if ranks[i] == rank {
				dst = appendField(dst, &fields[i])
			}
		}
	}
	return dst
}

func appendField(dst []byte, f *Field) []byte {
	dst = append(dst, f.Name...)
	dst = append(dst, ": "...)
	dst = append(dst, f.Value...)
	return append(dst, "\r\n"...)
}

var wireOrder = [...]string{
	"Cache-Control", "Connection", "Date", "Pragma", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Warning", "Allow",
	"Content-Type", "Content-Encoding", "Content-Language", "Content-Location", "Content-MD5", "Content-Range", "Expires",
	"Last-Modified", "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cookie", "Expect",
	"From", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Max-Forwards",
	"Proxy-Authorization", "Referer", "Range", "TE", "User-Agent", otherRank: "", "Content-Length", "Host",
}

const otherRank = 37 // of every name that is not in wireOrder

// ranksByLength are the indexes of wireOrder by the length of the name.
var ranksByLength = func() (ranks [len("If-Unmodified-Since") + 1][]uint8) {
	for rank, name := range wireOrder {
		ranks[len(name)] = append(ranks[len(name)], uint8(rank))
	}
	return ranks
}()

func rankOf(name string) uint8 {
	if len(name) < len(ranksByLength) {
		for _, rank := range ranksByLength[len(name)] {
			if equalFold(name, wireOrder[rank]) {
				return rank
			}
		}
	}
	return otherRank
}
