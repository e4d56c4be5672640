package ui

import (
	"time"

	"entente/record"
)

// A Timeline is a drawing of when things were, in lanes over whole years. It
// shows nothing that does not stand in a table beside it: labels that have no
// room are left out.
type Timeline struct {
	ID          string // its parts' ids begin with it
	Title, Desc string // for those who listen
	From, To    int    // the first year and the one after the last
	Now         record.Date
	Today       string // word at the line of today
	Lanes       []Lane
}

// A Lane is one row of a timeline with all that happened in it.
type Lane struct {
	Title   Said
	Count   string
	Moments []Moment
}

// A Moment is one thing of a lane. What is known to the day or the month is a
// diamond, what is known to the year only a bar with ends, what lasted a bar;
// the end of one that is Open is not known and fades into hatching.
type Moment struct {
	Label  Said
	Heard  string // title and date in words
	Href   string
	Starts record.Date
	Ends   record.Date
	Open   bool
	Quiet  bool // no label: its table says what it is
	Level  Level
}

// Years is a day as years since the beginning of the calendar.
func years(d record.Date) float64 {
	year, month, day := d.Parts()
	first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	at := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return float64(year) + at.Sub(first).Hours()/24/366
}

// span is from when to when a moment is drawn.
func (m Moment) span(until float64) (from, to float64) {
	first, last := m.Starts, m.Ends
	if first.IsZero() {
		first = last
	}
	if last.IsZero() {
		last = first
	}
	from, to = years(first.Earliest()), years(last.Latest())
	if m.Open {
		to = until
	}
	return from, max(from, to)
}
