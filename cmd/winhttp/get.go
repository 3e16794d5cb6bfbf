package main

import (
	"context"
	"os"
	"os/signal"
	"strings"

	. "github.com/gowinhttp/winhttp"
)

type getCommand struct {
	URL          string   `arg:"" help:"An http or https URL."`
	Output       string   `short:"o" placeholder:"FILE" help:"Write the body to FILE, once it is complete and the status is below 400. Default: standard output."`
	Verb         string   `short:"X" placeholder:"VERB" help:"The method. Default: GET, or POST with -d."`
	Header       []string `short:"H" sep:"none" placeholder:"HEADER" help:"A header line; may be repeated."`
	Data         *string  `short:"d" placeholder:"DATA|@FILE" help:"The body to send; @- is standard input."`
	Trace        bool     `help:"Print every notification on standard error, with milliseconds since the start."`
	Timeout      *int32   `placeholder:"MS" help:"Limit resolving, connecting, sending and receiving, in milliseconds each."`
	Insecure     bool     `help:"Accept any certificate of the server."`
	Compressed   bool     `help:"Ask for gzip and deflate, and decode them."`
	HTTP2        bool     `name:"http2" help:"Speak HTTP/2 with an https server that can."`
	Location     bool     `negatable:"" default:"true" help:"Follow redirects, which is the default, or deliver them as they are."`
	MaxRedirects *uint32  `placeholder:"N" help:"Follow at most N redirects; with 0, none, and deliver the response as it is. Default: 10."`
	Cookie       []string `sep:"none" placeholder:"NAME=VALUE" help:"A cookie to send; may be repeated."`
	Cert         string   `placeholder:"FILE" help:"The client's certificate, in PEM, with what leads up to its root."`
	Key          string   `placeholder:"FILE" help:"The private key of the client's certificate, in PEM. Default: it is in the same file."`
	CACert       string   `name:"cacert" placeholder:"FILE" help:"Trust the certificates in this file, in PEM, instead of the system's."`
	Stats        bool     `help:"Print on standard error where the time went, and some sizes."`
	TLSMax       string   `name:"tls-max" enum:"1.0,1.1,1.2,1.3" default:"1.3" placeholder:"VERSION" help:"The highest version of TLS: 1.3, or exactly 1.2, 1.1 or 1.0."`

	Async bool `help:"Use an asynchronous session: completions drive the request."`
}

// Run sends the request and delivers the response.
func (g *getCommand) Run(c *console) error {
	body, err := openBody(g.Data, c.in)
	if err != nil {
		return err
	}
	defer body.close()
	o := new(observer)
	if g.Trace {
		o.line = timeline(c.err)
	}
	return o.explain(g.fetch(c, o, body))
}

func (g *getCommand) fetch(c *console, o *observer, body *body) error {
	var url URL_COMPONENTS
	if err := WinHttpCrackUrl(g.URL, ICU_REJECT_USERPWD, &url); err != nil {
		return err
	}
	flags, drive := g.mode(o)
	hSession, err := WinHttpOpen("winhttp", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, flags)
	if err != nil {
		return err
	}
	defer o.wait()
	defer WinHttpCloseHandle(hSession)
	defer closeOnInterrupt(hSession)()
	if err := o.watch(hSession); err != nil {
		return err
	}
	if err := WinHttpSetOption(hSession, WINHTTP_OPTION_SECURE_PROTOCOLS, versions[g.TLSMax]); err != nil {
		return err
	}
	if err := g.trust(hSession); err != nil {
		return err
	}
	hConnect, err := WinHttpConnect(hSession, url.HostName, url.Port, 0)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hConnect)
	hRequest, err := g.openRequest(hConnect, &url)
	if err != nil {
		return err
	}
	defer WinHttpCloseHandle(hRequest)
	if err := g.configure(hRequest); err != nil {
		return err
	}
	x := &exchange{hRequest: hRequest, body: body, response: &response{g: g, c: c}, buffer: make([]byte, pieceSize)}
	err = x.response.end(drive(x))
	if g.Stats {
		printStats(c.err, hRequest)
	}
	return err
}

