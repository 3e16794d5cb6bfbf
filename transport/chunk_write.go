package transport

import "strconv"

func appendChunk(b, data []byte) []byte {
	b = append(strconv.AppendUint(b, uint64(len(data)), 16), "\r\n"...)
	return append(append(b, data...), "\r\n"...)
}

// writeChunk sends data, which is not empty, as a chunk (RFC 9112, section 7.1).
func (x *Exchange) writeChunk(data []byte) error {
	if len(data) <= SmallBody {
		return x.write(appendChunk(nil, data), false)
	}
	if err := x.write(append(strconv.AppendUint(nil, uint64(len(data)), 16), "\r\n"...), false); err != nil {
		return err
	}
	if err := x.write(data, false); err != nil {
		return err
	}
	return x.write([]byte("\r\n"), false)
}
