package main

import (
	"fmt"
	"io"

	. "github.com/gowinhttp/winhttp"
)

// response is what becomes of an answer. A driver calls begin, then add for each piece, then end.
type response struct {
	g *getCommand
	c *console

	bad         error // the status says that the server did not do what was asked
	size, total int64 // bytes that were promised, -1 if unknown, and that have come
	to          io.Writer
	file        *outputFile // nil if the body goes to standard output
	bar         *progress
}

// begin looks at the head and decides where the body goes. A file is not touched by a bad status, nor by the news that
// there is none; then no body is wanted.
func (r *response) begin(hRequest HINTERNET) (more bool, err error) {
	var status uint32
	if err := WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, nil); err != nil {
		return false, err
	}
	r.bad = checkStatus(hRequest, status)
	size := r.g.bodySize(hRequest, status)
	switch {
	case r.g.Output == "":
		r.to = r.c.out
	case r.bad != nil || status == HTTP_STATUS_NOT_MODIFIED:
		return false, nil
	default:
		if r.file, err = createOutput(r.g.Output); err != nil {
			return false, err
		}
		r.to, r.bar = r.file, r.g.progress(r.c, size)
	}
	r.size = size
	return true, nil
}

// add takes a piece of the body; an empty one is its end. The API does not call it an error when less has come than was
// promised; for whoever wanted the file, it is.
func (r *response) add(piece []byte) (more bool, err error) {
	if len(piece) == 0 {
		if r.total < r.size {
			return false, fmt.Errorf("the connection ended after %d of %d bytes", r.total, r.size)
		}
		return false, nil
	}
	if _, err := r.to.Write(piece); err != nil {
		return false, err
	}
	r.total += int64(len(piece))
	r.bar.add(len(piece))
	return true, nil
}

// end is called once, however it went: err is the driver's. It returns how the command went.
func (r *response) end(err error) error {
	err = r.bar.end(err)
	if r.file != nil {
		err = r.file.finish(err)
	}
	if err == nil {
		err = r.bad
	}
	return err
}

// checkStatus fails with a *badStatus for 400 and above.
func checkStatus(hRequest HINTERNET, status uint32) error {
	if status < HTTP_STATUS_BAD_REQUEST {
		return nil
	}
	var text string
	if err := WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_STATUS_TEXT, "", &text, nil); err != nil {
		return err
	}
	return &badStatus{status, text}
}

// bodySize is the number of bytes to come if the server has promised it, else -1.
func (g *getCommand) bodySize(hRequest HINTERNET, status uint32) int64 {
	if g.Verb == "HEAD" || status == HTTP_STATUS_NO_CONTENT || status == HTTP_STATUS_NOT_MODIFIED {
		return -1
	}
	var coding string
	if WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_TRANSFER_ENCODING, "", &coding, nil) == nil {
		return -1
	}
	var size uint64
	if WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_CONTENT_LENGTH|WINHTTP_QUERY_FLAG_NUMBER64, "", &size, nil) != nil {
		return -1
	}
	return int64(size)
}
