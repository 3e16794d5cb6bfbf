package request

import (
	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// AddHeaders is WinHttpAddRequestHeaders: lines of text, of which those before a bad one stay added.
func (r *Request) AddHeaders(text string, modifiers header.Modifiers) error {
	return r.change(func(b *header.Block) error { return b.AddText(text, modifiers) })
}

// AddFields is WinHttpAddRequestHeadersEx: names and values that are already apart.
func (r *Request) AddFields(fields []header.Field, modifiers header.Modifiers) error {
	return r.change(func(b *header.Block) error {
		for _, f := range fields {
			if err := b.Add(f.Name, f.Value, modifiers); err != nil {
				return err
			}
		}
		return nil
	})
}

// change is refused while an operation is in flight, but for inside a REDIRECT notification. A send that begins now waits for
// mu and sees the change.
func (r *Request) change(f func(*header.Block) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lane.Busy() != nil && !r.redirecting.Load() {
		return werr.IncorrectHandleState
	}
	return f(&r.headers)
}

// Find is WinHttpQueryHeaders without its buffers.
func (r *Request) Find(q header.Query, name string, index uint32) (value header.Value, next uint32, err error) {
	err = r.search(q, func(m *header.Message) error {
		value, next, err = q.Find(m, name, index)
		return err
	})
	return value, next, err
}

// List is WinHttpQueryHeadersEx without its buffers.
func (r *Request) List(q header.Query, name string, index uint32) (fields []header.Field, next uint32, err error) {
	err = r.search(q, func(m *header.Message) error {
		fields, next, err = q.List(m, name, index)
		return err
	})
	return fields, next, err
}

// search asks the part of the exchange that the query is about: IncorrectHandleState if it has not arrived.
func (r *Request) search(q header.Query, ask func(*header.Message) error) error {
	if q.OfRequest() {
		r.mu.Lock()
		defer r.mu.Unlock()
		a := r.aim.Load()
		return ask(&header.Message{Method: a.verb, Target: a.object, Version: r.httpVersion(), Fields: &r.headers})
	}
	if q.Has(header.Trailers) {
		if t := r.trailers.Load(); t != nil {
			return ask(&header.Message{Fields: t})
		}
		return werr.IncorrectHandleState
	}
	if h := r.response.Load(); h != nil {
		m := h.Message()
		return ask(&m)
	}
	return werr.IncorrectHandleState
}
