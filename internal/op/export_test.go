package op

// State is where the lane stands; during an operation, where it stood before.
func (l *Lane) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}
