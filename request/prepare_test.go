package request

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/connection"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/op"
	"github.com/gowinhttp/winhttp/internal/option"
	"github.com/gowinhttp/winhttp/session"
)

// open makes a request for http://h:81.
func open(t *testing.T, p Params) *Request {
	var table handle.Table
	ref := func(kind handle.Type) *handle.Ref {
		r, err := table.Reserve(kind, nil)
		require.NoError(t, err)
		return r
	}
	s := session.New(ref(handle.Session), &session.Params{Agent: "agent", Proxy: option.ProxyInfo{AccessType: option.NoProxy}})
	require.NoError(t, p.Check())
	r, err := New(ref(handle.Request), connection.New(ref(handle.Connection), s, "h", 81), &p)
	require.NoError(t, err)
	return r
}

func text(b *header.Block) string {
	var lines []string
	for _, f := range b.Fields() {
		mark := ""
		if f.Generated {
			mark = "*"
		}
		lines = append(lines, mark+f.Name+": "+f.Value)
	}
	return strings.Join(lines, "|")
}

// TestPlan is the table of protocol.md 6.1: generated headers are marked, rest is what WriteData has to bring.
func TestPlan(t *testing.T) {
	const common = "*User-Agent: agent|*Host: h:81|*Connection: Keep-Alive"
	for _, row := range []struct {
		verb, set, headers, optional string
		total                        uint32
		want                         string // behind what all have
		rest                         int64  // -2 is InvalidParameter
	}{
		{"", "", "", "", 0, "", 0},
		{"HEAD", "", "", "", 0, "", 0},
		{"options", "", "", "", 0, "", 0},
		{"TRACE", "", "", "", 0, "", 0},
		{"CONNECT", "", "", "", 0, "", 0},
		{"POST", "", "", "", 0, "|*Content-Length: 0", 0},
		{"PUT", "", "", "", 0, "|*Content-Length: 0", 0},
		{"DELETE", "", "", "", 0, "|*Content-Length: 0", 0},
		{"MOVE", "", "", "", 0, "|*Content-Length: 0", 0},
		{"GET", "", "", "", 9, "|*Content-Length: 9", 9},
		{"POST", "", "", "four", 4, "|*Content-Length: 4", 0},
		{"POST", "", "", "four", 9, "|*Content-Length: 9", 5},
		{"POST", "", "", "four", 0, "|*Content-Length: 4", 0},
		{"POST", "", "", "four", 3, "", -2},
		{"POST", "", "", "", 0xFFFFFFFF, "|*Content-Length: 4294967295", 0xFFFFFFFF},
		{"POST", "", "Content-Length: 4", "four", 0, "|Content-Length: 4", 0},
		{"POST", "", "Content-Length: 4", "four", 4, "|Content-Length: 4", 0},
		{"POST", "", "Content-Length: 4", "four", 5, "", -2},
		{"POST", "", "Content-Length: 4", "fourfour", 0, "", -2},
		{"POST", "", "Content-Length: 5000000000", "four", 0, "|Content-Length: 5000000000", 4999999996},
		{"POST", "", "Content-Length: x", "", 0, "", -2},
		{"POST", "Content-Length: 4\nContent-Length: 5", "", "four", 0, "", -2},
		{"GET", "", "Content-Length: 0", "", 0, "|Content-Length: 0", 0},
		{"POST", "", "Transfer-Encoding: chunked", "", 0, "|Transfer-Encoding: chunked", -1},
		{"POST", "", "Transfer-Encoding: chunked", "post", 4, "|Transfer-Encoding: chunked", -1},
		{"POST", "", "Transfer-Encoding: chunked\nContent-Length: 4", "post", 0, "", -2},
		{"POST", "Transfer-Encoding: chunked", "Transfer-Encoding:", "x", 1, "|*Content-Length: 1", 0},
		{"POST", "Content-Length: 1", "Content-Length:", "four", 0, "|*Content-Length: 4", 0},
		{"GET", "", "malformed", "", 0, "", -2},
	} {
		name := fmt.Sprintf("%+v", row)
		r := open(t, Params{Verb: row.verb})
		if row.set != "" {
			require.NoError(t, r.AddHeaders(row.set, header.Add))
		}
		before := text(&r.headers)
		p, err := r.prepareLocked(row.headers, []byte(row.optional), row.total)
		require.Equal(t, before, text(&r.headers), name)
		if row.rest == -2 {
			require.Equal(t, werr.InvalidParameter, err, name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, common+row.want, text(&p.headers), name)
		require.Equal(t, row.rest, p.rest, name)
		require.Equal(t, row.optional, string(p.body), name)
	}
}

// TestPlanCloses: a header asks for it, or WINHTTP_DISABLE_KEEP_ALIVE, whatever the header says (protocol.md 4.2).
func TestPlanCloses(t *testing.T) {
	for _, row := range []struct {
		headers  string
		disabled uint32
		want     bool
	}{
		{"", 0, false}, {"", 7, false}, {"", 8, true}, {"Connection: close", 0, true}, {"Connection: x, CLOSE ,y", 0, true},
		{"Connection: closed", 0, false}, {"Connection: Keep-Alive", 8, true}, {"Proxy-Connection: close", 0, false},
	} {
		r := open(t, Params{})
		r.Options.Store(&option.DisableFeature.Row, row.disabled)
		p, err := r.prepareLocked(row.headers, nil, 0)
		require.NoError(t, err)
		require.Equal(t, row.want, p.close, row)
	}
}

// TestGeneratedHeadersAreMadeAnew when the same handle is sent again.
func TestGeneratedHeadersAreMadeAnew(t *testing.T) {
	r := open(t, Params{Verb: "POST", Flags: FlagRefresh, AcceptTypes: []string{"a", "b"}, Referrer: "r"})
	send := func(headers, body string) string {
		p, err := r.start(headers, []byte(body), 0)
		require.NoError(t, err)
		return text(&p.headers)
	}
	const own = "Accept: a, b|Referer: r|"
	require.Equal(t, own+"*User-Agent: agent|*Host: h:81|*Connection: Keep-Alive|*Pragma: no-cache|*Cache-Control: no-cache|*Content-Length: 4",
		send("", "four"))
	r.Options.Store(&option.HTTPVersion.Row, option.VersionInfo{MajorVersion: 1})
	r.Options.Store(&option.DisableFeature.Row, uint32(disableKeepAlive))
	require.NoError(t, r.Connection.Session.SetOption(&option.UserAgent.Row, ""))
	require.Equal(t, own+"*Host: h:81|*Connection: Close|*Pragma: no-cache|X: y|*Content-Length: 0", send("X: y", ""))
	require.Equal(t, own+"X: y|*Host: h:81|*Connection: Close|*Pragma: no-cache|*Content-Length: 1", send("", "x"))
}

// TestCheck: functions.md, WinHttpOpenRequest.
func TestCheck(t *testing.T) {
	for _, p := range []Params{
		{Verb: "A B"}, {Verb: "A\r"}, {Verb: "\x7F"}, {Verb: "\u00C4"}, {Version: "HTTP/1.1\n"}, {Object: "\x00"}, {Flags: 1}, {Flags: 0x400},
	} {
		require.Equal(t, werr.InvalidParameter, p.Check(), "%+v", p)
	}
	for _, p := range []Params{{}, {Verb: "x-!", Version: "HTTP/1.0", Object: "\r\n\u20AC", Flags: knownFlags}} {
		require.NoError(t, p.Check())
	}
}

// TestLife walks every state with every operation (functions.md 0.4).
func TestLife(t *testing.T) {
	states := []op.State{opened, sent, answered, failed}
	for _, row := range []struct {
		name  string
		op    *op.Op
		legal [4]bool
		to    op.State
	}{
		{"send", &send, [4]bool{true, false, true, true}, sent},
		{"write", &write, [4]bool{false, true, false, false}, sent},
		{"receive", &receive, [4]bool{false, true, false, false}, answered},
		{"available", &available, [4]bool{false, false, true, false}, answered},
		{"read", &read, [4]bool{false, false, true, false}, answered},
	} {
		for i, s := range states {
			require.Equal(t, row.legal[i], row.op.From&op.In(s) != 0, "%s in state %d", row.name, s)
		}
		require.Equal(t, row.to, row.op.To, row.name)
	}
	require.Equal(t, werr.IncorrectHandleState, send.Busy) // callbacks.md section 4 rule 7
	for _, o := range []*op.Op{&write, &receive, &available, &read} {
		require.Equal(t, werr.InvalidOperation, o.Busy)
	}
}

// TestLimit: 0 and 0xFFFFFFFF are no limit, everything between is unsigned (options.md 3.1).
func TestLimit(t *testing.T) {
	for ms, want := range map[uint32]time.Duration{
		0: 0, 1: time.Millisecond, 0xBEEFDEAD: 3203391149 * time.Millisecond, 0xFFFFFFFE: 4294967294 * time.Millisecond, 0xFFFFFFFF: 0,
	} {
		require.Equal(t, want, limit(ms), ms)
	}
}
