package h2

import (
	"slices"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// Expect makes the body end after n bytes, whatever follows; less than that is a fault of the server.
func (s *Stream) Expect(n int64) {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	s.left = n - int64(len(s.data)-s.read)
	if s.left < 0 || s.gotEnd && s.left > 0 {
		s.failLocked(werr.InvalidServerResponse)
	}
}

// Buffered is the number of body bytes that can be taken without waiting.
func (s *Stream) Buffered() int {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return len(s.data) - s.read
}

// Ended says whether the body has been taken to its end.
func (s *Stream) Ended() bool {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.endedLocked()
}

func (s *Stream) endedLocked() bool {
	return s.final && s.read == len(s.data) && (s.gotEnd || s.left == 0)
}

// Take copies body bytes that are there.
func (s *Stream) Take(p []byte) int {
	s.c.mu.Lock()
	n := copy(p, s.data[s.read:])
	s.read += n
	if s.read == len(s.data) {
		s.data, s.read = s.data[:0], 0
		if cap(s.data) > keptBuffer {
			s.data = nil
		}
	}
	update := s.consumeLocked(uint32(n))
	s.c.mu.Unlock()
	if update > 0 { // this call must not block
		go s.c.send(numbered(frameWindow, s.id, update))
	}
	return n
}

const keptBuffer = 64 << 10

// consumeLocked is how much more the server may send now, or 0 if that can wait.
func (s *Stream) consumeLocked(n uint32) (update uint32) {
	if s.consumed += n; s.gotEnd || s.over || s.consumed < max(1, s.c.cfg.WindowStep) {
		return 0
	}
	update, s.consumed = s.consumed, 0
	s.allowed += int64(update)
	return update
}

// ReadBody takes body bytes and waits for the first of them; 0 without an error is the end.
func (s *Stream) ReadBody(p []byte, timeout time.Duration) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := s.Wait(timeout); err != nil {
		return 0, err
	}
	return s.Take(p), nil
}

// Wait waits until there are body bytes or their end.
func (s *Stream) Wait(timeout time.Duration) error {
	for {
		s.c.mu.Lock()
		ready, err := len(s.data) > s.read || s.endedLocked(), s.err
		s.c.mu.Unlock()
		if ready {
			return nil
		}
		if err == nil {
			err = s.await(timeout)
		}
		if err != nil {
			return err
		}
	}
}

// Trailers are the fields behind the body, once it has ended.
func (s *Stream) Trailers() header.Block {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.trailers
}

// receive takes a piece of the body.
func (s *Stream) receive(f *frame) error {
	s.c.mu.Lock()
	defer s.c.unlock()
	n := len(f.payload)
	s.allowed -= int64(f.size)
	switch {
	case s.over || s.err != nil:
		return nil
	case s.allowed < 0, !s.final, s.gotEnd, s.left >= 0 && int64(n) > s.left:
		return werr.InvalidServerResponse
	}
	s.consumed += uint32(f.size - n) // padding
	if s.left > 0 {
		s.left -= int64(n)
	}
	if s.lingering == nil {
		s.keep(f.payload)
	}
	if f.flags&flagEndStream != 0 {
		return s.closeLocked()
	}
	s.signal()
	return nil
}

// keep adds to what is buffered, after making room at its front.
func (s *Stream) keep(p []byte) {
	if s.read > len(s.data)/2 && len(s.data)+len(p) > cap(s.data) {
		s.data = slices.Delete(s.data, 0, s.read)
		s.read = 0
	}
	s.data = append(s.data, p...)
}

// closeLocked notes that the server has said everything.
func (s *Stream) closeLocked() error {
	if s.left > 0 {
		return werr.InvalidServerResponse
	}
	s.gotEnd = true
	s.endLocked()
	s.signal()
	return nil
}

// header takes a head, or trailers when the final head has come.
func (s *Stream) header(list *fieldList, size int, ended bool) error {
	if list.fault != nil {
		return list.fault
	}
	s.c.mu.Lock()
	defer s.c.unlock()
	if s.over || s.err != nil {
		return nil
	}
	if s.final {
		if !ended || list.status != "" || s.gotEnd {
			return werr.InvalidServerResponse
		}
		s.trailers = list.fields
		return s.closeLocked()
	}
	h, err := list.head()
	if err != nil {
		return err
	}
	if s.final = h.Status >= 200; !s.final && (ended || len(s.heads) == maxInterim) {
		return werr.InvalidServerResponse
	}
	s.heads, s.headSize = append(s.heads, h), size
	if ended {
		return s.closeLocked()
	}
	s.signal()
	return nil
}
