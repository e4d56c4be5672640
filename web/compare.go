package web

import (
	"net/url"
	"strconv"

	"entente/ui"
)

// A compareView shows any two revisions of a record beside each other.
type compareView struct {
	Action    string // address of the page
	Carried   []ui.Hidden
	Title     string
	With      string
	Show      string
	From, To  []ui.Option
	Sentence  string // "" before two are chosen
	Changes   []ui.Change
	Identical string
}

// compare offers the revisions of a record, and shows those that the address
// chooses. What it does not have it does not show.
func (read *readRecord) compare(query url.Values) *compareView {
	if len(read.Steps) < 2 {
		return nil
	}
	from, to := read.chosenStep(query.Get("from"), len(read.Steps)-2), read.chosenStep(query.Get("to"), len(read.Steps)-1)
	view := &compareView{
		Action: read.page(read.Record.ID) + "#compared", Title: read.say("Compare revision"), With: read.say("with"), Show: read.say("Show differences"),
	}
	for _, name := range []string{"lang", "channel"} {
		if value := query.Get(name); value != "" {
			view.Carried = append(view.Carried, ui.Hidden{Name: name, Value: value})
		}
	}
	for i, step := range read.Steps {
		n := numbered(step.Revision.Revision)
		view.From = append(view.From, ui.Option{Value: n, Words: n, Chosen: i == from})
		view.To = append(view.To, ui.Option{Value: n, Words: n, Chosen: i == to})
	}
	if query.Get("from") == "" || query.Get("to") == "" {
		return view
	}
	view.Sentence = read.say("From revision {m} to revision {n}", "m", numbered(read.Steps[from].Revision.Revision), "n", numbered(read.Steps[to].Revision.Revision))
	if read.Steps[from].Fields == nil || read.Steps[to].Fields == nil {
		view.Identical = read.say("No difference can be shown.")
		return view
	}
	if view.Changes = differences(read.reader, read.Steps[from].Fields, read.Steps[to].Fields, read.name); len(view.Changes) == 0 {
		view.Identical = read.say("They say the same.")
	}
	return view
}

func (read *readRecord) chosenStep(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return otherwise
	}
	for i, step := range read.Steps {
		if step.Revision.Revision == n {
			return i
		}
	}
	return otherwise
}
