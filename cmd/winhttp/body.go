package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	. "github.com/gowinhttp/winhttp"
)

// body is the body of a request: text that goes out together with the head, or a file that follows it.
type body struct {
	text  []byte
	file  *os.File // nil if there is none
	size  int64    // of file, in bytes
	left  int64    // of these, bytes that next has not read yet
	spare bool     // file is a temporary one
}

// openBody reads the value of -d: text, @FILE, or @- for stdin; nil is no body. The body must be closed.
func openBody(data *string, stdin io.Reader) (*body, error) {
	if data == nil {
		return &body{}, nil
	}
	name, isFile := strings.CutPrefix(*data, "@")
	switch {
	case !isFile:
		return &body{text: []byte(*data)}, nil
	case name == "-":
		return spool(stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() {
		return &body{file: f, size: info.Size(), left: info.Size()}, nil
	}
	defer f.Close()
	return spool(f) // a pipe has no size
}

// spool copies what has no known size into a temporary file.
func spool(r io.Reader) (*body, error) {
	f, err := os.CreateTemp("", "winhttp-*.body")
	if err != nil {
		return nil, err
	}
	b := &body{file: f, spare: true}
	_ = os.Remove(f.Name()) // whatever happens next; Windows refuses until it is closed
	b.size, err = io.Copy(f, r)
	if b.left = b.size; err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *body) close() {
	if b.file == nil {
		return
	}
	_ = b.file.Close()
	if b.spare {
		_ = os.Remove(b.file.Name())
	}
}

// announce says how WinHttpSendRequest is told the length of a body: as a number, or in a header where a DWORD is too
// small.
func announce(size int64) (headers string, total uint32) {
	if size > math.MaxUint32 {
		return fmt.Sprintf("Content-Length: %d", size), WINHTTP_IGNORE_REQUEST_TOTAL_LENGTH
	}
	return "", uint32(size)
}

const pieceSize = 64 << 10 // of bodies, in bytes

// next reads the next piece of the file into buffer: as much as was announced, in all. An empty one is the end.
func (b *body) next(buffer []byte) (piece []byte, err error) {
	if b.left == 0 {
		return nil, nil
	}
	n, err := b.file.Read(buffer[:min(b.left, int64(len(buffer)))])
	if err == io.EOF {
		err = fmt.Errorf("%s: %d bytes are missing since it was opened", b.file.Name(), b.left)
	}
	b.left -= int64(n)
	return buffer[:n], err
}
