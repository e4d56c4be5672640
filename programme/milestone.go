package programme

import "entente/record"

// Milestone is a point on the way of a goal or an activity that either was
// reached or was not, with what shows it.
type Milestone struct {
	Title    record.Text `json:"title" is:"required column sort search" en:"Title"`
	Of       record.Ref  `json:"of" to:"programme/goal programme/activity" is:"required column filter" en:"Of"`
	Due      record.Date `json:"due" is:"column sort" en:"Due"`
	Done     record.Date `json:"done" is:"column sort" en:"Reached on"`
	Evidence record.Text `json:"evidence" is:"search" en:"Evidence"`
	URL      record.URL  `json:"url" en:"Address"`
	record.Basics
}

// Milestones is the kind programme/milestone. One may be reached before it is
// due or long after, so the order of its dates is nobody's mistake.
var Milestones = record.Declare(record.Of[Milestone]{
	Name: "programme/milestone", Version: 1,
	Title: "Milestone|Milestones", Sort: "due",
})
