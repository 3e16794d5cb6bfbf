package header_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

func blockOf(t testing.TB, text string) *header.Block {
	t.Helper()
	var b header.Block
	require.NoError(t, b.AddText(text, header.Add))
	return &b
}

// lines shows a block as text, in order.
func lines(b *header.Block) []string {
	all := []string{}
	for _, f := range b.Fields() {
		all = append(all, f.Name+": "+f.Value)
	}
	return all
}

func TestGet(t *testing.T) {
	b := blockOf(t, "A: 1\nB: 2\na: 3\nC:")
	for _, c := range []struct {
		name  string
		index int
		value string
		ok    bool
	}{
		{"A", 0, "1", true},
		{"a", 1, "3", true},
		{"A", 2, "", false},
		{"A", -1, "", false},
		{"c", 0, "", true},
		{"D", 0, "", false},
		{"", 0, "", false},
	} {
		value, ok := b.Get(c.name, c.index)
		require.Equal(t, c.ok, ok, "%s %d", c.name, c.index)
		require.Equal(t, c.value, value, "%s %d", c.name, c.index)
	}
	_, ok := blockOf(t, "k: 1").Get("\u212a", 0)
	require.False(t, ok, "only ASCII letters have two cases")
}

func TestHasToken(t *testing.T) {
	b := blockOf(t, "Connection: a , Close\nX: keep-alive\nConnection: ,Upgrade")
	require.True(t, b.HasToken("connection", "close"))
	require.True(t, b.HasToken("Connection", "upgrade"))
	require.False(t, b.HasToken("Connection", "keep-alive"))
	require.False(t, b.HasToken("Connection", "clos"))
	require.Zero(t, testing.AllocsPerRun(100, func() { b.HasToken("Connection", "none") }))
}

func TestGenerated(t *testing.T) {
	b := blockOf(t, "Host: mine")
	b.Generate("host", "theirs")
	b.Generate("User-Agent", "x")
	b.Generate("Accept", "y")
	require.NoError(t, b.Modify("Accept", "z", header.Coalesce))
	b.Generate("Cookie", "c")
	require.NoError(t, b.Modify("Cookie", "d", header.Replace))
	require.Equal(t, []string{"Host: mine", "User-Agent: x", "Accept: y, z", "Cookie: d"}, lines(b))
	b.RemoveGenerated()
	require.Equal(t, []string{"Host: mine", "Accept: y, z", "Cookie: d"}, lines(b), "what the application touched stays")
}

func TestCloneAndRemove(t *testing.T) {
	b := blockOf(t, "A: 1\nB: 2\na: 3")
	c := b.Clone(0)
	b.Remove("A")
	require.NoError(t, b.Modify("B", "4", header.Replace))
	require.Equal(t, []string{"B: 4"}, lines(b))
	require.Equal(t, []string{"A: 1", "B: 2", "a: 3"}, lines(&c))
}

// The rows of the modifier table in query.md section 3; "present" begins with T: 1 and t: 2 around another field.
func TestModify(t *testing.T) {
	const (
		comma, semicolon = header.Coalesce, header.CoalesceSemicolon
		add, ifNew, repl = header.Add, header.AddIfNew, header.Replace
	)
	appended := []string{"T: 1", "O: x", "t: 2", "T: n"}
	replaced := []string{"T: n", "O: x", "t: 2"}
	withComma := []string{"T: 1, n", "O: x", "t: 2"}
	withSemicolon := []string{"T: 1; n", "O: x", "t: 2"}
	removed := []string{"O: x", "t: 2"}
	unchanged := []string{"T: 1", "O: x", "t: 2"}
	for _, c := range []struct {
		name      string
		value     string
		m         header.Modifiers
		absent    error // nil: appended
		present   error
		presently []string
	}{
		{"0", "n", 0, nil, nil, appended},
		{"ADD", "n", add, nil, nil, appended},
		{"ADD_IF_NEW", "n", ifNew, nil, werr.HeaderAlreadyExists, unchanged},
		{"ADD_IF_NEW + ADD", "n", ifNew | add, nil, werr.HeaderAlreadyExists, unchanged},
		{"ADD_IF_NEW + REPLACE", "n", ifNew | repl, nil, werr.HeaderAlreadyExists, unchanged},
		{"ADD_IF_NEW + REPLACE, empty", "", ifNew | repl, nil, werr.HeaderAlreadyExists, unchanged},
		{"COALESCE_WITH_COMMA", "n", comma, nil, nil, withComma},
		{"COALESCE_WITH_COMMA + ADD", "n", comma | add, nil, nil, withComma},
		{"COALESCE_WITH_SEMICOLON", "n", semicolon, nil, nil, withSemicolon},
		{"COALESCE_WITH_SEMICOLON + ADD", "n", semicolon | add, nil, nil, withSemicolon},
		{"both COALESCE", "n", comma | semicolon, nil, nil, withComma},
		{"REPLACE", "n", repl, werr.HeaderNotFound, nil, replaced},
		{"REPLACE, empty", "", repl, werr.HeaderNotFound, nil, removed},
		{"ADD + REPLACE", "n", add | repl, nil, nil, replaced},
		{"ADD + REPLACE, empty", "", add | repl, werr.HeaderNotFound, nil, removed},
		{"REPLACE + COALESCE", "n", repl | comma, werr.HeaderNotFound, nil, replaced},
		{"REPLACE + COALESCE, empty", "", repl | semicolon, werr.HeaderNotFound, nil, removed},
		{"REPLACE, second", "n", repl | 1, werr.HeaderNotFound, nil, []string{"T: 1", "O: x", "T: n"}},
		{"REPLACE, second, empty", "", repl | 1, werr.HeaderNotFound, nil, []string{"T: 1", "O: x"}},
		{"REPLACE, third", "n", repl | 2, werr.HeaderNotFound, werr.HeaderNotFound, unchanged},
		{"ADD + REPLACE, third", "n", add | repl | 2, nil, nil, appended},
	} {
		t.Run(c.name, func(t *testing.T) {
			absent := blockOf(t, "O: x")
			want := []string{"O: x"}
			if c.absent == nil {
				want = append(want, "T: "+c.value)
			}
			require.ErrorIs(t, absent.Modify("T", c.value, c.m), c.absent)
			require.Equal(t, want, lines(absent))

			present := blockOf(t, "T: 1\nO: x\nt: 2")
			require.ErrorIs(t, present.Modify("T", c.value, c.m), c.present)
			require.Equal(t, c.presently, lines(present))
		})
	}
}

// The worked sequence of functions.md section 2.
func TestModifySequence(t *testing.T) {
	var b header.Block
	for _, step := range []struct {
		value string
		m     header.Modifiers
		err   error
		want  []string
	}{
		{"test1", header.Add, nil, []string{"w: test1"}},
		{"test2", header.Add, nil, []string{"w: test1", "w: test2"}},
		{"test3", header.Replace, nil, []string{"w: test3", "w: test2"}},
		{"test4", header.AddIfNew, werr.HeaderAlreadyExists, []string{"w: test3", "w: test2"}},
		{"test4", header.Coalesce, nil, []string{"w: test3, test4", "w: test2"}},
		{"test5", header.Coalesce, nil, []string{"w: test3, test4, test5", "w: test2"}},
		{"test6", header.CoalesceSemicolon, nil, []string{"w: test3, test4, test5; test6", "w: test2"}},
		{"test4", header.Add | header.Replace, nil, []string{"w: test4", "w: test2"}},
	} {
		require.ErrorIs(t, b.Modify("w", step.value, step.m), step.err)
		require.Equal(t, step.want, lines(&b))
	}
}
