package main

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
)

// save lets write make a file. The file gets its name when it is complete; until then it stands beside it, and on failure
// it disappears. What is no regular file, such as a device, is written to directly.
func save(name string, write func(io.Writer) error) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	mode := os.FileMode(0o666)
	if info, err := os.Stat(name); err == nil {
		if mode = info.Mode().Perm(); !info.Mode().IsRegular() {
			return writeFile(name, os.O_WRONLY, mode, write)
		}
	}
	part := name + "." + rand.Text()[:8] + ".part"
	err := writeFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode, write)
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		_ = os.Remove(part)
	}
	return err
}

func writeFile(name string, flag int, mode os.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, flag, mode)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
