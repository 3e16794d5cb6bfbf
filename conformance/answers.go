package conformance

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// An answer serves a request, whose body has been read, and says whether the connection is kept. The argument is what
// follows the name in the path, without the slash between.
type answer func(p *peer, r *request, argument string) bool

const hello = "hello world"

// answers are the paths that the server knows: /NAME or /NAME/ARGUMENT.
var answers = map[string]answer{
	// Ordinary bodies.
	"hello":       func(p *peer, r *request, _ string) bool { return p.reply(r, "200 OK", plain, hello) },
	"chunked":     func(p *peer, _ *request, _ string) bool { return p.send(chunked) },
	"trailers":    func(p *peer, _ *request, _ string) bool { return p.send(trailers) },
	"gzip":        func(p *peer, r *request, _ string) bool { return p.reply(r, "200 OK", gzipHeaders, gzipped()) },
	"empty":       func(p *peer, _ *request, _ string) bool { return p.send("HTTP/1.1 204 No Content\r\n\r\n") },
	"big":         big,         // /big/N: N bytes
	"status":      status,      // /status/NNN
	"until-close": untilClose,  // no length: the body ends where the connection does
	"close":       closeHeader, // Connection: close
	"http10":      func(p *peer, _ *request, _ string) bool { return p.send(http10) && false },

	// Headers.
	"headers": func(p *peer, r *request, _ string) bool { return p.reply(r, "200 OK", headers, hello) },
	"odd":     func(p *peer, r *request, _ string) bool { return p.reply(r, "200 OK", odd, hello) },
	"date":    func(p *peer, r *request, _ string) bool { return p.reply(r, "200 OK", dates, hello) },
	"cookie":  func(p *peer, r *request, _ string) bool { return p.reply(r, "200 OK", cookies, hello) },

	// What came over the wire.
	"echo":        echo,       // the request, as it came, is the body
	"":            echo,       // the same: the path is /
	"connection":  connection, // the number of the connection is the body, from 1
	"wait-upload": received,   // the length of the request's body, once all of it has come
	"early":       early,      // 413 before the body has been read, and the end

	// More than one leg.
	"redirect": redirect, // /redirect/CODE/N: N redirects to the next lower N, the last of them to /echo
	"location": location, // /location/CODE?TARGET: one redirect to TARGET, in which :PORT is the server's
	"auth":     basic,    // Basic, for user and pwd
	"interim":  func(p *peer, _ *request, _ string) bool { return p.send(interim) },

	// Failures.
	"short":     func(p *peer, _ *request, _ string) bool { return p.send(short) && false },
	"drop":      func(*peer, *request, string) bool { return false },
	"bad":       bad, // /bad/NAME: badAnswers, and the end
	"reset":     func(p *peer, _ *request, _ string) bool { return p.reset() },
	"malformed": func(p *peer, _ *request, _ string) bool { return p.send("this is no status line\r\n\r\n") && false },
	"slow":      func(p *peer, _ *request, _ string) bool { return p.untilClosed() },
	"stall":     func(p *peer, _ *request, _ string) bool { return p.send(half) && p.untilClosed() },
	"reset-mid": func(p *peer, _ *request, _ string) bool { return p.send(half) && p.reset() },
	"drop-once": func(p *peer, r *request, _ string) bool { // drops the first connection of all, and answers on others
		return p.number > 1 && p.reply(r, "200 OK", plain, hello)
	},

	// Answers that another request sets going: the head, or the second half of the body, of those that are held.
	"held-head": func(p *peer, r *request, _ string) bool {
		p.server.waitForRelease()
		return p.reply(r, "200 OK", plain, hello)
	},
	"held": func(p *peer, _ *request, _ string) bool {
		if !p.send(half) {
			return false
		}
		p.server.waitForRelease()
		return p.send(hello[halfLength:])
	},
	"release": func(p *peer, r *request, _ string) bool {
		p.server.release()
		return p.reply(r, "200 OK", plain, "released")
	},

	"websocket": websocket, // an echo; server_websocket.go
}

const (
	plain      = "Content-Type: text/plain\r\n"
	halfLength = 6
	half       = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello "
	short      = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" + hello
	http10     = "HTTP/1.0 200 OK\r\nContent-Length: 11\r\n\r\n" + hello
	chunks     = "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n"
	chunked    = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "\r\n"
	trailers   = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" + chunks + "X-Sum: 11\r\n\r\n"
	interim    = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
		"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + hello
	headers = "Server: conformance\r\nX-Repeated: one\r\nX-Repeated: two\r\nx-repeated: three\r\nX-Empty:\r\n" +
		"X-Latin: caf\xe9\r\nX-Number:  42 apples\r\nX-Large: 8589934592\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\nVia: 1.1 a\r\nVia: 1.1 b\r\nETag: \"tag\"\r\n"
	odd   = "X-Blanks  :   in front and behind   \r\nX-Folded: one\r\n  two\r\nX-Last: 1\r\n"
	dates = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nLast-Modified: Sunday, 06-Nov-94 08:49:37 GMT\r\n" +
		"Expires: Sun Nov  6 08:49:37 1994\r\nX-Date: no date at all\r\nAge: 7\r\n"
	cookies     = "Set-Cookie: first=1\r\nSet-Cookie: second=2; path=/\r\nSet-Cookie: elsewhere=3; path=/elsewhere\r\n"
	challenge   = "WWW-Authenticate: Basic realm=\"conformance\"\r\n"
	gzipHeaders = plain + "Content-Encoding: gzip\r\n"
)

