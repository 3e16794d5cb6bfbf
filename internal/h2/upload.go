package h2

import "time"

// Write sends a part of the body, and with end its end. It waits for room that the server has to give, each time no longer than
// timeout; zero is no limit. When the server has ended the stream after a whole response, what is left is dropped.
func (s *Stream) Write(p []byte, end bool, timeout time.Duration) error {
	for len(p) > 0 || end {
		n, err := s.reserve(len(p), timeout)
		if err != nil || n < 0 {
			return err
		}
		last := end && n == len(p)
		err = s.c.write(timeout, func() error { return s.putData(p[:n], last) })
		if err != nil {
			return err
		}
		if p = p[n:]; last {
			s.ended()
			return nil
		}
	}
	return nil
}

func (s *Stream) putData(p []byte, end bool) error {
	var flags uint8
	if end {
		flags = flagEndStream
	}
	if err := s.c.put(appendFrame(make([]byte, 0, frameHeadSize), frameData, flags, s.id, len(p))); err != nil {
		return err
	}
	return s.c.put(p)
}

// reserve takes room for at most n bytes from the two windows; negative if the server wants no more.
func (s *Stream) reserve(n int, timeout time.Duration) (int, error) {
	for {
		s.c.mu.Lock()
		room, err := s.roomLocked(int64(n))
		s.c.mu.Unlock()
		if err != nil || room != 0 || n == 0 {
			return int(room), err
		}
		if err := s.await(timeout); err != nil {
			return 0, err
		}
	}
}

func (s *Stream) roomLocked(n int64) (int64, error) {
	switch {
	case s.unwanted:
		return -1, nil
	case s.err != nil:
		return 0, s.err
	}
	room := max(0, min(n, s.window, s.c.window, int64(s.c.frame)))
	s.window -= room
	s.c.window -= room
	return room, nil
}

// ended notes that our side has said everything.
func (s *Stream) ended() {
	s.c.mu.Lock()
	defer s.c.unlock()
	s.sentEnd = true
	s.endLocked()
}
