package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
)

const (
	smallPath, largePath, uploadPath, packedPath = "/small", "/large", "/upload", "/packed"

	smallSize = 100
	largeSize = 100_000_000 // bytes of the download and of the upload
	pieceSize = 64 << 10    // of every read and write, on both sides
)

// serve answers on a free port of loopback until in ends, which happens when whoever started it dies. It writes its address
// to out, with those of two servers with TLS and their certificate. Requests are not parsed beyond what tells them apart, as
// everything here costs all clients alike.
func serve(in io.Reader, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &site{plain: l.Addr().String()}
	if err := s.serveTLS(); err != nil {
		return err
	}
	s.print(out)
	go func() {
		_, _ = io.Copy(io.Discard, in)
		os.Exit(0)
	}()
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go answer(c)
	}
}

var (
	piece       = bytes.Repeat([]byte("0123456789abcdef"), pieceSize/16)
	smallAnswer = append(head(smallSize), piece[:smallSize]...)
	largeHead   = head(largeSize)
)

func head(length int) []byte {
	return []byte("HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/octet-stream\r\nContent-Length: " + strconv.Itoa(length) + "\r\n\r\n")
}

func answer(c net.Conn) {
	defer c.Close()
	buf := make([]byte, pieceSize)
	for {
		request, more, err := readHead(c, buf)
		if err != nil {
			return
		}
		switch {
		case bytes.HasPrefix(request, []byte("GET "+webSocketPath)):
			err = answerWebSocket(c, request)
		case bytes.HasPrefix(request, []byte("GET "+smallPath)):
			_, err = c.Write(smallAnswer)
		case bytes.HasPrefix(request, []byte("GET "+largePath)):
			err = writeLarge(c)
		case bytes.HasPrefix(request, []byte("GET "+packedPath)):
			_, err = c.Write(packedAnswer())
		default:
			err = readUpload(c, buf, largeSize-more)
		}
		if err != nil {
			return
		}
	}
}

// readHead reads a request head; more is the number of bytes of the body that came with it.
func readHead(c net.Conn, buf []byte) (head []byte, more int, err error) {
	n := 0
	for {
		m, err := c.Read(buf[n:])
		if err != nil {
			return nil, 0, err
		}
		n += m
		if end := bytes.Index(buf[:n], []byte("\r\n\r\n")); end >= 0 {
			return buf[:end+4], n - end - 4, nil
		}
	}
}

func writeLarge(c net.Conn) error {
	_, err := c.Write(largeHead)
	for left := largeSize; left > 0 && err == nil; left -= pieceSize {
		_, err = c.Write(piece[:min(left, pieceSize)])
	}
	return err
}

func readUpload(c net.Conn, buf []byte, left int) error {
	for left > 0 {
		n, err := c.Read(buf)
		if err != nil {
			return err
		}
		left -= n
	}
	_, err := c.Write(smallAnswer)
	return err
}

// startServer runs the server in another process, which lives until stop is closed. cpu is its processor, if it has one of its own.
func startServer(cpu int) (s *site, stop io.Closer, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command(self, "-serve")
	if cpu >= 0 {
		cmd = onProcessors(strconv.Itoa(cpu), self, "-serve")
	}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	s, err = readSite(out)
	return s, in, err
}
