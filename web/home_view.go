package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"entente/access"
	"entente/feature"
	"entente/record"
	"entente/store"
	"entente/ui"
	"entente/words"
)

// homeView is the first page as it is shown.
type homeView struct {
	Steps    []beginningView
	StepsAre string
	Why      string
	Waits    dutiesView
	Late     dutiesView
	Others   dutiesView
	Sections []feature.Section
}

// A beginningView is something that a new node has still to do, or has done.
type beginningView struct {
	Status ui.Status
	Link   ui.Link
	How    string
}

// dutiesView is one table of what waits.
type dutiesView struct {
	Title, Count string
	Table        *ui.Table
	Nothing      string
	More         ui.Link
}

// A changesView is what others wrote, in the aside.
type changesView struct {
	Title, Count, Since string
	UpTo, Mark          string
	Filters             ui.Filters
	FiltersAre          string
	Filtered            bool
	Days                []changedDay
	Nothing, More       string
}

type changedDay struct {
	Day   string
	Items []changedItem
}

type changedItem struct {
	At    string
	Title ui.Link
	What  string
	By    ui.Partner
	More  string // instead of all others: what else came with it
}

// A ledgersView is the calm line, or what is wrong.
type ledgersView struct {
	Title, At string
	Calm      string
	Troubles  []trouble
	Page      ui.Link
}

func (m morning) page() ui.Page {
	r := m.scene.reader
	view := homeView{Sections: m.Sections}
	if m.First != nil {
		view.StepsAre, view.Why, view.Steps = r.say("To begin with"), r.say("This node is new. Nothing leaves it before a partner was met and a channel agreed."), m.steps(*m.First)
	}
	waits, late, others := m.sorted()
	view.Waits = m.duties(r.say("Waits for you"), waits, false)
	view.Waits.Nothing = r.say("Nothing waits for you.")
	view.Late = m.duties(r.say("Late"), late, true)
	view.Others = m.duties(r.say("Waits for other offices of ours"), others, false)
	page := ui.Page{
		Title: ui.Plain(words.Day(r.Language, m.In.Now.In(m.Zone()))), Kind: words.Clock(m.In.Now.In(m.Zone())),
		Main: view.show(), Aside: homeAside(m.changed(), m.ledgers()),
	}
	for _, d := range m.Duties {
		page.Labels = append(append(page.Labels, d.Label), d.Said...)
	}
	page.Labels = append(page.Labels, m.Changes.Counted...)
	for _, c := range m.Changes.Shown {
		page.Labels = append(page.Labels, c.Label)
		if c.About != nil {
			page.Labels = append(page.Labels, c.About.Label)
		}
	}
	for _, section := range m.Sections {
		page.Labels = append(page.Labels, section.Labels...)
	}
	return page
}

// sorted parts duties into mine, what is late of mine, and those of other
// offices. What was put off is left to the page of duties.
func (m morning) sorted() (waits, late, others []feature.Duty) {
	for _, d := range m.Duties {
		switch {
		case !d.Waits():
		case !m.mine(d):
			others = append(others, d)
		case !d.Due.IsZero() && d.Due.Before(m.Today):
			late = append(late, d)
		default:
			waits = append(waits, d)
		}
	}
	return waits, late, others
}

// mine reports that a duty waits for an office that the reader acts for, named
// by its code or by its title, or for anybody.
func (m morning) mine(d feature.Duty) bool {
	if d.Office == "" || d.Taker != "" && d.Taker == m.Person.Account {
		return true
	}
	return slices.ContainsFunc(m.Person.Offices, func(o access.Office) bool {
		return strings.EqualFold(o.Code, d.Office) || slices.ContainsFunc(o.Title.All(), func(t string) bool { return strings.EqualFold(t, d.Office) })
	})
}

