package programme

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"entente/record"
	"entente/ui"
)

// yearsView is the programme by year as its page shows it.
type yearsView struct {
	Notices  []ui.Notice
	Jump     []ui.Link
	Table    ui.Table
	Empty    *ui.Empty
	Older    string // address of what is older
	OlderIs  string
	Newest   bool // whether there is newer on another page
	NewestIs ui.Link
}

// years turns facts into a table, the newest year first.
func (l *listing) years(years []Year) yearsView {
	view := yearsView{OlderIs: l.Say("Older facts"), NewestIs: ui.To(l.At("after", ""), l.Say("Newest facts"))}
	if l.unreadable > 0 {
		view.Notices = append(view.Notices, l.unreadableNotice())
	}
	if len(years) == 0 {
		view.Empty = &ui.Empty{Sentence: l.Say("No activity is recorded in this channel."), Why: l.Say("Import a file of activities, or wait for what the partners write.")}
	}
	view.Table = ui.Table{Caption: l.Say("Programme by year"), Heads: []ui.Head{
		{Words: l.Say("Date")}, {Words: l.Say("Fact")}, {Words: l.Say("Area or theme")}, {Words: l.Say("Certainty")}, {Words: l.Say("Sources")},
	}}
	for _, year := range slices.Backward(years) {
		group := ui.Rows{ID: "y" + strconv.Itoa(year.Year), Title: l.yearTitle(year.Year), Count: l.Count("{n} fact|{n} facts", int64(len(year.Facts)))}
		for _, fact := range slices.Backward(year.Facts) {
			group.Rows = append(group.Rows, l.row(fact))
		}
		view.Table.Groups = append(view.Table.Groups, group)
		view.Jump = append(view.Jump, ui.To("#"+group.ID, group.Title))
	}
	return view
}

func (l *listing) yearTitle(year int) string {
	if year == 0 {
		return l.Say("Year not known")
	}
	date, err := record.ParseDate(strconv.Itoa(year))
	if err != nil {
		return strconv.Itoa(year)
	}
	return l.Date(date)
}

// row is one fact. Its title leads where a phone shows it as labelled values.
func (l *listing) row(fact Fact) ui.Row {
	a := fact.Activity.Value
	f := factView{
		Title: ui.Link{Words: l.Hear(a.Title), Href: l.Record(fact.Activity.ID)},
		Pen:   l.Partner(fact.Activity.Partner),
		Type:  l.option(string(a.Type), a.Type.Options()),
		Place: a.Place,
	}
	for _, claim := range fact.Claims {
		f.Claims = append(f.Claims, l.claim(claim, Activities.Kind, &a))
	}
	area := templ.Component(ui.Words(a.Theme))
	if !a.Area.IsZero() {
		area = l.names[a.Area.ID].Show()
	} else if !a.Edition.IsZero() && a.Theme == "" {
		area = l.names[a.Edition.ID].Show()
	}
	return ui.Row{Lead: 1, Cells: []templ.Component{
		ui.Words(l.Dates(a.Starts, a.Ends)),
		f.show(),
		area,
		l.certainty(fact.Certainty).Show(),
		sourceList(l.sources(fact.Sources, fact.Certainty)),
	}}
}

// A factView is the cell that says what was done.
type factView struct {
	Title       ui.Link
	Pen         ui.Partner
	Type, Place string
	Claims      []claimView
}

// A claimView is what sources say of one member of a record, side by side with
// what the record itself holds.
type claimView struct {
	Field   string
	Holds   string // what the record itself holds, in a sentence
	Sources []sourceView
}

// A sourceView is one source.
type sourceView struct {
	Publisher ui.Link
	States    ui.Said
	Note      ui.Said
	Certainty ui.Certainty
	Pen       ui.Partner
}

// sources of one fact; their certainty is said only where it is not the fact's.
func (l *listing) sources(sources []Written[Source], whole Certainty) []sourceView {
	var views []sourceView
	for _, s := range sources {
		view := sourceView{
			Publisher: ui.Link{Words: ui.Plain(s.Value.Publisher), Href: l.Record(s.ID)},
			States:    l.Hear(s.Value.States), Note: l.Hear(s.Value.Note), Pen: l.Partner(s.Partner),
		}
		if s.Value.URL != "" {
			view.Publisher.Href, view.Publisher.Away = string(s.Value.URL), true
		}
		if s.Value.Certainty != whole {
			view.Certainty = l.certainty(s.Value.Certainty)
		}
		views = append(views, view)
	}
	return views
}

// claim names the member as its kind does and says what the record has there;
// value points to that of the record.
func (l *listing) claim(c Claim, kind *record.Kind, value any) claimView {
	view := claimView{Field: c.Field, Sources: l.sources(c.Sources, "")}
	if titles := kind.Titles(c.Field); len(titles) > 0 {
		view.Field = l.Say(titles[len(titles)-1])
	}
	if held := l.held(kind, c.Field, value); held != "" {
		view.Holds = l.Say("The record holds:") + " " + held
	}
	return view
}

// held says what a record holds in a member, as a date where it is one.
func (l *listing) held(kind *record.Kind, path string, value any) string {
	column, ok := kind.Column(path)
	if !ok {
		return ""
	}
	text := column.Text(value)
	if date, err := record.ParseDate(text); err == nil {
		return l.Date(date)
	}
	return text
}

func (l *listing) certainty(c Certainty) ui.Certainty {
	level := map[Certainty]ui.Level{Confirmed: ui.Full, SingleSource: ui.Half, Uncertain: ui.Hollow, "": ui.NotJudged}
	if c == "" {
		return ui.Certainty{Word: l.Say("not judged")}
	}
	found, known := level[c]
	if !known {
		found = ui.Hollow // of a newer partner: doubt until it is understood
	}
	return ui.Certainty{Level: found, Word: l.option(string(c), c.Options())}
}

func (l *listing) option(value string, options []record.Option) string {
	for _, option := range options {
		if option.Value == value {
			return l.Say(option.Title)
		}
	}
	return value
}

func (l *listing) page(title string, main templ.Component) ui.Page {
	return ui.Page{Title: ui.Plain(title), Main: main, Aside: l.Confirmed, Labels: l.labels}
}
