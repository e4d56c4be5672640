package web

import (
	"errors"
	"strings"

	"github.com/a-h/templ"

	"entente/feature"
	"entente/label"
	"entente/record"
	"entente/store"
	"entente/ui"
)

// page is the page of the form as it stands.
func (e *editing) page(in *opening, policies label.Policies) (ui.Page, error) {
	e.seed()
	if err := e.offer(in.Tx); err != nil {
		return ui.Page{}, err
	}
	if err := e.mark(in.Tx, policies, in.Now); err != nil {
		return ui.Page{}, err
	}
	marked, err := e.label()
	if err != nil && e.Marker != nil { // the page is marked as what it had
		marked, err = e.Marker.Own, nil
	}
	if err == nil {
		e.Labels = append(e.Labels, marked)
	}
	e.place()
	form := e.form()
	view := formView{Notices: e.overtaken(), Form: form}
	if e.Earlier != nil {
		view.Notices = append(view.Notices, ui.Notice{Sentence: e.say("A draft of yours about this is kept since {time}.", "time", e.moment(e.Earlier.Kept))})
		view.Resume = ui.To(e.draftAddress(*e.Earlier), e.say("Go on with the draft"))
	}
	page := ui.Page{
		Title: ui.Plain(e.say("New: {kind}", "kind", e.kindName(e.Kind.Name()))), Trail: []ui.Link{{Words: e.hear(e.Channel.Name), Href: "/records"}},
		Main: view.show(), Aside: e.aside(in), Labels: e.Labels,
	}
	if e.Record != nil {
		page.Title = ui.Plain(e.say("Edit: {kind}", "kind", e.kindName(e.Kind.Name())))
		page.Kind = e.say("from revision {n}", "n", numbered(e.From))
		page.Trail = append(page.Trail, ui.Link{Words: e.titleOf(*e.Record), Href: e.scene.page(e.ID)})
	}
	return page, nil
}

// seed gives every list of single answers an input to begin with, and the list
// that is to grow another item.
func (e *editing) seed() {
	for _, o := range e.Kind.Outline() {
		if o.Item != nil && !o.Single && o.Item.Members == nil && e.Typed.items(o.Name) == 0 {
			e.grow(o, o.Name)
		}
	}
}

// grow adds an item to a list.
func (e *editing) grow(o record.Outline, path string) {
	n := e.Typed.items(path) + 1
	if n > mostItems {
		return
	}
	item := *o.Item
	item.Name = numbered(n)
	for _, q := range questions([]record.Outline{item}, path, func(string) int { return 0 }) {
		for _, name := range q.names() {
			e.Typed[name] = ""
		}
	}
}

// add grows the list at a path and puts the cursor there.
func (e *editing) add(path string) {
	outlines := e.Kind.Outline()
	for segment := range strings.SplitSeq(path, ".") {
		for _, o := range outlines {
			switch {
			case o.Name != segment:
			case o.Item != nil && inside("", o.Name) == path:
				e.grow(o, path)
				e.Added = inside(path, numbered(e.Typed.items(path)))
				return
			case o.Members != nil:
				outlines = o.Members
			}
		}
	}
}

func (e *editing) form() ui.Form {
	form := ui.Form{
		Action: e.address, Summary: e.summary(e.keptWords()),
		Hidden: []ui.Hidden{{Name: inputVersion, Value: numbered(e.Kind.Version())}, {Name: inputFrom, Value: numbered(e.From)}, {Name: inputID, Value: e.ID.String()}, feature.MarkingAsked(inputMarking)},
		Parts:  append(e.sections(), e.markingFields()...),
		Buttons: []ui.Button{
			{Words: e.say("Save"), Name: inputDo, Value: doSave, Look: ui.Primary},
			{Words: e.say("Keep as draft"), Name: inputDo, Value: doDraft},
			{Words: e.say("Cancel"), Href: e.leave(), Look: ui.Quietly},
		},
		Note: e.say("Saved at once; every member of the channel receives it when its node next answers."),
	}
	if e.Record != nil {
		form.Buttons[0].Words = e.say("Save revision {n}", "n", numbered(e.From+1))
	}
	if e.private {
		form.Note = e.say("Saved in the private channel; nobody else receives it.")
	}
	return form
}

