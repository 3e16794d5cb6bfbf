// Command gen writes zconst.go, the constants of the root package, into the current directory. The numbers come from
// the package that owns them where there is one, and from the files in tables otherwise.
package main

import (
	"log"
	"os"
)

func main() {
	src, err := source()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("zconst.go", src, 0o644); err != nil {
		log.Fatal(err)
	}
}
