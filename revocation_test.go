package winhttp

import (
	"crypto/rand"
	"crypto/x509"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ocsp"

	"github.com/gowinhttp/winhttp/internal/wintest"
)

// authority is a CA with its responder, at http://ca.test/ocsp and http://ca.test/list.
type authority struct {
	*bed
	root, middle, leaf *wintest.Cert
	answer             func(path string, question []byte) []byte

	mu    sync.Mutex // guards the following
	asked []string   // the paths of requests
}

func (b *bed) authority(handler func(a *authority) func(path string, question []byte) []byte, sources ...string) *authority {
	a := &authority{bed: b, root: wintest.NewCA("root")}
	named := func(t *wintest.Template) {
		for _, s := range sources {
			if strings.HasSuffix(s, "ocsp") {
				t.OCSPServer = append(t.OCSPServer, s)
			} else {
				t.CRLDistributionPoints = append(t.CRLDistributionPoints, s)
			}
		}
	}
	a.middle = a.root.CA("middle", named)
	a.leaf = a.middle.Leaf(host, named)
	b.network.RootCAs = wintest.Pool(a.root)
	a.answer = handler(a)
	b.net.AddHost("ca.test", "10.0.0.9")
	server := &http.Server{Handler: a}
	listener := b.net.Listen("10.0.0.9:80")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	b.Cleanup(func() {
		b.network.CloseIdleConnections()
		_ = server.Close()
		<-done
	})
	return a
}

func (a *authority) questions() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.asked)
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	question, _ := io.ReadAll(r.Body)
	a.mu.Lock()
	a.asked = append(a.asked, r.URL.Path)
	a.mu.Unlock()
	_, _ = w.Write(a.answer(r.URL.Path, question))
}

// says is an OCSP answer about the certificate with a number, signed by its issuer.
func (a *authority) says(issuer *wintest.Cert, serial *big.Int, status int) []byte {
	return a.signed(issuer, issuer, ocsp.Response{SerialNumber: serial, Status: status, ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour)})
}

func (a *authority) signed(issuer, by *wintest.Cert, r ocsp.Response) []byte {
	if by != issuer {
		r.Certificate = by.Certificate
	}
	der, err := ocsp.CreateResponse(issuer.Certificate, by.Certificate, r, by.Key)
	require.NoError(a, err)
	return der
}

// of answers each question with the status of its certificate.
func of(leaf, middle int) func(a *authority) func(string, []byte) []byte {
	return func(a *authority) func(string, []byte) []byte {
		return func(_ string, question []byte) []byte {
			q, err := ocsp.ParseRequest(question)
			require.NoError(a, err)
			if q.SerialNumber.Cmp(a.leaf.SerialNumber) == 0 {
				return a.says(a.middle, q.SerialNumber, leaf)
			}
			return a.says(a.root, q.SerialNumber, middle)
		}
	}
}

// lists answers with the lists of revoked certificates; each contains those whose issuer is revoking.
func lists(revoked func(a *authority) []*wintest.Cert, next time.Duration) func(a *authority) func(string, []byte) []byte {
	return func(a *authority) func(string, []byte) []byte {
		turn := 0
		return func(string, []byte) []byte {
			issuer := []*wintest.Cert{a.middle, a.root}[turn%2] // they are asked for in the order of the chain
			turn++
			list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(next)}
			for _, c := range revoked(a) {
				if c.Issuer == issuer {
					list.RevokedCertificateEntries = append(list.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: time.Now()})
				}
			}
			der, err := x509.CreateRevocationList(rand.Reader, list, issuer.Certificate, issuer.Key)
			require.NoError(a, err)
			return der
		}
	}
}

// serveTLS runs connections that answer hello, with a staple if there is one.
func (a *authority) serveTLS(n int, staple []byte) *wintest.Server {
	config := a.leaf.Config()
	config.Certificates[0].OCSPStaple = staple
	var scripts []wintest.Script
	for range n {
		scripts = append(scripts, wintest.Script{wintest.UntilGone(wintest.TLS(config), wintest.Request(0), wintest.Send(hello)), wintest.Hold()})
	}
	return wintest.Serve(a.T, a.net.Listen(address+":443"), scripts...)
}

