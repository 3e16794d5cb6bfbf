package winhttp

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// frameCase is what a server sends behind the handshake, and what must come of it: the messages, how receiving ends, and the
// frames that the server gets.
type frameCase struct {
	name     string
	sent     string
	messages []string // "t:" or "b:" and the text
	code     Code     // ERROR_SUCCESS: a close frame was received
	status   uint16   // of WinHttpWebSocketQueryCloseStatus
	answers  []string // first byte and payload of what the client sends before it closes
}

const (
	faulty  = ERROR_WINHTTP_INVALID_SERVER_RESPONSE
	lostTCP = ERROR_WINHTTP_CONNECTION_ERROR
)

// told is the close frame that the client sends after a violation.
func told(status uint16) []string { return []string{"\x88" + closePayload(status, "")} }

// frameCases are modelled on the groups of the Autobahn suite: framing, pings, reserved bits, opcodes, fragmentation, UTF-8,
// limits, closing.
func frameCases() (all []frameCase) {
	bye := serverFrame(fin|opClose, closePayload(1000, ""))
	add := func(c frameCase) { all = append(all, c) }
	good := func(name, sent string, messages ...string) {
		add(frameCase{name: name, sent: sent + bye, messages: messages, status: 1000})
	}
	bad := func(name, sent string, status uint16, messages ...string) {
		add(frameCase{name: name, sent: sent, messages: messages, code: faulty, status: status, answers: told(status)})
	}
	for _, n := range []int{0, 1, 124, 125, 126, 127, 128, 255, 256, 65534, 65535, 65536, 65537, 1 << 20} {
		good(fmt.Sprintf("framing: text of %d", n), serverFrame(fin|opText, strings.Repeat("x", n)), "t:"+strings.Repeat("x", n))
		good(fmt.Sprintf("framing: binary of %d", n), serverFrame(fin|opBinary, strings.Repeat("\xFE", n)), "b:"+strings.Repeat("\xFE", n))
	}
	good("framing: lengths need not be the shortest", "\x82\x7E\x00\x01a\x82\x7F\x00\x00\x00\x00\x00\x00\x00\x01b", "b:a", "b:b")
	for _, n := range []int{0, 1, 8, 124, 125} {
		payload := strings.Repeat("\xFE", n)
		add(frameCase{name: fmt.Sprintf("pings: payload of %d", n), sent: serverFrame(fin|opPing, payload) + bye, status: 1000,
			answers: []string{"\x8A" + payload}})
		good(fmt.Sprintf("pings: a pong of %d that nobody has asked for", n), serverFrame(fin|opPong, payload))
	}
	add(frameCase{name: "pings: only the last of many needs an answer", sent: strings.Repeat(serverFrame(fin|opPing, "first"), 10) +
		serverFrame(fin|opPing, "last") + bye, status: 1000, answers: []string{"\x8Alast"}})
	for _, op := range []byte{opPing, opPong, opClose} {
		bad(fmt.Sprintf("pings: opcode %X with 126 bytes", op), serverFrame(fin|op, strings.Repeat("x", 126)), 1002)
		bad(fmt.Sprintf("fragmentation: opcode %X in fragments", op), serverFrame(op, "x"), 1002)
		bad(fmt.Sprintf("framing: opcode %X with a length of 64 bits", op), string([]byte{fin | op, 127, 0, 0, 0, 0, 0, 0, 0, 1, 'x'}), 1002)
	}
	for rsv := byte(1); rsv < 8; rsv++ {
		for _, op := range []byte{0, opText, opBinary, opClose, opPing, opPong} {
			bad(fmt.Sprintf("reserved bits %03b with opcode %X", rsv, op), serverFrame(fin|rsv<<4|op, ""), 1002)
			bad(fmt.Sprintf("reserved bits %03b with opcode %X behind a message", rsv, op), serverFrame(fin|opText, "a")+serverFrame(fin|rsv<<4|op, ""), 1002, "t:a")
		}
	}
	for _, op := range []byte{3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF} {
		for _, payload := range []string{"", "x"} {
			bad(fmt.Sprintf("opcode %X with %d bytes", op, len(payload)), serverFrame(fin|op, payload), 1002)
			bad(fmt.Sprintf("opcode %X with %d bytes between fragments", op, len(payload)), serverFrame(opText, "a")+serverFrame(fin|op, payload), 1002, "t:a...")
			bad(fmt.Sprintf("opcode %X with %d bytes behind a message", op, len(payload)), serverFrame(fin|opBinary, "a")+serverFrame(fin|op, payload), 1002, "b:a")
		}
	}
	for _, op := range []byte{opText, opBinary, opPing, opClose, 0} {
		bad(fmt.Sprintf("masked: opcode %X", op), string([]byte{fin | op, 0x81, 1, 2, 3, 4, 'x'}), 1002)
	}
	for _, op := range []byte{opText, opBinary} {
		kind := map[byte]string{opText: "t:", opBinary: "b:"}[op]
		good(fmt.Sprintf("fragmentation: two, opcode %X", op), serverFrame(op, "a")+serverFrame(fin, "b"), kind+"ab")
		good(fmt.Sprintf("fragmentation: with a ping, opcode %X", op), serverFrame(op, "a")+serverFrame(fin|opPong, "!")+serverFrame(fin, "b"), kind+"ab")
		good(fmt.Sprintf("fragmentation: empty ones, opcode %X", op), serverFrame(op, "")+serverFrame(0, "")+serverFrame(fin, ""), kind)
		good(fmt.Sprintf("fragmentation: one at a time, opcode %X", op), serverFrame(op, "")+strings.Repeat(serverFrame(0, "c"), 100)+serverFrame(fin, ""), kind+strings.Repeat("c", 100))
		bad(fmt.Sprintf("fragmentation: a message inside another, opcode %X", op), serverFrame(opText, "a")+serverFrame(fin|op, "b"), 1002, "t:a...")
		bad(fmt.Sprintf("fragmentation: begun again, opcode %X", op), serverFrame(opText, "a")+serverFrame(op, "b"), 1002, "t:a...")
	}
	for _, first := range []byte{0, fin} {
		bad(fmt.Sprintf("fragmentation: %02X continues nothing", first), serverFrame(first, "a"), 1002)
		bad(fmt.Sprintf("fragmentation: %02X continues a whole message", first), serverFrame(fin|opText, "m")+serverFrame(first, "a"), 1002, "t:m")
		bad(fmt.Sprintf("fragmentation: %02X continues what has ended", first), serverFrame(opText, "m")+serverFrame(fin, "n")+serverFrame(first, ""), 1002, "t:mn")
	}
	for i, text := range []string{"Hello-µ@ßöäüàá-UTF-8!!", "κόσμε", "\x00", "\x7F", "\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0010FFFF"} {
		good(fmt.Sprintf("UTF-8: valid %d", i), serverFrame(fin|opText, text), "t:"+text)
		split := ""
		for j := range len(text) {
			first := byte(0)
			if j == 0 {
				first = opText
			}
			split += serverFrame(first, text[j:j+1])
		}
		good(fmt.Sprintf("UTF-8: valid %d, byte by byte", i), split+serverFrame(fin, ""), "t:"+text)
	}
	for i, text := range []string{
		"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
		"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xED\xA0\x80edited",
		"\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2(\xA1", "\xE2\x82(", "\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80",
	} {
		bad(fmt.Sprintf("UTF-8: invalid %d", i), serverFrame(fin|opText, text), 1007)
		good(fmt.Sprintf("UTF-8: invalid %d is fine in binary data", i), serverFrame(fin|opBinary, text), "b:"+text)
		if len(text) > 1 {
			add(frameCase{name: fmt.Sprintf("UTF-8: invalid %d, in two", i), sent: serverFrame(opText, text[:len(text)-1]) + serverFrame(fin, text[len(text)-1:]),
				code: faulty, status: 1007, answers: told(1007), messages: []string{"*"}})
		}
	}
	for _, status := range []uint16{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999} {
		add(frameCase{name: fmt.Sprintf("closing: status %d", status), sent: serverFrame(fin|opClose, closePayload(status, "why")), status: status})
	}
	for _, status := range []uint16{0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		bad(fmt.Sprintf("closing: status %d", status), serverFrame(fin|opClose, closePayload(status, "")), 1002)
	}
	add(frameCase{name: "closing: nothing", sent: serverFrame(fin|opClose, ""), status: 1005})
	add(frameCase{name: "closing: a reason of 123 bytes", sent: serverFrame(fin|opClose, closePayload(1000, strings.Repeat("x", 123))), status: 1000})
	add(frameCase{name: "closing: behind half a message", sent: serverFrame(opText, "a") + bye, status: 1000, messages: []string{"t:a..."}})
	add(frameCase{name: "closing: what comes behind is nothing", sent: bye + serverFrame(fin|opText, "late") + "\xFF\xFF\xFF", status: 1000})
	bad("closing: one byte", serverFrame(fin|opClose, "x"), 1002)
	bad("closing: a reason that is not UTF-8", serverFrame(fin|opClose, closePayload(1000, "\xFF")), 1007)
	bad("closing: a reason of 124 bytes", serverFrame(fin|opClose, closePayload(1000, strings.Repeat("x", 124))), 1002)
	bad("limits: a length of 2^63", "\x82\x7F\x80\x00\x00\x00\x00\x00\x00\x00", 1002)
	bad("limits: a length of 2^64-1", "\x82\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 1002)
	lost := func(name, sent string, messages ...string) {
		add(frameCase{name: name, sent: sent, messages: messages, code: lostTCP, status: 1006})
	}
	lost("limits: a length of 2^63-1, then the end", "\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFFabc", "b:abc...")
	lost("lost: at once", "")
	whole := serverFrame(fin|opText, strings.Repeat("x", 200))
	for _, n := range []int{1, 2, 3, 4} { // 4: all of it
		lost(fmt.Sprintf("lost: behind %d bytes of a header", n), whole[:n])
	}
	lost("lost: inside a frame", whole[:100], "t:"+strings.Repeat("x", 96)+"...")
	lost("lost: between fragments", serverFrame(opText, "a"), "t:a...")
	lost("lost: inside a ping", serverFrame(fin|opPing, "hello")[:4])
	lost("lost: inside a close frame", bye[:3])
	return all
}

// messages receives whole messages until an error or a close frame.
func messages(receive receiving, size int) (all []string, code Code) {
	var message strings.Builder
	for {
		text, kind, err := receive(size)
		if err != nil || kind == closeBuffer {
			if message.Len() > 0 {
				all = append(all, message.String()+"...")
			}
			return all, GetLastError(err)
		}
		if message.Len() == 0 {
			message.WriteString(map[bool]string{true: "t:", false: "b:"}[kind >= txtMessage])
		}
		message.WriteString(text)
		if kind == txtMessage || kind == binMessage {
			all = append(all, message.String())
			message.Reset()
		}
	}
}

// TestWebSocketFrames sends every case at once, and byte by byte where it is short, in both modes.
func TestWebSocketFrames(t *testing.T) {
	cases := frameCases()
	require.GreaterOrEqual(t, len(cases), 200)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, drip := range []bool{false, true} {
				if drip && len(c.sent) > 300 {
					continue
				}
				bubble(t, func(b *bed) { playFrames(b, &c, drip, (*bed).receiveSync) })
				bubble(t, func(b *bed) { playFrames(b, &c, drip, (*bed).receiveAsync) })
			}
		})
	}
}

