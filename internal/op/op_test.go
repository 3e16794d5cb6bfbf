package op

import (
	"context"
	"io"
	"testing"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/stretchr/testify/require"
)

const (
	fresh State = iota
	ready
	broken
)

var (
	begin = Op{API: 5, From: In(fresh, broken), To: ready, Failed: broken, Busy: werr.IncorrectHandleState}
	use   = Op{API: 3, From: In(ready), To: ready, Failed: ready, Busy: werr.InvalidOperation}
)

// step is a Step made of functions; a nil one succeeds.
type step struct {
	now    func() (bool, error)
	wait   func() error
	finish func()
	out    func()
	info   any
	log    []string
}

func (s *step) Now() (bool, error) {
	s.log = append(s.log, "now")
	if s.now == nil {
		return false, nil
	}
	return s.now()
}

func (s *step) Wait() error {
	s.log = append(s.log, "wait")
	if s.wait == nil {
		return nil
	}
	return s.wait()
}

func (s *step) Finish() {
	s.log = append(s.log, "finish")
	if s.finish != nil {
		s.finish()
	}
}

func (s *step) Out() {
	s.log = append(s.log, "out")
	if s.out != nil {
		s.out()
	}
}

func (s *step) Info() any { return s.info }

// newLane is a lane of a synchronous session.
func newLane() *Lane {
	l := new(Lane)
	l.Init(nil, new(callback.Dispatcher), false)
	return l
}

func TestHalvesInOrder(t *testing.T) {
	for _, row := range []struct {
		name string
		step step
		want []string
		err  error
	}{
		{"blocks", step{}, []string{"now", "wait", "finish", "out"}, nil},
		{"does not block", step{now: func() (bool, error) { return true, nil }}, []string{"now", "finish", "out"}, nil},
		{"fails at once", step{now: func() (bool, error) { return false, io.EOF }}, []string{"now"}, io.EOF},
		{"fails later", step{wait: func() error { return io.EOF }}, []string{"now", "wait"}, io.EOF},
	} {
		l := newLane()
		require.Equal(t, row.err, l.Do(&begin, &row.step), row.name)
		require.Equal(t, row.want, row.step.log, row.name)
	}
}

func TestStates(t *testing.T) {
	l := newLane()
	require.Equal(t, werr.IncorrectHandleState, l.Do(&use, &step{}))
	require.Equal(t, fresh, l.State())
	require.Equal(t, io.EOF, l.Do(&begin, &step{wait: func() error { return io.EOF }}))
	require.Equal(t, broken, l.State())
	require.Equal(t, werr.IncorrectHandleState, l.Do(&use, &step{}))
	require.NoError(t, l.Do(&begin, &step{}))
	require.Equal(t, ready, l.State())
	require.NoError(t, l.Do(&use, &step{}))
	require.Equal(t, werr.IncorrectHandleState, l.Do(&begin, &step{}))
}

// callbacks.md section 4 rule 7: the operation in flight says what a second one gets.
func TestOneAtATime(t *testing.T) {
	l := newLane()
	require.NoError(t, l.Busy())
	require.NoError(t, l.Do(&begin, &step{wait: func() error {
		require.Equal(t, werr.IncorrectHandleState, l.Busy())
		require.Equal(t, werr.IncorrectHandleState, l.Do(&use, &step{}))
		require.Equal(t, fresh, l.State())
		return nil
	}}))
	require.NoError(t, l.Do(&use, &step{wait: func() error {
		require.Equal(t, werr.InvalidOperation, l.Do(&begin, &step{}))
		return nil
	}}))
	require.NoError(t, l.Busy())
}

// callbacks.md 6.2 rule 2: the lane is free before results are handed out.
func TestEndComesBeforeOut(t *testing.T) {
	l := newLane()
	require.NoError(t, l.Do(&begin, &step{out: func() {
		require.NoError(t, l.Do(&use, &step{}))
	}}))
}

func TestClose(t *testing.T) {
	l := newLane()
	require.NoError(t, l.Do(&begin, &step{}))
	err := l.Do(&use, &step{wait: func() error {
		require.True(t, l.Close())
		require.True(t, l.Closed())
		return io.ErrClosedPipe
	}})
	require.Equal(t, werr.OperationCancelled, err)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, l.Close())
	require.Equal(t, werr.InvalidHandle, l.Do(&use, &step{}))
}

// callbacks.md 3.12: closing in a callback ends the operation, also when the step has nothing more to do.
func TestCloseWinsBeforeTheEnd(t *testing.T) {
	l := newLane()
	require.Equal(t, werr.OperationCancelled, l.Do(&begin, &step{wait: func() error { l.Close(); return nil }}))
}

// functions.md, WriteData: a refused argument leaves the request unharmed.
func TestARefusalChangesNothing(t *testing.T) {
	l := newLane()
	s := step{now: func() (bool, error) { return false, Refuse(werr.InvalidParameter) }}
	require.Equal(t, werr.InvalidParameter, l.Do(&begin, &s))
	require.Equal(t, []string{"now"}, s.log)
	require.Equal(t, fresh, l.State())
	require.NoError(t, l.Busy())
}

func TestAPanicFreesTheLane(t *testing.T) {
	l := newLane()
	require.Panics(t, func() { _ = l.Do(&begin, &step{wait: func() error { panic("in a callback") }}) })
	require.NoError(t, l.Busy())
	require.Equal(t, broken, l.State())
}
