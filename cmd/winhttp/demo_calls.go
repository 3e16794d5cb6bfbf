package main

import (
	"cmp"
	"net/netip"
	"strconv"
	"time"

	. "github.com/gowinhttp/winhttp"
)

// The calls of the demo, each as a demoCall or a function that makes one. Handles go by their names.

func openSession(d *demo) (string, error) {
	h, err := WinHttpOpen("demo", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0)
	return d.keep("hSession", h, err)
}

func setContext(d *demo) (string, error) {
	return "ok", WinHttpSetOption(d.handles["hSession"], WINHTTP_OPTION_CONTEXT_VALUE, &d.observer)
}

func setCallback(d *demo) (string, error) {
	_, err := WinHttpSetStatusCallback(d.handles["hSession"], notify, WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS, 0)
	return "ok", err
}

func setTimeouts(d *demo) (string, error) {
	return "ok", WinHttpSetTimeouts(d.handles["hSession"], 5000, 5000, 5000, 5000)
}

// connect goes to the demo's server if address is empty.
func connect(name, address string) demoCall {
	return func(d *demo) (string, error) {
		to, err := netip.ParseAddrPort(cmp.Or(address, d.server))
		if err != nil {
			return "", err
		}
		h, err := WinHttpConnect(d.handles["hSession"], to.Addr().String(), to.Port(), 0)
		return d.keep(name, h, err)
	}
}

func openRequest(name, connection, verb, object string) demoCall {
	return func(d *demo) (string, error) {
		h, err := WinHttpOpenRequest(d.handles[connection], verb, object, "", WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, 0)
		return d.keep(name, h, err)
	}
}

func addHeader(name, line string) demoCall {
	return func(d *demo) (string, error) {
		return "ok", WinHttpAddRequestHeaders(d.handles[name], line, WINHTTP_ADDREQ_FLAG_ADD)
	}
}

func send(name string, total uint32) demoCall {
	return func(d *demo) (string, error) {
		return "ok", WinHttpSendRequest(d.handles[name], WINHTTP_NO_ADDITIONAL_HEADERS, WINHTTP_NO_REQUEST_DATA, total, nil)
	}
}

func receive(name string) demoCall {
	return func(d *demo) (string, error) { return "ok", WinHttpReceiveResponse(d.handles[name], nil) }
}

func closeHandle(name string) demoCall {
	return func(d *demo) (string, error) { return "ok", WinHttpCloseHandle(d.handles[name]) }
}

// The following work on hRequest.

func write(text string) demoCall {
	return func(d *demo) (string, error) {
		var n uint32
		err := WinHttpWriteData(d.handles["hRequest"], []byte(text), &n)
		return number(n), err
	}
}

func available(d *demo) (string, error) {
	var n uint32
	err := WinHttpQueryDataAvailable(d.handles["hRequest"], &n)
	return number(n), err
}

func read(size int) demoCall {
	return func(d *demo) (string, error) {
		var n uint32
		buffer := make([]byte, size)
		err := WinHttpReadData(d.handles["hRequest"], buffer, &n)
		return strconv.Quote(string(buffer[:n])), err
	}
}

func queryNumber(level uint32) demoCall {
	return func(d *demo) (string, error) {
		var n uint32
		err := WinHttpQueryHeaders(d.handles["hRequest"], level|WINHTTP_QUERY_FLAG_NUMBER, "", &n, WINHTTP_NO_HEADER_INDEX)
		return number(n), err
	}
}

func queryText(level uint32) demoCall {
	return func(d *demo) (string, error) {
		var text string
		err := WinHttpQueryHeaders(d.handles["hRequest"], level, "", &text, WINHTTP_NO_HEADER_INDEX)
		return strconv.Quote(text), err
	}
}

func queryTime(level uint32) demoCall {
	return func(d *demo) (string, error) {
		var st SYSTEMTIME
		err := WinHttpQueryHeaders(d.handles["hRequest"], level|WINHTTP_QUERY_FLAG_SYSTEMTIME, "", &st, WINHTTP_NO_HEADER_INDEX)
		return st.Time().Format(time.RFC3339), err
	}
}

// queryNext asks for the next header of that name: WinHttpQueryHeaders counts the index up.
func queryNext(header string) demoCall {
	return func(d *demo) (string, error) {
		var text string
		err := WinHttpQueryHeaders(d.handles["hRequest"], WINHTTP_QUERY_CUSTOM, header, &text, &d.index)
		return strconv.Quote(text), err
	}
}

// keep remembers a new handle and shows it by its name.
func (d *demo) keep(name string, h HINTERNET, err error) (string, error) {
	d.handles[name] = h
	return name, err
}

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
