package main

import (
	"errors"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	. "github.com/gowinhttp/winhttp"
	"github.com/gowinhttp/winhttp/internal/wintest"
	"github.com/stretchr/testify/require"
)

var quiet = log.New(io.Discard, "", 0)

func TestOutputFile(t *testing.T) { modes(t, testOutputFile) }

func testOutputFile(t *testing.T, execute execution) {
	url, dir := serve(t), t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, []byte("before"), 0o600))

	before, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, result{exitStatus, "", "winhttp: HTTP 404 Not Found\n"}, execute("", "get", "-o", file, url+"/404"))
	requireFolder(t, dir, map[string]string{"file": "before"})
	require.Equal(t, result{}, execute("", "get", "-o", file, url+"/304"))
	requireFolder(t, dir, map[string]string{"file": "before"})

	require.Equal(t, result{}, execute("", "get", "-o", file, url+"/a"))
	requireFolder(t, dir, map[string]string{"file": "GET /a 0 []\n"})
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, before.Mode(), info.Mode())
}

func TestOutputBrokenBody(t *testing.T) { modes(t, testOutputBrokenBody) }

func testOutputBrokenBody(t *testing.T, execute execution) {
	for _, row := range []struct{ name, response, want string }{
		{"short", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf!", "winhttp: the connection ended after 5 of 10 bytes\n"},
		{"bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", ""},
	} {
		s := wintest.Serve(t, wintest.Loopback(t), wintest.Script{wintest.Request(0), wintest.Send(row.response)})
		dir := t.TempDir()
		got := execute("", "get", "-o", filepath.Join(dir, "file"), "http://"+s.Addr()+"/")
		require.Equal(t, exitFailure, got.code, row.name)
		require.Contains(t, got.err, row.want, row.name)
		requireFolder(t, dir, map[string]string{})
	}
}

func TestSaveFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	link, file := filepath.Join(dir, "link"), filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	if err := os.Symlink(file, link); errors.Is(err, errors.ErrUnsupported) {
		return
	}
	require.NoError(t, save(link, "text"))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.Equal(t, os.ModeSymlink, info.Mode().Type())
	requireFolder(t, dir, map[string]string{"link": "text", "file": "text"})
}

func TestSaveToDevice(t *testing.T) {
	require.NoError(t, save(os.DevNull, "text"))
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular())
}

func TestSaveToFolder(t *testing.T) {
	require.Error(t, save(t.TempDir(), "text"))
}

// save makes a file of one text.
func save(name, text string) error {
	f, err := createOutput(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return f.finish(err)
}

func requireFolder(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		got[e.Name()] = string(data)
	}
	require.Equal(t, want, got)
}

// The length of a body is a DWORD; a longer one has a header (reference: WinHttpSendRequest, "Remarks").
func TestAnnounce(t *testing.T) {
	for _, row := range []struct {
		size    int64
		headers string
		total   uint32
	}{
		{0, "", 0},
		{1, "", 1},
		{math.MaxUint32, "", math.MaxUint32},
		{math.MaxUint32 + 1, "Content-Length: 4294967296", WINHTTP_IGNORE_REQUEST_TOTAL_LENGTH},
	} {
		headers, total := announce(row.size)
		require.Equal(t, row.headers, headers)
		require.Equal(t, row.total, total)
	}
}

func TestUploadAbove4GiB(t *testing.T) { modes(t, testUploadAbove4GiB) }

func testUploadAbove4GiB(t *testing.T, execute execution) {
	file, err := os.Create(filepath.Join(t.TempDir(), "sparse"))
	require.NoError(t, err)
	defer file.Close()
	require.NoError(t, file.Truncate(math.MaxUint32+1))
	s := wintest.Serve(t, wintest.Loopback(t), wintest.Script{wintest.Until("\r\n\r\n"), wintest.Reset(true)})
	got := execute("", "get", "-d", "@"+file.Name(), "http://"+s.Addr())
	require.Equal(t, exitFailure, got.code)
	require.Regexp(t, `^winhttp: WinHttpWriteData: ERROR_WINHTTP_CONNECTION_ERROR \(12030\): `, got.err)
	require.Contains(t, s.Requests()[0], "\r\nContent-Length: 4294967296\r\n")
}

func TestUploadOfShrunkFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("text"), 0o600))
	for _, async := range []bool{false, true} {
		f, err := os.Open(file)
		require.NoError(t, err)
		b := &body{file: f, size: 9, left: 9}
		err = (&getCommand{URL: serve(t), Data: &file, Async: async}).fetch(&console{}, new(observer), b)
		b.close()
		require.EqualError(t, err, file+": 5 bytes are missing since it was opened")
	}
}

func TestSpoolLeavesNothing(t *testing.T) { modes(t, testSpoolLeavesNothing) }

func testSpoolLeavesNothing(t *testing.T, execute execution) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	require.Equal(t, exitOK, execute("typed", "get", "-d", "@-", serve(t)).code)
	requireFolder(t, dir, map[string]string{})
	_, err := spool(iotest.ErrReader(io.ErrClosedPipe))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	requireFolder(t, dir, map[string]string{})
}
