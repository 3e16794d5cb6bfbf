package request

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/op"
	"github.com/gowinhttp/winhttp/transport"
)

// minSendBuffer is the smallest WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE that a handshake can be sent with.
const minSendBuffer = 16

// addHandshake adds what asks for a WebSocket (RFC 6455, section 4.1) and returns the new key.
func addHandshake(b *header.Block) (key string) {
	var nonce [16]byte
	_, _ = rand.Read(nonce[:]) // never fails
	key = base64.StdEncoding.EncodeToString(nonce[:])
	b.Remove("Sec-WebSocket-Key")
	b.Generate("Connection", "Upgrade")
	b.Generate("Upgrade", "websocket")
	b.Generate("Sec-WebSocket-Version", "13")
	b.Generate("Sec-WebSocket-Key", key)
	return key
}

// accepts says whether a 101 belongs to the handshake with that key (RFC 6455, section 4.1; protocol.md 8.1).
func accepts(h *header.Head, key string) bool {
	const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
	sum := sha1.Sum([]byte(key + magic))
	accept, _ := h.Fields.Get("Sec-WebSocket-Accept", 0)
	return key != "" && accept == base64.StdEncoding.EncodeToString(sum[:]) &&
		h.Fields.HasToken("Upgrade", "websocket") && h.Fields.HasToken("Connection", "upgrade")
}

// Upgrade is WinHttpWebSocketCompleteUpgrade: it takes the connection of a request that has received a 101. A request of which
// a websocket has been made before need not wait for it. IncorrectHandleState otherwise. (protocol.md 8.1.)
func (r *Request) Upgrade() (*Upgraded, error) {
	s := &upgradeStep{r: r}
	if err := r.lane.Call(&upgrade, s); err != nil {
		return nil, err
	}
	return &Upgraded{Tunnel: s.made, Policy: r.policy(), SendBuffer: s.buffer}, nil
}

// Upgraded is what a websocket is made of.
type Upgraded struct {
	Tunnel     *transport.Tunnel
	Policy     transport.Policy
	SendBuffer uint32 // WINHTTP_OPTION_WEB_SOCKET_SEND_BUFFER_SIZE, as it was when the handshake was sent
}

type upgradeStep struct {
	r      *Request
	made   *transport.Tunnel
	buffer uint32
}

func (s *upgradeStep) Now() (done bool, err error) {
	r := s.r
	if r.response.Load() == nil && !r.upgraded.Load() {
		return false, op.Refuse(werr.IncorrectHandleState)
	}
	x := r.exchange.Load()
	var later func(*header.Head) bool
	if key := r.key; r.upgraded.Load() {
		later = func(h *header.Head) bool { return accepts(h, key) }
	}
	if s.made, err = x.Tunnel(later); err != nil {
		return false, op.Refuse(werr.From(err))
	}
	s.buffer = r.sendBuffer
	r.upgraded.Store(true)
	return true, nil
}

func (s *upgradeStep) Wait() error { return nil }

func (s *upgradeStep) Finish() {}

func (s *upgradeStep) Out() {}

func (s *upgradeStep) Info() any { return nil }