// checking makes an exchange with revocation checks. Failures end with what SECURE_FAILURE said.
func (a *authority) checking(prepare func(q HINTERNET)) string {
	q := a.secure("GET", "/")
	var flags uint32
	_, err := WinHttpSetStatusCallback(q, func(_ HINTERNET, _ any, _ uint32, info any, _ uint32) { flags = info.(uint32) }, WINHTTP_CALLBACK_FLAG_SECURE_FAILURE, 0)
	require.NoError(a, err)
	a.set(q, WINHTTP_OPTION_ENABLE_FEATURE, WINHTTP_ENABLE_SSL_REVOCATION)
	if prepare != nil {
		prepare(q)
	}
	got := a.whole(q, "")
	switch flags {
	case 0:
		return got
	case WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED:
		return got + " revoked"
	case WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED:
		return got + " unknown"
	}
	return got + " other"
}

const (
	responder  = "http://ca.test/ocsp"
	listOfMany = "http://ca.test/list"
	isRevoked  = "send ERROR_WINHTTP_SECURE_FAILURE revoked"
	isUnknown  = "send ERROR_WINHTTP_SECURE_FAILURE unknown"
)

// TestRevocation is protocol.md 5.3: staple, responder and list, and what each may say.
func TestRevocation(t *testing.T) {
	none := func(*authority) []*wintest.Cert { return nil }
	theLeaf := func(a *authority) []*wintest.Cert { return []*wintest.Cert{a.leaf} }
	theMiddle := func(a *authority) []*wintest.Cert { return []*wintest.Cert{a.middle} }
	always := func(answer string) func(*authority) func(string, []byte) []byte {
		return func(*authority) func(string, []byte) []byte {
			return func(string, []byte) []byte { return []byte(answer) }
		}
	}
	for _, row := range []struct {
		name    string
		sources []string
		answer  func(a *authority) func(string, []byte) []byte
		want    string
	}{
		{"good", []string{responder}, of(ocsp.Good, ocsp.Good), "hello"},
		{"revoked", []string{responder}, of(ocsp.Revoked, ocsp.Good), isRevoked},
		{"issuer revoked", []string{responder}, of(ocsp.Good, ocsp.Revoked), isRevoked},
		{"unknown", []string{responder}, of(ocsp.Unknown, ocsp.Good), isUnknown},
		{"garbage", []string{responder}, always("garbage"), isUnknown},
		{"too much", []string{responder}, always(strings.Repeat("x", 70_000)), isUnknown},
		{"no source", nil, always(""), isUnknown},
		{"nobody there", []string{"http://ca.test:81/ocsp"}, always(""), isUnknown},
		{"no such host", []string{"http://nowhere.test/ocsp"}, always(""), isUnknown},
		{"not over TLS", []string{"https://ca.test/ocsp", "ldap://ca.test/list"}, always(""), isUnknown},
		{"not on the list", []string{listOfMany}, lists(none, time.Hour), "hello"},
		{"on the list", []string{listOfMany}, lists(theLeaf, time.Hour), isRevoked},
		{"issuer on the list", []string{listOfMany}, lists(theMiddle, time.Hour), isRevoked},
		{"old list", []string{listOfMany}, lists(none, -30*time.Minute), isUnknown},
		{"the list when the responder fails", []string{"http://ca.test:81/ocsp", listOfMany}, lists(none, time.Hour), "hello"},
		{"the second responder", []string{"http://ca.test:81/ocsp", responder}, of(ocsp.Good, ocsp.Good), "hello"},
		{"signed by somebody else", []string{responder}, func(a *authority) func(string, []byte) []byte {
			return func(_ string, question []byte) []byte {
				q, _ := ocsp.ParseRequest(question)
				return a.says(wintest.NewCA("stranger"), q.SerialNumber, ocsp.Good)
			}
		}, isUnknown},
		{"signed by whom the issuer has named", []string{responder}, delegated(wintest.Usages(x509.ExtKeyUsageOCSPSigning)), "hello"},
		{"with the issuer's certificate", []string{responder}, func(a *authority) func(string, []byte) []byte {
			return func(_ string, question []byte) []byte {
				q, _ := ocsp.ParseRequest(question)
				issuer := a.root
				if q.SerialNumber.Cmp(a.leaf.SerialNumber) == 0 {
					issuer = a.middle
				}
				r := ocsp.Response{SerialNumber: q.SerialNumber, ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour), Certificate: issuer.Certificate}
				return a.signed(issuer, issuer, r)
			}
		}, "hello"},
		{"signed by whom the issuer has named for something else", []string{responder}, delegated(wintest.Usages(x509.ExtKeyUsageServerAuth)), isUnknown},
		{"out of date", []string{responder}, func(a *authority) func(string, []byte) []byte {
			return func(_ string, question []byte) []byte {
				q, _ := ocsp.ParseRequest(question)
				now := time.Now()
				r := ocsp.Response{SerialNumber: q.SerialNumber, ThisUpdate: now.Add(-time.Hour), NextUpdate: now.Add(-30 * time.Minute)}
				return a.signed(a.middle, a.middle, r)
			}
		}, isUnknown},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				a := b.authority(row.answer, row.sources...)
				a.serveTLS(3, nil)
				require.Equal(b, row.want, a.checking(nil))
				offline := row.want
				if offline == isUnknown {
					offline = "hello"
				}
				require.Equal(b, offline, a.checking(func(q HINTERNET) { b.set(q, WINHTTP_OPTION_IGNORE_CERT_REVOCATION_OFFLINE, true) }))
				require.Equal(b, row.want, a.checking(func(q HINTERNET) {
					b.set(q, WINHTTP_OPTION_SECURITY_FLAGS, SECURITY_FLAG_IGNORE_ALL_CERT_ERRORS)
				}), "flags do not switch it off")
			})
		})
	}
}

