package crack

import (
	"math"

	werr "github.com/gowinhttp/winhttp/errors"
)

// Crack gives the text of every component, escaped or decoded as flags say; nil for an absent user or password. The
// texts share memory with url where they are unchanged. The errors are those of Split, and InvalidParameter for a unit
// that cannot be escaped.
func Crack[U Unit](url []U, flags Flags) (Components[[]U], error) {
	s, err := Split(url, flags)
	if err != nil {
		return Components[[]U]{}, err
	}
	r := reader[U]{url: url, flags: flags}
	c := Components[[]U]{
		Scheme:     r.text(s.Scheme, false),
		User:       r.text(s.User, false),
		Password:   r.text(s.Password, false),
		Host:       r.text(s.Host, false),
		Path:       r.text(s.Path, true),
		Extra:      r.text(s.Extra, true),
		SchemeType: s.SchemeType,
		Port:       s.Port,
	}
	if r.err != nil {
		return Components[[]U]{}, r.err
	}
	return c, nil
}

// Want is the pointer and length pair of one component as the caller of WinHttpCrackUrl filled it in. No buffer and
// length 0 asks for nothing, no buffer and another length for a pointer into the url.
type Want struct {
	Buffer bool   // the pointer is not NULL
	Len    uint32 // units that the buffer has room for, the NUL included
}

// Action is what to do with a pair.
type Action uint8

// The actions.
const (
	Leave Action = iota // not requested: pointer and length stay NULL and 0
	Null                // absent: pointer := NULL, length := 0
	Point               // pointer := url + Off, length := Len
	Copy                // buffer := Text and a NUL, length := Len
	Need                // buffer too small and untouched, length := Len
)

// String is the name of the action.
func (a Action) String() string {
	names := [...]string{"Leave", "Null", "Point", "Copy", "Need"}
	if int(a) < len(names) {
		return names[a]
	}
	return ""
}

// Out is what to store for one component.
type Out[U Unit] struct {
	Action Action
	Off    int
	Len    uint32
	Text   []U
}

// CrackInto is WinHttpCrackUrl after the C strings have become slices: url is nil for NULL, want, which holds the pairs,
// nil for a missing structure or one of the wrong size. The result is to be stored, SchemeType and Port included, when
// the error is nil or InsufficientBuffer, which says that at least one buffer was too small; after any other error the
// caller's structure stays as it was. InvalidParameter stands for nil, a buffer of length 0, a pointer to a non-empty
// component together with Escape or Decode, and a unit that cannot be escaped; the rest are errors of Split. Without a
// request for extra the path includes it. (url.md, "Component protocol".)
func CrackInto[U Unit](url []U, flags Flags, want *Components[Want]) (Components[Out[U]], error) {
	if want == nil {
		return Components[Out[U]]{}, werr.InvalidParameter
	}
	s, err := Split(url, flags)
	if err != nil {
		return Components[Out[U]]{}, err
	}
	if want.Extra == (Want{}) {
		s.Path.Len = len(url) - s.Path.Off
	}
	r := reader[U]{url: url, flags: flags}
	out := Components[Out[U]]{
		Scheme:     r.out(want.Scheme, s.Scheme, false),
		User:       r.out(want.User, s.User, false),
		Password:   r.out(want.Password, s.Password, false),
		Host:       r.out(want.Host, s.Host, false),
		Path:       r.out(want.Path, s.Path, true),
		Extra:      r.out(want.Extra, s.Extra, true),
		SchemeType: s.SchemeType,
		Port:       s.Port,
	}
	if r.err != nil {
		return Components[Out[U]]{}, r.err
	}
	if r.short {
		return out, werr.InsufficientBuffer
	}
	return out, nil
}

// reader takes components out of a url.
type reader[U Unit] struct {
	url   []U
	flags Flags

	err   error // the first failure that spoils everything
	short bool  // a buffer was too small
}

func (r *reader[U]) out(w Want, s Span, escapable bool) Out[U] {
	switch {
	case w == Want{}:
		return Out[U]{}
	case w.Buffer:
		return r.fill(w, s, escapable)
	case s.Len > 0 && r.flags&(Escape|Decode) != 0:
		return r.fail()
	case !s.Present:
		return Out[U]{Action: Null}
	}
	return Out[U]{Action: Point, Off: s.Off, Len: clip(s.Len)}
}

func (r *reader[U]) fill(w Want, s Span, escapable bool) Out[U] {
	if w.Len == 0 {
		return r.fail()
	}
	text := r.text(s, escapable)
	if uint64(len(text)) < uint64(w.Len) {
		return Out[U]{Action: Copy, Text: text, Len: clip(len(text))}
	}
	r.short = true
	return Out[U]{Action: Need, Len: clip(len(text) + 1)}
}

func (r *reader[U]) fail() Out[U] {
	r.err = werr.InvalidParameter
	return Out[U]{}
}

// text is the component as the flags want it, nil if it is absent.
func (r *reader[U]) text(s Span, escapable bool) []U {
	if !s.Present {
		return nil
	}
	text := r.url[s.Off:s.End():s.End()]
	switch {
	case r.flags&Escape == 0 && r.flags&Decode != 0:
		return Decoded(text)
	case r.flags&Escape == 0 || !escapable:
		return text
	}
	escaped, err := Escaped(text)
	if err != nil {
		r.err = err
	}
	return escaped
}

// clip keeps a number of units within a DWORD.
func clip(n int) uint32 { return uint32(min(uint64(n), math.MaxUint32)) }