func (m morning) duties(title string, all []feature.Duty, late bool) dutiesView {
	r := m.scene.reader
	view := dutiesView{Title: title, Count: r.count(int64(len(all)))}
	if len(all) == 0 {
		return view
	}
	last := ui.Head{Words: r.say("Due"), Figure: true}
	if late {
		last.Words = r.say("Late by")
	}
	table := ui.Table{Caption: title, Heads: []ui.Head{{Words: r.say("What")}, {Words: r.say("Asked")}, {Words: r.say("By")}, last}}
	rows := ui.Rows{}
	for _, d := range all[:min(len(all), mostWaiting)] {
		rows.Rows = append(rows.Rows, ui.Row{Cells: []templ.Component{
			dutyView{About: d.About, Why: d.Why, Taken: m.taken(d)}.show(), ui.Words(d.Asked), m.scene.partner(r, d.By).Tag(), m.dueView(d, late).show(),
		}})
	}
	table.Groups = []ui.Rows{rows}
	view.Table = &table
	if len(all) > mostWaiting {
		view.More = ui.To("/office/duties", r.say("All {n}", "n", r.count(int64(len(all)))))
	}
	return view
}

// A dutyView is the cell that says what waits.
type dutyView struct {
	About ui.Link
	Why   string
	Taken string
}

func (m morning) taken(d feature.Duty) string {
	if d.TakenBy == "" {
		return ""
	}
	return m.say("taken by {name}", "name", d.TakenBy)
}

// A dueView is the cell of a date: never how long without when.
type dueView struct {
	Date, Distance string
	Late           bool
}

func (m morning) dueView(d feature.Duty, late bool) dueView {
	if d.Due.IsZero() {
		return dueView{Date: m.say("no date")}
	}
	days := daysBetween(m.Today, d.Due.Latest())
	v := dueView{Date: m.Reader.Date(d.Due), Late: late}
	switch {
	case late:
		v.Distance = m.howLong(-days)
	case days == 0:
		v.Distance = m.say("today")
	case days > 0 && days <= 366:
		v.Distance = m.Reader.Count("in {n} day|in {n} days", int64(days))
	}
	return v
}

// howLong says days as people do.
func (m morning) howLong(days int) string {
	switch {
	case days < 60:
		return m.Reader.Count("{n} day|{n} days", int64(days))
	case days < 730:
		return m.Reader.Count("{n} month|{n} months", int64(days/30))
	}
	return m.Reader.Count("{n} year|{n} years", int64(days/365))
}

func (m morning) steps(f firstSteps) []beginningView {
	r := m.scene.reader
	status := func(done bool) ui.Status {
		if done {
			return ui.Status{Glyph: ui.Tick, Tone: ui.Good, Word: r.say("done")}
		}
		return ui.Status{Glyph: ui.Ring, Word: r.say("to do")}
	}
	return []beginningView{
		{status(f.Met), ui.To("/channels", r.say("Meet a partner")), r.say("Exchange cards, and compare the fingerprints over a telephone or in person.")},
		{status(f.Founded), ui.To("/channels", r.say("Found a channel")), r.say("Its charter says who belongs to it and how high its content may be marked.")},
		{status(f.Filled), ui.To("/import", r.say("Import what you have")), r.say("A table of activities or editions, tried first and written when it is right.")},
		{status(f.Filled), ui.To("/records", r.say("Or write the first programme")), r.say("It stays with you until you release it.")},
	}
}

func (m morning) ledgers() ledgersView {
	r := m.scene.reader
	v := ledgersView{Title: r.say("Verified and confirmed"), At: r.moment(m.In.Now), Troubles: m.Ledgers, Page: ui.To("/channels", r.say("Partners and channels"))}
	if len(m.Ledgers) == 0 {
		v.Calm = r.say("Every ledger is verified, and every partner is within reach.")
	}
	return v
}

func (m morning) changed() changesView {
	r := m.scene.reader
	c := m.Changes
	count := r.count(c.Count)
	if c.Count == countChanges {
		count = r.say("at least {n}", "n", count)
	}
	v := changesView{
		Title: r.say("Since you last looked"), Count: r.say("{n} new", "n", count), UpTo: strconv.FormatInt(c.UpTo, 10), Mark: r.say("Mark all as read"),
		FiltersAre: r.say("Filters"), Filters: m.changeFilters(), Filtered: c.Filtered,
	}
	if c.Since == 0 {
		v.Since = r.say("You have not marked anything as read yet.")
	}
	if len(c.Shown) == 0 {
		v.Nothing = r.say("Nothing was written by others since then.")
		if c.Filtered {
			v.Nothing = r.say("Nothing of this sort was written since then.")
		}
		v.Mark = ""
	}
	if c.Count > int64(len(c.Shown)) {
		v.More = r.say("Only the newest {n} are listed.", "n", r.count(int64(len(c.Shown))))
	}
	for _, b := range bursts(c.Shown, m.dayOf) {
		day := words.Day(r.Language, b.Shown[0].At.In(m.Zone()))
		if len(v.Days) == 0 || v.Days[len(v.Days)-1].Day != day {
			v.Days = append(v.Days, changedDay{Day: day})
		}
		last := &v.Days[len(v.Days)-1]
		last.Items = append(last.Items, m.items(b)...)
	}
	return v
}

