package notice

import (
	"slices"
	"time"

	"entente/store"
)

// A Rhythm is how often somebody wants to be told.
type Rhythm string

const (
	Never  Rhythm = "never"
	AtOnce Rhythm = "at-once" // bursts merged
	Daily  Rhythm = "daily"
	Weekly Rhythm = "weekly"
)

// Rhythms lists those that can be chosen.
func Rhythms() []Rhythm { return []Rhythm{Never, AtOnce, Daily, Weekly} }

// Known reports that somebody can choose it.
func (r Rhythm) Known() bool { return slices.Contains(Rhythms(), r) }

// When mails are written.
const (
	burst      = 5 * time.Minute // what comes within it goes into one mail
	morning    = 8               // o'clock in the reader's zone, for digests
	digestsDay = time.Monday     // of weekly ones
)

// News is what somebody could be told now.
type News struct {
	Arrival int64 // of the newest record of anybody
	Changes int   // records that others wrote since they were told
	Duties  []Duty
}

// A Duty waits for an office that somebody acts for.
type Duty struct {
	Key    string
	Urgent bool // it is due within a day
}

// Fresh are the duties that somebody has not been told of.
func Fresh(told store.Told, news News) []Duty {
	var fresh []Duty
	for _, duty := range news.Duties {
		if !slices.Contains(told.Duties, duty.Key) {
			fresh = append(fresh, duty)
		}
	}
	return fresh
}

// Due reports whether a mail is to be written now, in the zone of now, and, if
// not, when to look again; zero for when there is other news.
func Due(rhythm Rhythm, told store.Told, news News, now time.Time) (write bool, again time.Time) {
	fresh := Fresh(told, news)
	if rhythm == Never || !rhythm.Known() || len(fresh) == 0 && news.Changes == 0 {
		return false, time.Time{}
	}
	if slices.ContainsFunc(fresh, func(d Duty) bool { return d.Urgent }) {
		return true, time.Time{}
	}
	since := told.Since
	if since.IsZero() {
		since = now
	}
	at := since.Add(burst)
	if rhythm != AtOnce {
		at = nextDigest(rhythm, since)
	}
	return !now.Before(at), at
}

// nextDigest is the first morning of the rhythm after an instant, in its zone.
func nextDigest(rhythm Rhythm, after time.Time) time.Time {
	year, month, day := after.Date()
	for ; ; day++ {
		at := time.Date(year, month, day, morning, 0, 0, 0, after.Location())
		if at.After(after) && (rhythm == Daily || at.Weekday() == digestsDay) {
			return at
		}
	}
}
