package web

import (
	"entente/ui"
)

// A proposalView is an amendment under the record that it is of.
type proposalView struct {
	ID       string
	Title    string
	By       ui.Partner
	Office   string
	When     string
	State    ui.Status
	From     string // which revision it was made from
	Changes  []ui.Change
	Nothing  string
	Answer   *ui.Form // take it whole
	Decline  *ui.Form
	Declines string // words over the second
	Reason   ui.Said
}

func (read *readRecord) proposalViews() (views []proposalView) {
	for _, p := range read.Proposed {
		views = append(views, read.proposalView(p))
	}
	return views
}

func (read *readRecord) proposalView(p proposal) proposalView {
	view := proposalView{
		ID: "amendment-" + p.ID.String(), By: read.partner(read.reader, p.Partner), Office: p.Office, When: read.moment(p.At),
		Title: read.say("Amendment proposed by {partner}", "partner", read.code(p.Partner)),
		From:  read.say("made from a revision that is not here"), State: read.proposalState(p),
	}
	if p.Base > 0 {
		view.From = read.say("made from revision {n}", "n", numbered(p.Base))
		for _, step := range read.Steps {
			if step.Revision.Revision == p.Base && step.Fields != nil && p.Fields != nil {
				view.Changes = differences(read.reader, step.Fields, p.Fields, read.name)
			}
		}
	}
	if len(view.Changes) == 0 {
		view.Nothing = read.say("No difference can be shown.")
	}
	if p.Declined != nil {
		view.Reason = read.hear(p.Declined.Reason)
	}
	if p.open() && read.Record.Partner == read.Us && p.Partner != read.Us {
		read.answers(p, &view)
	}
	return view
}

func (read *readRecord) proposalState(p proposal) ui.Status {
	switch {
	case p.Taken > 0:
		return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: read.say("taken in revision {n}", "n", numbered(p.Taken))}
	case p.Declined != nil:
		return ui.Status{Glyph: ui.Cross, Tone: ui.Bad, Word: read.say("declined by {partner}, {time}", "partner", read.code(p.Declined.By), "time", read.moment(p.Declined.At))}
	case p.Base > 0 && p.Base < read.Record.Revision.Revision:
		return ui.Status{Glyph: ui.Clock, Tone: ui.Warn, Word: read.say("waits for {partner}; the record has moved on since", "partner", read.code(read.Record.Partner))}
	}
	return ui.Status{Glyph: ui.HalfRing, Tone: ui.Prop, Word: read.say("waits for {partner}, which holds the pen", "partner", read.code(read.Record.Partner))}
}

// answers are the forms of the pen-holder.
func (read *readRecord) answers(p proposal, view *proposalView) {
	to := read.page(read.Record.ID) + "/amendments/" + p.ID.String()
	hidden := []ui.Hidden{{Name: "revision", Value: numbered(read.Record.Revision.Revision)}}
	if p.Base == read.Record.Revision.Revision && p.Fields != nil {
		view.Answer = &ui.Form{Action: to, Hidden: hidden,
			Buttons: []ui.Button{{Words: read.say("Take it whole"), Name: "answer", Value: "take"}},
			Note:    read.say("Writes the next revision, which quotes the amendment."),
		}
	}
	decline := read.declineForm(to, hidden, "", nil)
	view.Decline, view.Declines = &decline, read.say("Decline it with a reason")
}

func (r reader) declineForm(to string, hidden []ui.Hidden, typed string, problems []string) ui.Form {
	form := ui.Form{Action: to, Hidden: hidden, Buttons: []ui.Button{{Words: r.say("Decline"), Name: "answer", Value: "decline"}},
		Note: r.say("All members read the reason.")}
	form.Parts = append(form.Parts, ui.Field{ID: "reason", Label: r.say("Reason for declining"), Must: r.say("required"), Errors: problems, Wide: true,
		Input: ui.TextInput{Name: "reason", Value: typed, Lines: 3}}.Show())
	return form
}