// delegated has each answer signed by a certificate of the issuer's.
func delegated(options ...wintest.Option) func(a *authority) func(string, []byte) []byte {
	return func(a *authority) func(string, []byte) []byte {
		return func(_ string, question []byte) []byte {
			q, _ := ocsp.ParseRequest(question)
			issuer := a.root
			if q.SerialNumber.Cmp(a.leaf.SerialNumber) == 0 {
				issuer = a.middle
			}
			r := ocsp.Response{SerialNumber: q.SerialNumber, ThisUpdate: time.Now(), NextUpdate: time.Now().Add(time.Hour)}
			return a.signed(issuer, issuer.Leaf("responder", options...), r)
		}
	}
}

// TestStapling has the server bring the answer about itself. The responder knows of the middle certificate alone.
func TestStapling(t *testing.T) {
	for _, row := range []struct {
		name   string
		staple func(a *authority) []byte
		asked  int
		want   string
	}{
		{"good", func(a *authority) []byte { return a.says(a.middle, a.leaf.SerialNumber, ocsp.Good) }, 1, "hello"},
		{"revoked", func(a *authority) []byte { return a.says(a.middle, a.leaf.SerialNumber, ocsp.Revoked) }, 1, isRevoked},
		{"out of date", func(a *authority) []byte {
			now := time.Now()
			return a.signed(a.middle, a.middle, ocsp.Response{SerialNumber: a.leaf.SerialNumber, ThisUpdate: now.Add(-2 * time.Hour), NextUpdate: now.Add(-time.Hour)})
		}, 2, isUnknown},
		{"of another", func(a *authority) []byte { return a.says(a.middle, big.NewInt(77), ocsp.Good) }, 2, isUnknown},
		{"garbage", func(a *authority) []byte { return []byte("garbage") }, 2, isUnknown},
	} {
		t.Run(row.name, func(t *testing.T) {
			bubble(t, func(b *bed) {
				a := b.authority(of(ocsp.Unknown, ocsp.Good), responder)
				a.serveTLS(1, row.staple(a))
				require.Equal(b, row.want, a.checking(nil))
				require.Equal(b, row.asked, a.questions())
			})
		})
	}
}

