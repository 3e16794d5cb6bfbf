package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gowinhttp/winhttp/callback"
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/internal/option"
)

// lowerGroups shows the numbers that packages below the root own.
func lowerGroups() []group {
	return slices.Concat(callbackGroups(), []group{levelGroup()}, optionGroups(), errorGroups())
}

func callbackGroups() []group {
	return []group{
		named("WINHTTP_CALLBACK_STATUS_", "0x%08X", callback.Statuses(),
			"Statuses that a callback receives (reference: WINHTTP_STATUS_CALLBACK)."),
		named("WINHTTP_CALLBACK_FLAG_", "0x%08X", callback.Masks(),
			"Masks of WinHttpSetStatusCallback (reference: WinHttpSetStatusCallback)."),
		named("API_", "%d", callback.APIs(),
			"Calls that WINHTTP_ASYNC_RESULT names (reference: WINHTTP_ASYNC_RESULT)."),
	}
}

func named(prefix, format string, list []callback.Named, comment string) group {
	g := group{typ: "uint32", comment: comment}
	for _, n := range list {
		g.rows = append(g.rows, row{prefix + n.Name, fmt.Sprintf(format, n.Value)})
	}
	return g
}

func levelGroup() group {
	g := group{typ: "uint32", comment: "Header levels of WinHttpQueryHeaders (reference: Query Info Flags)."}
	for l := range header.Levels() {
		g.rows = append(g.rows, row{"WINHTTP_QUERY_" + l.String(), fmt.Sprintf("%d", uint32(l))})
	}
	return g
}

// optionGroups has the options of WinHTTP, then those that exist in Go only.
func optionGroups() []group {
	groups := []group{
		{typ: "uint32", comment: "Options, each with the Go type of its value (reference: Option Flags)."},
		{typ: "uint32", comment: "Options that exist in Go only, each with the type of its value."},
	}
	for o := range option.All {
		g := &groups[0]
		if !strings.HasPrefix(o.String(), "WINHTTP_") {
			g = &groups[1]
		}
		g.rows = append(g.rows, row{o.String(), number(o.Number, 0x1000) + " // " + valueType(o)})
	}
	return groups
}

func valueType(o *option.Row) string {
	if o.Owner == option.Refused {
		return "not documented"
	}
	return o.Type
}

// errorGroups shows the error numbers under their C names, with their texts. The numbers of the socket library (WSA...)
// stay in werr: no function returns them.
func errorGroups() []group {
	groups := []group{
		{comment: "Errors of WinHTTP (reference: Error Messages)."},
		{comment: "Errors of Windows that WinHTTP functions return (winerror.h)."},
		{comment: "Errors of TLS (winerror.h)."},
		{comment: "Errors of certificates (winerror.h)."},
	}
	owner := map[string]int{"ERROR_WINHTTP": 0, "ERROR": 1, "SEC": 2, "CRYPT": 3, "CERT": 3}
	for _, code := range slices.Sorted(werr.Codes) {
		if i, ok := owner[family(code.Name())]; ok {
			groups[i].typ = "Code"
			groups[i].rows = append(groups[i].rows, errorRow(code))
		}
	}
	return groups
}

func family(name string) string {
	if strings.HasPrefix(name, "ERROR_WINHTTP_") {
		return "ERROR_WINHTTP"
	}
	prefix, _, _ := strings.Cut(name, "_")
	return prefix
}

func errorRow(code werr.Code) row {
	return row{code.Name(), number(uint32(code), 0x10000) + " // " + code.Error()}
}

// number is n in decimal, or in hexadecimal from hex on, as the headers of C have it.
func number(n, hex uint32) string {
	if n < hex {
		return fmt.Sprintf("%d", n)
	}
	return fmt.Sprintf("0x%X", n)
}
