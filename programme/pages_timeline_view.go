package programme

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"entente/record"
	"entente/ui"
)

// timelineView is the timeline as its page shows it.
type timelineView struct {
	Notices   []ui.Notice
	Count     string
	Periods   []ui.Link
	PeriodsIs string
	Filters   ui.Filters
	Legend    legendView
	Drawing   ui.Timeline
	Empty     *ui.Empty
	TableIs   string
	Table     ui.Table
}

// A legendView says what the signs of a drawing mean.
type legendView struct {
	Levels                        []ui.Certainty
	YearOnly, EndUnknown, Letters string
}

func (l *listing) timeline(facts []Fact, editions []validity, p period) timelineView {
	view := timelineView{
		Count: l.Count("{n} fact|{n} facts", int64(len(facts))), PeriodsIs: l.Say("Period"), TableIs: l.Say("The same as a table"),
		Filters: l.timelineFilters(p), Legend: l.legend(), Periods: l.periods(editions),
	}
	if l.unreadable > 0 {
		view.Notices = append(view.Notices, l.unreadableNotice())
	}
	from, to, dated := yearsOf(facts)
	if !dated && len(editions) == 0 {
		view.Empty = &ui.Empty{Sentence: l.Say("Nothing with a date is recorded in this period."), Why: l.Say("Choose another period, import a file of activities, or wait for what the partners write.")}
		return view
	}
	from, to = l.bounds(from, to, dated, editions, p)
	view.Drawing = ui.Timeline{
		ID: "timeline", From: from, To: to, Now: record.DayOf(l.Now.In(l.Zone())), Today: l.Say("today"),
		Title: l.Say("Timeline of {years}", "years", strconv.Itoa(from)+"–"+strconv.Itoa(to-1)),
		Desc:  l.Say("Each sign is one fact of the table below, which says the same in words."),
	}
	lanes := laned(facts, l.laneOf)
	if line := l.editionLane(editions); len(line.Moments) > 0 {
		view.Drawing.Lanes = append(view.Drawing.Lanes, line)
	}
	for _, of := range lanes {
		view.Drawing.Lanes = append(view.Drawing.Lanes, l.drawnLane(of, false))
	}
	view.Table = l.timelineTable(facts, editions)
	return view
}

// bounds are the years that are drawn: those asked for, else those of facts and
// editions.
func (l *listing) bounds(from, to int, dated bool, editions []validity, p period) (int, int) {
	for _, v := range editions {
		first, _, _ := v.Begins.Parts()
		last, _, _ := later(v.Begins, v.Ends).Parts()
		if !dated || first < from {
			from = first
		}
		to, dated = max(to, last+1), true
	}
	if p.to == 0 {
		to = max(to, l.Now.Year()+1)
	} else {
		to = p.to + 1
	}
	if p.from != 0 {
		from = p.from
	}
	return min(from, to-1), to
}

// laneOf is in which lane a fact stands: of its type, or of its area, which a
// theme stands in for where no area is known.
func (l *listing) laneOf(f Fact) (key string, title ui.Said) {
	a := f.Activity.Value
	if l.Query.Get("rows") == "type" {
		return string(a.Type), ui.Plain(l.option(string(a.Type), a.Type.Options()))
	}
	if area, known := l.names[a.Area.ID]; known && !a.Area.IsZero() && area.Href != "" {
		key = a.Theme
		if key == "" {
			key = area.Words.Text
		}
		return key, area.Words
	}
	if a.Theme == "" {
		return "", ui.Plain(l.Say("In no area"))
	}
	first, size := utf8.DecodeRuneInString(a.Theme)
	return a.Theme, ui.Plain(string(unicode.ToUpper(first)) + a.Theme[size:])
}

func (l *listing) drawnLane(of lane, quiet bool) ui.Lane {
	lane := ui.Lane{Title: of.Title, Count: l.Count("{n} fact|{n} facts", int64(len(of.Facts)))}
	for _, fact := range of.Facts {
		a := fact.Activity.Value
		if a.Starts.IsZero() && a.Ends.IsZero() {
			continue
		}
		title := l.Hear(a.Title)
		lane.Moments = append(lane.Moments, ui.Moment{
			Label: title, Heard: title.Text + ", " + l.Dates(a.Starts, a.Ends), Href: l.Record(fact.Activity.ID),
			Starts: a.Starts, Ends: a.Ends, Level: l.certainty(fact.Certainty).Level, Quiet: quiet,
		})
	}
	return lane
}

func (l *listing) editionLane(editions []validity) ui.Lane {
	_, many := Editions.Title()
	lane := ui.Lane{Title: ui.Plain(l.Say(many))}
	for _, v := range editions {
		title := l.Hear(v.Edition.Value.Title)
		begins, _, _ := v.Begins.Parts()
		lane.Moments = append(lane.Moments, ui.Moment{
			Label: ui.Plain(strings.TrimSpace(v.Edition.Value.Type.code() + " " + strconv.Itoa(begins))), Heard: title.Text + ", " + l.Dates(v.Begins, v.Edition.Value.ValidTo), Href: l.treeAddress(v.Edition.ID),
			Starts: v.Begins, Ends: v.Ends, Open: v.Open, Level: ui.Half,
		})
	}
	return lane
}

