package option

import (
	"testing"

	"github.com/stretchr/testify/require"

	werr "github.com/gowinhttp/winhttp/errors"
)

func TestSetIsImmutable(t *testing.T) {
	var empty *Set
	one := ConnectTimeout.With(empty, 1)
	two := ConnectTimeout.With(one, 2)
	three := UserAgent.With(two, "agent")
	require.Equal(t, uint32(60000), ConnectTimeout.Get(empty))
	require.Equal(t, uint32(1), ConnectTimeout.Get(one))
	require.Equal(t, uint32(2), ConnectTimeout.Get(two))
	require.Equal(t, "", UserAgent.Get(two))
	require.Equal(t, uint32(2), ConnectTimeout.Get(three))
	require.Equal(t, "agent", UserAgent.Row.Query(three))
	require.Equal(t, uint32(5), ConnectRetries.Get(three))
}

// Every stored row: what was accepted and set reads back, and reaches a child only if inherited (options.md 5).
func TestInherit(t *testing.T) {
	for r := range All {
		if r.Owner != Stored {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			marker := any("value of the session")
			s := (&Set{}).with(r, marker)
			require.Equal(t, marker, r.Query(s))
			if r.Inherited {
				require.Same(t, s, s.Inherit())
				return
			}
			require.Equal(t, r.initial, r.Query(s.Inherit()))
			require.Equal(t, marker, r.Query(s), "the session keeps its own")
		})
	}
	require.Nil(t, (*Set)(nil).Inherit())
}

func TestInheritedSetsPart(t *testing.T) {
	s := EnableFeature.With(ConnectTimeout.With(nil, 1), 2)
	child := SendTimeout.With(s.Inherit(), 3)
	require.Equal(t, uint32(1), ConnectTimeout.Get(child))
	require.Equal(t, uint32(0), EnableFeature.Get(child))
	require.Equal(t, uint32(30000), SendTimeout.Get(s))
	require.Equal(t, uint32(4), ConnectTimeout.Get(ConnectTimeout.With(s, 4)))
	require.Equal(t, uint32(1), ConnectTimeout.Get(child), "a later change of the session does not reach it")
}

func TestDisableFeatureAccumulates(t *testing.T) {
	s := DisableFeature.With(nil, 1)
	s = DisableFeature.Set(s, uint32(8))
	require.Equal(t, uint32(9), DisableFeature.Get(s))
	require.Equal(t, uint32(9), DisableFeature.Get(DisableFeature.With(s, 0)))
}

// options.md 3.3
func TestReceiveResponseTimeout(t *testing.T) {
	tests := []struct {
		name string
		set  []*Option[uint32]
		to   []uint32
		want uint32
	}{
		{"default", nil, nil, 90000},
		{"receive 48879, set 48878", rows67(6, 7), []uint32{48879, 48878}, 48879},
		{"receive 48879, set 48880", rows67(6, 7), []uint32{48879, 48880}, 48880},
		{"receive 0xBEEFDEAD, set 30000", rows67(6, 7), []uint32{0xBEEFDEAD, 30000}, 0xBEEFDEAD},
		{"below the default receive timeout", rows67(7), []uint32{1}, 30000},
		{"receive raised above", rows67(6), []uint32{100000}, 100000},
		{"receive lowered again", rows67(6, 6), []uint32{100000, 1}, 100000},
		{"receive lowered, then set", rows67(6, 6, 7), []uint32{100000, 1, 2}, 2},
		{"receive 0 lets any value pass", rows67(6, 7), []uint32{0, 5}, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s *Set
			for i, o := range tt.set {
				s = o.With(s, tt.to[i])
			}
			require.Equal(t, tt.want, ReceiveResponseTimeout.Get(s))
		})
	}
}

func rows67(numbers ...int) (rows []*Option[uint32]) {
	for _, n := range numbers {
		rows = append(rows, map[int]*Option[uint32]{6: ReceiveTimeout, 7: ReceiveResponseTimeout}[n])
	}
	return rows
}

// options.md 3.2
func TestTimeouts(t *testing.T) {
	require.Equal(t, werr.InvalidParameter, CheckTimeouts(-2, 0, 0, 0))
	require.Equal(t, werr.InvalidParameter, CheckTimeouts(0, 0, 0, -2))
	require.NoError(t, CheckTimeouts(-1, 0, 1, -1))

	s := WithTimeouts(nil, 0x0123, 0x4567, 0x89AB, 0xCDEF)
	require.Equal(t, []uint32{0x0123, 0x4567, 0x89AB, 0xCDEF, 90000}, timeouts(s))
	s = WithTimeouts(s, -1, -1, -1, -1)
	const all = 0xFFFFFFFF
	require.Equal(t, []uint32{all, all, all, all, all}, timeouts(s), "the test of 3.3 reads option 7 as 0xFFFFFFFF")
}

func timeouts(s *Set) []uint32 {
	return []uint32{ResolveTimeout.Get(s), ConnectTimeout.Get(s), SendTimeout.Get(s), ReceiveTimeout.Get(s),
		ReceiveResponseTimeout.Get(s)}
}

func TestGetDoesNotAllocate(t *testing.T) {
	s := UserAgent.With(WithTimeouts(nil, 1000, 2000, 3000, 4000), "agent")
	proxied := Proxy.With(s, ProxyInfo{3, "p", ""})
	var sum uint32
	require.Zero(t, testing.AllocsPerRun(100, func() {
		sum += ConnectTimeout.Get(nil) + ConnectTimeout.Get(s) + ConnectRetries.Get(s)
		sum += uint32(len(UserAgent.Get(s)) + len(Proxy.Get(proxied).Proxy))
	}))
	require.NotZero(t, sum)
}

func BenchmarkGet(b *testing.B) {
	s := UserAgent.With(WithTimeouts(nil, 1000, 2000, 3000, 4000), "agent")
	b.ReportAllocs()
	for b.Loop() {
		ReceiveTimeout.Get(s)
	}
}
