package transport

import "time"

// A goroutine that a C program's thread has called in on is bound to that thread, and parking it costs several switches of
// threads. When the server is near, its answer comes sooner than they would have taken: then a read polls the socket for
// Policy.BusyPoll at most. One exchange of a Network polls at a time, and none on a connection whose server let the last
// poll wait in vain, until an answer has come fast enough again.

// busy reads by polling, if this read may; 0 bytes without an error if nothing has come of it.
func (c *conn) busy(p []byte) (n int, err error) {
	if c.far || c.nc != c.raw || !c.pool.polling.CompareAndSwap(false, true) {
		return 0, nil
	}
	defer c.pool.polling.Store(false)
	n, err = c.probe.busyRead(p, c.busyPoll)
	c.far = n == 0
	return n, err
}

// waited learns from an ordinary read whether the server is near after all.
func (c *conn) waited(since time.Time) {
	c.far = c.far && time.Since(since) > c.busyPoll
}
