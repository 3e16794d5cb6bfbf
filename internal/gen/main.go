// Command gen writes what the Go package and the C library have in common, into the current directory, which is the root
// folder: zconst.go, the constants of the root package, the same for C, and the texts of the errors. The numbers come from the
// package that owns them where there is one, and from the files in tables otherwise.
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	files, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.FromSlash(name), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// generate makes all files, by their names.
func generate() (map[string][]byte, error) {
	constants, err := source()
	if err != nil {
		return nil, err
	}
	forC, err := cConstants()
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"zconst.go":                        constants,
		"capi/include/winhttp_constants.h": forC,
		"capi/zmessages.h":                 cMessages(),
		"capi/windows/messages.mc":         messageTable(),
	}, nil
}
