package main

import (
	"fmt"
	"io"

	. "github.com/gowinhttp/winhttp"
)

// deliver writes the body to where it belongs. A file is not touched by a bad status, nor by the news that there is none.
func (g *getCommand) deliver(c *console, hRequest HINTERNET) error {
	var status uint32
	if err := WinHttpQueryHeaders(hRequest, WINHTTP_QUERY_STATUS_CODE|WINHTTP_QUERY_FLAG_NUMBER, "", &status, nil); err != nil {
		return err
	}
	bad, size := checkStatus(hRequest, status), g.bodySize(hRequest, status)
	if g.Output == "" {
		if err := copyBody(c.out, hRequest, size, nil); err != nil {
			return err
		}
	} else if bad == nil && status != HTTP_STATUS_NOT_MODIFIED {
		return save(g.Output, func(w io.Writer) error {
			p := g.progress(c, size)
			return p.end(copyBody(w, hRequest, size, p))
		})
	}
	return bad
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

// copyBody reads the body to its end. WinHttpReadDataEx does not call it an error when less than size has come; for
// whoever wanted the file, it is.
func copyBody(w io.Writer, hRequest HINTERNET, size int64, p *progress) error {
	piece := make([]byte, pieceSize)
	var total int64
	for {
		var n uint32
		if err := WinHttpReadDataEx(hRequest, piece, &n, 0, nil); err != nil {
			return err
		}
		if n == 0 {
			break
		}
		if _, err := w.Write(piece[:n]); err != nil {
			return err
		}
		total += int64(n)
		p.add(n)
	}
	if total < size {
		return fmt.Errorf("the connection ended after %d of %d bytes", total, size)
	}
	return nil
}