// badAnswers break a rule, or come close to it, by name. LONG stands for 70,000 letters, above the default of
// WINHTTP_OPTION_MAX_RESPONSE_HEADER_SIZE, and LARGE for 4,000.
var badAnswers = map[string]string{
	"page":          "<html>hello</html>\r\n",
	"bytes":         "\x00\x01\xff\xfe\r\n\r\n",
	"half-line":     "HTTP/1.1 200",
	"half-head":     "HTTP/1.1 200 OK\r\nX-Half: 1\r\nX-Ha",
	"http2":         "HTTP/2.0 200 OK\r\nContent-Length: 11\r\n\r\n" + hello,
	"two-digits":    "HTTP/1.1 20 OK\r\nContent-Length: 11\r\n\r\n" + hello,
	"no-colon":      "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 11\r\n\r\n" + hello,
	"two-lengths":   "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Length: 12\r\n\r\n" + hello,
	"large":         "HTTP/1.1 200 OK\r\nX-Large: LARGE\r\nContent-Length: 11\r\n\r\n" + hello,
	"long":          "HTTP/1.1 200 OK\r\nX-Long: LONG\r\nContent-Length: 11\r\n\r\n" + hello,
	"bare":          "HTTP/1.1 200\r\n\r\n" + hello,
	"only-interim":  "HTTP/1.1 100 Continue\r\n\r\n",
	"many-interim":  strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 11) + "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + hello,
	"cut-chunk":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n wo",
	"no-chunk-size": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\nworld\r\n0\r\n\r\n",
}

func bad(p *peer, _ *request, name string) bool {
	p.send(strings.NewReplacer("LONG", strings.Repeat("x", 70_000), "LARGE", strings.Repeat("x", 4_000)).Replace(badAnswers[name]))
	return false
}

func big(p *peer, r *request, argument string) bool {
	length, _ := strconv.Atoi(argument)
	return p.reply(r, "200 OK", plain, strings.Repeat("0123456789", length/10+1)[:length])
}

func status(p *peer, r *request, argument string) bool {
	code, _ := strconv.Atoi(argument)
	if code == http.StatusNotModified || code == http.StatusNoContent {
		return p.send("HTTP/1.1 " + argument + " " + http.StatusText(code) + "\r\n\r\n")
	}
	return p.reply(r, argument+" "+http.StatusText(code), plain, "status "+argument)
}

func untilClose(p *peer, _ *request, _ string) bool {
	p.send("HTTP/1.1 200 OK\r\n\r\n" + hello)
	return false
}

func closeHeader(p *peer, r *request, _ string) bool {
	p.reply(r, "200 OK", "Connection: close\r\n", hello)
	return false
}

// echo shows the port as PORT, since the length of the body would otherwise depend on it.
func echo(p *peer, r *request, _ string) bool {
	text := string(r.head) + string(r.body)
	text = strings.ReplaceAll(text, ":"+strconv.Itoa(p.server.Port()), ":PORT")
	return p.reply(r, "200 OK", plain, text)
}

func connection(p *peer, r *request, _ string) bool {
	return p.reply(r, "200 OK", plain, strconv.Itoa(p.number))
}

func received(p *peer, r *request, _ string) bool {
	return p.reply(r, "200 OK", plain, "received "+strconv.Itoa(len(r.body)))
}

func early(p *peer, r *request, _ string) bool {
	p.reply(r, "413 Payload Too Large", "Connection: close\r\n", "too much")
	return p.untilClosed()
}

func redirect(p *peer, r *request, argument string) bool {
	code, count, _ := strings.Cut(argument, "/")
	target := "/echo"
	if n, _ := strconv.Atoi(count); n > 1 {
		target = "/redirect/" + code + "/" + strconv.Itoa(n-1)
	}
	return p.redirectTo(r, code, target)
}

func location(p *peer, r *request, argument string) bool {
	return p.redirectTo(r, argument, strings.ReplaceAll(r.query, ":PORT", ":"+strconv.Itoa(p.server.Port())))
}

func (p *peer) redirectTo(r *request, code, target string) bool {
	number, _ := strconv.Atoi(code)
	return p.reply(r, code+" "+http.StatusText(number), "Location: "+target+"\r\n", "moved")
}

func basic(p *peer, r *request, _ string) bool {
	if r.header("Authorization") == "Basic dXNlcjpwd2Q=" {
		return p.reply(r, "200 OK", plain, "welcome")
	}
	return p.reply(r, "401 Unauthorized", challenge, strings.Repeat("denied ", 16))
}

func gzipped() string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(hello))
	w.Close()
	return packed.String()
}
