package transport

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"sync"
)

// maxSessions is the number of TLS sessions that a Network remembers (RFC 8446, section 2.2; RFC 5077).
const maxSessions = 256

// sessions are those of TLS that can be resumed. A resumed one is verified like any other, since what it is verified by is not
// part of it. The zero value is empty.
type sessions struct {
	once  sync.Once
	cache tls.ClientSessionCache
}

// of is the part that belongs to a target. Who the client has been is part of a session, so those with different certificates
// are kept apart.
func (s *sessions) of(t Target) tls.ClientSessionCache {
	s.once.Do(func() { s.cache = tls.NewLRUClientSessionCache(maxSessions) })
	identity := "-"
	switch {
	case t.Client == NoCertificate:
		identity = "none"
	case t.Client != nil && len(t.Client.Certificate) > 0:
		identity = fmt.Sprintf("%x", sha256.Sum256(t.Client.Certificate[0]))
	}
	return sessionsOf{s.cache, fmt.Sprintf("%d %s %t ", t.Port, identity, t.HTTP2.Enabled)}
}

type sessionsOf struct {
	tls.ClientSessionCache
	prefix string
}

func (s sessionsOf) Get(key string) (*tls.ClientSessionState, bool) {
	return s.ClientSessionCache.Get(s.prefix + key)
}

func (s sessionsOf) Put(key string, state *tls.ClientSessionState) {
	s.ClientSessionCache.Put(s.prefix+key, state)
}
