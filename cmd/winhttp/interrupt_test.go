//go:build unix

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInterrupt(t *testing.T) { modes(t, testInterrupt) }

func testInterrupt(t *testing.T, execute execution) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = syscall.Kill(os.Getpid(), syscall.SIGINT)
		<-r.Context().Done()
	}))
	defer s.Close()
	got := execute("", "get", s.URL)
	require.Equal(t, exitFailure, got.code)
	require.Regexp(t, `^winhttp: \w+: ERROR_WINHTTP_OPERATION_CANCELLED \(12017\): `, got.err)
}
