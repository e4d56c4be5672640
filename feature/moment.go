package feature

import (
	"time"

	"entente/words"
)

// Moment says an instant to the second in the reader's own zone, which it names.
func (r Reader) Moment(t time.Time) string { return words.Moment(r.Language, t.In(r.Zone())) }

// Zone is the reader's own, UTC until they have chosen one.
func (r Reader) Zone() *time.Location {
	if r.Person.Zone == nil {
		return time.UTC
	}
	return r.Person.Zone
}
