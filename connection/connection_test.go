package connection

import (
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/session"
)

// TestCheckHost: functions.md, WinHttpConnect.
func TestCheckHost(t *testing.T) {
	for host, want := range map[string]error{
		"example.com":     nil,
		"A-b_c~d.e":       nil,
		"1.2.3.4":         nil,
		"[2001:db8::1]":   nil,
		"[::ffff:1.2.3]":  werr.InvalidURL,
		"[fe80::1%eth-0]": nil,
		"":                werr.InvalidParameter,
		" ":               werr.InvalidURL,
		"a b":             werr.InvalidURL,
		"a/b":             werr.InvalidURL,
		"a:1":             werr.InvalidURL,
		"::1":             werr.InvalidURL,
		"[::1":            werr.InvalidURL,
		"[::1]:1":         werr.InvalidURL,
		"[1.2.3.4]":       werr.InvalidURL,
		"[]":              werr.InvalidURL,
		"[fe80::1%]":      werr.InvalidURL,
		"[fe80::1%a\r\n]": werr.InvalidURL,
		"a\r\nb":          werr.InvalidURL,
		"\u00E9":          werr.InvalidURL,
		"a%20":            werr.InvalidURL,
	} {
		require.Equal(t, want, CheckHost(host), "%q", host)
	}
}

// open makes a connection under a new session.
func open(t *testing.T, host string, port uint16) *Connection {
	var table handle.Table
	s, err := table.Reserve(handle.Session, nil)
	require.NoError(t, err)
	c, err := table.Reserve(handle.Connection, s)
	require.NoError(t, err)
	return New(c, session.New(s, &session.Params{Agent: "a", Proxy: option.ProxyInfo{AccessType: option.NoProxy}}), host, port)
}

// TestAuthority: the port of a request, and the value of its Host header (query.md 4; RFC 6874, section 4).
func TestAuthority(t *testing.T) {
	for _, row := range []struct {
		host         string
		port         uint16
		plain, tls   string
		number, secu uint16
	}{
		{"h", 0, "h", "h", 80, 443},
		{"h", 80, "h", "h:80", 80, 80},
		{"h", 443, "h:443", "h", 443, 443},
		{"h", 65535, "h:65535", "h:65535", 65535, 65535},
		{"[::1]", 0, "[::1]", "[::1]", 80, 443},
		{"[::1]", 81, "[::1]:81", "[::1]:81", 81, 81},
		{"[fe80::1%en0]", 0, "[fe80::1]", "[fe80::1]", 80, 443},
		{"[fe80::1%en0]", 81, "[fe80::1]:81", "[fe80::1]:81", 81, 81},
	} {
		c := open(t, row.host, row.port)
		require.Equal(t, row.host, c.Host)
		require.Equal(t, row.plain, c.Authority(false), row)
		require.Equal(t, row.tls, c.Authority(true), row)
		require.Equal(t, row.number, c.Port(false), row)
		require.Equal(t, row.secu, c.Port(true), row)
	}
}

// TestOptions: a connection shows what its session has now, and owns nothing (options.md 3.4).
func TestOptions(t *testing.T) {
	c := open(t, "h", 0)
	require.Equal(t, werr.IncorrectHandleType, c.SetOption(&option.ConnectTimeout.Row, uint32(1)))
	require.NoError(t, c.Session.SetOption(&option.ConnectTimeout.Row, uint32(7)))
	v, err := c.QueryOption(&option.ConnectTimeout.Row)
	require.NoError(t, err)
	require.Equal(t, uint32(7), v)
	c.Cancel()
	c.Destroy()
	require.NotNil(t, c.Dispatcher())
}