// What has been said is remembered, until it is out of date; connections that were made without looking are not used.
func TestRevocationIsRemembered(t *testing.T) {
	bubble(t, func(b *bed) {
		a := b.authority(of(ocsp.Good, ocsp.Good), responder)
		s := a.serveTLS(4, nil)
		require.Equal(b, "hello", b.whole(b.secure("GET", "/"), ""))
		require.Zero(b, a.questions())
		closes := func(q HINTERNET) { b.set(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE) }
		require.Equal(b, "hello", a.checking(closes))
		require.Equal(b, 2, s.Connections())
		require.Equal(b, 2, a.questions())
		require.Equal(b, "hello", a.checking(closes))
		require.Equal(b, 2, a.questions())
		<-time.After(2 * time.Hour)
		require.Equal(b, "hello", a.checking(closes))
		require.Equal(b, 4, a.questions())
	})
}

// Nothing is fetched where the application forbids it.
func TestRevocationFromCacheOnly(t *testing.T) {
	for _, flag := range []uint32{0x4, 0x80000000} {
		bubble(t, func(b *bed) {
			a := b.authority(of(ocsp.Good, ocsp.Good), responder)
			a.serveTLS(1, nil)
			only := func(q HINTERNET) {
				b.set(q, WINHTTP_OPTION_SERVER_CERT_CHAIN_BUILD_FLAGS, flag)
				b.set(q, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_KEEP_ALIVE)
			}
			require.Equal(b, isUnknown, a.checking(only))
			require.Zero(b, a.questions())
		})
	}
}

// A responder that says nothing is waited for no longer than the server would be, and closing the request ends it at once.
func TestSilentResponder(t *testing.T) {
	silence := func(a *authority) func(string, []byte) []byte {
		return func(string, []byte) []byte {
			<-time.After(time.Hour)
			return nil
		}
	}
	bubble(t, func(b *bed) {
		a := b.authority(silence, responder)
		a.serveTLS(1, nil)
		start := time.Now()
		require.Equal(b, isUnknown, a.checking(func(q HINTERNET) { b.set(q, WINHTTP_OPTION_RECEIVE_TIMEOUT, uint32(5000)) }))
		require.Equal(b, 5*time.Second, time.Since(start).Truncate(time.Second))
		<-time.After(2 * time.Hour)
	})
	bubble(t, func(b *bed) {
		a := b.authority(silence, responder)
		a.serveTLS(1, nil)
		start := time.Now()
		got := a.checking(func(q HINTERNET) {
			b.opened = b.opened[:len(b.opened)-1]
			time.AfterFunc(time.Second, func() { require.NoError(b, WinHttpCloseHandle(q)) })
		})
		require.Equal(b, "send ERROR_WINHTTP_OPERATION_CANCELLED", got)
		require.Equal(b, time.Second, time.Since(start))
		<-time.After(2 * time.Hour)
	})
}

// TestEnableFeature is options.md 4.3: each bit has its kind of handle.
func TestEnableFeature(t *testing.T) {
	bubble(t, func(b *bed) {
		q := b.get()
		for _, row := range []struct {
			h     HINTERNET
			value any
			want  Code
		}{
			{q, uint32(1), ERROR_SUCCESS}, {q, uint32(0), ERROR_SUCCESS}, {q, uint32(2), ERROR_INVALID_PARAMETER},
			{q, uint32(0xDEADBEEF), ERROR_INVALID_PARAMETER}, {b.session, uint32(2), ERROR_SUCCESS}, {b.session, uint32(1), ERROR_INVALID_PARAMETER},
		} {
			requireCode(b, row.want, WinHttpSetOption(row.h, WINHTTP_OPTION_ENABLE_FEATURE, row.value), row.value)
		}
		requireCode(b, ERROR_INVALID_PARAMETER, WinHttpQueryOption(q, WINHTTP_OPTION_ENABLE_FEATURE, new(uint32)))
	})
}
