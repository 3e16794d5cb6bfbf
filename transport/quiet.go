package transport

import (
	"errors"
	"os"
	"time"
)

// quiet says whether a connection from the pool is alive and has nothing to say: no byte is buffered, here or in TLS, and
// the socket holds neither data nor an end. Anything else, such as a late 408, would be taken for the next response.
func (c *conn) quiet() bool {
	if c.in.len() > 0 {
		return false
	}
	silent, ok := c.probe.silent()
	if ok && (!silent || c.nc == c.raw) {
		return silent
	}
	if ok { // the socket is silent; what TLS has read ahead needs no time
		return c.timesOut(time.Unix(1, 0))
	}
	return c.timesOut(time.Now().Add(time.Microsecond))
}

// timesOut says whether a read does nothing until the deadline.
func (c *conn) timesOut(deadline time.Time) bool {
	var one [1]byte
	if c.nc.SetReadDeadline(deadline) != nil {
		return false
	}
	n, err := c.nc.Read(one[:])
	return n == 0 && errors.Is(err, os.ErrDeadlineExceeded)
}
