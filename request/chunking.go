package request

// WINHTTP_FLAG_AUTOMATIC_CHUNKING: a body whose length nobody has announced goes out in chunks, one for the optional data and
// one for each WinHttpWriteData; the last one when the response is asked for (protocol.md 6.3).

// chunk turns the plan into one of chunks, unless the application's headers say how the body is framed.
func (p *plan) chunk() {
	if p.headers.Has("Content-Length") || p.headers.Has("Transfer-Encoding") {
		return
	}
	p.chunks = true
	p.headers.Generate("Transfer-Encoding", "chunked")
}
