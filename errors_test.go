package winhttp

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/internal/wintest"
)

// TestErrorCauses: an error is a number first, and leads to its cause.
func TestErrorCauses(t *testing.T) {
	bubble(t, func(b *bed) {
		b.network.RootCAs = x509.NewCertPool()
		wintest.Serve(b.T, b.net.Listen(address+":443"),
			wintest.Script{wintest.UntilGone(wintest.TLS(wintest.SelfSigned(host).Config()))})
		b.net.BlackHole(address + ":81")
		b.net.HangHost("slow")
		send := func(name string, port INTERNET_PORT, flags uint32) error {
			q := b.keep(WinHttpOpenRequest(b.connect(name, port), "", "", "", "", nil, flags))
			require.NoError(b, WinHttpSetTimeouts(q, 1000, 1000, 0, 0))
			return WinHttpSendRequest(q, "", nil, 0, nil)
		}
		var name *net.DNSError
		err := send("nowhere", 80, 0)
		requireCode(b, ERROR_WINHTTP_NAME_NOT_RESOLVED, err)
		require.ErrorAs(b, err, &name)
		require.Equal(b, "nowhere", name.Name)
		require.Regexp(b, `^WinHttpSendRequest: ERROR_WINHTTP_NAME_NOT_RESOLVED \(12007\): .+: lookup nowhere: no such host$`, err.Error())

		err = send(host, 80, 0)
		requireCode(b, ERROR_WINHTTP_CANNOT_CONNECT, err)
		require.ErrorIs(b, err, syscall.ECONNREFUSED)

		for _, err := range []error{send(host, 81, 0), send("slow", 80, 0)} {
			requireCode(b, ERROR_WINHTTP_TIMEOUT, err)
			require.ErrorIs(b, err, os.ErrDeadlineExceeded)
			require.NotErrorIs(b, err, context.Canceled)
		}

		var unknown x509.UnknownAuthorityError
		err = send(host, 443, WINHTTP_FLAG_SECURE)
		requireCode(b, ERROR_WINHTTP_SECURE_FAILURE, err)
		require.True(b, errors.As(err, &unknown), err)
	})
}

// TestCancelledIsCanceled, also for a program that knows contexts only.
func TestCancelledIsCanceled(t *testing.T) {
	bubble(t, func(b *bed) {
		b.net.BlackHole(address + ":80")
		q := b.get()
		time.AfterFunc(time.Second, func() { _ = WinHttpCloseHandle(q) })
		err := WinHttpSendRequest(q, "", nil, 0, nil)
		requireCode(b, ERROR_WINHTTP_OPERATION_CANCELLED, err)
		require.ErrorIs(b, err, context.Canceled)
	})
}

// TestExchangeInsideCallback: no lock is held while the application is called, and other handles go on.
func TestExchangeInsideCallback(t *testing.T) {
	bubble(t, func(b *bed) {
		always(b, b.net.Listen(address+":80"), "HTTP/1.1 100 Continue\r\n\r\n"+hello)
		for _, status := range closable {
			if status == callback.SecureFailure {
				continue
			}
			c, nested := b.connect(host, 0), 0
			_, err := WinHttpSetStatusCallback(c, func(HINTERNET, any, uint32, any, uint32) {
				if nested++; nested > 1 {
					return
				}
				inner := b.get()
				b.exchange(inner)
				require.Equal(b, "hello", b.body(inner))
				b.close(inner)
			}, uint32(status), 0)
			require.NoError(b, err)
			require.NoError(b, WinHttpSetOption(c, WINHTTP_OPTION_CONTEXT_VALUE, 1))
			b.network.CloseIdleConnections() // so that every notification comes
			q := b.keep(WinHttpOpenRequest(c, "", "", "", "", nil, 0))
			require.NoError(b, WinHttpSendRequest(q, "Connection: close", nil, 0, nil))
			require.NoError(b, WinHttpReceiveResponse(q, nil))
			require.Equal(b, "hello", b.body(q))
			b.close(q)
			require.Equal(b, 1, nested, status)
		}
	})
}
