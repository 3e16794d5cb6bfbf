package wintest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNoLeaksFindsAGoroutine(t *testing.T) {
	old := make(chan struct{})
	go func() { <-old }()
	defer close(old)
	synctest.Test(t, func(t *testing.T) {
		tb := new(fakeTB)
		NoLeaks(tb)
		end := make(chan struct{})
		go func() { <-end }()
		got := tb.end()
		require.Contains(t, got, "1 goroutines are left")
		require.Contains(t, got, "TestNoLeaksFindsAGoroutine")
		close(end)
	})
}

func TestNoLeaksWaitsForTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := new(fakeTB)
		NoLeaks(tb)
		go func() { <-time.After(time.Second) }()
		require.Empty(t, tb.end())
	})
}