func (l *listing) legend() legendView {
	v := legendView{
		YearOnly: l.Say("only the year is known"), EndUnknown: l.Say("end not known"),
		Letters: l.Say("What has no label here stands in the table."),
	}
	for _, certainty := range []Certainty{Confirmed, SingleSource, Uncertain} {
		v.Levels = append(v.Levels, l.certainty(certainty))
	}
	return v
}

// periods are the ones that most readers want, one step away.
func (l *listing) periods(editions []validity) []ui.Link {
	now := l.Now.Year()
	link := func(words string, from, to int) ui.Link {
		text := func(year int) string {
			if year == 0 {
				return ""
			}
			return strconv.Itoa(year)
		}
		at := ui.To(l.At("from", text(from), "to", text(to)), words)
		at.Current = l.Query.Get("from") == text(from) && l.Query.Get("to") == text(to)
		return at
	}
	links := []ui.Link{link(l.Say("All years"), 0, 0), link(l.Say("The last five years"), now-4, now), link(l.Say("This year and the next"), now, now+1)}
	for _, v := range editions {
		first, _, _ := v.Begins.Parts()
		last, _, _ := v.Ends.Parts()
		if last == 0 {
			last = max(now, first)
		}
		links = append(links, link(v.Edition.Value.Type.code()+" "+strconv.Itoa(first)+"–"+strconv.Itoa(last), first, last))
	}
	return links
}

func (l *listing) timelineFilters(p period) ui.Filters {
	text := func(year int) string {
		if year == 0 {
			return ""
		}
		return strconv.Itoa(year)
	}
	rows, certainty := l.Query.Get("rows"), l.Query.Get("certainty")
	f := ui.Filters{Action: "/programme/timeline", Apply: l.Say("Show"), Hidden: l.kept("channel", "lang"), Choices: []ui.Choice{
		{Name: "from", Label: l.Say("From year"), Value: text(p.from)}, {Name: "to", Label: l.Say("To year"), Value: text(p.to)},
		{Name: "rows", Label: l.Say("Rows"), Options: []ui.Option{{Value: "", Words: l.Say("by area or theme"), Chosen: rows == ""}, {Value: "type", Words: l.Say("by type"), Chosen: rows == "type"}}},
	}}
	options := []ui.Option{{Value: "", Words: l.Say("all"), Chosen: certainty == ""}}
	for _, o := range Certainty("").Options() {
		options = append(options, ui.Option{Value: o.Value, Words: l.Say(o.Title), Chosen: certainty == o.Value})
	}
	f.Choices = append(f.Choices, ui.Choice{Name: "certainty", Label: l.Say("Certainty"), Options: options})
	return f
}

// kept are values of this page's address that a form of it sends along.
func (l *listing) kept(names ...string) (hidden []ui.Hidden) {
	for _, name := range names {
		if value := l.Query.Get(name); value != "" {
			hidden = append(hidden, ui.Hidden{Name: name, Value: value})
		}
	}
	return hidden
}

// timelineTable says in words what the drawing shows, the newest first.
func (l *listing) timelineTable(facts []Fact, editions []validity) ui.Table {
	one, _ := Editions.Title()
	table := ui.Table{Caption: l.Say("The same as a table"), Heads: []ui.Head{
		{Words: l.Say("Date")}, {Words: l.Say("Fact")}, {Words: l.Say("Area or theme")}, {Words: l.Say("Certainty")}, {Words: l.Say("Pen")},
	}}
	rows := ui.Rows{}
	for _, v := range slices.Backward(editions) {
		when := l.Dates(v.Begins, v.Edition.Value.ValidTo)
		if v.Edition.Value.ValidTo.IsZero() {
			when += ", " + l.Say("end not known")
		}
		rows.Rows = append(rows.Rows, ui.Row{Lead: 1, Cells: []templ.Component{
			ui.Words(when), ui.Link{Words: l.Hear(v.Edition.Value.Title), Href: l.treeAddress(v.Edition.ID)}.Show(),
			ui.Words(l.Say(one)), templ.NopComponent, l.Partner(v.Edition.Partner).Tag(),
		}})
	}
	for _, fact := range slices.Backward(facts) {
		a := fact.Activity.Value
		_, lane := l.laneOf(fact)
		rows.Rows = append(rows.Rows, ui.Row{Lead: 1, Cells: []templ.Component{
			ui.Words(l.Dates(a.Starts, a.Ends)), ui.Link{Words: l.Hear(a.Title), Href: l.Record(fact.Activity.ID)}.Show(),
			lane.Show(), l.certainty(fact.Certainty).Show(), l.Partner(fact.Activity.Partner).Tag(),
		}})
	}
	table.Groups = []ui.Rows{rows}
	return table
}