// receiving is a receive that waits for its result, with a buffer of that size.
type receiving func(size int) (text string, kind WINHTTP_WEB_SOCKET_BUFFER_TYPE, err error)

func (b *bed) receiveSync() (HINTERNET, receiving) {
	w := b.websocket()
	return w, func(size int) (string, WINHTTP_WEB_SOCKET_BUFFER_TYPE, error) { return wsReceive(w, size) }
}

// receiveAsync opens a websocket in an asynchronous session, and waits for the completion of each receive.
func (b *bed) receiveAsync() (HINTERNET, receiving) {
	b.session = b.openAsync()
	q := b.upgradeRequest()
	require.NoError(b, WinHttpSendRequest(q, "", nil, 0, nil))
	synctest.Wait()
	require.NoError(b, WinHttpReceiveResponse(q, nil))
	synctest.Wait()
	w := b.keep(WinHttpWebSocketCompleteUpgrade(q, "socket"))
	b.close(q)
	results := make(chan any, 1)
	_, err := WinHttpSetStatusCallback(w, func(_ HINTERNET, _ any, _ uint32, info any, _ uint32) { results <- info },
		WINHTTP_CALLBACK_FLAG_READ_COMPLETE|WINHTTP_CALLBACK_FLAG_REQUEST_ERROR, 0)
	require.NoError(b, err)
	return w, func(size int) (string, WINHTTP_WEB_SOCKET_BUFFER_TYPE, error) {
		p := make([]byte, size)
		if err := WinHttpWebSocketReceive(w, p, nil, nil); err != nil {
			return "", 0, err
		}
		switch r := (<-results).(type) {
		case *WINHTTP_WEB_SOCKET_STATUS:
			return string(p[:r.BytesTransferred]), r.BufferType, nil
		case *WINHTTP_WEB_SOCKET_ASYNC_RESULT:
			return "", 0, r.AsyncResult.Err
		}
		return "", 0, ERROR_WINHTTP_INTERNAL_ERROR
	}
}

