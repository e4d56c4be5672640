package office

import (
	"net/url"
	"strings"

	"entente/feature"
	"entente/ui"
)

// A packView is what is handed over, by sort.
type packView struct {
	Groups []packGroup
	Empty  ui.Empty
}

type packGroup struct {
	ID, Title, Count string
	Rows             []packRow
}

type packRow struct {
	Link   ui.Link
	Beside string
	Due    string
}

type leaveView struct {
	Offices  facet
	Lead     ui.Notice
	Form     ui.Form
	Pack     packView
	PackHead string
}

func (d *dutyDesk) leavePage(l leaving) (ui.Page, error) {
	title := ui.Plain(d.Say("Leave an office"))
	if l.Office == "" {
		return notice(d.Say("Leave an office"), ui.Notice{Sentence: d.Say("You act for no office."), Then: d.Say("There is nothing to hand over.")}), nil
	}
	items, err := d.pack(l.Office)
	if err != nil {
		return ui.Page{}, err
	}
	view := leaveView{
		Offices: facet{Title: d.Say("Office")}, PackHead: d.Say("What the successor receives"), Pack: packOf(d.Reading, items), Form: d.leaveForm(l, items),
		Lead: ui.Notice{Sentence: d.Say("What stands below goes to the successor with your note."),
			Then: d.Say("From that day they act for the office and you do not. Duties that you took wait for the office again, tokens for it end at once, and the history keeps what you wrote.")},
	}
	for _, o := range d.Person.Offices {
		link := ui.Link{Words: called(d.Reading, d.known, o.Code), Href: "/office/leave?office=" + url.QueryEscape(o.Code), Current: o.Code == l.Office}
		counted := counted{Link: link}
		if o.Deputy {
			counted.Count = d.Say("Deputy")
		}
		view.Offices.Links = append(view.Offices.Links, counted)
	}
	var labels [][]byte
	for _, item := range items {
		labels = append(labels, item.Label)
	}
	return ui.Page{Title: title, Main: view.show(), Labels: labels}, nil
}

// countDrafts is how many drafts stand in a pack.
func (d *dutyDesk) countDrafts(items []packed) (n int64) {
	for _, item := range items {
		if item.What == DraftItem {
			n++
		}
	}
	return n
}

func (d *dutyDesk) leaveForm(l leaving, items []packed) ui.Form {
	field := func(id, label, hint string, input ui.Input) ui.Field {
		f := ui.Field{ID: id, Label: label, Hint: hint, Input: input}
		if problem := l.Problems[id]; problem != "" {
			f.Errors = []string{problem}
		}
		return f
	}
	to := field("to", d.Say("Who takes over"), "", ui.Select{Name: "to", Options: d.successors(l.To)})
	to.Must = d.Say("required")
	day := field("day", d.Say("First day of the successor"), d.Say("The day begins and ends where the office is."), ui.TextInput{Name: "day", Type: "date", Value: l.Day, Short: true})
	day.Must = d.Say("required")
	note := field("note", d.Say("Note to the successor"),
		d.Say("It never leaves this node. Everybody of our side who signs in here can read it, like every record of ours; the successor finds it among their duties until they have read it."),
		ui.TextInput{Name: "note", Lines: 5, Value: l.Note, Language: string(d.Language)})
	note.Wide = true
	form := ui.Form{
		Action: "/office/leave", Hidden: []ui.Hidden{{Name: "office", Value: l.Office}},
		Buttons: []ui.Button{{Words: d.Say("Hand over the office"), Look: ui.Primary}},
	}
	fields := []ui.Field{to, day, note}
	if n := d.countDrafts(items); n > 0 {
		fields = append(fields, ui.Field{ID: "drafts", Label: d.Say("Drafts"), Hint: d.Say("Nobody else has seen them."), Wide: true, Input: ui.Choices{Name: "drafts", Many: true,
			Options: []ui.Option{{Value: "give", Words: d.Count("Give {n} draft to the successor at once|Give {n} drafts to the successor at once", n), Chosen: !l.KeepDrafts}}}})
	}
	for _, f := range fields {
		form.Parts = append(form.Parts, f.Show())
		for _, problem := range f.Errors {
			form.Summary.Problems = append(form.Summary.Problems, ui.To("#"+f.ID, d.Say("{what}: {text}", "what", f.Label, "text", problem)))
		}
	}
	if len(form.Summary.Problems) > 0 {
		form.Summary.Sentence = d.Say("Nothing was handed over yet.")
		form.Summary.Kept = d.Say("What you typed is still here.")
	}
	if len(d.successors("")) == 1 {
		form.Note = d.Say("Nobody else has an account on this node: the operator makes one.")
	}
	return form
}

// packOf shows what is handed over, by sort, in the order of the sorts.
func packOf(in *feature.Reading, items []packed) packView {
	view := packView{Empty: ui.Empty{Sentence: in.Say("Nothing stands open."), Why: in.Say("The note is then all that the successor receives.")}}
	for _, sort := range What("").Options() {
		group := packGroup{ID: sort.Value, Title: in.Say(sort.Title)}
		for _, item := range items {
			if string(item.What) == sort.Value {
				group.Rows = append(group.Rows, packRow{item.Link, item.Beside, in.Date(item.Due)})
			}
		}
		if len(group.Rows) > 0 {
			group.Count = in.Count("{n} entry|{n} entries", int64(len(group.Rows)))
			view.Groups = append(view.Groups, group)
		}
	}
	return view
}

// packedOf is a pack as it was written down.
func packedOf(items []Item) []packed {
	var all []packed
	for _, item := range items {
		link := ui.Link{Words: ui.Plain(item.Words)}
		link.Href = within(item.Address)
		all = append(all, packed{item.What, link, "", item.Due, nil})
	}
	return all
}

// within is an address out of a record if it is one of this site, or nothing: a
// browser leaves for another site at two slashes, and takes a backslash for one.
func within(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.Contains(address, `\`) {
		return ""
	}
	if _, err := url.Parse(address); err != nil {
		return ""
	}
	return address
}
