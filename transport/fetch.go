package transport

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/gowinhttp/winhttp/internal/header"
)

// Sizes in bytes of what is fetched about certificates.
const (
	maxOCSP = 64 << 10
	maxCRL  = 16 << 20
)

// download is a small request of our own.
type download struct {
	url  string
	kind string // of the body; without a body it is a GET
	body []byte
	max  int // bytes of the answer
}

var errDownload = errors.New("download failed")

// fetch makes a request over plain HTTP, on the network of the exchange, with its timeouts and until ctx ends. It follows nothing,
// and reports nothing.
func (x *Exchange) fetch(ctx context.Context, d *download) ([]byte, error) {
	u, err := url.Parse(d.url)
	if err != nil || u.Scheme != "http" || u.Hostname() == "" || strings.ContainsFunc(d.url, func(r rune) bool { return r <= ' ' || r >= 0x7F }) {
		return nil, fmt.Errorf("%w: %q is no URL for that", errDownload, d.url)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	target := Target{Host: hostOf(u), Port: 80}
	if p, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		target.Port = uint16(p)
	}
	own := x.network.NewExchange(mute{}, Policy{
		Resolve: x.Policy.Resolve, Connect: x.Policy.Connect, Send: x.Policy.Send, Receive: x.Policy.Receive,
		MaxAddresses: x.Policy.MaxAddresses, MaxHead: maxOCSP, MaxInterim: x.Policy.MaxInterim,
	})
	defer context.AfterFunc(ctx, own.Cancel)()
	defer own.Abandon()
	if err := own.Connect(target, false); err != nil {
		return nil, err
	}
	if err := own.Send(d.message(u)); err != nil {
		return nil, err
	}
	if err := own.ReadHead(); err != nil {
		return nil, err
	}
	if own.Head().Status != 200 {
		return nil, fmt.Errorf("%w: status %d", errDownload, own.Head().Status)
	}
	return own.readAll(d.max)
}

// hostOf is the host as a Target has it.
func hostOf(u *url.URL) string {
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && a.Is6() {
		return "[" + u.Hostname() + "]"
	}
	return u.Hostname()
}

func (d *download) message(u *url.URL) *Message {
	m := &Message{Method: "GET", Body: d.body, Fields: new(header.Block)}
	if d.kind != "" {
		m.Method = "POST"
		m.Fields.Append(header.Field{Name: "Content-Type", Value: d.kind})
		m.Fields.Append(header.Field{Name: "Content-Length", Value: strconv.Itoa(len(d.body))})
	}
	m.Fields.Append(header.Field{Name: "Host", Value: u.Host})
	m.Head = header.AppendRequest(nil, m.Method, u.RequestURI(), "HTTP/1.1", m.Fields)
	return m
}

// readAll reads a body of at most max bytes.
func (x *Exchange) readAll(max int) (all []byte, err error) {
	buffer := make([]byte, 16<<10)
	for !x.Ended() {
		n, err := x.Read(buffer)
		if err != nil {
			return nil, err
		}
		if all = append(all, buffer[:n]...); len(all) > max {
			return nil, fmt.Errorf("%w: more than %d bytes", errDownload, max)
		}
	}
	x.Finish()
	return all, nil
}

// mute is a Reporter that says nothing.
type mute struct{}

func (mute) ResolvingName(string)          {}
func (mute) NameResolved(netip.Addr)       {}
func (mute) ConnectingToServer(netip.Addr) {}
func (mute) ConnectedToServer(netip.Addr)  {}
func (mute) SecureFailure(SecureFailure)   {}
func (mute) IntermediateResponse(int)      {}
func (mute) ClosingConnection()            {}
func (mute) ConnectionClosed()             {}