func playFrames(b *bed, c *frameCase, drip bool, open func(*bed) (HINTERNET, receiving)) {
	var answers []string
	b.serve(upgrades(b, "", func(p *wsPeer) {
		go func() {
			if !drip {
				p.raw(c.sent)
			} else {
				for i := range len(c.sent) {
					p.raw(c.sent[i : i+1])
					<-time.After(time.Millisecond)
				}
			}
			if c.code == lostTCP {
				p.Conn.Close()
			}
		}()
		for {
			first, payload, err := p.next()
			if err != nil {
				return
			}
			answers = append(answers, string([]byte{first})+payload)
		}
	}))
	w, receive := open(b)
	got, code := messages(receive, 4096)
	if !(drip && c.code == faulty) && !slices.Equal(c.messages, []string{"*"}) { // half a character may be delivered first
		require.Equal(b, c.messages, got)
	}
	require.Equal(b, c.code.Name(), code.Name())
	var (
		status uint16
		n      uint32
	)
	require.NoError(b, WinHttpWebSocketQueryCloseStatus(w, &status, make([]byte, 123), &n))
	require.Equal(b, c.status, status)
	_, again := messages(receive, 1)
	if c.code == ERROR_SUCCESS {
		require.Equal(b, ERROR_INVALID_OPERATION, again)
	} else {
		require.Equal(b, c.code.Name(), again.Name(), "for ever")
	}
	synctest.Wait()
	b.close(w)
	<-time.After(time.Second) // what drips comes to its end
	if !drip && len(c.answers) > 0 {
		require.NotEmpty(b, answers)
		require.Equal(b, c.answers[len(c.answers)-1], answers[len(answers)-1])
	}
	if len(c.answers) == 0 {
		require.Empty(b, answers)
	}
}

