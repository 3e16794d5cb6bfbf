package op

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/gowinhttp/winhttp/callback"
	"github.com/gowinhttp/winhttp/handle"
)

type nothing struct{}

func (nothing) Cancel()  {}
func (nothing) Destroy() {}

// callbacks.md 2.1: a panic in a callback unwinds the call. One that announces a call which follows another must not stop
// that call, whose turn comes later, and with it the lane.
func TestAPanicInAnAnnouncement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var table handle.Table
		ref, err := table.Reserve(handle.Request, nil)
		require.NoError(t, err)
		require.NoError(t, table.Open(ref, nothing{}))
		var d callback.Dispatcher
		d.Init(ref.Number(), nil)
		d.Register(func(_ handle.HINTERNET, _ any, s uint32, _ any, _ uint32) {
			if callback.Status(s) == callback.ReceivingResponse {
				panic("in a callback")
			}
		}, callback.AllNotifications)
		first := Op{API: 5, From: In(fresh), To: ready, Done: callback.SendRequestComplete}
		second := Op{API: 1, From: In(ready), To: broken, Done: callback.HeadersAvailable, First: callback.ReceivingResponse, After: &first}
		l := new(Lane)
		l.Init(ref, &d, true)
		goOn := make(chan bool)
		require.NoError(t, l.Do(&first, &step{wait: func() error { <-goOn; return nil }}))
		require.Panics(t, func() { _ = l.Do(&second, &step{}) })
		close(goOn)
		synctest.Wait()
		require.NoError(t, l.Busy())
		require.Equal(t, broken, l.State())
	})
}