// mode is all that tells a synchronous session from an asynchronous one: the flags of WinHttpOpen, and who makes the calls.
func (g *getCommand) mode(o *observer) (flags uint32, drive driver) {
	if g.Async {
		return WINHTTP_FLAG_ASYNC, func(x *exchange) error { return runAsync(x, o) }
	}
	return 0, (*exchange).run
}

// closeOnInterrupt closes a session when the user interrupts the program, which ends the operation that is under way. The
// second interrupt ends the program.
func closeOnInterrupt(hSession HINTERNET) (forget func()) {
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt)
	stop := context.AfterFunc(ctx, func() {
		release()
		_ = WinHttpCloseHandle(hSession)
	})
	return func() {
		stop()
		release()
	}
}

func (g *getCommand) openRequest(hConnect HINTERNET, url *URL_COMPONENTS) (HINTERNET, error) {
	verb := g.Verb
	if verb == "" && g.Data != nil {
		verb = "POST"
	}
	var flags uint32
	if url.SchemeType == INTERNET_SCHEME_HTTPS {
		flags = WINHTTP_FLAG_SECURE
	}
	object, _, _ := strings.Cut(url.UrlPath+url.ExtraInfo, "#") // WinHTTP would send the fragment
	return WinHttpOpenRequest(hConnect, verb, object, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, flags)
}

// configure applies the flags of the command line.
func (g *getCommand) configure(hRequest HINTERNET) error {
	for _, line := range g.Header {
		if err := WinHttpAddRequestHeaders(hRequest, line, WINHTTP_ADDREQ_FLAG_ADD); err != nil {
			return err
		}
	}
	if len(g.Cookie) > 0 {
		if err := WinHttpAddRequestHeaders(hRequest, "Cookie: "+strings.Join(g.Cookie, "; "), WINHTTP_ADDREQ_FLAG_ADD); err != nil {
			return err
		}
	}
	if err := g.identify(hRequest); err != nil {
		return err
	}
	if t := g.Timeout; t != nil {
		if err := WinHttpSetTimeouts(hRequest, *t, *t, *t, *t); err != nil {
			return err
		}
	}
	for option, value := range g.options() {
		if err := WinHttpSetOption(hRequest, option, value); err != nil {
			return err
		}
	}
	return nil
}

// options are the numbers to set on the request.
func (g *getCommand) options() map[uint32]uint32 {
	set := map[uint32]uint32{}
	if g.Insecure {
		set[WINHTTP_OPTION_SECURITY_FLAGS] = SECURITY_FLAG_IGNORE_ALL_CERT_ERRORS | SECURITY_FLAG_IGNORE_WEAK_SIGNATURE
	}
	if g.Compressed {
		set[WINHTTP_OPTION_DECOMPRESSION] = WINHTTP_DECOMPRESSION_FLAG_ALL
	}
	if g.HTTP2 {
		set[WINHTTP_OPTION_ENABLE_HTTP_PROTOCOL] = WINHTTP_PROTOCOL_FLAG_HTTP2
	}
	switch n := g.MaxRedirects; {
	case !g.Location, n != nil && *n == 0:
		set[WINHTTP_OPTION_REDIRECT_POLICY] = WINHTTP_OPTION_REDIRECT_POLICY_NEVER
	case n != nil:
		set[WINHTTP_OPTION_MAX_HTTP_AUTOMATIC_REDIRECTS] = *n
	}
	return set
}

// versions are the bits of WINHTTP_OPTION_SECURE_PROTOCOLS for each --tls-max.
var versions = map[string]uint32{
	"1.3": WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2 | WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3,
	"1.2": WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2,
	"1.1": WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_1,
	"1.0": WINHTTP_FLAG_SECURE_PROTOCOL_TLS1,
}
