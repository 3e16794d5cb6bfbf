//go:build !plan9

package errors

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The rows of errors.tsv, "mapping", that show in a Go error alone.
func TestFrom(t *testing.T) {
	dns := func(e net.DNSError) error { return &net.OpError{Op: "dial", Net: "tcp", Err: &e} }
	dial := func(n error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", n)}
	}
	read := func(err error) error { return &net.OpError{Op: "read", Net: "tcp", Err: err} }
	tests := []struct {
		name string
		err  error
		want Code
	}{
		{"nil", nil, Success},
		{"code", HeaderNotFound, HeaderNotFound},
		{"wrapped code", fmt.Errorf("outer: %w", HeaderNotFound), HeaderNotFound},
		{"error", &Error{Code: HeaderNotFound, Err: io.EOF}, HeaderNotFound},
		{"outermost error", &Error{Code: ResendRequest, Err: &Error{Code: Timeout}}, ResendRequest},
		{"error around a code", SecureFailureProxy.Wrap(SecureFailure), SecureFailureProxy},
		{"code below a network error", read(ResponseDrainOverflow), ResponseDrainOverflow},
		{"unknown", errors.New("x"), InternalError},

		{"DNS: name does not exist", dns(net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}), NameNotResolved},
		{"DNS: server fails", &net.DNSError{Err: "server misbehaving", Name: "h", IsTemporary: true}, NameNotResolved},
		{"DNS slower than the resolve time-out", dns(net.DNSError{Err: "i/o timeout", Name: "h", IsTimeout: true}), Timeout},
		{"connect refused", dial(syscall.ECONNREFUSED), CannotConnect},
		{"network unreachable", dial(syscall.ENETUNREACH), CannotConnect},
		{"host unreachable", dial(syscall.EHOSTUNREACH), CannotConnect},
		{"dial fails for another reason", dial(syscall.EADDRNOTAVAIL), CannotConnect},
		{"refused outside net", fmt.Errorf("dialing: %w", syscall.ECONNREFUSED), CannotConnect},
		{"refused behind SOCKS", &net.OpError{Op: "socks connect", Err: dial(syscall.ECONNREFUSED)}, CannotConnect},
		{"connect time-out of the system", dial(syscall.ETIMEDOUT), Timeout},
		{"connect time-out", &net.OpError{Op: "dial", Net: "tcp", Err: context.DeadlineExceeded}, Timeout},
		{"Winsock refused", syscall.Errno(10061), CannotConnect},
		{"Winsock network unreachable", syscall.Errno(10051), CannotConnect},
		{"Winsock host unreachable", syscall.Errno(10065), CannotConnect},
		{"Winsock connect time-out", dial(syscall.Errno(10060)), Timeout},
		{"Winsock reset", syscall.Errno(10054), ConnectionError},
		{"Winsock aborted", syscall.Errno(10053), ConnectionError},

		{"TLS: unknown CA", x509.UnknownAuthorityError{}, SecureFailure},
		{"TLS: no roots", x509.SystemRootsError{Err: io.EOF}, SecureFailure},
		{"TLS: certificate expired", x509.CertificateInvalidError{Reason: x509.Expired}, SecureFailure},
		{"TLS: host name mismatch", x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}, SecureFailure},
		{"TLS: wrong usage", x509.CertificateInvalidError{Reason: x509.IncompatibleUsage}, SecureFailure},
		{"TLS: unknown critical extension", x509.UnhandledCriticalExtension{}, SecureFailure},
		{"TLS: constraint violation", x509.ConstraintViolationError{}, SecureFailure},
		{"TLS: unsafe algorithm", x509.InsecureAlgorithmError(x509.MD5WithRSA), SecureFailure},
		{"TLS: chain", &tls.CertificateVerificationError{Err: errors.New("x")}, SecureFailure},
		{"TLS: peer speaks no TLS", tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, SecureFailure},
		{"TLS: alert", tls.AlertError(40), SecureFailure},
		{"TLS: alert received", &net.OpError{Op: "remote error", Err: tls.AlertError(40)}, SecureFailure},
		{"TLS: alert sent", &net.OpError{Op: "local error", Err: errors.New("tls: bad record MAC")}, SecureFailure},

		{"reset while sending", &net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", syscall.ECONNRESET)}, ConnectionError},
		{"broken pipe", fmt.Errorf("sending: %w", syscall.EPIPE), ConnectionError},
		{"aborted", syscall.ECONNABORTED, ConnectionError},
		{"reset while reading", read(os.NewSyscallError("read", syscall.ECONNRESET)), ConnectionError},
		{"other trouble of a connection", read(syscall.ENOBUFS), ConnectionError},
		{"end", io.EOF, ConnectionError},
		{"body ends early", fmt.Errorf("chunk: %w", io.ErrUnexpectedEOF), ConnectionError},
		{"closed pipe", io.ErrClosedPipe, ConnectionError},
		{"closed connection", read(net.ErrClosed), ConnectionError},

		{"deadline", os.ErrDeadlineExceeded, Timeout},
		{"deadline of a context", fmt.Errorf("waiting: %w", context.DeadlineExceeded), Timeout},
		{"deadline of a connection", read(os.ErrDeadlineExceeded), Timeout},
		{"deadline wrapped below a connection", read(fmt.Errorf("tunnel: %w", os.ErrDeadlineExceeded)), Timeout},
		{"deadline below two errors that deny it", &url.Error{Op: "Get", URL: "u", Err: fmt.Errorf("x: %w", read(fmt.Errorf("y: %w", os.ErrDeadlineExceeded)))}, Timeout},
		{"time-out of TLS", &tls.CertificateVerificationError{Err: os.ErrDeadlineExceeded}, Timeout},
		{"cancelled", context.Canceled, OperationCancelled},
		{"cancelled in net", &net.OpError{Op: "dial", Err: context.Canceled}, OperationCancelled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, From(test.err))
			if test.err != nil {
				require.Equal(t, test.want, From(fmt.Errorf("outer: %w", test.err)), "wrapped")
				require.ErrorIs(t, In("f", test.err), test.want)
			}
		})
	}
}

