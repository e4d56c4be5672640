package web

import (
	"errors"

	"github.com/a-h/templ"

	"entente/channel"
	"entente/label"
	"entente/node"
	"entente/record"
	"entente/ui"
)

// A releaseItemView is one record of a preview.
type releaseItemView struct {
	ID       string
	Title    ui.Link
	Kind     string
	Action   ui.Status
	Note     ui.Status // not what was seen before
	Marking  ui.Pair
	Changes  []ui.Change
	Same     string // instead of changes
	Whole    string // words over all fields as they will stand
	Open     bool
	Pairs    []ui.Pair
	Behind   string
	Removals []removalView
}

// A removalView is one thing that stays behind, and why.
type removalView struct{ What, Why string }

// A refusedView is a record that cannot be released, and why.
type refusedView struct {
	Title ui.Link
	Why   string
}

// previewPage is everything that a release would do, and the choices that it has.
func (s *site) previewPage(p previewed, seen map[record.ID]string, otherwise bool) ui.Page {
	r := p.here.reader
	page := ui.Page{
		Title: ui.Plain(r.say("Preview of the release")), Labels: p.Labels,
		Kind: r.say("into {channel}", "channel", r.hear(p.wide.Name).Text),
	}
	var parts []templ.Component
	if otherwise {
		page.Status = 409
		parts = append(parts, ui.Notice{Tone: ui.Warn, Sentence: r.say("Nothing was released: it is no longer what you saw."),
			Then: r.say("Records marked below have changed since. Look at them and confirm again.")}.Show())
	}
	parts = append(parts, ui.Readers{Title: r.say("Who will have it"), Partners: p.there.members(),
		Sentence: r.say("What they have received cannot be taken back unseen.")}.Show())
	if refused := p.refusedViews(); len(refused) > 0 {
		parts = append(parts, refusedList(r.say("Cannot be released"), r.say("Nothing is released while these stand in the selection."), refused,
			p.form("/release/preview", p.without(), ui.Button{Words: r.say("Leave them out"), Look: ui.Plainly})))
	}
	for _, item := range p.Items {
		parts = append(parts, p.itemView(s.node.Policies, item).show())
	}
	parts = append(parts, p.choices(s).Show())
	if len(p.Plan.Refused) == 0 && p.changes() > 0 {
		confirm := p.form("/release", p.choice, ui.Button{Words: r.Count("Release {n} record|Release {n} records", int64(p.changes())), Look: ui.Primary})
		for id, digest := range seen {
			confirm.Hidden = append(confirm.Hidden, ui.Hidden{Name: "seen", Value: id.String() + "=" + digest})
		}
		confirm.Note = r.say("Written under your office into both ledgers.")
		parts = append(parts, confirm.Show())
	} else if len(p.Plan.Refused) == 0 {
		parts = append(parts, ui.Notice{Sentence: r.say("There is nothing to release."), Then: r.say("The other side has all of it already.")}.Show())
	}
	page.Main = sequence(parts...)
	return page
}

// form carries the choice on.
func (p previewed) form(to string, c choice, button ui.Button) ui.Form {
	form := ui.Form{Action: to, Hidden: c.hidden(), Buttons: []ui.Button{button}}
	for name, on := range map[string]bool{"external": c.External, "personal": c.Personal} {
		if on {
			form.Hidden = append(form.Hidden, ui.Hidden{Name: name, Value: "on"})
		}
	}
	if c.Marking != "" {
		form.Hidden = append(form.Hidden, ui.Hidden{Name: "marking", Value: c.Marking})
	}
	return form
}

// without is the choice without what is refused.
func (p previewed) without() choice {
	c := p.choice
	c.IDs = nil
	for _, item := range p.Items {
		c.IDs = append(c.IDs, item.Narrow)
	}
	return c
}

// choices are what a person may decide otherwise before it is released.
func (p previewed) choices(s *site) ui.Form {
	r := p.here.reader
	form := ui.Form{Action: "/release/preview", Hidden: p.choice.hidden(), Buttons: []ui.Button{{Words: r.say("Preview again")}}}
	along := ui.Choices{Name: "external", Many: true, Options: []ui.Option{{Value: "on", Words: r.say("Carry names in other systems"), Chosen: p.choice.External}}}
	people := ui.Choices{Name: "personal", Many: true, Options: []ui.Option{{Value: "on", Words: r.say("Carry personal values"), Chosen: p.choice.Personal}}}
	marking := ui.Select{Name: "marking", Options: []ui.Option{{Value: "", Words: r.say("as the private records are marked"), Chosen: p.choice.Marking == ""}}}
	for _, name := range classifications(s.node.Policies, p.wide.Charter.Ceiling) {
		marking.Options = append(marking.Options, ui.Option{Value: name, Words: name, Chosen: p.choice.Marking == name})
	}
	form.Parts = []templ.Component{ui.Folded{Title: r.say("Decide otherwise"), Open: p.toDecide(), Parts: []templ.Component{
		ui.Field{ID: "external", Label: r.say("Names in other systems"), Hint: r.say("They stay behind otherwise."), Input: along}.Show(),
		ui.Field{ID: "personal", Label: r.say("Personal values"), Hint: r.say("They stay behind otherwise."), Input: people}.Show(),
		ui.Field{ID: "marking", Label: r.say("Marking there"), Hint: r.say("never above the ceiling of the channel"), Input: marking}.Show(),
	}}.Show()}
	return form
}