// TestWebSocketHostile: floods and lies cost a bounded amount of memory, and end at the receive timeout.
func TestWebSocketHostile(t *testing.T) {
	huge := binary.BigEndian.AppendUint64([]byte{fin | opBinary, 127}, 1<<62)
	for _, row := range []struct {
		name  string
		begin string
		flood string // repeated for ever
	}{
		{"pings", "", strings.Repeat(serverFrame(fin|opPing, strings.Repeat("p", 125)), 100)},
		{"pongs", "", strings.Repeat(serverFrame(fin|opPong, ""), 1000)},
		{"empty fragments", serverFrame(opText, ""), strings.Repeat(serverFrame(0, ""), 1000)},
		{"silence inside a header", string(huge[:5]), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				b.serve(upgrades(b, row.begin, func(p *wsPeer) { // which never reads
					for row.flood != "" {
						if _, err := p.Conn.Write([]byte(row.flood)); err != nil {
							return
						}
						<-time.After(time.Millisecond)
					}
					p.gone()
				}))
				w := b.websocket()
				require.NoError(b, WinHttpSetOption(w, WINHTTP_OPTION_WEB_SOCKET_CLOSE_TIMEOUT, uint32(1000)))
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				start := time.Now()
				_, _, err := wsReceive(w, 100)
				requireCode(b, ERROR_WINHTTP_TIMEOUT, err)
				require.Less(b, time.Since(start), 31*time.Second)
				runtime.GC()
				runtime.ReadMemStats(&after)
				require.Less(b, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(4<<20))
				requireCode(b, ERROR_WINHTTP_TIMEOUT, WinHttpWebSocketClose(w, 1000, nil))
			})
		})
	}
}

// FuzzWebSocket: no bytes of a server make a receive panic, hang, or deliver an empty piece that ends nothing.
func FuzzWebSocket(f *testing.F) {
	for _, c := range frameCases() {
		if len(c.sent) < 400 {
			f.Add([]byte(c.sent))
		}
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		bubble(t, func(b *bed) {
			b.serve(upgrades(b, string(sent), func(p *wsPeer) {
				_ = p.Conn.(interface{ CloseWrite() error }).CloseWrite()
				p.gone()
			}))
			w := b.websocket()
			for _, piece := range pieces(w, 64) {
				if piece.code == ERROR_SUCCESS && piece.text == "" && (piece.kind == txtFragment || piece.kind == binFragment) {
					t.Errorf("an empty fragment")
				}
			}
			b.close(w)
		})
	})
}
