package programme

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/keys"
	"entente/record"
	"entente/ui"
)

// overviewView is the overview as its page shows it.
type overviewView struct {
	Notices  []ui.Notice
	Empty    *ui.Empty
	Runs     []runView
	NextIs   string
	Next     []nextView
	Nothing  string // ahead
	LatestIs string
	Latest   []latestView
	More     ui.Link
}

// A runView is one programme.
type runView struct {
	ID       string
	Title    ui.Link
	Pen      ui.Partner
	Facts    []ui.Fact
	Purpose  ui.Said
	LineIs   string
	Line     []onLine
	NoneNow  string // that no edition is in force
	AreasIs  string
	AreasOf  ui.Link
	Table    *ui.Table
	NoAreas  string
	Fineness string // what the figures count
}

// An onLine is one edition on the line of its programme.
type onLine struct {
	Title ui.Link
	Type  string
	Now   ui.Status // that it is in force, if it has a word
	Acts  []ui.Pair
}

// A nextView is something with a date ahead.
type nextView struct {
	When, Distance string
	Title          ui.Link
	What           string
}

// A latestView is something that changed.
type latestView struct {
	When  string
	Title ui.Link
	What  string
	By    ui.Partner
}

func (o *overview) view() overviewView {
	v := overviewView{
		NextIs: o.Say("Next dates"), LatestIs: o.Say("Latest changes"), More: ui.To("/", o.Say("All changes since you last looked")),
	}
	if o.unreadable > 0 {
		v.Notices = append(v.Notices, o.unreadableNotice())
	}
	if o.Cut {
		v.Notices = append(v.Notices, ui.Notice{Tone: ui.Warn, Sentence: o.Say("This channel holds more than one page can."),
			Then: o.Say("The counts are of what is here. The lists of records show the rest.")})
	}
	if len(o.Runs) == 0 {
		v.Empty = &ui.Empty{Sentence: o.Say("No programme is recorded in this channel."), Why: o.Say("Import a file of editions, or wait for what the partners write."),
			Action: ui.To("/import", o.Say("Import"))}
	}
	for _, r := range o.Runs {
		v.Runs = append(v.Runs, o.run(r))
	}
	for _, c := range o.Coming[:min(len(o.Coming), mostComing)] {
		v.Next = append(v.Next, o.next(c))
	}
	if len(v.Next) == 0 {
		v.Nothing = o.Say("Nothing with a date ahead is recorded.")
	}
	for _, one := range o.Latest {
		v.Latest = append(v.Latest, o.latest(one))
	}
	return v
}

func (o *overview) run(r run) runView {
	v := runView{ID: "other", Title: ui.Link{Words: ui.Plain(o.Say("Editions of a programme that is not here"))}, LineIs: o.Say("Editions")}
	if r.Programme != nil {
		p := r.Programme.Value
		v.ID, v.Pen, v.Purpose = r.Programme.ID.String(), o.Partner(r.Programme.Partner), o.Hear(p.Purpose)
		v.Title = ui.Link{Words: o.Hear(p.Title), Href: o.Record(r.Programme.ID)}
		v.Facts = []ui.Fact{
			{Term: o.Say("Partners"), Value: o.known(ui.Plain(strings.Join(p.Partners, ", ")))},
			{Term: o.Say("Since"), Value: o.known(ui.Plain(o.Date(p.Since)))},
			{Term: o.Say("Legal nature"), Value: o.known(o.Hear(p.LegalNature))},
		}
	}
	for _, step := range r.Line {
		v.Line = append(v.Line, o.onLine(step, step.Edition.ID == r.Current))
	}
	if r.Current == (record.ID{}) {
		v.NoneNow = o.Say("No edition is recorded as in force today.")
		return v
	}
	v.AreasIs, v.AreasOf = o.Say("Areas"), ui.Link{Words: o.names[r.Current].Words, Href: o.treeAddress(r.Current)}
	if v.NoAreas = o.Say("Nothing is recorded in this edition."); len(r.Nodes) > 0 {
		v.NoAreas, v.Table = "", o.areas(r)
		v.Fineness = o.Say("What each partner finds of areas, objectives, goals and activities, the newest of each.")
	}
	return v
}

func (o *overview) known(said ui.Said) templ.Component {
	return knownOr(said, o.Say("not recorded"))
}

func (o *overview) onLine(step Step, now bool) onLine {
	e := step.Edition.Value
	v := onLine{Title: ui.Link{Words: o.Hear(e.Title), Href: o.treeAddress(step.Edition.ID)}, Type: e.Type.code()}
	if now {
		v.Now = ui.Status{Glyph: ui.HalfRing, Tone: ui.Act, Word: o.Say("In force now")}
	}
	for _, act := range []struct {
		title    string
		from, to record.Date
	}{{"Text agreed", e.Agreed, record.Date{}}, {"Signed", e.Signed, record.Date{}}, {"In force", e.InForce, record.Date{}}, {"Validity", e.ValidFrom, e.ValidTo}} {
		if !act.from.IsZero() || !act.to.IsZero() {
			v.Acts = append(v.Acts, ui.Pair{Term: o.Say(act.title), Value: ui.Words(o.Dates(act.from, act.to))})
		}
	}
	return v
}

