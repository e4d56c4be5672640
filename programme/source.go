package programme

import "entente/record"

// Source is where a statement comes from. Its subject may be a record of any
// kind; Field narrows it to one member of that record ("signed"), and States is
// what the source says of it, which may differ from what the record holds.
type Source struct {
	About     record.Ref  `json:"about" to:"*" is:"required column filter" en:"About"`
	Publisher string      `json:"publisher" is:"required column filter sort search" en:"Publisher"`
	Field     string      `json:"field" is:"column" en:"Field"`
	States    record.Text `json:"states" is:"column search" en:"States"`
	URL       record.URL  `json:"url" en:"Address"`
	Published record.Date `json:"published" is:"column sort" en:"Published"`
	Certainty Certainty   `json:"certainty" is:"column filter" en:"Certainty"`
	Note      record.Text `json:"note" is:"search" en:"Note"`
	record.Basics
}

// Certainty is how far a statement can be relied on.
type Certainty string

// The certainties. An empty one was not judged.
const (
	Confirmed    Certainty = "confirmed"
	SingleSource Certainty = "single-source"
	Uncertain    Certainty = "uncertain"
)

// Options are the certainties; a partner may send others.
func (Certainty) Options() []record.Option {
	return record.OneOf("confirmed: Confirmed", "single-source: Single source", "uncertain: Uncertain")
}

// Sources is the kind programme/source.
var Sources = record.Declare(record.Of[Source]{
	Name: "programme/source", Version: 1,
	Title: "Source|Sources", Sort: "publisher",
	Check: checkSource,
})

// checkSource wants a member to be named with what is stated of it, since a
// claim about one member without its content tells a reader nothing.
func checkSource(s Source) record.Problems {
	if s.Field != "" && s.States.IsZero() {
		return record.Problems{record.Wrong("states", "What the source states is missing although a field is named.")}
	}
	return nil
}
