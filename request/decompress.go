package request

import (
	"github.com/gowinhttp/winhttp/internal/decode"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

// decoded is the body of a response without its coding, if the application has asked for that. The headers that speak of the
// coded body then go; nobody has seen the head yet. (protocol.md 6.7.)
func (r *Request) decoded(x *transport.Exchange) body {
	fields := &x.Head().Fields
	name, _ := fields.Get("Content-Encoding", 0)
	coding := decode.Of(name, r.codings())
	_, several := fields.Get("Content-Encoding", 1)
	if coding == 0 || several || x.Ended() {
		return x
	}
	fields.Remove("Content-Encoding")
	fields.Remove("Content-Length")
	source := &awaited{Exchange: x}
	return &clocked{decode.New(coding, source), x, source}
}

// codings are those of WINHTTP_OPTION_DECOMPRESSION.
func (r *Request) codings() decode.Coding {
	return decode.Coding(option.Decompression.Get(r.Options.Snapshot()))
}

// acceptCodings asks the server for the codings, beside what the application's own header asks for.
func (r *Request) acceptCodings(b *header.Block) {
	codings := r.codings()
	if codings == 0 {
		return
	}
	const name = "Accept-Encoding"
	own, ok := b.Get(name, 0)
	if !ok {
		b.Generate(name, decode.Accept("", codings))
		return
	}
	for i := 1; ok; i++ { // one header has them all
		var more string
		if more, ok = b.Get(name, i); ok {
			own += "," + more
		}
	}
	b.Remove(name)
	b.Append(header.Field{Name: name, Value: decode.Accept(own, codings)})
}

// skipBuffered takes what has already arrived behind the end of a coding, such as the last chunk.
func skipBuffered(x *transport.Exchange) {
	if x.Ended() {
		return
	}
	var rest [512]byte
	for x.Take(rest[:]) > 0 && !x.Ended() {
	}
}
