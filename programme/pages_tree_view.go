package programme

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"entente/record"
	"entente/ui"
)

// treeView is an edition as its page shows it.
type treeView struct {
	Facts       []ui.Fact
	Notices     []ui.Notice
	Links       []ui.Link
	LinksAre    string
	Count       string
	Unassessed  string
	Empty       *ui.Empty
	Table       ui.Table
	Edition     editionView // what sources say of it, and its note
	SourcesAre  string
	SourceCount string
}

func (l *listing) treeView(edition editionView, step Step, t gathered) treeView {
	view := treeView{
		Facts: l.acts(step), Edition: edition, LinksAre: l.Say("Branches"), SourcesAre: l.Say("Note and sources"),
		Count:       l.Count("{n} activity|{n} activities", int64(beneath(t.Nodes))),
		SourceCount: l.sourceCount(len(step.Sources) + claimed(step.Claims)),
	}
	view.Edition.Pairs = append([]ui.Pair{{Term: l.Say("Record"), Value: edition.Title.Show()}}, l.beside(step.Edition.Value)...)
	if l.unreadable > 0 {
		view.Notices = append(view.Notices, l.unreadableNotice())
	}
	if t.Cut {
		view.Notices = append(view.Notices, ui.Notice{Tone: ui.Warn, Sentence: l.Say("This edition holds more than one page can."),
			Then: l.Say("The counts are of what is here. The lists of records show the rest.")})
	}
	if t.CutRows {
		view.Notices = append(view.Notices, ui.Notice{Tone: ui.Warn, Sentence: l.Say("Only the first {n} rows are shown.", "n", l.Number(mostRows)),
			Then: l.Say("Close branches to see the others.")})
	}
	if len(t.Nodes) == 0 {
		view.Empty = &ui.Empty{Sentence: l.Say("Nothing is recorded in this edition."), Why: l.Say("Import a file of areas, objectives, goals or activities, or wait for what the partners write.")}
		return view
	}
	if !slices.ContainsFunc(t.Rows, func(r openRow) bool { return len(r.Said) > 0 }) {
		view.Unassessed = l.Say("No partner has assessed what is shown here.")
	}
	if len(branchKeys(t.Nodes, nil)) > 0 {
		view.Links = []ui.Link{ui.To(l.At("open", openAll), l.Say("Open all")), ui.To(l.At("open", ""), l.Say("Close all"))}
	}
	view.Table = l.treeTable(t)
	return view
}

func (l *listing) treeTable(t gathered) ui.Table {
	table := ui.Table{Caption: l.Say("Objectives, goals, activities"), Heads: []ui.Head{{Words: l.Say("Objectives, goals, activities")}, {Words: l.Say("Kind")}}}
	for _, partner := range t.Partners {
		table.Heads = append(table.Heads, ui.Head{Words: l.Say("Status: {partner}", "partner", l.Partner(partner).Code)})
	}
	table.Heads = append(table.Heads, ui.Head{Words: l.Say("Date")}, ui.Head{Words: l.Say("Owner or pen")})
	rows := ui.Rows{}
	for _, r := range t.Rows {
		cells := []templ.Component{l.branch(r, t).Show(), ui.Words(l.kindOf(r.Node))}
		for i, partner := range t.Partners {
			cells = append(cells, l.opinion(r.Node, i, partner))
		}
		rows.Rows = append(rows.Rows, ui.Row{Cells: append(cells, l.dates(r.Node), l.owners(r.Node, t.Partners))})
	}
	table.Groups = []ui.Rows{rows}
	return table
}

// emSpace is as wide as a letter is high, and is kept at the start of a line.
const emSpace = "\u2003"

func (l *listing) branch(r openRow, t gathered) ui.Branch {
	v := ui.Branch{
		Indent: strings.Repeat(emSpace, r.Depth), Number: r.Number(), Strong: r.Area != nil || r.Objective != nil || r.Ref.IsZero(),
		Title: ui.Link{Words: l.Hear(r.Title()), Href: l.Record(r.Ref.ID)},
	}
	switch {
	case r.Absent:
		v.Title, v.Absent = l.names[r.Ref.ID], l.Say("not in this edition")
	case r.Ref.IsZero():
		v.Title = ui.Link{Words: ui.Plain(l.Say("In no area"))}
	}
	for _, ref := range r.Missing {
		v.Missing = append(v.Missing, l.names[ref.ID])
	}
	if len(v.Missing) > 0 {
		v.Absent = l.Say("names what is not in this edition:")
	}
	if r.Activity != nil {
		return v
	}
	v.Anchor = "n" + r.Key
	if v.Count = l.Count("{n} activity|{n} activities", int64(r.Activities)); r.Activities == 0 {
		v.Count = l.Say("no activity recorded")
	}
	if len(r.Children) > 0 && !r.Absent {
		v.Open = t.Open.has(r.Key)
		v.Do = l.Say("Show what is under it")
		if v.Open {
			v.Do = l.Say("Hide what is under it")
		}
		v.Toggle = l.At("open", t.Open.toggled(r.Key, t.Nodes)) + "#" + v.Anchor
	}
	return v
}

// kindOf is the level of a node, of an activity its sort.
func (l *listing) kindOf(n Node) string {
	if n.Activity != nil {
		return l.option(string(n.Activity.Value.Type), n.Activity.Value.Type.Options())
	}
	for _, kind := range []*record.Kind{Areas.Kind, Objectives.Kind, Goals.Kind} {
		if kind.Name() == n.Ref.Kind {
			one, _ := kind.Title()
			return l.Say(one)
		}
	}
	return ""
}

// A dateView is when something is or is to be.
type dateView struct{ Date, What string }

// dates of an activity, or by when a goal is to be reached. What has none has
// an empty cell, which a phone leaves out.
func (l *listing) dates(n Node) templ.Component {
	if n.Activity != nil {
		if a := n.Activity.Value; !a.Starts.IsZero() || !a.Ends.IsZero() {
			return dateView{Date: l.Dates(a.Starts, a.Ends)}.show()
		}
	}
	if n.Goal != nil && !n.Goal.Value.TargetDate.IsZero() {
		return dateView{l.Date(n.Goal.Value.TargetDate), l.Say("Target date")}.show()
	}
	return templ.NopComponent
}

// unreadableNotice says how much is here and cannot be shown.
func (l *listing) unreadableNotice() ui.Notice {
	return ui.Notice{
		Sentence: l.Count("{n} record cannot be shown here.|{n} records cannot be shown here.", int64(l.unreadable)),
		Then:     l.Say("They are of a version that this node does not know, or their text is not here. They are kept and verified as they are."),
	}
}
