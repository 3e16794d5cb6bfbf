package h2

import (
	"math"
	"slices"
	"time"

	werr "github.com/gowinhttp/winhttp/errors"
	"github.com/gowinhttp/winhttp/internal/header"
)

// Expect makes the body end after n bytes, whatever follows; less or more than that is a fault of the server.
func (s *Stream) Expect(n int64) {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	there := int64(len(s.data) - s.read)
	s.left = n - there
	if there > n || there < n && s.gotEnd {
		s.data = s.data[:s.read+int(min(n, there))]
		s.left = endless
		s.failLocked(werr.InvalidServerResponse)
	}
}

// endless is left of a body that has no right end.
const endless = math.MaxInt64

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
	return s.final && s.read == len(s.data) && (s.left == 0 || s.left < 0 && s.gotEnd)
}

// Take copies body bytes that are there.
func (s *Stream) Take(p []byte) int {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	n := copy(p, s.data[s.read:])
	s.read += n
	if s.read == len(s.data) {
		s.data, s.read = s.data[:0], 0
		if cap(s.data) > keptBuffer {
			s.data = nil
		}
	}
	s.consumeLocked(n)
	return n
}

const keptBuffer = 64 << 10

// consumeLocked lets the server send more, if that cannot wait.
func (s *Stream) consumeLocked(n int) {
	if s.consumed += uint32(n); s.gotEnd || s.over || s.consumed < max(1, s.c.cfg.WindowStep) {
		return
	}
	s.c.tellLocked(frameWindow, s.id, s.consumed)
	s.allowed += int64(s.consumed)
	s.consumed = 0
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
	return s.until(timeout, func() (bool, error) {
		if len(s.data) > s.read || s.endedLocked() {
			return true, nil
		}
		return false, s.err
	})
}

// Trailers are the fields behind the body, once it has ended.
func (s *Stream) Trailers() header.Block {
	s.c.mu.Lock()
	defer s.c.mu.Unlock()
	return s.trailers
}

// deafLocked says that what comes on the stream does not matter any more.
func (s *Stream) deafLocked() bool { return s.over || s.err != nil && s.lingering == nil }

// receive takes a piece of the body.
func (s *Stream) receive(f *frame) error {
	s.c.mu.Lock()
	defer s.c.unlock()
	n := len(f.payload)
	s.allowed -= int64(f.size)
	switch {
	case s.deafLocked():
		return nil
	case s.gotEnd:
		return streamFault(StreamClosed)
	case s.allowed < 0:
		return streamFault(FlowControlError)
	case !s.final, s.left >= 0 && int64(n) > s.left:
		return streamFault(ProtocolError)
	}
	s.consumeLocked(f.size - n) // padding
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
		return streamFault(ProtocolError)
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
	switch {
	case s.deafLocked():
		return nil
	case s.gotEnd:
		return streamFault(StreamClosed)
	case s.final && (!ended || list.status != ""):
		return streamFault(ProtocolError)
	case s.final:
		s.trailers = list.fields
		return s.closeLocked()
	}
	h, err := list.head()
	if err != nil {
		return err
	}
	if err := s.queueLocked(h, list.size, ended); err != nil {
		return err
	}
	s.headSize = size
	if ended {
		return s.closeLocked()
	}
	s.signal()
	return nil
}

// queueLocked adds a head to those that Head will deliver; they are bounded.
func (s *Stream) queueLocked(h *header.Head, size int, ended bool) error {
	s.final = h.Status >= 200
	s.queued += size
	switch {
	case s.final:
	case ended, len(s.heads) == maxInterim:
		return streamFault(ProtocolError)
	case s.queued > int(s.c.cfg.MaxHeaders):
		return werr.HeaderSizeOverflow
	}
	s.heads = append(s.heads, h)
	return nil
}
