package session

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/transport"
)

func open(t *testing.T, p Params) *Session {
	var table handle.Table
	ref, err := table.Reserve(handle.Session, nil)
	require.NoError(t, err)
	require.NoError(t, p.Check())
	return New(ref, &p)
}

// TestCheck: functions.md, WinHttpOpen.
func TestCheck(t *testing.T) {
	for _, row := range []struct {
		name string
		p    Params
		want error
	}{
		{"default", Params{Proxy: option.ProxyInfo{AccessType: option.DefaultProxy}}, nil},
		{"direct", Params{Agent: "agent/1", Proxy: option.ProxyInfo{AccessType: option.NoProxy, Proxy: "ignored"}}, nil},
		{"automatic", Params{Proxy: option.ProxyInfo{AccessType: option.AutomaticProxy}}, nil},
		{"named", Params{Proxy: option.ProxyInfo{AccessType: option.NamedProxy, Proxy: "p"}}, nil},
		{"named without a name", Params{Proxy: option.ProxyInfo{AccessType: option.NamedProxy}}, werr.InvalidParameter},
		{"unknown", Params{Proxy: option.ProxyInfo{AccessType: 2}}, werr.InvalidParameter},
		{"agent with a line end", Params{Agent: "a\nb"}, werr.InvalidParameter},
		{"agent beyond Latin-1", Params{Agent: "\u0100"}, werr.InvalidParameter},
	} {
		require.Equal(t, row.want, row.p.Check(), row.name)
	}
}

// TestOptions: a refused value leaves the old one.
func TestOptions(t *testing.T) {
	s := open(t, Params{Agent: "first", Proxy: option.ProxyInfo{Proxy: "ignored"}})
	query := func(row *option.Row) any {
		v, err := s.QueryOption(row)
		require.NoError(t, err)
		return v
	}
	require.Equal(t, "first", query(&option.UserAgent.Row))
	require.Equal(t, option.ProxyInfo{AccessType: option.NoProxy}, query(&option.Proxy.Row))
	require.Equal(t, werr.InvalidParameter, s.SetOption(&option.UserAgent.Row, "a\r\nb"))
	require.Equal(t, "first", query(&option.UserAgent.Row))
	require.NoError(t, s.SetOption(&option.UserAgent.Row, "second"))
	require.Equal(t, "second", query(&option.UserAgent.Row))
	for set, want := range map[option.ProxyInfo]option.ProxyInfo{
		{AccessType: option.DefaultProxy, Proxy: "x"}:                 {AccessType: option.NoProxy},
		{AccessType: option.NoProxy, ProxyBypass: "x"}:                {AccessType: option.NoProxy},
		{AccessType: option.AutomaticProxy, Proxy: "x"}:               {AccessType: option.AutomaticProxy},
		{AccessType: option.NamedProxy, Proxy: "x", ProxyBypass: "y"}: {AccessType: option.NamedProxy, Proxy: "x", ProxyBypass: "y"},
	} {
		require.NoError(t, s.SetOption(&option.Proxy.Row, set))
		require.Equal(t, want, query(&option.Proxy.Row))
	}
}

// TestNetwork: settled by the first connection handle.
func TestNetwork(t *testing.T) {
	s := open(t, Params{})
	require.Same(t, transport.Default, s.Network())
	for _, bad := range []any{1, (*transport.Network)(nil), transport.Network{}} {
		require.Equal(t, werr.InvalidParameter, s.SetOption(option.Network, bad))
	}
	mine := new(transport.Network)
	require.NoError(t, s.SetOption(option.Network, mine))
	s.Settle()
	require.Equal(t, werr.IncorrectHandleState, s.SetOption(option.Network, new(transport.Network)))
	v, err := s.QueryOption(option.Network)
	require.NoError(t, err)
	require.Same(t, mine, v)
}

// TestDestroy says good-bye.
func TestDestroy(t *testing.T) {
	s := open(t, Params{})
	var heard []uint32
	s.Dispatcher().Register(func(_ handle.HINTERNET, _ any, status uint32, _ any, _ uint32) { heard = append(heard, status) }, callback.AllNotifications)
	s.Dispatcher().SetContext(1)
	s.Cancel()
	require.Empty(t, heard)
	s.Destroy()
	require.Equal(t, []uint32{uint32(callback.HandleClosing)}, heard)
}
