package transport

// Reused says whether the connection has carried an exchange before.
func (x *Exchange) Reused() bool { return x.reused }
