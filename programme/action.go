package programme

import "entente/record"

// Action is what somebody undertook to do, in a review or a consultation. One
// that is not closed is carried over: the next one names it in CarriedFrom.
type Action struct {
	Title       record.Text  `json:"title" is:"required column sort search" en:"Title"`
	Of          record.Ref   `json:"of" to:"*" is:"required column filter" en:"Of"`
	Owners      []Owner      `json:"owners" en:"Owners"`
	Due         record.Date  `json:"due" is:"column sort" en:"Due"`
	Status      ActionStatus `json:"status" is:"required column filter" en:"Status"`
	Evidence    record.Text  `json:"evidence" is:"search" en:"Evidence"`
	CarriedFrom record.Ref   `json:"carriedFrom" to:"programme/action" en:"Carried over from"`
	record.Basics
}

// ActionStatus is what became of an action.
type ActionStatus string

// Options are what can become of an action; a partner may send others.
func (ActionStatus) Options() []record.Option {
	return record.OneOf("open: Open", "done: Done", "dropped: Dropped")
}

// Actions is the kind programme/action.
var Actions = record.Declare(record.Of[Action]{
	Name: "programme/action", Version: 1,
	Title: "Action|Actions", Sort: "due",
})
