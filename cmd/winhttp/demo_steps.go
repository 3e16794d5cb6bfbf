package main

import (
	"slices"

	. "github.com/gowinhttp/winhttp"
)

// What is heard when a connection is made, when one is reused, and when the response comes in.
var (
	connecting = []string{"RESOLVING_NAME", "NAME_RESOLVED", "CONNECTING_TO_SERVER"}
	sending    = []string{"SENDING_REQUEST", "REQUEST_SENT"}
	connected  = slices.Concat(connecting, []string{"CONNECTED_TO_SERVER"}, sending)
	receiving  = []string{"RECEIVING_RESPONSE", "RESPONSE_RECEIVED"}
	created    = []string{"HANDLE_CREATED"}
	closing    = []string{"HANDLE_CLOSING"}
)

// demoChapters is the walk.
var demoChapters = []chapter{
	{"Open a session, name a server. Nothing goes over the network yet.", []step{
		{`WinHttpOpen("demo", NO_PROXY)`, openSession, "hSession", nil},
		{`WinHttpSetOption(hSession, CONTEXT_VALUE, &demo)`, setContext, "ok", nil},
		{`WinHttpSetStatusCallback(hSession, print, ALL_NOTIFICATIONS)`, setCallback, "ok", nil},
		{`WinHttpSetTimeouts(hSession, 5000, 5000, 5000, 5000)`, setTimeouts, "ok", nil},
		{`WinHttpConnect(hSession, SERVER)`, connect("hConnect", ""), "hConnect", created},
	}},
	{"Send a request and wait for the response.", []step{
		{`WinHttpOpenRequest(hConnect, "GET", "/hello")`, openRequest("hRequest", "hConnect", "GET", "/hello"), "hRequest", created},
		{`WinHttpAddRequestHeaders(hRequest, "X-Greeting: hi", ADD)`, addHeader("hRequest", "X-Greeting: hi"), "ok", nil},
		{`WinHttpSendRequest(hRequest)`, send("hRequest", 0), "ok", connected},
		{`WinHttpReceiveResponse(hRequest)`, receive("hRequest"), "ok", receiving},
	}},
	{"Ask for headers: as numbers, as text, as a time, one after the other.", []step{
		{`WinHttpQueryHeaders(hRequest, STATUS_CODE|FLAG_NUMBER)`, queryNumber(WINHTTP_QUERY_STATUS_CODE), "200", nil},
		{`WinHttpQueryHeaders(hRequest, STATUS_TEXT)`, queryText(WINHTTP_QUERY_STATUS_TEXT), `"OK"`, nil},
		{`WinHttpQueryHeaders(hRequest, CONTENT_LENGTH|FLAG_NUMBER)`, queryNumber(WINHTTP_QUERY_CONTENT_LENGTH), "44", nil},
		{`WinHttpQueryHeaders(hRequest, CONTENT_TYPE)`, queryText(WINHTTP_QUERY_CONTENT_TYPE), `"text/plain; charset=utf-8"`, nil},
		{`WinHttpQueryHeaders(hRequest, LAST_MODIFIED)`, queryText(WINHTTP_QUERY_LAST_MODIFIED), `"Mon, 28 Jul 2008 10:05:52 GMT"`, nil},
		{`WinHttpQueryHeaders(hRequest, LAST_MODIFIED|FLAG_SYSTEMTIME)`, queryTime(WINHTTP_QUERY_LAST_MODIFIED), "2008-07-28T10:05:52Z", nil},
		{`WinHttpQueryHeaders(hRequest, CUSTOM, "X-Color", &index)`, queryNext("X-Color"), `"red"`, nil},
		{`WinHttpQueryHeaders(hRequest, CUSTOM, "X-Color", &index)`, queryNext("X-Color"), `"green"`, nil},
		{`WinHttpQueryHeaders(hRequest, CUSTOM, "X-Color", &index)`, queryNext("X-Color"), "ERROR_WINHTTP_HEADER_NOT_FOUND (12150)", nil},
	}},
	{"Read the body to its end.", []step{
		{`WinHttpQueryDataAvailable(hRequest)`, available, "44", nil},
		{`WinHttpReadData(hRequest, 44 bytes)`, read(44), `"Hello! You are request 1 on this connection."`, nil},
		{`WinHttpQueryDataAvailable(hRequest)`, available, "0", nil},
		{`WinHttpCloseHandle(hRequest)`, closeHandle("hRequest"), "ok", closing},
	}},
	{"Send another request: the connection has been kept.", []step{
		{`WinHttpOpenRequest(hConnect, "GET", "/hello")`, openRequest("hRequest", "hConnect", "GET", "/hello"), "hRequest", created},
		{`WinHttpSendRequest(hRequest)`, send("hRequest", 0), "ok", sending},
		{`WinHttpReceiveResponse(hRequest)`, receive("hRequest"), "ok", receiving},
		{`WinHttpReadData(hRequest, 100 bytes)`, read(100), `"Hello! You are request 2 on this connection."`, nil},
		{`WinHttpCloseHandle(hRequest)`, closeHandle("hRequest"), "ok", closing},
	}},
	{"Send a body of 16 bytes, piece by piece.", []step{
		{`WinHttpOpenRequest(hConnect, "POST", "/shout")`, openRequest("hRequest", "hConnect", "POST", "/shout"), "hRequest", created},
		{`WinHttpSendRequest(hRequest, total length 16)`, send("hRequest", 16), "ok", sending},
		{`WinHttpWriteData(hRequest, "one, two")`, write("one, two"), "8", nil},
		{`WinHttpWriteData(hRequest, ", three")`, write(", three"), "7", nil},
		{`WinHttpWriteData(hRequest, "!!")`, write("!!"), "ERROR_INVALID_PARAMETER (87)", nil},
		{`WinHttpWriteData(hRequest, "!")`, write("!"), "1", nil},
		{`WinHttpReceiveResponse(hRequest)`, receive("hRequest"), "ok", receiving},
		{`WinHttpReadData(hRequest, 100 bytes)`, read(100), `"ONE, TWO, THREE!"`, nil},
		{`WinHttpCloseHandle(hRequest)`, closeHandle("hRequest"), "ok", closing},
	}},
	{"Fail: a closed handle, a port where nobody listens, calls in the wrong order.", []step{
		{`WinHttpReceiveResponse(hRequest)`, receive("hRequest"), "ERROR_INVALID_HANDLE (6)", nil},
		{`WinHttpConnect(hSession, 127.0.0.1:1)`, connect("hNobody", "127.0.0.1:1"), "hNobody", created},
		{`WinHttpOpenRequest(hNobody, "GET", "/")`, openRequest("hLost", "hNobody", "GET", "/"), "hLost", created},
		{`WinHttpSendRequest(hLost)`, send("hLost", 0), "ERROR_WINHTTP_CANNOT_CONNECT (12029)", connecting},
		{`WinHttpReceiveResponse(hLost)`, receive("hLost"), "ERROR_WINHTTP_INCORRECT_HANDLE_STATE (12019)", nil},
		{`WinHttpCloseHandle(hLost)`, closeHandle("hLost"), "ok", closing},
		{`WinHttpCloseHandle(hNobody)`, closeHandle("hNobody"), "ok", closing},
	}},
	{"Close what is open. HANDLE_CLOSING is the last thing that a handle says.", []step{
		{`WinHttpCloseHandle(hConnect)`, closeHandle("hConnect"), "ok", closing},
		{`WinHttpCloseHandle(hSession)`, closeHandle("hSession"), "ok", closing},
	}},
}
