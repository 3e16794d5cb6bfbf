package winhttp

import (
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/handle"
	"github.com/gowinhttp/winhttp/internal/header"
	"github.com/gowinhttp/winhttp/request"
)

// WinHttpAddRequestHeaders adds header lines to a request, or changes those it has, as modifiers say
// (WINHTTP_ADDREQ_FLAG_). Lines are separated by any run of CR and LF. Lines before a bad one stay added.
//
// Errors: ERROR_INVALID_PARAMETER for no text, before the handle is looked at, and for a malformed line;
// ERROR_WINHTTP_HEADER_NOT_FOUND for replacing a header that is not there, ERROR_WINHTTP_HEADER_ALREADY_EXISTS for ADD_IF_NEW,
// ERROR_WINHTTP_INCORRECT_HANDLE_STATE while an operation is in flight. (Reference: WinHttpAddRequestHeaders.)
func WinHttpAddRequestHeaders(hRequest HINTERNET, headers string, modifiers uint32) error {
	const name = "WinHttpAddRequestHeaders"
	if headers == "" {
		return werr.In(name, werr.InvalidParameter)
	}
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	return werr.In(name, r.AddHeaders(headers, header.Modifiers(modifiers)))
}

// WinHttpAddRequestHeadersEx is WinHttpAddRequestHeaders for headers whose names and values are already apart. flags is 0
// or WINHTTP_EXTENDED_HEADER_FLAG_UNICODE, without a difference in Go; extra must be 0.
//
// Errors: as WinHttpAddRequestHeaders; ERROR_INVALID_PARAMETER for no headers. (Reference: WinHttpAddRequestHeadersEx.)
func WinHttpAddRequestHeadersEx(hRequest HINTERNET, modifiers uint32, flags, extra uint64, headers []WINHTTP_EXTENDED_HEADER) error {
	const name = "WinHttpAddRequestHeadersEx"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(name, err)
	}
	defer u.Release()
	if len(headers) == 0 || flags&^WINHTTP_EXTENDED_HEADER_FLAG_UNICODE != 0 || extra != 0 {
		return werr.In(name, werr.InvalidParameter)
	}
	fields := make([]header.Field, len(headers))
	for i, h := range headers {
		fields[i] = header.Field{Name: h.Name, Value: h.Value}
	}
	return werr.In(name, r.AddFields(fields, header.Modifiers(modifiers)))
}

// WinHttpQueryHeaders finds one header of the response, or of the request with WINHTTP_QUERY_FLAG_REQUEST_HEADERS.
// infoLevel is a level WINHTTP_QUERY_ with flags; name counts with WINHTTP_QUERY_CUSTOM only. The flags decide the type of
// value: *uint32 for FLAG_NUMBER, *uint64 for FLAG_NUMBER64, *SYSTEMTIME or *time.Time for FLAG_SYSTEMTIME, *[]byte for
// FLAG_WIRE_ENCODING, else *string. index is the number of the occurrence, counted up by success; nil is the first.
//
// Errors: ERROR_WINHTTP_HEADER_NOT_FOUND, ERROR_INVALID_PARAMETER for an unknown level or flag or a value of another type,
// ERROR_WINHTTP_INCORRECT_HANDLE_STATE before the response. value and index are untouched then.
// (Reference: WinHttpQueryHeaders.)
func WinHttpQueryHeaders(hRequest HINTERNET, infoLevel uint32, name string, value any, index *uint32) error {
	const function = "WinHttpQueryHeaders"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(function, err)
	}
	defer u.Release()
	q := header.Query(infoLevel)
	v, next, err := r.Find(q, name, at(index))
	if err == nil {
		err = storeValue(value, v, q.Form())
	}
	if err == nil && index != nil {
		*index = next
	}
	return werr.In(function, err)
}

// WinHttpQueryHeadersEx finds all headers of a name from *index on, or with WINHTTP_QUERY_EX_ALL_HEADERS all of them. flags
// must be 0; codePage does not count. name is used with WINHTTP_QUERY_CUSTOM only.
//
// Errors: as WinHttpQueryHeaders; ERROR_INVALID_PARAMETER for the levels and flags that only WinHttpQueryHeaders knows.
// (Reference: WinHttpQueryHeadersEx.)
func WinHttpQueryHeadersEx(hRequest HINTERNET, infoLevel uint32, flags uint64, codePage uint32, index *uint32, name *WINHTTP_HEADER_NAME, headers *[]WINHTTP_EXTENDED_HEADER) error {
	const function = "WinHttpQueryHeadersEx"
	r, u, err := use[*request.Request](hRequest, handle.Request)
	if err != nil {
		return werr.In(function, err)
	}
	defer u.Release()
	if flags != 0 || headers == nil {
		return werr.In(function, werr.InvalidParameter)
	}
	var custom string
	if name != nil {
		custom = name.Name
	}
	fields, next, err := r.List(header.Query(infoLevel), custom, at(index))
	if err != nil {
		return werr.In(function, err)
	}
	*headers = extended(fields, header.Query(infoLevel).Has(header.WireEncoding))
	if index != nil {
		*index = next
	}
	return nil
}

func at(index *uint32) uint32 {
	if index == nil {
		return 0
	}
	return *index
}

func extended(fields []header.Field, wire bool) []WINHTTP_EXTENDED_HEADER {
	all := make([]WINHTTP_EXTENDED_HEADER, len(fields))
	for i, f := range fields {
		all[i] = WINHTTP_EXTENDED_HEADER{Name: f.Name, Value: f.Value}
		if !wire {
			all[i].Value = header.FromWire(f.Value)
		}
	}
	return all
}

// storeValue puts a header's value into what the caller gave for the form.
func storeValue(dst any, v header.Value, form header.Flag) error {
	switch form {
	case header.AsNumber:
		return store(dst, v.Number)
	case header.AsNumber64:
		return store(dst, v.Number64)
	case header.WireEncoding:
		return store(dst, v.Bytes)
	case header.AsSystemTime:
		return storeTime(dst, v)
	}
	return store(dst, v.Text)
}

func store[T any](dst any, value func() T) error {
	p, ok := dst.(*T)
	if !ok || p == nil {
		return werr.InvalidParameter
	}
	*p = value()
	return nil
}

func storeTime(dst any, v header.Value) error {
	st := v.SystemTime(header.SystemTimeOf(time.Now()))
	if p, ok := dst.(*time.Time); ok && p != nil {
		*p = st.Time()
		return nil
	}
	return store(dst, func() SYSTEMTIME { return SYSTEMTIME(st) })
}
