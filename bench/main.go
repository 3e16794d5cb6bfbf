// Command bench compares this library with other HTTP clients: small GETs with one caller and with 64, a long download and
// a long upload, all of them against one server on loopback. It prints a table in Markdown, and one of the asynchronous
// mode of this library compared with the synchronous one.
//
// The server is a process of its own, so that the CPU time of this one is the client's. The clients take turns in short
// rounds, each round beginning with another client; the ratios are medians over the rounds, because what disturbs the
// machine then disturbs all of them alike. Two clients are C programs (folder c), for the C library and for libcurl.
package main

import (
	"flag"
	"log"
	"os"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	var (
		server  = flag.Bool("serve", false, "be the server; used by bench itself")
		length  = flag.Duration("time", 110*time.Second, "how long to measure; a round that has begun is finished")
		clients = flag.String("clients", "", "only the clients whose name begins with this")
		works   = flag.String("works", "", "only the works whose name begins with this")
		cpu     = flag.Int("server-cpu", -1, "the processor of the server; used by bench itself")
		profile = flag.String("cpuprofile", "", "write a CPU profile of the measured runs to this file")
	)
	flag.Parse()
	if *server {
		log.Fatal(serve(os.Stdin, os.Stdout))
	}
	if *cpu < 0 {
		if ran, err := runApart(); err != nil {
			log.Fatal(err)
		} else if ran {
			return
		}
	}
	b := bench{
		clients: beginning(allClients, *clients, func(c namedClient) string { return c.name }),
		works:   beginning(allWorks, *works, func(w work) string { return w.name }),
	}
	if err := b.main(*length, *profile, *cpu); err != nil {
		log.Fatal(err)
	}
	b.print(os.Stdout)
}

func beginning[T any](all []T, prefix string, name func(T) string) (some []T) {
	for _, x := range all {
		if strings.HasPrefix(name(x), prefix) {
			some = append(some, x)
		}
	}
	return some
}
