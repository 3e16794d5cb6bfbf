// Winhttp fetches URLs, takes them apart, and shows the WinHTTP API at work. It stands on the root package alone, which it
// calls as a C program would.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/alecthomas/kong"
	"golang.org/x/term"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// commands is the command line.
type commands struct {
	Get     getCommand       `cmd:"" help:"Fetch a URL, or send data to it."`
	Ws      wsCommand        `cmd:"" help:"Talk over a websocket, line by line."`
	Crack   crackCommand     `cmd:"" help:"Show the components of a URL."`
	Demo    demoCommand      `cmd:"" help:"Walk through the API against a server inside this process."`
	Version kong.VersionFlag `help:"Print the version."`
}

// The exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
	exitStatus  = 22 // as curl has it
)

const description = `The WinHTTP API on the command line.

Exit codes:

    0   success
    1   something failed; standard error says which call, why, and with which number
    2   wrong usage
    22  the server answered with a status of 400 or above`

// console is what a command talks to.
type console struct {
	in       io.Reader
	out, err io.Writer
	terminal bool // err is a terminal
}

// run executes a command line without the name of the program and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &console{in: stdin, out: stdout, err: stderr, terminal: isTerminal(stderr)}
	return c.run(args)
}

func (c *console) run(args []string) int {
	answered := false // --help or --version was all that was asked
	parser := kong.Must(new(commands), kong.Name("winhttp"), kong.Description(description), kong.Bind(c),
		kong.Writers(c.out, c.err), kong.Vars{"version": version()}, kong.Exit(func(int) { answered = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	command, err := parser.Parse(args)
	switch {
	case answered:
		return exitOK
	case err != nil:
		fmt.Fprintf(c.err, "winhttp: %v\nTry: winhttp --help\n", err)
		return exitUsage
	}
	return c.report(command.Run())
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "winhttp (devel)"
	}
	return "winhttp " + info.Main.Version
}
