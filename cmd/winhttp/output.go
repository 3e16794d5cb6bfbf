package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
)

// outputFile is a file in the making. It gets its name when it is complete; until then it stands beside it, and on failure
// it disappears. What is no regular file, such as a device, is written to directly.
type outputFile struct {
	*os.File
	name string // empty if it has its name already
}

// createOutput begins a file. finish must follow.
func createOutput(name string) (*outputFile, error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	part, flag, mode := name+"."+rand.Text()[:8]+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, os.FileMode(0o666)
	if info, err := os.Stat(name); err == nil {
		if mode = info.Mode().Perm(); !info.Mode().IsRegular() {
			part, flag, name = name, os.O_WRONLY, ""
		}
	}
	f, err := os.OpenFile(part, flag, mode)
	if err != nil {
		return nil, err
	}
	return &outputFile{f, name}, nil
}

// finish ends the file; err says why it is not complete, and is returned.
func (f *outputFile) finish(err error) error {
	if closing := f.Close(); err == nil {
		err = closing
	}
	if f.name == "" {
		return err
	}
	if err == nil {
		err = os.Rename(f.Name(), f.name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
