package access

import (
	"errors"
	"time"
)

// A Session is one browser in which somebody has signed in, as it is kept:
// without the secret that the browser shows.
type Session struct {
	Hash    [32]byte
	Account string
	Office  string // for which they act
	Started time.Time
	Seen    time.Time // to a minute
	Ways    Ways      // how its person has shown who they are
	Proved  time.Time // when they last did so strongly; zero if never
	Browser string    // its family
}

// ErrRightsChanged says that a session ended because its person was granted
// something, or lost something, since it began.
var ErrRightsChanged = errors.New("access: the rights of this person are no longer those with which the session began")

// A session ends when nothing was asked in it for a while, and at the end of a
// working day whatever was asked.
const (
	IdleLimit     = 30 * time.Minute
	AbsoluteLimit = 12 * time.Hour
	// SeenWithin is how exactly it is kept when a session was seen last: writing
	// it down at every page would make every reading a commit.
	SeenWithin = time.Minute
)

// Valid reports whether a session counts at a time. A clock that was set back
// lengthens no session.
func (s Session) Valid(now time.Time) bool {
	return now.Sub(s.Seen) < IdleLimit && now.Sub(s.Started) < AbsoluteLimit && now.After(s.Started.Add(-SeenWithin))
}

// Stale reports whether it is to be written down that the session is in use.
func (s Session) Stale(now time.Time) bool { return now.Sub(s.Seen) >= SeenWithin }
