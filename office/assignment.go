package office

import (
	"entente/feature"
	"entente/record"
	"entente/ui"
)

// Assignment is what people did with a duty: one record for each duty, found by
// its name in dutyScheme and revised. It says nothing of a duty that is done.
type Assignment struct {
	Title  record.Text `json:"title" is:"required column search" en:"Duty"`
	Of     string      `json:"of" max:"64" en:"Office that it concerns"`
	Office string      `json:"office" is:"column filter" max:"64" en:"Waits for"`
	By     string      `json:"by" max:"64" en:"Passed on by"`
	Note   record.Text `json:"note" is:"sensitive" en:"Note"`
	Taker  string      `json:"taker" is:"sensitive" max:"64" en:"Taken by"`
	PutOff record.Date `json:"putOff" is:"column" en:"Put off until"`
	About  record.Ref  `json:"about" to:"*" is:"filter" en:"About"`
	record.Basics
}

// Assignments is the kind office/assignment.
var Assignments = record.Declare(record.Of[Assignment]{
	Name: "office/assignment", Version: 1, Title: "What was done with a duty|What was done with duties", Made: record.ByOwnPages, OwnSide: true,
})

// dutyScheme is where the key of a duty stands among the identifiers of its
// assignment.
const dutyScheme = "duty"

// key is that of the duty that an assignment is about.
func (a Assignment) key() string {
	for _, id := range a.External {
		if id.Scheme == dutyScheme {
			return id.Value
		}
	}
	return ""
}

// Circumstances are what Open needs to know of our own side.
type Circumstances struct {
	Today func(office string) record.Date   // the day that it is there
	Acted func(office string) bool          // anybody acts for the office now
	Acts  func(account, office string) bool // somebody acts for the office now; for any of ours if it is ""
	Name  func(account string) string       // of who took a duty
	Hear  func(record.Text) ui.Said         // as the reader hears it
}

// Open lays what people did over duties. A duty that was passed on waits for
// another office, for as long as the feature still names the one that passed it
// on. One that was put off says so until that day has come at its office. One
// that was taken by somebody who no longer acts for its office waits for the
// office again. One that waits for an office for which nobody acts, for a gap in
// its periods or because there is none such, waits for anybody. An assignment without a duty changes nothing: the duty is done.
func Open(duties []feature.Duty, assignments []Written[Assignment], c Circumstances) []feature.Duty {
	byKey := make(map[string]Written[Assignment], len(assignments))
	for _, a := range assignments {
		if key := a.Value.key(); key != "" {
			byKey[key] = a
		}
	}
	open := make([]feature.Duty, 0, len(duties))
	seen := map[string]bool{}
	for _, d := range duties {
		if seen[d.Key] {
			continue
		}
		seen[d.Key], d.Of = true, d.Office
		a, found := byKey[d.Key]
		if found = found && a.Value.Of == d.Of; found { // else what another office did with it is over
			d = c.passed(d, a)
		}
		if d.Office != "" && !c.Acted(d.Office) {
			d.Vacant, d.Office = d.Office, ""
		}
		if found {
			d = c.taken(d, a)
		}
		open = append(open, d)
	}
	return open
}

// passed says for which office a duty waits by now.
func (c Circumstances) passed(d feature.Duty, a Written[Assignment]) feature.Duty {
	d.Said = append(d.Said, a.Label)
	if a.Value.Office != "" && a.Value.Office != d.Office {
		d.Office, d.PassedBy, d.Note = a.Value.Office, a.Value.By, c.Hear(a.Value.Note)
	}
	return d
}

// taken says who took a duty, and until when it is put off.
func (c Circumstances) taken(d feature.Duty, a Written[Assignment]) feature.Duty {
	if until := a.Value.PutOff; !until.IsZero() && c.Today(d.Office).Before(until) {
		d.PutOff = until
	}
	if taker := a.Value.Taker; taker != "" && c.Acts(taker, d.Office) {
		d.Taker, d.TakenBy = taker, c.Name(taker)
	}
	return d
}