// toDecide reports whether something was decided already, or has to be.
func (p previewed) toDecide() bool {
	for _, refused := range p.Plan.Refused {
		if errors.Is(refused.Err, label.ErrAbove) {
			return true
		}
	}
	return p.choice.Marking != "" || p.choice.External || p.choice.Personal
}

func (p previewed) refusedViews() (views []refusedView) {
	for _, refused := range p.Plan.Refused {
		of := p.here.Known[refused.Narrow]
		views = append(views, refusedView{ui.Link{Words: p.here.titleOf(of), Href: recordPath(of.Channel, of.ID)}, p.here.refusedRelease(refused.Err)})
	}
	return views
}

func (p previewed) itemView(policies label.Policies, item previewedItem) releaseItemView {
	r := p.here.reader
	view := releaseItemView{
		ID: "item-" + item.Narrow.String(), Kind: p.here.kindName(item.Item.Kind), Action: p.action(item),
		Title:   ui.Link{Words: p.here.titleOf(item.From), Href: recordPath(item.From.Channel, item.Narrow)},
		Marking: ui.Pair{Term: r.say("Marking there"), Value: strong(policies.Marking(item.Label, string(r.Language)).Text)},
		Pairs:   p.there.pairs(inFull(item.Fields)), Whole: r.say("All of it as it will stand there"), Open: item.Action == channel.Create,
		Behind: r.say("What stays behind"),
	}
	if item.Otherwise {
		view.Note = ui.Status{Glyph: ui.Triangle, Tone: ui.Warn, Word: r.say("changed since you saw it")}
	}
	if item.Action != channel.Create {
		if view.Changes = differences(r, item.Before, item.Fields, p.there.name); len(view.Changes) == 0 {
			view.Same = r.say("Its text there stays as it is.")
		}
	}
	for _, removal := range item.Removed {
		view.Removals = append(view.Removals, p.removal(item, removal))
	}
	return view
}

func (p previewed) action(item previewedItem) ui.Status {
	r := p.here.reader
	switch item.Action {
	case channel.Create:
		return ui.Status{Glyph: ui.Rightward, Tone: ui.Good, Word: r.say("New there")}
	case channel.Revise:
		return ui.Status{Glyph: ui.Pen, Tone: ui.Act, Word: r.say("Becomes revision {n} there", "n", numbered(item.After+1))}
	case channel.Amend:
		return ui.Status{Glyph: ui.HalfRing, Tone: ui.Prop, Word: r.say("Proposed to {partner}, which holds the pen", "partner", p.there.code(item.Pen))}
	}
	return ui.Status{Glyph: ui.Tick, Word: r.say("Nothing new: it stands there already, or is proposed")}
}

func (p previewed) removal(item previewedItem, removal channel.Removal) removalView {
	r := p.here.reader
	view := removalView{What: r.titles(item.Kind.Titles(removal.Path))}
	if view.What == "" {
		view.What = r.say("Names in other systems")
	}
	switch removal.Reason {
	case channel.StaysSensitive:
		view.Why = r.say("sensitive: it never leaves the private channel")
	case channel.StaysExternal:
		view.Why = r.say("a name in another system")
	case channel.StaysPersonal:
		view.Why = r.say("a personal value")
	case channel.StaysReference:
		view.Why = r.say("it names “{title}”, which is not released", "title", p.here.name(removal.Ref).Words.Text)
	}
	return view
}

// refusedRelease says why a record cannot be released, and what to do.
func (r reader) refusedRelease(err error) string {
	var invalid *node.Invalid
	switch {
	case errors.Is(err, channel.ErrNames):
		return r.say("A text in it names a private record by its identifier. Take that out, then release it.")
	case errors.Is(err, channel.ErrFile):
		return r.say("A release does not carry the content of files. Add the file to the released record, for the channel.")
	case errors.Is(err, channel.ErrSchema), errors.Is(err, channel.ErrReserved):
		return r.say("This version cannot read it, so nobody can say what must stay behind.")
	case errors.Is(err, label.ErrAbove), errors.Is(err, node.ErrAbove):
		return r.say("Its marking is above what the channel may hold. Choose another marking or leave it out.")
	case errors.As(err, &invalid) && len(invalid.Problems) > 0:
		return r.say("Without what stays behind it is not complete:") + " " + r.Words.Sentence(r.Language, invalid.Problems[0])
	}
	return r.say("It does not fit its counterpart there. Leave it out and look at both records.")
}

// inFull has each language of a text by itself: a reader is shown all that leaves,
// and not only what is in their own language.
func inFull(fields []field) []field {
	var all []field
	for _, f := range fields {
		text, multilingual := f.Value.(record.Text)
		if !multilingual {
			all = append(all, f)
			continue
		}
		for _, one := range []record.Text{{EN: text.EN}, {FR: text.FR}, {KO: text.KO}} {
			if !one.IsZero() {
				all = append(all, field{f.Path, f.Titles, one})
			}
		}
	}
	return all
}