// Errors as the system makes them.

func TestFromRefused(t *testing.T) {
	l := listen(t)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	_, err := net.Dial("tcp", address)
	require.Equal(t, CannotConnect, From(err), "%v", err)
}

func TestFromDialTimeout(t *testing.T) {
	d := net.Dialer{Deadline: time.Unix(1, 0)}
	_, err := d.Dial("tcp", listen(t).Addr().String())
	require.Equal(t, Timeout, From(err), "%v", err)
}

func TestFromContexts(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, stop := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer stop()
	address := listen(t).Addr().String()
	resolver := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return nil, errors.New("no name server")
	}}
	tests := []struct {
		name string
		ctx  context.Context
		want Code
	}{{"cancelled", cancelled, OperationCancelled}, {"expired", expired, Timeout}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := new(net.Dialer).DialContext(test.ctx, "tcp", address)
			require.Equal(t, test.want, From(err), "%v", err)
			_, err = resolver.LookupNetIP(test.ctx, "ip", "name.invalid.")
			require.Equal(t, test.want, From(err), "%v", err)
		})
	}
	_, err := resolver.LookupNetIP(t.Context(), "ip", "name.invalid.")
	require.Equal(t, NameNotResolved, From(err), "%v", err)
}

func TestFromConnection(t *testing.T) {
	tests := []struct {
		name string
		peer func(*net.TCPConn) error // what the other side does
		want Code
	}{
		{"reset", func(c *net.TCPConn) error { return errors.Join(c.SetLinger(0), c.Close()) }, ConnectionError},
		{"end", (*net.TCPConn).Close, ConnectionError},
		{"silence", func(*net.TCPConn) error { return nil }, Timeout},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, server := connect(t)
			require.NoError(t, test.peer(server))
			if test.want == Timeout {
				require.NoError(t, client.SetDeadline(time.Unix(1, 0)))
			}
			_, err := client.Read(make([]byte, 1))
			require.Equal(t, test.want, From(err), "%v", err)
		})
	}
	client, _ := connect(t)
	require.NoError(t, client.Close())
	_, err := client.Write([]byte("x"))
	require.Equal(t, ConnectionError, From(err), "%v", err)
}

func listen(t *testing.T) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

// connect gives both ends of a connection on loopback.
func connect(t *testing.T) (client net.Conn, server *net.TCPConn) {
	l := listen(t)
	client, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { client.Close() })
	accepted, err := l.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { accepted.Close() })
	return client, accepted.(*net.TCPConn)
}

func TestFromHandshake(t *testing.T) {
	certificate := selfSigned(t)
	roots := x509.NewCertPool()
	roots.AddCert(certificate.Leaf)
	serve := func(c net.Conn) {
		_ = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13}).Handshake()
	}
	late := func() time.Time { return certificate.Leaf.NotAfter.Add(time.Hour) }
	tests := []struct {
		name   string
		config *tls.Config
		serve  func(net.Conn)
		want   Code
	}{
		{"trusted", &tls.Config{RootCAs: roots, ServerName: "api.test"}, serve, Success},
		{"unknown CA", &tls.Config{RootCAs: x509.NewCertPool(), ServerName: "api.test"}, serve, SecureFailure},
		{"host name mismatch", &tls.Config{RootCAs: roots, ServerName: "other.test"}, serve, SecureFailure},
		{"certificate expired", &tls.Config{RootCAs: roots, ServerName: "api.test", Time: late}, serve, SecureFailure},
		{"no common version", &tls.Config{RootCAs: roots, ServerName: "api.test", MaxVersion: tls.VersionTLS12}, serve, SecureFailure},
		{"peer speaks no TLS", &tls.Config{RootCAs: roots, ServerName: "api.test"}, speakHTTP, SecureFailure},
		{"connection closed during the handshake", &tls.Config{RootCAs: roots, ServerName: "api.test"}, func(net.Conn) {}, ConnectionError},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := handshake(test.config, test.serve)
			require.Equal(t, test.want, From(err), "%v", err)
		})
	}
}

func speakHTTP(c net.Conn) {
	_, _ = c.Read(make([]byte, 4096))
	_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
}

// handshake is what a client sees when serve answers; the connection ends after it.
func handshake(config *tls.Config, serve func(net.Conn)) error {
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer theirs.Close()
		serve(theirs)
	}()
	err := tls.Client(ours, config).Handshake()
	ours.Close()
	<-done
	return err
}

func selfSigned(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"api.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