// areas are the branches of the edition that is in force, with what each partner
// finds of each, side by side.
func (o *overview) areas(r run) *ui.Table {
	table := ui.Table{Caption: o.Say("Areas"), Heads: []ui.Head{
		{Words: o.Say("Area")}, {Words: o.Say("Goals"), Figure: true}, {Words: o.Say("Activities"), Figure: true},
	}}
	for _, partner := range o.Partners {
		table.Heads = append(table.Heads, ui.Head{Words: o.Say("Status: {partner}", "partner", o.Partner(partner).Code)})
	}
	rows := ui.Rows{}
	for _, node := range r.Nodes {
		tally := Count(node)
		area := areaLine{Number: node.Number(), Title: ui.Link{Words: o.Hear(node.Title()), Href: o.treeAddress(r.Current) + "?open=" + node.Key + "#n" + node.Key}}
		switch {
		case node.Absent:
			area.Title = ui.Link{Words: ui.Plain(o.Say("not in this edition"))}
		case node.Ref.IsZero():
			area.Title.Words = ui.Plain(o.Say("In no area"))
		}
		cells := []templ.Component{area.show(), ui.Words(o.figure(tally.Goals)), ui.Words(o.figure(tally.Activities))}
		for i, partner := range o.Partners {
			cells = append(cells, o.finds(tally, i, partner))
		}
		rows.Rows = append(rows.Rows, ui.Row{Cells: cells})
	}
	table.Groups = []ui.Rows{rows}
	return &table
}

func (o *overview) figure(n int) string {
	if n == 0 {
		return "–"
	}
	return o.Number(int64(n))
}

// An areaLine is the cell that names an area.
type areaLine struct {
	Number string
	Title  ui.Link
}

// finds is the cell of one partner: how many it finds done, at risk, late. That
// partners differ is said once in a row, beside the last of them.
func (o *overview) finds(t Tally, column int, partner keys.PartnerID) templ.Component {
	var all []ui.Status
	for _, option := range Progress("").Options() {
		n := t.Found[partner][Progress(option.Value)]
		if n == 0 {
			continue
		}
		status := o.progress(Progress(option.Value))
		status.Word += " " + o.Number(int64(n))
		all = append(all, status)
	}
	others := 0
	for progress, n := range t.Found[partner] {
		if !slices.ContainsFunc(progress.Options(), func(known record.Option) bool { return known.Value == string(progress) }) {
			others += n
		}
	}
	if others > 0 {
		all = append(all, ui.Status{Glyph: ui.Ring, Word: o.Say("Other") + " " + o.Number(int64(others))})
	}
	if t.Differ > 0 && column == len(o.Partners)-1 {
		all = append(all, ui.Status{Glyph: ui.Unequal, Tone: ui.Warn, Word: o.Say("differs") + " " + o.Number(int64(t.Differ))})
	}
	if len(all) == 0 {
		return notAssessed(o.Say("not assessed"))
	}
	return statuses(all)
}

func (o *overview) next(c coming) nextView {
	one, _ := c.Kind.Title()
	v := nextView{When: o.Date(c.Date), Title: o.names[c.ID], What: o.Say(one) + " · " + o.Say(c.What)}
	if c.Date.Precision() == record.ToDay {
		switch days := daysUntil(o.Today, c.Date); {
		case days == 0:
			v.Distance = o.Say("today")
		case days <= 366:
			v.Distance = o.Count("in {n} day|in {n} days", int64(days))
		}
	}
	return v
}

func daysUntil(from, to record.Date) int {
	at := func(d record.Date) time.Time {
		year, month, day := d.Parts()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(at(to).Sub(at(from)) / (24 * time.Hour))
}

func (o *overview) latest(one latest) latestView {
	v := latestView{
		When: o.Date(record.DayOf(one.At.In(o.Zone()))), By: o.Partner(one.Partner),
		Title: ui.Link{Words: o.Hear(one.Title), Href: o.Record(one.ID)}, What: one.Kind,
	}
	if !one.About.IsZero() {
		v.Title.Words = o.names[one.About.ID].Words
	}
	if v.Title.Words.IsZero() {
		v.Title.Words = ui.Plain(o.Say("without a title"))
	}
	if kind, known := o.Kinds.Lookup(one.Kind); known {
		title, _ := kind.Title()
		v.What = o.Say(title)
	}
	v.What += " · " + o.Say("revision {n}", "n", strconv.Itoa(one.Revision.Revision))
	return v
}
