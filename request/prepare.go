package request

import (
	"strconv"
	"strings"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/option"
)

// plan is a request ready to be sent: its headers, and the framing of its body.
type plan struct {
	headers header.Block
	cookies string // the application's and the jar's, when there are both
	body    []byte // the optional data
	rest    int64  // bytes that WinHttpWriteData will bring; negative: until its last chunk
	chunks  bool   // what WinHttpWriteData brings becomes chunks; otherwise the application makes them
	close   bool   // the connection is closed after the response
	key     string // of a WebSocket handshake; empty if it is none
}

// WINHTTP_DISABLE_KEEP_ALIVE, a bit of WINHTTP_OPTION_DISABLE_FEATURE.
const disableKeepAlive = 8

// prepareLocked makes the plan of a send and changes nothing: generated headers where the application has none, then the
// header text of the call over them, then the length. (query.md section 4)
func (r *Request) prepareLocked(text string, optional []byte, total uint32) (*plan, error) {
	if err := header.CheckText(text); err != nil {
		return nil, err
	}
	p := &plan{headers: r.headers.Clone(spare), body: optional}
	p.headers.RemoveGenerated()
	if r.upgrade.Load() {
		p.key = addHandshake(&p.headers)
	}
	if err := r.generate(&p.headers); err != nil {
		return nil, err
	}
	if err := overwrite(&p.headers, text); err != nil {
		return nil, err
	}
	r.acceptCodings(&p.headers)
	r.addCookies(p)
	if total == 0 && r.chunks && !bodyless(r.aim.Load().verb) {
		p.chunk()
	}
	p.close = r.closes() || p.headers.HasToken("Connection", "close")
	if err := p.frame(r.aim.Load().verb, int64(total)); err != nil {
		return nil, err
	}
	return p, nil
}

// spare is the number of headers that generate and frame add.
const spare = 8

func (r *Request) generate(b *header.Block) error {
	agent, err := header.ToWire(option.UserAgent.Get(r.Connection.Session.Options.Snapshot()))
	if err != nil {
		return err
	}
	if agent != "" {
		b.Generate("User-Agent", agent)
	}
	b.Generate("Host", r.aim.Load().authority)
	if r.closes() {
		b.Generate("Connection", "Close")
	} else {
		b.Generate("Connection", "Keep-Alive")
	}
	if r.refresh {
		b.Generate("Pragma", "no-cache")
		if r.httpVersion() == "HTTP/1.1" {
			b.Generate("Cache-Control", "no-cache")
		}
	}
	return nil
}

// closes says whether the application wants the connection closed after the response.
func (r *Request) closes() bool {
	return option.DisableFeature.Get(r.Options.Snapshot())&disableKeepAlive != 0
}

// overwrite puts the headers of WinHttpSendRequest over the others. Here a header without a value may be new.
func overwrite(b *header.Block, text string) error {
	for line := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '\r' || c == '\n' }) {
		err := b.AddText(line, header.Add|header.Replace)
		if err == werr.HeaderNotFound {
			err = b.AddText(line, header.Add)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// frame settles how the server finds the end of the request body.
func (p *plan) frame(verb string, total int64) error {
	text, announced := p.headers.Get("Content-Length", 0)
	size := int64(len(p.body))
	if p.headers.Has("Transfer-Encoding") {
		p.rest = -1
		return invalidIf(announced)
	}
	if announced {
		n, err := strconv.ParseUint(text, 10, 63)
		_, again := p.headers.Get("Content-Length", 1)
		p.rest = int64(n) - size
		return invalidIf(err != nil || again || total != 0 && total != int64(n) || p.rest < 0)
	}
	if total == 0 {
		total = size
	}
	p.rest = total - size
	if total > 0 || !bodyless(verb) {
		p.headers.Generate("Content-Length", strconv.FormatInt(total, 10))
	}
	return invalidIf(p.rest < 0)
}

// bodyless lists the verbs for which no length is sent when there is no body.
func bodyless(verb string) bool {
	for _, v := range [...]string{"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"} {
		if strings.EqualFold(verb, v) {
			return true
		}
	}
	return false
}

func invalidIf(bad bool) error {
	if bad {
		return werr.InvalidParameter
	}
	return nil
}

// httpVersion is the version in the request line.
func (r *Request) httpVersion() string {
	if r.version != "" {
		return r.version
	}
	if option.HTTPVersion.Get(r.Options.Snapshot()).MinorVersion == 0 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}
