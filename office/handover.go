package office

import "entente/record"

// Handover is what somebody who leaves an office gives to who comes after them.
// What was open is written down as it was then; what is open now stands on the
// successor's own pages.
type Handover struct {
	Title  record.Text `json:"title" is:"required column search" en:"Title"`
	Office string      `json:"office" is:"required column filter" max:"64" en:"Office"`
	Leaver string      `json:"leaver" is:"required sensitive" max:"64" en:"Handed over by"`
	To     string      `json:"to" is:"required sensitive" max:"64" en:"Handed over to"`
	Day    record.Date `json:"day" is:"required column sort" en:"First day of the successor"`
	Note   record.Text `json:"note" is:"sensitive" en:"Note to the successor"`
	Items  []Item      `json:"items" is:"sensitive" en:"What was open"`
	Read   bool        `json:"read" is:"filter" en:"Read by the successor"`
	record.Basics
}

// Item is one thing that was open.
type Item struct {
	What    What        `json:"what" is:"required" en:"Sort of thing"`
	Words   string      `json:"words" is:"required" max:"1000" en:"What"`
	Address string      `json:"address" max:"1000" en:"Address"`
	Due     record.Date `json:"due" en:"Due"`
	record.Extra
}

// What says what sort of thing was open.
type What string

// The sorts of things that are handed over.
const (
	LateDuty  What = "late"
	DueDuty   What = "deadline"
	OtherDuty What = "duty"
	DraftItem What = "draft"
	PenItem   What = "pen"
	WatchItem What = "watch"
	ViewItem  What = "view"
	ContactTo What = "contact"
)

// Options are the sorts, in the order of a pack.
func (What) Options() []record.Option {
	return record.OneOf("late: Late", "deadline: Running deadlines and promises", "duty: Other duties", "draft: Drafts",
		"pen: Records written for the office", "watch: Watched records", "view: Saved views", "contact: Contacts at the partners")
}

// Handovers is the kind office/handover.
var Handovers = record.Declare(record.Of[Handover]{
	Name: "office/handover", Version: 1, Title: "Handover|Handovers", Sort: "-day", Made: record.ByOwnPages, OwnSide: true,
})
