package wintest

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"
)

// Request reads a request: the head up to and including its empty line, then body bytes. Server.Requests shows it.
func Request(body int) Step {
	return func(p *Peer) error {
		head, err := p.until("\r\n\r\n")
		if err != nil {
			return fmt.Errorf("request head: %w after %q", err, head)
		}
		text := slices.Concat(head, make([]byte, body))
		n, err := io.ReadFull(p.Reader, text[len(head):])
		p.server.request(text[:len(head)+n])
		if err != nil {
			return fmt.Errorf("request body: %w after %d of %d bytes", err, n, body)
		}
		return nil
	}
}

// Until reads up to and including a text, such as the end of a chunked body. Server.Requests shows what was read.
func Until(text string) Step {
	return func(p *Peer) error {
		got, err := p.until(text)
		p.server.request(got)
		if err != nil {
			return fmt.Errorf("until %q: %w after %q", text, err, got)
		}
		return nil
	}
}

func (p *Peer) until(text string) ([]byte, error) {
	var got []byte
	for !bytes.HasSuffix(got, []byte(text)) {
		b, err := p.Reader.ReadByte()
		if err != nil {
			return got, err
		}
		got = append(got, b)
	}
	return got, nil
}

// Expect reads exactly these bytes and fails if others come.
func Expect(text string) Step {
	return func(p *Peer) error {
		got := make([]byte, len(text))
		n, err := io.ReadFull(p.Reader, got)
		if err != nil {
			return fmt.Errorf("expected %q: %w after %q", text, err, got[:n])
		}
		if string(got) != text {
			return fmt.Errorf("expected %q, got %q", text, got)
		}
		return nil
	}
}

// End expects that the client ends its stream and sends nothing more.
func End() Step {
	return func(p *Peer) error {
		rest, err := io.ReadAll(p.Reader)
		if err == nil && len(rest) > 0 {
			err = fmt.Errorf("expected the end of the stream, got %q", rest)
		}
		return err
	}
}

// Hold keeps the connection open, reads and records what comes, until the client goes away or the test ends.
func Hold() Step {
	return func(p *Peer) error {
		_, _ = io.Copy(io.Discard, p.Reader)
		return nil
	}
}

// Send writes these bytes.
func Send(text string) Step {
	return func(p *Peer) error {
		_, err := io.WriteString(p.Conn, text)
		return err
	}
}

// Drip writes the bytes one by one, with a pause before each.
func Drip(text string, pause time.Duration) Step {
	return func(p *Peer) error {
		for i := range len(text) {
			if err := p.sleep(pause); err != nil {
				return err
			}
			if _, err := io.WriteString(p.Conn, text[i:i+1]); err != nil {
				return err
			}
		}
		return nil
	}
}

// Sleep waits; the end of the test cuts it short.
func Sleep(d time.Duration) Step {
	return func(p *Peer) error { return p.sleep(d) }
}

func (p *Peer) sleep(d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-p.server.stopped:
		return errOver
	}
}

// Close closes the connection in order; over TLS, with a close_notify alert.
func Close() Step {
	return func(p *Peer) error {
		_ = p.Conn.Close() // the client may have gone first
		return nil
	}
}

// Cut closes the TCP connection in order, below TLS if there is any: no close_notify alert is sent.
func Cut() Step {
	return func(p *Peer) error {
		_ = p.Raw.Close()
		return nil
	}
}

// CloseWrite ends the server's stream and leaves the client's open.
func CloseWrite() Step {
	return func(p *Peer) error { return p.Conn.(interface{ CloseWrite() error }).CloseWrite() }
}

// Reset closes the connection abruptly: the client gets ECONNRESET. In memory, deliver decides whether the client can
// still read what was sent before; on a real socket the system decides.
func Reset(deliver bool) Step {
	return func(p *Peer) error {
		if c, ok := p.Raw.(*net.TCPConn); ok {
			return errors.Join(c.SetLinger(0), c.Close())
		}
		p.Raw.(*Conn).Reset(deliver)
		return nil
	}
}

// TLS accepts a TLS handshake; the steps that follow work inside it. It may come after other steps, as in a proxy that
// has answered a CONNECT.
func TLS(config *tls.Config) Step {
	return func(p *Peer) error {
		if p.Reader.Buffered() > 0 {
			return errors.New("the client speaks before its turn")
		}
		c := tls.Server(p.Raw, config)
		if err := c.HandshakeContext(context.Background()); err != nil {
			return fmt.Errorf("TLS handshake: %w", err)
		}
		p.use(c)
		return nil
	}
}

// Repeat runs steps several times.
func Repeat(times int, steps ...Step) Step {
	return func(p *Peer) error {
		for range times {
			for _, step := range steps {
				if err := step(p); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// UntilGone runs steps that the client is expected to cut short, by going away or by ending the test: an error in them
// ends the script and is no failure.
func UntilGone(steps ...Step) Step {
	all := Repeat(1, steps...)
	return func(p *Peer) error {
		if all(p) != nil {
			return errOver
		}
		return nil
	}
}
