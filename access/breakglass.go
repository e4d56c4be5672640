package access

import "time"

// BreakGlassTime is how long sign-in by password stays open.
const BreakGlassTime = 4 * time.Hour

// A BreakGlass is one time that two persons opened sign-in by password on a node
// that has other ways, because those fail.
type BreakGlass struct {
	Opened, Ends  time.Time
	First, Second string // accounts
	Reason        string
}

// Open reports whether it lets passwords in at a time. A clock that was set back
// opens nothing.
func (b BreakGlass) Open(now time.Time) bool {
	return !b.Opened.IsZero() && now.Before(b.Ends) && !now.Before(b.Opened.Add(-SeenWithin))
}