func (m morning) items(b burst) (items []changedItem) {
	for _, c := range b.Shown {
		item := changedItem{At: c.At.In(m.Zone()).Format("15:04"), What: m.whatChanged(c), By: m.scene.partner(m.scene.reader, c.Partner)}
		item.Title = ui.Link{Words: m.titleOf(c.Record), Href: "/records/" + c.Channel.String() + "/" + c.ID.String()}
		if c.About != nil {
			item.Title.Words = m.titleOf(*c.About)
		}
		items = append(items, item)
	}
	if len(b.More) > 0 {
		var parts []string
		more := 0
		for _, kind := range slices.SortedFunc(maps.Keys(b.More), func(x, y string) int { return cmp.Or(cmp.Compare(b.More[y], b.More[x]), cmp.Compare(x, y)) }) {
			more += b.More[kind]
			parts = append(parts, m.kindsName(kind)+" "+m.scene.count(int64(b.More[kind])))
		}
		last := b.Shown[len(b.Shown)-1]
		items = append(items, changedItem{At: last.At.In(m.Zone()).Format("15:04"), By: m.scene.partner(m.scene.reader, last.Partner),
			More: m.Reader.Count("{n} more:|{n} more:", int64(more)) + " " + strings.Join(parts, ", ")})
	}
	return items
}

// whatChanged says in a few words what somebody did.
func (m morning) whatChanged(c change) string {
	kind := m.kindName(c.Kind)
	if c.Revision.Revision == 1 {
		return m.say("{kind}: new", "kind", kind)
	}
	return m.say("{kind}: revision {n}", "kind", kind, "n", strconv.Itoa(c.Revision.Revision))
}

func (m morning) kindsName(name string) string {
	if kind, known := m.Kinds.Lookup(name); known {
		_, many := kind.Title()
		return m.say(many)
	}
	return name
}

func (m morning) changeFilters() ui.Filters {
	r := m.scene.reader
	f := ui.Filters{Action: "/", Apply: r.say("Show")}
	if lang := m.In.Query.Get("lang"); lang != "" {
		f.Hidden = []ui.Hidden{{Name: "lang", Value: lang}}
	}
	choice := func(name, label string) *ui.Choice {
		f.Choices = append(f.Choices, ui.Choice{Name: name, Label: label, Options: []ui.Option{{Words: r.say("everything"), Chosen: m.In.Query.Get(name) == ""}}})
		return &f.Choices[len(f.Choices)-1]
	}
	add := func(c *ui.Choice, value, words string) {
		c.Options = append(c.Options, ui.Option{Value: value, Words: words, Chosen: m.In.Query.Get(c.Name) == value})
	}
	by := choice("by", r.say("By"))
	for _, p := range m.Changes.Partners {
		add(by, upper(p.Code), upper(p.Code))
	}
	kind := choice("kind", r.say("Kind"))
	for _, k := range m.Changes.Kinds {
		add(kind, k.Name(), m.kindsName(k.Name()))
	}
	in := choice("in", r.say("Channel"))
	for _, c := range slices.SortedFunc(maps.Values(m.Changes.Channels), func(a, b store.Channel) int { return cmp.Compare(a.ID.String(), b.ID.String()) }) {
		add(in, c.ID.String(), r.hear(c.Name).Text)
	}
	return f
}

// daysBetween are the days from one day to another.
func daysBetween(from, to record.Date) int {
	return int(midnight(to).Sub(midnight(from)).Hours() / 24)
}

func midnight(d record.Date) time.Time {
	year, month, day := d.Parts()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
