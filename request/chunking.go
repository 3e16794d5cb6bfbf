package request

import (
	"strconv"

	"github.com/gowinhttp/winhttp/transport"
)

// WINHTTP_FLAG_AUTOMATIC_CHUNKING: a body whose length nobody has announced goes out in chunks, one for the optional data and
// one for each WinHttpWriteData; the last one when the response is asked for (protocol.md 6.3; RFC 9112, 7.1).

// chunk turns the plan into one of chunks, unless the application's headers say how the body is framed.
func (p *plan) chunk() {
	if p.headers.Has("Content-Length") || p.headers.Has("Transfer-Encoding") {
		return
	}
	p.chunks = true
	p.headers.Generate("Transfer-Encoding", "chunked")
	if len(p.body) > 0 {
		p.body = appendChunk(nil, p.body)
	}
}

func appendChunk(b, data []byte) []byte {
	b = append(strconv.AppendUint(b, uint64(len(data)), 16), "\r\n"...)
	return append(append(b, data...), "\r\n"...)
}

// writeChunk sends data as a chunk. Nothing is none, since an empty chunk would be the last.
func writeChunk(x *transport.Exchange, data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if len(data) <= transport.SmallBody {
		return x.Write(appendChunk(nil, data))
	}
	if err := x.Write(append(strconv.AppendUint(nil, uint64(len(data)), 16), "\r\n"...)); err != nil {
		return err
	}
	if err := x.Write(data); err != nil {
		return err
	}
	return x.Write([]byte("\r\n"))
}

// endChunks sends the last chunk of the leg, once.
func (r *Request) endChunks(x *transport.Exchange) error {
	if p := r.sent; p == nil || !p.chunks || p.ended {
		return nil
	}
	r.sent.ended = true
	return x.Write([]byte("0\r\n\r\n"))
}
