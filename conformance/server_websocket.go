package conformance

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
)

const (
	opText  = 0x1
	opClose = 0x8
	opPing  = 0x9
	final   = 0x80
)

// websocket echoes frames as they come. Some texts are commands: "close" makes the server close with status 1000 and the
// reason "bye", "ping" makes it send a ping, "fragments" a text in three frames, "drop" drops the connection.
func websocket(p *peer, r *request, _ string) bool {
	sum := sha1.Sum([]byte(r.header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	p.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n")
	for {
		first, payload, err := p.readFrame()
		if err != nil || !p.answerFrame(first, payload) {
			return false
		}
	}
}

func (p *peer) answerFrame(first byte, payload []byte) bool {
	switch {
	case first == final|opClose:
		p.sendFrame(first, payload)
		return p.untilClosed()
	case first&0xf > opClose: // ping, pong
		return true
	case first != final|opText:
		return p.sendFrame(first, payload)
	}
	switch string(payload) {
	case "close":
		return p.sendFrame(final|opClose, append([]byte{0x03, 0xe8}, "bye"...))
	case "ping":
		return p.sendFrame(final|opPing, nil)
	case "fragments":
		return p.sendFrame(opText, []byte("one ")) && p.sendFrame(0, []byte("two ")) && p.sendFrame(final, []byte("three"))
	case "drop":
		return false
	}
	return p.sendFrame(first, payload)
}

// readFrame reads one masked frame; first is its first byte.
func (p *peer) readFrame() (first byte, payload []byte, err error) {
	head := make([]byte, 2)
	if _, err = io.ReadFull(p.reader, head); err != nil {
		return 0, nil, err
	}
	length := uint64(head[1] & 0x7f)
	if length >= 126 {
		size := 2
		if length == 127 {
			size = 8
		}
		extended := make([]byte, 8)
		if _, err = io.ReadFull(p.reader, extended[8-size:]); err != nil {
			return 0, nil, err
		}
		length = binary.BigEndian.Uint64(extended)
	}
	masked := make([]byte, 4+length)
	if _, err = io.ReadFull(p.reader, masked); err != nil {
		return 0, nil, err
	}
	payload = masked[4:]
	for i := range payload {
		payload[i] ^= masked[i%4]
	}
	return head[0], payload, nil
}

func (p *peer) sendFrame(first byte, payload []byte) bool {
	frame := []byte{first, byte(len(payload))}
	if len(payload) > 125 {
		frame = binary.BigEndian.AppendUint16([]byte{first, 126}, uint16(len(payload)))
	}
	_, err := p.Write(append(frame, payload...))
	return err == nil
}
