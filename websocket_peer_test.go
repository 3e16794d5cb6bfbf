package winhttp

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// Bits of the first byte of a frame.
const (
	fin      = 0x80
	opText   = 0x1
	opBinary = 0x2
	opClose  = 0x8
	opPing   = 0x9
	opPong   = 0xA
)

// wsPeer is the server's side of a websocket.
type wsPeer struct {
	*wintest.Peer
	tb testing.TB
}

// accepted is the answer to the handshake in a request.
func accepted(request string) string {
	key := regexp.MustCompile("\r\nSec-WebSocket-Key: (.*)\r\n").FindStringSubmatch(request)
	if key == nil {
		return ""
	}
	sum := sha1.Sum([]byte(key[1] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
		base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n"
}

// upgrades is a script that accepts the handshake; with it goes what stands in behind. Then talk has the connection.
func upgrades(tb testing.TB, behind string, talk func(p *wsPeer)) wintest.Script {
	return wintest.Script{func(p *wintest.Peer) error {
		var head strings.Builder
		for !strings.HasSuffix(head.String(), "\r\n\r\n") {
			c, err := p.Reader.ReadByte()
			if err != nil {
				return err
			}
			head.WriteByte(c)
		}
		if _, err := io.WriteString(p.Conn, accepted(head.String())+behind); err != nil {
			return err
		}
		if talk != nil {
			talk(&wsPeer{p, tb})
		}
		return nil
	}}
}

// serverFrame is a frame as a server sends it.
func serverFrame(first byte, payload string) string {
	n := len(payload)
	head := []byte{first, byte(n)}
	switch {
	case n > 0xFFFF:
		head[1] = 127
		head = binary.BigEndian.AppendUint64(head, uint64(n))
	case n > 125:
		head[1] = 126
		head = binary.BigEndian.AppendUint16(head, uint16(n))
	}
	return string(head) + payload
}

func closePayload(status uint16, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, status)) + reason
}

// send sends a frame.
func (p *wsPeer) send(first byte, payload string) { p.raw(serverFrame(first, payload)) }

func (p *wsPeer) raw(text string) { _, _ = io.WriteString(p.Conn, text) }

// next is the next frame of the client, which must be masked.
func (p *wsPeer) next() (first byte, payload string, err error) {
	head := make([]byte, 2, 14)
	if _, err = io.ReadFull(p.Reader, head); err != nil {
		return 0, "", err
	}
	require.NotZero(p.tb, head[1]&0x80, "a frame without a mask")
	n := uint64(head[1] & 0x7F)
	more := map[uint64]int{126: 2, 127: 8}[n]
	if more > 0 {
		var size [8]byte
		if _, err = io.ReadFull(p.Reader, size[8-more:]); err != nil {
			return 0, "", err
		}
		n = binary.BigEndian.Uint64(size[:])
	}
	data := make([]byte, 4+n)
	if _, err = io.ReadFull(p.Reader, data); err != nil {
		return 0, "", err
	}
	for i := range data[4:] {
		data[4+i] ^= data[i%4]
	}
	return head[0], string(data[4:]), nil
}

// want reads a frame and compares it.
func (p *wsPeer) want(first byte, payload string) {
	gotFirst, got, err := p.next()
	require.NoError(p.tb, err)
	require.Equal(p.tb, first, gotFirst)
	require.Equal(p.tb, payload, got)
}

// echo sends back what comes, and ends behind a close frame.
func (p *wsPeer) echo() {
	for {
		first, payload, err := p.next()
		if err != nil {
			return
		}
		p.send(first, payload)
		if first&0xF == opClose {
			return
		}
	}
}

// gone waits for the end of the connection.
func (p *wsPeer) gone() { _, _ = io.Copy(io.Discard, p.Reader) }

// upgradeRequest is a request that asks for a websocket.
func (b *bed) upgradeRequest() HINTERNET {
	b.Helper()
	q := b.get()
	require.NoError(b, WinHttpSetOption(q, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, nil))
	return q
}

// websocket opens one in a synchronous session.
func (b *bed) websocket() HINTERNET {
	b.Helper()
	q := b.upgradeRequest()
	b.exchange(q)
	w := b.keep(WinHttpWebSocketCompleteUpgrade(q, "socket"))
	b.close(q)
	return w
}

// wsReceived is what one receive gives.
func wsReceive(w HINTERNET, size int) (text string, kind WINHTTP_WEB_SOCKET_BUFFER_TYPE, err error) {
	p := make([]byte, size)
	var n uint32
	err = WinHttpWebSocketReceive(w, p, &n, &kind)
	return string(p[:n]), kind, err
}
