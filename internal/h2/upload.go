package h2

import "time"

// Write sends a part of the body, and with end its end. It waits for room that the server has to give, each time no longer than
// timeout; zero is no limit. When the server has ended the stream after a whole response, what is left is dropped.
func (s *Stream) Write(p []byte, end bool, timeout time.Duration) error {
	for more := len(p) > 0 || end; more; more = len(p) > 0 {
		err := s.until(timeout, func() (done bool, err error) {
			n, done, err := s.putLocked(p, end)
			p = p[n:]
			return done, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// putLocked sends what there is room for, in one frame; nothing while there is none.
func (s *Stream) putLocked(p []byte, end bool) (n int, done bool, err error) {
	c := s.c
	switch {
	case s.unwanted:
		return len(p), true, nil
	case s.err != nil:
		return 0, false, s.err
	case c.fullLocked(s):
		return 0, false, nil
	}
	n = int(max(0, min(int64(len(p)), s.window, c.window, int64(c.frame), pieceSize)))
	if n == 0 && len(p) > 0 {
		return 0, false, nil
	}
	s.window -= int64(n)
	c.window -= int64(n)
	s.appendLocked(p[:n], end && n == len(p))
	return n, true, nil
}

func (s *Stream) appendLocked(p []byte, last bool) {
	var flags uint8
	if last {
		flags = flagEndStream
	}
	s.c.out = append(appendFrame(s.c.out, frameData, flags, s.id, len(p)), p...)
	s.c.startLocked()
	if last {
		s.sentEnd = true
		s.endLocked()
	}
}
