package web

import (
	"entente/record"
	"entente/ui"
)

// A pairView is what a record's page says of its counterpart.
type pairView struct {
	Sentence string
	To       ui.Link
	Where    ui.Status
	Ahead    movedView
	Gained   movedView
	Take     *ui.Form
}

// A movedView is what one side gained since the two texts last met.
type movedView struct {
	Status  ui.Status
	Changes []ui.Change
}

func (read *readRecord) pairViews(pairs []pair) (views []pairView) {
	for _, p := range pairs {
		views = append(views, read.pairView(p))
	}
	return views
}

func (read *readRecord) pairView(p pair) pairView {
	view := pairView{
		Sentence: read.say("Released to {channel} as", "channel", read.hear(p.Into.Name).Text),
		To:       ui.Link{Words: read.titleOf(p.Shared), Href: recordPath(p.Shared.Channel, p.Shared.ID)},
		Where:    ui.Status{Glyph: ui.Rightward, Word: read.say("revision {n}", "n", numbered(p.Shared.Revision.Revision))},
	}
	if !read.Channel.Private {
		view.Sentence = read.say("Your private text:")
		view.To = ui.Link{Words: read.titleOf(p.Private), Href: recordPath(p.Private.Channel, p.Private.ID)}
		view.Where = ui.Status{Glyph: ui.Lock, Tone: ui.Warn, Word: read.say("{partner} only", "partner", read.code(read.Us))}
	}
	view.Ahead = read.moved(p.Ahead)
	if n := len(view.Ahead.Changes); n > 0 {
		view.Ahead.Status = ui.Status{Glyph: ui.Pen, Tone: ui.Act, Word: read.Count("Your private text has moved on since: {n} change|Your private text has moved on since: {n} changes", int64(n))}
	} else {
		view.Ahead.Status = ui.Status{Glyph: ui.Tick, Word: read.say("Your private text has not changed since.")}
	}
	if view.Gained = read.moved(p.Gained); len(p.Gained) > 1 {
		view.Gained.Status = ui.Status{Glyph: ui.Leftward, Tone: ui.Act, Word: read.Count("The shared text has gained {n} revision since|The shared text has gained {n} revisions since", int64(len(p.Gained)-1))}
		view.Take = read.takeForm(p)
	}
	return view
}

// moved compares the first of some steps with the last.
func (read *readRecord) moved(steps []step) (view movedView) {
	if len(steps) < 2 || steps[0].Fields == nil || steps[len(steps)-1].Fields == nil {
		return view
	}
	view.Changes = differences(read.reader, steps[0].Fields, steps[len(steps)-1].Fields, read.name)
	return view
}

// takeForm offers what the shared text gained, member by member.
func (read *readRecord) takeForm(p pair) *ui.Form {
	kind, known := read.Kinds.Lookup(p.Shared.Kind)
	if !known {
		return nil
	}
	form := &ui.Form{
		Action: recordPath(p.Private.Channel, p.Private.ID) + "/take-over",
		Hidden: []ui.Hidden{
			{Name: "wide", Value: p.Shared.Channel.String()},
			{Name: "revision", Value: numbered(p.Private.Revision.Revision)},
			{Name: "shared", Value: numbered(p.Shared.Revision.Revision)},
		},
		Buttons: []ui.Button{{Words: read.say("Take over these changes")}},
		Note:    read.say("What is not ticked stays as you have it."),
	}
	if len(p.Members) == 0 {
		form.Buttons[0].Words = read.say("Keep ours as it is")
		form.Note = read.say("Nothing of it is otherwise than in your text.")
		return form
	}
	var options []ui.Option
	for _, name := range p.Members {
		words := read.titles(kind.Titles(name))
		if words == "" {
			words = name
		}
		options = append(options, ui.Option{Value: name, Words: words, Chosen: true})
	}
	form.Parts = append(form.Parts, ui.Field{ID: "take", Label: read.say("Fields"), Wide: true, Input: ui.Choices{Name: "member", Many: true, Options: options}}.Show())
	return form
}

// pairFields are all that the section of the counterpart shows, to be looked up.
func pairFields(pairs []pair) (shown [][]field) {
	for _, p := range pairs {
		for _, steps := range [][]step{p.Ahead, p.Gained} {
			for _, step := range steps {
				shown = append(shown, step.Fields)
			}
		}
	}
	return shown
}

// stepLabels are the labels of what it shows.
func stepLabels(pairs []pair) (labels [][]byte) {
	for _, p := range pairs {
		for _, steps := range [][]step{p.Ahead, p.Gained} {
			for _, step := range steps {
				labels = append(labels, step.Label)
			}
		}
	}
	return labels
}

// worksPrivately reports whether somebody of ours may begin to.
func (read *readRecord) worksPrivately(pairs []pair, private record.ChannelID) bool {
	kind, known := read.Kinds.Lookup(read.Record.Kind)
	return known && kind.HasForm() && !private.IsZero() && read.Channel.ID != private && read.Fields != nil && len(pairs) == 0
}
