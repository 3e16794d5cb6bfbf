package main

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
)

const (
	webSocketPath = "/websocket"
	wantLarge     = 'L' // the first byte of a text that asks for a large message
	textFrame     = 0x81
	binaryFrame   = 0x02
	finalBit      = 0x80
)

// answerWebSocket accepts a handshake. A text asks for a message of largeSize bytes; any other message is answered by a small one.
func answerWebSocket(c net.Conn, request []byte) error {
	const name = "\r\nsec-websocket-key: "
	at := bytes.Index(bytes.ToLower(request), []byte(name))
	if at < 0 {
		return io.ErrUnexpectedEOF
	}
	key, _, _ := bytes.Cut(request[at+len(name):], []byte("\r\n"))
	sum := sha1.Sum(append(bytes.Clone(key), "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"...))
	_, err := io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "+
		base64.StdEncoding.EncodeToString(sum[:])+"\r\n\r\n")
	in := bufio.NewReaderSize(c, pieceSize)
	small := append([]byte{finalBit | binaryFrame, smallSize}, piece[:smallSize]...)
	for err == nil {
		var first byte
		if first, err = skipFrame(in); err != nil {
			break
		}
		switch {
		case first == textFrame:
			err = writeLargeMessage(c)
		case first&finalBit != 0:
			_, err = c.Write(small)
		}
	}
	return err
}

// skipFrame reads a masked frame and returns its first byte.
func skipFrame(in *bufio.Reader) (first byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(in, head[:2]); err != nil {
		return 0, err
	}
	first = head[0]
	length := uint64(head[1] & 0x7F)
	if more := map[uint64]int{126: 2, 127: 8}[length]; more > 0 {
		head = [8]byte{}
		if _, err = io.ReadFull(in, head[8-more:]); err != nil {
			return 0, err
		}
		length = binary.BigEndian.Uint64(head[:])
	}
	_, err = io.CopyN(io.Discard, in, int64(length)+4)
	return first, err
}

func writeLargeMessage(c net.Conn) error {
	head := []byte{binaryFrame, 127, 0, 0, 0, 0, 0, 0, 0, 0}
	for left := largeSize; left > 0; {
		n := min(left, pieceSize)
		if left -= n; left == 0 {
			head[0] |= finalBit
		}
		binary.BigEndian.PutUint64(head[2:], uint64(n))
		frame := net.Buffers{head, piece[:n]}
		if _, err := frame.WriteTo(c); err != nil {
			return err
		}
		head[0] = 0
	}
	return nil
}