// leave is where a reader goes who sends nothing.
func (e *editing) leave() string {
	if e.Record != nil {
		return e.scene.page(e.ID)
	}
	return "/records?channel=" + e.Channel.ID.String()
}

func (e *editing) keptWords() string {
	if !e.kept {
		return e.say("What you typed stands below. It is too much to be kept as a draft.")
	}
	return e.say("Nothing that you typed is lost: it is kept as your draft.")
}

// aside says who will see what is written, and what the reader has changed.
func (e *editing) aside(in *opening) templ.Component {
	us := e.partner(e.reader, in.Self)
	readers := ui.Readers{Title: e.say("Who will see this"), Partners: e.members(),
		Sentence: e.say("Channel {channel}: all its members, under the marking that you choose.", "channel", e.hear(e.Channel.Name).Text)}
	if e.private {
		readers.Partners, readers.Only = nil, e.say("{partner} only", "partner", us.Code)
		readers.Sentence = e.say("The private channel of this node. A release shows exactly what leaves it.")
	} else if e.Record == nil {
		readers.Else = ui.To(newAddress(in.Private, e.Kind.Name()), e.say("Write it for {partner} only", "partner", us.Code))
	}
	parts := []templ.Component{readers.Show()}
	if changes := e.changes(); len(changes) > 0 && e.Record != nil {
		parts = append(parts, changedView{Title: e.say("What you changed"), Changes: changes}.show())
	}
	return sequence(parts...)
}

// changes are the answers that differ from what is stored.
func (e *editing) changes() []ui.Change {
	if e.Stored == nil {
		return nil
	}
	stored := answersOf(e.Kind, e.Stored)
	var changes []ui.Change
	for _, q := range questions(e.Kind.Outline(), "", e.Typed.items) {
		before, after := stored.whole(q), e.Typed.whole(q)
		if before != after && e.Typed.has(q) {
			changes = append(changes, ui.Change{Field: e.titles(e.Kind.Titles(q.Path)), Pieces: ui.Differences(beginningOf(e.shownAnswer(q, before)), beginningOf(e.shownAnswer(q, after)))})
		}
	}
	return changes
}

// beginningOf is as much of a text as a panel has room for.
func beginningOf(text string) string {
	const room = 400
	characters := 0
	for at := range text {
		if characters++; characters > room {
			return text[:at] + "…"
		}
	}
	return text
}

// closed says why a record cannot be edited here, and what can be done.
func (e *editing) closed() ui.Page {
	notice := ui.Notice{Tone: ui.Warn, Sentence: e.say("This version of the program cannot write this record."),
		Then: e.say("Its kind or version is not known here, or a part of its text is missing. Nothing was changed.")}
	if kind, known := e.Kinds.Lookup(e.Record.Kind); known && !kind.Writable() {
		notice = ui.Notice{Tone: ui.Act, Sentence: e.say("Records of this kind are written on pages of their own."),
			Then: e.say("The page on which it came to be changes it too. Nothing was changed.")}
	}
	if e.Record.Partner != e.Us {
		notice = ui.Notice{Tone: ui.Act, Sentence: e.say("{partner} holds the pen of this record.", "partner", e.partner(e.reader, e.Record.Partner).Code),
			Then: e.say("Only its holder writes the next revision. You can comment on the record, or write one of your own that names it.")}
	}
	return ui.Page{
		Title: e.titleOf(*e.Record), Kind: e.kindName(e.Record.Kind), Trail: []ui.Link{{Words: e.titleOf(*e.Record), Href: e.scene.page(e.ID)}},
		Main: notice.Show(), Labels: e.Labels,
	}
}

// resume takes up the draft that the address asks for, or finds that there is one.
func (e *editing) resume(in *opening) error {
	draft, err := in.Tx.Draft(in.Person.Account, in.Channel.ID, e.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if in.Query.Get("draft") == "" {
		e.Earlier = &draft
		return nil
	}
	return e.takeUp(in.Tx, draft)
}
