package office

import "entente/record"

// Watch says that an office wants to know what becomes of a record. Seen is the
// revision up to which it has read it.
type Watch struct {
	Title   record.Text `json:"title" is:"column search sensitive" en:"Title"`
	Record  record.Ref  `json:"record" to:"*" is:"required filter sensitive" en:"Record"`
	Channel string      `json:"channel" is:"required sensitive" max:"64" en:"Channel"`
	Office  string      `json:"office" is:"required column filter" max:"64" en:"Office"`
	Seen    int64       `json:"seen" en:"Read up to revision"`
	Ended   bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Watches is the kind office/watch.
var Watches = record.Declare(record.Of[Watch]{
	Name: "office/watch", Version: 1, Title: "Watched record|Watched records", Made: record.ByOwnPages, OwnSide: true,
})

// View is a list with its filters that an office has given a name.
type View struct {
	Title   record.Text `json:"title" is:"required column search" max:"200" en:"Title"`
	Address string      `json:"address" is:"required sensitive" max:"1000" en:"Address"`
	Office  string      `json:"office" is:"required column filter" max:"64" en:"Office"`
	Ended   bool        `json:"ended" is:"filter" en:"Ended"`
	record.Basics
}

// Views is the kind office/view.
var Views = record.Declare(record.Of[View]{
	Name: "office/view", Version: 1, Title: "Saved view|Saved views", Made: record.ByOwnPages, OwnSide: true,
})
