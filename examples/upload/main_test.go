package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	. "github.com/gowinhttp/winhttp"
	"github.com/stretchr/testify/require"
)

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, "%s %s, %d bytes: %s", r.Method, r.RequestURI, r.ContentLength, body)
	}))
	defer server.Close()
	err := upload(server.URL+"/form?a=b", filepath.Join("testdata", "hello.txt"))
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// Status 201
	// POST /form?a=b, 14 bytes: Hello, server.
}

func TestUploadFailures(t *testing.T) {
	require.ErrorIs(t, upload("http://127.0.0.1:1/", filepath.Join("testdata", "none.txt")), os.ErrNotExist)
	require.ErrorIs(t, upload("ftp://127.0.0.1/", "main.go"), ERROR_WINHTTP_UNRECOGNIZED_SCHEME)
	require.ErrorIs(t, upload("http://127.0.0.1:1/", "main.go"), ERROR_WINHTTP_CANNOT_CONNECT)
}
